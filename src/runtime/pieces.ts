/**
 * Documents too large to hold: packed and sealed piece by piece as they come in, and opened again piece by piece, as
 * often as a reader wants. The row that every document has keeps the beginning and says how many pieces there are.
 */
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Pool } from 'pg';
import { stop } from '#domain/fault.ts';
import type { Document } from '#connectors/contract.ts';
import { insertPiece, loadPiece } from '#store/payload.ts';
import { seal, unseal } from './vault.ts';

/** What is larger than this is kept in pieces. */
export const LARGE = 4 << 20;
/** Small enough that working on one holds nobody up. */
export const PIECE = 1 << 17;
const HEAD = 1 << 16;

export interface Packed { readonly pieces: number; readonly bytes: number; readonly digest: string; readonly head: Uint8Array }
export interface Place { readonly tenant: string; readonly shard: number; readonly id: string }

const ownerOf = ({ tenant, id }: Place, n: number): string => `piece:${tenant}:${id}:${n}`;

/** A file that is there already, cut up without a copy. */
export async function* cut(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < body.length; from += PIECE) yield body.subarray(from, from + PIECE);
}

/** The digest of a document and its size, without keeping it; the same as of one that is held whole. */
export async function measured({ topic, body, pieces = () => cut(body) }: Document): Promise<{ digest: string; bytes: number }> {
  const hash = createHash('sha256').update(topic).update('\u001f');
  let bytes = 0;
  for await (const piece of pieces()) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { digest: hash.update('\u001f').digest('base64url'), bytes };
}

export async function storePieces(
  pool: Pool, key: Buffer, document: Document, at: Place & { readonly days: number },
): Promise<{ readonly pieces: number; readonly head: Uint8Array }> {
  const { body, pieces = () => cut(body) } = document;
  let n = 0;
  let head: Uint8Array | undefined;
  for await (const piece of pieces()) {
    head ??= Buffer.from(piece.subarray(0, HEAD));
    const sealed = seal(key, ownerOf(at, n), zstdCompressSync(piece));
    await insertPiece(pool, { tenant: at.tenant, shard: at.shard, payload: at.id, n, body: sealed, days: at.days });
    n += 1;
  }
  return { pieces: n, head: head ?? new Uint8Array() };
}

/** @throws Stopped Malformed when it has expired meanwhile. */
export async function* openPieces(pool: Pool, key: Buffer, at: Place, count: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n += 1) {
    const sealed = await loadPiece(pool, { tenant: at.tenant, shard: at.shard, payload: at.id, n });
    if (!sealed) throw stop.malformed('the raw document has expired or was erased; ask the partner for it again');
    yield zstdDecompressSync(unseal(key, ownerOf(at, n), sealed));
  }
}
