/** What a hold has. */
import type { Queryable } from './query.ts';
import { holderShard } from './stock-reservation.ts';

export interface HeldLine { readonly sku: string; readonly location: string; readonly quantity: number }
export async function heldLines(db: Queryable, tenant: string, holdId: string): Promise<HeldLine[]> {
  const { rows } = await db.query<HeldLine>({
    name: 'hold-lines',
    text: `
      select r.sku, r.location, sum(r.reserved)::int as quantity from reservation r
      where r.shard = $1 and r.tenant = $2 and r.order_id = $3 and r.reserved > 0 group by r.sku, r.location order by r.sku, r.location`,
    values: [holderShard(tenant, holdId), tenant, holdId],
  });
  return rows;
}
