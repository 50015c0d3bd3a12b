/**
 * What a channel sold by itself, and nobody had heard of when it answered with another number: taken off until it is heard,
 * all of it, each once; and heard is also what was cancelled since, or sold before the channel's answer was written down.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { append } from '#runtime/append.ts';
import { lookAtConfidence } from '#runtime/confidence.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveMapping, saveProducts } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import { ground, place, quiet, say, stockUp, TENANT, type Ground } from '../engine/bench.fixture.ts';
import { lists, rows, shows } from './shop.fixture.ts';

let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});

it('a sale that is heard of after it was cancelled was heard, in whole or in part', async () => {
  await lists(g, 'shop', 'BACK');
  await stockUp(g, 'BACK', 9);
  await quiet(g);
  g.twin.sell('shop', 'shop-BACK', 4);
  await stockUp(g, 'BACK', 12, '2026-11-21T07:00:00.000Z');
  await quiet(g);
  assert.equal(shows(g, 'shop', 'BACK'), 8, '12 counted − 4 the shop sold and we have not heard of');
  await place(g, 'P-3', [{ sku: 'BACK', quantity: 3 }], { at: new Date().toISOString(), cancelled: true });
  await quiet(g);
  await lookAtConfidence(g.opened.platform, TENANT);
  await quiet(g);
  assert.equal(shows(g, 'shop', 'BACK'), 11);
  const lines = [{ id: '1', sku: 'BACK', quantity: 1, net: '10.00', cancelled: 1 }, { id: '2', sku: 'HOT', quantity: 1, net: '10.00' }];
  await say(g, 'shop', { order: 'P-4', at: new Date().toISOString(), currency: 'EUR', lines });
  await quiet(g);
  await lookAtConfidence(g.opened.platform, TENANT);
  await quiet(g);
  assert.equal(shows(g, 'shop', 'BACK'), 12);
});

const foundHeard = () => rows<{ sold_there: number }>(g, `select sold_there from stock_told where sku = 'FAST'`).then((r) => r[0]!.sold_there);
it('a sale made before the channel’s answer was written down is heard like any other', async () => {
  await saveProducts(g.opened.platform.pool, TENANT, [{ sku: 'FAST', title: 'Fast', gtin: null }]);
  await lists(g, 'shop', 'FAST');
  await stockUp(g, 'FAST', 9);
  await quiet(g);
  const [told] = await rows<{ at: Temporal.Instant }>(g, `select acknowledged_at as at from stock_told where sku = 'FAST'`);
  g.twin.sell('shop', 'shop-FAST', 2);
  await stockUp(g, 'FAST', 20, '2026-11-21T07:00:00.000Z');
  await quiet(g);
  assert.deepEqual([shows(g, 'shop', 'FAST'), await foundHeard()], [18, 2]);
  await place(g, 'P-6', [{ sku: 'FAST', quantity: 2 }], { at: told!.at.subtract({ milliseconds: 1 }).toString() });
  await quiet(g);
  assert.deepEqual([shows(g, 'shop', 'FAST'), await foundHeard()], [18, 0]);
});

it('sales that nobody has heard of add up, until all of them are heard', async () => {
  for (const [units, counted] of [[3, 30], [4, 40]] as const) {
    g.twin.sell('shop', 'shop-FAST', units);
    await stockUp(g, 'FAST', counted, `2026-11-21T07:0${units}:00.000Z`);
    await quiet(g);
  }
  assert.deepEqual([shows(g, 'shop', 'FAST'), await foundHeard()], [31, 7], '40 counted − 2 promised − 3 and 4 that nobody has heard of');
  await place(g, 'P-7', [{ sku: 'FAST', quantity: 4 }], { at: new Date().toISOString() });
  await quiet(g);
  assert.equal(shows(g, 'shop', 'FAST'), 31, 'three are not heard of yet');
  await place(g, 'P-8', [{ sku: 'FAST', quantity: 3 }], { at: new Date().toISOString() });
  await quiet(g);
  assert.deepEqual([shows(g, 'shop', 'FAST'), await foundHeard()], [31, 0]);
});

it('of two listings of one item, what one sold is not heard of by an order of the other', async () => {
  await saveProducts(g.opened.platform.pool, TENANT, [{ sku: 'PAIRED', title: 'Paired', gtin: null }]);
  const items = ['PAIRED-1', 'PAIRED-2'];
  for (const external of items)
    await transaction(g.opened.platform.pool, (tx) => append(tx, [{
      tenant: TENANT, type: 'ProductSeen', data: { connection: 'shop', external, statedSku: 'PAIRED', title: 'Paired' },
      subject: `product:shop:${external}`, key: `ProductSeen:shop:${external}`, at: '2026-11-21T05:00:00.000Z',
      correlation: derivedUuid(TENANT, 'stock', 'PAIRED'),
    }]));
  await saveMapping(g.opened.platform.pool, TENANT, { name: 'sku', connection: 'shop', external: 'PAIRED-1', own: 'PAIRED', author: 'test' });
  await saveMapping(g.opened.platform.pool, TENANT, { name: 'sku', connection: 'shop', external: 'PAIRED-2', own: 'PAIRED', author: 'test' });
  await loadConfiguration(g.opened.platform);
  await stockUp(g, 'PAIRED', 10);
  await quiet(g);
  const shown = () => items.map((item) => g.twin.shown.get(`shop ${item}`));
  assert.deepEqual(shown(), [10, 10]);
  for (const item of items) g.twin.sell('shop', item, 2);
  await stockUp(g, 'PAIRED', 20, '2026-11-21T07:00:00.000Z');
  await quiet(g);
  assert.deepEqual(shown(), [18, 18], 'each has sold two that nobody has heard of');
  await place(g, 'P-9', [{ sku: 'PAIRED-1', quantity: 2 }], { at: new Date().toISOString() });
  await quiet(g);
  assert.deepEqual(shown(), [18, 16], 'what the first sold is heard of, the second waits for its own');
});
