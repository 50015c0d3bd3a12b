/** Who is told which facts, and the log of attempts. What is owed is a delivery, made with the message that tells of it. */
import { SHARDS, shardOf } from '#domain/shard.ts';
import type { NewMessage, Placed } from './message.ts';
import { shardsOf, type Queryable } from './query.ts';

export interface SubscriptionRow {
  readonly tenant: string;
  readonly subscription: string;
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly channels: readonly string[];
  readonly personal: boolean;
  readonly state: 'active' | 'paused' | 'disabled';
  readonly reason: string | null;
  readonly exception: string | null;
  readonly failures: number;
  readonly failing_since: Temporal.Instant | null;
  readonly blocked_until: Temporal.Instant | null;
  readonly reached_at: Temporal.Instant | null;
  readonly created_by: string;
  readonly created_at: Temporal.Instant;
}
/** What its state brings with it. */
type Turned = Pick<SubscriptionRow, 'state' | 'reason' | 'exception' | 'failures' | 'failing_since' | 'blocked_until'>;
export interface SealedSubscription extends SubscriptionRow { readonly secrets: Buffer }
const SHOWN = `s.tenant, s.subscription, s.name, s.url, s.types, s.channels, s.personal, s.state, s.reason, s.exception, s.failures,
  s.failing_since, s.blocked_until, s.reached_at, s.created_by, s.created_at`;

type Written = Pick<NewMessage, 'tenant' | 'shard' | 'id' | 'type'>;

/** Every subscriber of these messages is owed them, in the transaction that wrote them. Most tenants have none. */
export async function oweSubscribers(db: Queryable, placed: readonly Placed<Written>[]): Promise<void> {
  await db.query({
    name: 'delivery-subscribe',
    text: `
      insert into delivery as d (tenant, shard, message, handler, subject, outside, lane, correlation)
      select m.tenant, m.shard, m.position, 'subscription:' || s.subscription, m.subject, true, 'normal', m.correlation
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, n int, of int, tenant text, id uuid, type text)
      join subscription s on s.tenant = r.tenant and s.deleted_at is null and r.type = any(s.types)
      join shard_head l on l.shard = r.shard
      join message m on m.shard = any($1::smallint[]) and m.shard = r.shard and m.position = l.position - r.of + r.n
        and m.tenant = r.tenant and m.id = r.id
      where l.shard = any($1::smallint[])
      on conflict do nothing`,
    values: [shardsOf(placed.map((p) => p.item)), JSON.stringify(placed.map(({ item: { tenant, shard, id, type }, n, of }) =>
      ({ tenant, shard, id, type, n, of })))],
  });
}

export async function saveSubscription(
  db: Queryable, s: Omit<SealedSubscription, keyof Turned | 'created_at' | 'reached_at'>,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'subscription-save',
    text: `insert into subscription as s (tenant, subscription, name, url, types, channels, personal, secrets, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant, name) where deleted_at is null do nothing`,
    values: [s.tenant, s.subscription, s.name, s.url, s.types, s.channels, s.personal, s.secrets, s.created_by],
  });
  return rowCount === 1;
}

export async function listSubscriptions(db: Queryable, tenant: string): Promise<SubscriptionRow[]> {
  const { rows } = await db.query<SubscriptionRow>({
    name: 'subscription-list',
    text: `select ${SHOWN} from subscription s where s.tenant = $1 and s.deleted_at is null order by s.name`, values: [tenant],
  });
  return rows;
}

/** With its sealed secrets, by its id or name. */
export async function findSubscription(db: Queryable, tenant: string, name: string): Promise<SealedSubscription | undefined> {
  const { rows } = await db.query<SealedSubscription>({
    name: 'subscription-find',
    text: `select ${SHOWN}, s.secrets from subscription s
           where s.tenant = $1 and (s.subscription = $2 or s.name = $2) and s.deleted_at is null`,
    values: [tenant, name],
  });
  return rows[0];
}

