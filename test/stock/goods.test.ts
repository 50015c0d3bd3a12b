/** The goods ledger on a real database: every kind of movement, transfers, goods on order, kits, and the laws afterwards. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { stockFaults } from '#runtime/operations/stock-repair.ts';
import { verify } from '#runtime/operations/verify.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveConnection, saveLocation, saveProducts, setConnectionState } from '#store/configuration.ts';
import { ground, place, quiet, say, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { answers, books, complaints, said } from './goods.fixture.ts';
import { policy, rows } from './shop.fixture.ts';

let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  const { pool } = g.opened.platform;
  await saveLocation(pool, TENANT, { location: 'S-1', name: 'Mitte', kind: 'store', connection: 'wms', priority: 5, country: 'DE' });
  await saveLocation(pool, TENANT, { location: 'FBA', name: 'Kept', kind: 'marketplace', connection: null, priority: 0, country: 'DE' });
  await saveLocation(pool, TENANT, { location: 'P-1', name: 'Parts', kind: 'warehouse', class: 'assembly', connection: 'wms', priority: 1,
    country: 'DE' });
  const plain = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'NUT', 'LOOSE', 'OTHER', 'CUP'].map((sku) => ({ sku, title: sku, gtin: null }));
  await saveProducts(pool, TENANT, [
    ...plain, { sku: 'KIT', title: 'Kit', gtin: null, parts: { LOOSE: 1, OTHER: 2 } },
    { sku: 'WRAP', title: 'Gift wrapping', gtin: null, service: true },
    { sku: 'FRAME', title: 'Frame', gtin: null, parts: { NUT: 2 } },
    { sku: 'BOX', title: 'Box', gtin: null, units: { case: [12, 1], half: [1, 2] } },
  ]);
  await loadConfiguration(g.opened.platform);
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});

it('a movement is booked for what it is', async () => {
  await stockUp(g, 'A', 10);
  const m = (kind: string, quantity: number, more = {}) => said(g, 'StockMoved', { sku: 'A', location: 'BER', kind, quantity, ...more });
  await m('sold', 2);
  await m('damaged', 1);
  await m('lost', 1);
  await m('found', 3);
  await m('returned', 4, { disposition: 'inspection' });
  await m('returned', 1, { disposition: 'damaged' });
  await m('returned', 1);
  await quiet(g);
  assert.deepEqual(await books(g, 'A'), { 'BER on_hand': 10, 'BER damaged': 2, 'BER inspection': 4 });
});

it('a transfer is on its way until it arrives; short and over are told to a person', async () => {
  await stockUp(g, 'B', 10);
  const m = (kind: string, location: string, quantity: number, more = {}) =>
    said(g, 'StockMoved', { sku: 'B', location, kind, quantity, other: location === 'BER' ? 'S-1' : 'BER', transfer: 'T-1', ...more });
  await m('sent', 'BER', 5);
  await quiet(g);
  assert.deepEqual(await books(g, 'B'), { 'BER on_hand': 5, 'S-1 in_transit': 5 });
  await m('arrived', 'S-1', 3, { final: true });
  await quiet(g);
  assert.deepEqual(await books(g, 'B'), { 'BER on_hand': 5, 'S-1 on_hand': 3 });
  await m('arrived', 'S-1', 2, { transfer: 'T-2' });
  await m('sent', 'BER', 1, { transfer: 'T-2' });
  await m('arrived', 'S-1', 1, { transfer: 'T-3', final: true });
  await quiet(g);
  assert.deepEqual(await books(g, 'B'), { 'BER on_hand': 4, 'S-1 on_hand': 6 });
  assert.deepEqual((await complaints(g)).map((c) => c.detail), [
    'transfer T-1 came to S-1 with 2 × B less than was sent', 'transfer T-3 came to S-1 with 1 × B more than was sent',
  ]);
});

it('a count below what is promised asks for a recount, and asks no more once what left is heard of, or a later count finds all', async () => {
  const asked = async (): Promise<string[]> => (await complaints(g)).filter((x) => / of J; /.test(x.detail)).map((x) => x.detail);
  const count = (onHand: number, asOf: string) => said(g, 'StockCounted', { sku: 'J', location: 'BER', onHand, asOf });
  await count(4, '2026-11-21T06:00:00.000Z');
  await quiet(g);
  await place(g, 'J-1', [{ sku: 'J', quantity: 4 }]);
  await quiet(g);
  await count(1, '2026-11-21T12:00:00.000Z');
  await quiet(g);
  assert.deepEqual(await asked(), ['BER counted 1 of J; 3 more are promised to orders']);
  const [{ id }] = (await rows<{ id: string }>(g, `select data->'fulfillment'->>'fulfillmentId' as id from message
    where type = 'RequestFulfillment' and data->>'number' = 'J-1'`)) as [{ id: string }];
  const ship = (shipment: string, quantity: number) => say(g, 'wms', { order: id, fulfillment: id, shipment, at: '2026-11-21T11:59:00Z',
    tracking: shipment, shipped: [{ line: '1', sku: 'J', quantity }] });
  await ship('P-J1', 2);
  await quiet(g);
  assert.equal((await asked()).length, 1, 'one is still missing');
  await count(2, '2026-11-21T12:30:00.000Z');
  await quiet(g);
  assert.deepEqual(await asked(), [], 'it was found');
  await count(0, '2026-11-21T13:00:00.000Z');
  await ship('P-J2', 2);
  await quiet(g);
  assert.deepEqual([await asked(), await books(g, 'J')], [[], {}], 'what left before a count explains it, also in the same moment');
});

it('a late ticket is already in the count that came before it, a later one is not', async () => {
  await stockUp(g, 'C', 10, '2026-11-21T06:00:00.000Z');
  await said(g, 'StockCounted', { sku: 'C', location: 'BER', onHand: 7, asOf: '2026-11-21T12:00:00.000Z' });
  await quiet(g);
  await said(g, 'StockMoved', { sku: 'C', location: 'BER', kind: 'sold', quantity: 3, at: '2026-11-21T11:00:00.000Z' });
  await said(g, 'StockMoved', { sku: 'C', location: 'BER', kind: 'received', quantity: 4, at: '2026-11-21T11:30:00.000Z' });
  await quiet(g);
  assert.deepEqual(await books(g, 'C'), { 'BER on_hand': 7 });
  await said(g, 'StockMoved', { sku: 'C', location: 'BER', kind: 'sold', quantity: 1, at: '2026-11-21T13:00:00.000Z' });
  await said(g, 'StockCounted', { sku: 'C', location: 'BER', onHand: 9, asOf: '2026-11-21T12:30:00.000Z' });
  await quiet(g);
  assert.deepEqual(await books(g, 'C'), { 'BER on_hand': 8 });
  await said(g, 'StockCounted', { sku: 'C', location: 'BER', onHand: 99, asOf: '2026-11-21T12:29:00.000Z' });
  await quiet(g);
  assert.deepEqual(await books(g, 'C'), { 'BER on_hand': 8 }, 'a feed that overtook this one knows better');
});

it('a store that sells what the books do not have owes it until goods come', async () => {
  await stockUp(g, 'D', 2);
  await place(g, 'D-1', [{ sku: 'D', quantity: 1 }]);
  await quiet(g);
  await said(g, 'StockMoved', { sku: 'D', location: 'BER', kind: 'sold', quantity: 3, external: 'R-7' });
  await quiet(g);
  assert.deepEqual(await books(g, 'D'), { 'BER reserved': 1, 'goods owed BER': -2 });
  assert.match((await complaints(g)).at(-1)!.detail, /BER sold 3 of D, 2 more than the books had free/);
  await said(g, 'StockMoved', { sku: 'D', location: 'BER', kind: 'received', quantity: 5 });
  await quiet(g);
  assert.deepEqual(await books(g, 'D'), { 'BER on_hand': 3, 'BER reserved': 1 });
});

it('goods on order: claimed by who asks first, received, allotted, and never promised twice', async () => {
  await policy(g, 'stock', 'shop', { rules: [{ items: ['E'], reach: 'backorder', backorder: 4 }] });
  const order = (quantity: number, at: string) =>
    said(g, 'GoodsExpected', { sku: 'E', location: 'BER', document: 'PO-1', quantity, expected: '2026-12-01', at });
  await order(6, '2026-11-21T10:00:00.000Z');
  await order(9, '2026-11-21T09:00:00.000Z');
  await quiet(g);
  assert.deepEqual(await books(g, 'E'), { 'BER incoming': 6 });
  for (const [name, quantity] of [['E-1', 3], ['E-2', 1], ['E-3', 1]] as const) {
    await place(g, name, [{ sku: 'E', quantity }]);
    await quiet(g);
  }
  assert.deepEqual(await books(g, 'E'), { 'BER incoming': 2, 'BER claimed': 4 });
  assert.deepEqual(await answers(g, 'E-1'), ['StockRefused claimed 2026-12-01']);
  assert.equal((await answers(g, 'E-3')).at(-1), 'StockRefused');
  await said(g, 'StockMoved', { sku: 'E', location: 'BER', kind: 'received', quantity: 3, document: 'PO-1' });
  await quiet(g);
  assert.deepEqual(await books(g, 'E'), { 'BER reserved': 3, 'BER incoming': 2, 'BER claimed': 1 });
  assert.equal((await answers(g, 'E-1')).at(-1), 'StockReserved');
  await order(0, '2026-11-21T12:00:00.000Z');
  await quiet(g);
  assert.deepEqual(await books(g, 'E'), { 'BER reserved': 3 });
});

it('a kit and its loose component in one order count the component once; a kit ships as its parts', async () => {
  await stockUp(g, 'LOOSE', 1);
  await stockUp(g, 'OTHER', 2);
  await quiet(g);
  await place(g, 'K-1', [{ sku: 'KIT', quantity: 1 }, { sku: 'LOOSE', quantity: 1 }]);
  await quiet(g);
  assert.deepEqual(await books(g, 'LOOSE'), { 'BER on_hand': 1 });
  await place(g, 'K-2', [{ sku: 'KIT', quantity: 1 }]);
  await quiet(g);
  assert.deepEqual([await books(g, 'LOOSE'), await books(g, 'OTHER')], [{ 'BER reserved': 1 }, { 'BER reserved': 2 }]);
  const [asked] = await rows<{ id: string; lines: { sku: string }[] }>(g, `
    select data->'fulfillment'->>'fulfillmentId' as id, data->'fulfillment'->'lines' as lines from message
    where type = 'RequestFulfillment' and data->>'number' = 'K-2'`);
  assert.deepEqual(asked!.lines.map((l) => l.sku), ['KIT']);
  await say(g, 'wms', { order: asked!.id, fulfillment: asked!.id, shipment: 'P-K', at: '2026-11-21T14:00:00Z', tracking: 'T-K',
    shipped: [{ line: '1', sku: 'KIT', quantity: 1 }] });
  await quiet(g);
  assert.deepEqual([await books(g, 'LOOSE'), await books(g, 'OTHER')], [{}, {}]);
});

it('goods that left although they were cancelled by then are read as sent, also when one line is told in two rows', async () => {
  await stockUp(g, 'LOOSE', 4, '2026-11-21T15:00:00.000Z');
  await quiet(g);
  const line = async (): Promise<object> => (await rows(g, `select cancelled, shipped, reserved from order_line_view l
    join order_view o using (tenant, shard, order_id) where o.number = 'LEFT-1'`))[0]!;
  await place(g, 'LEFT-1', [{ sku: 'LOOSE', quantity: 4 }]);
  await quiet(g);
  const [asked] = await rows<{ id: string }>(g, `select data->'fulfillment'->>'fulfillmentId' as id from message
    where type = 'RequestFulfillment' and data->>'number' = 'LEFT-1'`);
  const lines = [{ id: '1', sku: 'LOOSE', quantity: 4, net: '10.00', cancelled: 4 }];
  await say(g, 'shop', { order: 'LEFT-1', at: '2026-11-21T09:00:00Z', currency: 'EUR', lines });
  await quiet(g);
  assert.deepEqual(await line(), { cancelled: 4, shipped: 0, reserved: 4 }, 'the warehouse has not said that it keeps them back');
  assert.deepEqual(await stockFaults(g.opened.platform, TENANT), [], 'what a warehouse was asked to give back is its own until it answers');
  await say(g, 'wms', { order: asked!.id, fulfillment: asked!.id, shipment: 'P-LEFT', at: '2026-11-21T16:00:00Z', tracking: 'T-LEFT',
    shipped: [{ line: '1', sku: 'LOOSE', quantity: 1 }, { line: '1', sku: 'LOOSE', quantity: 3 }] });
  await quiet(g);
  assert.deepEqual(await line(), { cancelled: 0, shipped: 4, reserved: 0 });
  assert.deepEqual((await complaints(g)).filter((c) => c.exception === 'Defect'), []);
});

it('cases are whole eaches, and a unit nobody defined waits for a person', async () => {
  await said(g, 'StockMoved', { sku: 'BOX', location: 'BER', kind: 'received', quantity: 2, unit: 'case', lot: 'L-9' });
  await said(g, 'StockMoved', { sku: 'BOX', location: 'BER', kind: 'sold', quantity: 5, lot: 'L-9' });
  await quiet(g);
  assert.deepEqual(await books(g, 'BOX'), { 'BER on_hand': 19, 'lot BER L-9': 19 });
  await said(g, 'StockMoved', { sku: 'BOX', location: 'BER', kind: 'sold', quantity: 1, unit: 'half' });
  await quiet(g);
  assert.deepEqual((await complaints(g)).at(-1)!, { exception: 'UnknownUnit', detail: 'BOX: 1 half are not whole eaches' });
  const count = (unit: string, asOf: string) => say(g, 'wms', { location: 'S-1', asOf, counted: [{ sku: 'BOX', onHand: 3, unit }] });
  await count('case', '2026-11-21T11:00:00Z');
  await count('crate', '2026-11-21T12:00:00Z');
  await quiet(g);
  assert.equal((await books(g, 'BOX'))['S-1 on_hand'], 36);
  assert.deepEqual((await complaints(g)).at(-1)!, { exception: 'UnknownUnit', detail: 'BOX: there is no unit crate' });
});

it('a service moves no stock, whoever says so, and goes where the goods of its order go', async () => {
  await stockUp(g, 'CUP', 2);
  await say(g, 'wms', { location: 'BER', asOf: '2026-11-21T07:00:00Z', counted: [{ sku: 'WRAP', onHand: 7 }, { sku: 'CUP', onHand: 2 }] });
  await quiet(g);
  await place(g, 'W-1', [{ sku: 'WRAP', quantity: 1 }, { sku: 'CUP', quantity: 1 }]);
  await quiet(g);
  await place(g, 'W-2', [{ sku: 'WRAP', quantity: 1 }, { sku: 'CUP', quantity: 2 }]);
  await quiet(g);
  assert.deepEqual([(await answers(g, 'W-1')).at(-1), (await answers(g, 'W-2')).at(-1)], ['StockReserved', 'StockRefused']);
  const [{ id, lines }] = (await rows<{ id: string; lines: { lineId: string; sku: string; quantity: number }[] }>(g, `
    select data->'fulfillment'->>'fulfillmentId' as id, data->'fulfillment'->'lines' as lines from message
    where type = 'RequestFulfillment' and data->>'number' = 'W-1'`)) as [{ id: string; lines: { lineId: string; sku: string; quantity: number }[] }];
  assert.deepEqual(lines.map((l) => l.sku).sort(), ['CUP', 'WRAP']);
  await say(g, 'wms', { order: id, fulfillment: id, shipment: 'P-W', at: '2026-11-21T14:00:00Z', tracking: 'T-W',
    shipped: lines.map(({ lineId: line, sku, quantity }) => ({ line, sku, quantity })) });
  await quiet(g);
  assert.deepEqual([await books(g, 'WRAP'), await books(g, 'CUP')], [{}, { 'BER on_hand': 1 }]);
});

it('a place of parts gives kits their parts and sells none of them singly', async () => {
  await policy(g, 'stock', '*', { rules: [{ locations: ['assembly'], partsOnly: true }] });
  await said(g, 'StockCounted', { sku: 'NUT', location: 'P-1', onHand: 4, asOf: '2026-11-21T06:00:00.000Z' });
  await quiet(g);
  await place(g, 'X-1', [{ sku: 'NUT', quantity: 1 }]);
  await place(g, 'X-2', [{ sku: 'FRAME', quantity: 2 }]);
  await quiet(g);
  assert.deepEqual([(await answers(g, 'X-1')).at(-1), (await answers(g, 'X-2')).at(-1)], ['StockRefused', 'StockReserved']);
  assert.deepEqual(await books(g, 'NUT'), { 'P-1 reserved': 4 });
});

it('policies say how far an order may reach: beyond the shelf, in part, or not into what is kept for another channel', async () => {
  await policy(g, 'stock', 'shop', { rules: [
    { items: ['F', 'I'], reach: 'oversell', oversell: 1 }, { items: ['G'], reach: 'partial' }, { items: ['H'], safety: 1 },
  ] });
  await policy(g, 'stock', 'amazon', { rules: [{ items: ['H', 'I'], reserve: 2 }] });
  for (const sku of ['F', 'G', 'H', 'I']) await stockUp(g, sku, 3);
  await quiet(g);
  for (const sku of ['F', 'G', 'I']) await place(g, `${sku}-1`, [{ sku, quantity: 4 }]);
  await place(g, 'H-1', [{ sku: 'H', quantity: 2 }]);
  await quiet(g);
  await place(g, 'F-2', [{ sku: 'F', quantity: 1 }]);
  await place(g, 'H-2', [{ sku: 'H', quantity: 1 }]);
  await quiet(g);
  assert.deepEqual(await books(g, 'F'), { 'BER reserved': 4, 'goods owed BER': -1 });
  assert.equal((await answers(g, 'F-2')).at(-1), 'StockRefused');
  assert.deepEqual([(await answers(g, 'I-1')).at(-1), await books(g, 'I')], ['StockRefused', { 'BER on_hand': 3 }],
    'nobody goes beyond the shelf while some of it is kept for another channel');
  assert.deepEqual(await books(g, 'G'), { 'BER reserved': 3 });
  assert.equal((await answers(g, 'H-1')).at(-1), 'StockRefused');
  await saveConnection(g.opened.platform.pool, { tenant: TENANT, connection: 'amazon', connector: 'simulated', roles: ['channel'], settings: {}, secrets: null });
  await setConnectionState(g.opened.platform.pool, { tenant: TENANT, connection: 'amazon' }, 'closed', 'not sold there any more');
  await loadConfiguration(g.opened.platform);
  await place(g, 'I-2', [{ sku: 'I', quantity: 3 }]);
  await quiet(g);
  assert.equal((await answers(g, 'I-2')).at(-1), 'StockReserved', 'nothing is kept for a channel that is closed');
  assert.deepEqual(await books(g, 'H'), { 'BER on_hand': 2, 'BER reserved': 1 });
});

it('every law of the ledger holds afterwards', async () => {
  const broken = (await verify(g.opened.platform)).filter((f) => f.violations.length > 0);
  assert.deepEqual(broken.map((f) => [f.name, f.violations]), []);
});
