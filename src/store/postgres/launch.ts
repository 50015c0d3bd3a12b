/**
 * Makes a data directory and starts a server in it. Only under the start lock.
 *
 * The server gets a session of its own (Ctrl-C in the terminal must reach us first, so that work is finished
 * before its database goes) and writes to a file, which stays valid when we are killed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cannotReach, chooseAccount, handOver } from './account.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { tryLock } from './lock.ts';
import { letThrough, writeRecord } from './place.ts';
import type { Place } from './place.ts';
import { alive, findPostmaster, readPostmaster } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { DatabaseProblem, fileProblem, outputProblem, portTaken } from './problem.ts';

export interface LaunchOptions {
  readonly port: number;
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

const LOG_LIMIT = 10_000_000;
const KEPT_ENVIRONMENT = ['PATH', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH'];

export async function launch(place: Place, binaries: Binaries, options: LaunchOptions): Promise<Postmaster> {
  const account = chooseAccount(place.data);
  if (account.ids.uid !== undefined) letThrough(place);
  if (!existsSync(place.data)) initialise(place, binaries, account, options);
  else refuseOtherMajor(place, binaries);
  handOver(place.data, account);
  dropStalePid(place);
  if (options.port) await refuseTaken(options.port);
  // A free port can be lost between looking and taking; a fixed one cannot be replaced.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await freePort(attempt === 1 ? place.record.port : 0));
    const outcome = await tryStart(place, binaries, { account, port, options });
    if (typeof outcome !== 'string') {
      if (place.record.port !== port) writeRecord(place, { ...place.record, port });
      return outcome;
    }
    const lost = /could not bind|Address already in use/.test(outcome);
    if (lost && options.port) throw portTaken(options.port);
    if (!lost || attempt === 3) throw outputProblem(outcome, place.data, place.log);
  }
}

function initialise(place: Place, { initdb }: Binaries, account: Account, options: LaunchOptions) {
  options.log('making the database');
  const passwordFile = join(place.directory, 'password.new');
  try {
    rmSync(place.unfinished, { recursive: true, force: true });
    mkdirSync(place.unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, `${place.record.password}\n`, { mode: 0o600 });
    handOver(place.unfinished, account);
    handOver(passwordFile, account);
    const { status, stdout, stderr, error } = spawnSync(...command(account, initdb, [
      '-D', place.unfinished, '-U', 'threadline', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8',
      '--locale=C.UTF-8', '--data-checksums', ...(options.durable ? [] : ['--no-sync']),
    ]), { ...account.ids, cwd: '/', env: environment(), encoding: 'utf8' });
    if (error) throw (error as NodeJS.ErrnoException).code === 'EACCES' ? cannotReach(initdb) : error;
    if (status !== 0) throw initProblem(`${stdout}\n${stderr}`, place, account);
    renameSync(place.unfinished, place.data);
  } catch (error) {
    rmSync(place.unfinished, { recursive: true, force: true });
    throw fileProblem(error, place.directory);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function initProblem(output: string, place: Place, { ids }: Account) {
  if (ids.uid !== undefined && /Permission denied/.test(output)) return cannotReach(place.directory);
  return outputProblem(output, place.directory);
}

function refuseOtherMajor({ data }: Place, { major }: Binaries) {
  const found = Number.parseInt(readVersion(data), 10);
  if (found === major) return;
  throw new DatabaseProblem(Number.isNaN(found)
    ? `${data} is not a PostgreSQL data directory: move it away, or choose another directory for the database.`
    : `The database in ${data} is of PostgreSQL ${found} and this release brings ${major}: dump it with ` +
      `PostgreSQL ${found} and load it into a new directory, or go back to the release that made it.`);
}

function readVersion(data: string): string {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw fileProblem(error, data);
  }
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

interface Attempt {
  readonly account: Account;
  readonly port: number;
  readonly options: LaunchOptions;
}

/** The running server, or what it said before it ended. */
async function tryStart(place: Place, { postgres }: Binaries, { account, port, options }: Attempt): Promise<Postmaster | string> {
  const { handle, from } = openLog(place);
  const flags = ['-D', place.data, '-p', String(port), ...settings(options.durable)];
  const child = spawn(...command(account, postgres, flags), {
    ...account.ids, cwd: '/', env: environment(), detached: true, stdio: ['ignore', handle, handle],
  });
  closeSync(handle);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`FATAL: ${error.message}`));
    child.once('exit', () => resolve(readFileSync(place.log, 'utf8').slice(from) || 'FATAL: it ended at once'));
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

function settings(durable: boolean): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 100, shared_buffers: '256MB',
    password_encryption: 'scram-sha-256', timezone: 'UTC', log_timezone: 'UTC', jit: 'off',
    max_wal_size: '2GB', checkpoint_completion_target: 0.9,
    // Statements and their errors hold business data and go to the caller, never to this log.
    log_min_messages: 'log', log_min_error_statement: 'panic', log_error_verbosity: 'terse', log_checkpoints: 'off',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
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

function command({ wrap }: Account, program: string, rest: string[]): [string, string[]] {
  const [first, ...others] = [...wrap, program, ...rest];
  return [first!, others];
}

const environment = () =>
  Object.fromEntries(KEPT_ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

async function refuseTaken(port: number) {
  if (!(await canListen(port))) throw portTaken(port);
}

/** `wanted` if it is free, else any. */
async function freePort(wanted: number): Promise<number> {
  const port = (wanted && (await canListen(wanted))) || (await canListen(0));
  if (!port) throw new DatabaseProblem('No free port was found on 127.0.0.1.');
  return port;
}

/** The port it got, or 0. */
function canListen(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
