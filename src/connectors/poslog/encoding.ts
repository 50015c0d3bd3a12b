/** Bytes of a register's file to text: a byte order mark wins, then the XML declaration, then UTF-8. */
import { gunzipSync } from 'node:zlib';
import { stop } from '#domain/fault.ts';

/** More than any store's day, and little enough to hold. */
const MOST_BYTES = 512 * 1024 * 1024;
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'], [[0xff, 0xfe], 'utf-16le'], [[0xfe, 0xff], 'utf-16be'],
];

/** @throws Stopped Malformed when the bytes are not what they say they are. */
export function decode(bytes: Uint8Array, name: string): string {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(bytes, name) : bytes;
  const encoding = encodingOf(plain);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(plain);
  } catch (error) {
    throw stop.malformed(`${name}: not readable as ${encoding}: ${(error as Error).message}`);
  }
}

function unzip(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw stop.malformed(`${name}: not readable as gzip: ${(error as Error).message}`);
  }
}

function encodingOf(bytes: Uint8Array): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte));
  if (marked) return marked[1];
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8';
}
