/**
 * Settlement reports (STL): records told apart by their first cell, amounts unsigned in hundredths with DR or CR
 * beside them, and for each currency a footer with what credits and debits come to and the balance before and after.
 */
import { stop } from '#domain/fault.ts';
import { measure, type Currency, type Money } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { dateReader } from '../statement/dates.ts';
import { RecordCutter } from '../statement/cells.ts';
import { gathered, type Gathered, type Payouts } from '../statement/gathered.ts';
import type { Source } from '../statement/source.ts';
import { columnKey } from '../statement/text.ts';
import { currencyAt } from '../statement/written.ts';
import { compare, footerOf, hundredthsAt, signed, spanOf, together, type Footer } from './footer.ts';
import { book as bookMovement, type Movement } from './movement.ts';

const COLUMNS = {
  id: 'transaction-id', invoice: 'invoice-id', parent: 'paypal-reference-id', code: 'transaction-event-code',
  started: 'transaction-initiation-date', done: 'transaction-completion-date', sign: 'transaction-debit-or-credit',
  gross: 'gross-transaction-amount', unit: 'gross-transaction-currency', feeSign: 'fee-debit-or-credit',
  fee: 'fee-amount', custom: 'custom-field',
} as const;
type Column = keyof typeof COLUMNS;

/** Gross and fee, credited and debited. */
interface Sums { readonly made: [bigint, bigint, bigint, bigint] }
interface Report {
  period: string;
  account: string;
  at: ReadonlyMap<Column, number>;
  rows: number;
  ended: boolean;
  readonly footers: Footer[];
}

export async function readSettlement(port: Port<StatementSettings>, source: Source): Promise<readonly News[]> {
  const date = dateReader('month-first', port.settings.zone);
  let report = begun();
  const payouts = await gathered<Sums>((into) => {
    report = begun();
    return reading(source, report, (cells, line) => book(into, movementOf(report, cells, { line, date })));
  }, () => ({ made: [0n, 0n, 0n, 0n] }));
  if (!report.ended || report.footers.length === 0) throw stop.malformed('the report has no file footer: it is cut off');
  const footers = Map.groupBy(report.footers, (f) => f.unit);
  for (const unit of payouts.groups.keys())
    if (!footers.has(unit as Currency)) throw stop.malformed(`the report has movements in ${unit} and no footer that states them`);
  return [...footers.values()].map((some) => told(port, payouts, report, together(some)));
}
const begun = (): Report => ({ period: '', account: '', at: new Map(), rows: 0, ended: false, footers: [] });

/** Records are told apart by their first cell; `act` is given the rows of movements. */
async function* reading(source: Source, report: Report, act: (cells: readonly string[], line: number) => void): AsyncGenerator<void> {
  let cutter: RecordCutter | undefined;
  for await (const page of source.pages()) {
    for (const line of page) {
      cutter ??= new RecordCutter(/^"?RH"?(.)/.exec(line.text)?.[1] ?? ',');
      const record = cutter.cut(line);
      if (record) take(report, record.cells.map((c) => c.trim()), record.line, act);
    }
    yield;
    await new Promise((resolve) => setImmediate(resolve));
  }
  cutter?.end();
}

interface At { readonly line: number; readonly date: ReturnType<typeof dateReader> }

function take(report: Report, cells: readonly string[], line: number, act: (cells: readonly string[], line: number) => void): void {
  const [kind = '', first = ''] = cells;
  if (kind === 'RH') report.account = cells[3] ?? '';
  else if (kind === 'SH') report.period ||= `${first.slice(0, 10)}..${(cells[2] ?? '').slice(0, 10)}`.replaceAll('/', '-');
  else if (kind === 'CH') report.at = columnsIn(cells, line);
  else if (kind === 'SB') {
    report.rows += 1;
    act(cells, line);
  } else if (kind === 'SF') report.footers.push(footerOf(cells, line));
  else if (kind === 'SC') count(report, first, line);
  else if (kind === 'FF') report.ended = true;
}
function count(report: Report, stated: string, line: number): void {
  if (Number(stated) !== report.rows)
    throw stop.refused('PayoutVariance', `line ${line}: the section counts ${stated} rows, ${report.rows} are there`);
  report.rows = 0;
}

function book(into: Gathered<Sums>, m: Movement): void {
  const { lines, state: { made } } = into.of(m.unit, m.unit);
  for (const [at, { count }] of [m.gross, m.fee].entries()) made[at * 2 + (count > 0n ? 0 : 1)]! += count < 0n ? -count : count;
  bookMovement(lines, m);
}

function columnsIn(cells: readonly string[], line: number): ReadonlyMap<Column, number> {
  const keys = cells.map(columnKey);
  if (keys.includes('transactional-status'))
    throw stop.malformed(`line ${line}: this is a transaction detail report (TRR): it lists what was denied as well and states no ` +
      'balance; hand over the settlement report (STL) of the same day');
  const at = new Map((Object.entries(COLUMNS) as [Column, string][])
    .map(([name, key]) => [name, keys.indexOf(key)] as const).filter(([, i]) => i > 0));
  const missing = (['sign', 'gross', 'unit', 'code'] as const).filter((name) => !at.has(name));
  if (missing.length === 0) return at;
  throw stop.malformed(`line ${line}: the column header of the settlement report lacks ${missing.map((m) => COLUMNS[m]).join(', ')}`);
}

function movementOf(report: Report, cells: readonly string[], { line, date }: At): Movement {
  const cell = (name: Column) => cells[report.at.get(name) ?? -1] ?? '';
  if (!report.at.has('sign') || cells.length <= report.at.get('gross')!)
    throw stop.malformed(`line ${line}: ends after ${cells.length} columns; the file is cut off`);
  const unit = currencyAt(cell('unit'), line);
  const money = (amount: Column, sign: Column): Money => signed(hundredthsAt(cell(amount) || '0', unit, line), cell(sign), line);
  const [gross, fee] = [money('gross', 'sign'), money('fee', 'feeSign')];
  return {
    line, id: cell('id'), unit, gross, fee, net: measure(gross.count + fee.count, unit), code: cell('code'),
    at: date(cell('done') || cell('started'), line), ...(cell('parent') && { parent: cell('parent') }),
    ...((cell('invoice') || cell('custom')) && { order: cell('invoice') || cell('custom') }),
  };
}

/** Its control totals: gross and fee, credits and debits; the balance before and after. */
function told(port: Port<StatementSettings>, payouts: Payouts<Sums>, report: Report, footer: Footer): News {
  const { unit } = footer;
  const group = payouts.groups.get(unit);
  compare(footer, group?.state.made ?? []);
  if (!group) return { said: 'nothing', why: `the report has no movements in ${unit}` };
  return payouts.said(unit, {
    connection: port.connection, external: `STL ${report.account} ${report.period} ${unit}`.replaceAll(/ +/g, ' '), kind: 'balance',
    depositDate: group.lines.last ?? report.period.split('..')[1] ?? '', net: group.lines.total(),
    ...spanOf(footer, group.lines.total()),
  });
}
