/** Payouts and their lines as rows: the message keeps the header, the lines are too many for one message. */
import { shardOf } from '#domain/shard.ts';
import type { Payout, PayoutLine } from '#domain/payout.ts';
import type { PayoutCorrection } from '#domain/payout-correction.ts';
import type { Queryable } from './query.ts';

const CHUNK = 5000;
/** Lines in one statement: few enough that nothing else of this process waits for long. */
const PAGE = 1000;

export interface PayoutPlace {
  readonly tenant: string;
  readonly payoutId: string;
  readonly header: Omit<Payout, 'lines'>;
  readonly correlation: string;
  readonly corrects?: PayoutCorrection | undefined;
}
export type OrderOf = (line: PayoutLine) => string | undefined;

/** The header row, of which the lines are still to come; false when the payout is here already. */
export async function savePayoutHeader(db: Queryable, at: PayoutPlace): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'payout-save',
    text: `
      insert into payout_view as p (tenant, shard, payout_id, connection, external, currency, net, deposit_date, line_count,
        correlation, kind, opening, closing, period_start, period_end, corrects, unproved)
      values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing`,
    values: [at.tenant, shardOf(at.tenant, `payout:${at.payoutId}`), at.payoutId, at.header.connection, at.header.external,
      at.header.currency, String(at.header.net.count), at.header.depositDate, at.correlation, at.header.kind ?? 'deposit',
      at.header.opening ? String(at.header.opening.count) : null, at.header.closing ? String(at.header.closing.count) : null,
      at.header.periodStart ?? null, at.header.periodEnd ?? null, at.corrects ? JSON.stringify(at.corrects) : null,
      at.header.unproved ?? false],
  });
  return rowCount === 1; // The same statement again changes nothing.
}

/** What the lines came to. */
export interface Counted { readonly count: number; readonly sum: bigint; readonly suspense: bigint }

export async function savePayoutCount(db: Queryable, at: PayoutPlace, { count, sum, suspense }: Counted): Promise<void> {
  await db.query({
    name: 'payout-count',
    text: `
      update payout_view p set line_count = $4, explained = $5, suspense = $6
      where p.shard = $2 and p.tenant = $1 and p.payout_id = $3`,
    values: [at.tenant, shardOf(at.tenant, `payout:${at.payoutId}`), at.payoutId, count, String(sum - suspense), String(suspense)],
  });
}

export const counted = (lines: readonly PayoutLine[], before: Counted = { count: 0, sum: 0n, suspense: 0n }): Counted => ({
  count: before.count + lines.length,
  sum: lines.reduce((n, l) => n + l.amount.count, before.sum),
  suspense: lines.reduce((n, l) => n + (l.class === 'unknown' ? l.amount.count : 0n), before.suspense),
});

export async function savePayoutLines(
  db: Queryable, at: PayoutPlace, lines: readonly PayoutLine[], orderOf: OrderOf,
): Promise<void> {
  if (!(await savePayoutHeader(db, at))) return;
  await savePayoutPage(db, at, { lines, after: 0 }, orderOf);
  await savePayoutCount(db, at, counted(lines));
}

/** `after`: how many lines there are already. */
export async function savePayoutPage(
  db: Queryable, at: PayoutPlace, { lines, after }: { readonly lines: readonly PayoutLine[]; readonly after: number }, orderOf: OrderOf,
): Promise<void> {
  const shard = shardOf(at.tenant, `payout:${at.payoutId}`);
  for (let from = 0; from < lines.length; from += PAGE)
    await db.query({
      name: 'payout-lines-save',
      text: `
        insert into payout_line as l (tenant, shard, payout_id, ordinal, class, code, amount, order_external, order_id, sku,
          quantity, posted_at, detail, reference, payment, marketplace, original, original_unit, mapping)
        select p.tenant, p.shard, p.payout_id, r.ordinal, r.class, r.code, r.amount, r.order_external, r.order_id, r.sku,
          r.quantity, r.posted_at, r.detail, r.reference, r.payment, r.marketplace, r.original, r.original_unit, r.mapping
        from payout_view p cross join jsonb_to_recordset($4::jsonb) as r (ordinal int, class text, code text, amount bigint,
          order_external text, order_id text, sku text, quantity int, posted_at timestamptz, detail jsonb,
          reference text, payment text, marketplace text, original bigint, original_unit text, mapping int)
        where p.shard = $2 and p.tenant = $1 and p.payout_id = $3
        on conflict do nothing`,
      values: [at.tenant, shard, at.payoutId,
        JSON.stringify(lines.slice(from, from + PAGE).map((l, i) => row(l, after + from + i + 1, orderOf)))],
    });
}

