/**
 * A control file: CSV with a header row, detail rows that begin with DTL, and one trailer row
 * `TRL,<number of rows>,<hash total>` by which both sides know that a file is whole.
 *
 * Reading says in one word why a file is refused, because the refused side has to act on that word.
 */
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Layout } from './layout.ts';

export type Row = Readonly<Record<string, string>>;
export type Refusal = 'NO_TRAILER' | 'CONTROL_TOTAL' | 'HEADER' | 'UNREADABLE';
export type Read = { readonly rows: readonly Row[] } | { readonly refusal: Refusal };

export function writeControlFile(layout: Layout, rows: readonly Row[]): string {
  // A house that keeps no lots has no columns for them.
  const columns = [...layout.columns, ...(layout.optional ?? []).filter((c) => rows.some((row) => row[c]))];
  return csv([
    columns,
    ...rows.map((row) => columns.map((c) => (c === 'rec' ? 'DTL' : (row[c] ?? '')))),
    trailer(layout, rows),
  ]);
}

export function trailer(layout: Layout, rows: readonly Row[]): string[] {
  return ['TRL', String(rows.length), String(hashTotal(layout, rows))];
}

export const csv = (records: readonly (readonly string[])[]): string =>
  stringify(records.map((r) => [...r]), { record_delimiter: 'windows' });

export function readControlFile(layout: Layout, text: string): Read {
  let records: string[][];
  try {
    records = parse(text, { relax_column_count: true, skip_empty_lines: true, bom: true });
  } catch {
    return { refusal: 'UNREADABLE' };
  }
  const [header = [], ...rest] = records;
  const last = rest.pop();
  if (last?.[0] !== 'TRL') return { refusal: 'NO_TRAILER' };
  if (layout.columns.some((column) => !header.includes(column))) return { refusal: 'HEADER' };
  const rows = rest.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
  const agrees = Number(last[1]) === rows.length && Number(last[2]) === hashTotal(layout, rows);
  return agrees ? { rows } : { refusal: 'CONTROL_TOTAL' };
}

/** A cell that is no whole number counts as nothing, so that one bad row does not spoil the rest. */
function hashTotal(layout: Layout, rows: readonly Row[]): number {
  const { counted } = layout;
  if (!counted) return 0;
  return rows.reduce((sum, row) => sum + (/^-?\d+$/.test(row[counted] ?? '') ? Number(row[counted]) : 0), 0);
}
