/** Places chosen and told, a day's capacity, promises that expire with a hold, feeds that cannot be believed. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { append } from '#runtime/append.ts';
import { dropDelivery, parseName, retryDelivery } from '#runtime/operations/deliveries.ts';
import { heldCounts } from '#runtime/operations/feeds.ts';
import { verify } from '#runtime/operations/verify.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveLocation, saveMapping, saveProducts } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import { ground, place, quiet, say, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { books, said } from './goods.fixture.ts';
import { policy, rows } from './shop.fixture.ts';

let g: Ground;
let worker: Worker;
const act = { tenant: TENANT, who: 'test', why: 'tested' };
const items = Array.from({ length: 12 }, (_, i) => `N-${i}`);
before(async () => {
  g = await ground();
  const { pool } = g.opened.platform;
  const store = { kind: 'store', connection: 'wms', country: 'DE', priority: 1 };
  await saveLocation(pool, TENANT, { ...store, location: 'HAM', name: 'Hamburg', latitude: 53_550_341, longitude: 10_000_654, capacity: 2 });
  await saveLocation(pool, TENANT, { ...store, location: 'MUC', name: 'Munich', latitude: 48_137_154, longitude: 11_576_124 });
  await saveProducts(pool, TENANT, ['NEAR', 'HELD', 'CUP', 'AHEAD', ...items].map((sku) => ({ sku, title: sku, gtin: null })));
  await policy(g, 'sourcing', '*', { order: ['distance', 'priority'], areas: { DE: '52.52, 13.40' } });
  await loadConfiguration(g.opened.platform);
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});
const count = (sku: string, location: string, onHand: number) =>
  said(g, 'StockCounted', { sku, location, onHand, asOf: '2026-11-21T06:00:00.000Z' });
/** A wish of an order's workflow, straight to the ledger. */
async function reserve(orderId: string, sku: string, more: Record<string, unknown> = {}): Promise<{ lines: { location: string }[]; why: string[] }> {
  const key = (more['key'] ?? `r:${orderId}`) as string;
  await wish('ReserveStock', key, { orderId, round: 1, channel: 'shop', shipTo: { country: 'DE' },
    lines: [{ lineId: '1', sku, quantity: 1 }], ...more });
  return (await rows<{ data: { lines: { location: string }[]; why: string[] } }>(g, `
    select data from message where type in ('StockReserved', 'StockRefused') and data->>'orderId' = $1 order by seen desc, position desc`,
  [orderId]))[0]!.data;
}
async function wish(type: 'ReserveStock' | 'ReleaseStock', key: string, data: Record<string, unknown>): Promise<void> {
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type, data: { key, ...data }, key: `${type}:${key}`, at: '2026-11-21T08:00:00.000Z',
  } as never]));
  await quiet(g);
}

it('the nearest place that has it, until its day is full; who declined is not asked again; each choice in words', async () => {
  for (const [location, n] of [['HAM', 9], ['MUC', 9], ['BER', 9]] as const) await count('NEAR', location, n);
  await quiet(g);
  const first = await reserve('ord-1', 'NEAR');
  assert.deepEqual(first.lines.map((l) => l.location), ['HAM']);
  assert.deepEqual(first.why, [
    'HAM (priority 1, 255 km, room for 2 today): takes 1 × NEAR', 'MUC (priority 1, 504 km): has all of it too',
    'BER (priority 1): has all of it too',
  ]);
  await reserve('ord-2', 'NEAR');
  const third = await reserve('ord-3', 'NEAR');
  assert.deepEqual([third.lines[0]!.location, third.why[0]], ['MUC', 'HAM: no room left today']);
  const again = await reserve('ord-4', 'NEAR', { except: ['MUC'] });
  assert.deepEqual([again.lines[0]!.location, again.why[1]], ['BER', 'MUC: declined before']);
  assert.equal((await reserve('ord-5', 'NEAR', { pickupAt: 'MUC' })).lines[0]!.location, 'MUC');
});

it('a promise given back before anything left gives the place its turn of the day back, once', async () => {
  const load = async () => (await rows<{ orders: number }>(g, `select orders from location_load where location = 'HAM'`))[0]!.orders;
  assert.equal(await load(), 2);
  for (const key of ['declined', 'declined again']) await wish('ReleaseStock', `${key}:ord-1`, { orderId: 'ord-1' });
  assert.equal(await load(), 1);
  const next = await reserve('ord-6', 'NEAR');
  assert.deepEqual([next.lines[0]!.location, next.why[0]], ['HAM', 'HAM (priority 1, 255 km, room for 1 today): takes 1 × NEAR']);
  const more = await reserve('ord-6', 'NEAR', { round: 2, key: 'r2:ord-6' });
  assert.deepEqual([more.lines[0]!.location, await load()], ['HAM', 2], 'an order that is there already needs no second turn');
});

