/** How each connection is: budget, breaker, polls, when it was last heard, what it was refused. */
import type { Queryable } from './query.ts';

export interface BudgetRow {
  readonly tenant: string;
  readonly connection: string;
  readonly bucket: string;
  /** Points there are now: what was left, refilled since. */
  readonly tokens: number;
  readonly capacity: number;
  readonly per_second: number;
  readonly blocked_until: Temporal.Instant | null;
}
export async function budgets(db: Queryable, tenant: string | null): Promise<BudgetRow[]> {
  const { rows } = await db.query<BudgetRow>({
    name: 'list-budgets',
    text: `
      select b.tenant, b.connection, b.bucket, b.capacity, b.per_second,
             least(b.capacity, b.tokens + b.per_second * extract(epoch from now() - b.changed))::float8 as tokens,
             case when b.blocked_until > now() then b.blocked_until end as blocked_until
      from budget b where $1::text is null or b.tenant = $1 order by b.tenant, b.connection, b.bucket`,
    values: [tenant],
  });
  return rows;
}

export interface BreakerRow {
  readonly tenant: string;
  readonly connection: string;
  readonly failures: number;
  readonly open_until: Temporal.Instant | null;
}
export async function breakers(db: Queryable, tenant: string | null): Promise<BreakerRow[]> {
  const { rows } = await db.query<BreakerRow>({
    name: 'list-breakers',
    text: `
      select k.tenant, k.connection, k.failures, k.open_until from breaker k
      where $1::text is null or k.tenant = $1 order by k.tenant, k.connection`,
    values: [tenant],
  });
  return rows;
}

export interface ScheduleRow {
  readonly name: string;
  readonly every_seconds: number;
  readonly due: Temporal.Instant;
  readonly last_ok: Temporal.Instant | null;
  readonly last_fault: string | null;
}
export async function schedules(db: Queryable, tenant: string): Promise<ScheduleRow[]> {
  const { rows } = await db.query<ScheduleRow>({
    name: 'list-schedules',
    text: `
      select s.name, s.every_seconds, s.due, s.last_ok, s.last_fault from schedule s
      where s.tenant = $1 order by s.name`,
    values: [tenant],
  });
  return rows;
}

export interface Speaker { readonly connection: string; readonly shards: readonly number[] }
/**
 * When each connection was last heard in the last week. Ids of payloads begin with their time, so each of the
 * few shards a connection writes to is read from its end.
 */
export async function lastHeard(
  db: Queryable, tenant: string, connections: readonly Speaker[], since: string,
): Promise<Map<string, Temporal.Instant>> {
  const { rows } = await db.query<{ connection: string; heard: Temporal.Instant }>({
    name: 'list-last-heard',
    text: `
      select c.connection, max(last.received_at) as heard
      from jsonb_to_recordset($2::jsonb) as c (connection text, shards smallint[])
      cross join lateral unnest(c.shards) as s (shard)
      cross join lateral (
        select p.received_at from raw_payload p
        where p.tenant = $1 and p.shard = s.shard and p.id > $3::uuid and p.connection = c.connection
        order by p.id desc limit 1) last
      group by c.connection`,
    values: [tenant, JSON.stringify(connections), since],
  });
  return new Map(rows.map((r) => [r.connection, r.heard]));
}

export interface RefusalRow { readonly connection: string; readonly reason: string; readonly count: number }
/** What was turned away in the last 24 hours, and why. */
export async function refusals(db: Queryable, tenant: string): Promise<RefusalRow[]> {
  const { rows } = await db.query<RefusalRow>({
    name: 'list-refusals',
    text: `
      select r.connection, r.reason, sum(r.count)::int as count from intake_refusal r
      where r.tenant = $1 and r.hour > now() - interval '24 hours' group by r.connection, r.reason order by 1, 2`,
    values: [tenant],
  });
  return rows;
}

export interface Refused extends RefusalRow { readonly tenant: string }
/** Adds what was turned away to the row of its hour. */
export async function countRefusals(db: Queryable, refused: readonly Refused[]): Promise<void> {
  await db.query({
    name: 'refusal-count',
    text: `
      insert into intake_refusal as r (tenant, connection, reason, hour, count)
      select n.tenant, n.connection, n.reason, date_trunc('hour', now()), n.count
      from jsonb_to_recordset($1::jsonb) as n (tenant text, connection text, reason text, count bigint)
      on conflict (tenant, connection, reason, hour) do update set count = r.count + excluded.count`,
    values: [JSON.stringify(refused)],
  });
}
