/** What explains a payout: its orders, what other payouts took, what documents expect; and codes classified late. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface SettledRow {
  readonly order_id: string | null;
  readonly external: string | null;
  readonly unit: string;
  readonly lines: number;
  readonly amount: bigint;
  /** The day of its first line; of lines without one, that of the deposit. */
  readonly since: string;
  /** Where the next page begins. */
  readonly place: string;
}
const at = (tenant: string, payoutId: string) => [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId] as const;

/**
 * Tax of an order that the marketplace did not withhold clears as well: what was collected, less the part of it that was
 * kept (posting/payout-tax.ts).
 */
const TAXED = `('tax', 'refund-tax', 'facilitator-tax')`;
const CLEARED = `
  coalesce(sum(coalesce(x.original, x.amount)) filter (where x.class = any($4::text[])), 0)
    + case when coalesce(sum(x.amount) filter (where x.class in ('tax', 'refund-tax')), 0)
              * coalesce(sum(x.amount) filter (where x.class = 'facilitator-tax'), 0) >= 0
           then coalesce(sum(x.amount) filter (where x.class in ('tax', 'refund-tax')), 0)
         when abs(sum(x.amount) filter (where x.class in ('tax', 'refund-tax')))
              <= abs(sum(x.amount) filter (where x.class = 'facilitator-tax')) then 0
         else sum(x.amount) filter (where x.class in ${TAXED}) end`;

/** Lines that clear, order by order, in the currency of the invoice; the last page is not full. */
export async function settledOrders(
  db: Queryable, of: { tenant: string; payoutId: string; classes: readonly string[]; after: string; limit: number },
): Promise<SettledRow[]> {
  const { rows } = await db.query<SettledRow>({
    name: 'payout-settled-orders',
    text: `
      with placed as (
        select l.order_id, l.order_external, l.class, l.amount, l.original, u.unit,
               coalesce((l.posted_at at time zone 'utc')::date, p.deposit_date) as day,
               concat_ws('|', l.order_id, u.unit, case when l.order_id is null then l.order_external end) collate "C" as place
        from payout_line l join payout_view p on p.shard = $2 and p.tenant = $1 and p.payout_id = $3
        cross join lateral (select case when l.class in ${TAXED} then p.currency else coalesce(l.original_unit, p.currency) end as unit) u
        where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and coalesce(l.mode, 'documents') = 'documents'
          and (l.class = any($4::text[]) or l.class in ${TAXED}))
      select x.order_id, min(x.order_external) as external, x.unit, count(*) filter (where x.class = any($4::text[]))::int as lines,
             (${CLEARED})::bigint as amount, min(x.day)::text as since, x.place
      from placed x where x.place > $5 group by x.place, x.order_id, x.unit order by x.place limit $6`,
    values: [...at(of.tenant, of.payoutId), of.classes, of.after, of.limit],
  });
  return rows;
}

/** What other payouts of the connection settled of these orders. */
export async function settledElsewhere(
  db: Queryable, tenant: string,
  of: { connection: string; payoutId: string; classes: readonly string[]; orders: readonly string[] },
): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ order_id: string; amount: bigint }>({
    name: 'payout-settled-elsewhere',
    text: `
      select y.order_id, sum(y.amount)::bigint as amount from (
        select x.order_id, ${CLEARED} as amount from payout_line x
        join payout_view p on p.shard = x.shard and p.tenant = x.tenant and p.payout_id = x.payout_id
        where x.tenant = $1 and x.order_id = any($5::text[]) and (x.class = any($4::text[]) or x.class in ${TAXED})
          and p.connection = $2 and p.payout_id <> $3 and p.kind <> 'deferral'
        group by x.order_id, x.payout_id) y
      group by y.order_id`,
    values: [tenant, of.connection, of.payoutId, of.classes, of.orders],
  });
  return new Map(rows.map((r) => [r.order_id, r.amount]));
}

/**
 * What registers took on an account, and what payouts took away of it without naming an order: before this one and with it.
 * Both in the account's currency; nothing where no register's takings are paid out.
 */
