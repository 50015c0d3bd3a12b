/** What a channel is told: the newest number only, once, against what it shows, and never one that nobody knows. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { loadConfiguration, secretsOwner, tenantOf } from '#runtime/platform.ts';
import { portFor } from '#runtime/port.ts';
import { publicationBacklog } from '#runtime/operations/publication-backlog.ts';
import { ensureSchedules, runPoll } from '#runtime/schedule.ts';
import { learnBudget } from '#store/flow.ts';
import { seal } from '#runtime/vault.ts';
import { startAmazonTwin, US, type AmazonTwin } from '#sandbox/amazon/index.ts';
import { seededFaults } from '#sandbox/faults.ts';
import { saveConnection, saveProducts, setConnectionState } from '#store/configuration.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { ground, place, quiet, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { books } from './goods.fixture.ts';
import { lists, policy, rows, shows, stir, wishes } from './shop.fixture.ts';

let g: Ground;
let worker: Worker;
const start = (): Worker => startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
before(async () => {
  g = await ground();
  await ensureSchedules(g.opened.platform);
  worker = start();
});
after(async () => {
  await worker.stop();
  await g.close();
});

/** Nothing is due, and `test` holds: what happens by the clock comes in its own time. */
async function eventually(test: () => boolean, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !test() && Date.now() < end;) await new Promise((resolve) => setTimeout(resolve, 100));
  await quiet(g);
}

it('an item that nobody ever counted is not told as zero', async () => {
  await lists(g, 'shop', 'MUG');
  await quiet(g);
  assert.deepEqual(await wishes(g, 'MUG'), []);
  await stockUp(g, 'MUG', 0);
  await quiet(g);
  assert.equal(shows(g, 'shop', 'MUG'), 0);
});

it('a sale is told against what the channel had acknowledged', async () => {
  await lists(g, 'shop', 'TEE');
  await stockUp(g, 'TEE', 9);
  await quiet(g);
  g.twin.sell('shop', 'shop-TEE', 2);
  await place(g, 'P-1', [{ sku: 'TEE', quantity: 2 }], { at: '2026-11-21T05:30:00Z' });
  await quiet(g);
  assert.equal(shows(g, 'shop', 'TEE'), 7);
  assert.deepEqual((await wishes(g, 'TEE')).map(({ quantity, was }) => ({ quantity, was })), [{ quantity: 9, was: null }, { quantity: 7, was: 9 }]);
});

it('a sale that nobody has heard of is not written over, and is taken off until it is heard', async () => {
  g.twin.sell('shop', 'shop-TEE', 3);
  await stockUp(g, 'TEE', 22, '2026-11-21T07:00:00.000Z');
  await quiet(g);
  assert.equal(shows(g, 'shop', 'TEE'), 17, '22 counted − 2 promised − 3 the shop sold and we have not heard of');
  await place(g, 'P-2', [{ sku: 'TEE', quantity: 3 }], { at: new Date().toISOString() });
  await quiet(g);
  assert.equal(shows(g, 'shop', 'TEE'), 17, 'the sale was heard: it is in our number now, not taken off twice');
  const [row] = await rows<{ sold_there: number; wanted: number; acknowledged: number }>(g,
    `select sold_there, wanted, acknowledged from stock_told where sku = 'TEE' and connection = 'shop'`);
  assert.deepEqual(row, { sold_there: 0, wanted: 17, acknowledged: 17 });
});

it('a kit that holds a kit is as many as its parts make', async () => {
  const kit = (sku: string, parts: Record<string, number>) => ({ sku, title: sku, gtin: null, parts });
  await saveProducts(g.opened.platform.pool, TENANT, [
    { sku: 'WRAP', title: 'Wrap', gtin: null, service: true }, kit('PAIR', { CUFF: 2 }), kit('SET', { PAIR: 1, CUFF: 1, WRAP: 1 })]);
  await loadConfiguration(g.opened.platform);
  for (const sku of ['PAIR', 'SET']) await lists(g, 'shop', sku);
  await stockUp(g, 'CUFF', 9);
  await quiet(g);
  assert.deepEqual([shows(g, 'shop', 'PAIR'), shows(g, 'shop', 'SET')], [4, 3]);
  await place(g, 'P-5', [{ sku: 'SET', quantity: 1 }]);
  await quiet(g);
  assert.deepEqual([shows(g, 'shop', 'PAIR'), shows(g, 'shop', 'SET')], [3, 2]);
});

