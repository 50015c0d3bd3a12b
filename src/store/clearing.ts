/**
 * What is open on a clearing account, order by order: what documents put there less what payouts have taken. Lines of
 * payouts count as the ledger counted them: by the month they were booked in, tax less what was withheld of it.
 */
import type { Queryable } from './query.ts';

export interface ClearingItem {
  /** `order`: by our id. `line`: of payouts, naming an order we do not know, or none. `document`: an entry that neither explains. */
  readonly kind: 'order' | 'line' | 'document';
  readonly name: string;
  readonly number: string | null;
  readonly order_unit: string | null;
  readonly total: bigint | null;
  readonly unit: string;
  readonly posted: bigint;
  readonly settled: bigint;
  readonly since: string;
}
export interface ClearingAt {
  readonly tenant: string;
  readonly account: string;
  readonly connection: string;
  readonly entity: string;
  /** Last day that counts. */
  readonly asOf: string;
  readonly zone: string;
  readonly classes: readonly string[];
}
const ITEMS = `
  with posted as materialized (
    select e.document, p.unit, sum(p.amount) as amount, min(e.date) as since
    from posting p join entry e on e.tenant = p.tenant and e.shard = p.shard and e.id = p.entry
    where p.tenant = $1 and p.account = $2 and e.legal_entity = $4 and e.date <= $5::date
    group by e.document, p.unit),
  days as (
    select e.document, coalesce(e.document_date, e.date) as day, max(e.date) as date from entry e
    where e.tenant = $1 and e.kind = 'payout' and e.legal_entity = $4 group by 1, 2),
  lines as materialized (
    select l.payout_id, l.order_id, coalesce(l.order_external, '') as external, l.class, p.currency,
           case when l.class in ('tax', 'refund-tax', 'facilitator-tax') then l.amount else coalesce(l.original, l.amount) end as amount,
           case when l.class in ('tax', 'refund-tax', 'facilitator-tax') then p.currency
             else coalesce(l.original_unit, p.currency) end as unit,
           case when l.posted_at < date_trunc('month', p.deposit_date::timestamp) at time zone $6
             then (date_trunc('month', l.posted_at at time zone $6) + interval '1 month - 1 day')::date
             else p.deposit_date end as day
    from payout_view p join payout_line l on l.tenant = p.tenant and l.shard = p.shard and l.payout_id = p.payout_id
    where p.tenant = $1 and p.connection = $3 and p.kind <> 'deferral' and p.mode is not null
      and exists (select from days x where x.document = 'payout:' || p.payout_id)
      and coalesce(l.mode, p.mode) = 'documents'
      and (l.class = any($7::text[]) or l.class in ('tax', 'refund-tax', 'facilitator-tax'))),
  counted as (
    select l.* from lines l left join days d on d.document = 'payout:' || l.payout_id and d.day = l.day
    where coalesce(d.date, l.day) <= $5::date),
  taxed as (
    select c.payout_id, min(c.order_id) as order_id, c.external, c.day, c.currency as unit,
           coalesce(sum(c.amount) filter (where c.class <> 'facilitator-tax'), 0) as collected,
           coalesce(sum(c.amount) filter (where c.class = 'facilitator-tax'), 0) as withheld
    from counted c where c.class in ('tax', 'refund-tax', 'facilitator-tax') group by c.payout_id, c.external, c.day, c.currency),
  settled as (
    select c.payout_id, c.order_id, c.external, c.unit, c.day, c.amount from counted c
    where c.class not in ('tax', 'refund-tax', 'facilitator-tax')
    union all
    select t.payout_id, t.order_id, t.external, t.unit, t.day, t.collected - case
        when t.collected = 0 or t.withheld = 0 or sign(t.collected) = sign(t.withheld) then 0
        when abs(t.collected) < abs(t.withheld) then t.collected else -t.withheld end
    from taxed t),
  by_order as (
    select s.order_id, s.unit, sum(s.amount) as amount, min(s.day) as since from settled s
    where s.order_id is not null group by s.order_id, s.unit),
  by_line as (
    select s.external, s.unit, sum(s.amount) as amount, min(s.day) as since from settled s
    where s.order_id is null group by s.external, s.unit),
  by_payout as (
    select 'payout:' || s.payout_id as document, s.unit, sum(s.amount) as amount, min(s.day) as since from settled s group by 1, 2),
  of_orders as (
    select coalesce(o.order_id, substr(d.document, 7)) as name, coalesce(o.unit, d.unit) as unit, coalesce(d.amount, 0) as posted,
           coalesce(o.amount, 0) as settled, least(d.since, o.since) as since
    from (select * from posted where document like 'order:%') d
    full join by_order o on 'order:' || o.order_id = d.document and o.unit = d.unit),
  of_lines as (
    select coalesce(o.external, substr(d.document, length('unmatched:' || $3 || ':') + 1)) as name, coalesce(o.unit, d.unit) as unit,
           coalesce(d.amount, 0) as posted, coalesce(o.amount, 0) as settled, least(d.since, o.since) as since
    from (select * from posted where starts_with(document, 'unmatched:' || $3 || ':')) d
    full join by_line o on 'unmatched:' || $3 || ':' || o.external = d.document and o.unit = d.unit),
  of_documents as (
    select coalesce(d.document, s.document) as name, coalesce(d.unit, s.unit) as unit, coalesce(d.amount, 0) as posted,
           -coalesce(s.amount, 0) as settled, least(d.since, s.since) as since
    from (select * from posted where document not like 'order:%' and document not like 'unmatched:%') d
    full join by_payout s on s.document = d.document and s.unit = d.unit),
  open as (
    select 'order' as kind, name, unit, posted, settled, since from of_orders where posted <> settled
    union all select 'line', name, unit, posted, settled, since from of_lines where posted <> settled
    union all select 'document', name, unit, posted, settled, since from of_documents where posted <> settled)
  select x.kind, x.name, coalesce(o.number, v.external, r.store || ' ' || r.register || ' on ' || r.date) as number,
         o.currency as order_unit, o.total, x.unit, x.posted::bigint as posted, x.settled::bigint as settled, x.since::text as since
  from open x
  left join order_view o on x.kind = 'order' and o.tenant = $1 and o.order_id = x.name
  left join payout_view v on x.kind = 'document' and v.tenant = $1 and 'payout:' || v.payout_id = x.name
  left join register_day r on x.kind = 'document' and r.tenant = $1 and 'register:' || r.day_id = x.name
  order by x.since, x.kind, x.name limit $8`;

