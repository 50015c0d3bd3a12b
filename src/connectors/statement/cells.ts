/**
 * Lines of a table cut into cells. Most have no quotes and are split as they are; a quoted cell may hold separators, doubled
 * quotes and line ends, and a quote in the middle of a cell is a letter like any other.
 */
import { stop } from '#domain/fault.ts';
import type { Line } from './text.ts';

export interface Cells { readonly line: number; readonly cells: readonly string[] }
/** A quoted cell that goes on for longer has lost its end. */
const LONGEST = 200;

/** Lines to records; those without any content are left out. @throws Stopped Malformed when a quote is never closed. */
export class RecordCutter {
  private readonly delimiter: string;
  private open = '';
  private since = 0;
  /** The line of a record of nothing but separators, while it is the last. */
  empty: number | undefined;

  constructor(delimiter: string) {
    this.delimiter = delimiter;
  }

  /** Undefined while a quoted cell goes on. */
  cut({ number, text }: Line): Cells | undefined {
    const whole = this.open === '' ? text : `${this.open}\n${text}`;
    const cells = whole.includes('"') ? cut(whole, this.delimiter) : whole.split(this.delimiter);
    if (cells === undefined) {
      if (this.open === '') this.since = number;
      if (number - this.since > LONGEST) throw unclosed();
      this.open = whole;
      return undefined;
    }
    this.open = '';
    const said = cells.some((cell) => cell.trim() !== '');
    this.empty = said ? undefined : number;
    return said ? { line: number, cells } : undefined;
  }
  end(): void {
    if (this.open !== '') throw unclosed();
  }
}
const unclosed = () => stop.malformed('the file ends in the middle of a quoted cell: it is cut off');

/** Undefined when the text ends inside a quoted cell. */
export function cut(text: string, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ;) {
    const found = text[at] === '"' ? quoted(text, at, delimiter) : bare(text, at, delimiter);
    if (found === undefined) return undefined;
    cells.push(found.cell);
    if (found.end >= text.length) return cells;
    at = found.end + 1;
  }
}

interface Found { readonly cell: string; /** Where its separator stands. */ readonly end: number }
function bare(text: string, from: number, delimiter: string): Found {
  const end = text.indexOf(delimiter, from);
  return end < 0 ? { cell: text.slice(from), end: text.length } : { cell: text.slice(from, end), end };
}

function quoted(text: string, from: number, delimiter: string): Found | undefined {
  let cell = '';
  for (let at = from + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    cell += text.slice(at, quote);
    let end = quote + 1;
    while (text[end] === ' ') end += 1;
    if (text[quote + 1] !== '"' && (end >= text.length || text[end] === delimiter)) return { cell, end };
    cell += '"'; // Doubled, or in the middle of the cell.
    at = quote + (text[quote + 1] === '"' ? 2 : 1);
  }
}
