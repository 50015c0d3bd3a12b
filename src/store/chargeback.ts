/** Which orders the chargebacks of payouts take money of. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface ChargebackRow {
  readonly ordinal: number;
  readonly order_id: string;
  /** As `threadline payouts disputes` names it. */
  readonly reference: string;
  /** As it changed the deposit: below zero was taken. */
  readonly amount: bigint;
  readonly unit: string;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly posted_at: string | null;
}
interface Of {
  readonly payoutId: string;
  /** Lines of a code that was classified late; else those that are classified. */
  readonly code?: string;
  readonly marketplace?: string;
}

/** In the currency of the order, where the line states it. */
export async function chargebackLines(db: Queryable, tenant: string, { payoutId, code, marketplace }: Of): Promise<ChargebackRow[]> {
  const { rows } = await db.query<ChargebackRow>({
    name: 'chargeback-lines',
    text: `
      select l.ordinal, l.order_id, coalesce(l.order_external, l.payment, l.reference) as reference,
             coalesce(l.original, l.amount) as amount, coalesce(l.original_unit, p.currency) as unit,
             to_char(l.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as posted_at
      from payout_line l join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and p.kind <> 'deferral' and l.order_id is not null
        and (case when $4::text is null then l.class = 'chargeback' else l.code = $4 and ($5::text is null or l.marketplace = $5) end)
      order by l.ordinal`,
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId, code ?? null, marketplace ?? null],
  });
  return rows;
}

/** The orders of one chargeback, whichever payouts of the connection it stands in. */
export async function chargedBackOrders(
  db: Queryable, tenant: string, of: { readonly connection: string; readonly reference: string },
): Promise<string[]> {
  const { rows } = await db.query<{ order_id: string }>({
    name: 'chargeback-orders',
    text: `
      select distinct l.order_id from payout_line l
      join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
      where l.tenant = $1 and l.class = 'chargeback' and l.order_id is not null and p.connection = $2
        and coalesce(l.order_external, l.payment, l.reference) = $3`,
    values: [tenant, of.connection, of.reference],
  });
  return rows.map((r) => r.order_id);
}
