/** Flow control shared by all workers: token budgets, circuit breakers, schedules, the shards’ owners. */
import type { Queryable } from './query.ts';

interface At { readonly tenant: string; readonly connection: string }

/**
 * Takes points from a bucket, or says how many seconds until they are there. One statement, so that all
 * workers share one truth; the bucket refills by the clock of the database.
 */
export async function takeTokens(
  db: Queryable, at: At & { bucket: string; cost: number; capacity: number; perSecond: number },
): Promise<number> {
  const values = [at.tenant, at.connection, at.bucket, at.capacity, at.perSecond];
  const { rows } = await db.query<{ wait: number }>({
    name: 'budget-take',
    text: `
      update budget b set
        tokens = f.full_tokens - case when f.enough then $4::float8 else 0 end, changed = f.at
      from (select g.bucket, clock_timestamp() as at,
              least(g.capacity, g.tokens + g.per_second * extract(epoch from clock_timestamp() - g.changed)) as full_tokens,
              least(g.capacity, g.tokens + g.per_second * extract(epoch from clock_timestamp() - g.changed)) >= $4::float8
                and coalesce(g.blocked_until <= clock_timestamp(), true) as enough,
              g.per_second, g.blocked_until
            from budget g where g.tenant = $1 and g.connection = $2 and g.bucket = $3 for update) f
      where b.tenant = $1 and b.connection = $2 and b.bucket = f.bucket
      returning case when f.enough then 0 else greatest(
        ($4::float8 - f.full_tokens) / f.per_second,
        coalesce(extract(epoch from f.blocked_until - f.at), 0), 0.01) end::float8 as wait`,
    values: [at.tenant, at.connection, at.bucket, at.cost],
  });
  if (rows[0]) return rows[0].wait;
  await db.query({
    name: 'budget-make',
    text: `insert into budget as b (tenant, connection, bucket, tokens, capacity, per_second)
           values ($1, $2, $3, $4, $4, $5) on conflict do nothing`,
    values,
  });
  return takeTokens(db, at);
}

/** Corrects a bucket by what the partner's answer says. */
export async function learnBudget(
  db: Queryable, at: At & { bucket: string },
  seen: { available?: number | undefined; perSecond?: number | undefined; capacity?: number | undefined;
    blockedSeconds?: number | undefined },
): Promise<void> {
  await db.query({
    name: 'budget-learn',
    text: `
      update budget b set tokens = least(coalesce($4::float8, b.tokens), coalesce($6::float8, b.capacity)),
        per_second = coalesce($5::float8, b.per_second), capacity = coalesce($6::float8, b.capacity),
        blocked_until = coalesce(now() + make_interval(secs => $7::float8), b.blocked_until)
      where b.tenant = $1 and b.connection = $2 and b.bucket = $3`,
    values: [at.tenant, at.connection, at.bucket, seen.available ?? null, seen.perSecond ?? null, seen.capacity ?? null,
      seen.blockedSeconds ?? null],
  });
}

/** One more failure in a row; from `limit` on the breaker opens for `seconds`, so that one probe may follow. */
export async function recordFailure(db: Queryable, at: At, limit: number, seconds: number): Promise<void> {
  await db.query({
    name: 'breaker-fail',
    text: `insert into breaker as k (tenant, connection, failures) values ($1, $2, 1)
           on conflict (tenant, connection) do update set failures = k.failures + 1`,
    values: [at.tenant, at.connection],
  });
  await db.query({
    name: 'breaker-open',
    text: `update breaker k set open_until = now() + make_interval(secs => $4::float8)
           where k.tenant = $1 and k.connection = $2 and k.failures >= $3`,
    values: [at.tenant, at.connection, limit, seconds],
  });
}
export async function recordSuccess(db: Queryable, at: At): Promise<void> {
  await db.query({
    name: 'breaker-close',
    text: 'update breaker k set failures = 0, open_until = null where k.tenant = $1 and k.connection = $2 and k.failures > 0',
    values: [at.tenant, at.connection],
  });
}

export interface Gate {
  readonly tenant: string;
  readonly connection: string;
  readonly closed: boolean;
  /** The breaker has been open and its time is over: one probe may pass. */
  readonly probing: boolean;
}
/** Which connections may be called now, and which subscribers. */
export async function gates(db: Queryable): Promise<Gate[]> {
  const { rows } = await db.query<Gate>({
    name: 'gate-all',
    text: `
      select c.tenant, c.connection,
        c.state <> 'active' or coalesce(k.open_until > now(), false) or coalesce(b.blocked_until > now(), false) as closed,
        coalesce(k.open_until <= now(), false) as probing
      from connection c
      left join breaker k on k.tenant = c.tenant and k.connection = c.connection
      left join budget b on b.tenant = c.tenant and b.connection = c.connection and b.bucket = 'default'
      union all
      select s.tenant, s.subscription, s.state <> 'active' or coalesce(s.blocked_until > now(), false), s.failures > 0
      from subscription s where s.deleted_at is null`,
    values: [],
  });
  return rows;
}

export interface Due { readonly tenant: string; readonly name: string; readonly cursor: string | null }

export async function ensureSchedule(db: Queryable, s: { tenant: string; name: string; everySeconds: number }): Promise<void> {
  await db.query({
    name: 'schedule-ensure',
    text: `insert into schedule as s (tenant, name, every_seconds) values ($1, $2, $3)
           on conflict (tenant, name) do update set every_seconds = excluded.every_seconds`,
    values: [s.tenant, s.name, s.everySeconds],
  });
}
/** Takes schedules that are due; each is taken by one worker and comes back even if that one dies. */
export async function takeDue(db: Queryable, limit: number): Promise<Due[]> {
  const { rows } = await db.query<Due>({
    name: 'schedule-take',
    text: `
      update schedule s set due = now() + make_interval(secs => greatest(s.every_seconds, 1))
      from (select d.tenant, d.name from schedule d where d.due <= now() order by d.due limit $1 for update skip locked) t
      where s.tenant = t.tenant and s.name = t.name returning s.tenant, s.name, s.cursor`,
    values: [limit],
  });
  return rows;
}
export async function settleSchedule(
  db: Queryable, s: { tenant: string; name: string; cursor: string | null; fault: string | null; again: boolean },
): Promise<void> {
  await db.query({
    name: 'schedule-settle',
    text: `
      update schedule s set cursor = coalesce($3, s.cursor), last_fault = $4, due = least(s.due, $5::timestamptz)
      where s.tenant = $1 and s.name = $2`,
    values: [s.tenant, s.name, s.cursor, s.fault, s.again ? new Date(Date.now()).toISOString() : 'infinity'],
  });
  if (s.fault === null)
    await db.query({
      name: 'schedule-ok', text: 'update schedule s set last_ok = now() where s.tenant = $1 and s.name = $2',
      values: [s.tenant, s.name],
    });
}
/** Makes polls due at once: a webhook is missing, or somebody pressed the button. */
export async function hurry(db: Queryable, tenant: string, prefix: string): Promise<void> {
  await db.query({
    name: 'schedule-hurry',
    text: 'update schedule s set due = now() where s.tenant = $1 and starts_with(s.name, $2)',
    values: [tenant, prefix],
  });
}
