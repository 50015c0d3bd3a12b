/** What went to and fro, for screens: documents of a partner, wishes to it, one message with its deliveries. */
import { SHARDS } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

const ALL_SHARDS = [...Array(SHARDS).keys()];

export interface HeardRow {
  readonly shard: number;
  readonly id: string;
  readonly topic: string;
  readonly reference: string;
  readonly received_at: Temporal.Instant;
  readonly bytes: number | null;
}
/** The last documents of a connection: ids begin with their time, so each shard is read from its end. */
export async function lastDocuments(
  db: Queryable, at: { tenant: string; connection: string; shards: readonly number[]; limit: number },
): Promise<HeardRow[]> {
  const { rows } = await db.query<HeardRow>({
    name: 'traffic-in',
    text: `
      select last.shard, last.id, last.topic, last.reference, last.received_at, last.bytes
      from unnest($2::smallint[]) as s (shard) cross join lateral (
        select p.shard, p.id, p.topic, p.reference, p.received_at, octet_length(p.body) as bytes from raw_payload p
        where p.tenant = $1 and p.shard = s.shard and p.connection = $3 order by p.id desc limit $4) last
      order by last.received_at desc limit $4`,
    values: [at.tenant, at.shards, at.connection, at.limit],
  });
  return rows;
}

export interface AskedRow {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly seen: Temporal.Instant;
  readonly correlation: string;
  readonly state: string;
  readonly attempts: number;
  readonly why: string | null;
}
/** The last wishes to a connection, of the last week. */
export async function lastWishes(
  db: Queryable, at: { tenant: string; connection: string; types: readonly string[]; limit: number },
): Promise<AskedRow[]> {
  const { rows } = await db.query<AskedRow>({
    name: 'traffic-out',
    text: `
      select last.id, last.type, last.data, last.seen, last.correlation, d.state::text as state, d.attempts,
             d.fault->>'detail' as why
      from unnest($3::text[]) as t (type) cross join lateral (
        select m.shard, m.position, m.id, m.type, m.data, m.seen, m.correlation from message m
        where m.tenant = $1 and m.type = t.type and m.seen > now() - interval '7 days' and m.data->>'to' = $2
        order by m.seen desc limit $4) last
      join delivery d on d.tenant = $1 and d.shard = last.shard and d.message = last.position
        and d.handler = 'connection:' || $2
      order by last.seen desc limit $4`,
    values: [at.tenant, at.connection, at.types, at.limit],
  });
  return rows;
}

export interface MessageRow {
  readonly shard: number;
  readonly position: bigint;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly key: string;
  readonly data: unknown;
  readonly cause: string | null;
  readonly correlation: string;
  readonly connection: string | null;
  readonly mapping: number | null;
  readonly at: Temporal.Instant;
  readonly seen: Temporal.Instant;
}
export async function messageById(db: Queryable, tenant: string, id: string): Promise<MessageRow | undefined> {
  const { rows } = await db.query<MessageRow>({
    name: 'traffic-message',
    text: `
      select m.shard, m.position, m.id, m.type, m.subject, m.key, m.data, m.cause, m.correlation, m.connection,
             m.mapping, m.at, m.seen
      from message m where m.tenant = $1 and m.shard = any($3::smallint[]) and m.id = $2`,
    values: [tenant, id, ALL_SHARDS],
  });
  return rows[0];
}

export interface WorkRow {
  readonly handler: string;
  readonly state: string;
  readonly attempts: number;
  readonly due: Temporal.Instant;
  readonly changed: Temporal.Instant;
  readonly why: string | null;
  readonly exception: string | null;
}
export async function deliveriesOf(
  db: Queryable, at: { tenant: string; shard: number; position: bigint },
): Promise<WorkRow[]> {
  const { rows } = await db.query<WorkRow>({
    name: 'traffic-deliveries',
    text: `
      select d.handler, d.state::text as state, d.attempts, d.due, d.changed, d.fault->>'detail' as why, d.exception
      from delivery d where d.shard = $2 and d.tenant = $1 and d.message = $3 order by d.handler`,
    values: [at.tenant, at.shard, at.position],
  });
  return rows;
}

export interface OpenWishRow {
  readonly connection: string;
  readonly type: string;
  readonly state: string;
  readonly count: number;
  readonly subjects: number;
  readonly oldest: Temporal.Instant;
}
/** What each partner has not been told yet, by kind of wish; reads unfinished rows only. */
export async function openWishes(db: Queryable, tenant: string): Promise<OpenWishRow[]> {
  const { rows } = await db.query<OpenWishRow>({
    name: 'traffic-open',
    text: `
      select substr(d.handler, 12) as connection, m.type,
             case when d.state = 'Parked' then 'stopped' else 'waiting' end as state, count(*)::int as count,
             count(distinct d.subject)::int as subjects, min(m.seen) as oldest
      from delivery d join message m on m.shard = d.shard and m.tenant = d.tenant and m.position = d.message
      where d.tenant = $1 and d.state in ('Ready', 'Queued', 'Claimed', 'Parked') and d.handler like 'connection:%'
      group by 1, 2, 3 order by 1, 4 desc`,
    values: [tenant],
  });
  return rows;
}

export interface RefundRow {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly seen: Temporal.Instant;
  readonly data: unknown;
  readonly correlation: string;
  readonly order_id: string | null;
  readonly number: string | null;
  readonly channel: string | null;
  readonly memo: string | null;
}
/** Refunds as they were heard, newest first, with the order and whether the credit memo stands. */
export async function listRefunds(
  db: Queryable, tenant: string,
  f: {
    channel?: string | undefined; memo?: boolean | undefined; from?: string | undefined; to?: string | undefined;
    after?: { seen: string; id: string } | undefined; limit: number;
  },
): Promise<RefundRow[]> {
  const { rows } = await db.query<RefundRow>({
    name: 'list-refunds-heard',
    text: `
      select m.id, m.at, m.seen, m.data, m.correlation, o.order_id, o.number, o.channel,
             (select c.data->>'number' from message c where c.shard = m.shard and c.tenant = m.tenant
               and c.subject = m.subject and c.type = 'CreditMemoIssued' and c.position > m.position
               order by c.position limit 1) as memo
      from message m left join order_view o on o.tenant = m.tenant and o.shard = m.shard
        and o.order_id = m.data->>'orderId'
      where m.tenant = $1 and m.type = 'RefundRecorded'
        and ($2::timestamptz is null or (m.seen <= $2 and (m.seen < $2 or m.id > $3::uuid)))
        and ($5::text is null or o.channel = $5)
        and ($6::timestamptz is null or m.seen >= $6) and ($7::timestamptz is null or m.seen < $7)
        and ($8::boolean is null or $8 = exists (select from message c where c.shard = m.shard and c.tenant = m.tenant
          and c.subject = m.subject and c.type = 'CreditMemoIssued' and c.position > m.position))
      order by m.seen desc, m.id limit $4`,
    values: [tenant, f.after?.seen ?? null, f.after?.id ?? null, f.limit, f.channel ?? null, f.from ?? null, f.to ?? null, f.memo ?? null],
  });
  return rows;
}
