/**
 * The worklist as people change it. Rows a worker may own are only touched while they are `Parked` (or `Ready`
 * and not yet taken), and each change names its shard; what a person names by a property (an exception, a
 * mapping) is looked up first, over an index, and then changed shard by shard in ascending order.
 */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface DeliveryKey {
  readonly tenant: string;
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
}
export interface OpenDelivery extends DeliveryKey {
  readonly state: string;
  readonly subject: string;
  readonly exception: string | null;
  readonly owner: string | null;
  readonly assignee: string | null;
  readonly attempts: number;
  readonly due: Temporal.Instant;
  readonly correlation: string;
  /** `Refused`, `Unknown`, …: why it stopped. */
  readonly fault: string | null;
  /** Of its message. */
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** One delivery with its message, locked until the end of the transaction. */
export async function lockDelivery(db: Queryable, at: DeliveryKey): Promise<OpenDelivery | undefined> {
  const { rows } = await db.query<OpenDelivery>({
    name: 'operate-lock',
    text: `
      select d.tenant, d.shard, d.message, d.handler, d.state::text, d.subject, d.exception, d.owner, d.assignee,
             d.attempts, d.due, d.correlation, d.fault->>'kind' as fault, m.id, m.type, m.data
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.shard = $1 and d.tenant = $2 and d.message = $3 and d.handler = $4 for update of d`,
    values: [at.shard, at.tenant, at.message, at.handler],
  });
  return rows[0];
}

export interface Again {
  readonly tenant: string;
  readonly message: bigint;
  readonly handler: string;
  /** Attempts it counts as having had: with one or more, a partner is asked for the key before anything is sent. */
  readonly attempts: number;
}
/** Makes stopped deliveries of one shard due, in `wait` seconds. Answers how many still could be. */
export async function makeReady(db: Queryable, shard: number, again: readonly Again[], wait = 0): Promise<number> {
  const { rowCount } = await db.query({
    name: 'operate-ready',
    text: `
      update delivery d set state = 'Ready', due = now() + make_interval(secs => $3::float8),
        rank = now() + make_interval(secs => $3::float8), attempts = r.attempts,
        exception = null, owner = null, assignee = null, waits_on = null, changed = now()
      from jsonb_to_recordset($2::jsonb) as r (tenant text, message bigint, handler text, attempts int)
      where d.shard = $1 and d.tenant = r.tenant and d.message = r.message and d.handler = r.handler
        and d.state in ('Parked', 'Ready')`,
    values: [shard, JSON.stringify(again.map((a) => ({ ...a, message: String(a.message) }))), wait],
  });
  return rowCount ?? 0;
}

/** Gives a delivery up for good; the next of its subject steps forward. False when a worker has it, or it is over. */
export async function markDropped(db: Queryable, at: DeliveryKey): Promise<boolean> {
  return finish(db, at, 'Dropped', ['Parked', 'Ready']);
}
/** What it asked of a person has come about; the next of its subject steps forward. */
export async function markSettled(db: Queryable, at: DeliveryKey): Promise<boolean> {
  return finish(db, at, 'Done', ['Parked', 'Ready', 'Queued']);
}

async function finish(
  db: Queryable, at: DeliveryKey, state: 'Done' | 'Dropped', from: readonly string[],
): Promise<boolean> {
  const { rows } = await db.query<{ finished: number }>({
    name: 'operate-finish',
    text: `
      with finished as (
        update delivery d set state = $5::delivery_state, waits_on = null, changed = now()
        where d.shard = $1 and d.tenant = $2 and d.message = $3 and d.handler = $4
          and d.state = any($6::delivery_state[])
        returning d.tenant, d.handler, d.subject),
      next as (
        update delivery d set state = 'Ready', due = now()
        from finished f cross join lateral (
          select q.message from delivery q
          where q.shard = $1 and q.tenant = f.tenant and q.handler = f.handler and q.subject = f.subject
            and q.state = 'Queued' and q.message > $3
          order by q.message limit 1) following
        where d.shard = $1 and d.tenant = f.tenant and d.handler = f.handler and d.message = following.message
        returning d.message)
      select (select count(*) from finished)::int as finished, (select count(*) from next)::int as next`,
    values: [at.shard, at.tenant, at.message, at.handler, state, from],
  });
  return rows[0]?.finished === 1;
}

/** `assignee` null gives it back to everybody of its role. */
export async function markAssigned(db: Queryable, at: DeliveryKey, assignee: string | null): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'operate-assign',
    text: `
      update delivery d set assignee = $5
      where d.shard = $1 and d.tenant = $2 and d.message = $3 and d.handler = $4 and d.state = 'Parked'`,
    values: [at.shard, at.tenant, at.message, at.handler, assignee],
  });
  return rowCount === 1;
}