it('many workers’ worth of orders at once never give a place more than its day holds', async () => {
  await saveLocation(g.opened.platform.pool, TENANT, {
    location: 'HAM', name: 'Hamburg', kind: 'store', connection: 'wms', country: 'DE', priority: 1, latitude: 53_550_341,
    longitude: 10_000_654, capacity: 5,
  });
  await loadConfiguration(g.opened.platform);
  await count('HELD', 'HAM', 20);
  await count('HELD', 'BER', 20);
  await quiet(g);
  await transaction(g.opened.platform.pool, (tx) => append(tx, Array.from({ length: 20 }, (_, i) => ({
    tenant: TENANT, type: 'ReserveStock', key: `ReserveStock:many-${i}`, at: '2026-11-21T08:00:00.000Z',
    data: { key: `m:${i}`, orderId: `ord-many-${i}`, round: 1, channel: 'shop', shipTo: { country: 'DE' },
      lines: [{ lineId: '1', sku: 'HELD', quantity: 1 }] },
  }))));
  await quiet(g);
  assert.deepEqual(await books(g, 'HELD'), { 'BER on_hand': 3, 'BER reserved': 17, 'HAM on_hand': 17, 'HAM reserved': 3 });
});

const feed = (reference: string, onHand: number, at: string) =>
  say(g, 'wms', { location: 'BER', asOf: at, reference, counted: items.map((sku) => ({ sku, onHand })) });
const suspected = async (): Promise<{ name: string; state: string }[]> => rows(g, `
  select d.shard || '-' || d.message || '-' || d.handler as name, d.state::text from delivery d
  where d.handler = 'policy:feeds' and d.exception = 'MassZeroStock' order by d.changed`);

it('a feed that empties the house waits for a person: dropped it changes nothing, retried it is applied', async () => {
  await feed('full', 50, '2026-11-21T09:00:00Z');
  await quiet(g);
  await feed('zero', 0, '2026-11-21T10:00:00Z');
  await quiet(g);
  assert.deepEqual(await books(g, 'N-3'), { 'BER on_hand': 50 });
  const [zero] = await suspected();
  await dropDelivery(g.opened.platform, act, parseName(TENANT, zero!.name));
  await feed('zero again', 0, '2026-11-21T11:00:00Z');
  await quiet(g);
  assert.deepEqual(await books(g, 'N-3'), { 'BER on_hand': 50 });
  const [second] = (await suspected()).filter((d) => d.state === 'Parked');
  await retryDelivery(g.opened.platform, act, parseName(TENANT, second!.name));
  await quiet(g);
  assert.deepEqual(await books(g, 'N-3'), {});
});

