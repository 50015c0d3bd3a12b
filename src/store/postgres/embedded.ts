/**
 * A PostgreSQL server of our own: started on first use, adopted when it already runs, stopped by its last user.
 *
 * Our own launcher, because the one that comes with the binaries rejects with `undefined` when a database
 * outlived a killed process, adds users to the machine, and cannot run as root below a closed directory.
 */
import { createHmac } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { launch } from './launch.ts';
import { lock, tryLock } from './lock.ts';
import type { Held } from './lock.ts';
import { keepOwner, openPlace, readRecord, urlOf } from './place.ts';
import type { Place } from './place.ts';
import { endServer, findPostmaster, interrupt } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { DatabaseProblem } from './problem.ts';
import { APPLICATION } from './walls.ts';

export interface EmbeddedOptions {
  /** Made if missing; holds nothing else. */
  readonly directory: string;
  /** A fixed port; left out or 0, a free one is taken and kept for the next start. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** False only for tests: a crash of the machine may then destroy the data. */
  readonly durable?: boolean;
}

export interface Embedded {
  /** Of the database `threadline`, as its owner. Holds the password: never log it. */
  readonly url: string;
  /** The same as a user without the owner's rights: it cannot become the owner. */
  readonly applicationUrl: string;
  readonly port: number;
  readonly pid: number;
  /** True when the server ran before we came. */
  readonly adopted: boolean;
  /** Stops the server, unless another process still uses it; then it is left to that one. */
  stop(): Promise<void>;
}

/** A server in use by this process. `release` only gives up the use. */
export interface Attached extends Omit<Embedded, 'stop'> {
  readonly place: Place;
  readonly binaries: Binaries;
  release(): void;
}

const LONGEST_START_MS = 600_000;

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const server = await attach(options);
  const { place, binaries, url, applicationUrl, port, pid, adopted } = server;
  const atExit = () => leaveAtExit(server);
  process.once('exit', atExit);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    process.removeListener('exit', atExit);
    server.release();
    await stopIfUnused(place, binaries);
  };
  return { url, applicationUrl, port, pid, adopted, stop: () => (stopping ??= stop()) };
}

/** Starts or adopts, and counts as a user of the server until released or dead. */
export async function attach(options: EmbeddedOptions): Promise<Attached> {
  const { port = 0, log = () => {}, durable = true } = options;
  const binaries = findBinaries();
  let place = openPlace(options.directory);
  const starting = await startLock(place);
  try {
    place = readRecord(place);
    const found = await adopt(place, log);
    const server = found ?? (await launch(place, binaries, { port, durable, log }));
    if (port && server.port !== port) log(`it stays on port ${server.port} until it is stopped`);
    const { release } = await use(place, server, found ? undefined : binaries);
    keepOwner(place);
    const url = urlOf(place.record, server.port);
    const applicationUrl = applicationOf(place, url);
    const { port: at, pid } = server;
    return { url, applicationUrl, port: at, pid, adopted: Boolean(found), place, binaries, release };
  } finally {
    starting.release();
  }
}

/** Counts us as a user and makes sure of the database; a server just started for nothing is stopped again. */
async function use(place: Place, { port }: Postmaster, started?: Binaries): Promise<Held> {
  const using = await lock(place.useLock, 'shared', LONGEST_START_MS, `${place.useLock} stays locked.`);
  try {
    await openDatabase(place, port);
    return using;
  } catch (error) {
    using.release();
    if (started) await endServer(place.data, started.pg_ctl);
    throw error;
  }
}

/** Whoever is the last one stops the server. */
export async function stopIfUnused(place: Place, binaries: Binaries): Promise<boolean> {
  const starting = await startLock(place);
  const alone = tryLock(place.useLock, 'exclusive');
  try {
    if (alone) await endServer(place.data, binaries.pg_ctl);
    return Boolean(alone);
  } finally {
    alone?.release();
    starting.release();
  }
}

/** The process ends without `stop`: nobody may wait any more, but the server can still be asked to. */
function leaveAtExit({ place, binaries, release }: Attached) {
  release();
  const alone = tryLock(place.useLock, 'exclusive');
  const server = alone && findPostmaster(place.data);
  if (server) interrupt(server.pid, place.data, binaries.pg_ctl);
  alone?.release();
}

const startLock = (place: Place) =>
  lock(place.startLock, 'exclusive', LONGEST_START_MS,
    `Another process has been starting or stopping the database in ${place.directory} for ten minutes: look into ` +
    `${place.log}.`);

/** A server that already runs here, once it is ready; undefined when there is none or it is just ending. */
async function adopt(place: Place, log: (line: string) => void): Promise<Postmaster | undefined> {
  const end = performance.now() + LONGEST_START_MS;
  for (let server = findPostmaster(place.data); server; server = findPostmaster(place.data)) {
    if (server.status === 'ready' && (await answers(place, server))) {
      log(`the database already runs (process ${server.pid})`);
      return server;
    }
    if (performance.now() > end)
      throw new DatabaseProblem(`The database process ${server.pid} in ${place.directory} does not get ready: look ` +
        `into ${place.log}, or stop it by hand.`);
    await sleep(20);
  }
  return undefined;
}

/** Whether the server behind the pid file is ours and takes connections. */
async function answers(place: Place, { port }: Postmaster): Promise<boolean> {
  const client = newClient(place, port);
  try {
    await client.connect();
    const { rows } = await client.query<{ at: string }>(`select current_setting('data_directory') as at`);
    return resolve(rows[0]?.at ?? '') === place.data;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === '28P01') throw wrongPassword(place);
    // Full: it answers, and waiting is the pool's business. Anything else is asked again while the process lives.
    return code === '53300';
  } finally {
    await client.end().catch(() => {});
  }
}

/** The database `threadline`; not made with the data directory, so that a kill in between heals itself. */
async function openDatabase(place: Place, port: number) {
  const client = newClient(place, port);
  try {
    await client.connect();
    const { rowCount } = await client.query(`select from pg_database where datname = 'threadline'`);
    if (rowCount === 0) await client.query('create database threadline');
    await openApplication(client, place);
  } catch (error) {
    throw (error as { code?: string }).code === '28P01' ? wrongPassword(place) : error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The application's user, which other databases make without a password; what it may do say the walls. */
async function openApplication(client: Client, place: Place) {
  const { rows } = await client.query<{ login: boolean }>(
    `select rolcanlogin as login from pg_roles where rolname = '${APPLICATION}'`);
  if (rows[0]?.login) return;
  await client.query(`${rows[0] ? 'alter' : 'create'} role ${APPLICATION} login noinherit ` +
    `password '${applicationPassword(place)}'`);
}
/** Follows from the owner's and does not give it away. */
const applicationPassword = ({ record }: Place): string =>
  createHmac('sha256', record.password).update(APPLICATION).digest('base64url');

function applicationOf(place: Place, owner: string): string {
  const url = new URL(owner);
  url.username = APPLICATION;
  url.password = applicationPassword(place);
  return url.href;
}

function newClient({ record }: Place, port: number): Client {
  const client = new Client({ connectionString: urlOf(record, port, 'postgres'), connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  return client;
}

const wrongPassword = ({ directory }: Place) =>
  new DatabaseProblem(`The password in ${directory}/server.json is not the one its database knows: put the file that ` +
    'belongs to it back, or choose another directory.');
