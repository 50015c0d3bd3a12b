/**
 * BAI2, the cash management file of American banks: records of comma-separated fields, amounts in minor units without a
 * point. Every level states how many records it has and what they come to, and all of it must be so.
 */
import type { ConnectionId, LocalDate } from '#domain/brand.ts';
import type { BankLine, BankStatement } from '#domain/bank-statement.ts';
import { stop } from '#domain/fault.ts';
import { measure, negate, sum, toDecimal, type Currency } from '#domain/measure.ts';
import { dayOf, named, tidy, unitOf } from './amounts.ts';
import { disagrees } from './sums.ts';

export const isBai2 = (head: string): boolean => /^\s*01,[^\n]*\/?\s*$/m.test(head.split(/\r?\n/, 3).join('\n')) &&
  /^\s*0[23],/m.test(head);

interface Record_ {
  readonly code: string; readonly text: string; readonly line: number;
  /** Lines it took, continuations among them. */
  readonly records: number;
}
interface Group { readonly head: Record_; readonly accounts: Account[]; end?: Record_ }
interface Account { readonly head: Record_; readonly details: Record_[]; end?: Record_ }

/** @throws Stopped Malformed, or Refused StatementVariance where a control total or a count is not what is there. */
export function readBai2(text: string, connection: ConnectionId): BankStatement[] {
  const records = recordsOf(text);
  const groups = grouped(records);
  const totals = groups.map((g) => {
    const accounts = g.accounts.map(accountTotal);
    control(g.end!, 'group', accounts.reduce((a, b) => a + b, 0n));
    return accounts.reduce((a, b) => a + b, 0n);
  });
  control(records.at(-1)!, 'file', totals.reduce((a, b) => a + b, 0n));
  return merged(groups.flatMap((g) => g.accounts.map((a) => statementOf(a, g, connection))));
}

