/** Mappings are followed, not read anew: what comes late, is dated ahead or dated back is found all the same. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { readMappings } from '#runtime/mappings.ts';
import { saveMapping, saveTenant } from '#store/configuration.ts';
import { nextVersion, saveMappings } from '#store/operate-configuration.ts';
import { openPool } from '#store/postgres/connect.ts';
import { testDatabase, type TestDatabase } from '#store/postgres/testing.ts';
import { transaction } from '#store/query.ts';

const TENANT = 'main';
let database: TestDatabase;
let pool: Pool;
before(async () => {
  database = await testDatabase();
  pool = openPool(database.url, { max: 4, application: 'test' });
  await saveTenant(pool, TENANT, 'Main', Buffer.from('key'));
});
after(async () => {
  await pool.end();
  await database.drop();
});
const sku = (external: string, own: string | null) => ({ name: 'sku', connection: 'shop', external, own, author: 'test' });
const ownOf = (m: Awaited<ReturnType<typeof readMappings>>, external: string) => m.own.get(`sku|shop|${external}`)?.own;

it('is the same object until something changes, and knows the item for our SKU', async () => {
  await saveMapping(pool, TENANT, sku('a', 'TEE'));
  const first = await readMappings(pool, TENANT, undefined);
  assert.equal(await readMappings(pool, TENANT, first), first);
  await saveMapping(pool, TENANT, sku('b', 'TEE'));
  const second = await readMappings(pool, TENANT, first);
  assert.notEqual(second, first);
  assert.deepEqual(second.itemsOf.get('TEE')?.map((x) => x.item).sort(), ['a', 'b']);
  assert.equal(first.own.size, 1, 'who still holds the older reading holds it unchanged');
  await saveMapping(pool, TENANT, sku('a', null));
  const third = await readMappings(pool, TENANT, second);
  assert.deepEqual([ownOf(third, 'a'), third.itemsOf.get('TEE')?.length], [undefined, 1]);
});

it('finds a version that was numbered first and committed last, and lets no older one win', async () => {
  const [early, late] = [await nextVersion(pool), await nextVersion(pool)];
  await saveMappings(pool, { tenant: TENANT, version: late, author: 'test' }, [sku('c', 'NEW')]);
  const seen = await readMappings(pool, TENANT, undefined);
  await transaction(pool, (tx) => saveMappings(tx, { tenant: TENANT, version: early, author: 'test' }, [sku('c', 'OLD'), sku('d', 'CUP')]));
  const then = await readMappings(pool, TENANT, seen);
  assert.deepEqual([ownOf(then, 'c'), ownOf(then, 'd')], ['NEW', 'CUP']);
});

it('takes a row that is dated ahead when its time comes, and one that is dated back at once', async () => {
  const soon = new Date(Date.now() + 400).toISOString();
  await saveMappings(pool, { tenant: TENANT, version: await nextVersion(pool), author: 'test', from: soon }, [sku('e', 'HAT')]);
  const now = await readMappings(pool, TENANT, undefined);
  assert.equal(ownOf(now, 'e'), undefined);
  await pause(500);
  const then = await readMappings(pool, TENANT, now);
  assert.equal(ownOf(then, 'e'), 'HAT');
  await saveMappings(pool, { tenant: TENANT, version: await nextVersion(pool), author: 'test', from: '2020-01-01' }, [sku('f', 'MUG')]);
  assert.equal(ownOf(await readMappings(pool, TENANT, then), 'f'), 'MUG');
});