interface At { readonly tenant: string; readonly subscription: string }
export interface SubscriptionChange {
  readonly url?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly personal?: boolean | undefined;
  readonly secrets?: Buffer | undefined;
}
export async function changeSubscription(db: Queryable, at: At, c: SubscriptionChange): Promise<void> {
  await db.query({
    name: 'subscription-change',
    text: `update subscription s set url = coalesce($3, s.url), types = coalesce($4, s.types), channels = coalesce($5, s.channels),
             personal = coalesce($6, s.personal), secrets = coalesce($7, s.secrets)
           where s.tenant = $1 and s.subscription = $2`,
    values: [at.tenant, at.subscription, c.url ?? null, c.types ?? null, c.channels ?? null, c.personal ?? null, c.secrets ?? null],
  });
}

/** Says what state it is in from now on; an active one starts with a clean slate. False when it was so already. */
export async function turnSubscription(
  db: Queryable, at: At,
  to: { state: SubscriptionRow['state']; reason: string | null; exception?: string },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'subscription-turn',
    text: `update subscription s set state = $3, reason = $4, exception = $5, failures = 0, failing_since = null, blocked_until = null
           where s.tenant = $1 and s.subscription = $2 and s.state <> $3 and s.deleted_at is null`,
    values: [at.tenant, at.subscription, to.state, to.reason, to.exception ?? null],
  });
  return rowCount === 1;
}

/** Its server took nothing: the next attempt is after `seconds`, whichever message it is for. */
export async function noteFailure(
  db: Queryable, at: At, seconds: number,
): Promise<{ failing_since: Temporal.Instant; blocked_until: Temporal.Instant }> {
  const { rows } = await db.query<{ failing_since: Temporal.Instant; blocked_until: Temporal.Instant }>({
    name: 'subscription-fail',
    text: `update subscription s set failures = s.failures + 1, failing_since = coalesce(s.failing_since, now()),
             blocked_until = now() + make_interval(secs => $3::float8)
           where s.tenant = $1 and s.subscription = $2 returning s.failing_since, s.blocked_until`,
    values: [at.tenant, at.subscription, seconds],
  });
  return rows[0]!;
}
export async function noteReached(db: Queryable, at: At): Promise<void> {
  await db.query({
    name: 'subscription-reached',
    text: `update subscription s set failures = 0, failing_since = null, blocked_until = null, reached_at = now()
           where s.tenant = $1 and s.subscription = $2`,
    values: [at.tenant, at.subscription],
  });
}

/** Gone: what it was still owed is dropped, and its attempts stay as long as the log keeps them. */
export async function deleteSubscription(db: Queryable, at: At): Promise<void> {
  await db.query({
    name: 'subscription-delete',
    text: 'update subscription s set deleted_at = now() where s.tenant = $1 and s.subscription = $2',
    values: [at.tenant, at.subscription],
  });
  await db.query({
    name: 'subscription-drop-owed',
    text: `update delivery d set state = 'Dropped', waits_on = null, changed = now()
           where d.shard = any($3::smallint[]) and d.tenant = $1 and split_part(d.handler, '/', 1) = 'subscription:' || $2
             and d.state in ('Ready', 'Queued', 'Parked')`,
    values: [at.tenant, at.subscription, SHARDS_ALL],
  });
}
const SHARDS_ALL = Array.from({ length: SHARDS }, (_, i) => i);

export interface Owed { readonly waiting: number; readonly parked: number; readonly oldest: Temporal.Instant | null }
/** What each subscription is still owed. */
export async function owedTo(db: Queryable, tenant: string): Promise<Map<string, Owed>> {
  const { rows } = await db.query<Owed & { subscription: string }>({
    name: 'subscription-owed',
    text: `
      select split_part(split_part(d.handler, '/', 1), ':', 2) as subscription, count(*) filter (where d.state <> 'Parked')::int as waiting,
        count(*) filter (where d.state = 'Parked')::int as parked, min(m.seen) as oldest
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.shard = any($2::smallint[]) and d.tenant = $1 and starts_with(d.handler, 'subscription:')
        and d.state in ('Ready', 'Queued', 'Claimed', 'Parked')
      group by 1`,
    values: [tenant, SHARDS_ALL],
  });
  return new Map(rows.map((r) => [r.subscription, r]));
}

