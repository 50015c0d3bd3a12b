/** Files in one archive, for a browser. */
import { strToU8, zipSync, type Zippable } from 'fflate';
import type { EvidenceFile } from './evidence-file.ts';

export async function archived(files: AsyncIterable<EvidenceFile>): Promise<{ readonly bytes: Buffer; readonly files: number }> {
  const all: Zippable = {};
  for await (const { path, content } of files) all[path] = typeof content === 'string' ? strToU8(content) : new Uint8Array(content);
  return { bytes: Buffer.from(zipSync(all, { level: 6 })), files: Object.keys(all).length };
}
