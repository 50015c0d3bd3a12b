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

export async function ourTrialBalance(db: Queryable, tenant: string, of: OursOf): Promise<OursRow[]> {
  const { rows } = await db.query<OursRow>({
    name: 'trial-balance-ours',
    text: `
      with mine as materialized (
        select e.shard, e.id, case when e.kind in ('invoice', 'credit-memo') then 'document' else 'kept' end as of
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
