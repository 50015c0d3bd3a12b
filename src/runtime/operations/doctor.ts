/**
 * Looking after an installation before it hurts: machine, database, keys, connections, work. Each line says what
 * was seen and what to do. Nothing is changed: a missing subscription is told, a missing migration is named.
 */
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { workersAlive } from '#store/operate-configuration.ts';
import { lateWork, serverFacts } from '#store/operate-list.ts';
import { waitingForNothing } from '#store/operate.ts';
import { backlog, countExceptions } from '#store/list-work.ts';
import { schedules } from '#store/list-partners.ts';
import { nextFile } from '../master-key.ts';
import { HUNG_SECONDS } from '../ownership.ts';
import type { Platform } from '../platform.ts';
import { examineConnections } from './doctor-connections.ts';
import { fail, ok, warn, type Symptom } from './symptom.ts';

const NODE = 26;
const GIGABYTE = 1024 ** 3;

/** What can be seen without a database. */
export async function examineMachine(directory: string, environment = process.env): Promise<Symptom[]> {
  const major = Number(process.versions.node.split('.')[0]);
  return [
    major >= NODE
      ? ok('node', `Node ${process.versions.node}`)
      : fail(
          'node',
          `Node ${process.versions.node} is too old`,
          `Start threadline through npm or bin/threadline.mjs: they bring Node ${NODE}.`,
        ),
    masterKeySymptom(join(directory, 'master.key'), environment['THREADLINE_MASTER_KEY']),
    await diskSymptom(directory),
  ];
}

function masterKeySymptom(file: string, given: string | undefined): Symptom {
  if (given !== undefined)
    return Buffer.from(given, 'base64').length === 32
      ? ok('master key', 'from THREADLINE_MASTER_KEY')
      : fail(
          'master key',
          'THREADLINE_MASTER_KEY is not the base64 of 32 bytes',
          'Set the key this installation was made with.',
        );
  if (!existsSync(file)) return ok('master key', `none yet; the first start makes ${file}`);
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    return fail('master key', `${file} can be read by others`, `chmod 600 ${file}`);
  if (existsSync(nextFile(file)))
    return warn('master key', `its replacement was begun and not finished: ${nextFile(file)} is there`, 'threadline key rotate');
  return warn('master key', `${file}, readable by its owner only`,
    'Keep a copy of it apart from the database: without it nothing that is sealed can be read again.');
}

async function diskSymptom(directory: string): Promise<Symptom> {
  let at = directory;
  while (!existsSync(at)) at = join(at, '..');
  const { bavail, bsize } = await statfs(at);
  const free = (bavail * bsize) / GIGABYTE;
  const says = `${free.toFixed(1)} GB are free where ${directory} is`;
  if (free < 0.5) return fail('disk', says, 'Free some space now: a full disk stops everything.');
  return free < 5
    ? warn('disk', says, 'Free some space: raw documents and the database grow every day.')
    : ok('disk', says);
}

/** What a database shows, apart from what is connected to it. */
export async function examineDatabase(p: Platform): Promise<Symptom[]> {
  const before = Date.now();
  const { version, at, durable } = await serverFacts(p.pool);
  const middle = (before + Date.now()) / 2;
  const skew = Math.abs(at.epochMilliseconds - middle) / 1000;
  const found = `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`;
  const clock = `the database's clock and ours differ by ${skew.toFixed(2)} s`;
  return [
    version >= 150_000 ? ok('database', found) : fail('database', `${found} is too old`, 'Use PostgreSQL 15 or newer.'),
    durable
      ? ok('durability', 'a commit is on disk before it is answered')
      : fail(
          'durability',
          'fsync or synchronous_commit is off',
          'Turn them on: a partner that got its 200 will not send again.',
        ),
    p.wall === undefined
      ? ok('walls', 'the log may only be added to, and what people read is of one tenant')
      : warn('walls', `the database holds no walls: ${p.wall}`,
          'As an administrator of the server: alter role <user> createrole; then threadline migrate.'),
    skew > 30
      ? fail('clock', clock, 'Set both clocks (NTP): timers and signatures depend on them.')
      : skew > 2
        ? warn('clock', clock, 'Set both clocks (NTP).')
        : ok('clock', clock),
  ];
}

const LATE_SECONDS = 60;
/** Workers, what waits for them, what waits for people. */
export async function examineWork(p: Platform): Promise<Symptom[]> {
  const workers = await workersAlive(p.pool, HUNG_SECONDS);
  const late = await lateWork(p.pool, LATE_SECONDS);
  const symptoms: Symptom[] = [workerSymptom(workers, late.reduce((n, l) => n + l.count, 0))];
  for (const l of late.slice(0, 5))
    if (workers > 0)
      symptoms.push(
        warn(
          'late work', `${l.count} deliveries of ${l.handler} are due for up to ${words(l.seconds)}`,
          'Start another worker, or look at its connection below.',
        ),
      );
  for (const { tenant } of p.tenants.values())
    symptoms.push(...(await people(p, tenant)), ...(await clocks(p, tenant)));
  return symptoms;
}

function workerSymptom(workers: number, late: number): Symptom {
  if (workers > 0) return ok('workers', workers === 1 ? 'one is at work' : `${workers} are at work`);
  const says = `none is at work${late > 0 ? `, and ${late} deliveries are due` : ''}`;
  return late > 0
    ? fail('workers', says, 'threadline start, or threadline worker')
    : warn('workers', says, 'threadline start, or threadline worker');
}

async function people(p: Platform, tenant: string): Promise<Symptom[]> {
  const symptoms: Symptom[] = [];
  const exceptions = await countExceptions(p.pool, tenant);
  const n = exceptions.reduce((sum, e) => sum + e.count, 0);
  const kinds = exceptions.slice(0, 4).map((e) => `${e.count} ${e.exception} (${e.owner})`).join(', ');
  symptoms.push(n === 0 ? ok('exceptions', 'nothing waits for a person')
    : warn('exceptions', `${n} wait for a person: ${kinds}`, 'threadline exceptions'));
  const stale = await waitingForNothing(p.pool, tenant);
  if (stale.length > 0)
    symptoms.push(warn('mappings', `${stale.length} deliveries wait for a mapping that is there`,
      'threadline deliveries retry --exception UnmappedSku'));
  const open = (await backlog(p.pool, tenant)).filter((b) => b.state !== 'Parked').reduce((sum, b) => sum + b.count, 0);
  symptoms.push(ok('backlog', open === 0 ? 'no work is open' : `${open} deliveries are open`));
  return symptoms;
}

async function clocks(p: Platform, tenant: string): Promise<Symptom[]> {
  const now = Temporal.Now.instant();
  return (await schedules(p.pool, tenant)).flatMap((s) => {
    const late = s.due.until(now).total('seconds');
    const [, connection = ''] = s.name.split(':');
    const idle = p.tenants.get(tenant)?.connections.get(connection)?.row.state === 'suspended';
    if (s.last_fault)
      return [warn(s.name, `last time: ${s.last_fault}`, 'It comes again by itself; see the connection below.')];
    return late > 3 * s.every_seconds + 60 && !idle
      ? [warn(s.name, `is overdue by ${words(late)}`, 'Start a worker: threadline start, or threadline worker.')] : [];
  });
}

export function words(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** Everything behind an open database. */
export async function examine(p: Platform): Promise<Symptom[]> {
  return [...(await examineDatabase(p)), ...(await examineWork(p)), ...(await examineConnections(p))];
}
