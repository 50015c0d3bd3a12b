/**
 * The text of a flat file, line by line, without ever holding all of it: UTF-8 with or without its mark,
 * UTF-16 with one, or Windows-1252 when the bytes are no UTF-8; ended by LF, CRLF or CR.
 */
import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { stop } from '#domain/fault.ts';

const CHUNK = 1 << 16;

const MAX_BYTES = 512 * 1024 * 1024;

/** The content of a file that may have been compressed on its way. */
export function unpacked(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    throw stop.malformed(`the file cannot be unpacked: ${(error as Error).message}`);
  }
}

export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

/** Lines with their number in the file, blank ones left out. */
export function* linesOf(bytes: Uint8Array): Generator<{ readonly number: number; readonly text: string }> {
  const decoder = new TextDecoder(encodingOf(bytes)); // Drops the byte order mark itself.
  let rest = '';
  let number = 0;
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const last = at + CHUNK >= bytes.length;
    const text = rest + decoder.decode(bytes.subarray(at, at + CHUNK), { stream: !last });
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    const whole = !last && text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = last ? '' : (lines.pop() ?? '') + text.slice(whole.length);
    for (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield { number, text: line };
    }
  }
}

/** 'settlements/20000000001', from the first row that names one; cheap, and never throws. */
export function settlementReference(bytes: Uint8Array): string {
  let column = 0;
  for (const { text } of linesOf(bytes.subarray(0, CHUNK))) {
    const cells = text.split('\t').map(clean);
    const header = cells.map(columnName).indexOf('settlement-id');
    if (header >= 0) column = header;
    else if (/^\S{1,40}$/.test(cells[column] ?? '')) return `settlements/${cells[column]}`;
  }
  return 'settlements/unreadable';
}

/** A cell without the quotes and spaces that spreadsheet programs add; most have none and are left as they are. */
export const clean = (cell: string): string => {
  if (cell === '' || (isInk(cell.charCodeAt(0)) && isInk(cell.charCodeAt(cell.length - 1)))) return cell;
  const text = cell.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
};
/** Neither space nor quote nor beyond Latin letters, where more kinds of space live. */
const isInk = (code: number): boolean => code > 0x22 && code < 0x7f;
export const columnName = (cell: string): string => clean(cell).toLowerCase().replaceAll(/[\s_]+/g, '-');
