/**
 * What stands behind the figures: each step with how long it took, the slowest first; each message that was counted. And
 * the last hour by the minute, for whoever has just begun. All of it reads a day of the log at most.
 */
import type { Measured } from './figure-point.ts';
import type { Step } from './list-figures.ts';
import type { Queryable } from './query.ts';

export interface StepTaken {
  readonly id: string;
  readonly subject: string;
  readonly correlation: string;
  readonly type: string;
  readonly data: unknown;
  /** When it began, and when it was done; a message that is only counted has no beginning. */
  readonly began: Temporal.Instant | null;
  readonly seen: Temporal.Instant;
  readonly seconds: number | null;
  readonly number: string | null;
  readonly channel: string | null;
}
interface Page { readonly after?: { readonly seconds: number; readonly id: string } | undefined; readonly limit: number }

/** As the figure is measured: to a message from the last one of the other type before it, of the last 24 hours. */
export async function listSteps(db: Queryable, tenant: string, s: Step & { readonly late: boolean } & Page): Promise<StepTaken[]> {
  const { rows } = await db.query<StepTaken>({
    name: 'list-steps',
    text: `
      select t.id, t.subject, t.correlation, t.type, t.data, f.seen as began, t.seen, k.seconds, o.number,
             coalesce(o.channel, t.data->>'connection', t.connection) as channel
      from message t cross join lateral (
          select m.seen from message m where m.shard = t.shard and m.tenant = t.tenant and m.subject = t.subject
            and m.type = $2 and m.position < t.position order by m.position desc limit 1) f
        cross join lateral (select extract(epoch from t.seen - f.seen)::float8 as seconds) k
        left join order_view o on o.tenant = t.tenant and o.shard = t.shard and t.subject like 'order:%'
          and o.order_id = split_part(substr(t.subject, 7), '/', 1)
      where t.tenant = $1 and t.type = $3 and t.seen > now() - interval '24 hours' and (not $5 or k.seconds > $4)
        and ($6::float8 is null or (k.seconds, t.id) < ($6::float8, $7::uuid))
      order by k.seconds desc, t.id desc limit $8`,
    values: [tenant, s.from, s.to, s.target, s.late, s.after?.seconds ?? null, s.after?.id ?? null, s.limit],
  });
  return rows;
}

/** Messages of a type of the last 24 hours, newest first. */
export async function listCounted(
  db: Queryable, tenant: string,
  f: { readonly type: string; readonly after?: { readonly seen: string; readonly id: string } | undefined; readonly limit: number },
): Promise<StepTaken[]> {
  const { rows } = await db.query<StepTaken>({
    name: 'list-counted',
    text: `
      select t.id, t.subject, t.correlation, t.type, t.data, null::timestamptz as began, t.seen, null::float8 as seconds, o.number,
             coalesce(o.channel, t.connection) as channel
      from message t left join order_view o on o.tenant = t.tenant and o.shard = t.shard and t.subject like 'order:%'
        and o.order_id = split_part(substr(t.subject, 7), '/', 1)
      where t.tenant = $1 and t.type = $2 and t.seen > now() - interval '24 hours'
        and ($3::timestamptz is null or (t.seen <= $3 and (t.seen < $3 or t.id > $4::uuid)))
      order by t.seen desc, t.id limit $5`,
    values: [tenant, f.type, f.after?.seen ?? null, f.after?.id ?? null, f.limit],
  });
  return rows;
}

type Minute = Omit<Measured, 'grain'>;
export async function stepMinutes(db: Queryable, tenant: string, s: Step): Promise<Minute[]> {
  const { rows } = await db.query<Minute>({
    name: 'figure-step-minutes',
    text: `
      with took as (
        select date_trunc('minute', t.seen) as at, extract(epoch from t.seen - f.seen)::float8 as seconds
        from message t cross join lateral (
          select m.seen from message m where m.shard = t.shard and m.tenant = t.tenant and m.subject = t.subject
            and m.type = $2 and m.position < t.position order by m.position desc limit 1) f
        where t.tenant = $1 and t.type = $3 and t.seen > now() - interval '1 hour')
      select k.at, percentile_cont(0.95) within group (order by k.seconds)::float8 as value, count(*)::int as count,
             count(*) filter (where k.seconds <= $4)::int as in_time
      from took k group by k.at order by k.at`,
    values: [tenant, s.from, s.to, s.target],
  });
  return rows;
}
export async function messageMinutes(db: Queryable, tenant: string, type: string): Promise<Minute[]> {
  const { rows } = await db.query<Minute>({
    name: 'figure-message-minutes',
    text: `
      select date_trunc('minute', m.seen) as at, count(*)::float8 as value, count(*)::int as count, count(*)::int as in_time
      from message m where m.tenant = $1 and m.type = $2 and m.seen > now() - interval '1 hour' group by 1 order by 1`,
    values: [tenant, type],
  });
  return rows;
}