const row = (l: PayoutLine, ordinal: number, orderOf: OrderOf) => ({
  ordinal, class: l.class, code: l.code, amount: String(l.amount.count), order_external: l.order, order_id: orderOf(l),
  sku: l.sku, quantity: l.quantity, posted_at: l.postedAt, reference: l.reference, payment: l.payment,
  marketplace: l.marketplace, mapping: l.classifiedBy, original: l.original && String(l.original.count),
  original_unit: l.original?.unit,
  detail: l.lineItem || l.shipment || l.refund ? { lineItem: l.lineItem, shipment: l.shipment, refund: l.refund } : null,
});

export interface PayoutLineRow {
  readonly ordinal: number;
  readonly class: string;
  readonly code: string;
  readonly amount: bigint;
  readonly order_external: string | null;
  readonly order_id: string | null;
  readonly marketplace: string | null;
  readonly original: bigint | null;
  readonly original_unit: string | null;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly posted_at: string | null;
}
/** What posting needs of the lines, page by page: a hundred thousand of them are never in memory twice. */
export async function payoutLines(
  db: Queryable, tenant: string, payoutId: string, page: { readonly after: number; readonly limit: number },
): Promise<PayoutLineRow[]> {
  const { rows } = await db.query<PayoutLineRow>({
    name: 'payout-lines',
    text: `
      select l.ordinal, l.class, l.code, l.amount, l.order_external, l.order_id, l.marketplace, l.original, l.original_unit,
             to_char(l.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as posted_at
      from payout_line l
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and l.ordinal > $4 order by l.ordinal limit $5`,
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId, page.after, page.limit],
  });
  return rows;
}

interface OneCode {
  readonly tenant: string; readonly payoutId: string; readonly code: string; readonly marketplace?: string | undefined; readonly to: string;
}
/** What would move if lines of one code were of another class, by the class they have. */
export async function linesOtherwise(
  db: Queryable, shard: number, of: OneCode,
): Promise<{ from: string; amount: bigint; unit: string }[]> {
  const { rows } = await db.query<{ from: string; amount: bigint; unit: string }>({
    name: 'payout-otherwise',
    text: `
      select l.class as from, sum(l.amount)::bigint as amount, p.currency as unit
      from payout_line l join payout_view p on p.shard = $1 and p.tenant = $2 and p.payout_id = $3
      where l.shard = $1 and l.tenant = $2 and l.payout_id = $3 and l.code = $4 and l.class <> $6
        and ($5::text is null or l.marketplace = $5)
      group by l.class, p.currency`,
    values: [shard, of.tenant, of.payoutId, of.code, of.marketplace ?? null, of.to],
  });
  return rows;
}

/** Gives lines of one code their class. */
export async function reclassifyLines(db: Queryable, shard: number, of: OneCode & { readonly version: number }): Promise<void> {
  await db.query({
    name: 'payout-reclassify',
    text: `
      with mine as (
        select l.ordinal, l.class, l.amount from payout_line l
        where l.shard = $1 and l.tenant = $2 and l.payout_id = $3 and l.code = $4 and l.class <> $6
          and ($5::text is null or l.marketplace = $5) for update),
      changed as (
        update payout_line l set class = $6, mapping = $7 from mine m
        where l.shard = $1 and l.tenant = $2 and l.payout_id = $3 and l.ordinal = m.ordinal)
      update payout_view p set suspense = p.suspense - m.amount, explained = p.explained + m.amount
      from (select coalesce(sum(amount), 0)::bigint as amount from mine where class = 'unknown') m
      where p.shard = $1 and p.tenant = $2 and p.payout_id = $3`,
    values: [shard, of.tenant, of.payoutId, of.code, of.marketplace ?? null, of.to, of.version],
  });
}

/** The first movement that another statement of the connection has. */
/** The same number beside the same amount of the same money: what only shares a number is another movement. */
export async function bookedElsewhere(
  db: Queryable, tenant: string,
  of: { connection: string; payoutId: string; unit: string; moved: readonly { reference: string; amount: string }[] },
): Promise<{ external: string; reference: string }[]> {
  for (let from = 0; from < of.moved.length; from += CHUNK) {
    const page = of.moved.slice(from, from + CHUNK);
    const { rows } = await db.query<{ external: string; reference: string }>({
      name: 'payout-booked-elsewhere',
      text: `
        select p.external, l.reference from payout_line l
        join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
        where l.tenant = $1 and l.reference = any($4::text[]) and p.connection = $2 and p.payout_id <> $3
          and p.kind = 'balance' and p.currency = $6
          and (l.reference, l.amount) in (select r.reference, r.amount from unnest($4::text[], $5::bigint[]) as r (reference, amount))
        order by l.ordinal limit 1`,
      values: [tenant, of.connection, of.payoutId, page.map((m) => m.reference), page.map((m) => m.amount), of.unit],
    });
    if (rows.length > 0) return rows;
  }
  return [];
}
