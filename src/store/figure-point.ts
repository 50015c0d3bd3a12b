/** Measured points of the figures: by hour and by day, kept for a time. Days are UTC's. */
import type { Step } from './list-figures.ts';
import type { Queryable } from './query.ts';

export type Grain = 'hour' | 'day';
export interface PointRow {
  readonly at: Temporal.Instant;
  readonly value: number;
  readonly count: number;
  readonly in_time: number;
}
export interface Measured extends PointRow { readonly grain: Grain }

/** How long a step took since then, by hour and by day: each pair of messages is joined inside its shard. */
export async function stepPoints(db: Queryable, tenant: string, s: Step & { readonly since: string }): Promise<Measured[]> {
  const { rows } = await db.query<Measured>({
    name: 'figure-step-points',
    text: `
      with took as (
        select date_trunc('hour', t.seen, 'UTC') as hour, date_trunc('day', t.seen, 'UTC') as day,
               extract(epoch from t.seen - f.seen)::float8 as seconds
        from message t cross join lateral (
          select m.seen from message m where m.shard = t.shard and m.tenant = t.tenant and m.subject = t.subject
            and m.type = $2 and m.position < t.position order by m.position desc limit 1) f
        where t.tenant = $1 and t.type = $3 and t.seen >= $5::timestamptz)
      select case when grouping(k.hour) = 0 then 'hour' else 'day' end as grain, coalesce(k.hour, k.day) as at,
             percentile_cont(0.95) within group (order by k.seconds)::float8 as value, count(*)::int as count,
             count(*) filter (where k.seconds <= $4)::int as in_time
      from took k group by grouping sets ((k.hour), (k.day)) order by 1, 2`,
    values: [tenant, s.from, s.to, s.target, s.since],
  });
  return rows;
}

export async function messagePoints(db: Queryable, tenant: string, of: { type: string; since: string }): Promise<Measured[]> {
  const { rows } = await db.query<Measured>({
    name: 'figure-message-points',
    text: `
      with heard as (
        select date_trunc('hour', m.seen, 'UTC') as hour, date_trunc('day', m.seen, 'UTC') as day
        from message m where m.tenant = $1 and m.type = $2 and m.seen >= $3::timestamptz)
      select case when grouping(k.hour) = 0 then 'hour' else 'day' end as grain, coalesce(k.hour, k.day) as at,
             count(*)::float8 as value, count(*)::int as count, count(*)::int as in_time
      from heard k group by grouping sets ((k.hour), (k.day)) order by 1, 2`,
    values: [tenant, of.type, of.since],
  });
  return rows;
}

export interface NewPoint extends Omit<PointRow, 'at'> { readonly grain: Grain; readonly at: string }
export async function savePoints(db: Queryable, tenant: string, figure: string, points: readonly NewPoint[]): Promise<void> {
  await db.query({
    name: 'figure-save',
    text: `
      insert into figure_point as p (tenant, figure, grain, at, value, count, in_time)
      select $1, $2, r.grain, r.at, r.value, r.count, r.in_time
      from jsonb_to_recordset($3::jsonb) as r (grain text, at timestamptz, value float8, count int, in_time int)
      on conflict (tenant, figure, grain, at) do update
        set value = excluded.value, count = excluded.count, in_time = excluded.in_time`,
    values: [tenant, figure, JSON.stringify(points)],
  });
}

export interface KeptPoint extends PointRow { readonly figure: string }
export async function pointsSince(db: Queryable, tenant: string, f: { grain: Grain; since: string }): Promise<KeptPoint[]> {
  const { rows } = await db.query<KeptPoint>({
    name: 'figure-points',
    text: `
      select p.figure, p.at, p.value, p.count, p.in_time from figure_point p
      where p.tenant = $1 and p.grain = $2 and p.at >= $3::timestamptz order by p.figure, p.at`,
    values: [tenant, f.grain, f.since],
  });
  return rows;
}

/** Until when it has been measured; null when it never was. */
export async function measuredUntil(db: Queryable, tenant: string): Promise<Temporal.Instant | null> {
  const { rows } = await db.query<{ at: Temporal.Instant | null }>({
    name: 'figure-until', text: `select max(p.at) as at from figure_point p where p.tenant = $1 and p.grain = 'hour'`, values: [tenant],
  });
  return rows[0]?.at ?? null;
}

export async function expirePoints(db: Queryable, days: { readonly hour: number; readonly day: number }): Promise<void> {
  await db.query({
    name: 'figure-expire',
    text: `
      delete from figure_point p where p.at < now() - make_interval(days => $1)
        and (p.grain = 'hour' or p.at < now() - make_interval(days => $2))`,
    values: [days.hour, days.day],
  });
}
