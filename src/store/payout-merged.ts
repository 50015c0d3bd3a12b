/**
 * The lines of a payout as its posting needs them: what goes to one account in one month is one line, tax of orders
 * with the same amounts is added up, what was converted stays as it is. A million lines become some thousand. Of a large
 * payout they are kept when it is read, so that the books need no second.
 */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

/** Same class, month and fate. Amounts are text: they travel as JSON. */
export interface MergedRow {
  readonly class: string;
  /** Of what nobody has classified; else empty. */
  readonly code: string;
  readonly lines: number;
  readonly amount: string;
  /** Sum of the sizes of all its lines, and of those that name no order of ours. */
  readonly size: string;
  readonly stray: string;
  /** Names the orders whose tax is washed together. */
  readonly together: string | null;
  readonly postedAt: string | null;
  readonly original: string | null;
  readonly originalUnit: string | null;
  /** Absent in what was kept before it was told apart. */
  readonly marketplace?: string | null;
}
export interface Merged { readonly lines: readonly MergedRow[]; readonly marketplaces: readonly string[] }
export interface PayoutKey { readonly tenant: string; readonly payoutId: string; readonly zone: string }
const values = (of: PayoutKey) => [of.tenant, shardOf(of.tenant, `payout:${of.payoutId}`), of.payoutId, of.zone];

/** Months begin where the ledger is. Tax that was collected and withheld washes order by order: equal pairs together. */
const MERGED = `
  with l as materialized (
    select x.class, x.code, x.amount, x.order_external, x.posted_at, x.original, x.original_unit, x.marketplace,
           case when x.order_id is null then abs(x.amount) else 0 end as stray,
           date_trunc('month', x.posted_at at time zone $4) as month,
           x.class in ('tax', 'refund-tax', 'facilitator-tax') as taxed
    from payout_line x where x.shard = $2 and x.tenant = $1 and x.payout_id = $3),
  plain as (
    select class, case when class = 'unknown' then code else '' end as code, count(*) as lines, sum(amount) as amount,
           sum(abs(amount)) as size, sum(stray) as stray, min(posted_at) as posted_at, marketplace
    from l where original is null and not taxed group by 1, 2, month, marketplace),
  orders as (
    select month, order_external, marketplace, count(*) as lines, min(posted_at) as posted_at, sum(stray) as stray,
           sum(amount) filter (where class <> 'facilitator-tax') as collected,
           sum(amount) filter (where class = 'facilitator-tax') as withheld
    from l where taxed group by month, order_external, marketplace),
  taxes as (
    select concat_ws(' ', month, collected, 'less', withheld, marketplace) as together, collected, withheld, sum(lines) as lines,
           count(*) as orders, sum(stray) as stray, min(posted_at) as posted_at, marketplace
    from orders group by month, collected, withheld, marketplace),
  merged as (
    select class, code, lines, amount, size, stray, null as together, posted_at, null::bigint as original, null as original_unit,
      marketplace from plain
    union all select 'tax', '', lines, collected * orders, abs(collected) * orders, stray, together, posted_at, null, null, marketplace
      from taxes where collected is not null
    union all select 'facilitator-tax', '', lines, withheld * orders, abs(withheld) * orders, 0, together, posted_at, null, null,
      marketplace from taxes where withheld is not null
    union all select class, case when class = 'unknown' then code else '' end, 1, amount, abs(amount), stray, order_external, posted_at,
      original, original_unit, marketplace from l where original is not null and not taxed),
  told as (
    select m.class, m.code, m.lines::int as lines, m.amount::text as amount, m.size::text as size, m.stray::text as stray, m.together,
           to_char(m.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "postedAt",
           m.original::text as original, m.original_unit as "originalUnit", m.marketplace
    from merged m order by m.posted_at, m.class, m.code, m.together, m.marketplace)
  select jsonb_build_object('zone', $4::text, 'lines', (select coalesce(jsonb_agg(t), '[]') from told t),
    'marketplaces', (select coalesce(jsonb_agg(distinct marketplace), '[]') from l where marketplace is not null)) as merged`;

export async function mergedLines(db: Queryable, of: PayoutKey): Promise<Merged> {
  const kept = await db.query<{ merged: Merged }>({
    name: 'payout-merged-kept',
    text: `select p.merged from payout_view p
           where p.shard = $2 and p.tenant = $1 and p.payout_id = $3 and p.merged->>'zone' = $4`,
    values: values(of),
  });
  if (kept.rows[0]) return kept.rows[0].merged;
  const { rows } = await db.query<{ merged: Merged }>({ name: 'payout-merged', text: MERGED, values: values(of) });
  return rows[0]!.merged;
}

export async function keepMerged(db: Queryable, of: PayoutKey): Promise<void> {
  await db.query({
    name: 'payout-merged-keep',
    text: `
      update payout_view p set merged = (${MERGED})
      where p.shard = $2 and p.tenant = $1 and p.payout_id = $3`,
    values: values(of),
  });
}
