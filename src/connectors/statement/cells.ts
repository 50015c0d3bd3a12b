/**
 * Lines of a table cut into cells. Most have no quotes and are split as they are; a quoted cell may hold separators, doubled
 * quotes and line ends, and a quote in the middle of a cell is a letter like any other.
 */
import { stop } from '#domain/fault.ts';
import { linesOf } from './text.ts';

export interface Cells { readonly line: number; readonly cells: readonly string[] }
/** A quoted cell that goes on for longer has lost its end. */
const LONGEST = 200;

/** Records after a line; those without any content are left out. @throws Stopped Malformed when a quote is never closed. */
export function* recordsOf(bytes: Uint8Array, delimiter: string, after: number): Generator<Cells> {
  let open = '';
  let since = 0;
  for (const { number, text } of linesOf(bytes)) {
    if (number <= after) continue;
    const whole = open === '' ? text : `${open}\n${text}`;
    const cells = whole.includes('"') ? cut(whole, delimiter) : whole.split(delimiter);
    if (cells === undefined) {
      if (open === '') since = number;
      if (number - since > LONGEST) throw unclosed();
      open = whole;
      continue;
    }
    open = '';
    if (cells.some((cell) => cell.trim() !== '')) yield { line: number, cells };
  }
  if (open !== '') throw unclosed();
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
