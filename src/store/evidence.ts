/** What an auditor asks for beside the entries: the documents they were made of, and who decided what. */
import type { Queryable } from './query.ts';

export interface SourceRow {
  readonly shard: number;
  readonly payload: string;
  readonly connection: string;
  readonly topic: string;
  readonly reference: string;
  readonly digest: string;
  readonly received_at: Temporal.Instant;
  readonly transport: string;
  readonly bytes: number | null;
  readonly kept: boolean;
  /** Version of the reader and its classification. */
  readonly read_by: number | null;
  /** Numbers, or memos, of the entries made of it. */
  readonly entries: readonly string[];
}
/** Partners' documents behind the entries of a span: settlements, statements, register days; not the orders' own. */
export async function sourcesOf(db: Queryable, tenant: string, of: { entity: string; from: string; to: string }): Promise<SourceRow[]> {
  const { rows } = await db.query<SourceRow>({
    name: 'evidence-sources',
    text: `
      with recursive chain as (
        select coalesce(e.number, e.memo) as entry, m.id, m.cause, m.type, m.shard, m.data, m.mapping, 1 as depth
        from entry e join message m on m.tenant = e.tenant and m.id = e.cause
        where e.tenant = $1 and e.book = 'money' and e.legal_entity = $2 and e.date >= $3::date and e.date <= $4::date
          and coalesce(e.kind, 'other') not in ('invoice', 'credit-memo')
        union all
        select c.entry, m.id, m.cause, m.type, m.shard, m.data, coalesce(c.mapping, m.mapping), c.depth + 1
        from chain c join message m on m.tenant = $1 and m.id = c.cause where c.type <> 'PartnerSpoke' and c.depth < 10)
      select p.shard, p.id as payload, p.connection, p.topic, p.reference, p.digest, p.received_at, c.data->>'transport' as transport,
             (c.data->>'bytes')::int as bytes, p.body is not null as kept,
             max(c.mapping) as read_by, array_agg(distinct c.entry order by c.entry) as entries
      from chain c join raw_payload p on p.tenant = $1 and p.shard = c.shard and p.id = (c.data->>'payload')::uuid
      where c.type = 'PartnerSpoke'
      group by p.shard, p.id, p.connection, p.topic, p.reference, p.digest, p.received_at, c.data->>'transport', c.data->>'bytes',
        p.body is not null
      order by p.received_at, p.id`,
    values: [tenant, of.entity, of.from, of.to],
  });
  return rows;
}

export interface DimensionRow { readonly name: string; readonly value: string; readonly entries: number }
/** What entries of a span are told apart by. */
export async function dimensionsUsed(
  db: Queryable, tenant: string, of: { entity: string; from: string; to: string },
): Promise<DimensionRow[]> {
  const { rows } = await db.query<DimensionRow>({
    name: 'evidence-dimensions',
    text: `
      select k.key as name, k.value, count(distinct e.id)::int as entries from entry e
      cross join lateral (select e.dimensions as all union all select l->'dimensions' from jsonb_array_elements(e.lines) as l) as d
      cross join lateral jsonb_each_text(d.all) as k
      where e.tenant = $1 and e.book = 'money' and e.legal_entity = $2 and e.date >= $3::date and e.date <= $4::date
        and jsonb_typeof(d.all) = 'object'
      group by k.key, k.value order by k.key, k.value limit 5000`,
    values: [tenant, of.entity, of.from, of.to],
  });
  return rows;
}

export interface AuditedRow {
  readonly position: bigint; readonly at: Temporal.Instant; readonly who: string; readonly what: string; readonly before: unknown;
  readonly after: unknown; readonly why: string | null; readonly hash: string;
}
/** Audit entries about the books, up to the present, with the hash that chains them. */
export async function auditOfBooks(db: Queryable, tenant: string, from: string): Promise<AuditedRow[]> {
  const { rows } = await db.query<AuditedRow>({
    name: 'evidence-audit',
    text: `
      select a.position, a.at, a.who, a.what, a.before, a.after, a.why, encode(a.hash, 'hex') as hash from audit a
      where a.tenant = $1 and a.at >= $2::date
        and (a.what like 'period.%' or a.what like 'journal.%' or a.what like 'payout.%' or a.what like 'deposit.%'
          or (a.what = 'mapping.set' and a.after->>'name' in ('fee', 'account', 'tax', 'payment')) or a.what like 'configuration.%')
      order by a.position limit 20000`,
    values: [tenant, from],
  });
  return rows;
}

export interface VersionRow {
  readonly name: string; readonly scope: string; readonly external: string; readonly version: number; readonly own: string | null;
  readonly author: string; readonly active_from: Temporal.Instant;
}
/** Every version of the mappings and policies that decide about the books, up to a moment. */
export async function versionsOf(db: Queryable, tenant: string): Promise<VersionRow[]> {
  const { rows } = await db.query<VersionRow>({
    name: 'evidence-versions',
    text: `
      select m.name, m.connection as scope, m.external, m.version, m.own, m.author, m.active_from from mapping m
      where m.tenant = $1 and m.name in ('fee', 'account', 'tax', 'payment')
      union all
      select 'policy ' || p.name, p.scope, '', p.version, p.value::text, p.author, p.active_from from policy p
      where p.tenant = $1 and p.name = 'books'
      order by 1, 2, 3, 4`,
    values: [tenant],
  });
  return rows;
}
