/** The walls in the database, by trying: the log cannot be changed, and nobody reads another tenant. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, type Pool } from 'pg';
import { keepParty } from '#runtime/parties.ts';
import { examineDatabase } from '#runtime/operations/doctor.ts';
import { openPlatform } from '#runtime/open.ts';
import { ensureTenant } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { openPool } from '#store/postgres/connect.ts';
import { startEmbedded } from '#store/postgres/embedded.ts';
import { migrate, MIGRATIONS } from '#store/postgres/migrate.ts';
import { entrance, READER, withOptions } from '#store/postgres/walls.ts';
import { transaction } from '#store/query.ts';
import { ground, log, place, quiet, stockUp, TENANT, type Ground } from './engine/bench.fixture.ts';

let g: Ground;
let owner: Pool;
let application: Pool;
before(async () => {
  g = await ground();
  owner = openPool(g.url, { max: 2, application: 'owner' });
  application = openPool((await entrance(g.url)).application, { max: 2, application: 'application' });
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 5);
  await place(g, 'A-1', [{ sku: 'TEE', quantity: 1 }]);
  await quiet(g);
  await worker.stop();
  await ensureTenant(g.opened.platform, 'other', 'Other');
  await owner.query(`insert into audit (tenant, position, who, what, previous, hash)
    values ('other', 1, 'x', 'y', '', ''), ('main', 1, 'x', 'y', '', '')`);
});
after(async () => {
  await Promise.all([owner.end(), application.end()]);
  await g.close();
});
const refused = (pool: Pool, text: string, why = /permission denied/) => assert.rejects(pool.query(text), why, text);

test('the application may add to the log, the ledger and the audit trail, and change nothing there', async () => {
  for (const [table, column] of [['message', 'key'], ['entry', 'memo'], ['posting', 'account'], ['audit', 'who']]) {
    const { rows } = await application.query(`select count(*)::int as n from ${table}`);
    assert.ok(rows[0].n > 0, `${table} has rows to change`);
    await refused(application, `update ${table} set ${column} = 'changed'`);
    await refused(application, `delete from ${table}`);
    await refused(application, `truncate ${table} cascade`);
    await refused(application, `select from ${table} for update`);
  }
  const { rowCount } = await application.query(`
    insert into audit (tenant, position, who, what, previous, hash) values ('main', 2, 'x', 'y', '', '')`);
  assert.equal(rowCount, 1);
});

test('the application makes, changes and drops no table, and no migration', async () => {
  await refused(application, 'create table mine (n int)');
  await refused(application, 'drop table message', /must be owner/);
  await refused(application, 'alter table message disable row level security', /must be owner/);
  await refused(application, 'insert into schema_migration (version, name, checksum) values (9999, \'x\', \'x\')');
  await refused(application, 'drop policy people on message', /must be owner/);
});

test('what people read is of one tenant, is not written and shows nothing sealed', async () => {
  const { platform } = g.opened;
  const { pool } = platform.reading(TENANT);
  const tenants = async (table: string, from: Pool) =>
    (await from.query<{ tenant: string }>(`select distinct tenant from ${table} order by 1`)).rows.map((r) => r.tenant);
  assert.deepEqual(await tenants('audit', owner), ['main', 'other']);
  assert.deepEqual(await tenants('audit', pool), ['main']);
  assert.deepEqual(await tenants('tenant', pool), ['main']);
  assert.deepEqual(await tenants('message', platform.reading('other').pool), []);
  await refused(pool, `update delivery set state = 'Done'`);
  await refused(pool, `insert into mapping (tenant, name, connection, external, version, author)
    values ('main', 'sku', 'shop', 'X', 1, 'x')`);
  await transaction(platform.pool, (tx) =>
    keepParty(platform, tx, TENANT, { party: 'pty-1' as never, correlation: crypto.randomUUID(), data: { name: 'Ada' } }));
  await refused(pool, 'select * from vault_party');
  await refused(pool, 'select body from raw_payload');
  await refused(pool, 'select hash from api_key');
  await refused(pool, 'select wrapped_key from tenant');
});

test('a read that named no tenant is an error, not an empty page', async () => {
  const forgetful = openPool(withOptions(g.url, `-c role=${READER}`), { max: 1, application: 'forgetful' });
  try {
    assert.equal((await forgetful.query('select current_user as u')).rows[0].u, 'threadline_reader');
    await assert.rejects(forgetful.query('select from message'), /no tenant is set/);
  } finally {
    await forgetful.end();
  }
});

test('every table with a tenant stands behind its policies, which cost the application nothing', async () => {
  const { rows } = await owner.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and (not c.relrowsecurity or (select count(*) from pg_policy p where p.polrelid = c.oid) <> 2)`);
  assert.deepEqual(rows, []);
  const plan = async (pool: Pool) => JSON.stringify((await pool.query(`
    explain (verbose, format json) select m.id from message m where m.shard = 1 and m.tenant = 'main'`)).rows);
  assert.doesNotMatch(await plan(application), /tenant_now/);
  assert.equal(await plan(application), await plan(owner));
  assert.match(await plan(g.opened.platform.reading(TENANT).pool), /tenant_now/);
});

/** Who signs in, and what writes while it reads. */
const BESIDE_THE_WALL = ['people.ts', 'traffic.ts'];
test('routes read through the wall', () => {
  const folder = new URL('../src/api/routes/', import.meta.url);
  const around = readdirSync(folder).filter((file) => !BESIDE_THE_WALL.includes(file) &&
    readFileSync(new URL(file, folder), 'utf8').includes('platform.pool'));
  assert.deepEqual(around, [], 'read through request.reads, write through an operation');
});

