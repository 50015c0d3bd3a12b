/** What is in the books of a payout, for a file that tells of it once more. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface BookedHead {
  readonly net: bigint; readonly line_count: number; readonly corrects: { readonly added: number } | null;
}
export async function bookedHead(db: Queryable, tenant: string, payoutId: string): Promise<BookedHead | undefined> {
  const { rows } = await db.query<BookedHead>({
    name: 'payout-booked-head',
    text: 'select p.net, p.line_count, p.corrects from payout_view p where p.shard = $2 and p.tenant = $1 and p.payout_id = $3',
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId],
  });
  return rows[0];
}

export interface BookedLine {
  readonly class: string; readonly code: string; readonly amount: bigint; readonly unit: string;
  readonly order_external: string | null; readonly sku: string | null;
  readonly reference: string | null; readonly payment: string | null; readonly marketplace: string | null;
  readonly original: bigint | null; readonly original_unit: string | null; readonly posted_at: string | null;
}
export async function bookedLines(
  db: Queryable, tenant: string, of: { readonly payoutId: string; readonly after: number; readonly limit: number },
): Promise<BookedLine[]> {
  const { rows } = await db.query<BookedLine>({
    name: 'payout-booked-lines',
    text: `
      select l.class, l.code, l.amount, p.currency as unit, l.order_external, l.sku, l.reference, l.payment, l.marketplace,
             l.original, l.original_unit,
             to_char(l.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as posted_at
      from payout_line l join payout_view p on p.shard = $2 and p.tenant = $1 and p.payout_id = l.payout_id
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and l.ordinal > $4 and l.ordinal <= $4::int + $5::int
      order by l.ordinal`,
    values: [tenant, shardOf(tenant, `payout:${of.payoutId}`), of.payoutId, of.after, of.limit],
  });
  return rows;
}
