/**
 * The directory of an embedded database: PostgreSQL's own `data`, and beside it what we must remember.
 *
 * `server.json` (0600) holds the password and the port. It is written before the data directory exists, so
 * a data directory without it was not made by us and is left alone.
 */
import { randomBytes } from 'node:crypto';
import {
  accessSync, chmodSync, chownSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, readFileSync,
  readdirSync, realpathSync, renameSync, statSync, writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseProblem, fileProblem } from './problem.ts';

export interface Place {
  readonly directory: string;
  readonly data: string;
  /** Where `initdb` works; renamed to `data` when it is complete. */
  readonly unfinished: string;
  readonly log: string;
  /** Held while somebody starts or stops the server. */
  readonly startLock: string;
  /** Held (shared) by every process that uses the server. */
  readonly useLock: string;
  readonly record: ServerRecord;
}
export interface ServerRecord {
  readonly password: string;
  /** 0 until a port was chosen. */
  readonly port: number;
}

const OURS = ['data', 'data.new', 'server.json', 'server.json.new', 'postgres.log', 'postgres.log.1', 'start.lock',
  'use.lock', 'keeper.lock', 'password.new'];

/** Opens or makes the directory; refuses one that holds anything not made by us. */
export function openPlace(path: string): Place {
  let directory: string;
  let names: readonly string[];
  try {
    makeDirectory(resolve(path));
    directory = realpathSync(path);
    names = readdirSync(directory);
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileProblem(error, path);
  }
  const at = (name: string) => join(directory, name);
  refuseForeign(directory, names);
  return {
    directory, data: at('data'), unfinished: at('data.new'), log: at('postgres.log'),
    startLock: at('start.lock'), useLock: at('use.lock'),
    record: { password: '', port: 0 },
  };
}

/** Step by step: on a read-only disk the recursive form of `mkdir` says only ENOENT. */
function makeDirectory(path: string) {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Reads `server.json`, making it the first time. Only under the start lock. */
export function readRecord(place: Place): Place {
  const file = join(place.directory, 'server.json');
  try {
    if (existsSync(file)) return { ...place, record: JSON.parse(readFileSync(file, 'utf8')) as ServerRecord };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw fileProblem(error, file);
    throw new DatabaseProblem(`${file} is damaged: put it back from a copy, or choose another directory.`);
  }
  if (existsSync(place.data)) throw lostRecord(place.directory);
  return writeRecord(place, { password: randomBytes(24).toString('base64url'), port: 0 });
}

/** Written beside and renamed, so that a crash or a full disk never leaves half a password. */
export function writeRecord(place: Place, record: ServerRecord): Place {
  const file = join(place.directory, 'server.json');
  try {
    const handle = openSync(`${file}.new`, 'w', 0o600);
    writeSync(handle, `${JSON.stringify(record)}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(`${file}.new`, file);
    syncDirectory(place.directory);
    return { ...place, record };
  } catch (error) {
    throw fileProblem(error, place.directory);
  }
}

/** Makes a rename survive a power cut. Windows has no such call and needs none. */
export function syncDirectory(directory: string) {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Root, started once by mistake in somebody's directory, must not lock that user out for ever. */
export function keepOwner({ directory }: Place) {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(directory);
  for (const name of OURS) {
    const path = join(directory, name);
    if (name !== 'data' && existsSync(path) && statSync(path).uid !== uid) chownSync(path, uid, gid);
  }
}

/** Lets the stand-in user of `account.ts` pass through; the files in it stay closed. */
export function letThrough({ directory }: Place, uid: number) {
  if (statSync(directory).uid !== uid) chmodSync(directory, 0o711);
}

export const urlOf = ({ password }: ServerRecord, port: number, database = 'threadline') =>
  `postgresql://threadline:${password}@127.0.0.1:${port}/${database}`;

function refuseForeign(directory: string, names: readonly string[]) {
  if (names.includes('server.json')) return;
  if (names.includes('data') && existsSync(join(directory, 'data', 'PG_VERSION'))) throw lostRecord(directory);
  const foreign = names.find((name) => !OURS.includes(name));
  if (foreign)
    throw new DatabaseProblem(`${directory} holds something else (${foreign}): choose an empty or new directory for ` +
      'the database.');
}

const lostRecord = (directory: string) =>
  new DatabaseProblem(`The database in ${directory} was not made by Threadline, or its server.json with the password ` +
    'is gone: put that file back, or choose another directory.');
