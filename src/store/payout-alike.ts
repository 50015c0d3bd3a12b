/** Payouts that could be the same one in another export: of one amount and day, with or without what they are made of. */
import type { Queryable } from './query.ts';

export interface AlikeRow { readonly payout_id: string; readonly external: string; readonly deposit_date: string }
/** `bare`: those whose lines name nothing; else those whose lines do. */
export async function alikePayouts(
  db: Queryable, tenant: string,
  of: { connection: string; currency: string; net: bigint; on: string; days: number; bare: boolean },
): Promise<AlikeRow[]> {
  const { rows } = await db.query<AlikeRow>({
    name: 'payout-alike',
    text: `
      select p.payout_id, p.external, p.deposit_date::text as deposit_date from payout_view p
      where p.tenant = $1 and p.connection = $2 and p.currency = $3 and p.net = $4 and p.kind = 'deposit'
        and p.deposit_date between $5::date - $6::integer and $5::date + $6::integer
        and $7::boolean <> exists (select from payout_line l where l.shard = p.shard and l.tenant = p.tenant and l.payout_id = p.payout_id
          and (l.order_external is not null or l.reference is not null or l.payment is not null))
      order by p.payout_id limit 20`,
    values: [tenant, of.connection, of.currency, of.net, of.on, of.days, of.bare],
  });
  return rows;
}
