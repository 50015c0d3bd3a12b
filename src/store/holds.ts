/** Holds as people ask for them: what became of a wish, and what a hold has. */
import type { Queryable } from './query.ts';
import { holderShard } from './stock-reservation.ts';

export interface HoldFate { readonly message: bigint; readonly state: string; readonly detail: string | null }
/** What became of the wish to hold: its delivery at the goods ledger. */
export async function holdFate(db: Queryable, tenant: string, holdId: string, key: string): Promise<HoldFate | undefined> {
  const { rows } = await db.query<HoldFate>({
    name: 'hold-fate',
    text: `
      select d.message, d.state::text, d.fault->>'detail' as detail
      from message m join delivery d on d.shard = m.shard and d.message = m.position and d.tenant = m.tenant
      where m.shard = $1 and m.tenant = $2 and m.key = $3 and d.handler = 'ledger:goods'`,
    values: [holderShard(tenant, holdId), tenant, key],
  });
  return rows[0];
}

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
