/**
 * Our side of a trial balance: what documents put on an account, what of our entries an ERP has taken, what still waits to be
 * taken, and what nobody asked it to take. Of a journal in parts, part by part.
 */
import type { Queryable } from './query.ts';

export interface OursRow {
  readonly account: string;
  readonly unit: string;
  readonly of: 'journal' | 'document' | 'waiting' | 'kept';
  readonly amount: bigint;
}
/** `entity`: null for all whose books one ERP keeps. */
export interface OursOf { readonly entity: string | null; readonly connection: string; readonly from: string; readonly to: string }

/** Documents that the ERP made for us; how the money of a refund went is of the same kind and ours alone. */
const ASKED_FOR = `e.kind in ('invoice', 'credit-memo') and (e.key like 'InvoiceIssued:%' or e.key like 'CreditMemoIssued:%')`;

export async function ourTrialBalance(db: Queryable, tenant: string, of: OursOf): Promise<OursRow[]> {
  const { rows } = await db.query<OursRow>({
    name: 'trial-balance-ours',
    text: `
      with mine as materialized (
        select e.shard, e.id, case when ${ASKED_FOR} then 'document' else 'kept' end as of
        from entry e where e.tenant = $1 and e.book = 'money' and ($2::text is null or e.legal_entity = $2)
          and e.date >= $4::date and e.date <= $5::date),
      wished as materialized (
        select (m.data->>'entry')::uuid as entry, p->>'account' as account, p->'amount'->>'unit' as unit,
               (p->'amount'->>'count')::numeric as amount, case when d.state = 'Done' then 'journal' else 'waiting' end as of
        from message m
        join delivery d on d.tenant = m.tenant and d.shard = m.shard and d.message = m.position and d.handler = 'connection:' || $3
        cross join lateral jsonb_array_elements(m.data->'journal'->'postings') as p
        where m.tenant = $1 and m.type = 'PostJournal' and d.state <> 'Dropped'),
      wishes as (select w.* from wished w join mine on mine.id = w.entry),
      asked as (
        select a.entry from journal_approval a
        where a.tenant = $1 and a.state = 'waiting' and a.erp is not null and a.entry is not null and a.erp->>'to' = $3),
      parts as (
        select p.account, p.unit, case when mine.id in (select entry from asked) then 'waiting' else mine.of end as of, p.amount
        from mine join posting p on p.tenant = $1 and p.shard = mine.shard and p.entry = mine.id
        union all select w.account, w.unit, w.of, w.amount from wishes w
        union all select w.account, w.unit, 'kept', -w.amount from wishes w)
      select x.account, x.unit, x.of, sum(x.amount)::bigint as amount from parts x
      group by x.account, x.unit, x.of having sum(x.amount) <> 0 order by x.account, x.unit, x.of`,
    values: [tenant, of.entity, of.connection, of.from, of.to],
  });
  return rows;
}

export interface OurDocumentRow { readonly key: string; readonly account: string; readonly unit: string; readonly amount: bigint }
/** Invoices and credit memos of the days, by the key under which the ERP was asked for them. */
export async function ourDocuments(db: Queryable, tenant: string, of: Omit<OursOf, 'connection'>): Promise<OurDocumentRow[]> {
  const { rows } = await db.query<OurDocumentRow>({
    name: 'trial-balance-documents',
    text: `
      select regexp_replace(e.key, '^[A-Za-z]+:', '') as key, p.account, p.unit, sum(p.amount)::bigint as amount
      from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
      where e.tenant = $1 and e.book = 'money' and ${ASKED_FOR} and ($2::text is null or e.legal_entity = $2)
        and e.date >= $3::date and e.date <= $4::date
      group by 1, 2, 3`,
    values: [tenant, of.entity, of.from, of.to],
  });
  return rows;
}

/** Which of these documents are in our books at all. */
export async function documentsKnown(db: Queryable, tenant: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ key: string }>({
    name: 'trial-balance-known',
    text: `
      select k.key from unnest($2::text[]) as k(key)
      where exists (select from entry e where e.tenant = $1 and e.book = 'money'
        and e.key in ('InvoiceIssued:' || k.key, 'CreditMemoIssued:' || k.key))`,
    values: [tenant, keys],
  });
  return new Set(rows.map((r) => r.key));
}
