/** Payouts with their lines, and the ledger by date, page by page. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';
import type { StoryEntryRow, StoryPayoutRow } from './story-parts.ts';

export interface PayoutFilter {
  readonly connection?: string | undefined;
  /** Deposited in the last so many days, or later. */
  readonly days?: number | undefined;
  readonly explained?: boolean | undefined;
  readonly after?: { readonly depositDate: string; readonly id: string } | undefined;
  readonly limit: number;
}
export async function listPayouts(db: Queryable, tenant: string, f: PayoutFilter): Promise<StoryPayoutRow[]> {
  const { rows } = await db.query<StoryPayoutRow>({
    name: 'list-payouts',
    text: `
      select p.payout_id, p.connection, p.external, p.currency, p.net, p.deposit_date, p.line_count, p.explained,
             p.suspense, p.correlation
      from payout_view p
      where p.tenant = $1 and ($2::text is null or p.connection = $2)
        and ($3::date is null or p.deposit_date < $3 or (p.deposit_date = $3 and p.payout_id > $4))
        and ($6::int is null or p.deposit_date > current_date - $6::int) and ($7::boolean is null or (p.suspense = 0) = $7)
      order by p.deposit_date desc, p.payout_id limit $5`,
    values: [tenant, f.connection ?? null, f.after?.depositDate ?? null, f.after?.id ?? null, f.limit, f.days ?? null, f.explained ?? null],
  });
  return rows;
}

export interface PayoutLineListRow {
  readonly ordinal: number;
  readonly class: string;
  readonly code: string;
  readonly amount: bigint;
  readonly order_external: string | null;
  readonly order_id: string | null;
  readonly sku: string | null;
  readonly quantity: number | null;
  readonly posted_at: Temporal.Instant | null;
}
export interface PayoutLineFilter {
  readonly class?: string | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}
export async function listPayoutLines(
  db: Queryable, tenant: string, payoutId: string, f: PayoutLineFilter,
): Promise<PayoutLineListRow[]> {
  const { rows } = await db.query<PayoutLineListRow>({
    name: 'list-payout-lines',
    text: `
      select l.ordinal, l.class, l.code, l.amount, l.order_external, l.order_id, l.sku, l.quantity, l.posted_at
      from payout_line l
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and ($4::text is null or l.class = $4)
        and l.ordinal > $5
      order by l.ordinal limit $6`,
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId, f.class ?? null, f.after ?? 0, f.limit],
  });
  return rows;
}

export interface EntryListRow extends StoryEntryRow {
  readonly correlation: string;
  readonly number: string | null;
  readonly kind: string | null;
  readonly document_date: string | null;
  readonly reverses: string | null;
  readonly dimensions: Readonly<Record<string, string>> | null;
}
export interface EntryFilter {
  readonly book?: 'goods' | 'money' | undefined;
  /** First and last day, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly entity?: string | undefined;
  /** An account or the beginning of one, up to a colon. */
  readonly account?: string | undefined;
  readonly after?: { readonly date: string; readonly id: string } | undefined;
  readonly limit: number;
}
/** Oldest first, as a journal is read. */
export async function listEntries(db: Queryable, tenant: string, f: EntryFilter): Promise<EntryListRow[]> {
  const { rows } = await db.query<EntryListRow>({
    name: 'list-entries',
    text: `
      select e.id, e.book, e.date, e.at, e.memo, e.document, e.legal_entity, e.lines, e.cause, e.correlation,
             e.number, e.kind, e.document_date, e.reverses, e.dimensions
      from entry e
      where e.tenant = $1 and ($2::text is null or e.book = $2) and ($3::date is null or e.date >= $3)
        and ($4::date is null or e.date <= $4) and ($5::text is null or e.legal_entity = $5)
        and ($6::text is null or exists (select from jsonb_array_elements(e.lines) as l
          where l->>'account' = $6 or starts_with(l->>'account', $6 || ':')))
        and ($7::date is null or e.date > $7 or (e.date = $7 and e.id > $8::uuid))
      order by e.date, e.id limit $9`,
    values: [tenant, f.book ?? null, f.from ?? null, f.to ?? null, f.entity ?? null, f.account ?? null,
      f.after?.date ?? null, f.after?.id ?? null, f.limit],
  });
  return rows;
}

/** Payouts deposited in a span of days that are in an entity's books. */
export async function payoutsBetween(
  db: Queryable, tenant: string, of: { from: string; to: string; entity: string },
): Promise<{ payout_id: string; connection: string; external: string }[]> {
  const { rows } = await db.query<{ payout_id: string; connection: string; external: string }>({
    name: 'list-payouts-between',
    text: `
      select p.payout_id, p.connection, p.external from payout_view p
      where p.tenant = $1 and p.deposit_date >= $2::date and p.deposit_date <= $3::date
        and exists (select from entry e where e.tenant = p.tenant and e.document = 'payout:' || p.payout_id and e.legal_entity = $4)
      order by p.connection, p.deposit_date, p.external`,
    values: [tenant, of.from, of.to, of.entity],
  });
  return rows;
}
