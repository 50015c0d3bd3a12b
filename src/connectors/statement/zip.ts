/** The one file of a zip archive: reports are handed out so. Its sizes are read from the directory at the end. */
import { inflateRawSync } from 'node:zlib';
import { stop } from '#domain/fault.ts';

const DIRECTORY_END = 0x06_05_4b_50;
const DIRECTORY = 0x02_01_4b_50;
const STORED = 0;
const DEFLATED = 8;

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** @throws Stopped Malformed for an archive that is cut off, empty, or holds several files. */
export function unzipped(bytes: Uint8Array, most: number): Uint8Array {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = entriesOf(b);
  const [file] = files;
  if (files.some((f) => f.name.startsWith('xl/'))) throw stop.malformed('this is an Excel workbook: save its sheet as CSV');
  if (!file || files.length > 1) throw stop.malformed(`the archive holds ${files.length} files; hand over one report`);
  const start = file.at + 30 + b.readUInt16LE(file.at + 26) + b.readUInt16LE(file.at + 28);
  const packed = b.subarray(start, start + file.packed);
  if (file.method === STORED) return packed;
  if (file.method !== DEFLATED) throw stop.malformed('the archive is packed in a way that is not known');
  try {
    return inflateRawSync(packed, { maxOutputLength: most });
  } catch (error) {
    throw stop.malformed(`the archive cannot be unpacked: ${(error as Error).message}`);
  }
}

function entriesOf(b: Buffer): { name: string; at: number; packed: number; method: number }[] {
  let end = b.length - 22;
  while (end >= 0 && b.readUInt32LE(end) !== DIRECTORY_END) end -= 1;
  if (end < 0) throw stop.malformed('the archive is cut off');
  const files = [];
  let at = b.readUInt32LE(end + 16);
  for (let n = b.readUInt16LE(end + 10); n > 0; n -= 1) {
    if (at + 46 > b.length || b.readUInt32LE(at) !== DIRECTORY) throw stop.malformed('the archive is damaged');
    const name = b.subarray(at + 46, at + 46 + b.readUInt16LE(at + 28)).toString();
    const entry = { name, at: b.readUInt32LE(at + 42), packed: b.readUInt32LE(at + 20), method: b.readUInt16LE(at + 10) };
    if (!name.endsWith('/') && !name.startsWith('__MACOSX')) files.push(entry);
    at += 46 + b.readUInt16LE(at + 28) + b.readUInt16LE(at + 30) + b.readUInt16LE(at + 32);
  }
  return files;
}
