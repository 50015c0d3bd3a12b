/**
 * The bank as finance works it: statements and their lines, deposits and what they belong to; what a person matches,
 * separates or explains. What people wrote in a line is opened here, for finance, and the opening is audited.
 */
import type { IdempotencyKey } from '#domain/brand.ts';
import { toDecimal } from '#domain/measure.ts';
import type { DepositDecided } from '#domain/messages.ts';
import { account } from '#domain/posting/accounts.ts';
import * as store from '#store/bank.ts';
import * as lists from '#store/bank-list.ts';
import * as deposits from '#store/deposit.ts';
import { writeAudit } from '#store/audit.ts';
import { countRows, transaction, type Queryable } from '#store/query.ts';
import { append } from '../append.ts';
import { openWords } from '../bank-words.ts';
import { derivedUuid, newId } from '../identity.ts';
import { now } from '../moment.ts';
import { DEPOSITS_SUBJECT } from '../news-bank.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

/** Amounts are decimal text. */
export interface BankLineItem {
  readonly id: string; readonly bank: string; readonly account: string; readonly statement: string; readonly booked: string;
  readonly amount: string; readonly currency: string; readonly code: string | null; readonly payer: string; readonly text: string;
  readonly state: 'open' | 'matched' | 'explained'; readonly match: string | null; readonly explainedAs: string | null;
  readonly reason: string | null;
}
export interface DepositItem {
  readonly id: string; readonly payout: string; readonly connection: string; readonly settlement: string; readonly due: string;
  readonly amount: string; readonly currency: string; readonly state: 'open' | 'missing' | 'matched'; readonly reason: string | null;
  readonly match: { readonly id: string; readonly by: string; readonly says: string; readonly rounding: string; readonly fee: string;
    readonly author: string | null } | null;
}

export interface LineFilter {
  readonly state?: BankLineItem['state'] | undefined; readonly connection?: string | undefined; readonly statement?: string | undefined;
  readonly after?: string | undefined; readonly limit: number;
}
export async function listBankLines(p: Platform, act: Act, f: LineFilter): Promise<BankLineItem[]> {
  const rows = await linesOf(p.pool, act.tenant, f);
  if (rows.length > 0)
    await transaction(p.pool, (tx) => writeAudit(tx, {
      tenant: act.tenant, who: act.who, what: 'bank.read', before: null, after: { lines: rows.length, newest: rows[0]!.line_id },
        why: act.why ?? null,
    }));
  return rows.map((r) => lineItem(p, act.tenant, r));
}
/** How many there are; what they say is not read for it. */
export const countBankLines = (p: Platform, tenant: string, f: Omit<LineFilter, 'limit'>): Promise<number> =>
  countRows(p.pool, (db, limit) => linesOf(db, tenant, { ...f, limit }));
const linesOf = (db: Queryable, tenant: string, f: LineFilter): Promise<store.BankLineRow[]> => store.listLines(db, tenant, {
  state: f.state ?? null, connection: f.connection ?? null, statement: f.statement ?? null, after: f.after ?? null, limit: f.limit,
});
function lineItem(p: Platform, tenant: string, r: store.BankLineRow): BankLineItem {
  const { payer, text } = openWords(tenantOf(p, tenant).key, r.line_id, r.words);
  return {
    id: r.line_id, bank: r.connection, account: r.account, statement: r.statement_id, booked: r.booked, currency: r.currency,
    amount: toDecimal({ count: r.amount, unit: r.currency }), code: r.code, payer, text, match: r.match_id, explainedAs: r.account_path,
    state: r.match_id ? 'matched' : r.account_path ? 'explained' : 'open', reason: r.reason,
  };
}

export interface DepositFilter {
  readonly state?: DepositItem['state'] | undefined; readonly connection?: string | undefined; readonly payout?: string | undefined;
  readonly after?: string | undefined; readonly limit: number;
}
export async function listDeposits(p: Platform, tenant: string, f: DepositFilter): Promise<DepositItem[]> {
  const rows = await deposits.listDeposits(p.pool, tenant, {
    state: f.state ?? null, connection: f.connection ?? null, payout: f.payout ?? null, match: null, after: f.after ?? null, limit: f.limit,
  });
  const matches = await deposits.matchesNamed(p.pool, tenant, rows.flatMap((r) => r.match_id ?? []));
  const byId = new Map(matches.map((m) => [m.match_id, m]));
  return rows.map((r) => depositItem(r, byId.get(r.match_id ?? '')));
}
const depositItem = (r: deposits.DepositRow, m: deposits.MatchRow | undefined): DepositItem => ({
  id: r.deposit_id, payout: r.payout_id, connection: r.connection, settlement: r.external, due: r.due, currency: r.currency,
  amount: toDecimal({ count: r.amount, unit: r.currency }), state: r.match_id ? 'matched' : r.missing ? 'missing' : 'open',
    reason: r.reason,
  match: m ? { id: m.match_id, by: m.by, says: m.says, rounding: toDecimal({ count: m.rounding, unit: m.unit }),
    fee: toDecimal({ count: m.fee, unit: m.unit }), author: m.author } : null,
});

