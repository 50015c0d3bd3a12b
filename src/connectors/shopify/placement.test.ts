/** What Shopify says of sending and what it is told of ours, against the twin over HTTP. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movedSince } from '#domain/assigned-part.ts';
import { brand, type Timestamp } from '#domain/brand.ts';
import type { PartnerWishType, WishOf } from '#domain/messages.ts';
import type { ShopifyTwin } from '#sandbox/shopify/index.ts';
import { ADDRESS, receiver, shop, type Receiver } from '#sandbox/shopify/testing.ts';
import type { Cursor, News, Write } from '../contract.ts';
import { portTo } from './port.test.fixture.ts';
import type { Settings } from './settings.ts';
import shopify from './index.ts';

const twinOf = (t: Parameters<typeof shop>[0]): Promise<ShopifyTwin> => shop(t, {
  pointsPerSecond: 1000, locations: [{ name: 'Portland DC' }, { name: 'Pearl District' }],
  catalog: [{ sku: 'MUG', title: 'Mug', price: '18.50', stock: { 'Portland DC': 40, 'Pearl District': 5 } },
    { sku: 'TEA', title: 'Tea', price: '9.90', stock: { 'Portland DC': 100 } }],
});
const tell = <T extends PartnerWishType>(twin: ShopifyTwin, type: T, wish: object) => {
  const { apply, find } = shopify.can.writes![type] as unknown as Write<Settings, WishOf<T>>;
  return { apply: () => apply(portTo(twin), wish as never, 'k' as never), find: () => find!(portTo(twin), wish as never, 'k' as never) };
};
/** The last webhook of a topic; they come a moment later. */
async function arrived({ caught }: Receiver, topic: string): Promise<string> {
  for (let i = 0; i < 200; i += 1) {
    const found = caught.findLast((c) => c.topic === topic);
    if (found) return found.raw;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return assert.fail(`no ${topic}`);
}
type Placement = Extract<News, { said: 'placement' }>;

test('holds, moves, schedules and call-backs are told as the order stands now; our own holds are an echo', async (t) => {
  const twin = await twinOf(t);
  const hooks = await receiver(t);
  await shopify.can.subscribe!(portTo(twin), hooks.url);
  const { id } = twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 2 }, { sku: 'TEA', quantity: 1 }], shippingAddress: ADDRESS });
  const told = async (topic: string, what: () => void): Promise<Placement> => {
    what();
    const heard = await arrived(hooks, topic);
    const [news] = await shopify.can.read!(portTo(twin), { topic, headers: {}, body: Buffer.from(heard) });
    return news?.said === 'placement' ? news : assert.fail(`${topic}: ${news?.said}`);
  };
  const held = await told('fulfillment_orders/placed_on_hold', () => twin.holdOrder(id, 'HIGH_RISK_OF_FRAUD'));
  assert.deepEqual([held.order, held.parts[0]?.holds, held.parts[0]?.lines.map((l) => l.quantity)],
    [id, [{ kind: 'fraud', detail: 'high risk of fraud' }], [2, 1]]);
  assert.deepEqual((await told('fulfillment_orders/hold_released', () => twin.releaseOrder(id))).parts, []);
  const at = new Date('2027-01-05T08:00:00Z');
  const later = await told('fulfillment_orders/rescheduled', () => twin.rescheduleOrder(id, at));
  assert.equal(later.parts[0]?.scheduled, '2027-01-05T08:00:00.000Z');
  assert.deepEqual((await told('fulfillment_orders/scheduled_fulfillment_order_ready', () => twin.rescheduleOrder(id))).parts, []);
  const moved = await told('fulfillment_orders/moved', () => twin.moveOrder(id, 'Pearl District'));
  assert.deepEqual(moved.movedTo, twin.state().stock.find((s) => s.location === 'Pearl District')?.locationId.split('/').at(-1));
  const back = await told('fulfillment_orders/cancellation_request_submitted', () => twin.callBackOrder(id));
  assert.equal(back.parts[0]?.recalled, true);
  const answer = tell(twin, 'AnswerRecall', { order: id, part: back.parts[0]!.external, granted: false });
  twin.faults.order('fulfillmentOrderRejectCancellationRequest', 'timeout-after-apply');
  await assert.rejects(answer.apply());
  assert.ok(await answer.find());
  assert.equal(twin.applied.filter((a) => a.operation === 'CANCELLATION_REJECTED').length, 1);
});

