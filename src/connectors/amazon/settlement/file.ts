/**
 * Reads a settlement (flat file V2) whole or not at all. Columns are found by name; numbers and dates are
 * read as the file as a whole writes them; every row gets a class. The rows must add up to the header's
 * total to the cent, or the file is refused with the difference.
 *
 * Two passes over the bytes, neither keeping the text: the first finds out how the file writes, the second
 * reads it. A hundred thousand rows need a fraction of a second.
 */
import { brand, type ConnectionId, type ExternalId, type LocalDate, type Timestamp } from '#domain/brand.ts';
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { currency, measure, type Currency } from '#domain/measure.ts';
import { disagreement, type Payout, type PayoutClass, type PayoutLine } from '#domain/payout.ts';
import { classify } from './classes.ts';
import { columnsOf, type Column, type Columns } from './columns.ts';
import { DateEvidence, dateReader } from '../../statement/dates.ts';
import { amountReader, NumberEvidence, type NumberStyle } from '../../statement/numbers.ts';
import { clean, linesOf } from '../../statement/text.ts';

export interface Read {
  readonly payout: Payout;
  /** Columns that V2 does not have. */
  readonly unknownColumns: readonly string[];
}

/** @throws Stopped Malformed for what is no V2 settlement; Refused PayoutVariance when it does not add up. */
export function readSettlement(connection: ConnectionId, bytes: Uint8Array): Read {
  const summary = survey(bytes);
  const payout = payoutOf(connection, bytes, summary);
  const difference = disagreement(payout);
  if (difference) throw stop.refused('PayoutVariance', difference);
  return { payout, unknownColumns: summary.columns.unknown };
}

type Cell = (name: Column) => string;
interface Row {
  readonly number: number;
  readonly cell: Cell;
  readonly isSummary: boolean;
}

/**
 * Rows as named cells; the same `cell` function serves all of them, for the row that is current. Only the
 * edges of cells are found; a cell becomes a string when it is asked for, as most never are.
 */
function* rowsOf(bytes: Uint8Array): Generator<Row & { readonly columns: Columns }> {
  let columns: Columns | undefined;
  let line = '';
  let edges: number[] = [];
  const cell: Cell = (name) => {
    const at = columns?.at[name];
    return at === undefined || at >= edges.length - 1 ? '' : clean(line.slice((edges[at] ?? 0) + 1, edges[at + 1]));
  };
  for (const { number, text } of linesOf(bytes)) {
    line = text;
    edges = edgesOf(text);
    if (!columns) {
      columns = columnsOf(text.split('\t'));
      continue;
    }
    const { width } = columns;
    if (edges.length > width + 1 && text.slice(edges[width]).trim() !== '')
      throw stop.malformed(`line ${number}: ${edges.length - 1} cells under ${width} columns`);
    const isSummary = cell('amount') === '' && cell('transaction-type') === '' && cell('total-amount') !== '';
    yield { number, cell, isSummary, columns };
  }
  if (!columns) throw stop.malformed('the file is empty');
}

/** Cell n stands between edges n and n + 1. */
function edgesOf(text: string): number[] {
  const edges = [-1];
  for (let at = text.indexOf('\t'); at >= 0; at = text.indexOf('\t', at + 1)) edges.push(at);
  edges.push(text.length);
  return edges;
}

interface Summary {
  readonly columns: Columns;
  readonly external: ExternalId;
  readonly unit: Currency;
  readonly total: string;
  readonly line: number;
  readonly start: string;
  readonly end: string;
  readonly deposit: string;
  readonly numbers: NumberStyle;
  readonly date: (text: string, line: number) => Timestamp;
}
type Header = Omit<Summary, 'numbers' | 'date'>;

/** First pass: the summary row, and how numbers and dates are written. */
function survey(bytes: Uint8Array): Summary {
  let header: Header | undefined;
  const amounts = new Map<string, number>(); // Each spelling once, with the first line that has it.
  const dates = new DateEvidence();
  for (const row of rowsOf(bytes)) {
    if (row.isSummary) header = headerOf(row, header);
    const amount = row.isSummary ? row.cell('total-amount') : row.cell('amount');
    if (amount !== '' && !amounts.has(amount)) amounts.set(amount, row.number);
    dates.see(postedIn(row.cell), row.number);
  }
  if (!header) throw stop.malformed('the file has no summary row: nothing states the settlement’s total');
  const period = [header.start, header.end, header.deposit];
  for (const text of period) dates.see(text, header.line);
  const numbers = new NumberEvidence(exponentOf(header.unit) ?? 2);
  for (const [text, line] of amounts) numbers.see(text, line);
  return { ...header, numbers: numbers.style(), date: dateReader(dates.dayOrder(period)) };
}

