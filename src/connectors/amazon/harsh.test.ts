/** The connector against the twin on a harsh day: everything is heard, and nothing is told twice. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import type { Order } from '#domain/order.ts';
import { US } from '#sandbox/amazon/index.ts';
import amazon from './index.ts';
import { bench, ordersIn, read, shipmentOf } from './bench.test.fixture.ts';

it('on a harsh day every paid order is heard, and nothing is told twice', async (t) => {
  const b = await bench('harsh', 11);
  t.after(() => b.stop());
  const again = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const passing = error instanceof Stopped && ['Unavailable', 'Throttled', 'Unknown'].includes(error.fault.kind);
        if (!passing) throw error;
      }
    }
    return assert.fail('never went through');
  };
  await again(async () => amazon.can.subscribe?.(b.port(), ''));
  const items = [{ sku: 'A', quantity: 2, unitPrice: '10.00' }];
  const ids = Array.from({ length: 15 }, () => b.twin.placeOrder({ marketplaceId: US.id, pending: false, items }));
  const documents = [...await again(() => b.drain('notifications')), ...await again(() => b.drain('orders'))];
  const heard = new Map<string, Order>();
  for (const d of documents)
    for (const o of ordersIn(await again(() => read(b, d)))) if (o.holds.length === 0) heard.set(o.number, o);
  assert.deepEqual([...heard.keys()].toSorted(), ids.toSorted());
  const write = amazon.can.writes?.ReportShipment ?? assert.fail();
  for (const order of heard.values()) {
    const wish = shipmentOf(order, 1);
    let attempts = 0;
    await again(async () => {
      attempts += 1;
      const found = attempts > 1 ? await write.find?.(b.port(), wish, wish.key) : undefined;
      return found ?? write.apply(b.port(), wish, wish.key);
    });
  }
  const shipped = b.twin.applied.filter((a) => a.operation.startsWith('confirmShipment'));
  assert.deepEqual(shipped.map((a) => a.operation), ids.map(() => 'confirmShipment'));
  assert.ok(b.twin.state().orders.every((o) => o.status === 'SHIPPED'));
});
