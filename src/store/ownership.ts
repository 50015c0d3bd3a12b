/**
 * Who owns which shards. A session lock on the control connection says who should work; the epoch in
 * `shard_lease` says who may commit: taking over = get the lock, then raise the epoch.
 */
import type { Queryable } from './query.ts';

/** First key of the advisory locks that stand for shards; the second is the shard. */
const LOCK_CLASS = 7011;

/** Locks of these shards what nobody has, in their order, until it has as many as it wants. */
export async function tryLockShards(control: Queryable, shards: readonly number[], wanted: number): Promise<number[]> {
  const { rows } = await control.query<{ shard: number }>({
    text: 'select s as shard from unnest($2::int[]) as s where pg_try_advisory_lock($1, s) limit $3',
    values: [LOCK_CLASS, shards, wanted],
  });
  return rows.map((r) => r.shard);
}

export async function unlockShards(control: Queryable, shards: readonly number[]): Promise<void> {
  await control.query({
    text: 'select pg_advisory_unlock($1, s) from unnest($2::int[]) as s', values: [LOCK_CLASS, shards],
  });
}

/** Raises the fence of shards just locked and answers the epochs under which we may write. */
export async function takeLeases(db: Queryable, shards: readonly number[], worker: string): Promise<Map<number, bigint>> {
  const { rows } = await db.query<{ shard: number; epoch: bigint }>({
    text: `update shard_lease l set epoch = l.epoch + 1, worker = $2 where l.shard = any($1::smallint[])
           returning l.shard, l.epoch`,
    values: [shards, worker],
  });
  return new Map(rows.map((r) => [r.shard, r.epoch]));
}

export async function beat(control: Queryable, worker: string): Promise<void> {
  await control.query({
    text: `insert into worker as w (worker, backend) values ($1, pg_backend_pid())
           on conflict (worker) do update set beat = now(), backend = excluded.backend`,
    values: [worker],
  });
}

/** How many workers are alive: their session is there and they beat lately. A killed one is gone at once. */
export async function liveWorkers(control: Queryable, seconds: number): Promise<number> {
  const { rows } = await control.query<{ n: number }>({
    text: `
      select count(*)::int as n from worker w
      join pg_stat_activity a on a.pid = w.backend and a.application_name = left('threadline-control:' || w.worker, 63)
      where w.beat > now() - make_interval(secs => $1)`,
    values: [seconds],
  });
  return Math.max(1, rows[0]?.n ?? 1);
}

/**
 * Cuts off workers that stopped beating: every session of their process ends (`…@instance`), so that no lock of theirs
 * is left, neither on shards nor on rows of a transaction they hung in; their epoch will be stale. Sessions of a login
 * that is not ours to end are left: to fail on one would keep us from every shard.
 */
export async function cutOffHung(control: Queryable, seconds: number): Promise<string[]> {
  const { rows } = await control.query<{ worker: string }>({
    text: `
      delete from worker w where w.beat < now() - make_interval(secs => $1)
      returning w.worker, (select count(pg_terminate_backend(a.pid)) from pg_stat_activity a
        where pg_has_role(a.usesysid, 'MEMBER')
          and (a.pid = w.backend and a.application_name = left('threadline-control:' || w.worker, 63)
            or a.datname = current_database() and a.application_name like '%@' || nullif(split_part(w.worker, '@', 2), '')))`,
    values: [seconds],
  });
  return rows.map((r) => r.worker);
}

export async function leave(control: Queryable, worker: string): Promise<void> {
  await control.query({ text: 'delete from worker w where w.worker = $1', values: [worker] });
}
