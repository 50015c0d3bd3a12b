/**
 * The log. `append` is one block per shard, in ascending order of shard: take the head, insert the messages,
 * insert who owes work on them. The head stays locked until the commit, so call it last.
 */
import type { Queryable } from './query.ts';

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
  readonly position: bigint;
  readonly id: string;
  readonly key: string;
}

/** Moves the head of a shard on by `count` and locks it until the commit. */
export async function advanceHead(db: Queryable, shard: number, count: number): Promise<void> {
  await db.query({
    name: 'message-head',
    text: 'update shard_head set position = position + $2 where shard = $1',
    values: [shard, count],
  });
}

/** Inserts messages of one shard in order; answers those that were new. Positions are ordered, not dense. */
export async function insertMessages(db: Queryable, shard: number, messages: readonly NewMessage[]): Promise<StoredMessage[]> {
  const { rows } = await db.query<StoredMessage>({
    name: 'message-insert',
    text: `
      insert into message as m (tenant, shard, position, id, type, version, subject, data, key, digest, cause,
                                correlation, connection, mapping, at)
      select j->>'tenant', l.shard, l.position - jsonb_array_length($2::jsonb) + n, (j->>'id')::uuid, j->>'type',
             coalesce((j->>'version')::smallint, 1), j->>'subject', j->'data', j->>'key', j->>'digest',
             (j->>'cause')::uuid, (j->>'correlation')::uuid, j->>'connection', (j->>'mapping')::integer,
             (j->>'at')::timestamptz
      from shard_head l cross join jsonb_array_elements($2::jsonb) with ordinality as t (j, n)
      where l.shard = $1
      on conflict (tenant, shard, key) do nothing
      returning m.position, m.id, m.key`,
    values: [shard, asJson(messages)],
  });
  return rows;
}

/** Splices the data's JSON text in as it is: serialising twice costs more than the insert. */
const asJson = (messages: readonly NewMessage[]): string =>
  `[${messages.map(({ data, ...head }) => `${JSON.stringify(head).slice(0, -1)},"data":${data}}`).join(',')}]`;

/** What is stored under these keys of one shard: to tell a duplicate from a different document with the same key. */
export async function digestsOf(
  db: Queryable, shard: number, keys: readonly { tenant: string; key: string }[],
): Promise<{ tenant: string; key: string; digest: string; id: string }[]> {
  const { rows } = await db.query<{ tenant: string; key: string; digest: string; id: string }>({
    name: 'message-digests',
    text: `
      select m.tenant, m.key, m.digest, m.id from message m
      where m.shard = $1 and (m.tenant, m.key) in (select t, k from unnest($2::text[], $3::text[]) as u (t, k))`,
    values: [shard, keys.map((k) => k.tenant), keys.map((k) => k.key)],
  });
  return rows;
}

export interface NewDelivery {
  readonly position: bigint;
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

export async function insertDeliveries(db: Queryable, shard: number, deliveries: readonly NewDelivery[]): Promise<void> {
  await db.query({
    name: 'delivery-insert',
    text: `
      insert into delivery as d (tenant, shard, message, handler, subject, outside, lane, due, rank, correlation,
                                 state, attempts, fault, exception, owner, waits_on)
      select m.tenant, m.shard, m.position, r.handler, m.subject, r.outside, r.lane,
             coalesce(r.due, now() + make_interval(secs => r.wait)),
             coalesce(r.due, now() + make_interval(secs => r.wait - r.head)), m.correlation,
             coalesce(r.state, 'Ready')::delivery_state, coalesce(r.attempts, 0), r.fault, r.exception, r.owner, r."waitsOn"
      from message m join jsonb_to_recordset($2::jsonb) as r
        (position bigint, handler text, outside boolean, lane text, head float8, wait float8, state text, due timestamptz,
         attempts smallint, fault jsonb, exception text, owner text, "waitsOn" text) on r.position = m.position
      where m.shard = $1
      on conflict do nothing`,
    values: [shard, JSON.stringify(deliveries.map(({ settled, ...d }) =>
      ({ wait: 0, ...d, ...settled, position: String(d.position) })))],
  });
}