it('a feed that jumps waits for a person; one that comes late, out of order or twice moves nothing', async () => {
  const waiting = async () => (await suspected()).filter((d) => d.state === 'Parked');
  await feed('back', 50, '2026-11-21T12:00:00Z');
  await quiet(g);
  assert.deepEqual([await books(g, 'N-3'), (await waiting()).length], [{ 'BER on_hand': 50 }, 0], 'goods that come back are no suspicion');
  await feed('jump', 5000, '2026-11-21T13:00:00Z');
  await quiet(g);
  const [jump] = await waiting();
  assert.deepEqual(await books(g, 'N-3'), { 'BER on_hand': 50 });
  const [{ detail }] = await rows<{ detail: string }>(g, `select fault->>'detail' as detail from delivery where exception = 'MassZeroStock'
    and state = 'Parked'`) as [{ detail: string }];
  assert.match(detail, /about BER, as of 2026-11-21T13:00:00.*items jump at once \(.* 50 → 5000/);
  await dropDelivery(g.opened.platform, act, parseName(TENANT, jump!.name));
  await feed('late', 44, '2026-11-21T11:30:00Z');
  await feed('newest', 40, '2026-11-21T14:00:00Z');
  await quiet(g);
  await feed('overtaken', 45, '2026-11-21T13:30:00Z');
  await feed('newest told again', 40, '2026-11-21T14:00:00Z');
  await quiet(g);
  assert.deepEqual(await books(g, 'N-3'), { 'BER on_hand': 40 });
  const variances = await rows<{ n: number }>(g, `select count(*)::int as n from entry where memo = 'counted' and lines->0->>'unit' = 'N-3'`);
  assert.equal(variances[0]!.n, 4, 'up to 50, to none, back to 50, down to 40');
});

/** One document an item, as a warehouse does that tells what has just changed. */
async function tell(location: string, counts: readonly (readonly [string, number])[], at: string): Promise<void> {
  for (const [sku, onHand] of counts)
    await say(g, 'wms', { location, asOf: at, reference: `${sku} ${onHand}`, counted: [{ sku, onHand }] });
  await quiet(g);
}
const shelf = Array.from({ length: 24 }, (_, i) => `W-${i}`);
const onShelf = async (): Promise<number[]> => (await rows<{ units: number }>(g, `select amount::int as units from balance
  where account = 'stock:MUC:on_hand' and unit = any($1) order by substring(unit from 3)::int`, [shelf])).map((r) => r.units);
const mass = () => rows<{ name: string; exception: string; detail: string }>(g, `
  select d.shard || '-' || d.message || '-' || d.handler as name, d.exception, d.fault->>'detail' as detail from delivery d
  where d.handler = 'policy:feeds' and d.state = 'Parked'`);

it('zeros told one document after another are one mass: what came before it was seen is named, and goes back when it is dropped', async () => {
  await saveProducts(g.opened.platform.pool, TENANT, shelf.map((sku) => ({ sku, title: sku, gtin: null })));
  await tell('MUC', shelf.map((sku) => [sku, 50]), '2026-11-21T08:00:00Z');
  assert.deepEqual([(await mass()).length, new Set(await onShelf()).size], [0, 1], 'goods that come are no suspicion');
  await tell('MUC', shelf.slice(0, 23).map((sku) => [sku, 0]), '2026-11-21T09:00:00Z');
  await tell('MUC', [['W-23', 49]], '2026-11-21T09:01:00Z');
  const [zeros, ...others] = await mass();
  assert.deepEqual([zeros?.exception, others.length], ['MassZeroStock', 0]);
  assert.match(zeros!.detail, /^wms about MUC: 23 items .* within 15 minutes of each other; 14 are held \(W-.* 50 → 0.*; 9 were applied .* 50 → 0/);
  assert.deepEqual((await onShelf()).toSorted((a, b) => a - b), [...Array(9).fill(0), 49, ...Array(14).fill(50)]);
  const held = (await heldCounts(g.opened.platform, TENANT)).map((h) => h.fate);
  assert.deepEqual([held.filter((x) => x === 'held').length, held.length], [14, 23]);
  await dropDelivery(g.opened.platform, act, parseName(TENANT, zeros!.name));
  await quiet(g);
  const [early] = await mass();
  assert.match(`${early?.exception} ${early?.detail}`, /^CountsDoubted 9 counts of MUC .* W-\d+ 50 → 0/);
  await retryDelivery(g.opened.platform, act, parseName(TENANT, early!.name));
  await quiet(g);
  assert.deepEqual([(await onShelf()).filter((n) => n === 50).length, (await mass()).length, (await heldCounts(g.opened.platform, TENANT)).length], [23, 0, 0]);
});

/** What was put back is as of when it was heard. */
const later = (minutes: number): string => Temporal.Now.instant().add({ minutes }).toString({ smallestUnit: 'second' });
it('what goes on after a drop waits again; a sound word takes a held one’s place; believed, what is held and what follows is applied', async () => {
  await tell('MUC', [['W-0', 0], ['W-1', 0], ['W-2', 0]], later(5));
  assert.match((await mass())[0]!.detail, /3 are held \(/);
  await tell('MUC', [['W-0', 48]], later(6));
  assert.match((await mass())[0]!.detail, /2 are held \(W-1 50 → 0, W-2 50 → 0\)/);
  await tell('MUC', [['W-1', 50], ['W-2', 50]], later(6));
  assert.deepEqual(await mass(), [], 'nothing of it is left: it settles itself');
  await tell('MUC', [['W-3', 0], ['W-4', 0]], later(7));
  await retryDelivery(g.opened.platform, act, parseName(TENANT, (await mass())[0]!.name));
  await tell('MUC', [['W-5', 0]], later(8));
  assert.deepEqual([(await onShelf()).slice(0, 7), await mass()], [[48, 50, 50, 0, 0, 0, 50], []]);
});

it('one feed with two articles of one item is one count of both', async () => {
  for (const external of ['CUP-A', 'CUP-B'])
    await saveMapping(g.opened.platform.pool, TENANT, { name: 'sku', connection: 'wms', external, own: 'CUP', author: 'test' });
  await loadConfiguration(g.opened.platform);
  const both = [{ sku: 'CUP-A', onHand: 4, lots: [{ lot: 'L', quantity: 4 }] }, { sku: 'CUP-B', onHand: 6, lots: [{ lot: 'L', quantity: 5 }] }];
  await say(g, 'wms', { location: 'BER', asOf: '2026-11-21T09:00:00Z', counted: both });
  await quiet(g);
  assert.deepEqual(await books(g, 'CUP'), { 'BER on_hand': 10, 'lot BER L': 9 });
});

it('a count or a movement of a day still to come is as of when it was heard: it stops neither counts nor sales', async () => {
  const count = (asOf: string, onHand: number) => say(g, 'wms', { location: 'BER', asOf, counted: [{ sku: 'AHEAD', onHand }] });
  await count('2031-01-01T00:00:00Z', 7);
  await quiet(g);
  assert.deepEqual(await books(g, 'AHEAD'), { 'BER on_hand': 7 });
  await count('2031-01-02T00:00:00Z', 7);
  await quiet(g);
  const odd = await rows<{ detail: string }>(g, `select fault->>'detail' as detail from delivery where exception = 'ContractDrift' and state = 'Parked'`);
  assert.equal(odd.length, 1, 'said once');
  assert.match(odd[0]!.detail, /clock\.BER: a clock there is ahead .* taken as of when it came/);
  await said(g, 'StockMoved', { sku: 'AHEAD', location: 'BER', kind: 'sold', quantity: 1, at: new Date().toISOString() });
  await quiet(g);
  assert.deepEqual(await books(g, 'AHEAD'), { 'BER on_hand': 6 }, 'sold after the count was heard');
  await count(new Date().toISOString(), 3);
  await quiet(g);
  assert.deepEqual(await books(g, 'AHEAD'), { 'BER on_hand': 3 });
});

it('a promise to an order on hold lasts as long as its policy says, and is asked for anew when the hold is lifted', async () => {
  await policy(g, 'reservation', '*', { paymentMinutes: 0.02 });
  await count('MUG', 'BER', 1);
  await quiet(g);
  const holds = [{ kind: 'payment', detail: 'not paid' }];
  await place(g, 'P-1', [{ sku: 'MUG', quantity: 1 }], { holds });
  await quiet(g);
  assert.deepEqual(await books(g, 'MUG'), { 'BER on_hand': 1 });
  await place(g, 'P-1', [{ sku: 'MUG', quantity: 1 }], { at: '2026-11-21T09:00:00Z' });
  await quiet(g);
  assert.deepEqual(await books(g, 'MUG'), { 'BER reserved': 1 });
  const said = await rows<{ type: string }>(g, `
    select m.type from message m join order_view o on m.subject = 'order:' || o.order_id where o.number = 'P-1'
      and m.type in ('StockReserved', 'StockReleased', 'ReservationExpired', 'RequestFulfillment') order by m.seen, m.position`);
  assert.deepEqual(said.map((m) => m.type),
    ['StockReserved', 'ReservationExpired', 'StockReleased', 'StockReserved', 'RequestFulfillment']);
});

it('a promise that waits for its end holds nothing else of its order back', async () => {
  await policy(g, 'reservation', '*', { paymentMinutes: 60 });
  await count('CUP', 'BER', 1);
  await quiet(g);
  await place(g, 'P-2', [{ sku: 'CUP', quantity: 1 }], { holds: [{ kind: 'payment', detail: 'not paid' }] });
  const asked = () => rows<{ n: number }>(g, `select count(*)::int as n from message m join order_view o
    on m.subject = 'order:' || o.order_id where o.number = 'P-2' and m.type = 'RequestFulfillment'`);
  while ((await books(g, 'CUP'))['BER reserved'] !== 1) await new Promise((resolve) => setTimeout(resolve, 20));
  await place(g, 'P-2', [{ sku: 'CUP', quantity: 1 }], { at: '2026-11-21T09:30:00Z' });
  for (let tries = 0; tries < 100 && (await asked())[0]!.n === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(await asked(), [{ n: 1 }], 'paid, it is asked for at once');
});

it('every law of the ledger holds afterwards', async () => {
  const broken = (await verify(g.opened.platform)).filter((f) => f.violations.length > 0);
  assert.deepEqual(broken.map((f) => [f.name, f.violations]), []);
});
