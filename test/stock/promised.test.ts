/**
 * What a channel is told is what its orders get: for every way of selling what is not on the shelf (and of keeping back
 * what is), an order for exactly that many is promised or claimed, and one for one more is not.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { verify } from '#runtime/operations/verify.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveLocation, saveProducts } from '#store/configuration.ts';
import { ground, place, quiet, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { answers, books, said } from './goods.fixture.ts';
import { lists, policy, shows, stir } from './shop.fixture.ts';

interface Case {
  readonly what: string; readonly rule: object;
  readonly shelf?: number; readonly moving?: number; readonly incoming?: number;
  readonly told: number; readonly lead?: string;
}
const CASES: readonly Case[] = [
  { what: 'the shelf', rule: {}, shelf: 5, told: 5 },
  { what: 'the shelf less what is kept for safety', rule: { safety: 2, leadDays: 3 }, shelf: 5, told: 3, lead: '3 days' },
  { what: 'goods on order before the first came, up to the limit', rule: { preorder: 4 }, incoming: 6, told: 4, lead: '0 days from 2027-02-01' },
  { what: 'goods on order, no more than come', rule: { preorder: 9, leadDays: 1 }, incoming: 2, told: 2, lead: '1 days from 2027-02-01' },
  { what: 'goods on order without a policy', rule: {}, incoming: 6, told: 0 },
  { what: 'the shelf and goods on order', rule: { backorder: 3 }, shelf: 2, incoming: 6, told: 5 },
  { what: 'the shelf less safety and goods on order', rule: { backorder: 3, safety: 1 }, shelf: 2, incoming: 6, told: 4 },
  { what: 'goods on their way', rule: { sellInTransit: true }, moving: 4, told: 4 },
  { what: 'goods on their way without a policy', rule: {}, shelf: 1, moving: 4, told: 1 },
  { what: 'all of it', rule: { sellInTransit: true, backorder: 2 }, shelf: 1, moving: 2, incoming: 3, told: 5 },
];
const skuOf = (c: Case): string => `T-${CASES.indexOf(c)}`;

let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  const { pool } = g.opened.platform;
  await saveLocation(pool, TENANT, { location: 'AWAY', name: 'Away', kind: 'transit', connection: null, priority: 9, country: 'DE' });
  await saveProducts(pool, TENANT, CASES.map((c) => ({ sku: skuOf(c), title: c.what, gtin: null })));
  await loadConfiguration(g.opened.platform);
  await policy(g, 'stock', 'shop', { rules: CASES.map((c) => ({ items: [skuOf(c)], ...c.rule })) });
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  for (const c of CASES) {
    await stockUp(g, skuOf(c), c.shelf ?? 0);
    if (c.moving) {
      await said(g, 'StockCounted', { sku: skuOf(c), location: 'AWAY', onHand: 9, asOf: '2026-11-21T06:00:00.000Z' });
      await said(g, 'StockMoved', { sku: skuOf(c), location: 'AWAY', kind: 'sent', other: 'BER', transfer: `TR-${skuOf(c)}`, quantity: c.moving });
    }
    if (c.incoming)
      await said(g, 'GoodsExpected', { sku: skuOf(c), location: 'BER', document: 'PO', quantity: c.incoming, expected: '2027-02-01' });
    await lists(g, 'shop', skuOf(c));
  }
  await quiet(g);
  for (const c of CASES) await stir(g, skuOf(c));
  await quiet(g);
});
after(async () => {
  await worker.stop();
  await g.close();
});
const last = async (order: string) => ((await answers(g, order)).at(-1) ?? '').split(' ').slice(0, 2).join(' ');

it('a channel is told what there is to sell, and when it leaves', () => {
  const told = CASES.map((c) => [c.what, shows(g, 'shop', skuOf(c)), g.twin.leads.get(`shop shop-${skuOf(c)}`)]);
  assert.deepEqual(told, CASES.map((c) => [c.what, c.told, c.lead]));
});

it('an order for one more is not promised, and leaves what there is to others', async () => {
  for (const c of CASES) await place(g, `more-${skuOf(c)}`, [{ sku: skuOf(c), quantity: c.told + 1 }]);
  await quiet(g);
  for (const c of CASES) assert.equal(await last(`more-${skuOf(c)}`), 'StockRefused', c.what);
  for (const c of CASES) await place(g, `more-${skuOf(c)}`, [{ sku: skuOf(c), quantity: c.told + 1 }], { cancelled: true, at: '2026-11-21T09:00:00Z' });
  await quiet(g);
});

it('an order for as many is promised from the shelf, or claimed whole; then nothing is left to tell', async () => {
  const wanted = CASES.filter((c) => c.told > 0);
  for (const c of wanted) await place(g, `all-${skuOf(c)}`, [{ sku: skuOf(c), quantity: c.told }]);
  await quiet(g);
  const ahead = (c: Case) => c.told > Math.max(0, c.shelf ?? 0);
  for (const c of wanted) assert.equal(await last(`all-${skuOf(c)}`), ahead(c) ? 'StockRefused claimed' : 'StockReserved', c.what);
  assert.deepEqual(wanted.map((c) => [c.what, shows(g, 'shop', skuOf(c))]), wanted.map((c) => [c.what, 0]));
  assert.deepEqual(await books(g, 'T-9'), { 'AWAY on_hand': 7, 'BER held': 1, 'BER bound': 2, 'BER claimed': 2, 'BER incoming': 1 });
});

it('what comes is kept for who claimed it, and the order is promised when all of it is here', async () => {
  const arrive = (quantity: number, final = false) => said(g, 'StockMoved',
    { sku: 'T-9', location: 'BER', kind: 'arrived', other: 'AWAY', transfer: 'TR-T-9', quantity, final, at: '2026-11-22T10:00:00.000Z' });
  await arrive(1);
  await quiet(g);
  assert.deepEqual(await books(g, 'T-9'), { 'AWAY on_hand': 7, 'BER held': 2, 'BER bound': 1, 'BER claimed': 2, 'BER incoming': 1 });
  await arrive(1);
  await said(g, 'StockMoved', { sku: 'T-9', location: 'BER', kind: 'received', quantity: 2, document: 'PO', at: '2026-11-22T11:00:00.000Z' });
  await quiet(g);
  assert.equal(await last('all-T-9'), 'StockReserved');
  assert.deepEqual(await books(g, 'T-9'), { 'AWAY on_hand': 7, 'BER reserved': 5, 'BER incoming': 1 });
});

it('a transfer that ends short disappoints the latest claim, whose order asks anew', async () => {
  await said(g, 'StockMoved', { sku: 'T-7', location: 'BER', kind: 'arrived', other: 'AWAY', transfer: 'TR-T-7', quantity: 3, final: true });
  await quiet(g);
  assert.deepEqual([await last('all-T-7'), await books(g, 'T-7')], ['StockRefused', { 'AWAY on_hand': 5, 'BER on_hand': 3 }]);
  const broken = (await verify(g.opened.platform)).filter((f) => f.violations.length > 0);
  assert.deepEqual(broken.map((f) => [f.name, f.violations]), []);
});
