/** Migrating: once, in order, whole files or nothing, and never over a changed past. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { control } from '#store/postgres/connect.ts';
import { migrate, pendingMigrations } from '#store/postgres/migrate.ts';
import { DatabaseProblem } from '#store/postgres/problem.ts';
import { testDatabase } from '#store/postgres/testing.ts';
import type { TestDatabase } from '#store/postgres/testing.ts';

const empty = mkdtempSync(join(tmpdir(), 'threadline-no-migrations-'));
const folders = [empty];
const databases: TestDatabase[] = [];
let url: string;
let folder: string;

beforeEach(async () => {
  const database = await testDatabase(empty);
  databases.push(database);
  url = database.url;
  folders.push((folder = mkdtempSync(join(tmpdir(), 'threadline-migrations-'))));
});
after(async () => {
  for (const database of databases) await database.drop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);
const versions = async () => (await migrate(url, folder)).map(({ version }) => version);
async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = await control(url, { application: 'threadline test' });
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
const refused = (sentence: RegExp) => assert.rejects(migrate(url, folder), (error) => {
  assert.ok(error instanceof DatabaseProblem, String(error));
  assert.match(error.message, sentence);
  return true;
});

test('files are applied once, in order, and recorded; other files are not looked at', async () => {
  write('0001_shop.sql', `create table shop (name text); insert into shop values ('a;b');`);
  write('0002_shop_zone.sql', `-- breaking\n-- Zones are needed.\nalter table shop add zone text;`);
  write('0002_shop_zone.test.sql', 'this is no migration');
  write('notes.txt', 'nor this');
  const client = await control(url, { application: 'threadline test' });
  assert.deepEqual((await pendingMigrations(client, folder)).map(({ name }) => name), ['shop', 'shop_zone']);
  const applied = await migrate(client, folder);
  assert.deepEqual(applied.map(({ version, name, breaking }) => ({ version, name, breaking })),
    [{ version: 1, name: 'shop', breaking: false }, { version: 2, name: 'shop_zone', breaking: true }]);
  assert.deepEqual(await pendingMigrations(client, folder), []);
  await client.end();
  assert.deepEqual(await versions(), []);
  write('0003_more.sql', 'create table more ()');
  assert.deepEqual(await versions(), [3]);
  assert.deepEqual(await rows('select * from shop'), [{ name: 'a;b', zone: null }]);
  assert.deepEqual(await rows(`select version, name, checksum ~ '^[0-9a-f]{64}$' as whole, applied_at <= now() as past
    from schema_migration order by version`), [
    { version: 1, name: 'shop', whole: true, past: true }, { version: 2, name: 'shop_zone', whole: true, past: true },
    { version: 3, name: 'more', whole: true, past: true },
  ]);
});

test('several processes may start at once: each file is applied by one of them', async () => {
  write('0001_slow.sql', 'create table slow (); select pg_sleep(0.2);');
  write('0002_next.sql', 'create table next ();');
  const results = await Promise.all([versions(), versions(), versions()]);
  assert.deepEqual(results.flat().sort(), [1, 2]);
  assert.equal(results.filter((result) => result.length === 0).length, 2);
});

test('a failing file is undone whole and named with its line; those before it stay', async () => {
  write('0001_good.sql', 'create table good ();');
  write('0002_bad.sql', 'create table half ();\n\ninsert into nowhere values (1);');
  await refused(/^0002_bad\.sql, statement at line 3: relation "nowhere" does not exist\. Nothing of this file was/);
  assert.deepEqual(await rows(`select to_regclass('good') is not null as good, to_regclass('half') as half`),
    [{ good: true, half: null }]);
  write('0002_bad.sql', 'create table half ();');
  assert.deepEqual(await versions(), [2]);
});

test('a changed, vanished or late file is refused before anything is done', async () => {
  write('0001_first.sql', 'create table first ();\n');
  write('0003_third.sql', 'create table third ();\n');
  assert.deepEqual(await versions(), [1, 3]);
  write('0001_first.sql', 'create table first ();\r\n'); // Line ends of a Windows checkout are no change.
  assert.deepEqual(await versions(), []);
  write('0004_fourth.sql', 'create table fourth ();');
  write('0001_first.sql', 'create table first (id int);\n');
  await refused(/^0001_first\.sql was changed after it was applied as 0001_first: put the file back/);
  write('0001_first.sql', 'create table first ();\n');
  write('0002_second.sql', '');
  await refused(/^0002_second\.sql comes before migration 3, which is applied already: give it a number above 3/);
  rmSync(join(folder, '0002_second.sql'));
  rmSync(join(folder, '0003_third.sql'));
  await refused(/has migration 0003_third, which this release does not know: it is newer than this release/);
  assert.deepEqual(await rows(`select to_regclass('fourth') as fourth`), [{ fourth: null }]);
});

test('mistakes in a file are found before it runs', async () => {
  write('0001_own.sql', 'create table t ();\ncommit;');
  await refused(/^0001_own\.sql, line 2: a migration is one transaction already; take "commit" out/);
  write('0001_own.sql', `create table t ();\nselect 'open`);
  await refused(/^0001_own\.sql, line 2: a quote \('\) is opened and not closed/);
  assert.deepEqual(await rows(`select to_regclass('t') as t`), [{ t: null }]);
  write('0001_own.sql', '');
  write('0001_twin.sql', '');
  await refused(/^0001_own\.sql and 0001_twin\.sql have the same number/);
});
