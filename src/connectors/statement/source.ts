/**
 * A file to be read as often as wanted, held whole or coming in pieces: unpacked, its encoding found out, its lines given
 * page by page. A reader that takes a source does not know which of the two it is.
 */
import type { Document } from '../contract.ts';
import { encodingOfPieces, linePages, textPieces, unpackedPieces, type Pieces } from './pieces.ts';
import { encodingOf, unpacked, type Line } from './text.ts';

const CHUNK = 1 << 16;
/** So far a header is looked for. */
const HEAD = 1 << 18;

export interface Source {
  /** The unpacked beginning: as much as is needed to know what the file is. */
  readonly head: Uint8Array;
  readonly pages: () => AsyncGenerator<readonly Line[]>;
  /** Whether its last line has its end. */
  readonly ended: () => Promise<boolean>;
  /** Its text in pieces, for a layout that has no lines. */
  readonly text: () => AsyncGenerator<string>;
  /** All of it, for a layout that cannot be read line by line. */
  readonly whole: () => Promise<Uint8Array>;
}

/** @throws Stopped Malformed when it cannot be unpacked. */
export async function sourceOf({ body, pieces }: Pick<Document, 'body' | 'pieces'>): Promise<Source> {
  if (!pieces) return sourceIn(unpacked(body));
  const plain = await unpackedPieces(pieces);
  const encoding = await encodingOfPieces(plain);
  return { ...inPieces(plain, encoding), head: await headOf(plain) };
}

/** Of bytes that are unpacked already. */
export const sourceIn = (bytes: Uint8Array): Source => ({
  ...inPieces(async function* cut() {
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
  }, encodingOf(bytes)),
  head: bytes.subarray(0, HEAD), whole: async () => bytes,
});

const inPieces = (pieces: Pieces, encoding: string): Omit<Source, 'head'> => ({
  pages: () => linePages(pieces, encoding),
  text: () => textPieces(pieces, encoding),
  ended: async () => endsLine(await lastOf(pieces)),
  whole: async () => Buffer.concat(await Array.fromAsync(pieces())),
});

async function headOf(pieces: Pieces): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces()) {
    parts.push(piece);
    size += piece.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD);
}

async function lastOf(pieces: Pieces): Promise<Uint8Array> {
  let last: Uint8Array = new Uint8Array();
  for await (const piece of pieces()) last = Buffer.concat([last, piece.subarray(-4)]).subarray(-4);
  return last;
}

/** Of UTF-16 the last byte may be the empty half of a character. */
const endsLine = (last: Uint8Array): boolean => [10, 13].includes(last.at(last.at(-1) === 0 ? -2 : -1) ?? 0);