test('units that wait for stock are shown as held, those and no others, and let go again', async (t) => {
  const twin = await twinOf(t);
  const { id } = twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 3 }, { sku: 'TEA', quantity: 1 }], shippingAddress: ADDRESS });
  const page = await shopify.can.polls![0]!.page(portTo(twin), undefined);
  const [news] = await shopify.can.read!(portTo(twin), { topic: 'order', headers: {}, body: Buffer.from(page.documents[0]!.body) });
  const lines = news?.said === 'order' ? news.order.lines : assert.fail();
  const hold = tell(twin, 'ReportHold', { order: id, reason: 'out-of-stock', lines: [{ lineId: lines[0]!.lineId, quantity: 2 }] });
  assert.equal(await hold.find(), undefined);
  await hold.apply();
  assert.ok(await hold.find());
  await hold.apply();
  assert.equal(twin.applied.filter((a) => a.operation === 'fulfillmentOrderHold').length, 1);
  const shipment = { shipmentId: 's', at: '2026-11-21T12:00:00.000Z', location: 'x', parcels: [{ carrier: 'UPSN', tracking: '1Z9' }],
    lines: [{ ...lines[0]!, quantity: 1 }, { ...lines[1]!, quantity: 1 }] };
  await tell(twin, 'ReportShipment', { order: id, shipment }).apply();
  await tell(twin, 'ReportHold', { order: id, reason: 'out-of-stock', lines: [] }).apply();
  assert.equal(await hold.find(), undefined);
});

test('a pickup is told ready once, and not at all where nothing is to be collected', async (t) => {
  const twin = await twinOf(t);
  const { id } = twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 1 }], pickup: true });
  const page = await shopify.can.polls![0]!.page(portTo(twin), undefined);
  const [news] = await shopify.can.read!(portTo(twin), { topic: 'order', headers: {}, body: Buffer.from(page.documents[0]!.body) });
  const lines = news?.said === 'order' ? news.order.lines.map((l) => ({ ...l, quantity: 1 })) : assert.fail();
  const ready = tell(twin, 'ReportPickupReady', { order: id, fulfillmentId: 'f', lines });
  twin.faults.order('fulfillmentOrderLineItemsPreparedForPickup', 'timeout-after-apply');
  await assert.rejects(ready.apply());
  assert.ok(await ready.find());
  await ready.apply();
  assert.equal(twin.applied.filter((a) => a.operation === 'fulfillmentOrderLineItemsPreparedForPickup').length, 1);
  const sent = twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 1 }], shippingAddress: ADDRESS });
  await assert.rejects(tell(twin, 'ReportPickupReady', { order: sent.id, fulfillmentId: 'f', lines }).apply(), /nothing to be collected/);
});

test('a hold whose lifting nobody heard of is found lifted by the poll', async (t) => {
  const twin = await twinOf(t);
  const { id } = twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 2 }], shippingAddress: ADDRESS });
  const other = twin.placeOrder({ lines: [{ sku: 'TEA', quantity: 1 }], shippingAddress: ADDRESS });
  const poll = shopify.can.polls!.find((p) => p.name === 'placements')!;
  const polled = async (cursor?: Cursor) => {
    const { documents, next } = await poll.page(portTo(twin), cursor);
    const news = await Promise.all(documents.map((d) =>
      shopify.can.read!(portTo(twin), { topic: d.topic, headers: {}, body: Buffer.from(d.body) })));
    const parts = news.flat().flatMap((n) => (n.said === 'placement' ? [[n.order, n.parts.flatMap((p) => p.holds.map((h) => h.detail)), n.only]] : []));
    return { next, parts: parts.map(([order, holds]) => [order, holds]), all: parts.every(([, , only]) => only !== undefined) };
  };
  twin.holdOrder(id, 'INCORRECT_ADDRESS');
  const held = await polled();
  assert.ok(held.all, 'each says of which part alone it speaks');
  assert.deepEqual(held.parts.toSorted(), [[id, ['incorrect address']], [other.id, []]].toSorted());
  twin.releaseOrder(id);
  assert.deepEqual((await polled(held.next)).parts.find(([order]) => order === id), [id, []]);
});

test('a move that nobody heard of is found by the poll: by where it was sent from before', async (t) => {
  const twin = await twinOf(t);
  const hooks = await receiver(t);
  await shopify.can.subscribe!(portTo(twin), hooks.url);
  const { id } = twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 2 }], shippingAddress: ADDRESS });
  const poll = shopify.can.polls!.find((p) => p.name === 'placements')!;
  const assigned = async (cursor?: Cursor) => {
    const { documents: [d], next } = await poll.page(portTo(twin), cursor);
    const news = await shopify.can.read!(portTo(twin), { topic: d!.topic, headers: {}, body: Buffer.from(d!.body) });
    return { next, parts: news.flatMap((n) => (n.said === 'placement' && n.order === id ? n.assigned ?? [] : [])) };
  };
  const routed = await assigned();
  assert.ok(twin.dropSubscription('fulfillment_orders/moved') > 0);
  twin.moveOrder(id, 'Pearl District');
  const { parts } = await assigned(routed.next);
  const before = routed.parts.map((p) => ({ ...p, seen: brand<Timestamp>('2026-11-21T08:00:00.000Z') }));
  const there = twin.state().stock.find((s) => s.location === 'Pearl District')?.locationId.split('/').at(-1);
  assert.equal(movedSince(before, parts, brand('2026-11-21T08:02:00.000Z')), there);
  assert.equal(movedSince(before, parts, brand('2026-11-21T07:58:00.000Z')), undefined, 'an earlier look');
  assert.ok(hooks.caught.every((c) => c.topic !== 'fulfillment_orders/moved'));
});
