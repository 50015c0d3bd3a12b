/**
 * Writes the warehouse's files into outbound/, the way the contract says (`.part`, rename, sidecar
 * last), or in one of the ways that real partners get it wrong.
 *
 * A damaged file is followed by a right one, as it is when somebody rings the partner up; only `stuck`
 * stays as it is.
 */
import { createHash } from 'node:crypto';
import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultKind, Faults } from '../faults.ts';
import { writeControlFile, type Row } from './control-file.ts';
import { spoil, type FileFault } from './file-faults.ts';
import { fileName, OUTBOUND, type OutboundKind } from './layout.ts';

export interface OutboxOptions {
  readonly folder: string;
  readonly location: string;
  readonly faults: Faults;
  readonly now: () => Date;
  /** The computer's clock, by which files grow and are corrected: it goes on when the one on the wall stands. */
  readonly machine: () => Date;
  /** How long a growing or held-back file takes, and a correction. */
  readonly growMs: number;
  readonly correctionMs: number;
  readonly sidecar: boolean;
}
export interface Outbox {
  /** Writes one file; answers the name it has or will have. */
  put(kind: OutboundKind, rows: readonly Row[]): Promise<string>;
  /** Does what is due: grows files, releases held ones, sends corrections. */
  work(): Promise<void>;
  misbehave(kind: OutboundKind | '*', fault: FileFault, count: number): void;
}

const ABLE: readonly FaultKind[] = ['duplicate', 'reorder', 'delay', 'error', 'partial', 'drift'];

export function createOutbox(options: OutboxOptions): Outbox {
  const ordered: { kind: OutboundKind | '*'; fault: FileFault; count: number }[] = [];
  const later: { at: number; held: boolean; run: () => Promise<unknown> }[] = [];
  let sequence = 0;
  let turns = 0;

  const nameFor = (kind: OutboundKind) => fileName(kind, options.location, options.now(), ++sequence);
  const after = (ms: number, run: () => Promise<unknown>, held = false) =>
    void later.push({ at: options.machine().getTime() + ms, held, run });

  function chosen(kind: OutboundKind): FileFault | undefined {
    const found = ordered.find((o) => o.count > 0 && (o.kind === '*' || o.kind === kind));
    if (found) found.count -= 1;
    return found?.fault ?? fileFaultOf(options.faults.next(`write ${kind}`, ABLE), turns++);
  }

  async function put(kind: OutboundKind, rows: readonly Row[]): Promise<string> {
    const name = nameFor(kind);
    const bytes = writeControlFile(OUTBOUND[kind], rows);
    const fault = chosen(kind);
    if (fault === 'held-back') after(options.growMs, () => whole(options, name, bytes), true);
    else {
      await misput({ kind, rows, name, bytes }, fault);
      await release();
    }
    return name;
  }

  type File = { kind: OutboundKind; rows: readonly Row[]; name: string; bytes: string };
  async function misput({ kind, rows, name, bytes }: File, fault: FileFault | undefined): Promise<void> {
    if (!fault) return whole(options, name, bytes);
    const spoilt = spoil(fault, OUTBOUND[kind], rows);
    if (spoilt) {
      await whole(options, name, spoilt.bytes, spoilt.signed);
      const right = writeControlFile(OUTBOUND[kind], spoilt.correction);
      if (spoilt.correction.length > 0) after(options.correctionMs, () => whole(options, nameFor(kind), right));
    } else if (fault === 'twin-name') {
      await whole(options, name, bytes);
      await whole(options, nameFor(kind), bytes);
    } else {
      const half = Math.floor(bytes.length / 2);
      await writeFile(join(options.folder, name), bytes.slice(0, half));
      if (fault === 'growing') after(options.growMs, () => grow(options, name, bytes, half));
    }
  }

  /** The next file lets go of what was held back behind it. */
  async function release(): Promise<void> {
    for (const task of later.filter((t) => t.held)) await doNow(task);
  }
  async function doNow(task: (typeof later)[number]): Promise<void> {
    const at = later.indexOf(task);
    if (at < 0) return;
    later.splice(at, 1);
    await task.run();
  }
  return {
    put,
    misbehave: (kind, fault, count) => void ordered.push({ kind, fault, count }),
    async work() {
      for (const task of later.filter((t) => t.at <= options.machine().getTime())) await doNow(task);
    },
  };
}

/** `signed` is what the sidecar vouches for, which is not the content when the content was damaged. */
async function whole(options: OutboxOptions, name: string, bytes: string, signed = bytes): Promise<void> {
  const path = join(options.folder, name);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  await sidecar(options, name, signed);
}

async function grow(options: OutboxOptions, name: string, bytes: string, from: number): Promise<void> {
  await appendFile(join(options.folder, name), bytes.slice(from));
  await sidecar(options, name, bytes);
}

async function sidecar(options: OutboxOptions, name: string, bytes: string): Promise<void> {
  if (!options.sidecar) return;
  const path = join(options.folder, `${name}.sha256`);
  await writeFile(`${path}.part`, `${sha256(bytes)}  ${name}\n`);
  await rename(`${path}.part`, path);
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function fileFaultOf(kind: FaultKind | undefined, turn: number): FileFault | undefined {
  const even = turn % 2 === 0;
  if (kind === 'duplicate') return 'twin-name';
  if (kind === 'reorder') return 'held-back';
  if (kind === 'delay') return 'growing';
  if (kind === 'partial') return 'bad-row';
  if (kind === 'error') return even ? 'bad-checksum' : 'bad-total';
  if (kind === 'drift') return even ? 'unknown-column' : 'unknown-word';
  return undefined;
}
