/** The worklist for people and meters: what stopped and whose it is, what waits, how far the log has come. */
import type { AGES, SlaSeconds } from './list-exceptions.ts';
import type { Queryable } from './query.ts';

export interface ExceptionRow {
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
  readonly subject: string;
  readonly exception: string;
  readonly owner: string;
  readonly assignee: string | null;
  readonly fault: { readonly kind: string; readonly detail: string };
  readonly waits_on: string | null;
  readonly attempts: number;
  /** Later than now: somebody wants to look at it then. */
  readonly due: Temporal.Instant;
  readonly changed: Temporal.Instant;
  readonly correlation: string;
  readonly type: string;
  readonly data: unknown;
  readonly seen: Temporal.Instant;
  /** The order it holds up, when it is about one. */
  readonly number: string | null;
  readonly currency: string | null;
  readonly total: bigint | null;
  /** The payout it is about, by the partner's number. */
  readonly payout: string | null;
}
interface AfterException {
  readonly changed: string;
  readonly shard: number;
  readonly message: string;
  readonly handler: string;
}
export interface ExceptionFilter {
  readonly owner?: string | undefined;
  readonly exception?: string | undefined;
  readonly handlers?: readonly string[] | undefined;
  readonly assignee?: string | undefined;
  /** What it waits for, or the handler that stopped: the cause of a group of them. */
  readonly cause?: string | undefined;
  /** Also those that are to be looked at later. */
  readonly snoozed?: boolean | undefined;
  readonly age?: (typeof AGES)[number] | undefined;
  readonly overdue?: boolean | undefined;
  /** Needed for what is overdue. */
  readonly sla?: SlaSeconds | undefined;
  readonly after?: AfterException | undefined;
  readonly limit: number;
}

const lateOf = ({ sla, age, overdue }: ExceptionFilter): unknown[] =>
  [sla?.kinds ?? [], sla?.seconds ?? [], sla?.otherwise ?? 0, age ?? null, overdue ?? false];
/** Parked deliveries, the one that waits longest first. */
export async function listExceptions(db: Queryable, tenant: string, f: ExceptionFilter): Promise<ExceptionRow[]> {
  const { rows } = await db.query<ExceptionRow>({
    name: 'list-exceptions',
    text: `
      select d.shard, d.message, d.handler, d.subject, coalesce(d.exception, d.fault->>'kind') as exception, d.owner,
             d.assignee, d.fault, d.waits_on, d.attempts, d.due, d.changed, d.correlation, m.type, m.data, m.seen,
             o.number, o.currency, o.total, p.external as payout
      from delivery d join message m on m.shard = d.shard and m.tenant = d.tenant and m.position = d.message
        left join order_view o on o.tenant = d.tenant and o.shard = d.shard and d.subject like 'order:%'
          and o.order_id = split_part(substr(d.subject, 7), '/', 1)
        left join payout_view p on p.tenant = d.tenant and p.shard = d.shard and d.subject like 'payout:%'
          and p.payout_id = split_part(substr(d.subject, 8), '/', 1)
        left join unnest($13::text[], $14::float8[]) as s (kind, seconds) on s.kind = coalesce(d.exception, d.fault->>'kind')
      where d.tenant = $1 and d.state = 'Parked' and ($2::text is null or d.owner = $2)
        and ($3::text is null or coalesce(d.exception, d.fault->>'kind') = $3) and ($4::text[] is null or d.handler = any($4))
        and ($5::text is null or d.assignee = $5) and ($6 or d.due <= now())
        and ($7::timestamptz is null
          or (d.changed, d.shard, d.message, d.handler) > ($7, $8::smallint, $9::bigint, $10::text))
        and ($12::text is null or coalesce(d.waits_on,
          case when d.exception = 'ContractDrift' then d.fault->>'detail' else d.handler end) = $12)
        and ($16::text is null or $16 = case when d.changed > now() - interval '1 hour' then 'hour'
          when d.changed > now() - interval '1 day' then 'day' when d.changed > now() - interval '7 days' then 'week' else 'older' end)
        and (not $17 or d.changed + make_interval(secs => coalesce(s.seconds, $15)) < now())
      order by d.changed, d.shard, d.message, d.handler limit $11`,
    values: [tenant, f.owner ?? null, f.exception ?? null, f.handlers ?? null, f.assignee ?? null, f.snoozed ?? false,
      ...(f.after ? [f.after.changed, f.after.shard, f.after.message, f.after.handler] : [null, null, null, null]),
      f.limit, f.cause ?? null, ...lateOf(f)],
  });
  return rows;
}