/** Continuations belong to the record before them; a slash ends a record. */
function recordsOf(text: string): Record_[] {
  const records: (Record_ & { text: string; records: number })[] = [];
  for (const [i, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    if (line === '') continue;
    const code = line.slice(0, 2);
    // Some banks write a colon after a continuation's code, whose text then has colons of its own.
    if (!/^\d{2},|^88:/.test(line)) throw stop.malformed(`line ${i + 1}: ${JSON.stringify(line.slice(0, 40))} is not a BAI2 record`);
    const last = records.at(-1);
    if (code === '88') {
      if (!last) throw stop.malformed(`line ${i + 1}: continues nothing`);
      // With a slash the record was whole so far; without one its text goes on.
      last.text = last.text.endsWith('/') ? `${last.text.slice(0, -1)},${line.slice(3)}`
        : `${last.text.replace(/,$/, '')},${line.slice(3)}`;
      last.records += 1;
    } else records.push({ code, text: line, line: i + 1, records: 1 });
  }
  if (records[0]?.code !== '01') throw stop.malformed('the BAI2 file does not begin with a record 01');
  if (records.at(-1)!.code !== '99') throw stop.malformed('the BAI2 file has no record 99 at its end: it is cut off');
  return records;
}

/** Where each record may stand: a group in the file, an account in a group, a booking in an account, an end in what it ends. */
const PLACES: Readonly<Record<string, (groups: Group[], r: Record_) => boolean>> = {
  '01': () => true,
  '02': (groups, r) => groups.push({ head: r, accounts: [] }) > 0,
  '03': (groups, r) => (openGroup(groups)?.accounts.push({ head: r, details: [] }) ?? 0) > 0,
  '16': (groups, r) => (openAccount(groups)?.details.push(r) ?? 0) > 0,
  '49': (groups, r) => ended(openAccount(groups), r),
  '98': (groups, r) => ended(openGroup(groups), r),
  '99': () => true,
};
const openGroup = (groups: readonly Group[]): Group | undefined => (groups.at(-1)?.end ? undefined : groups.at(-1));
const openAccount = (groups: readonly Group[]): Account | undefined => {
  const account = openGroup(groups)?.accounts.at(-1);
  return account?.end ? undefined : account;
};
function ended(part: Group | Account | undefined, end: Record_): boolean {
  if (part) part.end = end;
  return part !== undefined;
}

function grouped(records: readonly Record_[]): Group[] {
  const groups: Group[] = [];
  for (const r of records)
    if (!PLACES[r.code]?.(groups, r)) throw stop.malformed(`line ${r.line}: a record ${r.code} has no place here`);
  const open = groups.flatMap((g) => g.accounts).find((a) => !a.end) ?? groups.find((g) => !g.end);
  if (open)
    throw stop.malformed(`line ${open.head.line}: its end (record ${'accounts' in open ? '98' : '49'}) is missing; the file is cut off`);
  return groups;
}

const fieldsOf = (r: Record_): string[] => r.text.replace(/\/\s*$/, '').split(',').map((f) => f.trim());
function countIn(field: string | undefined, line: number): bigint {
  if (!/^[-+]?\d{1,18}$/.test(field ?? ''))
    throw stop.malformed(`line ${line}: ${JSON.stringify(field ?? '')} is not an amount in minor units`);
  return BigInt(field!.replace('+', ''));
}

function accountTotal(a: Account): bigint {
  const total = [...summaryOf(a).map((s) => s.count), ...a.details.map((d) => countIn(fieldsOf(d)[2] || '0', d.line))].reduce((x, y) =>
    x + y, 0n);
  control(a.end!, 'account', total);
  const records = Number(fieldsOf(a.end!)[2]);
  const there = [a.head, ...a.details, a.end!].reduce((n, r) => n + r.records, 0);
  if (Number.isInteger(records) && records > 0 && records !== there)
    throw disagrees(`line ${a.end!.line}: the account says it has ${records} records, ` +
      `and ${there} are here; difference ${there - records}`);
  return total;
}

function control(end: Record_, level: string, total: bigint): void {
  const said = fieldsOf(end)[1];
  if (said === '' || said === undefined) return;
  const wanted = countIn(said, end.line);
  if (wanted !== total)
    throw disagrees(`line ${end.line}: the ${level}’s control total is ${wanted}, ` +
      `its records come to ${total}; difference ${total - wanted}`);
}

interface Summary { readonly type: string; readonly count: bigint }
/** Triples and quadruples after the account's number and currency: type, amount, item count, funds type and its fields. */
function summaryOf({ head }: Account): Summary[] {
  const fields = fieldsOf(head).slice(3);
  const found: Summary[] = [];
  for (let i = 0; i < fields.length; i += 1) {
    const type = fields[i] ?? '';
    if (type === '' && fields[i + 1] === undefined) break;
    const amount = fields[i + 1] ?? '';
    if (type !== '' && amount !== '') found.push({ type, count: countIn(amount, head.line) });
    i += 3 + fundsFields(fields, i + 3);
  }
  return found;
}

/** How many fields follow a funds type. */
function fundsFields(fields: readonly string[], at: number): number {
  switch ((fields[at] ?? '').toUpperCase()) {
    case 'S': return 3;
    case 'V': return 2;
    case 'D': return 1 + 2 * Number(fields[at + 1] ?? 0);
    default: return 0;
  }
}

function statementOf(a: Account, { head }: Group, connection: ConnectionId): BankStatement {
  const [, account = '', code = ''] = fieldsOf(a.head);
  const group = fieldsOf(head);
  if (!account) throw stop.malformed(`line ${a.head.line}: names no account`);
  const unit = unitOf(code || group[6] || 'USD', `line ${a.head.line}`);
  const day = dayOf(group[4], `line ${head.line}, as-of date`);
  const sums = new Map(summaryOf(a).map((s) => [s.type, s.count]));
  const balance = (type: string) => (sums.has(type) ? measure(sums.get(type)!, unit) : undefined);
  const lines = a.details.flatMap((d) => lineOf(d, unit, day));
  const [opening, closing] = [balance('010'), balance('015')];
  sides(a, sums, lines, unit);
  if (!closing && !sums.has('100') && !sums.has('400'))
    throw stop.malformed(`line ${a.head.line}: account ${account} has neither a closing ledger balance (015) nor totals (100, 400)`);
  return {
    connection, account, currency: unit, format: 'BAI2', from: day, to: day, lines, ...(opening && { opening }),
      ...(closing && { closing }),
  };
}

/** Total credits and debits, where the bank states them. */
function sides({ head }: Account, sums: ReadonlyMap<string, bigint>, lines: readonly BankLine[], unit: Currency): void {
  if (lines.length === 0) return;
  for (const [type, sign] of [['100', 1n], ['400', -1n]] as const) {
    const wanted = sums.get(type);
    if (wanted === undefined) continue;
    const made = sum(unit, lines.map((l) => l.amount).filter((m) => m.count * sign > 0n)).count * sign;
    const size = wanted < 0n ? -wanted : wanted;
    if (size !== made)
      throw disagrees(`line ${head.line}: ${sign > 0n ? 'total credits' : 'total debits'} (${type}) are ` +
        `${toDecimal(measure(size, unit))}, the ` +
        `details come to ${toDecimal(measure(made, unit))}; difference ${toDecimal(measure(made - size, unit))}`);
  }
}

/** Types 101–399 came, 401–699 went; 890 and what the bank defined itself moves nothing. */
function lineOf(r: Record_, unit: Currency, day: LocalDate): BankLine[] {
  const fields = fieldsOf(r);
  const [, type = '', amount] = fields;
  const kind = Number(type);
  if (!/^\d{3}$/.test(type)) throw stop.malformed(`line ${r.line}: ${JSON.stringify(type)} is not a type of booking`);
  if (!amount || !((kind > 100 && kind < 400) || (kind > 400 && kind < 700))) return [];
  const size = measure(countIn(amount, r.line), unit);
  const from = 4 + fundsFields(fields, 3);
  const valued = (fields[3] ?? '').toUpperCase() === 'V' && fields[4] ? dayOf(fields[4], `line ${r.line}`) : undefined;
  const [bank, customer, ...text] = fields.slice(from);
  const reference = named([bank])[0];
  return [{
    amount: kind < 400 ? size : negate(size), booked: day, code: type, text: tidy(text.join(',')), names: named([customer]),
    ...(reference && { reference }), ...(valued && { valued }),
  }];
}

/** A file that tells one account's day in several groups, balances in one of them, details in another. */
function merged(all: readonly BankStatement[]): BankStatement[] {
  return [...Map.groupBy(all, (s) => `${s.account} ${s.currency} ${s.to}`).values()].map((some) => {
    const [first] = some;
    const whole = some.filter((s) => s.opening || s.closing);
    if (some.length === 1 || whole.length > 1) return some;
    const { opening, closing } = whole[0] ?? first!;
    return [{ ...first!, lines: some.flatMap((s) => s.lines), ...(opening && { opening }), ...(closing && { closing }) }];
  }).flat();
}
