/** The loop on real PostgreSQL: order kept per subject, parked work holds back only its own, each unit promised once. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { saveProducts } from '#store/configuration.ts';
import { hostile, ground, place, quiet, say, stockUp, TENANT, type Ground } from './bench.fixture.ts';

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

const rows = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await g.opened.platform.pool.query(text, values)).rows as T[];
const facts = async (number: string): Promise<string[]> =>
  (await rows<{ type: string }>(`
    select m.type from message m join order_view o on o.tenant = m.tenant and o.correlation = m.correlation
    where o.number = $1 order by m.seen, m.position`, [number])).map((r) => r.type);
const asked = (operation: string): number => g.twin.applied.filter((a) => a.operation === operation).length;

it('an order goes from the webhook to the warehouse and back, each partner asked once', async () => {
  await stockUp(g, 'TEE', 100);
  await quiet(g);
  await place(g, 'A-1', [{ sku: 'TEE', quantity: 2 }]);
  await quiet(g);
  assert.deepEqual([asked('CreateErpOrder'), asked('RequestFulfillment')], [1, 1]);
  const [f] = await rows<{ id: string }>(`
    select data->'fulfillment'->>'fulfillmentId' as id from message where type = 'RequestFulfillment'`);
  await say(g, 'wms', { order: 'A-1', fulfillment: f!.id, shipment: 'P-1', at: '2026-11-21T10:00:00Z', tracking: '1Z1',
    shipped: [{ line: '1', sku: 'TEE', quantity: 2 }] });
  await quiet(g);
  const told = await facts('A-1');
  for (const type of ['OrderPlaced', 'StockReserved', 'ErpOrderCreated', 'FulfillmentRequested', 'ShipmentDispatched',
    'ErpShipmentRecorded', 'ShipmentReported', 'InvoiceIssued'])
    assert.ok(told.includes(type), `${type} is missing: ${told.join(' ')}`);
  const [line] = await rows<{ ordered: number; reserved: number; shipped: number }>(
    'select ordered, reserved, shipped from order_line_view');
  assert.deepEqual(line, { ordered: 2, reserved: 0, shipped: 2 });
  const [stock] = await rows<{ amount: bigint }>(`select amount from balance where account = 'stock:BER:on_hand' and unit = 'TEE'`);
  assert.equal(stock!.amount, 98n);
});

it('the same webhook three times is one order', async () => {
  for (let i = 0; i < 3; i += 1) await place(g, 'A-2', [{ sku: 'TEE', quantity: 1 }]);
  await quiet(g);
  assert.equal((await facts('A-2')).filter((t) => t === 'OrderPlaced').length, 1);
  assert.equal((await facts('A-2')).filter((t) => t === 'CreateErpOrder').length, 1);
});

it('a cancellation that overtakes its order leaves nothing reserved and nothing asked', async () => {
  await place(g, 'A-3', [{ sku: 'TEE', quantity: 1 }], { cancelled: true, at: '2026-11-21T09:00:00Z' });
  await place(g, 'A-3', [{ sku: 'TEE', quantity: 1 }]);
  await quiet(g);
  const told = await facts('A-3');
  assert.ok(told.includes('OrderCancelled'), told.join(' '));
  for (const never of ['ReserveStock', 'CreateErpOrder', 'RequestFulfillment']) assert.ok(!told.includes(never), never);
});

it('an unknown SKU keeps the order whole and waiting; others run on', async () => {
  await place(g, 'A-4', [{ sku: 'NOBODY-KNOWS', quantity: 1 }]);
  await place(g, 'A-5', [{ sku: 'TEE', quantity: 1 }]);
  const state = await quiet(g);
  assert.equal(state['Parked'], 1);
  const [parked] = await rows<{ exception: string; owner: string; waits_on: string; detail: string }>(
    `select exception, owner, waits_on, fault->>'detail' as detail from delivery where state = 'Parked'`);
  assert.equal(parked!.exception, 'UnmappedSku');
  assert.equal(parked!.owner, 'operations');
  assert.equal(parked!.waits_on, 'mapping:sku:shop:NOBODY-KNOWS');
  assert.match(parked!.detail, /A-4.*NOBODY-KNOWS/);
  assert.ok((await facts('A-5')).includes('FulfillmentRequested'));
});

it('a body that is not what the contract says is stored and parked with the fault in words', async () => {
  await hostile(g, '{"order": "A-6", "at": "2026-11-21T08:00:00Z", "currency": "EUR", "lines": "none"}');
  await quiet(g);
  const [parked] = await rows<{ detail: string; owner: string }>(
    `select fault->>'detail' as detail, owner from delivery where exception = 'Unreadable'`);
  assert.equal(parked!.owner, 'developer');
  assert.match(parked!.detail, /lines/);
});

it('one hot SKU, forty orders at once, stock for ten: ten promised, none oversold', async () => {
  await stockUp(g, 'HOT', 10);
  await quiet(g);
  await Promise.all(Array.from({ length: 40 }, (_, i) => place(g, `H-${i}`, [{ sku: 'HOT', quantity: 1 }])));
  await quiet(g);
  const [{ reserved }] = await rows<{ reserved: bigint }>(
    `select sum(amount)::bigint as reserved from balance where account = 'stock:BER:reserved' and unit = 'HOT'`) as [{ reserved: bigint }];
  const [{ free }] = await rows<{ free: bigint }>(
    `select sum(amount)::bigint as free from balance where account = 'stock:BER:on_hand' and unit = 'HOT'`) as [{ free: bigint }];
  assert.deepEqual([reserved, free], [10n, 0n]);
  const held = await rows<{ n: bigint }>(`select sum(reserved)::bigint as n from reservation where sku = 'HOT'`);
  assert.equal(held[0]!.n, 10n);
});

it('balances are the sum of postings, and every entry balances', async () => {
  assert.deepEqual(await rows(`
    select b.account, b.unit, b.amount, p.amount as posted from balance b
    left join (select tenant, shard, account, unit, sum(amount)::bigint as amount from posting group by 1, 2, 3, 4) p
      using (tenant, shard, account, unit) where b.amount <> coalesce(p.amount, 0)`), []);
});

it('goods that are counted for the first time while an order asks for them are not passed by unseen', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `NEW-${n}`);
  await saveProducts(g.opened.platform.pool, TENANT, names.map((sku) => ({ sku, title: sku, gtin: null })));
  await Promise.all(names.flatMap((sku) => [place(g, `N-${sku}`, [{ sku, quantity: 1 }]), stockUp(g, sku, 5)]));
  await quiet(g);
  const short = await rows<{ number: string }>(`
    select o.number from order_view o join order_line_view l using (tenant, shard, order_id)
    where o.number like 'N-NEW-%' and l.reserved + l.shipped < l.ordered`);
  assert.deepEqual(short, []);
});

it('no turn of all this failed as a whole: what is done in parts is slow, and hides why', async () => {
  const apart = await g.opened.meter.registry.getSingleMetric('threadline_turns_apart_total')?.get();
  assert.deepEqual(apart?.values ?? [], []);
});
