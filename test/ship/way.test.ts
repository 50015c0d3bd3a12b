/** Pickups, deadlines and parcels on a real database: the clock runs, people are asked, and what settles settles itself. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orderIdOf, orderStory } from '#runtime/identity.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { takeBackCancellation } from '#runtime/operations/cancellation-back.ts';
import { cancellationOf } from '#runtime/operations/cancellation-view.ts';
import { askToCancel } from '#runtime/operations/cancellations.ts';
import { verify } from '#runtime/operations/verify.ts';
import { readStory } from '#runtime/story.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveLocation, savePolicy, saveProducts } from '#store/configuration.ts';
import { ground, place, quiet, say, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';

let g: Ground;
let worker: Worker | undefined;
before(async () => {
  g = await ground();
  await saveLocation(g.opened.platform.pool, TENANT,
    { location: 'SHOP', name: 'The shop', kind: 'store', connection: 'wms', priority: 2, country: 'DE' });
  await deadlines({});
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 40);
  await say(g, 'wms', { location: 'SHOP', asOf: '2026-11-21T06:00:00.000Z', counted: [{ sku: 'TEE', onHand: 10 }] });
  await quiet(g);
});
after(async () => {
  await worker?.stop();
  await g?.close();
});

async function deadlines(value: object): Promise<void> {
  await savePolicy(g.opened.platform.pool, TENANT, { name: 'deadlines', scope: '*', value, author: 'test' });
  await loadConfiguration(g.opened.platform);
}
const rows = async <T>(text: string, ...values: unknown[]): Promise<T[]> => (await g.opened.platform.pool.query(text, values)).rows as T[];
const story = (order: string) => orderStory(TENANT, orderIdOf(TENANT, 'shop', order));
const request = (order: string, n = 1) => `${orderIdOf(TENANT, 'shop', order)}-${n}`;
const count = async (order: string, type: string) => Number((await rows<{ n: string }>(
  `select count(*) as n from message where type = $1 and correlation = $2`, type, story(order)))[0]!.n);
const open = async (order: string) => (await rows<{ exception: string }>(
  `select exception from delivery where state = 'Parked' and correlation = $1 order by 1`, story(order))).map((r) => r.exception);
const stock = async (kind: string) => Number((await rows<{ amount: bigint }>(
  `select coalesce(sum(amount), 0) as amount from balance where account = $1 and unit = 'TEE'`, `stock:SHOP:${kind}`))[0]!.amount);
const stage = async (order: string) => (await rows<{ stage: string }>(`select stage from order_view where number = $1`, order))[0]?.stage;
const until = async (is: () => Promise<boolean>): Promise<void> => {
  for (let i = 0; i < 150 && !(await is()); i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(await is(), String(is));
};
const ship = (order: string, tracking = `T${order}`) => say(g, 'wms', { order, fulfillment: request(order), shipment: `s-${order}`,
  at: '2026-11-21T09:00:00Z', tracking, shipped: [{ line: '1', sku: 'TEE', quantity: 2 }] });
const buy = (order: string, more = {}, line = {}) => place(g, order, [{ sku: 'TEE', quantity: 2, ...line }], more);

describe('a pickup', () => {
  const pickup = (order: string) => buy(order, { pickupAt: 'SHOP' }, { fulfillment: 'pickup' });

  it('is reserved in its store, told when ready, and sold when collected', async () => {
    await pickup('P-1');
    await quiet(g);
    assert.deepEqual([await stock('reserved'), await stock('on_hand')], [2, 8]);
    await say(g, 'wms', { fulfillment: request('P-1'), ready: '2026-11-21T08:30:00Z' });
    await until(async () => (await count('P-1', 'PickupReadyReported')) === 1);
    assert.equal(await stage('P-1'), 'ready to collect');
    await ship('P-1');
    await until(async () => (await stage('P-1')) === 'invoiced');
    assert.deepEqual([await stock('reserved'), await stock('on_hand'), await open('P-1')], [0, 8, []]);
  });

  it('that is not collected in time is asked back, cancelled with the reason, and back on the shelf', async () => {
    await deadlines({ collectWithin: 'PT0S' });
    await pickup('P-2');
    await quiet(g);
    await say(g, 'wms', { fulfillment: request('P-2'), ready: '2026-11-21T08:30:00Z' });
    await until(async () => (await count('P-2', 'FulfillmentCancelAsked')) === 1);
    await say(g, 'wms', { fulfillment: request('P-2'), state: 'cancelled', at: '2026-11-22T09:00:00Z' });
    await until(async () => (await count('P-2', 'ErpOrderCancelled')) === 1);
    const [wish] = await rows<{ reason: string }>(`select data->>'reason' as reason from message where type = 'CancelChannelOrder' and correlation = $1`, story('P-2'));
    assert.deepEqual([wish?.reason, await stock('reserved'), await stock('on_hand'), await open('P-2')], ['uncollected', 0, 8, []]);
    const said = (await readStory(g.opened.platform, TENANT, story('P-2')))!.messages.map((m) => m.says);
    for (const words of ['has put aside what is to be collected', 'it was to be collected by 2026-11-21T08:30:00.000Z', 'asks shop to cancel the order (uncollected)'])
      assert.ok(said.includes(words), `${words}\n${said.join('\n')}`);
    await deadlines({});
  });
});

describe('a deadline', () => {
  it('that is far stays a timer; near, it is put before a person until it has left and the channel knows', async () => {
    await buy('D-1', { shipBy: '2099-01-01T00:00:00Z' });
    await buy('D-2', { shipBy: '2026-11-21T10:00:00Z' });
    await quiet(g);
    const [timer] = await rows<{ due: Temporal.Instant }>(
      `select due from delivery where handler = 'policy:deadlines' and state = 'Ready' and correlation = $1`, story('D-1'));
    assert.equal(timer?.due.toString(), '2098-12-31T18:00:00Z');
    assert.deepEqual([await open('D-1'), await open('D-2')], [[], ['ShipByAtRisk']]);
    await ship('D-2');
    await until(async () => (await open('D-2')).length === 0);
    const [told] = await rows<{ head: number }>(`select (data->>'head')::int as head from message where type = 'ReportShipment' and correlation = $1`, story('D-2'));
    assert.equal(told?.head, 3600);
    const awaited = async () => (await readStory(g.opened.platform, TENANT, story('D-1')))!.open.map((o) => o.type);
    assert.deepEqual(await awaited(), ['AwaitDeadline']);
    await ship('D-1');
    await until(async () => (await stage('D-1')) === 'invoiced');
    await quiet(g);
    assert.deepEqual(await awaited(), [], 'what has left waits for no time');
  });
});

describe('a shipment', () => {
  it('is delivered when its parcel is; a carrier may be faster than the warehouse, and knows parcels that are not ours', async () => {
    await buy('T-1');
    await quiet(g);
    await say(g, 'wms', { tracking: 'TT-1', parcel: 'in-transit', at: '2026-11-21T09:30:00Z' });
    await ship('T-1');
    await until(async () => (await count('T-1', 'ParcelTracked')) === 1);
    await say(g, 'wms', { tracking: 'TT-1', parcel: 'delivered', at: '2026-11-22T09:30:00Z' });
    await until(async () => (await stage('T-1')) === 'delivered');
    const [line] = await rows(`select shipped, delivered from order_line_view where order_id = $1`, orderIdOf(TENANT, 'shop', 'T-1'));
    assert.deepEqual(line, { shipped: 2, delivered: 2 });
    await say(g, 'wms', { tracking: 'NOT-OURS', parcel: 'delivered', at: '2026-11-22T09:30:00Z' });
  });

  it('that travels under another number is told again, and found by both', async () => {
    await buy('T-2');
    await quiet(g);
    await ship('T-2');
    await until(async () => (await count('T-2', 'ShipmentReported')) === 1);
    await say(g, 'wms', { fulfillment: request('T-2'), shipment: 's-T-2', renumbered: ['NEW-2'], at: '2026-11-21T12:00:00Z' });
    await until(async () => (await count('T-2', 'TrackingReported')) === 1);
    await say(g, 'wms', { tracking: 'NEW-2', parcel: 'trouble', at: '2026-11-23T12:00:00Z' });
    await until(async () => (await open('T-2')).includes('ParcelInTrouble'));
    const numbers = await rows<{ reference: string }>(`select reference from reference where kind = 'tracking' and correlation = $1 order by 1`, story('T-2'));
    assert.deepEqual(numbers.map((n) => n.reference), ['new-2', 'tt-2']);
  });
});

describe('an item a supplier sends itself', () => {
  before(async () => {
    const { pool } = g.opened.platform;
    await saveLocation(pool, TENANT, { location: 'SUP', name: 'The supplier', kind: '3pl', class: 'supplier', connection: 'wms', priority: 9,
      country: 'PL' });
    await saveProducts(pool, TENANT, [{ sku: 'SOFA', title: 'Sofa', gtin: null }]);
    await savePolicy(pool, TENANT, { name: 'drop-ship', scope: '*', value: { SOFA: { supplier: 'SUP', cost: '212.50 EUR' } }, author: 'test' });
    await loadConfiguration(g.opened.platform);
  });
  const books = async (account: string) => Number((await rows<{ amount: bigint }>(
    `select coalesce(sum(amount), 0) as amount from balance where account = $1 and unit = 'SOFA'`, account))[0]!.amount);

  it('is asked of it beside what we send, at its cost, and leaves from there; our shelves know nothing of it', async () => {
    await place(g, 'S-1', [{ sku: 'SOFA', quantity: 2 }, { sku: 'TEE', quantity: 1 }]);
    await quiet(g);
    const [ask] = await rows<{ line: unknown }>(`select data->'fulfillment'->'lines'->0 as line from message
      where type = 'RequestFulfillment' and data->'fulfillment'->>'location' = 'SUP' and correlation = $1`, story('S-1'));
    assert.deepEqual(ask?.line, { sku: 'SOFA', cost: { unit: 'EUR', count: '21250' }, lineId: '1', quantity: 2 });
    assert.deepEqual([await books('stock:SUP:reserved'), await books('goods:supplier')], [2, -2]);
    const [fulfillment] = await rows<{ id: string }>(`select data->'fulfillment'->>'fulfillmentId' as id from message
      where type = 'RequestFulfillment' and data->'fulfillment'->>'location' = 'SUP' and correlation = $1`, story('S-1'));
    await say(g, 'wms', { order: 'S-1', fulfillment: fulfillment!.id, shipment: 's-S-1', at: '2026-11-21T09:00:00Z', tracking: 'TS-1',
      shipped: [{ line: '1', sku: 'SOFA', quantity: 1 }] });
    await say(g, 'wms', { order: 'S-1', fulfillment: fulfillment!.id, shipment: 's-S-1b', at: '2026-11-21T10:00:00Z', tracking: 'TS-2',
      shipped: [{ line: '1', sku: 'SOFA', quantity: 1, cost: '215.00 EUR' }] });
    await until(async () => (await count('S-1', 'InvoiceIssued')) === 2);
    assert.deepEqual([await books('stock:SUP:reserved'), await books('goods:shipped')], [0, 2]);
    const entries = await rows<{ account: string; amount: bigint; memo: string }>(`select p.account, p.amount, e.memo from entry e
      join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
      where e.correlation = $1 and e.book = 'money' and p.account ~ 'cost-of-goods|supplier' order by 2`, story('S-1'));
    assert.deepEqual(entries.map((e) => [e.account, Number(e.amount)]), [
      ['liabilities:supplier-accruals:SUP', -21500], ['liabilities:supplier-accruals:SUP', -21250],
      ['expenses:cost-of-goods:shop', 21250], ['expenses:cost-of-goods:shop', 21500],
    ]);
    assert.match(entries[0]!.memo, /SUP sent .*S-1; SOFA agreed at 212\.50, charged 215\.00/);
  });

  it('goes back to it when the order is cancelled, and waits for a person when it declines: nobody else sends it', async () => {
    await place(g, 'S-2', [{ sku: 'SOFA', quantity: 1 }]);
    await quiet(g);
    await say(g, 'wms', { fulfillment: request('S-2'), state: 'refused', at: '2026-11-21T09:00:00Z', detail: 'discontinued' });
    await until(async () => (await open('S-2')).includes('StockShort'));
    assert.deepEqual([await books('stock:SUP:reserved'), await books('goods:supplier')], [0, -2]);
  });
});

describe('a part that a person cancels', () => {
  const act = { tenant: TENANT, who: 'test' };
  it('is asked back, told to the channel with the reason, and the rest is sent', async () => {
    await buy('C-1');
    await quiet(g);
    await askToCancel(g.opened.platform, act, { order: 'C-1', reason: 'price', lines: [{ line: 'TEE', quantity: 1 }] });
    await until(async () => (await count('C-1', 'FulfillmentCancelAsked')) === 1);
    await say(g, 'wms', { fulfillment: request('C-1'), state: 'cancelled', at: '2026-11-22T09:00:00Z' });
    await until(async () => (await count('C-1', 'ErpOrderAmended')) === 1 && (await count('C-1', 'ChannelLinesCancelled')) === 1);
    const again = { order: 'C-1', fulfillment: request('C-1', 2), shipment: 's-C-1', at: '2026-11-22T10:00:00Z', tracking: 'TC-1' };
    await say(g, 'wms', { ...again, shipped: [{ line: '1', sku: 'TEE', quantity: 1 }] });
    await until(async () => (await count('C-1', 'InvoiceIssued')) === 1);
    const said = (await readStory(g.opened.platform, TENANT, story('C-1')))!.messages.map((m) => m.says);
    for (const words of ['1 unit of it to be cancelled (price)', 'asks shop to cancel 1 × TEE (price)', 'cancelled what it was asked to'])
      assert.ok(said.includes(words), `${words}\n${said.join('\n')}`);
    assert.deepEqual(await open('C-1'), []);
  });

  it('is said before: what can be had, in whose words, what follows; and taken back while the channel was not told', async () => {
    await buy('C-3');
    await until(async () => (await count('C-3', 'FulfillmentRequested')) === 1);
    const { platform } = g.opened;
    const before = await cancellationOf(platform, TENANT, 'C-3');
    assert.deepEqual(before.lines.map((l) => [l.sku, l.open, l.released]), [['TEE', 2, 2]]);
    assert.ok(before.reasons.some((r) => r.reason === 'price' && r.code === null), 'this channel has no codes');
    assert.match(before.part.join(' '), /asked back first.*Then shop is told of these units.*the ERP order is amended/);
    const { wish } = await askToCancel(platform, act, { order: 'C-3', reason: 'buyer', lines: [{ line: 'TEE', quantity: 1 }] });
    await until(async () => (await cancellationOf(platform, TENANT, 'C-3')).waiting.length === 1);
    assert.deepEqual((await cancellationOf(platform, TENANT, 'C-3')).waiting.map((w) => [w.units, w.says, w.revocable]),
      [[1, 'asked back from the warehouse', true]]);
    await takeBackCancellation(platform, act, { order: 'C-3', wish });
    await until(async () => (await cancellationOf(platform, TENANT, 'C-3')).waiting.length === 0);
    await say(g, 'wms', { fulfillment: request('C-3'), state: 'cancelled', at: '2026-11-22T09:00:00Z' });
    await until(async () => (await count('C-3', 'RequestFulfillment')) === 2);
    assert.equal(await count('C-3', 'CancelChannelLines'), 0, 'the channel was never told');
    await assert.rejects(takeBackCancellation(platform, act, { order: 'C-3', wish }), /taken back already/);
  });

  it('of the whole order is taken back while the warehouse has not answered; after the channel was told, it says why not', async () => {
    await buy('C-4');
    await until(async () => (await count('C-4', 'FulfillmentRequested')) === 1);
    const { platform } = g.opened;
    const waiting = async () => (await cancellationOf(platform, TENANT, 'C-4')).waiting.map((w) => [w.wish, w.whole, w.units, w.revocable]);
    const ask = async () => (await askToCancel(platform, act, { order: 'C-4', reason: 'buyer' })).wish;
    const back = (wish: string) => takeBackCancellation(platform, act, { order: 'C-4', wish });
    const once = await ask();
    await until(async () => (await waiting()).length === 1);
    assert.deepEqual(await waiting(), [[once, true, 2, true]]);
    await back(once);
    await until(async () => (await waiting()).length === 0);
    await say(g, 'wms', { fulfillment: request('C-4'), state: 'cancelled', at: '2026-11-22T09:00:00Z' });
    await until(async () => (await count('C-4', 'RequestFulfillment')) === 2);
    assert.equal(await count('C-4', 'CancelChannelOrder'), 0, 'the channel was never told');
    await assert.rejects(back(once), /taken back already: nothing is cancelled/);
    const again = await ask();
    await until(async () => (await waiting()).length === 1);
    await say(g, 'wms', { fulfillment: request('C-4', 2), state: 'cancelled', at: '2026-11-22T10:00:00Z' });
    await until(async () => (await count('C-4', 'ChannelOrderCancelled')) === 1 && (await count('C-4', 'ErpOrderCancelled')) === 1);
    await assert.rejects(back(again), /The channel has cancelled it: that cannot be taken back/);
    await assert.rejects(back('nobody'), /No such cancellation of C-4 waits/);
  });

  it('and the channel refuses is taken back by whoever asked: the goods go out again', async () => {
    await buy('C-5');
    await until(async () => (await count('C-5', 'FulfillmentRequested')) === 1);
    const { platform } = g.opened;
    g.twin.refuses.set('CancelChannelOrder', () => true);
    const { wish } = await askToCancel(platform, act, { order: 'C-5', reason: 'buyer' });
    await until(async () => (await count('C-5', 'FulfillmentCancelAsked')) === 1);
    await say(g, 'wms', { fulfillment: request('C-5'), state: 'cancelled', at: '2026-11-22T09:00:00Z' });
    const waiting = async () => (await cancellationOf(platform, TENANT, 'C-5')).waiting;
    await until(async () => (await waiting())[0]?.says.startsWith('the channel did not do it') === true);
    assert.equal((await waiting())[0]?.revocable, true);
    await takeBackCancellation(platform, act, { order: 'C-5', wish });
    g.twin.refuses.clear();
    await until(async () => (await count('C-5', 'RequestFulfillment')) === 2);
    assert.deepEqual([await waiting(), await open('C-5')], [[], []]);
  });

  it('and that is not there any more is refused in words', async () => {
    const none = (order: string, line: string, quantity: number) =>
      askToCancel(g.opened.platform, act, { order, reason: 'other', lines: [{ line, quantity }] });
    await assert.rejects(none('NOBODY', 'TEE', 1), /There is no order NOBODY/);
    await assert.rejects(none('T-1', 'TEE', 1), /nothing is left to cancel/);
    await buy('C-2');
    await quiet(g);
    await assert.rejects(none('C-2', 'CAP', 1), /no line CAP/);
    await assert.rejects(none('C-2', 'TEE', 3), /2 can still be cancelled, not 3/);
  });
});

it('every law holds', async () => {
  for (const check of await verify(g.opened.platform)) assert.deepEqual(check.violations, [], check.says);
});
