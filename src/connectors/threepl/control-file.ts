/**
 * The 3PL's control files: a header row, DTL rows, and a trailer with the number of rows and a hash total.
 *
 * A file whose trailer or checksum disagrees is refused whole, with one sentence a person can forward to
 * the 3PL: half of a wrong file is worse than none, because nobody would ask for the other half.
 */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { stop } from '#domain/fault.ts';
import type { Layout } from './layout.ts';

export type Row = Readonly<Record<string, string>>;
export interface ControlFile {
  readonly rows: readonly Row[];
  /** Columns that the contract does not name. */
  readonly unknown: readonly string[];
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** A whole file ends in its trailer and a line end; a file that is still growing does not. */
export const hasTrailer = (bytes: Uint8Array): boolean =>
  /(^|\n)"?TRL"?,[^\r\n]*\r?\n$/.test(Buffer.from(bytes.subarray(Math.max(0, bytes.length - 256))).toString('latin1'));

/** @throws Stopped Malformed. `name` is how the sentence calls the file. */
export function readControlFile(layout: Layout, body: Uint8Array, name: string): ControlFile {
  const records = recordsOf(body, name);
  const [header = [], ...rest] = records;
  const trailer = rest.pop();
  if (trailer?.[0] !== 'TRL') throw stop.malformed(`${name}: it does not end in a trailer, so part of it is missing`);
  const missing = layout.columns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw stop.malformed(`${name}: the header lacks ${missing.join(', ')}`);
  const rows = rest.map((cells) => Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])));
  const counted = { rows: rows.length, total: hashTotal(layout, rows) };
  const states = (cell: string | undefined, number: bigint) => /^-?\d+$/.test(cell ?? '') && BigInt(cell!) === number;
  if (!states(trailer[1], BigInt(counted.rows)) || !states(trailer[2], counted.total))
    throw stop.malformed(`${name}: its trailer says ${trailer[1]} rows with a total of ${trailer[2]}, ` +
      `but it holds ${counted.rows} rows with a total of ${counted.total}`);
  return { rows, unknown: header.filter((column) => ![...layout.columns, ...(layout.optional ?? [])].includes(column)) };
}

function recordsOf(body: Uint8Array, name: string): string[][] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true });
  } catch (error) {
    throw stop.malformed(`${name}: not readable as UTF-8 CSV: ${(error as Error).message}`);
  }
}

export function writeControlFile(layout: Layout, rows: readonly Row[]): string {
  const cells = rows.map((row) => layout.columns.map((column) => (column === 'rec' ? 'DTL' : (row[column] ?? ''))));
  const trailer = ['TRL', String(rows.length), String(hashTotal(layout, rows))];
  return stringify([[...layout.columns], ...cells, trailer], { record_delimiter: 'windows' });
}

/** The contract counts a cell that is no whole number as nothing. */
function hashTotal({ counted }: Layout, rows: readonly Row[]): bigint {
  if (!counted) return 0n;
  return rows.reduce((sum, row) => sum + (/^-?\d+$/.test(row[counted] ?? '') ? BigInt(row[counted]!) : 0n), 0n);
}
