/**
 * A table in a partner's file: its header is found by the names of its columns, wherever it stands and whatever
 * separates the cells; columns come in any order, some missing, some new. Read as a stream, so that a file of any
 * size needs the same memory; read twice, because how a file writes its numbers and dates is decided before any
 * of them is believed.
 */
import { stop } from '#domain/fault.ts';
import { cut, RecordCutter, type Cells } from './cells.ts';
import { sourceIn, type Source } from './source.ts';
import { clean, columnKey, linesOf } from './text.ts';

export interface Layout<C extends string> {
  /** What the file is called in a refusal: 'an Adyen settlement details report'. */
  readonly what: string;
  /** Where a person gets one. */
  readonly from?: string;
  /** Each column with every name it has in real files. */
  readonly columns: Readonly<Record<C, readonly string[]>>;
  readonly required: readonly C[];
}
export interface Row<C extends string> {
  /** As an editor counts them. */
  readonly line: number;
  readonly cell: (name: C) => string;
}
export interface Table<C extends string> {
  readonly has: (name: C) => boolean;
  /** Columns nobody knows. */
  readonly unknown: readonly string[];
  /** What stands above the header. */
  readonly above: readonly string[];
  readonly rows: () => AsyncGenerator<Row<C>>;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** How some reports write that there is nothing. */
const NOTHING = /^(--+|—|n\/a|null)$/i;
const BREATH = 250;
/** So far down a header is looked for. */
const HEAD_LINES = 60;

interface Header<C extends string> {
  readonly at: ReadonlyMap<C, number>;
  readonly unknown: readonly string[];
  readonly width: number;
  readonly line: number;
  readonly delimiter: string;
  readonly text: string;
  readonly above: readonly string[];
}

export const looksLike = <C extends string>({ head }: Pick<Source, 'head'>, layout: Layout<C>): boolean =>
  'at' in findHeader(head, layout);

/** @throws Stopped Malformed, naming the columns that are missing. */
export function openTable<C extends string>(file: Source | Uint8Array, layout: Layout<C>): Table<C> {
  const source = 'pages' in file ? file : sourceIn(file);
  const header = findHeader(source.head, layout);
  if (!('at' in header))
    throw stop.malformed(`this is not ${layout.what}: ${header.lacks}${layout.from ? `; it comes from ${layout.from}` : ''}`);
  return {
    has: (name) => header.at.has(name), unknown: header.unknown, above: header.above,
    rows: () => rowsOf(source, header, layout),
  };
}

function findHeader<C extends string>(head: Uint8Array, layout: Layout<C>): Header<C> | { readonly lacks: string } {
  const above: string[] = [];
  let fewest: readonly string[] = layout.required;
  for (const { number, text } of linesOf(head)) {
    if (above.length >= HEAD_LINES) break;
    for (const delimiter of DELIMITERS) {
      const found = columnsIn(cut(text, delimiter) ?? text.split(delimiter), layout);
      const missing = layout.required.filter((c) => !found.at.has(c));
      if (missing.length === 0) return { ...found, line: number, delimiter, text, above };
      if (missing.length < fewest.length) fewest = missing;
    }
    above.push(text);
  }
  const names = fewest.map((c) => layout.columns[c as C][0] ?? c);
  return { lacks: above.length === 0 ? 'the file is empty' : `no line names the columns ${names.join(', ')}` };
}

function columnsIn<C extends string>(cells: readonly string[], { columns }: Layout<C>) {
  const names = new Map<string, { readonly column: C; readonly rank: number }>();
  for (const [column, spellings] of Object.entries(columns) as [C, readonly string[]][])
    for (const [rank, spelling] of spellings.entries()) names.set(columnKey(spelling), { column, rank });
  const at = new Map<C, number>();
  const ranks = new Map<C, number>(); // Of several columns that would do, the one whose name is listed first.
  const unknown: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const key = columnKey(cell);
    const named = names.get(key);
    if (named !== undefined && named.rank < (ranks.get(named.column) ?? Infinity)) {
      at.set(named.column, index);
      ranks.set(named.column, named.rank);
    } else if (named === undefined && key !== '' && !key.startsWith('reserved')) unknown.push(cell.trim());
  }
  return { at, unknown, width: cells.length };
}

async function* rowsOf<C extends string>(
  source: Source, header: Header<C>, layout: Layout<C>,
): AsyncGenerator<Row<C>> {
  const needed = Math.max(...layout.required.map((c) => header.at.get(c) ?? 0));
  let cells: readonly string[] = [];
  const cell = (name: C): string => {
    const at = header.at.get(name);
    const text = at === undefined ? '' : clean(cells[at] ?? '');
    return NOTHING.test(text) ? '' : text;
  };
  let needsAll = true;
  let short: { line: number; cells: number } | undefined;
  for await (const record of recordsOf(source, header)) {
    cells = record.cells;
    if (short) needsAll = false; // Others leave trailing cells out as well.
    short = cells.length < header.width ? { line: record.line, cells: cells.length } : undefined;
    whole(cells, header.width, needed, record.line);
    yield { line: record.line, cell };
  }
  if (short && needsAll && !(await source.ended()))
    throw stop.malformed(`line ${short.line}: ends after ${short.cells} of ${header.width} columns; the file is cut off`);
}

async function* recordsOf(
  source: Source, { line, delimiter, text: header }: Pick<Header<never>, 'line' | 'delimiter' | 'text'>,
): AsyncGenerator<Cells> {
  const cutter = new RecordCutter(delimiter);
  let count = 0;
  for await (const page of source.pages())
    for (const text of page) {
      if (text.number <= line) continue;
      if (text.text === header)
        throw stop.malformed(`line ${text.number}: the header stands here a second time; hand joined files over one by one`);
      const record = cutter.cut(text);
      if (!record) continue;
      // Whatever else this process does must get its turn.
      if ((count += 1) % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
      yield record;
    }
  cutter.end();
  if (cutter.empty && !(await source.ended()))
    throw stop.malformed(`line ${cutter.empty}: ends after separators only; the file is cut off`);
}

/** Cut off in front, or shifted by a stray separator. */
function whole(record: readonly string[], width: number, needed: number, line: number): void {
  if (record.length <= needed)
    throw stop.malformed(`line ${line}: ends after ${record.length} of ${width} columns; the file is cut off`);
  if (record.length > width && record.slice(width).some((c) => c.trim() !== ''))
    throw stop.malformed(`line ${line}: ${record.length} cells under ${width} columns`);
}
