/** Availability at some of the places: what they alone can give, kits by what their parts would make there, and the answer's shape. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import { createApiKey } from '#api/access.ts';
import { AvailabilityAnswer } from '#api/schemas-stock.ts';
import { append } from '#runtime/append.ts';
import { availabilityOf } from '#runtime/availability.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveLocation, saveProducts } from '#store/configuration.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { transaction } from '#store/query.ts';
import { apiGround, type ApiGround } from '../api/api.fixture.ts';
import { place, quiet, stockUp, TENANT } from '../engine/bench.fixture.ts';
import { policy } from './shop.fixture.ts';

let g: ApiGround;
let worker: Worker;
const AT = '2026-11-21T06:00:00.000Z';
before(async () => {
  g = await apiGround();
  const { pool } = g.opened.platform;
  await saveLocation(pool, TENANT, { location: 'BER', name: 'Berlin', kind: 'warehouse', connection: 'wms', priority: 1,
    country: 'DE', latitude: 52_520_008, longitude: 13_404_954 });
  await saveLocation(pool, TENANT, { location: 'MUC', name: 'Munich', kind: 'store', connection: 'wms', priority: 2,
    country: 'DE', latitude: 48_137_154, longitude: 11_576_124 });
  await saveProducts(pool, TENANT, [
    { sku: 'BAT', title: 'Bat', gtin: null }, { sku: 'BALL', title: 'Ball', gtin: null },
    { sku: 'SET', title: 'Bat and two balls', gtin: null, parts: { BAT: 1, BALL: 2 } },
    { sku: 'WRAP', title: 'Gift wrapping', gtin: null, service: true }]);
  await loadConfiguration(g.opened.platform);
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  for (const [sku, ber, muc] of [['TEE', 20, 5], ['BAT', 4, 2], ['BALL', 9, 2]] as const) {
    await stockUp(g, sku, ber);
    await transaction(pool, (tx) => append(tx, [{
      tenant: TENANT, type: 'StockCounted', data: { connection: 'wms', location: 'MUC', sku, onHand: muc, asOf: AT },
      key: `StockCounted:munich:${sku}`, at: AT, correlation: derivedUuid(TENANT, 'stock', sku),
    }]));
  }
  await quiet(g);
});
after(async () => {
  await worker.stop();
  await g.close();
});
const ask = async (query: string) => {
  const answer = await g.call('GET', `/v1/availability?${query}`);
  return AvailabilityAnswer.strict().parse(answer.json()).items;
};

it('says beside the whole number what the places asked for can give of it', async () => {
  await policy(g, 'stock', 'shop', { safety: 3, cap: 10 });
  const [all] = await ask('sku=TEE&channel=shop');
  assert.deepEqual([all!.quantity, all!.here], [10, 10]);
  const [munich] = await ask('sku=TEE&channel=shop&location=MUC');
  assert.deepEqual([munich!.quantity, munich!.here, munich!.locations.map((l) => l.available)], [10, 2, [5]], 'five lie there, three are kept back');
  const [berlin] = await ask('sku=TEE&channel=shop&near=52.5,13.4&within=50');
  assert.deepEqual([berlin!.here, berlin!.locations.map((l) => l.location)], [10, ['BER']], 'never more than the whole');
  const [sea] = await ask('sku=TEE&channel=shop&near=54.5,7.5&within=20');
  assert.deepEqual([sea!.quantity, sea!.here, sea!.locations], [10, 0, []]);
});

it('a kit has places too: what its parts there would make', async () => {
  const [set] = await ask('sku=SET');
  assert.deepEqual(set!.locations.map((l) => [l.location, l.available]).sort(), [['BER', 4], ['MUC', 1]]);
  assert.equal(set!.quantity, 5);
  assert.equal((await ask('sku=SET&location=MUC'))[0]!.here, 1);
  await place(g, 'K-1', [{ sku: 'BALL', quantity: 3 }]);
  await quiet(g);
  for (let tries = 0; tries < 60 && (await ask('sku=SET'))[0]!.quantity === 5; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  const [less] = await ask('sku=SET');
  assert.deepEqual([less!.quantity, less!.locations.map((l) => l.available).sort()], [4, [1, 3]], 'six balls are left in Berlin');
});

it('many items in one answer stand in the order they were asked for, each as it is asked for alone', async () => {
  const [ball, tee, none] = await ask('sku=BALL,TEE,GHOST&channel=shop');
  assert.deepEqual([ball!.sku, tee!.sku, none!.sku, none!.known], ['BALL', 'TEE', 'GHOST', false]);
  assert.deepEqual(tee, (await ask('sku=TEE&channel=shop'))[0]);
});

it('a storefront’s key may ask and keep units, and nothing else', async () => {
  const { key } = await createApiKey(g.opened.platform, { name: 'storefront', role: 'operations', scopes: ['read', 'reserve'], by: 'test' });
  const body = { reference: 'basket', lines: [{ sku: 'TEE', quantity: 1 }] };
  const held = await g.call('POST', '/v1/holds', { as: key, body });
  assert.equal(held.statusCode, 200, held.body);
  assert.equal((await g.call('POST', `/v1/holds/${held.json<{ hold: string }>().hold}/release`, { as: key })).statusCode, 200);
  assert.equal((await g.call('POST', '/v1/connections/shop/suspend', { as: key, body: { why: 'x' } })).statusCode, 403);
  const { key: viewer } = await createApiKey(g.opened.platform, { name: 'screen', role: 'viewer', by: 'test' });
  const refused = await g.call('POST', '/v1/holds', { as: viewer, body });
  assert.deepEqual([refused.statusCode, refused.json<{ detail: string }>().detail],
    [403, 'It needs the right to reserve, which operations or customer service or developer or administrator has.']);
});

it('a service never runs out, and says so; nobody has counted it because there is nothing to count', async () => {
  const [wrap] = await ask('sku=WRAP&channel=shop');
  assert.deepEqual([wrap!.known, wrap!.quantity, wrap!.why], [true, null, 'a service: on no shelf, it never runs out']);
});

it('what is kept of a part for another channel makes no kits for this one; who is kept for need not be a connection', async () => {
  await policy(g, 'stock', 'desk', { rules: [{ items: ['BAT'], reserve: 3 }] });
  const [bat] = await ask('sku=BAT');
  const [set] = await ask('sku=SET');
  assert.deepEqual([bat!.quantity, set!.quantity], [3, 3]);
  assert.match(set!.why, /3 to be had, 3 kept for other channels/);
  const wish = (quantity: number) => g.call('POST', '/v1/holds', { body: { reference: `sets ${quantity}`, lines: [{ sku: 'SET', quantity }] } });
  assert.equal((await wish(4)).statusCode, 409, 'what is promised and what is told agree');
});

it('an ETag that a proxy made weak, one of a list, or any at all is the same answer', async () => {
  const get = (tag?: string) => g.call('GET', '/v1/availability?sku=TEE', { headers: tag === undefined ? {} : { 'if-none-match': tag } });
  const tag = String((await get()).headers['etag']);
  for (const same of [tag, `W/${tag}`, `"other", W/${tag}`, '*']) assert.equal((await get(same)).statusCode, 304, same);
  for (const other of ['"other"', 'W/"other"', '']) assert.equal((await get(other)).statusCode, 200, other);
  const { detail } = (await g.call('GET', '/v1/availability?sku=,')).json<{ detail: string }>();
  assert.equal(detail, 'querystring/sku: name 1 to 100, with commas between them; these are 0');
});

it('what changes while an item is read for the first time is not missed', async () => {
  const { platform } = g.opened;
  const count = async (onHand: number) => {
    await transaction(platform.pool, (tx) => append(tx, [{
      tenant: TENANT, type: 'StockCounted', data: { connection: 'wms', location: 'BER', sku: 'FRESH', onHand, asOf: AT },
      key: `StockCounted:fresh:${onHand}`, at: AT, correlation: derivedUuid(TENANT, 'stock', 'FRESH'),
    }]));
    await quiet(g);
    await pause(400);
  };
  const [read, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // The first look at its balances is slow to come back: what it holds is old by then.
  const query = async (statement: QueryConfig) => {
    const answer = await platform.pool.query(statement);
    if (statement.name === 'position-balances' && String(statement.values?.[2]).includes('FRESH')) {
      read.resolve();
      await go.promise;
    }
    return answer;
  };
  const slow = { ...platform, pool: Object.assign(Object.create(platform.pool) as Pool, { query }) };
  const cache = availabilityOf(slow);
  await cache.numbers(TENANT, ['TEE'], '*');
  await count(5);
  const first = cache.numbers(TENANT, ['FRESH'], '*');
  await read.promise;
  await count(7);
  go.resolve();
  await first;
  await pause(400);
  assert.equal((await cache.numbers(TENANT, ['FRESH'], '*'))[0]!.quantity, 7);
  cache.stop();
});
