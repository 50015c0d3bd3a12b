/**
 * Starts a server in the data directory. Only under the start lock.
 *
 * The server gets a session of its own (Ctrl-C in the terminal must reach us first, so that work is finished
 * before its database goes) and writes to a file, which stays valid when we are killed.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseAccount, command, environment, handOver } from './account.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { initialise, refuseOtherMajor } from './initialise.ts';
import { tryLock } from './lock.ts';
import { letThrough, writeRecord } from './place.ts';
import type { Place } from './place.ts';
import { freePort, refuseTaken } from './port.ts';
import { alive, findPostmaster, readPostmaster } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { DatabaseProblem, fileProblem, outputProblem, portTaken } from './problem.ts';

export interface LaunchOptions {
  /** 0 is any. */
  readonly port: number;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}
interface Attempt {
  readonly account: Account;
  readonly port: number;
  readonly options: LaunchOptions;
}

const LOG_LIMIT = 10_000_000;
const ATTEMPTS = 5;

export async function launch(place: Place, binaries: Binaries, options: LaunchOptions): Promise<Postmaster> {
  const account = prepare(place, binaries, options);
  dropStalePid(place);
  if (options.port) await refuseTaken(options.port);
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort(attempt === 1 ? place.record.port : 0));
    const outcome = await tryStart(place, binaries, { account, port, options });
    if (typeof outcome !== 'string') {
      if (place.record.port !== port) writeRecord(place, { ...place.record, port });
      return outcome;
    }
    const portLost = /could not bind|Address already in use/.test(outcome);
    if (portLost && options.port) throw portTaken(options.port);
    // The last processes of a killed server need a moment to see that it is gone.
    const stillEnding = /pre-existing shared memory block|lock file ".*" already exists/.test(outcome);
    if (attempt === ATTEMPTS || !(portLost || stillEnding)) throw outputProblem(outcome, place.data, place.log);
    if (stillEnding) await sleep(attempt * 200);
  }
}

function prepare(place: Place, binaries: Binaries, { durable, log }: LaunchOptions): Account {
  const account = chooseAccount(place);
  if (account.ids.uid !== undefined) letThrough(place, account.ids.uid);
  if (existsSync(place.data)) {
    refuseOtherMajor(place, binaries);
    handOver(place.data, account);
  } else {
    log('making the database');
    initialise(place, binaries, account, durable);
  }
  return account;
}

/**
 * A pid file whose pid now is another program (common after a container restart) would stop PostgreSQL from
 * starting. It is removed only when no other process, also of another container, uses this database.
 */
function dropStalePid(place: Place) {
  const stale = readPostmaster(place.data);
  if (!stale || !alive(stale.pid) || findPostmaster(place.data)) return;
  const alone = tryLock(place.useLock, 'exclusive');
  if (!alone)
    throw new DatabaseProblem(`The database in ${place.directory} is in use by a process that cannot be seen from ` +
      'here (another container?): stop that one, or connect to it with DATABASE_URL.');
  rmSync(join(place.data, 'postmaster.pid'), { force: true });
  alone.release();
}

/** The running server, or what it said before it ended. */
async function tryStart(place: Place, { postgres }: Binaries, attempt: Attempt): Promise<Postmaster | string> {
  const { account, port, options } = attempt;
  const { handle, from } = openLog(place);
  const flags = ['-D', place.data, '-p', String(port), ...settings(options.durable)];
  const child = spawn(...command(account, postgres, flags), {
    ...account.ids, cwd: '/', env: environment(), detached: true, windowsHide: true,
    stdio: ['ignore', handle, handle],
  });
  closeSync(handle);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`FATAL: ${error.message}`));
    child.once('exit', () => resolve(said(place, from) || 'FATAL: it ended at once'));
  });
  child.unref();
  for (let waited = 0; child.pid && child.exitCode === null && child.signalCode === null; waited += 1) {
    const found = readPostmaster(place.data);
    if (found?.status === 'ready' && found.pid === child.pid) return found;
    if (waited % 500 === 499) options.log('waiting for the database (it repairs itself after a crash)');
    await sleep(20);
  }
  return ended;
}

/** What it wrote since; nothing when its directory is gone, as after a test. */
function said({ log }: Place, from: number): string {
  return existsSync(log) ? readFileSync(log).subarray(from).toString() : '';
}

function settings(durable: boolean): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 100, shared_buffers: '256MB',
    password_encryption: 'scram-sha-256', timezone: 'UTC', log_timezone: 'UTC', jit: 'off', max_wal_size: '2GB',
    // Statements and their errors hold business data and go to the caller, never to this log.
    log_min_messages: 'log', log_min_error_statement: 'panic', log_error_verbosity: 'terse', log_checkpoints: 'off',
    fsync: 'on',
    // The tests' server: every file has a platform of its own there, some have four.
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 300 }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function openLog({ log }: Place) {
  try {
    if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`);
    const handle = openSync(log, 'a', 0o600);
    return { handle, from: statSync(log).size };
  } catch (error) {
    throw fileProblem(error, log);
  }
}