export async function takenInBulk(
  db: Queryable, tenant: string,
  of: { account: string; connection: string; unit: string; payoutId: string; classes: readonly string[] },
): Promise<{ taken: bigint; before: bigint; own: bigint; lines: number }> {
  const { rows } = await db.query<{ taken: bigint; before: bigint; own: bigint; lines: number }>({
    name: 'payout-taken-in-bulk',
    text: `
      with taken as materialized (
        select coalesce(sum(p.amount), 0)::bigint as amount from posting p
        join entry e on e.tenant = p.tenant and e.shard = p.shard and e.id = p.entry
        where p.tenant = $1 and p.account = $2 and p.unit = $4 and e.document like 'register:%'),
      self as (select p.deposit_date, p.payout_id from payout_view p where p.tenant = $1 and p.payout_id = $5),
      paid as (
        select p.payout_id = $5 as own, coalesce(l.original, l.amount) as amount
        from payout_view p join payout_line l on l.tenant = p.tenant and l.shard = p.shard and l.payout_id = p.payout_id
        where (select t.amount from taken t) > 0 and p.tenant = $1 and p.connection = $3 and p.kind <> 'deferral'
          and (p.deposit_date, p.payout_id) <= (select s.deposit_date, s.payout_id from self s)
          and l.order_id is null and l.order_external is null and l.class = any($6::text[])
          and coalesce(l.original_unit, p.currency) = $4 and coalesce(l.mode, 'documents') = 'documents')
      select (select t.amount from taken t) as taken, coalesce(sum(x.amount) filter (where not x.own), 0)::bigint as before,
             coalesce(sum(x.amount) filter (where x.own), 0)::bigint as own, count(*) filter (where x.own)::int as lines from paid x`,
    values: [tenant, of.account, of.connection, of.unit, of.payoutId, of.classes],
  });
  return rows[0]!;
}

export interface ExpectedRow {
  readonly order_id: string;
  readonly number: string;
  readonly currency: string;
  readonly total: bigint;
  readonly placed_at: Temporal.Instant;
  readonly expected: bigint;
}
/** Orders of one shard with what their documents put on an account. */
export async function expectedOf(
  db: Queryable, shard: number, of: { tenant: string; account: string; orders: readonly string[] },
): Promise<ExpectedRow[]> {
  const { rows } = await db.query<ExpectedRow>({
    name: 'payout-expected',
    text: `
      select o.order_id, o.number, o.currency, o.total, o.placed_at, coalesce(x.amount, 0)::bigint as expected
      from order_view o
      left join lateral (
        select sum(p.amount) as amount from entry e
        join posting p on p.shard = $1 and p.tenant = e.tenant and p.entry = e.id
        where e.shard = $1 and e.tenant = $2 and e.document = 'order:' || o.order_id and p.account = $4 and p.unit = o.currency) x on true
      where o.shard = $1 and o.tenant = $2 and o.order_id = any($3::text[])`,
    values: [shard, of.tenant, of.orders, of.account],
  });
  return rows;
}

export interface CodeRow {
  readonly class: string;
  readonly code: string;
  readonly lines: number;
  readonly amount: bigint;
}
export async function payoutCodes(db: Queryable, tenant: string, payoutId: string, kind: string): Promise<CodeRow[]> {
  const { rows } = await db.query<CodeRow>({
    name: 'payout-codes',
    text: `
      select l.class, l.code, count(*)::int as lines, sum(l.amount)::bigint as amount from payout_line l
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and l.class = $4
      group by l.class, l.code order by abs(sum(l.amount)) desc, l.code limit 200`,
    values: [...at(tenant, payoutId), kind],
  });
  return rows;
}