/** A parked delivery's `due` is when it wants to be looked at; worklists leave out what is not due yet. */
export async function markSnoozed(db: Queryable, at: DeliveryKey, until: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'operate-snooze',
    text: `
      update delivery d set due = $5
      where d.shard = $1 and d.tenant = $2 and d.message = $3 and d.handler = $4 and d.state = 'Parked'`,
    values: [at.shard, at.tenant, at.message, at.handler, until],
  });
  return rowCount === 1;
}

export interface Stopped extends DeliveryKey { readonly exception: string; readonly type: string }
/** Parked deliveries by what stopped them, whose they are or whom they wait for; raised exceptions are no work. */
export async function parkedWhere(
  db: Queryable, tenant: string,
  by: { exception?: string | undefined; owner?: string | undefined; handlers?: readonly string[] | undefined },
): Promise<Stopped[]> {
  const { rows } = await db.query<Stopped>({
    name: 'operate-parked',
    text: `
      select d.tenant, d.shard, d.message, d.handler, d.exception, m.type
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.tenant = $1 and d.state = 'Parked' and d.handler <> 'policy:exceptions'
        and ($2::text is null or d.exception = $2) and ($3::text is null or d.owner = $3)
        and ($4::text[] is null or d.handler = any($4))
      order by d.shard, d.message, d.handler limit 10000`,
    values: [tenant, by.exception ?? null, by.owner ?? null, by.handlers ?? null],
  });
  return rows;
}

/**
 * Deliveries that wait for a mapping which is there. Asked after every change of mappings: one that was parked
 * by a worker that did not know of the change yet is found by the next.
 */
export async function waitingForNothing(db: Queryable, tenant: string): Promise<DeliveryKey[]> {
  const { rows } = await db.query<DeliveryKey>({
    name: 'operate-waiting',
    text: `
      with waiting as (
        select d.tenant, d.shard, d.message, d.handler, split_part(d.waits_on, ':', 2) as name,
               split_part(d.waits_on, ':', 3) as connection,
               regexp_replace(d.waits_on, '^mapping:[^:]*:[^:]*:', '') as external
        from delivery d where d.tenant = $1 and d.state = 'Parked' and d.waits_on is not null
          and d.waits_on like 'mapping:%')
      select w.tenant, w.shard, w.message, w.handler from waiting w
      where exists (
        select from (
          select distinct on (m.connection) m.own from mapping m
          where m.tenant = w.tenant and m.name = w.name and m.connection in (w.connection, '*')
            and (m.external = w.external or (w.name = 'account' and starts_with(w.external, m.external || ':')))
            and m.active_from <= now()
          order by m.connection, m.version desc) as now_set where now_set.own is not null)
      order by w.shard, w.message, w.handler`,
    values: [tenant],
  });
  return rows;
}

/** The delivery that shows a raised exception to people, by the key it was raised under; it lives with its order or document. */
export async function raisedException(
  db: Queryable, at: { tenant: string; orderId?: string; subject?: string; key: string },
): Promise<DeliveryKey | undefined> {
  const { rows } = await db.query<DeliveryKey>({
    name: 'operate-raised',
    text: `
      select d.tenant, d.shard, d.message, d.handler
      from message m join delivery d on d.shard = m.shard and d.message = m.position and d.tenant = m.tenant
      where m.shard = $1 and m.tenant = $2 and m.key = $3 and d.handler = 'policy:exceptions'`,
    values: [shardOf(at.tenant, at.subject ?? `order:${at.orderId}`), at.tenant, `RaiseException:${at.key}`],
  });
  return rows[0];
}

/** Deliveries that wait under one name. */
export async function waitingOn(db: Queryable, tenant: string, name: string): Promise<DeliveryKey[]> {
  const { rows } = await db.query<DeliveryKey>({
    name: 'operate-waiting-on',
    text: `
      select d.tenant, d.shard, d.message, d.handler from delivery d
      where d.tenant = $1 and d.state = 'Parked' and d.waits_on = $2 order by d.shard, d.message, d.handler`,
    values: [tenant, name],
  });
  return rows;
}

/** In which shards something waits to call a connection later. */
export async function shardsWaitingFor(db: Queryable, tenant: string, handlers: readonly string[]): Promise<number[]> {
  const { rows } = await db.query<{ shard: number }>({
    name: 'operate-waiting-shards',
    text: `
      select distinct d.shard from delivery d
      where d.tenant = $1 and d.handler = any($2) and d.state = 'Ready' and d.due > now() order by d.shard`,
    values: [tenant, handlers],
  });
  return rows.map((r) => r.shard);
}
export async function hurryDeliveries(
  db: Queryable, shard: number, tenant: string, handlers: readonly string[],
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'operate-hurry',
    text: `
      update delivery d set due = now(), rank = now()
      where d.shard = $1 and d.tenant = $2 and d.handler = any($3) and d.state = 'Ready' and d.due > now()`,
    values: [shard, tenant, handlers],
  });
  return rowCount ?? 0;
}
