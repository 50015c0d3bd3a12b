/**
 * camt.053, the statement of ISO 20022, in all its versions: they differ in where a party's name and an entry's status
 * stand, not in what an amount means. Only what is booked counts; what is announced or pending comes again.
 */
import type { ConnectionId } from '#domain/brand.ts';
import type { BankLine, BankStatement } from '#domain/bank-statement.ts';
import { stop } from '#domain/fault.ts';
import { add, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import { amountOf, dayOf, named, signed, tidy, unitOf } from './amounts.ts';
import { disagrees } from './sums.ts';
import { all, at, parseXml, textAt, within, type Node } from './xml.ts';

export const isCamt = (head: string): boolean => /<(?:[\w.-]+:)?(Document|BkToCstmrStmt)\b/.test(head) &&
  /camt\.053|BkToCstmrStmt/.test(head);

/** Its relatives: what happened so far today, and single bookings. Both are in the statement again, so neither is booked. */
export const camtRelative = (head: string): string | undefined => /camt\.(052|054)\b/.exec(head)?.[1];

/** @throws Stopped Malformed, or Refused StatementVariance when counts or sums it states are not there. */
export function readCamt(text: string, connection: ConnectionId): BankStatement[] {
  const root = parseXml(text, 'the camt.053 file');
  const statements = within({ name: '', attributes: {}, text: '', children: [root] }, 'Stmt');
  if (statements.length === 0) throw stop.malformed('the camt.053 file has no Stmt');
  return statements.map((s) => statementOf(s, connection));
}

function statementOf(s: Node, connection: ConnectionId): BankStatement {
  const account = textAt(s, 'Acct', 'Id', 'IBAN') ?? textAt(s, 'Acct', 'Id', 'Othr', 'Id') ?? textAt(s, 'Acct', 'Id', 'PrtryAcct', 'Id');
  if (!account) throw stop.malformed('Stmt.Acct.Id: is not there');
  const where = `Stmt ${textAt(s, 'Id') ?? account}`;
  const unit = unitOf(textAt(s, 'Acct', 'Ccy') ?? at(s, 'Bal', 'Amt')?.attributes['Ccy'], `${where}.Acct.Ccy`);
  const booked = all(s, 'Ntry').filter(isBooked);
  const lines = booked.map((e, n) => lineOf(e, unit, `${where} Ntry ${n + 1}`));
  const every = all(s, 'Ntry').map((e, n) => stated(e, unit, `${where} Ntry ${n + 1}`));
  summary(s, [every, lines.map((l) => l.amount)], where);
  const { opening, closing } = balances(s, unit, where);
  const from = textAt(s, 'FrToDt', 'FrDtTm') ?? textAt(s, 'FrToDt', 'FrDt') ?? opening.day;
  const number = textAt(s, 'ElctrncSeqNb') ?? textAt(s, 'LglSeqNb') ?? textAt(s, 'Id');
  return {
    connection, account: account.replaceAll(' ', ''), currency: unit, format: 'camt.053', ...(number && { number }),
    ...(from && { from: dayOf(from, `${where}.FrToDt`) }), to: dayOf(closing.day, `${where} closing balance`),
    opening: opening.amount, closing: closing.amount, lines,
  };
}

interface Balance { readonly code: string; readonly amount: Money; readonly day: string | undefined }
/**
 * Opening: OPBD, or the closing of the day before (PRCD), or where a page goes on (the first ITBD). Closing: CLBD, or
 * where a page ends (the last ITBD).
 */
function balances(s: Node, unit: Currency, where: string): { opening: Balance; closing: Balance } {
  const found = all(s, 'Bal').map((b): Balance => ({
    code: textAt(b, 'Tp', 'CdOrPrtry', 'Cd') ?? textAt(b, 'Tp', 'CdOrPrtry', 'Prtry') ?? textAt(b, 'Tp', 'Cd') ?? '',
    amount: signed(amountOf(textAt(b, 'Amt'), unit, `${where} Bal`), textAt(b, 'CdtDbtInd') !== 'DBIT'),
    day: textAt(b, 'Dt', 'Dt') ?? textAt(b, 'Dt', 'DtTm'),
  }));
  const one = (code: string) => found.find((b) => b.code === code);
  const pages = found.filter((b) => b.code === 'ITBD');
  const closing = one('CLBD') ?? pages.at(-1);
  const opening = one('OPBD') ?? one('PRCD') ?? pages.find((b) => b !== closing);
  if (!opening || !closing) {
    const lacks = opening ? 'closing (CLBD)' : closing ? 'opening (OPBD or PRCD)' : 'opening and closing';
    throw stop.malformed(`${where}: has no ${lacks} balance, so nothing tells that all of it is here`);
  }
  return { opening, closing };
}

const isBooked = (e: Node): boolean => (textAt(e, 'Sts', 'Cd') ?? textAt(e, 'Sts') ?? 'BOOK').toUpperCase() === 'BOOK';

/** The direction already says what a reversal does: it is of the booking, not of what is taken back. */
function stated(e: Node, unit: Currency, where: string): Money {
  const direction = textAt(e, 'CdtDbtInd');
  if (direction !== 'CRDT' && direction !== 'DBIT') throw stop.malformed(`${where}.CdtDbtInd: ${direction ?? 'is not there'}`);
  const amount = at(e, 'Amt');
  const own = unitOf(amount?.attributes['Ccy'] ?? unit, `${where}.Amt`);
  if (own !== unit) throw stop.malformed(`${where}.Amt: is in ${own}, the account is in ${unit}`);
  return signed(amountOf(amount?.text, unit, `${where}.Amt`), direction === 'CRDT');
}

function lineOf(e: Node, unit: Currency, where: string): BankLine {
  const amount = stated(e, unit, where);
  const parts = all(e, 'NtryDtls').flatMap((d) => all(d, 'TxDtls'));
  const booked = textAt(e, 'BookgDt', 'Dt') ?? textAt(e, 'BookgDt', 'DtTm') ?? textAt(e, 'ValDt', 'Dt') ?? textAt(e, 'ValDt', 'DtTm');
  const valued = textAt(e, 'ValDt', 'Dt') ?? textAt(e, 'ValDt', 'DtTm');
  const reference = textAt(e, 'AcctSvcrRef') ?? textAt(e, 'NtryRef');
  const payer = tidy(parts.map((p) => otherSide(p, amount.count > 0n)).find(Boolean));
  const code = textAt(e, 'BkTxCd', 'Prtry', 'Cd') ??
    [textAt(e, 'BkTxCd', 'Domn', 'Cd'), textAt(e, 'BkTxCd', 'Domn', 'Fmly', 'Cd'), textAt(e, 'BkTxCd', 'Domn', 'Fmly', 'SubFmlyCd')]
      .filter(Boolean).join('/');
  return {
    amount, booked: dayOf(booked, `${where}.BookgDt`), text: textIn(e, parts), names: namesIn(parts),
    ...(valued && { valued: dayOf(valued, `${where}.ValDt`) }), ...(reference && { reference }), ...(payer && { payer }),
    ...(code && { code }), ...originalOf(e, parts, amount), ...chargesOf(e, parts, unit),
  };
}

function otherSide(part: Node, credit: boolean): string | undefined {
  const sides = credit ? ['UltmtDbtr', 'Dbtr'] : ['UltmtCdtr', 'Cdtr'];
  const own = sides.map((side) => at(part, 'RltdPties', side)).map((p) => textAt(p, 'Nm') ?? textAt(p, 'Pty', 'Nm'));
  return own.at(-1) ?? own[0];
}

function textIn(e: Node, parts: readonly Node[]): string {
  const said = parts.flatMap((p) => [
    ...all(at(p, 'RmtInf'), 'Ustrd').map((u) => u.text), ...within(at(p, 'RmtInf') ?? p, 'CdtrRefInf').map((r) => textAt(r, 'Ref')),
    textAt(p, 'AddtlTxInf'),
  ]);
  return tidy([...said, textAt(e, 'AddtlNtryInf')].filter(Boolean).join(' '));
}

const REFERENCES = ['EndToEndId', 'TxId', 'InstrId', 'PmtInfId', 'AcctSvcrRef', 'MsgId', 'MndtId', 'UETR', 'ClrSysRef', 'ChqNb'];
const namesIn = (parts: readonly Node[]): string[] => named(parts.flatMap((p) => [
  ...REFERENCES.map((name) => textAt(p, 'Refs', name)), ...within(p, 'CdtrRefInf').map((r) => textAt(r, 'Ref')),
]));

/** What was instructed, when that was something else than what came. */
function originalOf(e: Node, parts: readonly Node[], came: Money): { original?: Money } {
  const amt = at(parts.length === 1 ? parts[0] : undefined, 'AmtDtls', 'InstdAmt', 'Amt') ?? at(e, 'AmtDtls', 'InstdAmt', 'Amt');
  if (!amt) return {};
  const unit = unitOf(amt.attributes['Ccy'], 'AmtDtls.InstdAmt');
  const original = signed(amountOf(amt.text, unit, 'AmtDtls.InstdAmt'), came.count > 0n);
  return original.unit === came.unit && original.count === came.count ? {} : { original };
}

function chargesOf(e: Node, parts: readonly Node[], unit: Currency): { charges?: Money } {
  const places = [e, ...(parts.length === 1 ? parts : [])].flatMap((n) => all(n, 'Chrgs'));
  const amounts = places.flatMap((c) => {
    const whole = at(c, 'TtlChrgsAndTaxAmt');
    return whole ? [whole] : [...all(c, 'Rcrd').map((r) => at(r, 'Amt')), at(c, 'Amt')];
  }).filter((a) => a !== undefined && (a.attributes['Ccy'] ?? unit) === unit).map((a) => amountOf(a!.text, unit, 'Chrgs'));
  const total = amounts.length > 0 ? amounts.reduce(add) : undefined;
  return total && total.count > 0n ? { charges: total } : {};
}

/** What the bank counted itself: all entries, or those that are booked. */
function summary(s: Node, [every, booked]: readonly [readonly Money[], readonly Money[]], where: string): void {
  const sums = at(s, 'TxsSummry');
  const count = textAt(sums, 'TtlNtries', 'NbOfNtries');
  if (count && Number(count) !== every.length && Number(count) !== booked.length)
    throw disagrees(`${where}: it says it has ${count} entries, and ${every.length} are here; difference ${every.length - Number(count)}`);
  for (const [name, sign] of [['TtlCdtNtries', 1n], ['TtlDbtNtries', -1n]] as const) {
    const said = textAt(sums, name, 'Sum');
    const unit = every[0]?.unit;
    if (!said || !unit) continue;
    const wanted = amountOf(said, unit, `${where}.${name}.Sum`).count;
    const [total, ofBooked] = [every, booked].map((some) => some.reduce((n, a) => (a.count * sign > 0n ? n + a.count * sign : n), 0n));
    if (wanted !== total && wanted !== ofBooked)
      throw disagrees(`${where}: ${name} is ${toDecimal({ count: wanted, unit })}, the entries come to ` +
        `${toDecimal({ count: total!, unit })}; difference ${toDecimal({ count: total! - wanted, unit })}`);
  }
}