function headerOf({ cell, number, columns }: Row & { columns: Columns }, before: Header | undefined): Header {
  if (before) throw stop.malformed(`line ${number}: a second summary row; one file is one settlement`);
  const external = cell('settlement-id');
  if (external === '') throw stop.malformed(`line ${number}: settlement-id is missing`);
  return {
    columns, external: brand<ExternalId>(external), unit: currencyAt(cell('currency'), number), line: number,
    total: cell('total-amount'), start: cell('settlement-start-date'), end: cell('settlement-end-date'),
    deposit: cell('deposit-date') || cell('settlement-end-date'),
  };
}

function currencyAt(code: string, line: number): Currency {
  try {
    return currency(code.toUpperCase());
  } catch (error) {
    throw stop.malformed(`line ${line}: ${(error as Error).message}`);
  }
}

/** Second pass: every row becomes a line. */
function payoutOf(connection: ConnectionId, bytes: Uint8Array, s: Summary): Payout {
  const amount = amountReader(s.numbers, exponentOf(s.unit) ?? 2);
  const lines: PayoutLine[] = [];
  const codes = new Map<string, { readonly code: string; readonly class: PayoutClass }>();
  for (const row of rowsOf(bytes)) {
    if (row.isSummary) continue;
    const text = row.cell('amount');
    if (text === '') continue; // A row that moves no money: old files state quantities so.
    belongs(row, s);
    lines.push(lineOf(row, measure(amount(text, row.number), s.unit), s, kindOf(row.cell, codes)));
  }
  if (s.deposit === '') throw stop.malformed(`line ${s.line}: neither deposit-date nor settlement-end-date`);
  return {
    connection, external: s.external, currency: s.unit,
    ...(s.start !== '' && { periodStart: s.date(s.start, s.line) }),
    ...(s.end !== '' && { periodEnd: s.date(s.end, s.line) }),
    depositDate: s.date(s.deposit, s.line).slice(0, 10) as LocalDate,
    net: measure(amount(s.total, s.line), s.unit),
    lines,
  };
}

function belongs({ cell, number }: Row, { external, unit }: Summary): void {
  const id = cell('settlement-id');
  if (id !== '' && id !== external) throw stop.malformed(`line ${number}: settlement ${id} in the file of ${external}`);
  const code = cell('currency');
  if (code !== '' && code.toUpperCase() !== unit)
    throw stop.malformed(`line ${number}: an amount in ${code} in a settlement in ${unit}`);
}

/** The three words and their class; a settlement has few combinations and many rows. */
function kindOf(cell: Cell, known: Map<string, { code: string; class: PayoutClass }>) {
  const [type, amountType, description] = [cell('transaction-type'), cell('amount-type'), cell('amount-description')];
  const code = `${type}/${amountType}/${description}`;
  const kept = known.get(code);
  if (kept) return kept;
  const made = { code, class: classify(type, amountType, description) };
  known.set(code, made);
  return made;
}

function lineOf(
  { cell, number }: Row, amount: PayoutLine['amount'], { date }: Summary, kind: { code: string; class: PayoutClass },
): PayoutLine {
  const line: { -readonly [K in keyof PayoutLine]: PayoutLine[K] } = { class: kind.class, amount, code: kind.code };
  const set = (name: Column, use: (text: string) => void) => {
    const text = cell(name);
    if (text !== '') use(text);
  };
  set('order-id', (text) => (line.order = text as ExternalId));
  set('order-item-code', (text) => (line.lineItem = text as ExternalId));
  set('shipment-id', (text) => (line.shipment = text as ExternalId));
  set('merchant-adjustment-item-id', (text) => (line.refund = text as ExternalId));
  set('adjustment-id', (text) => (line.refund = text as ExternalId));
  set('sku', (text) => (line.sku = text));
  set('marketplace-name', (text) => (line.marketplace = text));
  set('quantity-purchased', (text) => {
    if (!/^-?\d{1,9}$/.test(text)) throw stop.malformed(`line ${number}: quantity ${JSON.stringify(text)}`);
    line.quantity = Number(text);
  });
  const posted = postedIn(cell);
  if (posted !== '') line.postedAt = date(posted, number);
  return line;
}

/** The time where there is one; some files write the date beside it in another order, which then does not matter. */
const postedIn = (cell: Cell): string => cell('posted-date-time') || cell('posted-date');
