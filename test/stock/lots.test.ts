/** What is kept by lot, on a real database: promised, picked, sent, counted and sent back, each unit in its lot. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { verify } from '#runtime/operations/verify.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveProducts } from '#store/configuration.ts';
import { ground, place, quiet, say, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { answers, books, complaints } from './goods.fixture.ts';
import { policy, rows } from './shop.fixture.ts';

let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  await saveProducts(g.opened.platform.pool, TENANT, [
    ...['MILK', 'CHEESE', 'BRIE', 'JAM'].map((sku) => ({ sku, title: sku, gtin: null })),
    { sku: 'PLATTER', title: 'Platter', gtin: null, parts: { CHEESE: 3 } },
    { sku: 'BASKET', title: 'Basket', gtin: null, parts: { BRIE: 2, JAM: 1 } },
  ]);
  await loadConfiguration(g.opened.platform);
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});

it('what is kept by lot: the soonest out first, nothing too near its end, told with every choice', async () => {
  const days = (n: number) => Temporal.Now.plainDateISO('UTC').add({ days: n }).toString();
  await policy(g, 'stock', '*', { rules: [{ items: ['MILK'], shelfLife: 5 }] });
  await say(g, 'wms', { location: 'BER', asOf: '2026-11-21T06:00:00Z', counted: [{ sku: 'MILK', onHand: 9, lots: [
    { lot: 'old', quantity: 2, expires: days(3) }, { lot: 'late', quantity: 4, expires: days(60) }, { lot: 'soon', quantity: 3, expires: days(9) },
  ] }] });
  await quiet(g);
  for (const [name, quantity] of [['L-1', 2], ['L-2', 3], ['L-3', 3]] as const) {
    await place(g, name, [{ sku: 'MILK', quantity }]);
    await quiet(g);
  }
  assert.deepEqual(await books(g, 'MILK'), { 'BER on_hand': 4, 'BER reserved': 5, 'lot BER late': 4, 'lot BER old': 2, 'lot BER soon': 3 });
  assert.equal((await answers(g, 'L-3')).at(-1), 'StockRefused', 'four are there, two of them too near their end');
  const why = (await rows<{ why: string }>(g, `select x as why from message m, jsonb_array_elements_text(m.data->'why') x
    where m.type = 'StockReserved' and m.data->'lines'->0->>'sku' = 'MILK' order by m.seen, m.position`)).map((r) => r.why);
  assert.deepEqual(why.filter((w) => /first expired/.test(w)), [
    `BER: first expired, first out: MILK 2 of lot soon (until ${days(9)})`,
    `BER: first expired, first out: MILK 1 of lot soon (until ${days(9)}), 2 of lot late (until ${days(60)})`,
  ]);
  assert.ok(why.includes(`BER: not for sale any more: MILK 2 of lot old (until ${days(3)})`));
  const [{ id }] = (await rows<{ id: string }>(g, `select data->'fulfillment'->>'fulfillmentId' as id from message
    where type = 'RequestFulfillment' and data->>'number' = 'L-2'`)) as [{ id: string }];
  await say(g, 'wms', { order: id, fulfillment: id, shipment: 'P-L', at: '2026-11-21T14:00:00Z', tracking: 'T-L',
    shipped: [{ line: '1', sku: 'MILK', quantity: 3 }] });
  await quiet(g);
  assert.deepEqual(await books(g, 'MILK'), { 'BER on_hand': 4, 'BER reserved': 2, 'lot BER late': 4, 'lot BER old': 2 });
  await say(g, 'wms', { location: 'BER', asOf: '2026-11-21T13:00:00Z', counted: [{ sku: 'MILK', onHand: 9, lots: [
    { lot: 'late', quantity: 4, expires: days(60) }, { lot: 'soon', quantity: 5, expires: days(9) }] }] });
  await quiet(g);
  assert.deepEqual(await books(g, 'MILK'), { 'BER on_hand': 1, 'BER reserved': 5, 'lot BER late': 4, 'lot BER soon': 2 },
    'counted before three of the lot left; the old lot is gone, and who waited has his three');
});

it('the request names the lots to pick, the shipment those that went; what left before a count by lot is missing from it already', async () => {
  const count = (asOf: string, lots: object[], onHand: number) => say(g, 'wms', { location: 'BER', asOf, counted: [{ sku: 'CHEESE', onHand, lots }] });
  await count('2026-11-21T06:00:00Z', [{ lot: 'x', quantity: 3, expires: '2099-01-05' }, { lot: 'y', quantity: 9, expires: '2099-02-05' }], 12);
  await quiet(g);
  await place(g, 'C-1', [{ sku: 'CHEESE', quantity: 2 }, { sku: 'CHEESE', quantity: 2 }]);
  await quiet(g);
  await place(g, 'C-2', [{ sku: 'PLATTER', quantity: 1 }]);
  await quiet(g);
  const asked = async (number: string) => (await rows<{ id: string; lines: { lineId: string; lots: { lot: string; quantity: number; sku: string }[] }[] }>(g, `
    select data->'fulfillment'->>'fulfillmentId' as id, data->'fulfillment'->'lines' as lines from message
    where type = 'RequestFulfillment' and data->>'number' = '${number}'`))[0]!;
  const [one, kit] = [await asked('C-1'), await asked('C-2')];
  assert.deepEqual(one.lines.map((l) => l.lots.map((x) => `${x.quantity} ${x.lot}`)), [['2 x'], ['1 x', '1 y']]);
  assert.deepEqual(kit.lines.map((l) => l.lots.map((x) => `${x.quantity} ${x.sku} ${x.lot}`)), [['3 CHEESE y']]);
  const sent = (id: string, at: string, shipped: { line: string; sku: string; quantity: number; lots?: object[] }) => say(g, 'wms', {
    order: id, fulfillment: id, shipment: `${id}-${at}`, at, tracking: `T-${id}-${at}`, shipped: [shipped] });
  await sent(one.id, '2026-11-21T08:00:00Z', { line: one.lines[0]!.lineId, sku: 'CHEESE', quantity: 2,
    lots: [{ lot: 'y', quantity: 1 }, { lot: 'z', quantity: 1 }] });
  await quiet(g);
  assert.deepEqual(await books(g, 'CHEESE'), { 'BER on_hand': 5, 'BER reserved': 5, 'lot BER x': 3, 'lot BER y': 8, 'lot BER z': -1 });
  assert.equal((await complaints(g)).at(-1)!.detail, 'BER shipped 1 of CHEESE, lot or serial z; the books have 0 of that number there');
  await sent(kit.id, '2026-11-21T08:30:00Z', { line: kit.lines[0]!.lineId, sku: 'PLATTER', quantity: 1 });
  await quiet(g);
  assert.deepEqual(await books(g, 'CHEESE'), { 'BER on_hand': 5, 'BER reserved': 2, 'lot BER y': 8, 'lot BER z': -1 }, 'who names none sent the soonest');
  await count('2026-11-21T10:00:00Z', [{ lot: 'y', quantity: 5, expires: '2099-02-05' }], 5);
  await quiet(g);
  await sent(one.id, '2026-11-21T09:00:00Z', { line: one.lines[1]!.lineId, sku: 'CHEESE', quantity: 2, lots: [{ lot: 'y', quantity: 2 }] });
  await quiet(g);
  assert.deepEqual(await books(g, 'CHEESE'), { 'BER on_hand': 5, 'lot BER y': 5 }, 'heard late: the count was made after it left');
});

const counted = async (sku: string, lots: readonly { lot: string; quantity: number }[]): Promise<void> => {
  await say(g, 'wms', { location: 'BER', asOf: '2026-11-21T06:00:00Z', counted: [
    { sku, onHand: lots.reduce((n, l) => n + l.quantity, 0), lots: lots.map((l) => ({ ...l, expires: '2099-03-05' })) }] });
  await quiet(g);
};
/** Placed, and sent as the warehouse says. */
async function sold(name: string, sku: string, shipped: readonly object[]): Promise<void> {
  await place(g, name, [{ sku, quantity: 2 }]);
  await quiet(g);
  const [{ id }] = (await rows<{ id: string }>(g, `select data->'fulfillment'->>'fulfillmentId' as id from message
    where type = 'RequestFulfillment' and data->>'number' = '${name}'`)) as [{ id: string }];
  await say(g, 'wms', { order: name, fulfillment: id, shipment: `S-${name}`, at: '2026-11-21T09:00:00Z', tracking: `T-${name}`, shipped });
  await quiet(g);
}
const back = async (name: string, lines: readonly object[], receipt = `R-${name}`): Promise<void> => {
  await say(g, 'wms', { receipt, of: name, at: '2026-11-21T12:00:00Z', location: 'BER', looked: true, lines });
  await quiet(g);
};

