/** What a person hands over when there is no Square to ask: counts, answers of the API, events that only name something. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stop, Stopped } from '#domain/fault.ts';
import { replay } from '#connectors/recording.ts';
import square from './index.ts';

const settings = { accessToken: 't', baseUrl: 'http://127.0.0.1:1' };
const hear = (topic: string, value: unknown, recorded = true) => {
  const p = replay(square, { name: 'handed', settings });
  const http = async () => { throw stop.unavailable('nobody is there'); };
  return square.can.read!({ ...p, http } as typeof p, { topic, headers: {}, body: Buffer.from(JSON.stringify(value)), recorded });
};
const count = (quantity: string, more = {}) => ({ catalog_object_id: 'V-1', catalog_object_type: 'ITEM_VARIATION', state: 'IN_STOCK',
  location_id: 'L-1', quantity, calculated_at: '2026-10-27T12:34:56.123Z', ...more });
const event = (counts: object[]) => ({ type: 'inventory.count.updated', data: { type: 'inventory', id: 'x', object: { inventory_counts: counts } } });
const usd = (amount: number) => ({ amount, currency: 'USD' });
const order = { id: 'O-1', location_id: 'L-1', state: 'COMPLETED', version: 2, created_at: '2026-10-27T12:00:00Z', updated_at: '2026-10-27T12:00:00Z',
  closed_at: '2026-10-27T12:00:00Z', total_money: usd(1200), total_tax_money: usd(0), total_discount_money: usd(0), total_tip_money: usd(0),
  total_service_charge_money: usd(0), tenders: [{ id: 'T-1', type: 'CASH', amount_money: usd(1200), created_at: '2026-10-27T12:00:00Z' }],
  line_items: [{ uid: '1', name: 'Tee', quantity: '1', catalog_object_id: 'V-1', base_price_money: usd(1200), gross_sales_money: usd(1200),
    total_tax_money: usd(0), total_discount_money: usd(0), total_money: usd(1200) }] };

it('a count is what the event says, and what is no count of a shelf or no whole number says nothing of one', async () => {
  const news = await hear('inventory.count.updated', event([count('53'), count('7', { catalog_object_id: 'V-2' }), count('4', { state: 'WASTE' }),
    count('1.5', { catalog_object_id: 'V-3' })]));
  assert.deepEqual(news[0], { said: 'stock', location: 'L-1', asOf: '2026-10-27T12:34:56.123Z', items: [{ item: 'V-1', onHand: 53 }, { item: 'V-2', onHand: 7 }] });
  assert.deepEqual(news.slice(1).map((n) => n.said), ['bad-row']);
  assert.deepEqual((await hear('anything', { counts: [count('0')] })).map((n) => n.said === 'stock' && n.items[0]!.onHand), [0]);
  assert.deepEqual((await hear('counts', { counts: [] })).map((n) => n.said), ['nothing']);
});

it('orders inside an answer are read without the catalog; an event that only names one says so in a sentence', async () => {
  for (const answer of [{ orders: [order] }, { order }]) {
    const [first] = await hear('orders', answer);
    assert.ok(first?.said === 'order');
    assert.deepEqual(first.order.lines.map((l) => [l.item, l.statedSku]), [['V-1', undefined]]);
  }
  const hint = { type: 'order.updated', data: { type: 'order_updated', id: 'O-1', object: {} } };
  await assert.rejects(hear('order.updated', hint), (e) => e instanceof Stopped && e.fault.kind === 'Malformed' && /only names order O-1/.test(e.fault.detail));
  await assert.rejects(hear('order.updated', hint, false), (e) => e instanceof Stopped && e.fault.kind === 'Unavailable');
  await assert.rejects(hear('inventory.count.updated', event([count('5')]), false), (e) => e instanceof Stopped && e.fault.kind === 'Unavailable');
});