/** Only what is not nothing, oldest first. */
export async function clearingItems(db: Queryable, at: ClearingAt, limit: number): Promise<ClearingItem[]> {
  const { rows } = await db.query<ClearingItem>({
    name: 'clearing-items',
    text: ITEMS,
    values: [at.tenant, at.account, at.connection, at.entity, at.asOf, at.zone, at.classes, limit],
  });
  return rows;
}

export interface RollRow {
  readonly legal_entity: string;
  readonly account: string;
  readonly unit: string;
  readonly kind: string;
  readonly opening: bigint;
  readonly debit: bigint;
  readonly credit: bigint;
  readonly later: bigint;
}
/** Accounts of some kinds by class of document: before, during and after a span of days. */
export async function rollForwardRows(
  db: Queryable, tenant: string, of: { from: string; to: string; roots: readonly string[] },
): Promise<RollRow[]> {
  const { rows } = await db.query<RollRow>({
    name: 'clearing-roll',
    text: `
      select e.legal_entity, p.account, p.unit, coalesce(e.kind, 'other') as kind,
             coalesce(sum(p.amount) filter (where e.date < $2::date), 0)::bigint as opening,
             coalesce(sum(p.amount) filter (where e.date >= $2::date and e.date <= $3::date and p.amount > 0), 0)::bigint as debit,
             coalesce(sum(-p.amount) filter (where e.date >= $2::date and e.date <= $3::date and p.amount < 0), 0)::bigint as credit,
             coalesce(sum(p.amount) filter (where e.date > $3::date), 0)::bigint as later
      from posting p join entry e on e.tenant = p.tenant and e.shard = p.shard and e.id = p.entry and e.book = 'money'
      where p.tenant = $1 and (cardinality($4::text[]) = 0 or exists (
        select from unnest($4::text[]) as r (root) where p.account = r.root or starts_with(p.account, r.root || ':')))
      group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    values: [tenant, of.from, of.to, of.roots],
  });
  return rows;
}

/** What the balances say, whoever's they are. */
export async function balancesOf(
  db: Queryable, tenant: string, roots: readonly string[],
): Promise<{ account: string; unit: string; amount: bigint }[]> {
  const { rows } = await db.query<{ account: string; unit: string; amount: bigint }>({
    name: 'clearing-balances',
    text: `
      select b.account, b.unit, sum(b.amount)::bigint as amount from balance b
      where b.tenant = $1 and b.account not like 'stock:%' and b.account not like 'goods:%' and (cardinality($2::text[]) = 0 or exists (
        select from unnest($2::text[]) as r (root) where b.account = r.root or starts_with(b.account, r.root || ':')))
      group by b.account, b.unit`,
    values: [tenant, roots],
  });
  return rows;
}

/** What providers say they hold, at the last statement up to a day. */
export async function statedBalances(
  db: Queryable, tenant: string, asOf: string,
): Promise<{ connection: string; unit: string; closing: bigint; external: string; day: string }[]> {
  const { rows } = await db.query<{ connection: string; unit: string; closing: bigint; external: string; day: string }>({
    name: 'clearing-stated',
    text: `
      select distinct on (p.connection, p.currency) p.connection, p.currency as unit, p.closing, p.external, p.deposit_date::text as day
      from payout_view p
      where p.tenant = $1 and p.kind = 'balance' and p.closing is not null and p.deposit_date <= $2::date
      order by p.connection, p.currency, p.deposit_date desc, p.period_end desc nulls last`,
    values: [tenant, asOf],
  });
  return rows;
}