it('a kit that is told by its parts and their lots is so many kits; parts that are none wait for a person', async () => {
  await counted('BRIE', [{ lot: 'b1', quantity: 3 }, { lot: 'b2', quantity: 9 }]);
  await counted('JAM', [{ lot: 'j1', quantity: 1 }, { lot: 'j2', quantity: 5 }]);
  const parts = (brie: number) => [{ line: '1', sku: 'BRIE', quantity: brie + 2, parts: { BRIE: brie, JAM: 2 }, lots: [
    { sku: 'BRIE', lot: 'b1', quantity: 3 }, { sku: 'BRIE', lot: 'b2', quantity: brie - 3 }, { sku: 'JAM', lot: 'j1', quantity: 1 },
    { sku: 'JAM', lot: 'j2', quantity: 1 }] }];
  await sold('K-1', 'BASKET', parts(4));
  assert.deepEqual([await books(g, 'BRIE'), await books(g, 'JAM')],
    [{ 'BER on_hand': 8, 'lot BER b2': 8 }, { 'BER on_hand': 4, 'lot BER j2': 4 }]);
  const [sent] = await rows<{ line: { sku: string; quantity: number } }>(g, `select data->'shipment'->'lines'->0 as line from message
    where type = 'ShipmentDispatched' order by seen desc limit 1`);
  assert.deepEqual([sent!.line.sku, sent!.line.quantity], ['BASKET', 2]);
  await sold('K-2', 'BASKET', parts(5));
  assert.match((await complaints(g)).at(-1)!.detail, /sent 5 × BRIE, 2 × JAM on the line of BASKET, which takes 1 × JAM, 2 × BRIE each/);
});

