/**
 * The worklist. Each statement names its shards, and each takes the epochs under which the caller owns them: a
 * stale owner claims and finishes nothing. On one PostgreSQL a batch spans many shards, because the cost is per
 * statement; a distributed one takes locks in one shard per statement only, and is given one.
 */
import { probing, shardsOf, type Queryable } from './query.ts';

export interface Claimed {
  readonly shard: number;
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
/*
 * `lateral (… offset 0)` keeps a look-up a look-up: one probe of an index per row that is asked for. As a plain join,
 * the planner (which has no statistics of a young table) reads a shard's whole backlog once per statement.
 */

/** Shard → the epoch under which the caller owns it. */
export type Leases = ReadonlyMap<number, bigint>;

/** CTE of the leases among `$1` (shards) that are still held under `$2` (epochs), locked until the commit. */
export const HELD = `
      with held as materialized (
        select l.shard from shard_lease l
        where l.shard = any($1::smallint[]) and l.epoch = ($2::bigint[])[array_position($1::smallint[], l.shard)] for share)`;
export const leased = (leases: Leases, shards: readonly number[]): [number[], (bigint | null)[]] =>
  [[...shards], shards.map((shard) => leases.get(shard) ?? null)];

/** Locks the leases until the commit. Answers how many of the shards are still the caller’s. */
export async function holdLeases(db: Queryable, leases: Leases): Promise<number> {
  const { rows } = await db.query<{ held: number }>({
    name: 'lease-hold', text: `${HELD} select count(*)::int as held from held`,
    values: leased(leases, [...leases.keys()].sort((a, b) => a - b)),
  });
  return rows[0]?.held ?? 0;
}

/** How a delivery stands that its handler has in hand. */
export type Taken = 'Claimed' | 'Ready';
/** Claiming counts the attempt; what is locked only has not been counted yet. */
const counted = (from: Taken): number => (from === 'Ready' ? 1 : 0);

export type Finished = Pick<Claimed, 'shard' | 'tenant' | 'message' | 'handler'>;

const keys = (items: readonly Finished[]): string =>
  JSON.stringify(items.map(({ shard, tenant, message, handler }) => ({ shard, tenant, message: String(message), handler })));

/** As many of one subject step forward at once where a batch works them off in order. */
const STEP = 100;

/**
 * Finishes deliveries and lets the next of each subject step forward; for local handlers the next hundred, or a
 * subject that everybody moves would be a turn of the engine for each of its messages. Answers how many were really ours.
 * @param from how they stand: `Claimed` for a partner, `Ready` and locked by the caller's transaction for local handlers.
 */
export async function complete(db: Queryable, leases: Leases, done: readonly Finished[], from: Taken): Promise<number> {
  const { rows } = await db.query<{ finished: number }>(probing({
    name: 'delivery-complete',
    text: `
      ${HELD},
      finished as (
        update delivery d set state = 'Done', attempts = d.attempts + $6::int, fault = null, exception = null, owner = null,
          waits_on = null, changed = now()
        from jsonb_to_recordset($3::jsonb) as t (shard smallint, tenant text, message bigint, handler text)
        where t.shard = any(array(select held.shard from held)) and d.shard = any($1::smallint[]) and d.shard = t.shard
          and d.tenant = t.tenant and d.message = t.message
          and d.handler = t.handler and d.state = $5::delivery_state
        returning d.shard, d.tenant, d.handler, d.subject, d.outside),
      following as materialized (
        select f.shard, f.tenant, f.handler, n.message
        from (select distinct shard, tenant, handler, subject, outside from finished) f cross join lateral (
          select q.message from delivery q
          where q.shard = any($1::smallint[]) and q.shard = f.shard and q.tenant = f.tenant and q.handler = f.handler
            and q.subject = f.subject and q.state in ('Ready', 'Queued', 'Claimed', 'Parked') and q.state = 'Queued'
          order by q.message limit case when f.outside then 1 else $4::int end) n),
      next as (
        update delivery d set state = 'Ready', due = now() from following f
        where d.shard = any($1::smallint[]) and d.shard = f.shard and d.tenant = f.tenant and d.handler = f.handler
          and d.message = f.message
        returning d.message)
      select (select count(*) from finished)::int as finished, (select count(*) from next)::int as next`,
    values: [...leased(leases, shardsOf(done)), keys(done), STEP, from, counted(from)],
  }));
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

/** Puts deliveries back for later, with the head start they had, or parks them with an owner. `from` as in `complete`. */
export async function setBack(db: Queryable, leases: Leases, items: readonly StoppedDelivery[], from: Taken): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delivery-set-back',
    text: `
      ${HELD}
      update delivery d set state = t.state::delivery_state, due = t.due, rank = t.due - (d.due - d.rank),
        attempts = d.attempts + $5::int - case when t.spend then 0 else 1 end,
        fault = t.fault, exception = t.exception, owner = t.owner, waits_on = t."waitsOn", changed = now()
      from jsonb_to_recordset($3::jsonb) as t (shard smallint, tenant text, message bigint, handler text,
        state text, due timestamptz, spend boolean, fault jsonb, exception text, owner text, "waitsOn" text)
      where t.shard = any(array(select held.shard from held)) and d.shard = any($1::smallint[]) and d.shard = t.shard
        and d.tenant = t.tenant and d.message = t.message
        and d.handler = t.handler and d.state = $4::delivery_state`,
    values: [...leased(leases, shardsOf(items)), `[${items.map(({ fault, message, ...rest }) =>
      `${JSON.stringify({ ...rest, message: String(message) }).slice(0, -1)},"fault":${fault}}`).join(',')}]`, from, counted(from)],
  });
  return rowCount ?? 0;
}

