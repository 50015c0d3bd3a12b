/** Text of a file that comes in pieces and is never held whole: unpacked, decoded, cut into lines. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { stop } from '#domain/fault.ts';
import { encodingOf, LineCutter, notUtf8, unpacked, type Line } from './text.ts';
import { isZip } from './zip.ts';

export type Pieces = () => AsyncIterable<Uint8Array>;

/** The content of a file that may have been compressed on its way. */
export async function unpackedPieces(pieces: Pieces): Promise<Pieces> {
  const head = await headOf(pieces);
  if (isZip(head)) {
    const whole = unpacked(Buffer.concat(await Array.fromAsync(pieces())));
    return async function* unzipped() { yield whole; };
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) return pieces;
  return async function* unpacking() {
    try {
      yield* Readable.from(pieces()).pipe(createGunzip());
    } catch (error) {
      throw stop.malformed(`the file cannot be unpacked: ${(error as Error).message}`);
    }
  };
}

export async function encodingOfPieces(pieces: Pieces): Promise<string> {
  const marked = encodingOf((await headOf(pieces)).subarray(0, 400));
  if (marked.startsWith('utf-16')) return marked;
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of pieces()) strict.decode(piece, { stream: true });
    strict.decode();
    return 'utf-8';
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return notUtf8(await headOf(pieces));
  }
}

/** Decoded pieces, in order. */
export async function* textPieces(pieces: Pieces, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding); // Drops the byte order mark itself.
  for await (const piece of pieces()) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/** Lines with their number in the file, a page for each piece. */
export async function* linePages(pieces: Pieces, encoding: string): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder(encoding); // Drops the byte order mark itself.
  const cutter = new LineCutter();
  for await (const piece of pieces()) yield cutter.cut(decoder.decode(piece, { stream: true }), false);
  yield cutter.cut(decoder.decode(), true);
}

async function headOf(pieces: Pieces): Promise<Uint8Array> {
  for await (const piece of pieces()) if (piece.length > 0) return piece;
  return new Uint8Array();
}
