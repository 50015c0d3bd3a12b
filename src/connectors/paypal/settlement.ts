/**
 * Settlement reports (STL): records told apart by their first cell, amounts unsigned in minor units with DR or CR
 * beside them, and for each currency a footer with what credits and debits come to and the balance before and after.
 */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stop } from '#domain/fault.ts';
import { measure, negate, subtract, sum, toDecimal, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { dateReader } from '../statement/dates.ts';
import { minorAt } from '../statement/json.ts';
import { payoutOf, PayoutLines, said } from '../statement/payouts.ts';
import { columnKey, evenly, textOf } from '../statement/text.ts';
import { currencyAt } from '../statement/written.ts';
import { book, type Movement } from './movement.ts';

const COLUMNS = {
  id: 'transaction-id', invoice: 'invoice-id', parent: 'paypal-reference-id', code: 'transaction-event-code',
  started: 'transaction-initiation-date', done: 'transaction-completion-date', sign: 'transaction-debit-or-credit',
  gross: 'gross-transaction-amount', unit: 'gross-transaction-currency', feeSign: 'fee-debit-or-credit',
  fee: 'fee-amount', custom: 'custom-field',
} as const;
type Column = keyof typeof COLUMNS;

/** Of each currency's footer, in this order after its name. */
interface Footer { readonly line: number; readonly unit: Currency; readonly amounts: readonly Money[] }
interface Report {
  period: string;
  account: string;
  at: ReadonlyMap<Column, number>;
  rows: number;
  readonly movements: Movement[];
  readonly footers: Footer[];
}

export async function readSettlement(port: Port<StatementSettings>, bytes: Uint8Array): Promise<readonly News[]> {
  const report: Report = { period: '', account: '', at: new Map(), rows: 0, movements: [], footers: [] };
  const date = dateReader('month-first', port.settings.zone);
  const parser = Readable.from(evenly(textOf(bytes))).pipe(parse({
    bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, record_delimiter: '\n', info: true,
    delimiter: [',', '\t', '|'],
  }));
  let ended = false;
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
    ended = take(report, record.map((c) => c.trim()), { line: info.lines, date }) || ended;
  if (!ended || report.footers.length === 0) throw stop.malformed('the report has no file footer: it is cut off');
  return report.footers.map((footer) => said(closed(port, report, footer)));
}

interface At { readonly line: number; readonly date: ReturnType<typeof dateReader> }

/** True for the record that ends the file. */
function take(report: Report, cells: readonly string[], at: At): boolean {
  const [kind = '', first = ''] = cells;
  if (kind === 'RH') report.account = cells[3] ?? '';
  else if (kind === 'SH') report.period ||= `${first.slice(0, 10)}..${(cells[2] ?? '').slice(0, 10)}`.replaceAll('/', '-');
  else if (kind === 'CH') report.at = columnsIn(cells);
  else if (kind === 'SB') {
    report.rows += 1;
    report.movements.push(movementOf(report, cells, at));
  } else if (kind === 'SF') report.footers.push(footerOf(cells, at.line));
  else if (kind === 'SC' && Number(first) !== report.rows)
    throw stop.refused('PayoutVariance', `line ${at.line}: the section counts ${first} rows, ${report.rows} are there`);
  else if (kind === 'SC') report.rows = 0;
  return kind === 'FF';
}

const columnsIn = (cells: readonly string[]): ReadonlyMap<Column, number> =>
  new Map((Object.entries(COLUMNS) as [Column, string][])
    .map(([name, key]) => [name, cells.map(columnKey).indexOf(key)] as const).filter(([, i]) => i > 0));

function movementOf(report: Report, cells: readonly string[], { line, date }: At): Movement {
  const cell = (name: Column) => cells[report.at.get(name) ?? -1] ?? '';
  if (!report.at.has('sign') || cells.length <= report.at.get('gross')!)
    throw stop.malformed(`line ${line}: ends after ${cells.length} columns; the file is cut off`);
  const unit = currencyAt(cell('unit'), line);
  const money = (amount: Column, sign: Column): Money => signed(minorAt(cell(amount) || '0', unit, `line ${line}`), cell(sign), line);
  const [gross, fee] = [money('gross', 'sign'), money('fee', 'feeSign')];
  return {
    line, id: cell('id'), unit, gross, fee, net: measure(gross.count + fee.count, unit), code: cell('code'),
    at: date(cell('done') || cell('started'), line), ...(cell('parent') && { parent: cell('parent') }),
    ...((cell('invoice') || cell('custom')) && { order: cell('invoice') || cell('custom') }),
  };
}

function signed(amount: Money, word: string, line: number): Money {
  if (/^CR/i.test(word) || amount.count === 0n) return amount;
  if (/^DR/i.test(word)) return negate(amount);
  throw stop.malformed(`line ${line}: an amount that is neither DR nor CR`);
}

function footerOf([, code = '', ...amounts]: readonly string[], line: number): Footer {
  const unit = currencyAt(code, line);
  return { line, unit, amounts: amounts.slice(0, 6).map((text) => minorAt(text || '0', unit, `line ${line}`)) };
}

/** Six control totals: gross and fee, credits and debits; the balance before and after. */
function closed(port: Port<StatementSettings>, report: Report, { line, unit, amounts }: Footer) {
  const mine = report.movements.filter((m) => m.unit === unit);
  const part = (of: 'gross' | 'fee', sign: 1n | -1n) =>
    sum(unit, mine.map((m) => measure(m[of].count * sign > 0n ? m[of].count * sign : 0n, unit)));
  const made = [part('gross', 1n), part('gross', -1n), part('fee', 1n), part('fee', -1n)];
  const names = ['gross credits', 'gross debits', 'fee credits', 'fee debits'];
  for (const [i, ours] of made.entries()) {
    const off = subtract(ours, amounts[i] ?? ours);
    if (off.count !== 0n)
      throw stop.refused('PayoutVariance', `line ${line}: ${names[i]} in ${unit} come to ${toDecimal(ours)}, the report says ` +
        `${toDecimal(amounts[i]!)}; difference ${toDecimal(off)}`);
  }
  const lines = new PayoutLines(unit);
  for (const m of mine) book(lines, m);
  const [opening, closing] = [amounts[4], amounts[5]];
  return payoutOf(lines, {
    connection: port.connection, external: `STL ${report.account} ${report.period} ${unit}`.replaceAll(/ +/g, ' '), kind: 'balance',
    depositDate: lines.last ?? report.period.split('..')[1] ?? '', net: lines.total(), ...(opening && closing && { opening, closing }),
  });
}
