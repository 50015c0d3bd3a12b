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
import { disagreement, disagreementOf, type Payout, type PayoutClass, type PayoutLine } from '#domain/payout.ts';
import { classify } from './classes.ts';
import { columnsOf, type Column, type Columns } from './columns.ts';
import { DateEvidence, dateReader } from '../../statement/dates.ts';
import { amountReader, NumberEvidence, type NumberStyle } from '../../statement/numbers.ts';
import { encodingOfPieces, linePages, unpackedPieces, type Pieces } from '../../statement/pieces.ts';
import { clean, detached, linesOf, type Line } from '../../statement/text.ts';
import { isOurAdjustment } from '../refund.ts';

export interface Read {
  readonly payout: Payout;
  /** Columns that V2 does not have. */
  readonly unknownColumns: readonly string[];
}

/** @throws Stopped Malformed for what is no V2 settlement; Refused PayoutVariance when it does not add up. */
export function readSettlement(connection: ConnectionId, bytes: Uint8Array): Read {
  const survey = new Survey();
  for (const line of linesOf(bytes)) survey.take(line);
  const reader = new LineReader(survey.end());
  const lines: PayoutLine[] = [];
  for (const line of linesOf(bytes)) {
    const read = reader.read(line);
    if (read) lines.push(read);
  }
  const payout = { ...reader.header(connection), lines };
  const difference = disagreement(payout);
  if (difference) throw stop.refused('PayoutVariance', difference);
  return { payout, unknownColumns: reader.unknownColumns };
}

/** The same of a file that is never held: read once more for each time somebody wants its lines. */
export interface Streamed extends Read {
  readonly count: number;
  /** The lines that `keep` wanted. */
  readonly kept: readonly PayoutLine[];
  readonly pages: () => AsyncGenerator<PayoutLine[]>;
}
export async function streamSettlement(
  connection: ConnectionId, packed: Pieces, keep: (line: PayoutLine) => boolean,
): Promise<Streamed> {
  const pieces = await unpackedPieces(packed);
  const encoding = await encodingOfPieces(pieces);
  const survey = new Survey();
  for await (const page of linePages(pieces, encoding)) for (const line of page) survey.take(line);
  const summary = survey.end();
  async function* pages(): AsyncGenerator<PayoutLine[]> {
    const reader = new LineReader(summary);
    for await (const page of linePages(pieces, encoding)) yield page.flatMap((line) => reader.read(line) ?? []);
  }
  const kept: PayoutLine[] = [];
  let [count, total] = [0, 0n];
  for await (const page of pages())
    for (const line of page) {
      count += 1;
      total += line.amount.count;
      if (keep(line)) kept.push(structuredClone(line)); // A copy: its texts hold on to their page.
    }
  const reader = new LineReader(summary);
  const header = reader.header(connection);
  const difference = disagreementOf(header, measure(total, summary.unit), count);
  if (difference) throw stop.refused('PayoutVariance', difference);
  return { payout: { ...header, lines: [] }, unknownColumns: reader.unknownColumns, count, kept, pages };
}

type Cell = (name: Column) => string;
interface Row {
  readonly number: number;
  readonly cell: Cell;
  readonly isSummary: boolean;
  readonly columns: Columns;
}

/**
 * Lines as rows of named cells; the same `cell` function serves all of them, for the row that is current. Only the
 * edges of cells are found; a cell becomes a string when it is asked for, as most never are.
 */
class Rows {
  private columns: Columns | undefined;
  private line = '';
  private edges: number[] = [];
  private readonly cell: Cell = (name) => {
    const { edges } = this;
    const at = this.columns?.at[name];
    return at === undefined || at >= edges.length - 1 ? '' : clean(this.line.slice((edges[at] ?? 0) + 1, edges[at + 1]));
  };

  /** Undefined for the header. */
  row({ number, text }: Line): Row | undefined {
    if (!this.columns) {
      this.columns = columnsOf(text.split('\t'));
      return undefined;
    }
    this.line = text;
    this.edges = edgesOf(text);
    const { edges, cell, columns } = this;
    if (edges.length > columns.width + 1 && text.slice(edges[columns.width]).trim() !== '')
      throw stop.malformed(`line ${number}: ${edges.length - 1} cells under ${columns.width} columns`);
    const isSummary = cell('amount') === '' && cell('transaction-type') === '' && cell('total-amount') !== '';
    return { number, cell, isSummary, columns };
  }
  get begun(): boolean {
    return this.columns !== undefined;
  }
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
class Survey {
  private readonly rows = new Rows();
  private header: Header | undefined;
  private readonly amounts = new Map<string, number>(); // Each spelling once, with the first line that has it.
  private readonly dates = new DateEvidence();
  private last = '';

  take(line: Line): void {
    const row = this.rows.row(line);
    if (!row) return;
    if (row.isSummary) this.header = headerOf(row, this.header);
    const amount = row.isSummary ? row.cell('total-amount') : row.cell('amount');
    if (amount !== '' && !this.amounts.has(amount)) this.amounts.set(detached(amount), row.number);
    const posted = postedIn(row.cell);
    if (posted !== this.last) this.dates.see((this.last = posted), row.number);
  }

  end(): Summary {
    if (!this.rows.begun) throw stop.malformed('the file is empty');
    const { header, dates, amounts } = this;
    if (!header) throw stop.malformed('the file has no summary row: nothing states the settlement’s total');
    const period = [header.start, header.end, header.deposit];
    for (const text of period) dates.see(text, header.line);
    const numbers = new NumberEvidence(exponentOf(header.unit) ?? 2);
    for (const [text, line] of amounts) numbers.see(text, line);
    return { ...header, numbers: numbers.style(), date: dateReader(dates.dayOrder(period)) };
  }
}

function headerOf({ cell, number, columns }: Row, before: Header | undefined): Header {
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
class LineReader {
  readonly unknownColumns: readonly string[];
  private readonly s: Summary;
  private readonly rows = new Rows();
  private readonly amount: (text: string, line: number) => bigint;
  private readonly codes = new Map<string, { readonly code: string; readonly class: PayoutClass }>();

  constructor(s: Summary) {
    this.s = s;
    this.amount = amountReader(s.numbers, exponentOf(s.unit) ?? 2);
    this.unknownColumns = s.columns.unknown;
  }

  /** Undefined for a row that moves no money: old files state quantities so. */
  read(line: Line): PayoutLine | undefined {
    const row = this.rows.row(line);
    const text = row && !row.isSummary ? row.cell('amount') : '';
    if (!row || text === '') return undefined;
    belongs(row, this.s);
    return lineOf(row, measure(this.amount(text, row.number), this.s.unit), this.s, kindOf(row.cell, this.codes));
  }

  header(connection: ConnectionId): Omit<Payout, 'lines'> {
    const { s } = this;
    if (s.deposit === '') throw stop.malformed(`line ${s.line}: neither deposit-date nor settlement-end-date`);
    return {
      connection, external: s.external, currency: s.unit,
      ...(s.start !== '' && { periodStart: s.date(s.start, s.line) }),
      ...(s.end !== '' && { periodEnd: s.date(s.end, s.line) }),
      depositDate: s.date(s.deposit, s.line).slice(0, 10) as LocalDate,
      net: measure(this.amount(s.total, s.line), s.unit),
    };
  }
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
  // One that we asked for is known by the name we gave it.
  set('merchant-adjustment-item-id', (text) => { if (isOurAdjustment(text)) line.refund = text as ExternalId; });
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