it('what comes back comes back in its lot; a number that the order was never sent is told to a person', async () => {
  await counted('CHEESE', []);
  await say(g, 'wms', { location: 'BER', asOf: '2026-11-21T11:00:00Z', counted: [{ sku: 'CHEESE', onHand: 6, lots: [
    { lot: 'p', quantity: 4, expires: '2099-02-05' }, { lot: 'q', quantity: 2, expires: '2099-04-05' }] }] });
  await quiet(g);
  await place(g, 'B-1', [{ sku: 'CHEESE', quantity: 4 }]);
  await quiet(g);
  const [{ id }] = (await rows<{ id: string }>(g, `select data->'fulfillment'->>'fulfillmentId' as id from message
    where type = 'RequestFulfillment' and data->>'number' = 'B-1'`)) as [{ id: string }];
  await say(g, 'wms', { order: id, fulfillment: id, shipment: 'S-B1', at: '2026-11-21T11:30:00Z', tracking: 'T-B1', shipped: [
    { line: '1', sku: 'CHEESE', quantity: 4, lots: [{ lot: 'p', quantity: 3 }, { lot: 'q', quantity: 1 }] }] });
  await quiet(g);
  assert.deepEqual(await books(g, 'CHEESE'), { 'BER on_hand': 2, 'lot BER p': 1, 'lot BER q': 1 });
  const before = (await complaints(g)).length;
  await back('B-1', [{ sku: 'CHEESE', quantity: 1, found: 'resaleable', lots: [{ lot: 'q', quantity: 1 }] },
    { sku: 'CHEESE', quantity: 1, found: 'damaged', lots: [{ lot: 'p', quantity: 1 }] }]);
  assert.deepEqual(await books(g, 'CHEESE'), { 'BER damaged': 1, 'BER on_hand': 3, 'lot BER p': 1, 'lot BER q': 2 });
  const serial = async () => (await complaints(g)).slice(before).filter((x) => x.exception === 'SerialMismatch').map((x) => x.detail);
  assert.deepEqual(await serial(), []);
  await back('B-1', [{ sku: 'CHEESE', quantity: 1, found: 'resaleable', lots: [{ lot: 'q', quantity: 1 }] }], 'R-B1-again');
  assert.deepEqual(await books(g, 'CHEESE'), { 'BER damaged': 1, 'BER on_hand': 4, 'lot BER p': 1, 'lot BER q': 3 }, 'it is there all the same');
  const erp = await rows<{ lots: { lot: string; quantity: number }[] }>(g, `select l->'lots' as lots from message m
    cross join lateral jsonb_array_elements(m.data->'lines') l where m.type = 'RecordErpReturn' order by m.seen, m.position`);
  assert.deepEqual(erp.map((x) => x.lots.map((l) => `${l.quantity} ${l.lot}`)), [['1 q', '1 p'], ['1 q']]);
  assert.deepEqual(await serial(), ['BER took back 1 of CHEESE, lot or serial q; of that number the order has 0 (it was sent 3 of lot p, 1 of lot q)']);
});

it('every law of the ledger holds afterwards', async () => {
  const broken = (await verify(g.opened.platform)).filter((f) => f.violations.length > 0);
  assert.deepEqual(broken.map((f) => [f.name, f.violations]), []);
});
