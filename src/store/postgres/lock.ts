/**
 * Locks between processes on one machine, freed by the kernel when their holder dies.
 *
 * Node has no `flock`. A file with a pid inside needs a guess whether that pid is still the same process;
 * the empty SQLite database used here is locked by `fcntl`, so nothing has to be guessed after a `kill -9`,
 * and it also works between containers that share the directory.
 */
import { closeSync, existsSync, openSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem, fileProblem } from './problem.ts';

export interface Held {
  release(): void;
}
export type Mode = 'shared' | 'exclusive';

// SQLite's codes.
const BUSY = 5;
const READ_ONLY = 8;
const FULL = 13;
const CANNOT_OPEN = 14;
const BEGIN: Record<Mode, string> = {
  shared: 'begin; select count(*) from sqlite_schema',
  exclusive: 'begin exclusive',
};

/** A lock takes a page of disk, so a full one shows here first; SQLite calls it full, or a failed write. */
function unlockable(file: string, code: number): string {
  if (code === READ_ONLY || code === CANNOT_OPEN)
    return `${file} may not be written to by this user: start as the user it belongs to.`;
  const { bavail } = statfsSync(dirname(file));
  return code === FULL || bavail === 0 ? `The disk that holds ${dirname(file)} is full: free some space and start again.`
    : `${file} cannot be locked: put the database on a local disk.`;
}

/** The lock, or undefined when somebody holds it against us. */
export function tryLock(file: string, mode: Mode): Held | undefined {
  let database: DatabaseSync | undefined;
  makeFile(file);
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec(BEGIN[mode]);
  } catch (error) {
    database?.close();
    const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
    if (code === BUSY) return undefined;
    throw new DatabaseProblem(unlockable(file, code), { cause: error });
  }
  const open = database;
  return {
    release: () => {
      if (open.isOpen) open.close();
    },
  };
}

/**
 * SQLite would make it too, but says little when the disk is full. Never opened when it exists: closing any
 * handle of ours to it would drop the locks this process has.
 */
function makeFile(file: string) {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileProblem(error, file);
  }
}

/** Waits for the lock; `problem` is the sentence when it does not come within `limit_ms`. */
export async function lock(file: string, mode: Mode, limit_ms: number, problem: string): Promise<Held> {
  const end = performance.now() + limit_ms;
  for (;;) {
    const held = tryLock(file, mode);
    if (held) return held;
    if (performance.now() > end) throw new DatabaseProblem(problem);
    await sleep(20);
  }
}
