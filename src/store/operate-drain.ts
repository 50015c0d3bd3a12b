/** What became of documents that were handed over: the stories they touched, and what of them is not finished. */
import type { Queryable } from './query.ts';

export interface SpokenRow {
  readonly id: string;
  readonly shard: number;
  readonly position: bigint;
  readonly seen: Temporal.Instant;
  readonly correlation: string;
}
/** The message a document is: the same bytes about the same thing are one, however often they come. */
export async function spokenOf(
  db: Queryable, tenant: string, at: { correlation: string; digest: string },
): Promise<SpokenRow | undefined> {
  const { rows } = await db.query<SpokenRow>({
    name: 'drain-spoken',
    text: `
      select m.id, m.shard, m.position, m.seen, m.correlation from message m
      where m.tenant = $1 and m.correlation = $2 and m.type = 'PartnerSpoke' and m.data->>'digest' = $3
      order by m.seen limit 1`,
    values: [tenant, at.correlation, at.digest],
  });
  return rows[0];
}

/** Facts that were read from these documents; each may begin or go on with a story of its own. */
export async function factsOf(
  db: Queryable, tenant: string, of: { types: readonly string[]; documents: readonly SpokenRow[] },
): Promise<{ type: string; subject: string; correlation: string; cause: string }[]> {
  const since = of.documents.map((d) => String(d.seen)).sort()[0];
  const { rows } = await db.query<{ type: string; subject: string; correlation: string; cause: string }>({
    name: 'drain-facts',
    text: `
      select m.type, m.subject, m.correlation, m.cause from message m
      where m.tenant = $1 and m.type = any($2::text[]) and m.seen >= $3::timestamptz and m.cause = any($4::uuid[])
      order by m.seen, m.id`,
    values: [tenant, of.types, since ?? null, of.documents.map((d) => d.id)],
  });
  return rows;
}

export interface OpenRow {
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
  readonly subject: string;
  readonly state: 'Ready' | 'Queued' | 'Claimed' | 'Parked';
  readonly wait: number;
  readonly exception: string | null;
  readonly owner: string | null;
  readonly detail: string | null;
  readonly waits_on: string | null;
  readonly type: string;
  /** Why its connection takes nothing now; null when it does, or when it needs none. */
  readonly closed: string | null;
}
/** Unfinished work of stories; `wait` is the seconds until it is due. */
export async function openOf(db: Queryable, tenant: string, stories: readonly string[]): Promise<OpenRow[]> {
  const { rows } = await db.query<OpenRow>({
    name: 'drain-open',
    text: `
      select d.shard, d.message, d.handler, d.subject, d.state::text, extract(epoch from d.due - now())::float8 as wait,
             d.exception, d.owner, d.fault->>'detail' as detail, d.waits_on, m.type,
             case when c.state <> 'active' then coalesce(c.reason, c.state) end as closed
      from delivery d
      join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      left join connection c on d.outside and c.tenant = d.tenant and c.connection = split_part(d.handler, ':', 2)
      where d.tenant = $1 and d.correlation = any($2::uuid[]) and d.state in ('Ready', 'Queued', 'Claimed', 'Parked')
      order by d.state = 'Parked' desc, d.changed, d.message, d.handler`,
    values: [tenant, stories],
  });
  return rows;
}

/** How many messages of which type, and what they are about. */
export async function messagesOf(
  db: Queryable, tenant: string, stories: readonly string[],
): Promise<{ type: string; subject: string; n: number }[]> {
  const { rows } = await db.query<{ type: string; subject: string; n: number }>({
    name: 'drain-messages',
    text: `
      select m.type, m.subject, count(*)::int as n from message m
      where m.tenant = $1 and m.correlation = any($2::uuid[])
      group by m.type, m.subject order by min(m.seen), min(m.position)`,
    values: [tenant, stories],
  });
  return rows;
}
