/** Counts carry an as-of time: whatever order news of shipments and counts comes in, the stock ends right. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { ground, place, quiet, say, stockUp, type Ground } from './bench.fixture.ts';

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

const stock = async (sku: string): Promise<Record<string, number>> => {
  const { rows } = await g.opened.platform.pool.query<{ account: string; amount: bigint }>(
    `select account, amount from balance where unit = $1 and account like 'stock:%'`, [sku]);
  return Object.fromEntries(rows.map((r) => [r.account.split(':')[2]!, Number(r.amount)]));
};
/** Ten on hand, three promised to an order. */
async function begin(sku: string, order: string): Promise<string> {
  await stockUp(g, sku, 10);
  await quiet(g);
  await place(g, order, [{ sku, quantity: 3 }]);
  await quiet(g);
  assert.deepEqual(await stock(sku), { on_hand: 7, reserved: 3 });
  const { rows } = await g.opened.platform.pool.query<{ id: string }>(
    `select data->'fulfillment'->>'fulfillmentId' as id from message where type = 'RequestFulfillment' order by seen desc limit 1`);
  return rows[0]!.id;
}
const shipped = (fulfillment: string, sku: string, at: string) => say(g, 'wms', { order: fulfillment, fulfillment, shipment: `P-${sku}`, at,
  tracking: `T-${sku}`, shipped: [{ line: '1', sku, quantity: 3 }] });
const counted = (sku: string, quantity: number, asOf: string) => stockUp(g, sku, quantity, asOf);

it('a count taken after the goods left, heard before the shipment', async () => {
  const f = await begin('TEE', 'C-1');
  await counted('TEE', 7, '2026-11-21T12:00:00.000Z');
  await quiet(g);
  await shipped(f, 'TEE', '2026-11-21T11:00:00Z');
  await quiet(g);
  assert.deepEqual(await stock('TEE'), { on_hand: 7, reserved: 0 });
});

it('a count taken before the goods left, heard after the shipment', async () => {
  const f = await begin('MUG', 'C-2');
  await shipped(f, 'MUG', '2026-11-21T11:00:00Z');
  await quiet(g);
  await counted('MUG', 10, '2026-11-21T10:00:00.000Z');
  await quiet(g);
  assert.deepEqual(await stock('MUG'), { on_hand: 7, reserved: 0 });
});

it('a count below what is promised keeps the promises; the late shipment explains it', async () => {
  await begin('HOT', 'C-3');
  await place(g, 'C-4', [{ sku: 'HOT', quantity: 7 }]);
  await quiet(g);
  assert.deepEqual(await stock('HOT'), { on_hand: 0, reserved: 10 });
  await counted('HOT', 7, '2026-11-21T12:00:00.000Z');
  await quiet(g);
  const { rows } = await g.opened.platform.pool.query<{ id: string }>(`
    select data->'fulfillment'->>'fulfillmentId' as id from message
    where type = 'RequestFulfillment' and data->'fulfillment'->'lines'->0->>'quantity' = '3' order by seen desc limit 1`);
  await shipped(rows[0]!.id, 'HOT', '2026-11-21T11:00:00Z');
  await quiet(g);
  assert.deepEqual(await stock('HOT'), { on_hand: 0, reserved: 7 });
});