export interface StatementItem {
  readonly id: string; readonly bank: string; readonly account: string; readonly format: string; readonly number: string | null;
  readonly from: string | null; readonly to: string; readonly currency: string;
  readonly opening: string | null; readonly closing: string | null;
  readonly lines: number; readonly repeated: number | null; readonly gap: string | null;
  readonly matched: number; readonly explained: number;
  readonly open: number; readonly openAmount: string;
}
export async function listStatements(
  p: Platform, tenant: string, of: { connection?: string | undefined; stories?: readonly string[]; limit: number },
): Promise<StatementItem[]> {
  const rows = await lists.listStatements(p.pool, tenant, { connection: of.connection ?? null, stories: of.stories ?? null,
    limit: of.limit });
  return rows.map((r) => {
    const amount = (count: bigint | null) => (count === null ? null : toDecimal({ count, unit: r.currency }));
    return {
      id: r.statement_id, bank: r.connection, account: r.account, format: r.format, number: r.number, from: r.from_date, to: r.to_date,
      currency: r.currency, opening: amount(r.opening), closing: amount(r.closing), lines: r.line_count, repeated: r.repeated,
        gap: amount(r.gap),
      matched: r.matched, explained: r.explained, open: r.open, openAmount: amount(r.open_amount) ?? '0',
    };
  });
}

export interface AccountItem {
  readonly bank: string; readonly account: string; readonly currency: string; readonly to: string; readonly closing: string | null;
  /** What the books have, what of the statements is not explained, and what is left between them and the closing balance. */
  readonly booked: string; readonly open: string; readonly before: string | null;
}
/** Closing balance = what stood there before the first statement + what the books have + what is open. */
export async function bankAccounts(p: Platform, tenant: string): Promise<AccountItem[]> {
  const rows = await lists.bankAccounts(p.pool, tenant);
  return rows.map((r) => {
    const amount = (count: bigint) => toDecimal({ count, unit: r.currency });
    return {
      bank: r.connection, account: r.account, currency: r.currency, to: r.to_date, closing: r.closing === null ? null : amount(r.closing),
      booked: amount(r.taken), open: amount(r.open), before: r.closing === null ? null : amount(r.closing - r.taken - r.open),
    };
  });
}

export interface Decision { readonly accepted: true }
async function decide(p: Platform, act: Act, of: { what: string; before: unknown; data: Omit<DepositDecided['data'],
  'key' | 'author'> }): Promise<Decision> {
  const key = newId() as string as IdempotencyKey;
  return audited(p, act, async (tx) => {
    const data = { ...of.data, key, author: act.who, ...(act.why && { why: act.why }) };
    await append(tx, [{
      tenant: act.tenant, type: 'DepositDecided', key: `DepositDecided:${key}`, subject: DEPOSITS_SUBJECT, at: now(), data,
      correlation: derivedUuid(act.tenant, 'story', key),
    }]);
    return { result: { accepted: true }, what: of.what, before: of.before, after: of.data };
  });
}

/** @throws Refusal when one of them is not open, or they cannot be one thing. */
export async function matchByHand(p: Platform, act: Act, of: { lines: readonly string[]; deposits: readonly string[] }): Promise<Decision> {
  if (of.lines.length === 0 || of.deposits.length === 0) throw invalid('Name at least one line of the bank and one deposit.');
  const lines = await store.openLines(p.pool, act.tenant, of.lines, 100);
  const found = await deposits.openDeposits(p.pool, act.tenant, of.deposits, 100);
  const lacks = [...of.lines.filter((id) => !lines.some((l) => l.line_id === id)),
    ...of.deposits.filter((id) => !found.some((d) => d.deposit_id === id))];
  if (lacks.length > 0)
    throw conflict(`${lacks.join(', ')} ${lacks.length === 1 ? 'is' : 'are'} not open: threadline bank lines and deposits list what is.`);
  if (new Set(lines.map((l) => `${l.connection} ${l.currency}`)).size > 1) throw invalid('The lines are of different banks or currencies.');
  return decide(p, act, { what: 'deposit.match', before: null, data: { match: { lines: [...of.lines], deposits: [...of.deposits] } } });
}
export async function unmatch(p: Platform, act: Act, match: string): Promise<Decision> {
  const [found] = await deposits.matchesNamed(p.pool, act.tenant, [match]);
  if (!found) throw notFound(`There is no match ${match}; threadline bank deposits names them.`);
  if (found.undone_by) throw conflict(`${found.undone_by} has separated them already.`);
  return decide(p, act, { what: 'deposit.unmatch', before: { match, says: found.says }, data: { undo: match } });
}
export async function explainByHand(p: Platform, act: Act, line: string, path: string): Promise<Decision> {
  if (!/^(assets|liabilities|income|expenses|equity)(:[a-z0-9-]+)+$/.test(path))
    throw invalid(`${path} is no account: expenses:bank-fees is one.`);
  const [found] = await store.openLines(p.pool, act.tenant, [line], 1);
  if (!found) throw conflict(`${line} is not an open line of the bank.`);
  return decide(p, act, { what: 'bank.explain', before: { line }, data: { explain: { line, account: account(path) } } });
}