test('the embedded database has a user for the application that cannot become the owner', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'threadline-walls-'));
  const server = await startEmbedded({ directory, durable: false });
  try {
    await migrate(server.url);
    assert.deepEqual(await migrate(server.applicationUrl), []);
    const { application: url, missing } = await entrance(server.applicationUrl);
    assert.equal(missing, undefined);
    const client = new Client({ connectionString: url });
    await client.connect();
    await assert.rejects(client.query('set role threadline'), /permission denied to set role/);
    await client.query('reset role');
    await assert.rejects(client.query(`delete from message`), /permission denied/);
    await client.end();
    await byOneWhoMayMakeRoles(server.url);
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

/** As on a server of others: no superuser, who makes the roles the first time. */
async function byOneWhoMayMakeRoles(admin: string): Promise<void> {
  const pool = openPool(admin, { max: 1, application: 'admin' });
  for (const text of ['drop owned by threadline_app, threadline_reader', 'drop role threadline_app, threadline_reader',
    `create role shop login createrole password 'only-for-this-test'`, 'create database shop owner shop'])
    await pool.query(text);
  await pool.end();
  const url = Object.assign(new URL(admin), { username: 'shop', password: 'only-for-this-test', pathname: '/shop' }).href;
  await migrate(url);
  const { application: own, missing } = await entrance(url);
  assert.equal(missing, undefined);
  const shop = openPool(own, { max: 1, application: 'shop' });
  assert.equal((await shop.query('select current_user as u')).rows[0].u, 'threadline_app');
  await refused(shop, 'delete from message');
  await shop.end();
}

test('a login that is nothing but a member does all the work and migrates nothing', async () => {
  const name = `member_${randomBytes(4).toString('hex')}`;
  await owner.query(`create role ${name} login password 'only-for-this-test'`);
  await owner.query(`grant threadline_app to ${name}`);
  const url = Object.assign(new URL(g.url), { username: name, password: 'only-for-this-test' }).href;
  const opened = await openPlatform({
    directory: g.directory, databaseUrl: url, log, application: 'member', allowPrivateHosts: true,
  });
  try {
    const worker = startWorker(opened.platform, { controlUrl: url, intake: g.intake });
    await place(g, 'A-2', [{ sku: 'TEE', quantity: 1 }]);
    await quiet(g);
    await worker.stop();
    const { rows } = await opened.platform.reading(TENANT).pool.query(`select stage from order_view where number = 'A-2'`);
    assert.deepEqual(rows, [{ stage: 'released' }]);
    await refused(opened.platform.pool, `update message set key = 'changed'`);
    const folder = mkdtempSync(join(tmpdir(), 'threadline-walls-'));
    cpSync(MIGRATIONS, folder, { recursive: true });
    writeFileSync(join(folder, '9999_later.sql'), 'create table later (n int);');
    await assert.rejects(migrate(url, folder), /lacks 9999_later.sql and this user may not change its schema/);
    rmSync(folder, { recursive: true });
  } finally {
    await opened.close();
    await owner.query(`drop role ${name}`);
  }
});

test('a user who may not make roles works without walls, and doctor says so', async () => {
  const name = `limited_${randomBytes(4).toString('hex')}`;
  await owner.query(`create role ${name} login password 'only-for-this-test'`);
  await owner.query(`create database ${name} owner ${name}`);
  const url = new URL(g.url);
  url.pathname = `/${name}`;
  url.username = name;
  url.password = 'only-for-this-test';
  try {
    const opened = await openPlatform({ directory: g.directory, databaseUrl: url.href, log, application: 'limited' });
    const [walls] = (await examineDatabase(opened.platform)).filter((s) => s.what === 'walls');
    await opened.close();
    assert.equal(walls?.state, 'warn');
    assert.match(walls.says, /may not make the roles threadline_app and threadline_reader/);
    const [stand] = (await examineDatabase(g.opened.platform)).filter((s) => s.what === 'walls');
    assert.equal(stand?.state, 'ok');
  } finally {
    await owner.query(`drop database ${name} with (force)`);
    await owner.query(`drop role ${name}`);
  }
});
