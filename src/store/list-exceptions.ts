/**
 * The worklist by cause: what stopped for the same reason is one row with what it holds up, in orders and money.
 * And what people write beside the work.
 */
import type { Queryable } from './query.ts';

export interface GroupRow {
  readonly exception: string;
  readonly owner: string;
  readonly cause: string;
  readonly waits_on: string | null;
  readonly why: string;
  readonly count: number;
  readonly orders: number;
  readonly oldest: Temporal.Instant;
  readonly assigned: number;
  /** When the first of them should have been settled, and how many should have been by now. */
  readonly due_by: Temporal.Instant;
  readonly overdue: number;
  /** Minor units by currency, as text. */
  readonly held: readonly { readonly currency: string; readonly total: string }[] | null;
}
/** The steps of age that the overview counts by, each without the one before it. */
export const AGES = ['hour', 'day', 'week', 'older'] as const;
/** Seconds until a kind should be settled; `otherwise` for kinds that are not named. */
export interface SlaSeconds { readonly kinds: readonly string[]; readonly seconds: readonly number[]; readonly otherwise: number }
/**
 * Everything parked, by role, kind and cause; what is overdue first, then what holds most orders, then the largest. Reads
 * parked rows only.
 */
export async function exceptionGroups(
  db: Queryable, tenant: string,
  f: {
    owner?: string | undefined; assignee?: string | undefined; handlers?: readonly string[] | undefined; snoozed: boolean; sla: SlaSeconds;
    exception?: string | undefined; age?: (typeof AGES)[number] | undefined; overdue?: boolean | undefined;
  },
): Promise<GroupRow[]> {
  const { rows } = await db.query<GroupRow>({
    name: 'list-exception-groups',
    text: `
      with parked as (
        select coalesce(d.exception, d.fault->>'kind') as exception, d.owner, d.waits_on,
               coalesce(d.waits_on,
                 case when d.exception = 'ContractDrift' then d.fault->>'detail' else d.handler end) as cause,
               d.fault->>'detail' as why, d.changed, d.assignee, o.order_id, o.currency, o.total,
               d.changed + make_interval(secs => coalesce(s.seconds, $8)) as due_by
        from delivery d left join order_view o on o.tenant = d.tenant and o.shard = d.shard
          and d.subject like 'order:%' and o.order_id = split_part(substr(d.subject, 7), '/', 1)
          left join unnest($6::text[], $7::float8[]) as s (kind, seconds) on s.kind = coalesce(d.exception, d.fault->>'kind')
        where d.tenant = $1 and d.state = 'Parked' and ($2::text is null or d.owner = $2)
          and ($3::text is null or d.assignee = $3) and ($4 or d.due <= now())
          and ($5::text[] is null or d.handler = any($5)) and ($9::text is null or coalesce(d.exception, d.fault->>'kind') = $9)
          and ($10::text is null or $10 = case when d.changed > now() - interval '1 hour' then 'hour'
            when d.changed > now() - interval '1 day' then 'day' when d.changed > now() - interval '7 days' then 'week' else 'older' end)
          and (not $11 or d.changed + make_interval(secs => coalesce(s.seconds, $8)) < now())),
      held as (
        select s.exception, s.owner, s.cause, s.currency, sum(s.total)::text as total
        from (select distinct p.exception, p.owner, p.cause, p.order_id, p.currency, p.total from parked p
              where p.order_id is not null) s
        group by s.exception, s.owner, s.cause, s.currency)
      select p.exception, p.owner, p.cause, min(p.waits_on) as waits_on, min(p.why) as why, count(*)::int as count,
             count(distinct p.order_id)::int as orders, min(p.changed) as oldest,
             count(p.assignee)::int as assigned, min(p.due_by) as due_by,
             count(*) filter (where p.due_by < now())::int as overdue,
             (select jsonb_agg(jsonb_build_object('currency', h.currency, 'total', h.total) order by h.currency)
               from held h where h.exception = p.exception and h.owner = p.owner and h.cause = p.cause) as held
      from parked p group by p.exception, p.owner, p.cause
      order by count(*) filter (where p.due_by < now()) > 0 desc, count(distinct p.order_id) desc, count(*) desc, min(p.changed)`,
    values: [tenant, f.owner ?? null, f.assignee ?? null, f.snoozed, f.handlers ?? null, f.sla.kinds, f.sla.seconds, f.sla.otherwise,
      f.exception ?? null, f.age ?? null, f.overdue ?? false],
  });
  return rows;
}

export interface EffectRow {
  readonly waits_on: string | null;
  readonly type: string;
  readonly exception: string | null;
  readonly released: number;
  readonly behind: number;
  readonly orders: number;
}
/** What goes on when one delivery does: others that wait for the same setting, and what stands behind it in line. */
export async function effectOf(
  db: Queryable, at: { tenant: string; shard: number; message: string; handler: string },
): Promise<EffectRow | undefined> {
  const { rows } = await db.query<EffectRow>({
    name: 'list-effect',
    text: `
      select d.waits_on, m.type, d.exception,
        (select count(*) from delivery w where w.tenant = d.tenant and w.state = 'Parked'
          and w.waits_on = d.waits_on)::int as released,
        (select count(*) from delivery q where q.shard = d.shard and q.tenant = d.tenant and q.handler = d.handler
          and q.subject = d.subject and q.state = 'Queued')::int as behind,
        (select count(distinct w.subject) from delivery w where w.tenant = d.tenant and w.state = 'Parked'
          and w.waits_on = d.waits_on)::int as orders
      from delivery d join message m on m.shard = d.shard and m.tenant = d.tenant and m.position = d.message
      where d.shard = $2 and d.tenant = $1 and d.message = $3 and d.handler = $4`,
    values: [at.tenant, at.shard, at.message, at.handler],
  });
  return rows[0];
}

export interface NoteRow { readonly at: Temporal.Instant; readonly who: string; readonly text: string }
export async function notesOf(db: Queryable, tenant: string, correlation: string): Promise<NoteRow[]> {
  const { rows } = await db.query<NoteRow>({
    name: 'note-of',
    text: `select n.at, n.who, n.text from work_note n where n.tenant = $1 and n.correlation = $2 order by n.at, n.id`,
    values: [tenant, correlation],
  });
  return rows;
}
export async function saveNote(
  db: Queryable, n: { tenant: string; id: string; correlation: string; who: string; text: string },
): Promise<void> {
  await db.query({
    name: 'note-save',
    text: `insert into work_note as n (tenant, id, correlation, who, text) values ($1, $2, $3, $4, $5)`,
    values: [n.tenant, n.id, n.correlation, n.who, n.text],
  });
}
