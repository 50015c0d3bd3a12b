/** The proofs of a span of the books: entries that do not balance, documents without entries, journals the ERP lacks. */
import type { Queryable } from './query.ts';

export interface BalanceProof {
  readonly entries: number; readonly unbalanced: number; readonly debits: readonly { unit: string; amount: string }[];
}
export async function entriesBalance(
  db: Queryable, tenant: string, of: { entity: string; from: string; to: string },
): Promise<BalanceProof> {
  const { rows } = await db.query<BalanceProof>({
    name: 'proof-balance',
    text: `
      with x as (
        select e.id, p.unit, sum(p.amount) as off, sum(greatest(p.amount, 0)) as debit
        from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
        where e.tenant = $1 and e.book = 'money' and e.legal_entity = $2 and e.date >= $3::date and e.date <= $4::date
        group by e.id, p.unit)
      select (select count(distinct x.id)::int from x) as entries, (select count(*)::int from x where x.off <> 0) as unbalanced,
             (select coalesce(jsonb_agg(jsonb_build_object('unit', u.unit, 'amount', u.debit::text) order by u.unit), '[]')
              from (select x.unit, sum(x.debit) as debit from x group by x.unit) u) as debits`,
    values: [tenant, of.entity, of.from, of.to],
  });
  return rows[0]!;
}

export interface Unapplied { readonly document: string; readonly detail: string; readonly since: Temporal.Instant; readonly state: string }
/** Documents that should be in the books and are not: their posting waits, or stopped. */
export async function documentsWithoutEntries(db: Queryable, tenant: string, to: string): Promise<Unapplied[]> {
  const { rows } = await db.query<Unapplied>({
    name: 'proof-documents',
    text: `
      select d.subject as document, m.type || coalesce(': ' || (d.fault->>'detail'), '') as detail, m.at as since, d.state::text as state
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.tenant = $1 and d.handler = 'ledger:money' and d.state in ('Ready', 'Claimed', 'Queued', 'Parked')
        and coalesce((m.data->'payout'->>'depositDate')::date, (m.at at time zone 'UTC')::date) <= $2::date
      order by m.at limit 200`,
    values: [tenant, to],
  });
  return rows;
}

/** Wishes to the ERP that are not answered: documents and journals it does not have yet. */
export async function wishesOpen(db: Queryable, tenant: string, to: string): Promise<Unapplied[]> {
  const { rows } = await db.query<Unapplied>({
    name: 'proof-wishes',
    text: `
      select d.subject as document, m.type || coalesce(': ' || (d.fault->>'detail'), '') as detail, m.at as since, d.state::text as state
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.tenant = $1 and d.state in ('Ready', 'Claimed', 'Queued', 'Parked')
        and m.type in ('PostJournal', 'IssueInvoice', 'IssueCreditMemo') and m.at < ($2::date + 1)::timestamp at time zone 'UTC'
      order by m.at limit 200`,
    values: [tenant, to],
  });
  return rows;
}

/** Wishes of a kind, and the facts that answered them. */
export async function applied(
  db: Queryable, tenant: string, of: { from: string; to: string },
): Promise<{ type: string; asked: number; answered: number }[]> {
  const { rows } = await db.query<{ type: string; asked: number; answered: number }>({
    name: 'proof-applied',
    text: `
      select m.type, count(*)::int as asked, count(*) filter (where d.state = 'Done')::int as answered
      from message m
      join delivery d on d.shard = m.shard and d.tenant = m.tenant and d.message = m.position and d.handler like 'connection:%'
      where m.tenant = $1 and m.type in ('PostJournal', 'IssueInvoice', 'IssueCreditMemo') and d.state <> 'Dropped'
        and m.at >= $2::date::timestamp at time zone 'UTC' and m.at < ($3::date + 1)::timestamp at time zone 'UTC'
      group by m.type order by m.type`,
    values: [tenant, of.from, of.to],
  });
  return rows;
}

/** Exceptions that finance owns and nobody has settled: of an entity's documents or of none, and of a time. */
export async function financeExceptions(
  db: Queryable, tenant: string, of: { entity: string; to: string },
): Promise<{ exception: string; n: number; example: string }[]> {
  const { rows } = await db.query<{ exception: string; n: number; example: string }>({
    name: 'proof-exceptions',
    text: `
      select coalesce(d.exception, 'stopped') as exception, count(*)::int as n, min(d.fault->>'detail') as example
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.tenant = $1 and d.state = 'Parked' and d.owner = 'finance'
        and (d.exception = 'DepositMissing' or m.at < ($3::date + 1)::timestamp at time zone 'UTC')
        and not exists (select from entry e where e.tenant = d.tenant and e.document = split_part(d.subject, '/', 1)
          and e.book = 'money' and e.legal_entity <> $2)
      group by 1 order by 1`,
    values: [tenant, of.entity, of.to],
  });
  return rows;
}
