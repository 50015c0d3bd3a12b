/** Bank statements and accounts as finance reads them: how much of each is matched, explained, open. */
import { bankShard, type StatementRow } from './bank.ts';
import type { Queryable } from './query.ts';

export interface StatementListRow extends StatementRow {
  readonly matched: number;
  readonly explained: number;
  readonly open: number;
  readonly open_amount: bigint;
}
export async function listStatements(
  db: Queryable, tenant: string, of: { connection: string | null; stories: readonly string[] | null; limit: number },
): Promise<StatementListRow[]> {
  const { rows } = await db.query<StatementListRow>({
    name: 'bank-statements-list',
    text: `
      select s.statement_id, s.connection, s.account, s.currency, s.format, s.number, s.from_date, s.to_date, s.opening, s.closing,
        s.line_count,
        s.repeated, s.gap, coalesce(x.matched, 0)::int as matched, coalesce(x.explained, 0)::int as explained,
          coalesce(x.open, 0)::int as open,
        coalesce(x.open_amount, 0)::bigint as open_amount
      from bank_statement s
      left join lateral (
        select count(*) filter (where l.match_id is not null) as matched, count(*) filter (where l.account_path is not null) as explained,
          count(*) filter (where l.match_id is null and l.account_path is null) as open,
          sum(l.amount) filter (where l.match_id is null and l.account_path is null) as open_amount
        from bank_line l where l.tenant = $1 and l.shard = $2 and l.statement_id = s.statement_id and not l.repeats) x on true
      where s.tenant = $1 and s.shard = $2 and ($3::text is null or s.connection = $3)
        and ($4::uuid[] is null or s.correlation = any($4::uuid[]))
      order by s.to_date desc, s.statement_id limit $5`,
    values: [tenant, bankShard(tenant), of.connection, of.stories, of.limit],
  });
  return rows;
}

export interface BankAccountRow {
  readonly connection: string;
  readonly account: string;
  readonly currency: string;
  readonly to_date: string;
  readonly closing: bigint | null;
  readonly taken: bigint;
  readonly open: bigint;
}
/** Of each account: its last closing balance, what of its lines is in the books, and what is open. */
export async function bankAccounts(db: Queryable, tenant: string): Promise<BankAccountRow[]> {
  const { rows } = await db.query<BankAccountRow>({
    name: 'bank-accounts',
    text: `
      with last as (
        select distinct on (s.connection, s.account, s.currency) s.connection, s.account, s.currency, s.to_date, s.closing
        from bank_statement s where s.tenant = $1 and s.shard = $2 and s.repeated is not null
        order by s.connection, s.account, s.currency, s.to_date desc, s.received_at desc)
      select b.connection, b.account, b.currency, b.to_date, b.closing, coalesce(x.taken, 0)::bigint as taken,
        coalesce(x.open, 0)::bigint as open
      from last b left join lateral (
        select sum(l.amount) filter (where l.match_id is not null or l.account_path is not null) as taken,
          sum(l.amount) filter (where l.match_id is null and l.account_path is null) as open
        from bank_line l where l.tenant = $1 and l.shard = $2 and l.connection = b.connection and l.account = b.account
          and l.currency = b.currency and not l.repeats) x on true
      order by b.connection, b.account, b.currency`,
    values: [tenant, bankShard(tenant)],
  });
  return rows;
}
