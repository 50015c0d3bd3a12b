/**
 * The text of a partner's file, piece by piece, without ever holding all of it: UTF-8 with or without its mark,
 * UTF-16 with or without one, Shift JIS or Windows-1252 when the bytes are no UTF-8; ended by LF, CRLF or CR.
 */
import { isUtf8 } from 'node:buffer';
import { constants, gunzipSync } from 'node:zlib';
import { stop } from '#domain/fault.ts';
import { isZip, unzipped } from './zip.ts';

const CHUNK = 1 << 16;
const MAX_BYTES = 512 * 1024 * 1024;

/** The content of a file that may have been compressed on its way. */
export function unpacked(bytes: Uint8Array): Uint8Array {
  if (isZip(bytes)) return unzipped(bytes, MAX_BYTES);
  if (bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46)
    throw stop.malformed('this is a PDF: ask the partner for the same report as CSV');
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11)
    throw stop.malformed('this is an old Excel workbook: save its sheet as CSV');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    throw stop.malformed(`the file cannot be unpacked: ${(error as Error).message}`);
  }
}

/** The same of its first bytes, as far as they go; never throws. */
export function unpackedHead(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes.subarray(0, CHUNK), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_BYTES });
  } catch {
    return new Uint8Array();
  }
}

export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'shift_jis' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return unmarked(bytes.subarray(0, 400)) ?? (isUtf8(bytes) ? 'utf-8' : notUtf8(bytes));
}

/** Half of Japanese text are kana, whose first byte hardly ever stands in a text of Western Europe. */
export function notUtf8(bytes: Uint8Array): 'windows-1252' | 'shift_jis' {
  let [kana, high] = [0, 0];
  for (const byte of bytes.subarray(0, 1 << 18)) {
    if (byte >= 0x80) high += 1;
    if (byte === 0x82 || byte === 0x83) kana += 1;
  }
  return kana >= 3 && kana * 8 > high ? 'shift_jis' : 'windows-1252';
}


/** UTF-16 without its mark: every other byte of Latin text is zero. */
function unmarked(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2]! += 1;
  const most = head.length * 0.3;
  if (zeros[1]! > most && zeros[0] === 0) return 'utf-16le';
  return zeros[0]! > most && zeros[1] === 0 ? 'utf-16be' : undefined;
}

/** Decoded pieces, in order. */
export function* textOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder(encodingOf(bytes)); // Drops the byte order mark itself.
  for (let at = 0; at < bytes.length; at += CHUNK)
    yield decoder.decode(bytes.subarray(at, at + CHUNK), { stream: at + CHUNK < bytes.length });
}

export interface Line { readonly number: number; readonly text: string }

/** Lines with their number in the file, blank ones left out. */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  const cutter = new LineCutter();
  let read = 0;
  for (const piece of textOf(bytes)) {
    read += CHUNK;
    yield* cutter.cut(piece, read >= bytes.length);
  }
}

export class LineCutter {
  private rest = '';
  private number = 0;

  cut(piece: string, last: boolean): Line[] {
    const text = this.rest + piece;
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    const whole = !last && text.endsWith('\r') ? text.slice(0, -1) : text;
    const texts = whole.split(/\r\n|\n|\r/);
    this.rest = last ? '' : (texts.pop() ?? '') + text.slice(whole.length);
    const lines: Line[] = [];
    for (const line of texts) {
      this.number += 1;
      if (line.trim() !== '') lines.push({ number: this.number, text: line });
    }
    return lines;
  }
}

/** A copy to keep: a piece of a longer text holds on to all of it. */
export const detached = (text: string): string => Buffer.from(text).toString();

/** A cell without the quotes and spaces that spreadsheet programs add; most have none and are left as they are. */
export const clean = (cell: string): string => {
  if (cell === '' || (isInk(cell.charCodeAt(0)) && isInk(cell.charCodeAt(cell.length - 1)))) return cell;
  const text = cell.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
};
/** Neither space nor quote nor beyond Latin letters, where more kinds of space live. */
const isInk = (code: number): boolean => code > 0x22 && code < 0x7f;

/** A column's name whatever its case, accents and punctuation: 'Gross Debit (GC)' and 'gross_debit_gc' are one. */
export const columnKey = (cell: string): string =>
  cell.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/[^\p{L}\p{N}#]+/gu, '-').replaceAll(/^-|-$/g, '');
