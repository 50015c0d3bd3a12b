/**
 * The worklist. Each statement names one shard, so a distributed PostgreSQL sends it to one node as a whole,
 * and each takes the epoch under which the caller owns the shard: a stale owner claims and finishes nothing.
 */
import type { Queryable } from './query.ts';

export interface Claimed {
  readonly tenant: string;
  readonly message: bigint;
  readonly handler: string;
  readonly subject: string;
  readonly attempts: number;
  readonly lane: string;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly key: string;
  readonly correlation: string;
  readonly connection: string | null;
  readonly at: Temporal.Instant;
}
export interface Work {
  readonly shard: number;
  readonly outside: boolean;
  readonly handler: string;
  readonly count: number;
}

/** Which of my shards have due work, and for whom. Local handlers are told together as ''. */
export async function work(db: Queryable, shards: readonly number[]): Promise<Work[]> {
  const { rows } = await db.query<Work>({
    name: 'delivery-work',
    text: `
      select d.shard, d.outside, case when d.outside then d.handler else '' end as handler, count(*)::int as count
      from delivery d where d.shard = any($1::smallint[]) and d.state = 'Ready' and d.due <= now()
      group by 1, 2, 3 order by min(d.rank)`,
    values: [shards],
  });
  return rows;
}

/**
 * Takes due deliveries of one shard in the order of their lanes. One that has an earlier unfinished delivery
 * of its subject and handler is queued behind it instead: an order's messages are handled in order while a
 * million orders run at once, a parked delivery holds back only its own subject, and nobody looks at a
 * blocked row twice. (Skipping blocked rows with `not exists` on every claim fell from 11,300/s to 693/s
 * with 10,000 parked subjects.) A local batch may hold several of one subject: it works them off in order.
 */
export async function claim(
  db: Queryable, shard: number, epoch: bigint, take: { outside: boolean; handler?: string; limit: number },
): Promise<Claimed[]> {
  const { rows } = await db.query<Claimed>({
    name: take.outside ? 'delivery-claim-outside' : 'delivery-claim',
    text: `
      with held as materialized (
        select l.shard from shard_lease l where l.shard = $1 and l.epoch = $2 for share),
      picked as materialized (
        select d.tenant, d.message, d.handler, d.subject
        from delivery d join held on held.shard = d.shard
        where d.shard = $1 and d.outside = $4 ${take.outside ? 'and d.handler = $5' : ''}
          and d.state = 'Ready' and d.due <= now()
        order by d.rank, d.message, d.handler limit $3
        for update of d skip locked),
      due as materialized (
        select p.tenant, p.message, p.handler, exists (
          select from delivery e
          where e.shard = $1 and e.tenant = p.tenant and e.handler = p.handler and e.subject = p.subject
            and e.message < p.message and e.state in ('Ready', 'Queued', 'Claimed', 'Parked')
            ${take.outside ? '' : `and not exists (select from picked q
              where q.tenant = e.tenant and q.message = e.message and q.handler = e.handler)`}) as blocked
        from picked p),
      marked as (
        update delivery d set
          state = case when due.blocked then 'Queued' else 'Claimed' end::delivery_state,
          attempts = d.attempts + case when due.blocked then 0 else 1 end,
          changed = now()
        from due where d.shard = $1 and d.tenant = due.tenant and d.message = due.message and d.handler = due.handler
        returning d.tenant, d.message, d.handler, d.subject, d.attempts, d.lane, d.state)
      select k.tenant, k.message, k.handler, k.subject, k.attempts, k.lane, m.id, m.type, m.data, m.key,
             m.correlation, m.connection, m.at
      from marked k join message m on m.shard = $1 and m.tenant = k.tenant and m.position = k.message
      where k.state = 'Claimed' order by k.message, k.handler`,
    values: [shard, epoch, take.limit, take.outside, ...(take.outside ? [take.handler] : [])],
  });
  return rows;
}

export type Finished = Pick<Claimed, 'tenant' | 'message' | 'handler'>;

const keys = (items: readonly Finished[]): string =>
  JSON.stringify(items.map((d) => ({ tenant: d.tenant, message: String(d.message), handler: d.handler })));