export interface Replay {
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
  readonly order: string | null;
  readonly limit: number;
}
/** Messages of a time are owed to it once more, under a handler of the replay's own, so that the first telling stays told. */
export async function oweAgain(db: Queryable, at: { tenant: string; handler: string }, r: Replay): Promise<number> {
  const { rowCount } = await db.query({
    name: 'subscription-replay',
    text: `
      insert into delivery as d (tenant, shard, message, handler, subject, outside, lane, correlation)
      select m.tenant, m.shard, m.position, $2, m.subject, true, 'bulk', m.correlation
      from message m
      where m.tenant = $1 and m.type = any($3::text[]) and m.seen >= $4 and m.seen < $5
        and ($6::text is null or split_part(m.subject, '/', 1) = 'order:' || $6)
      order by m.seen limit $7
      on conflict do nothing`,
    values: [at.tenant, at.handler, r.types, r.from, r.to, r.order, r.limit],
  });
  return rowCount ?? 0;
}

export interface Attempt {
  readonly id: string;
  readonly subscription: string;
  readonly message: string;
  readonly type: string;
  readonly subject: string;
  readonly correlation: string;
  readonly replay: boolean;
  readonly at: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly taken: boolean;
  readonly answer: string | null;
}
export async function noteAttempt(db: Queryable, tenant: string, a: Attempt): Promise<void> {
  await db.query({
    name: 'subscription-attempt',
    text: `insert into subscription_attempt as t (tenant, shard, id, subscription, message, type, subject, correlation, replay, at, status,
             milliseconds, taken, answer)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [tenant, shardOf(tenant, a.subject), a.id, a.subscription, a.message, a.type, a.subject, a.correlation, a.replay, a.at,
      a.status, a.milliseconds, a.taken, a.answer],
  });
}
export type AttemptRow = Omit<Attempt, 'at'> & { readonly at: Temporal.Instant };
/** Newest first. */
export async function attemptsOf(
  db: Queryable, at: At,
  f: { readonly taken?: boolean | undefined; readonly message?: string | undefined; readonly limit: number;
    readonly after?: { readonly at: string; readonly id: string } | undefined },
): Promise<AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>({
    name: 'subscription-attempts',
    text: `
      select t.id, t.subscription, t.message, t.type, t.subject, t.correlation, t.replay, t.at, t.status, t.milliseconds, t.taken, t.answer
      from subscription_attempt t
      where t.tenant = $1 and t.subscription = $2 and ($3::boolean is null or t.taken = $3) and ($4::uuid is null or t.message = $4)
        and ($5::timestamptz is null or (t.at <= $5 and (t.at < $5 or t.id > $6::uuid)))
      order by t.at desc, t.id limit $7`,
    values: [at.tenant, at.subscription, f.taken ?? null, f.message ?? null, f.after?.at ?? null, f.after?.id ?? null, f.limit],
  });
  return rows;
}
export async function expireAttempts(db: Queryable, days: number): Promise<void> {
  await db.query({
    name: 'subscription-attempts-expire',
    text: `delete from subscription_attempt t where t.at < now() - make_interval(days => $1)`, values: [days],
  });
}

export interface OrderBrief {
  readonly order_id: string;
  readonly number: string;
  readonly external: string;
  readonly channel: string;
  readonly buyer: string | null;
  readonly ship_to: string | null;
}
/** What of an order belongs into every event of it. */
export async function orderBrief(db: Queryable, tenant: string, orderId: string): Promise<OrderBrief | undefined> {
  const { rows } = await db.query<OrderBrief>({
    name: 'subscription-order',
    text: `select o.order_id, o.number, o.external, o.channel, o.document->>'buyer' as buyer, o.document->'shipTo'->>'party' as ship_to
           from order_view o where o.shard = $2 and o.tenant = $1 and o.order_id = $3`,
    values: [tenant, shardOf(tenant, `order:${orderId}`), orderId],
  });
  return rows[0];
}