export interface PayoutHeadRow {
  readonly payout_id: string;
  readonly connection: string;
  readonly external: string;
  readonly currency: string;
  readonly net: bigint;
  readonly deposit_date: string;
  readonly line_count: number;
  readonly suspense: bigint;
  readonly kind: string;
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  readonly period_start: Temporal.Instant | null;
  readonly period_end: Temporal.Instant | null;
  readonly correlation: string;
  /** Which way it was posted; null: not yet. */
  readonly mode: 'documents' | 'summary' | null;
  /** Its source states neither a total nor a balance. */
  readonly unproved: boolean;
}
export async function payoutHead(db: Queryable, tenant: string, payoutId: string): Promise<PayoutHeadRow | undefined> {
  const { rows } = await db.query<PayoutHeadRow>({
    name: 'payout-head',
    text: `
      select p.payout_id, p.connection, p.external, p.currency, p.net, p.deposit_date, p.line_count, p.suspense, p.kind, p.opening,
             p.closing, p.period_start, p.period_end, p.correlation, p.mode, p.unproved
      from payout_view p where p.shard = $2 and p.tenant = $1 and p.payout_id = $3`,
    values: [...at(tenant, payoutId)],
  });
  return rows[0];
}
/** Whether all that it sent, or was drawn from it, was found at a bank; false when nothing was. */
export async function depositsAgree(db: Queryable, tenant: string, payoutId: string): Promise<boolean> {
  const { rows } = await db.query<{ agree: boolean | null }>({
    name: 'payout-deposits-agree',
    text: `select bool_and(d.match_id is not null) as agree from deposit d where d.tenant = $1 and d.payout_id = $2`,
    values: [tenant, payoutId],
  });
  return rows[0]?.agree ?? false;
}
/** Payouts up to a day that nothing proves: no stated total or balance, and no deposit found at a bank. */
export async function unprovedPayouts(db: Queryable, tenant: string, to: string): Promise<{ connection: string; external: string }[]> {
  const { rows } = await db.query<{ connection: string; external: string }>({
    name: 'payouts-unproved',
    text: `
      select p.connection, p.external from payout_view p
      where p.tenant = $1 and p.unproved and p.deposit_date <= $2 and p.kind <> 'deferral'
        and not coalesce((select bool_and(d.match_id is not null) from deposit d
                          where d.tenant = p.tenant and d.payout_id = p.payout_id), false)
      order by p.deposit_date, p.payout_id`,
    values: [tenant, to],
  });
  return rows;
}
/** By our id or the partner's. */
export async function payoutsNamed(db: Queryable, tenant: string, name: string): Promise<string[]> {
  const { rows } = await db.query<{ payout_id: string }>({
    name: 'payout-named',
    text: `select p.payout_id from payout_view p where p.tenant = $1 and (p.payout_id = $2 or p.external = $2) order by p.payout_id`,
    values: [tenant, name],
  });
  return rows.map((r) => r.payout_id);
}

export interface PastRow {
  readonly payout_id: string;
  readonly external: string;
  readonly currency: string;
  readonly class: string;
  readonly lines: number;
  readonly amount: bigint;
}
/** Lines of a code that are in the books under another class. */
export async function bookedOtherwise(
  db: Queryable, tenant: string, of: { connection: string; code: string; marketplace?: string | undefined; to: string },
): Promise<PastRow[]> {
  const { rows } = await db.query<PastRow>({
    name: 'payout-booked-otherwise',
    text: `
      select p.payout_id, p.external, p.currency, l.class, count(*)::int as lines, sum(l.amount)::bigint as amount
      from payout_line l join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
      where l.tenant = $1 and l.code = $3 and l.class <> $5 and ($2 = '*' or p.connection = $2)
        and ($4::text is null or l.marketplace = $4)
      group by p.payout_id, p.external, p.currency, l.class order by p.payout_id, l.class`,
    values: [tenant, of.connection, of.code, of.marketplace ?? null, of.to],
  });
  return rows;
}

export interface DisputeRow {
  readonly connection: string;
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly payout_id: string;
}
/** Chargebacks that were taken and neither given back nor written off, by the number they are known under. */
export async function openDisputes(db: Queryable, tenant: string, connection: string | null): Promise<DisputeRow[]> {
  const { rows } = await db.query<DisputeRow>({
    name: 'payout-disputes',
    text: `
      select p.connection, coalesce(l.order_external, l.payment, l.reference) as reference, p.currency,
             (-sum(l.amount))::bigint as amount, min(p.payout_id) as payout_id
      from payout_line l join payout_view p on p.shard = l.shard and p.tenant = l.tenant and p.payout_id = l.payout_id
      where l.tenant = $1 and l.class = 'chargeback' and ($2::text is null or p.connection = $2)
        and not exists (select from message m where m.tenant = l.tenant and m.type = 'ChargebackLost'
          and m.key = 'ChargebackLost:' || p.connection || ':' || coalesce(l.order_external, l.payment, l.reference))
      group by p.connection, coalesce(l.order_external, l.payment, l.reference), p.currency having sum(l.amount) <> 0
      order by p.connection, reference`,
    values: [tenant, connection],
  });
  return rows;
}
