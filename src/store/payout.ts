/** Payouts and their lines as rows: the message keeps the header, the lines are too many for one message. */
import { shardOf } from '#domain/shard.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { Payout, PayoutLine } from '#domain/payout.ts';
import type { Queryable } from './query.ts';

const CHUNK = 5000;

export async function savePayoutLines(
  db: Queryable,
  at: { tenant: string; payoutId: string; header: Omit<Payout, 'lines'>; correlation: string },
  lines: readonly PayoutLine[],
  orderOf: (external: ExternalId) => string,
): Promise<void> {
  const shard = shardOf(at.tenant, `payout:${at.payoutId}`);
  const suspense = lines.reduce((n, l) => n + (l.class === 'unknown' ? l.amount.count : 0n), 0n);
  const { rowCount } = await db.query({
    name: 'payout-save',
    text: `
      insert into payout_view as p (tenant, shard, payout_id, connection, external, currency, net, deposit_date, line_count,
        explained, suspense, correlation)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
    values: [at.tenant, shard, at.payoutId, at.header.connection, at.header.external, at.header.currency,
      String(at.header.net.count), at.header.depositDate, lines.length, String(at.header.net.count - suspense), String(suspense),
      at.correlation],
  });
  if (rowCount === 0) return; // The same statement again changes nothing.
  for (let from = 0; from < lines.length; from += CHUNK)
    await db.query({
      name: 'payout-lines-save',
      text: `
        insert into payout_line as l (tenant, shard, payout_id, ordinal, class, code, amount, order_external, order_id, sku,
          quantity, posted_at, detail)
        select p.tenant, p.shard, p.payout_id, r.ordinal, r.class, r.code, r.amount, r.order_external, r.order_id, r.sku,
          r.quantity, r.posted_at, r.detail
        from payout_view p cross join jsonb_to_recordset($4::jsonb) as r (ordinal int, class text, code text, amount bigint,
          order_external text, order_id text, sku text, quantity int, posted_at timestamptz, detail jsonb)
        where p.shard = $2 and p.tenant = $1 and p.payout_id = $3
        on conflict do nothing`,
      values: [at.tenant, shard, at.payoutId, JSON.stringify(lines.slice(from, from + CHUNK).map((l, i) => row(l, from + i + 1, orderOf)))],
    });
}

const row = (l: PayoutLine, ordinal: number, orderOf: (external: ExternalId) => string) => ({
  ordinal, class: l.class, code: l.code, amount: String(l.amount.count), order_external: l.order ?? null,
  order_id: l.order ? orderOf(l.order) : null, sku: l.sku ?? null, quantity: l.quantity ?? null, posted_at: l.postedAt ?? null,
  detail: { lineItem: l.lineItem, shipment: l.shipment, refund: l.refund, marketplace: l.marketplace },
});

export interface PayoutLineRow {
  readonly ordinal: number;
  readonly class: string;
  readonly code: string;
  readonly amount: bigint;
  readonly order_external: string | null;
  readonly order_id: string | null;
  readonly posted_at: Temporal.Instant | null;
}
export async function payoutLines(db: Queryable, tenant: string, payoutId: string): Promise<PayoutLineRow[]> {
  const { rows } = await db.query<PayoutLineRow>({
    name: 'payout-lines',
    text: `
      select l.ordinal, l.class, l.code, l.amount, l.order_external, l.order_id, l.posted_at from payout_line l
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 order by l.ordinal`,
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId],
  });
  return rows;
}