it('zero that met another number is said again at once', async () => {
  await lists(g, 'shop', 'LAST');
  await stockUp(g, 'LAST', 4);
  await quiet(g);
  g.twin.sell('shop', 'shop-LAST', 1);
  await stockUp(g, 'LAST', 0, '2026-11-21T07:00:00.000Z');
  await quiet(g);
  assert.equal(shows(g, 'shop', 'LAST'), 0);
  assert.deepEqual((await wishes(g, 'LAST')).map(({ quantity, was }) => ({ quantity, was })),
    [{ quantity: 4, was: null }, { quantity: 0, was: 4 }, { quantity: 0, was: 3 }]);
});

it('numbers that were never sent are replaced by the newest; the channel hears one', async () => {
  await lists(g, 'shop', 'HOT');
  await stockUp(g, 'HOT', 50);
  await quiet(g);
  await setConnectionState(g.opened.platform.pool, { tenant: TENANT, connection: 'shop' }, 'suspended', 'maintenance');
  await new Promise((resolve) => setTimeout(resolve, 1300));
  for (let n = 1; n <= 6; n += 1) {
    await stockUp(g, 'HOT', 50 - n, `2026-11-21T07:0${n}:00.000Z`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await setConnectionState(g.opened.platform.pool, { tenant: TENANT, connection: 'shop' }, 'active', null);
  await eventually(() => shows(g, 'shop', 'HOT') === 44);
  const all = await wishes(g, 'HOT');
  assert.equal(shows(g, 'shop', 'HOT'), 44);
  const dropped = all.filter((w) => w.state === 'Dropped');
  assert.ok(dropped.length >= 4 && dropped.every((w) => /a newer number replaced it: \d+/.test(w.why ?? '')), JSON.stringify(all));
  assert.equal(all.filter((w) => w.state === 'Done').length, all.length - dropped.length);
  assert.ok(g.twin.applied.filter((a) => a.operation === 'PublishStock' && a.key?.includes('shop-HOT')).length <= 3);
});

const becomes = async (test: () => Promise<boolean>) => {
  for (let tries = 0; tries < 200 && !(await test()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
};

it('a number that was tried is looked up before a newer one is said, whatever its last answer was', async () => {
  const { pool } = g.opened.platform;
  await setConnectionState(pool, { tenant: TENANT, connection: 'shop' }, 'suspended', 'maintenance');
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await stockUp(g, 'HOT', 46, '2026-11-21T07:10:00.000Z');
  await becomes(async () => (await wishes(g, 'HOT')).at(-1)?.state === 'Ready');
  // Applied without an answer, then asked to slow down: only the second is known.
  await pool.query(`update delivery set attempts = 1, fault = '{"kind": "Throttled", "detail": "slow down"}'
    where state = 'Ready' and handler = 'connection:shop' and subject like 'stock:HOT/%'`);
  const before = (await wishes(g, 'HOT')).length;
  await stockUp(g, 'HOT', 44, '2026-11-21T07:11:00.000Z');
  await becomes(async () => (await wishes(g, 'HOT')).length > before);
  assert.deepEqual((await wishes(g, 'HOT')).slice(-2).map((w) => w.state === 'Dropped'), [false, false]);
  await setConnectionState(pool, { tenant: TENANT, connection: 'shop' }, 'active', null);
  await becomes(async () => (await wishes(g, 'HOT')).every((w) => w.state === 'Done' || w.state === 'Dropped'));
  assert.equal(shows(g, 'shop', 'HOT'), 44);
});

it('safety, buffer and cap stand between the shelf and the channel, and a new policy is told by itself', async () => {
  await policy(g, 'stock', '*', { safety: 2, buffer: '10%', cap: 30 });
  await stir(g, 'HOT');
  await quiet(g);
  assert.equal(shows(g, 'shop', 'HOT'), 30);
  await policy(g, 'stock', '*', { safety: 2, buffer: '10%' });
  await eventually(() => shows(g, 'shop', 'HOT') === 38, 30);
  assert.equal(shows(g, 'shop', 'HOT'), 38, '44 − 2 safety = 42, − 10 % (4)');
});

it('what waited is derived again before it is sent, not repeated as it was', async () => {
  await worker.stop();
  await stockUp(g, 'MUG', 12, '2026-11-21T07:30:00.000Z');
  worker = start();
  await quiet(g);
  g.twin.faults.order('PublishStock', 'error');
  await policy(g, 'stock', 'shop', { safety: 4, buffer: 0 });
  assert.ok(tenantOf(g.opened.platform, TENANT).policies.get('stock|shop'));
  await stir(g, 'MUG');
  await quiet(g);
  assert.equal(shows(g, 'shop', 'MUG'), 8);
});

it('the forecast says when a channel will have been told, also after it asked us to wait, and at which rate', async () => {
  const { platform: p } = g.opened;
  await stockUp(g, 'MUG', 20, '2026-11-21T20:00:00.000Z');
  await quiet(g);
  const c = tenantOf(p, TENANT).connections.get('shop')!;
  // As a 429 with Retry-After: 40 leaves it.
  await learnBudget(p.flow, { tenant: TENANT, connection: 'shop', bucket: 'default' }, { blockedSeconds: 40, perSecond: 2, available: 0 });
  c.memory.delete('credit:default');
  await stockUp(g, 'MUG', 4, '2026-11-21T20:01:00.000Z');
  const waits = async () => (await publicationBacklog(p, TENANT)).find((b) => b.connection === 'shop')!;
  for (let tries = 0; tries < 100 && (await waits()).waiting === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  const told = await waits();
  assert.deepEqual([told.waiting, told.tooHigh], [1, 1]);
  assert.ok(told.drainsInSeconds! > 30 && told.drainsInSeconds! <= 41, String(told.drainsInSeconds));
  assert.match(told.says, /1 number waits for shop; 1 of them shows more.*\(2 calls a second.*\) all are told by 20.*Z, in \d+ s; nothing is sent for another \d+ s/);
  await rows(g, `update budget set blocked_until = null, per_second = 1000, tokens = 1000`);
  await rows(g, `update delivery set due = now() where state = 'Ready' and handler = 'connection:shop'`);
  await eventually(() => shows(g, 'shop', 'MUG')! < 20);
  assert.deepEqual([(await waits()).waiting, (await waits()).drainsInSeconds, (await waits()).says], [0, 0, 'shop shows what it was told.']);
});

it('a kit sells as fast as what its parts make up goes down', async () => {
  await saveProducts(g.opened.platform.pool, TENANT, [{ sku: 'ALMOND', title: 'Nut', gtin: null }, { sku: 'DUO', title: 'Pair', gtin: null, parts: { ALMOND: 2 } }]);
  await loadConfiguration(g.opened.platform);
  await lists(g, 'shop', 'DUO');
  await stockUp(g, 'ALMOND', 20);
  await quiet(g);
  await place(g, 'DUO-1', [{ sku: 'DUO', quantity: 3 }]);
  await quiet(g);
  const [pace] = await rows<{ free: number; per_day: number }>(g, `select free, per_day from stock_pace where sku = 'DUO'`);
  assert.deepEqual([pace!.free, Math.round(pace!.per_day)], [7, 3]);
});

let amazon: AmazonTwin | undefined;
after(() => amazon?.stop());
const SELLER = { clientId: 'client', clientSecret: 'secret', refreshToken: 'Atzr|1', sellerId: 'A1SELLER' };
it('what Amazon has sold and nobody has paid is kept: no channel sells it again, the order takes it over, a cancellation gives it back', async () => {
  const { platform: p } = g.opened;
  const twin = await startAmazonTwin({ ...SELLER, faults: seededFaults(1), rateScale: 100_000, searchLag: 0, longestWait: 0 });
  amazon = twin;
  for (const scope of ['*', 'shop']) await policy(g, 'stock', scope, {});
  const { key } = tenantOf(p, TENANT).key;
  const { clientId, sellerId, ...secret } = SELLER;
  const { url: queueUrl, region: queueRegion, accessKeyId: queueAccessKeyId, secretAccessKey: queueSecretAccessKey } = twin.queue;
  await saveConnection(p.pool, {
    tenant: TENANT, connection: 'amazon', connector: 'amazon', roles: ['channel'], settings: { baseUrl: twin.url, clientId, sellerId,
      loginUrl: `${twin.url}/auth/o2/token`, marketplaceIds: [US.id], queueUrl, queueRegion, queueAccessKeyId, callbackUrl: 'on' },
    secrets: seal(key, secretsOwner(TENANT, 'amazon'), Buffer.from(JSON.stringify({ ...secret, queueSecretAccessKey }))),
  });
  await loadConfiguration(p);
  const c = tenantOf(p, TENANT).connections.get('amazon')!;
  await c.connector.can.subscribe!(portFor(p, c), 'on');
  const hear = async () => {
    for (let more = true; more;) ({ more } = await runPoll(p, g.intake, c, { name: 'notifications', since: null }));
    await quiet(g);
  };
  const stands = () => [twin.state().listings[0]?.quantity, shows(g, 'shop', 'PEND')];
  const order = (quantity: number) => twin.placeOrder({ marketplaceId: US.id, items: [{ sku: 'PEND', quantity, unitPrice: '10.00' }] });
  twin.setListing({ sku: 'PEND', marketplaceId: US.id });
  await saveProducts(p.pool, TENANT, [{ sku: 'PEND', title: 'Pending', gtin: null }]);
  await loadConfiguration(p);
  await lists(g, 'shop', 'PEND');
  await lists(g, 'amazon', 'PEND', 'PEND');
  await stockUp(g, 'PEND', 5);
  await quiet(g);
  assert.deepEqual(stands(), [5, 5]);
  const paid = order(2);
  await hear();
  assert.deepEqual([await books(g, 'PEND'), stands()], [{ 'BER held': 2, 'BER on_hand': 3 }, [3, 3]]);
  // A sale elsewhere writes to the listing a moment after it was acknowledged: the pending units are not given back.
  await place(g, 'PEND-1', [{ sku: 'PEND', quantity: 1 }]);
  await quiet(g);
  assert.deepEqual(stands(), [2, 2]);
  twin.payOrder(paid);
  await hear();
  assert.deepEqual([await books(g, 'PEND'), stands()], [{ 'BER on_hand': 2, 'BER reserved': 3 }, [2, 2]]);
  const never = order(5);
  await hear();
  assert.deepEqual([await books(g, 'PEND'), stands()], [{ 'BER held': 2, 'BER reserved': 3 }, [0, 0]], 'as much of it as there is');
  twin.cancelOrder(never);
  await hear();
  assert.deepEqual([await books(g, 'PEND'), stands()], [{ 'BER on_hand': 2, 'BER reserved': 3 }, [2, 2]]);
  // Paid in the same moment: whichever is read first, nothing stays held beside the order.
  for (const quantity of [1, 1]) twin.placeOrder({ marketplaceId: US.id, pending: false, items: [{ sku: 'PEND', quantity, unitPrice: '10.00' }] });
  await hear();
  assert.deepEqual(await books(g, 'PEND'), { 'BER reserved': 5 });
});