/** Finishes deliveries and lets the next of each subject step forward. Answers how many were really ours. */
export async function complete(db: Queryable, shard: number, epoch: bigint, done: readonly Finished[]): Promise<number> {
  const { rows } = await db.query<{ finished: number }>({
    name: 'delivery-complete',
    text: `
      with held as materialized (
        select l.shard from shard_lease l where l.shard = $1 and l.epoch = $2 for share),
      finished as (
        update delivery d set state = 'Done', fault = null, exception = null, owner = null, waits_on = null, changed = now()
        from held cross join jsonb_to_recordset($3::jsonb) as t (tenant text, message bigint, handler text)
        where d.shard = $1 and d.tenant = t.tenant and d.message = t.message and d.handler = t.handler
          and d.state = 'Claimed'
        returning d.tenant, d.handler, d.subject),
      next as (
        update delivery d set state = 'Ready', due = now()
        from finished f cross join lateral (
          select q.message from delivery q
          where q.shard = $1 and q.tenant = f.tenant and q.handler = f.handler and q.subject = f.subject
            and q.state = 'Queued'
          order by q.message limit 1) following
        where d.shard = $1 and d.tenant = f.tenant and d.handler = f.handler and d.message = following.message
        returning d.message)
      select (select count(*) from finished)::int as finished, (select count(*) from next)::int as next`,
    values: [shard, epoch, keys(done)],
  });
  return rows[0]?.finished ?? 0;
}

export interface StoppedDelivery extends Finished {
  readonly state: 'Ready' | 'Parked';
  /** RFC 3339; when it is tried again. */
  readonly due: string;
  readonly spend: boolean;
  readonly fault: string;
  readonly exception: string | undefined;
  readonly owner: string | undefined;
  readonly waitsOn: string | undefined;
}

/** Puts claimed deliveries back for later, or parks them with an owner. */
export async function setBack(db: Queryable, shard: number, epoch: bigint, items: readonly StoppedDelivery[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delivery-set-back',
    text: `
      with held as materialized (
        select l.shard from shard_lease l where l.shard = $1 and l.epoch = $2 for share)
      update delivery d set state = t.state::delivery_state, due = t.due, rank = t.due,
        attempts = d.attempts - case when t.spend then 0 else 1 end,
        fault = t.fault, exception = t.exception, owner = t.owner, waits_on = t."waitsOn", changed = now()
      from held cross join jsonb_to_recordset($3::jsonb) as t (tenant text, message bigint, handler text, state text,
        due timestamptz, spend boolean, fault jsonb, exception text, owner text, "waitsOn" text)
      where d.shard = $1 and d.tenant = t.tenant and d.message = t.message and d.handler = t.handler
        and d.state = 'Claimed'`,
    values: [shard, epoch, `[${items.map(({ fault, message, ...rest }) =>
      `${JSON.stringify({ ...rest, message: String(message) }).slice(0, -1)},"fault":${fault}}`).join(',')}]`],
  });
  return rowCount ?? 0;
}

/** Which of these subjects and handlers have open work in the shard: nothing may overtake it. */
export async function openOf(
  db: Queryable, shard: number, of: readonly { tenant: string; handler: string; subject: string }[],
): Promise<{ tenant: string; handler: string; subject: string; message: bigint }[]> {
  const { rows } = await db.query<{ tenant: string; handler: string; subject: string; message: bigint }>({
    name: 'delivery-open',
    text: `
      select d.tenant, d.handler, d.subject, d.message from delivery d
      where d.shard = $1 and d.state in ('Ready', 'Queued', 'Claimed', 'Parked')
        and (d.tenant, d.handler, d.subject) in (select t, h, s from unnest($2::text[], $3::text[], $4::text[]) as u (t, h, s))`,
    values: [shard, of.map((o) => o.tenant), of.map((o) => o.handler), of.map((o) => o.subject)],
  });
  return rows;
}

/** A new owner of a shard frees what the last one had claimed and can no longer finish. */
export async function reclaim(db: Queryable, shard: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delivery-reclaim',
    text: `update delivery d set state = 'Ready', due = now(), changed = now() where d.shard = $1 and d.state = 'Claimed'`,
    values: [shard],
  });
  return rowCount ?? 0;
}

/** Steps forward whatever a race left queued with nobody in front. Usually finds none. */
export async function unblock(db: Queryable, shard: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delivery-unblock',
    text: `
      update delivery d set state = 'Ready', due = now()
      where d.shard = $1 and d.state = 'Queued' and not exists (
        select from delivery e
        where e.shard = $1 and e.tenant = d.tenant and e.handler = d.handler and e.subject = d.subject
          and e.message < d.message and e.state in ('Ready', 'Queued', 'Claimed', 'Parked'))`,
    values: [shard],
  });
  return rowCount ?? 0;
}
