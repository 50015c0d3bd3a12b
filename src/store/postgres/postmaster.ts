/**
 * Sees and stops a PostgreSQL server by its `postmaster.pid`, also one that outlived the process that started it.
 *
 * A pid alone proves nothing (pids are reused, above all in containers): the command line must name our data directory.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem } from './problem.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** 'starting', 'ready', 'stopping'; empty while it is not written yet. */
  readonly status: string;
}

/** What `postmaster.pid` says, true or stale. */
export function readPostmaster(data: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3] ?? 0), status: lines[7]?.trim() ?? '' } : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The live server of this data directory. */
export function findPostmaster(data: string): Postmaster | undefined {
  const found = readPostmaster(data);
  return found && alive(found.pid) && serves(found.pid, data) ? found : undefined;
}

/** A zombie counts as gone: in a container nobody may ever reap it. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    // The name in brackets may hold anything, so the state is looked for after the last one.
    return !/\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function serves(pid: number, data: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
    } catch (error) {
      // Hidden from us by hidepid: the connection that follows is the proof.
      return (error as NodeJS.ErrnoException).code === 'EACCES';
    }
  }
  // Windows shows no command line without more tools; there too the connection is the proof.
  if (process.platform === 'win32')
    return /postgres\.exe/i.test(spawnSync('tasklist', ['/FI', `PID eq ${pid}`], { encoding: 'utf8' }).stdout);
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes(data);
}

const FAST_MS = 60_000;
const IMMEDIATE_MS = 10_000;

/** Fast shutdown: open transactions are rolled back, a checkpoint is written. Immediate (crash-safe) if that hangs. */
export async function endServer(data: string, pg_ctl: string) {
  const server = findPostmaster(data);
  if (!server) return;
  interrupt(server.pid, data, pg_ctl);
  if (await gone(server.pid, FAST_MS)) return;
  if (process.platform !== 'win32') process.kill(server.pid, 'SIGQUIT');
  if (await gone(server.pid, IMMEDIATE_MS)) return;
  throw new DatabaseProblem(`The database process ${server.pid} does not stop: end it by hand.`);
}

/** Only asks; for the moment a process ends and cannot wait. */
export function interrupt(pid: number, data: string, pg_ctl: string) {
  try {
    if (process.platform === 'win32') spawnSync(pg_ctl, ['stop', '-D', data, '-m', 'fast', '-W']);
    else process.kill(pid, 'SIGINT');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM')
      throw new DatabaseProblem(`The database process ${pid} belongs to another user: stop it as that user.`);
    if (code !== 'ESRCH') throw error;
  }
}

async function gone(pid: number, limit_ms: number): Promise<boolean> {
  const end = performance.now() + limit_ms;
  while (alive(pid)) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}