export interface OpenWork {
  readonly shard: number;
  readonly tenant: string;
  readonly handler: string;
  readonly subject: string;
  readonly message: bigint;
}
/**
 * Which of these subjects and handlers have open work: nothing may overtake it. Of each the first `most` and no more:
 * whoever holds fewer of them knows that there is another.
 */
export async function openOf(db: Queryable, of: readonly Omit<OpenWork, 'message'>[], most: number): Promise<OpenWork[]> {
  const each = [...new Map(of.map((o) => [JSON.stringify([o.shard, o.tenant, o.handler, o.subject]), o])).values()];
  const { rows } = await db.query<OpenWork>(probing({
    name: 'delivery-open',
    text: `
      select d.shard, d.tenant, d.handler, d.subject, d.message
      from unnest($2::smallint[], $3::text[], $4::text[], $5::text[]) as u (shard, tenant, handler, subject)
      cross join lateral (select * from delivery e
        where e.shard = any($1::smallint[]) and e.shard = u.shard and e.tenant = u.tenant and e.handler = u.handler
          and e.subject = u.subject and e.state in ('Ready', 'Queued', 'Claimed', 'Parked') limit $6) d`,
    values: [
      shardsOf(each), each.map((o) => o.shard), each.map((o) => o.tenant), each.map((o) => o.handler), each.map((o) => o.subject), most,
    ],
  }));
  return rows;
}

/** A new owner of shards frees what the last one had claimed and can no longer finish. */
export async function reclaim(db: Queryable, shards: readonly number[]): Promise<number> {
  const { rowCount } = await db.query({
    name: 'delivery-reclaim',
    text: `update delivery d set state = 'Ready', due = now(), changed = now()
           where d.shard = any($1::smallint[]) and d.state = 'Claimed'`,
    values: [shards],
  });
  return rowCount ?? 0;
}

/** Steps forward whatever a race left queued with nobody in front. Usually finds none. */
export async function unblock(db: Queryable, shards: readonly number[]): Promise<number> {
  const { rowCount } = await db.query(probing({
    name: 'delivery-unblock',
    text: `
      update delivery d set state = 'Ready', due = now()
      where d.shard = any($1::smallint[]) and d.state = 'Queued' and not exists (
        select from delivery e
        where e.shard = any($1::smallint[]) and e.shard = d.shard and e.tenant = d.tenant and e.handler = d.handler
          and e.subject = d.subject and e.message < d.message and e.state in ('Ready', 'Queued', 'Claimed', 'Parked'))`,
    values: [shards],
  }));
  return rowCount ?? 0;
}
