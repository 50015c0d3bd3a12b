/**
 * The log. Appending is three statements: move the heads, insert the messages, insert who owes work on them.
 * The heads stay locked until the commit, so call it last. Each statement names its shards: all of a batch at
 * once on one PostgreSQL, where the cost is per statement; one by one on a distributed database, where a
 * statement over many shards is slow (see docs/adr/0013).
 */
import { probing, shardsOf, type Queryable } from './query.ts';

export interface NewMessage {
  readonly tenant: string;
  readonly shard: number;
  readonly id: string;
  readonly type: string;
  readonly version?: number;
  readonly subject: string;
  /** JSON text, already encoded. */
  readonly data: string;
  readonly key: string;
  readonly digest: string;
  readonly cause: string | undefined;
  readonly correlation: string;
  readonly connection: string | undefined;
  readonly mapping: number | undefined;
  readonly at: string;
}
export interface StoredMessage {
  readonly shard: number;
  readonly id: string;
}
/** A message with its place among the new ones of its shard: `n` of `of`, from 1. */
export interface Placed<T> { readonly item: T; readonly n: number; readonly of: number }

export function place<T extends { readonly shard: number }>(items: readonly T[]): Placed<T>[] {
  const of = new Map<number, number>();
  for (const { shard } of items) of.set(shard, (of.get(shard) ?? 0) + 1);
  const n = new Map<number, number>();
  return items.map((item) => {
    n.set(item.shard, (n.get(item.shard) ?? 0) + 1);
    return { item, n: n.get(item.shard)!, of: of.get(item.shard)! };
  });
}

/** Moves the heads of the shards on and locks them, in ascending order, until the commit. */
export async function advanceHeads(db: Queryable, messages: readonly { readonly shard: number }[]): Promise<void> {
  const shards = shardsOf(messages);
  await db.query(probing({
    name: 'message-head',
    text: `
      with locked as materialized (
        select h.shard from shard_head h where h.shard = any($1::smallint[]) order by h.shard for update)
      update shard_head l set position = l.position + ($2::int[])[array_position($1::smallint[], l.shard)]
      from locked where l.shard = any($1::smallint[]) and l.shard = locked.shard`,
    values: [shards, shards.map((shard) => messages.filter((m) => m.shard === shard).length)],
  }));
}

/** Inserts messages in order, after their heads were moved; answers those that were new. Positions are ordered, not dense. */
export async function insertMessages(db: Queryable, placed: readonly Placed<NewMessage>[]): Promise<StoredMessage[]> {
  const { rows } = await db.query<StoredMessage>({
    name: 'message-insert',
    text: `
      insert into message as m (tenant, shard, position, id, type, version, subject, data, key, digest, cause,
                                correlation, connection, mapping, at)
      select j->>'tenant', l.shard, l.position - (j->>'of')::int + (j->>'n')::int, (j->>'id')::uuid, j->>'type',
             coalesce((j->>'version')::smallint, 1), j->>'subject', j->'data', j->>'key', j->>'digest',
             (j->>'cause')::uuid, (j->>'correlation')::uuid, j->>'connection', (j->>'mapping')::integer,
             (j->>'at')::timestamptz
      from jsonb_array_elements($2::jsonb) as t (j) join shard_head l on l.shard = (j->>'shard')::smallint
      where l.shard = any($1::smallint[])
      on conflict (tenant, shard, key) do nothing
      returning m.shard, m.id`,
    values: [shardsOf(placed.map((p) => p.item)), asJson(placed)],
  });
  return rows;
}

/** Splices the data's JSON text in as it is: serialising twice costs more than the insert. */
const asJson = (placed: readonly Placed<NewMessage>[]): string =>
  `[${placed.map(({ item: { data, ...head }, n, of }) =>
    `${JSON.stringify({ ...head, n, of }).slice(0, -1)},"data":${data}}`).join(',')}]`;

export interface KnownMessage { readonly tenant: string; readonly key: string; readonly digest: string; readonly id: string }

/** What is stored under these keys: to tell a duplicate from a different document with the same key. */
export async function digestsOf(
  db: Queryable, keys: readonly { shard: number; tenant: string; key: string }[],
): Promise<KnownMessage[]> {
  const { rows } = await db.query<KnownMessage>(probing({
    name: 'message-digests',
    text: `
      select m.tenant, m.key, m.digest, m.id from unnest($2::smallint[], $3::text[], $4::text[]) as u (shard, tenant, key)
      cross join lateral (select * from message n
        where n.shard = any($1::smallint[]) and n.shard = u.shard and n.tenant = u.tenant and n.key = u.key offset 0) m`,
    values: [shardsOf(keys), keys.map((k) => k.shard), keys.map((k) => k.tenant), keys.map((k) => k.key)],
  }));
  return rows;
}

export interface NewDelivery {
  /** The message it is about, and its place among the new ones. */
  readonly of: Placed<Pick<NewMessage, 'tenant' | 'shard' | 'id' | 'subject' | 'correlation'>>;
  readonly handler: string;
  readonly outside: boolean;
  readonly lane: string;
  /** Seconds of head start of the lane. */
  readonly head: number;
  /** Seconds from now until it is due; 0 unless it is a timer. */
  readonly wait?: number;
  /** What already came of it, when it was handled in the transaction that made it. Ready unless given. */
  readonly settled?: Settled;
}
export interface Settled {
  readonly state: 'Ready' | 'Parked' | 'Done';
  readonly due?: string;
  readonly attempts: number;
  /** JSON. */
  readonly fault?: unknown;
  readonly exception?: string | undefined;
  readonly owner?: string | undefined;
  readonly waitsOn?: string | undefined;
}

/** Only for messages that were new: the place of one that was known before stays empty. */
export async function insertDeliveries(db: Queryable, deliveries: readonly NewDelivery[]): Promise<void> {
  await db.query(probing({
    name: 'delivery-insert',
    text: `
      insert into delivery as d (tenant, shard, message, handler, subject, outside, lane, due, rank, correlation,
                                 state, attempts, fault, exception, owner, waits_on)
      select r.tenant, l.shard, l.position - r.of + r.n, r.handler, r.subject, r.outside, r.lane,
             coalesce(r.due, now() + make_interval(secs => r.wait)),
             coalesce(r.due, now() + make_interval(secs => r.wait - r.head)), r.correlation,
             coalesce(r.state, 'Ready')::delivery_state, coalesce(r.attempts, 0), r.fault, r.exception, r.owner, r."waitsOn"
      from jsonb_to_recordset($2::jsonb) as r
        (shard smallint, n int, of int, tenant text, id uuid, subject text, correlation uuid, handler text, outside boolean,
         lane text, head float8, wait float8, state text, due timestamptz, attempts smallint, fault jsonb, exception text,
         owner text, "waitsOn" text)
      join shard_head l on l.shard = r.shard
      where l.shard = any($1::smallint[]) and exists (
        select from message m
        where m.shard = any($1::smallint[]) and m.shard = l.shard and m.position = l.position - r.of + r.n
          and m.tenant = r.tenant and m.id = r.id)
      on conflict do nothing`,
    values: [shardsOf(deliveries.map((d) => d.of.item)), JSON.stringify(deliveries.map(flat))],
  }));
}

function flat({ of: { item, n, of }, settled, ...d }: NewDelivery) {
  const { tenant, shard, id, subject, correlation } = item;
  return { wait: 0, ...d, ...settled, tenant, shard, id, subject, correlation, n, of };
}
