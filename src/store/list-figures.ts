/**
 * How well it goes, from the log: how long the steps of an order took, hour by hour of the last day. Each pair of
 * messages is joined inside its shard. It reads a day of the log, so whoever asks keeps the answer for a while.
 */
import type { SlaSeconds } from './list-exceptions.ts';
import type { Queryable } from './query.ts';

export interface StepRow {
  /** Start of the hour; null is the whole day. */
  readonly hour: Temporal.Instant | null;
  readonly count: number;
  readonly p95: number;
  readonly in_time: number;
}
export interface Step {
  readonly from: string;
  readonly to: string;
  /** Seconds within which it counts as in time. */
  readonly target: number;
}
/** From the first message of a type about a subject to the first of another that follows it. */
export async function stepTimes(db: Queryable, tenant: string, s: Step): Promise<StepRow[]> {
  const { rows } = await db.query<StepRow>({
    name: 'figure-step',
    text: `
      with took as (
        select date_trunc('hour', t.seen) as hour, extract(epoch from t.seen - f.seen)::float8 as seconds
        from message t cross join lateral (
          select m.seen from message m where m.shard = t.shard and m.tenant = t.tenant and m.subject = t.subject
            and m.type = $2 and m.position < t.position order by m.position desc limit 1) f
        where t.tenant = $1 and t.type = $3 and t.seen > now() - interval '24 hours')
      select k.hour, count(*)::int as count,
             coalesce(percentile_cont(0.95) within group (order by k.seconds), 0)::float8 as p95,
             count(*) filter (where k.seconds <= $4)::int as in_time
      from took k group by grouping sets ((), (k.hour)) order by k.hour nulls first`,
    values: [tenant, s.from, s.to, s.target],
  });
  return rows;
}

export interface HourRow { readonly hour: Temporal.Instant; readonly count: number }
export async function messagesByHour(db: Queryable, tenant: string, type: string): Promise<HourRow[]> {
  const { rows } = await db.query<HourRow>({
    name: 'figure-hours',
    text: `
      select date_trunc('hour', m.seen) as hour, count(*)::int as count from message m
      where m.tenant = $1 and m.type = $2 and m.seen > now() - interval '24 hours' group by 1 order by 1`,
    values: [tenant, type],
  });
  return rows;
}

export interface FlightRow { readonly currency: string; readonly orders: number; readonly total: bigint }
/** Orders on which anybody still owes work: bounded by the backlog, not by the number of orders. */
export async function inFlight(db: Queryable, tenant: string): Promise<FlightRow[]> {
  const { rows } = await db.query<FlightRow>({
    name: 'figure-flight',
    text: `
      with open as (
        select distinct d.shard, substr(d.subject, 7) as order_id from delivery d
        where d.tenant = $1 and d.state in ('Ready', 'Queued', 'Claimed', 'Parked') and d.subject like 'order:%')
      select o.currency, count(*)::int as orders, sum(o.total)::bigint as total
      from open w join order_view o on o.tenant = $1 and o.shard = w.shard and o.order_id = w.order_id
      group by o.currency order by count(*) desc`,
    values: [tenant],
  });
  return rows;
}

export interface CoverageRow {
  readonly payouts: number;
  readonly clean: number;
  readonly lines: number;
  readonly unknown_lines: number;
}
/** Of the payouts of the last 35 days: how many are explained to the last line. */
export async function payoutCoverage(db: Queryable, tenant: string): Promise<CoverageRow> {
  const { rows } = await db.query<CoverageRow>({
    name: 'figure-coverage',
    text: `
      select count(*)::int as payouts, count(*) filter (where p.suspense = 0)::int as clean,
             coalesce(sum(p.line_count), 0)::int as lines,
             count(*) filter (where p.suspense <> 0)::int as unknown_lines
      from payout_view p where p.tenant = $1 and p.deposit_date > current_date - 35`,
    values: [tenant],
  });
  return rows[0]!;
}

export interface AgeRow { readonly owner: string; readonly bucket: string; readonly count: number; readonly overdue: number }
/** Parked work by role and age, and how much of it should have been settled by now. */
export async function exceptionAges(db: Queryable, tenant: string, sla: SlaSeconds): Promise<AgeRow[]> {
  const { rows } = await db.query<AgeRow>({
    name: 'figure-ages',
    text: `
      select d.owner, case when d.changed > now() - interval '1 hour' then 'hour'
               when d.changed > now() - interval '1 day' then 'day'
               when d.changed > now() - interval '7 days' then 'week' else 'older' end as bucket, count(*)::int as count,
             count(*) filter (where d.changed + make_interval(secs => coalesce(s.seconds, $4)) < now())::int as overdue
      from delivery d left join unnest($2::text[], $3::float8[]) as s (kind, seconds) on s.kind = coalesce(d.exception, d.fault->>'kind')
      where d.tenant = $1 and d.state = 'Parked' and d.due <= now() group by 1, 2 order by 1, 2`,
    values: [tenant, sla.kinds, sla.seconds, sla.otherwise],
  });
  return rows;
}
