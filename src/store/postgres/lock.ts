/**
 * Locks between processes on one machine, freed by the kernel when their holder dies.
 *
 * Node has no `flock`. A file with a pid inside needs a guess whether that pid is still the same process;
 * the empty SQLite database used here is locked by `fcntl`, so nothing has to be guessed after a `kill -9`,
 * and it also works between containers that share the directory.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseProblem } from './problem.ts';

export interface Held {
  release(): void;
}
export type Mode = 'shared' | 'exclusive';

const BUSY = 5; // SQLITE_BUSY
const BEGIN: Record<Mode, string> = {
  shared: 'begin; select count(*) from sqlite_schema',
  exclusive: 'begin exclusive',
};

/** The lock, or undefined when somebody holds it against us. */
export function tryLock(file: string, mode: Mode): Held | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec(BEGIN[mode]);
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === BUSY) return undefined;
    throw new DatabaseProblem(`${file} cannot be locked by this user: start as the user it belongs to.`, { cause: error });
  }
  const open = database;
  return {
    release: () => {
      if (open.isOpen) open.close();
    },
  };
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
