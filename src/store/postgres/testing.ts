/**
 * A database of its own for every test file, in the time of a file copy.
 *
 * All test processes share one server; a template is migrated once per state of the migrations and cloned.
 * The server is stopped by `testing-keeper.ts` shortly after the last test process is gone, killed ones
 * included. With THREADLINE_TEST_DATABASE_URL (a user who may create databases) that server is used instead.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { control } from './connect.ts';
import { attach } from './embedded.ts';
import type { Attached } from './embedded.ts';
import { lock, tryLock } from './lock.ts';
import { MIGRATIONS, migrate, readMigrations } from './migrate.ts';
import { openPlace } from './place.ts';
import { DatabaseProblem } from './problem.ts';

export interface TestDatabase {
  readonly url: string;
  /** Removes the database, connected or not. Without it a later test run cleans up. */
  drop(): Promise<void>;
}

const KEEPER = fileURLToPath(new URL('testing-keeper.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../.cache/test-postgres', import.meta.url));
const TEMPLATE = 'threadline_template_';
const CLONE = 'threadline_test_';
const LOCK = 0x74_65_73_74n; // 'test' in ASCII

/** A migrated, otherwise empty database. `folder` is for tests of migrating itself. */
export async function testDatabase(folder = MIGRATIONS): Promise<TestDatabase> {
  const server = process.env['THREADLINE_TEST_DATABASE_URL'] ?? (await testServer());
  const name = `${CLONE}${Date.now()}_${process.pid}_${randomBytes(3).toString('hex')}`;
  await administer(server, async (admin) => {
    await lockedTemplate(admin, server, folder, async (template) => {
      await admin.query(`create database ${name} template ${template}`);
    });
  });
  const drop = () => administer(server, async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`);
  });
  return { url: onDatabase(server, name), drop };
}

/** The shared server, held by this process until it ends: the kernel then frees the lock. */
let held: Promise<Attached> | undefined;
async function testServer(): Promise<string> {
  held ??= shareServer();
  return (await held).url;
}

async function shareServer(): Promise<Attached> {
  // The cache may belong to another user, or be closed to the one PostgreSQL runs as.
  const server = await attachIn(CACHE).catch((error: unknown) => {
    if (!(error instanceof DatabaseProblem)) throw error;
    return attachIn(join(tmpdir(), `threadline-test-pg-${process.getuid?.() ?? 'user'}`));
  });
  const free = tryLock(keeperLock(server.place.directory), 'exclusive');
  free?.release();
  if (free)
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', KEEPER, server.place.directory], {
      detached: true, stdio: 'ignore', cwd: '/', env: { PATH: process.env['PATH'] },
    }).unref();
  return server;
}

export const keeperLock = (directory: string) => join(directory, 'keeper.lock');

/** Nothing in a test server is worth keeping: after a crash without fsync, or with another major, it is made anew. */
async function attachIn(directory: string): Promise<Attached> {
  try {
    return await attach({ directory, durable: false });
  } catch (error) {
    if (!(error instanceof DatabaseProblem)) throw error;
    const place = openPlace(directory);
    const starting = await lock(place.startLock, 'exclusive', 60_000, error.message);
    const alone = tryLock(place.useLock, 'exclusive');
    if (alone) rmSync(place.data, { recursive: true, force: true });
    alone?.release();
    starting.release();
    if (!alone) throw error;
    return attach({ directory, durable: false });
  }
}

async function administer(server: string, work: (admin: Client) => Promise<void>) {
  const admin = await control(server, { application: 'threadline test' });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** Runs `work` while the template can be neither missing nor replaced; cloning is shared, building is not. */
async function lockedTemplate(admin: Client, server: string, folder: string, work: (name: string) => Promise<void>) {
  const name = templateName(folder);
  for (;;) {
    await admin.query('select pg_advisory_lock_shared($1)', [LOCK]);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return work(name);
    await admin.query('select pg_advisory_unlock_shared($1)', [LOCK]);
    await buildTemplate(admin, server, folder);
  }
}

async function buildTemplate(admin: Client, server: string, folder: string) {
  const name = templateName(folder);
  await admin.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    await clean(admin);
    // Under its final name only when complete.
    await admin.query(`drop database if exists ${name}_building with (force)`);
    await admin.query(`create database ${name}_building`);
    await migrate(onDatabase(server, `${name}_building`), folder);
    await admin.query(`comment on database ${name}_building is '${new Date().toISOString()}'`);
    await admin.query(`alter database ${name}_building rename to ${name}`);
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [LOCK]);
  }
}

function templateName(folder: string): string {
  const state = readMigrations(folder).map(({ file, checksum }) => `${file} ${checksum}`).join('\n');
  return TEMPLATE + createHash('sha256').update(state).digest('hex').slice(0, 20);
}

/** Drops what killed tests and older migrations left: clones of before the server's start, templates a day old. */
async function clean(admin: Client) {
  const { rows } = await admin.query<{ name: string }>(`
    select datname as name from pg_database
     where (datname ~ '^${CLONE}\\d+_'
            and to_timestamp(split_part(datname, '_', 3)::bigint / 1000.0)
                < greatest(pg_postmaster_start_time(), now() - interval '6 hours'))
        or (datname like '${TEMPLATE}%'
            and coalesce(shobj_description(oid, 'pg_database')::timestamptz, '-infinity')
                < now() - interval '1 day')`);
  for (const { name } of rows) await admin.query(`drop database if exists ${name}`).catch(() => {});
}

function onDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
