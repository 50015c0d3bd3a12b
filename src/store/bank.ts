/** Bank statements and their lines, what is expected at the bank, and what belongs together: one shard for a tenant. */
import { shardOf } from '#domain/shard.ts';
import type { BankStatement } from '#domain/bank-statement.ts';
import type { Money } from '#domain/measure.ts';
import type { Queryable } from './query.ts';

export const bankShard = (tenant: string): number => shardOf(tenant, 'bank:deposits');

export interface StatementPlace extends Omit<BankStatement, 'lines'> {
  readonly tenant: string;
  readonly statementId: string;
  readonly correlation: string;
}
const count = (m: Money | undefined): string | null => (m ? String(m.count) : null);

/** False when it is here already. */
export async function saveStatement(db: Queryable, s: StatementPlace & { readonly lineCount: number }): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'bank-statement-save',
    text: `
      insert into bank_statement as s (tenant, shard, statement_id, connection, account, currency, format, number, from_date, to_date,
        opening, closing, line_count, correlation)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
    values: [s.tenant, bankShard(s.tenant), s.statementId, s.connection, s.account, s.currency, s.format, s.number ?? null, s.from ?? null,
      s.to, count(s.opening), count(s.closing), s.lineCount, s.correlation],
  });
  return rowCount === 1;
}

export interface NewBankLine {
  readonly lineId: string; readonly ordinal: number; readonly amount: bigint; readonly booked: string; readonly valued?: string;
  readonly code?: string; readonly words: Buffer; readonly likeness: string; readonly original?: Money; readonly charges?: bigint;
}
const CHUNK = 1000;
export async function saveBankLines(db: Queryable, s: StatementPlace, lines: readonly NewBankLine[]): Promise<void> {
  for (let from = 0; from < lines.length; from += CHUNK)
    await db.query({
      name: 'bank-lines-save',
      text: `
        insert into bank_line as l (tenant, shard, line_id, statement_id, ordinal, connection, account, currency, amount, booked,
          valued, code,
          words, likeness, original, original_unit, charges)
        select $1, $2, r.line_id, $3, r.ordinal, $4, $5, $6, r.amount, r.booked, r.valued, r.code, decode(r.words, 'base64'), r.likeness,
          r.original, r.original_unit, r.charges
        from jsonb_to_recordset($7::jsonb) as r (line_id text, ordinal int, amount bigint, booked date, valued date, code text, words text,
          likeness text, original bigint, original_unit text, charges bigint)
        on conflict do nothing`,
      values: [s.tenant, bankShard(s.tenant), s.statementId, s.connection, s.account, s.currency, JSON.stringify(
        lines.slice(from, from + CHUNK).map((l) => ({
          line_id: l.lineId, ordinal: l.ordinal, amount: String(l.amount), booked: l.booked, valued: l.valued, code: l.code,
          words: l.words.toString('base64'), likeness: l.likeness, original: l.original && String(l.original.count),
          original_unit: l.original?.unit, charges: l.charges === undefined ? undefined : String(l.charges),
        })))],
    });
}

export interface StatementRow {
  readonly statement_id: string;
  readonly connection: string;
  readonly account: string;
  readonly currency: string;
  readonly format: string;
  readonly number: string | null;
  readonly from_date: string | null;
  readonly to_date: string;
  readonly opening: bigint | null;
  readonly closing: bigint | null;
  readonly line_count: number;
  readonly repeated: number | null;
  readonly gap: bigint | null;
}
const STATEMENT = `s.statement_id, s.connection, s.account, s.currency, s.format, s.number, s.from_date, s.to_date, s.opening, s.closing,
  s.line_count, s.repeated, s.gap`;

/** Statements of an account that have been looked at, and `also`; the newest ones, by day. */
export async function statementsOf(
  db: Queryable, tenant: string, of: { connection: string; account: string; also: string; limit: number },
): Promise<StatementRow[]> {
  const { rows } = await db.query<StatementRow>({
    name: 'bank-statements-of',
    text: `
      select * from (
        select ${STATEMENT} from bank_statement s
        where s.tenant = $1 and s.shard = $2 and s.connection = $3 and s.account = $4 and (s.repeated is not null or s.statement_id = $5)
        order by s.to_date desc, s.statement_id limit $6) x order by x.to_date, x.statement_id`,
    values: [tenant, bankShard(tenant), of.connection, of.account, of.also, of.limit],
  });
  return rows;
}

/** Of the lines of a statement, those that an earlier one has; the others count from now on. Answers how many repeat. */
export async function countLines(db: Queryable, tenant: string, statementId: string, mayRepeat: boolean): Promise<number> {
  const shard = bankShard(tenant);
  await db.query({
    name: 'bank-lines-count',
    text: `
      update bank_line l set repeats = false
      where l.tenant = $1 and l.shard = $2 and l.statement_id = $3 and (not $4 or not exists (
        select from bank_line o where o.tenant = $1 and o.shard = $2 and o.connection = l.connection and o.account = l.account
          and o.likeness = l.likeness and o.statement_id <> $3 and not o.repeats))`,
    values: [tenant, shard, statementId, mayRepeat],
  });
  const { rows } = await db.query<{ n: number }>({
    name: 'bank-lines-repeated',
    text: `
      with repeated as (
        select count(*)::int as n from bank_line l where l.tenant = $1 and l.shard = $2 and l.statement_id = $3 and l.repeats)
      update bank_statement s set repeated = r.n from repeated r
      where s.tenant = $1 and s.shard = $2 and s.statement_id = $3 returning s.repeated as n`,
    values: [tenant, shard, statementId],
  });
  return rows[0]?.n ?? 0;
}

export async function noteGap(db: Queryable, tenant: string, statementId: string, gap: bigint | null): Promise<void> {
  await db.query({
    name: 'bank-gap',
    text: `update bank_statement s set gap = $4 where s.tenant = $1 and s.shard = $2 and s.statement_id = $3`,
    values: [tenant, bankShard(tenant), statementId, gap === null ? null : String(gap)],
  });
}

export interface BankLineRow {
  readonly line_id: string;
  readonly connection: string;
  readonly account: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly booked: string;
  readonly code: string | null;
  readonly words: Buffer;
  readonly original: bigint | null;
  readonly original_unit: string | null;
  readonly charges: bigint | null;
  readonly match_id: string | null;
  readonly account_path: string | null;
  readonly reason: string | null;
  readonly statement_id: string;
}
const LINE = `l.line_id, l.connection, l.account, l.currency, l.amount, l.booked, l.code, l.words, l.original, l.original_unit, l.charges,
  l.match_id, l.account_path, l.reason, l.statement_id`;

/** Open lines, oldest first; or those that are named. */
export async function openLines(db: Queryable, tenant: string, named: readonly string[] | null, limit: number): Promise<BankLineRow[]> {
  const { rows } = await db.query<BankLineRow>({
    name: 'bank-lines-open',
    text: `
      select ${LINE} from bank_line l
      where l.tenant = $1 and l.shard = $2 and l.match_id is null and l.account_path is null and not l.repeats
        and ($3::text[] is null or l.line_id = any($3::text[]))
      order by l.booked, l.line_id limit $4`,
    values: [tenant, bankShard(tenant), named, limit],
  });
  return rows;
}

export async function listLines(
  db: Queryable, tenant: string,
  of: { state: 'open' | 'matched' | 'explained' | null; connection: string | null;
    statement: string | null; limit: number; after: string | null },
): Promise<BankLineRow[]> {
  const { rows } = await db.query<BankLineRow>({
    name: 'bank-lines-list',
    text: `
      select ${LINE} from bank_line l
      where l.tenant = $1 and l.shard = $2 and not l.repeats and ($3::text is null or l.connection = $3)
        and ($4::text is null or l.statement_id = $4)
        and ($5::text is null or $5 = case when l.match_id is not null then 'matched' when l.account_path is not null then 'explained'
          else 'open' end)
        and ($6::text is null or (l.booked, l.line_id) < (select b.booked, b.line_id from bank_line b
          where b.tenant = $1 and b.shard = $2 and b.line_id = $6))
      order by l.booked desc, l.line_id desc limit $7`,
    values: [tenant, bankShard(tenant), of.connection, of.statement, of.state, of.after, of.limit],
  });
  return rows;
}

export async function linesOfMatch(db: Queryable, tenant: string, match: string): Promise<BankLineRow[]> {
  const { rows } = await db.query<BankLineRow>({
    name: 'bank-lines-of-match',
    text: `select ${LINE} from bank_line l where l.tenant = $1 and l.shard = $2 and l.match_id = $3 order by l.booked, l.line_id`,
    values: [tenant, bankShard(tenant), match],
  });
  return rows;
}

/** Lines take their match, or give it back. */
export async function markLines(db: Queryable, tenant: string, lines: readonly string[], match: string | null): Promise<number> {
  const { rowCount } = await db.query({
    name: 'bank-lines-match',
    text: `
      update bank_line l set match_id = $4, reason = null
      where l.tenant = $1 and l.shard = $2 and l.line_id = any($3::text[]) and not l.repeats
        and ($4::text is null or (l.match_id is null and l.account_path is null))`,
    values: [tenant, bankShard(tenant), lines, match],
  });
  return rowCount ?? 0;
}

export async function explainLine(db: Queryable, tenant: string, line: string, path: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'bank-line-explain',
    text: `
      update bank_line l set account_path = $4, reason = null
      where l.tenant = $1 and l.shard = $2 and l.line_id = $3 and l.match_id is null and l.account_path is null and not l.repeats`,
    values: [tenant, bankShard(tenant), line, path],
  });
  return rowCount === 1;
}

export async function noteReasons(db: Queryable, tenant: string, reasons: ReadonlyMap<string, string>): Promise<void> {
  const all = JSON.stringify([...reasons].map(([id, reason]) => ({ id, reason })));
  for (const [name, text] of Object.entries(NOTE)) await db.query({ name, text, values: [tenant, bankShard(tenant), all] });
}
const NOTE = {
  'bank-lines-reason': `
    update bank_line l set reason = r.reason from jsonb_to_recordset($3::jsonb) as r (id text, reason text)
    where l.tenant = $1 and l.shard = $2 and l.line_id = r.id and l.reason is distinct from r.reason`,
  'deposit-reason': `
    update deposit d set reason = r.reason from jsonb_to_recordset($3::jsonb) as r (id text, reason text)
    where d.tenant = $1 and d.shard = $2 and d.deposit_id = r.id and d.reason is distinct from r.reason`,
} as const;
