/** The databases that all other tests stand on: apart from each other, current, and gone afterwards. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findBinaries, linkLibraries } from '#store/postgres/binaries.ts';
import { control } from '#store/postgres/connect.ts';
import { attach } from '#store/postgres/embedded.ts';
import { alive } from '#store/postgres/postmaster.ts';
import { testDatabase } from '#store/postgres/testing.ts';

const scratch = mkdtempSync(join(tmpdir(), 'threadline-testing-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

async function ask(url: string, sql: string) {
  const client = await control(url, { application: 'threadline test' });
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('every test has its own database, of the migrations as they are now', async () => {
  const folder = join(scratch, 'migrations');
  mkdirSync(folder);
  writeFileSync(join(folder, '0001_a.sql'), 'create table a (n int); insert into a values (1);');
  const [one, two] = await Promise.all([testDatabase(folder), testDatabase(folder)]);
  await ask(one.url, 'insert into a values (2)');
  assert.deepEqual(await ask(two.url, 'select n from a'), [{ n: 1 }]);
  writeFileSync(join(folder, '0002_b.sql'), 'alter table a add m int;');
  const three = await testDatabase(folder);
  assert.deepEqual(await ask(three.url, 'select n, m from a'), [{ n: 1, m: null }]);
  // Dropping does not ask whether somebody is still connected, and may be repeated.
  const client = await control(one.url, { application: 'threadline test' });
  for (const database of [one, two, three, three]) await database.drop();
  await assert.rejects(client.query('select 1'));
  await assert.rejects(ask(two.url, 'select 1'), { code: '3D000' });
});

test('what killed tests left is dropped when the next template is made', async () => {
  const folder = join(scratch, 'cleaning');
  mkdirSync(folder);
  const here = await testDatabase(folder);
  const old = `threadline_test_1000_${process.pid}_old`;
  await ask(here.url, `create database ${old}`);
  writeFileSync(join(folder, '0001_new.sql'), `-- ${scratch}`);
  const next = await testDatabase(folder);
  assert.deepEqual(await ask(next.url, `select datname as name from pg_database where datname in
    ('${old}', '${new URL(here.url).pathname.slice(1)}')`), [{ name: new URL(here.url).pathname.slice(1) }]);
  for (const database of [here, next]) await database.drop();
});

test('a server given in the environment is used instead', async () => {
  const own = await testDatabase();
  try {
    process.env['THREADLINE_TEST_DATABASE_URL'] = 'postgresql://nobody@127.0.0.1:1/nothing';
    await assert.rejects(testDatabase(), { code: 'ECONNREFUSED' });
    process.env['THREADLINE_TEST_DATABASE_URL'] = own.url;
    const { url, drop } = await testDatabase();
    assert.deepEqual(await ask(url, 'select current_database() as name'), [{ name: new URL(url).pathname.slice(1) }]);
    await drop();
  } finally {
    delete process.env['THREADLINE_TEST_DATABASE_URL'];
    await own.drop();
  }
});

test('the keeper stops a server that nobody uses any more, and only then', async () => {
  const directory = join(scratch, 'kept');
  const server = await attach({ directory, durable: false });
  const keeper = spawn(process.execPath, ['--disable-warning=ExperimentalWarning',
    fileURLToPath(import.meta.resolve('#store/postgres/testing-keeper.ts')), directory, '300'], { stdio: 'inherit' });
  const ended = new Promise((resolve) => keeper.once('exit', resolve));
  await sleep(900);
  assert.equal(alive(server.pid), true);
  server.release();
  assert.equal(await ended, 0);
  assert.equal(alive(server.pid), false);
});

test('library links that no install script made are made on the way', () => {
  const native = join(scratch, 'package', 'native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  writeFileSync(join(native, 'lib', 'libx.so.1.2'), 'x');
  writeFileSync(join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]));
  linkLibraries(join(scratch, 'package'));
  assert.equal(readFileSync(join(native, 'lib', 'libx.so.1'), 'utf8'), 'x');
  linkLibraries(join(scratch, 'package')); // Again is nothing.
  assert.ok(existsSync(findBinaries().postgres));
  assert.throws(() => findBinaries('aix ppc64'), {
    name: 'DatabaseProblem', message: /^There is no embedded PostgreSQL for aix ppc64: set DATABASE_URL/,
  });
});