export interface ExceptionCount {
  readonly exception: string;
  readonly owner: string;
  readonly count: number;
  readonly oldest: Temporal.Instant;
}
export async function countExceptions(db: Queryable, tenant: string): Promise<ExceptionCount[]> {
  const { rows } = await db.query<ExceptionCount>({
    name: 'count-exceptions',
    text: `
      select coalesce(d.exception, d.fault->>'kind') as exception, d.owner, count(*)::int as count,
             min(d.changed) as oldest
      from delivery d where d.tenant = $1 and d.state = 'Parked' and d.due <= now()
      group by 1, 2 order by count desc, exception`,
    values: [tenant],
  });
  return rows;
}

export interface BacklogRow {
  readonly tenant: string;
  readonly handler: string;
  readonly state: 'Ready' | 'Queued' | 'Claimed' | 'Parked';
  readonly lane: string;
  readonly count: number;
  /** Of those that are due: since when, at the longest. Null when none is. */
  readonly waiting_since: Temporal.Instant | null;
}
/** Unfinished work by handler, state and lane; the indexes behind it hold only unfinished rows. */
export async function backlog(db: Queryable, tenant: string | null): Promise<BacklogRow[]> {
  const { rows } = await db.query<BacklogRow>({
    name: 'count-backlog',
    text: `
      select d.tenant, d.handler, d.state, d.lane, count(*)::int as count,
             min(d.due) filter (where d.state = 'Ready' and d.due <= now()) as waiting_since
      from delivery d
      where d.state in ('Ready', 'Queued', 'Claimed', 'Parked') and ($1::text is null or d.tenant = $1)
      group by d.tenant, d.handler, d.state, d.lane order by d.tenant, d.handler, d.state, d.lane`,
    values: [tenant],
  });
  return rows;
}

/** How far the log has come: moves with every message, whatever the shard. */
export async function logHead(db: Queryable): Promise<bigint> {
  const { rows } = await db.query<{ head: bigint }>({
    name: 'log-head', text: 'select sum(h.position)::bigint as head from shard_head h', values: [],
  });
  return rows[0]?.head ?? 0n;
}

/** How far the trail of a tenant has come: moves with every change that a person makes, also one that writes no message. */
export async function trailHead(db: Queryable, tenant: string): Promise<bigint> {
  const { rows } = await db.query<{ head: bigint | null }>({
    name: 'trail-head', text: 'select max(a.position) as head from audit a where a.tenant = $1', values: [tenant],
  });
  return rows[0]?.head ?? 0n;
}

/** When the last message was written: the newest of each shard, by its primary key. */
export async function lastMessage(db: Queryable, tenant: string): Promise<Temporal.Instant | null> {
  const { rows } = await db.query<{ seen: Temporal.Instant | null }>({
    name: 'log-last',
    text: `
      select max(last.seen) as seen from shard_head h cross join lateral (
        select m.seen from message m where m.shard = h.shard and m.tenant = $1 order by m.position desc limit 1) last`,
    values: [tenant],
  });
  return rows[0]?.seen ?? null;
}

export interface Recent { readonly orders: number; readonly shipments: number }
/** Of the last 24 hours; counting all of them would read all of them. */
export async function countRecent(db: Queryable, tenant: string): Promise<Recent> {
  const { rows } = await db.query<Recent>({
    name: 'count-recent',
    text: `
      select
        (select count(*) from order_view o
          where o.tenant = $1 and o.placed_at > now() - interval '24 hours')::int as orders,
        (select count(*) from shipment_view s
          where s.tenant = $1 and s.shipped_at > now() - interval '24 hours')::int as shipments`,
    values: [tenant],
  });
  return rows[0]!;
}
