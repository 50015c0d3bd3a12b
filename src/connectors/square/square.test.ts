/** The Square connector: the battery, and what is odd about Square. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { toDecimal } from '#domain/measure.ts';
import { computedTotal } from '#domain/order.ts';
import { conformance } from '#connectors/conformance.ts';
import type { News } from '#connectors/contract.ts';
import { recordings, replay, textOf, type Recording } from '#connectors/recording.ts';
import { golden } from '../statement/golden.ts';
import square from './index.ts';
import { cursorIn, nextCursor } from './cursor.ts';
import { reference } from './read.ts';

const folder = new URL('recordings/', import.meta.url);
conformance(square, folder);
golden(square, folder);

const all = recordings(folder);
const recorded = (name: string): Recording => all.find((r) => r.name === name) ?? assert.fail(name);
const read = (name: string): Promise<readonly News[]> => {
  const r = recorded(name);
  return square.can.read!(replay(square, r), { topic: r.document!.topic, headers: {}, body: Buffer.from(textOf(r.document!.body)) });
};
const orderOf = async (name: string) => (await read(name)).flatMap((n) => (n.said === 'order' ? [n.order] : []))[0] ?? assert.fail(name);

describe('an order', () => {
  it('of a register was handed over: tax by line, tip beside the goods, the SKU from the catalog', async () => {
    const order = await orderOf('read-order');
    assert.deepEqual(order.lines.map((l) => [l.fulfillment, l.statedSku, l.quantity, toDecimal(l.discount), toDecimal(l.net)]),
      [['counter', 'BOOT-38', 2, '5.00', '174.80'], ['counter', 'SOCK', 3, '0.00', '8.97']]);
    assert.deepEqual(order.lines[0]!.taxes.map((t) => [t.rate, toDecimal(t.amount), t.liable]), [['0.08875', '15.51', 'seller']]);
    assert.deepEqual(order.adjustments.map((a) => [a.kind, toDecimal(a.amount)]), [['tip', '2.50']]);
  });
  it('adds up with tax in the prices, with charges, gratuity, rounding, a keyed amount and a gift card', async () => {
    for (const name of ['read-order-tax-included', 'read-order-charges']) {
      const order = await orderOf(name);
      assert.equal(toDecimal(computedTotal(order)), toDecimal(order.total), name);
    }
    const order = await orderOf('read-order-charges');
    assert.deepEqual(order.shipping.map((s) => [s.title, toDecimal(s.net), toDecimal(s.taxes[0]!.amount)]),
      [['Gift wrap', '3.00', '0.26']]);
    assert.deepEqual(order.adjustments.map((a) => [a.kind, toDecimal(a.amount)]), [['tip', '6.50'], ['cash-rounding', '-0.01']]);
    assert.deepEqual(order.lines.slice(2).map((l) => [l.item, l.giftCard ?? false]), [['CUSTOM_AMOUNT', false], ['CUSTOM_AMOUNT', true]]);
  });
  it('of Square Online still has to leave; who it is for is not in it', async () => {
    const [news] = await read('read-order-to-ship');
    assert.ok(news?.said === 'order');
    assert.deepEqual(news.order.lines.map((l) => l.fulfillment), ['ship', 'ship']);
    assert.deepEqual([news.order.shipTo?.country, news.order.shipTo?.region, news.parties?.shipTo?.name], ['US', 'NY', 'Robin Buyer']);
  });
});

it('a transfer leaves one store and arrives in the other', async () => {
  const news = await read('read-change-transfer');
  assert.deepEqual(news.map((n) => n.said === 'movement' && [n.kind, n.location, n.other, n.items[0]?.quantity]), [
    ['sent', 'LNORTH000000A', 'LSOUTH000000B', 2], ['arrived', 'LSOUTH000000B', 'LNORTH000000A', 2],
  ]);
});

it('a poll goes on where it was, and begins the next round a little earlier', () => {
  const first = cursorIn(undefined, '2026-03-01T00:00:00Z');
  const second = nextCursor(first, ['2026-03-16T18:00:00Z'], 'C2');
  assert.equal(second, '2026-03-01T00:00:00Z|2026-03-16T18:00:00.000Z|C2');
  assert.equal(nextCursor(cursorIn(second, undefined), [], undefined), '2026-03-16T17:55:00.000Z||');
  assert.equal(nextCursor(cursorIn('2026-03-16T17:55:00.000Z||', undefined), [], undefined), '2026-03-16T17:55:00.000Z||');
});

describe('documents', () => {
  it('of one order or item are of one reference, however they come', () => {
    const ofRecording = (name: string) => {
      const { document } = recorded(name);
      return reference({ topic: document!.topic, headers: {}, body: Buffer.from(textOf(document!.body)) });
    };
    assert.equal(ofRecording('read-order-event'), ofRecording('read-order'));
    assert.equal(ofRecording('read-refund-event'), ofRecording('read-refund'));
    assert.equal(reference({ topic: 'order', headers: {}, body: Buffer.from('{') }), 'order');
  });
});

const samples = new URL('../../../../shared/partners/square/samples/examples.json', import.meta.url);
it('Square’s own examples are read', { skip: !existsSync(samples) && 'no partner material beside the checkout' }, async () => {
  const examples = JSON.parse(readFileSync(samples, 'utf8')) as { schema: string; body: Record<string, unknown> }[];
  const body = (schema: string) => examples.find((e) => e.schema === schema)?.body ?? assert.fail(schema);
  const hear = (topic: string, value: unknown, answers: readonly unknown[] = []) => square.can.read!(
    replay(square, { name: topic, settings: { accessToken: 'x' }, answers: answers.map((a) => ({ status: 200, body: a })) }),
    { topic, headers: {}, body: Buffer.from(JSON.stringify(value)) });
  const said = async (news: Promise<readonly News[]>) => (await news).map((n) => n.said);
  for (const order of body('SearchOrdersResponse')['orders'] as object[] | undefined ?? [])
    assert.ok((await hear('order', order, [{}])).length > 0);
  assert.deepEqual(await said(hear('order', body('RetrieveOrderResponse')['order'], [{}])), ['nothing']);
  const refunds = body('ListPaymentRefundsResponse')['refunds'] as { order_id?: string }[];
  assert.deepEqual(await said(hear('refund', refunds[0], [body('RetrieveOrderResponse')])), ['refund']);
  for (const change of body('RetrieveInventoryChangesResponse')['changes'] as object[])
    assert.match((await said(hear('change', change, [{}]))).join(), /^(movement|stock|nothing)/);
  const counts = body('InventoryCountUpdatedEvent');
  assert.deepEqual(await said(hear('inventory.count.updated', counts, [{}])), ['nothing']);
  for (const item of body('ListCatalogResponse')['objects'] as { type: string }[])
    if (item.type === 'ITEM') assert.match((await said(hear('item', item))).join(), /product|nothing/);
  const entries = body('ListPayoutEntriesResponse')['payout_entries'];
  const payout = { id: 'po_1', status: 'PAID', created_at: '2021-12-14T23:31:49Z', amount_money: { amount: 33, currency: 'USD' } };
  assert.deepEqual(await said(hear('payout', { payout, entries })), ['payout']);
});
