/**
 * MT940, the customer statement of SWIFT: tagged fields, one message per statement or per page of one. Banks wrap it in
 * blocks or leave it bare, and fill field 86 in dialects of their own; the balances and field 61 are the same everywhere.
 */
import type { ConnectionId, LocalDate } from '#domain/brand.ts';
import type { BankLine, BankStatement } from '#domain/bank-statement.ts';
import { stop } from '#domain/fault.ts';
import type { Currency, Money } from '#domain/measure.ts';
import { amountOf, dayOf, named, signed, tidy, unitOf } from './amounts.ts';
import { said, type Said } from './mt940-words.ts';

export const isMt940 = (head: string): boolean => /^:20:/m.test(head) || head.trimStart().startsWith('{1:F01');

interface Field { readonly tag: string; readonly value: string; readonly line: number }

/** @throws Stopped Malformed naming the line. */
export function readMt940(text: string, connection: ConnectionId): BankStatement[] {
  const messages = messagesOf(fieldsOf(text));
  if (messages.length === 0) throw stop.malformed('the MT940 file has no message: there is no field 20');
  return messages.map((m) => statementOf(m, connection));
}

function fieldsOf(text: string): Field[] {
  const fields: (Field & { value: string })[] = [];
  for (const [i, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.replace(/^\{1:.*?\{4:/, '').replace(/\s+$/, '');
    const start = /^:(\d{2}[A-Z]?):(.*)$/.exec(line);
    if (start) fields.push({ tag: start[1]!, value: start[2]!, line: i + 1 });
    else if (line === '-' || line.startsWith('-}') || line === '' || line.startsWith('{')) continue;
    else if (fields.length > 0) fields.at(-1)!.value += `\n${line}`;
  }
  return fields;
}

function messagesOf(fields: readonly Field[]): Field[][] {
  const messages: Field[][] = [];
  for (const f of fields) {
    // One without a field 20 of its own begins where a closed one ended.
    const last = messages.at(-1);
    if (f.tag === '20' || (f.tag === '25' && last?.some((x) => x.tag.startsWith('62')))) messages.push([f]);
    else last?.push(f);
  }
  return messages;
}

/** Only a report within the day has a floor limit, its time, and sums of debits and credits. */
const INTERIM: ReadonlySet<string> = new Set(['34F', '13D', '90C', '90D']);
function statementOf(fields: readonly Field[], connection: ConnectionId): BankStatement {
  const one = (...tags: readonly string[]) => fields.find((f) => tags.includes(f.tag));
  const account = tidy(one('25', '25P')?.value.split('\n')[0]);
  const [begin, end] = [one('60F', '60M'), one('62F', '62M')];
  const where = `the MT940 statement that begins in line ${fields[0]!.line}`;
  if (!account) throw stop.malformed(`${where}: names no account (field 25)`);
  if (!begin && !end && fields.some((f) => INTERIM.has(f.tag)))
    throw stop.malformed(`${where}: is an interim report (MT942), whose movements come again in the statement: hand over the MT940`);
  if (!begin || !end)
    throw stop.malformed(`${where}: has no ${begin ? 'closing balance (field 62F)' : 'opening balance (field 60F)'}, so it is cut off`);
  const opening = balanceOf(begin);
  const closing = balanceOf(end);
  if (opening.amount.unit !== closing.amount.unit)
    throw stop.malformed(`${where}: opens in ${opening.amount.unit} and closes in ${closing.amount.unit}`);
  const number = tidy(one('28C', '28')?.value);
  return {
    connection, account: account.replaceAll(' ', ''), currency: opening.amount.unit, format: 'MT940', ...(number && { number }),
    from: opening.day, to: closing.day, opening: opening.amount, closing: closing.amount, lines: linesOf(fields, opening),
  };
}

interface Balance { readonly amount: Money; readonly day: LocalDate }
function balanceOf({ value, line, tag }: Field): Balance {
  const match = /^([CD])(\d{6})([A-Z]{3})([\d,]+)/.exec(value.replaceAll(/\s/g, ''));
  const where = `line ${line}, field ${tag}`;
  if (!match) throw stop.malformed(`${where}: ${JSON.stringify(value)} is not a balance`);
  const [, mark, day, code, amount] = match;
  return { amount: signed(amountOf(amount, unitOf(code, where), where), mark === 'C'), day: dayOf(day, where) };
}

/** Each field 61 with the field 86 that follows it. */
function linesOf(fields: readonly Field[], opening: Balance): BankLine[] {
  const lines: BankLine[] = [];
  for (const [i, f] of fields.entries()) {
    if (f.tag !== '61') continue;
    const info = fields[i + 1]?.tag === '86' ? fields[i + 1]!.value : '';
    lines.push(lineOf(f, said(info), opening));
  }
  return lines;
}

/** Value day, booking day, direction (an R before it takes one back), amount, type, references. */
const MOVEMENT = /^(\d{6})(\d{4}|\s{4})?(R?[CD]|E[CD])([A-Z])?(\d+,?\d*)([A-Z][A-Z0-9]{3})?([^\n]*)(?:\n([\s\S]*))?$/;

function lineOf(f: Field, info: Said, { amount: { unit } }: Balance): BankLine {
  const where = `line ${f.line}, field 61`;
  const match = MOVEMENT.exec(f.value);
  if (!match) throw stop.malformed(`${where}: ${JSON.stringify(f.value)} is not a movement`);
  const [, value, entry, mark = '', , amount, type, references = '', supplement] = match;
  const valued = dayOf(value, where);
  const [own, bank] = references.split('//');
  const reference = named([bank])[0];
  return {
    amount: signed(amountOf(amount, unit, where), mark === 'C' || mark === 'RD' || mark === 'EC'), valued,
    booked: entry?.trim() ? bookedOn(entry, valued, where) : valued,
    text: tidy([info.text, supplement].filter(Boolean).join(' ')), names: named([own, ...info.names]),
    ...(reference && { reference }), ...(type && { code: info.code ?? type }), ...(info.payer && { payer: info.payer }),
    ...originalIn(`${supplement ?? ''} ${info.amounts}`, unit, mark.endsWith('C')),
  };
}

/** Only month and day are there; its year is the one that is nearest to the value day. */
function bookedOn(entry: string, valued: LocalDate, where: string): LocalDate {
  const year = Number(valued.slice(0, 4));
  const far = (y: number) => Math.abs(Date.parse(`${y}-${entry.slice(0, 2)}-01`) - Date.parse(valued));
  const nearest = [year, year - 1, year + 1].toSorted((a, b) => far(a) - far(b))[0]!;
  return dayOf(`${nearest}${entry}`, where);
}

/** `/OCMT/USD100,00/` is what was sent, `/CHGS/EUR1,50/` what a bank kept. */
function originalIn(text: string, unit: Currency, credit: boolean): Pick<BankLine, 'original' | 'charges'> {
  const sent = /\/OCMT\/([A-Z]{3})(\d+,\d*)/.exec(text);
  const kept = /\/CHGS\/([A-Z]{3})(\d+,\d*)/.exec(text);
  const original = sent && signed(amountOf(sent[2], unitOf(sent[1], 'OCMT'), 'OCMT'), credit);
  return {
    ...(original && { original }),
    ...(kept && kept[1] === unit && { charges: amountOf(kept[2], unit, 'CHGS') }),
  };
}
