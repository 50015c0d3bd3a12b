/**
 * What we ask of Shopify, against the twin over HTTP: shipments, stock, cancellations, subscriptions, payouts. Each
 * is applied once, also when the answer never came.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { disagreement, type Payout } from '#domain/payout.ts';
import { stop, Stopped } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { PartnerWishType, WishOf } from '#domain/messages.ts';
import type { OrderWish, ShopifyTwin } from '#sandbox/shopify/index.ts';
import { ADDRESS, receiver, shop } from '#sandbox/shopify/testing.ts';
import type { Receipt, Write } from '../contract.ts';
import { portTo, type TwinPort } from './port.test.fixture.ts';
import { stopped } from './stopped.fixture.ts';
import type { Settings } from './settings.ts';
import shopify from './index.ts';

const PLACES = [{ name: 'Portland DC' }, { name: 'Pearl District' }];
const CATALOG = [
  { sku: 'MUG', title: 'Mug', price: '18.50', stock: { 'Portland DC': 40, 'Pearl District': 5 } },
  { sku: 'TEA', title: 'Tea', price: '9.90', stock: { 'Portland DC': 100 } },
  { sku: 'POT', title: 'Pot', price: '129.00', stock: { 'Portland DC': 3 } },
];
const twinOf = (t: Parameters<typeof shop>[0]): Promise<ShopifyTwin> =>
  shop(t, { locations: PLACES, catalog: CATALOG, pointsPerSecond: 1000 });

type Write_<T extends PartnerWishType> = Write<Settings, WishOf<T>>;
const write = <T extends PartnerWishType>(type: T): Write_<T> => shopify.can.writes![type] as unknown as Write_<T>;
const number = (gid: string): string => /(\d+)$/.exec(gid)?.[1] ?? '';

/** What the runtime does: the first attempt applies, every later one looks first. */
async function deliver<T extends PartnerWishType>(port: TwinPort, type: T, wish: WishOf<T>): Promise<Receipt> {
  const { apply, find } = write(type);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    try {
      const found = attempt > 0 ? await find?.(port, wish, wish.key) : undefined;
      return found ?? (await apply(port, wish, wish.key));
    } catch (error) {
      if (!(error instanceof Stopped) || !['Unknown', 'Unavailable',
        'Throttled'].includes(error.fault.kind)) throw error;
    }
  }
  return assert.fail('it never went through');
}

interface Bought { readonly id: string; readonly lines: { readonly lineId: string; readonly sku: string }[] }
async function buy(twin: ShopifyTwin, lines: OrderWish['lines']): Promise<Bought> {
  const { id } = twin.placeOrder({ lines, shippingAddress: ADDRESS });
  const page = await shopify.can.polls![0]!.page(portTo(twin), undefined);
  const body = page.documents.find((d) => d.reference === `orders/${id}`)?.body ?? assert.fail();
  const [news] = await shopify.can.read!(portTo(twin), { topic: 'order', headers: {}, body: Buffer.from(body) });
  assert.ok(news?.said === 'order');
  return { id, lines: news.order.lines.map((l) => ({ lineId: l.lineId, sku: l.statedSku ?? '' })) };
}

function shipment(order: Bought, sent: Record<string, number>,
  tracking = '1Z999AA10123456784'): WishOf<'ReportShipment'> {
  const lines = order.lines.filter((l) => sent[l.sku]).map((l) => ({ ...l, quantity: sent[l.sku] }));
  return { to: 'shop-us', orderId: `ord-${order.id}`, key: `ship-${tracking}`, order: order.id, shipment: {
    shipmentId: `shp-${tracking}`, orderId: `ord-${order.id}`, fulfillmentId: 'ful-1', location: 'PDX',
    at: new Date().toISOString(), lines, parcels: tracking ? [{ carrier: 'UPSN', tracking }] : [] },
  } as unknown as WishOf<'ReportShipment'>;
}
const fulfillments = (twin: ShopifyTwin): unknown =>
  twin.state().orders.flatMap((o) => (o['fulfillments'] as { tracking: string[]; lines: unknown[] }[]).map((f) =>
    [f.tracking, f.lines]));

/** A port whose nth call of an operation is not answered and not applied. */
function failingOn(port: TwinPort, operation: string, nth: number): TwinPort {
  let seen = 0;
  return { ...port, http: async (request) => {
    if (JSON.stringify(request.body).includes(operation) && (seen += 1) === nth) throw stop.unknown('cut');
    return port.http(request);
  } };
}

test('a shipment is told with the carrier’s name at Shopify; the rest of the order stays open', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 3 }, { sku: 'TEA', quantity: 1 }]);
  const receipt = await deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 2 }));
  assert.deepEqual(receipt.references, [['tracking', '1Z999AA10123456784']]);
  await deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 1, TEA: 1 }, '1Z999AA10123456785'));
  assert.deepEqual(fulfillments(twin), [
    [['1Z999AA10123456784'], [{ sku: 'MUG', quantity: 2 }]],
    [['1Z999AA10123456785'], [{ sku: 'MUG', quantity: 1 }, { sku: 'TEA', quantity: 1 }]]]);
});

test('a shipment whose answer was cut is found by its tracking number, with the same receipt', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 2 }]);
  twin.faults.order('fulfillmentCreate', 'timeout-after-apply');
  const wish = shipment(order, { MUG: 1 });
  const receipt = await deliver(portTo(twin), 'ReportShipment', wish);
  assert.deepEqual(await write('ReportShipment').apply(portTo(twin), wish, wish.key), receipt);
  assert.equal(twin.applied.filter((a) => a.operation === 'fulfillmentCreate').length, 1);
});

test('goods assigned to two locations are two fulfillments; a chain that broke is continued', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'TEA', quantity: 2 }, { sku: 'MUG', quantity: 1, location: 'Pearl District' }]);
  const wish = shipment(order, { MUG: 1, TEA: 2 }, 'JD014');
  const port = portTo(twin);
  // Of the two calls the second one fails; the store that shipped is asked first.
  port.links.set('location:PDX',
    number(twin.state().stock.find((s) => s.location === 'Pearl District')?.locationId ?? ''));
  await write('ReportShipment').apply(failingOn(port, 'fulfillmentCreate', 2), wish, wish.key).catch(() => undefined);
  assert.deepEqual(fulfillments(twin), [[['JD014'], [{ sku: 'MUG', quantity: 1 }]]]);
  assert.equal(await write('ReportShipment').find?.(port, wish, wish.key), undefined);
  await write('ReportShipment').apply(port, wish, wish.key);
  assert.deepEqual(fulfillments(twin),
    [[['JD014'], [{ sku: 'MUG', quantity: 1 }]], [['JD014'], [{ sku: 'TEA', quantity: 2 }]]]);
});

test('an order of many lines at many locations is looked through to its end', async (t) => {
  const names = Array.from({ length: 7 }, (_, i) => ({ name: `Store ${i}` }));
  const catalog = Array.from({ length: 32 }, (_, i) =>
    ({ sku: `S${i}`, title: `Thing ${i}`, price: '1.00', stock: 5 }));
  const twin = await shop(t, { locations: names, catalog, pointsPerSecond: 1000 });
  const lines = catalog.map(({ sku }, i) => ({ sku, quantity: 1, location: `Store ${Math.min(i, 6)}` }));
  const order = await buy(twin, lines);
  const sent = Object.fromEntries(catalog.map(({ sku }) => [sku, 1]));
  const wish = shipment(order, sent, 'JD099');
  await deliver(portTo(twin), 'ReportShipment', wish);
  assert.equal(twin.applied.length, 7);
  assert.ok(await write('ReportShipment').find?.(portTo(twin), wish, wish.key));
});

test('without a tracking number the lines and the time are what finds it', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 2 }]);
  twin.faults.order('fulfillmentCreate', 'timeout-after-apply');
  await deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 2 }, ''));
  assert.equal(twin.applied.filter((a) => a.operation === 'fulfillmentCreate').length, 1);
});

test('a held or finished order is a person’s: nothing is half told', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 2 }]);
  twin.holdOrder(order.id, 'HIGH_RISK_OF_FRAUD');
  const held = await stopped(deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 1 })));
  assert.ok(held.kind === 'Refused' && held.exception === 'FraudHold' && /high_risk_of_fraud/.test(held.detail));
  twin.releaseOrder(order.id);
  await deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 2 }));
  const done = await stopped(deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 1 }, 'OTHER')));
  assert.ok(done.kind === 'Refused' && /nothing left/.test(done.detail));
  assert.equal(twin.applied.length, 1);
});

function stockWish(twin: ShopifyTwin, sku: string, quantity: number, more: object = {}): WishOf<'PublishStock'> {
  const at = twin.state().stock.find((s) => s.sku === sku && s.location === 'Portland DC');
  return { to: 'shop-us', key: `stock-${sku}-${quantity}`, sku, item: items.get(`${twin.url} ${sku}`), quantity,
    externalLocation: number(at?.locationId ?? ''), ...more } as unknown as WishOf<'PublishStock'>;
}
const items = new Map<string, string>();
async function knowItems(twin: ShopifyTwin): Promise<void> {
  const page = await shopify.can.polls![1]!.page(portTo(twin), undefined);
  for (const { body } of page.documents)
    for (const n of await shopify.can.read!(portTo(twin), { topic: 'product', headers: {}, body: Buffer.from(body) }))
      if (n.said === 'product') items.set(`${twin.url} ${n.statedSku}`, n.item);
}
const available = (twin: ShopifyTwin, sku: string): number | undefined =>
  twin.state().stock.find((s) => s.sku === sku && s.location === 'Portland DC')?.available;
const sets = (twin: ShopifyTwin): number => twin.applied.filter((a) => a.operation === 'inventorySetQuantities').length;

test('stock is set against what we told last, once per key, also when the answer is cut', async (t) => {
  const twin = await twinOf(t);
  await knowItems(twin);
  const port = portTo(twin);
  twin.faults.order('inventorySetQuantities', 'timeout-after-apply');
  await deliver(port, 'PublishStock', stockWish(twin, 'MUG', 30, { was: 40 }));
  assert.deepEqual([available(twin, 'MUG'), sets(twin)], [30, 1]);
  const wish = stockWish(twin, 'MUG', 28, { was: 30 });
  const first = await write('PublishStock').apply(port, wish, wish.key);
  assert.deepEqual(await write('PublishStock').apply(port, wish, wish.key), first);
  assert.deepEqual([available(twin, 'MUG'), sets(twin)], [28, 2]);
  assert.equal(twin.applied.at(-1)?.key, wish.key);
});

test('a sale between the read and the write is not written over: what stands there is the answer', async (t) => {
  const twin = await twinOf(t);
  await knowItems(twin);
  twin.placeOrder({ lines: [{ sku: 'TEA', quantity: 4 }] });
  const receipt = await deliver(portTo(twin), 'PublishStock', stockWish(twin, 'TEA', 60, { was: 100 }));
  assert.deepEqual([receipt.stands, available(twin, 'TEA'), sets(twin)], [96, 96, 0]);
  const next = await deliver(portTo(twin), 'PublishStock', stockWish(twin, 'TEA', 56, { was: 96 }));
  assert.deepEqual([next.stands, available(twin, 'TEA'), sets(twin)], [undefined, 56, 1]);
});

test('when the shop says the same already, because the sale was the reason for the wish, nothing is written', async (t) => {
  const twin = await twinOf(t);
  await knowItems(twin);
  twin.placeOrder({ lines: [{ sku: 'MUG', quantity: 1 }] });
  const receipt = await deliver(portTo(twin), 'PublishStock', stockWish(twin, 'MUG', 39, { was: 40 }));
  assert.deepEqual([receipt.stands, available(twin, 'MUG'), sets(twin)], [undefined, 39, 0]);
});

test('a batch is one write; what is stale or unknown in it does not hold the others', async (t) => {
  const twin = await twinOf(t);
  await knowItems(twin);
  twin.placeOrder({ lines: [{ sku: 'POT', quantity: 1 }] });
  const wishes = [stockWish(twin, 'MUG', 10, { was: 40 }), stockWish(twin, 'TEA', 11),
    stockWish(twin, 'POT', 1, { was: 3 }),
    stockWish(twin, 'MUG', 5, { item: '77', sku: 'GHOST' }),
      stockWish(twin, 'TEA', 5, { externalLocation: undefined })];
  const results = await write('PublishStock').batch!.apply(portTo(twin), wishes, wishes.map((w) => w.key));
  assert.deepEqual(['MUG', 'TEA', 'POT'].map((sku) => available(twin, sku)), [10, 11, 2]);
  assert.deepEqual(results.map((r) => ('stands' in r ? r.stands : undefined)), [undefined, undefined, 2, undefined, undefined]);
  assert.equal(sets(twin), 1, 'the good ones went together in the second round');
  assert.deepEqual(results.map((r) => (r instanceof Stopped && r.fault.kind === 'Refused' ? r.fault.exception : 'ok')),
    ['ok', 'ok', 'ok', 'ListingRejected', 'UnmappedLocation']);
});

test('an order is cancelled once, its money goes back, and what is missing stays off sale', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'POT', quantity: 2 }]);
  const wish = { to: 'shop-us', orderId: 'o', key: 'c', order: order.id,
    reason: 'out-of-stock' } as unknown as WishOf<'CancelChannelOrder'>;
  twin.faults.order('orderCancel', 'timeout-after-apply');
  assert.equal((await deliver(portTo(twin), 'CancelChannelOrder', wish)).external, order.id);
  assert.equal((await write('CancelChannelOrder').apply(portTo(twin), wish, wish.key)).external, order.id);
  assert.equal(twin.applied.filter((a) => a.operation === 'orderCancel').length, 1);
  assert.equal(available(twin, 'POT'), 1);
  assert.equal(twin.worth(order.id).current, '0.00');
});

test('an order that has left cannot be cancelled: a person hears why', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 1 }]);
  await deliver(portTo(twin), 'ReportShipment', shipment(order, { MUG: 1 }));
  const wish = { to: 'shop-us', orderId: 'o', key: 'c', order: order.id,
    reason: 'buyer' } as unknown as WishOf<'CancelChannelOrder'>;
  const fault = await stopped(deliver(portTo(twin), 'CancelChannelOrder', wish));
  assert.ok(fault.kind === 'Refused' && /outstanding fulfillments/.test(fault.detail));
});

test('some units are cancelled once: off the order, the money back, the rest still to be sent', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 3 }]);
  const lines = order.lines.map((l) => ({ ...l, quantity: 2 }));
  const wish = { to: 'shop-us', orderId: 'o', key: 'c', wish: 'w1', order: order.id, reason: 'buyer',
    lines } as unknown as WishOf<'CancelChannelLines'>;
  twin.faults.order('refundCreate', 'timeout-after-apply');
  await deliver(portTo(twin), 'CancelChannelLines', wish);
  assert.equal(twin.applied.filter((a) => a.operation === 'refundCreate').length, 1);
  assert.deepEqual([twin.worth(order.id).current, available(twin, 'MUG')], ['18.50', 39]);
});

test('missing subscriptions are renewed, and only those', async (t) => {
  const twin = await twinOf(t);
  const hooks = await receiver(t);
  const first = await shopify.can.subscribe!(portTo(twin), hooks.url);
  assert.equal(first.renewed.length, twin.state().subscriptions.length);
  assert.deepEqual((await shopify.can.subscribe!(portTo(twin), hooks.url)).renewed, []);
  twin.dropSubscription('orders/updated');
  assert.deepEqual((await shopify.can.subscribe!(portTo(twin), hooks.url)).renewed, ['ORDERS_UPDATED']);
});

test('a payout explains itself to the cent, is taken once, and one on its way is waited for', async (t) => {
  const twin = await twinOf(t);
  const order = twin.placeOrder({ lines: [{ sku: 'POT', quantity: 1 }] });
  twin.refundOrder(order.id, { amount: '29.00' });
  twin.makePayout({ entries: [{ type: 'CHARGEBACK_HOLD', amount: '-40.00', fee: '15.00' },
    { type: 'RESERVED_FUNDS', amount: '-9.00' }] });
  const poll = shopify.can.polls!.find((p) => p.name === 'payouts') ?? assert.fail();
  const page = await poll.page(portTo(twin), undefined);
  const [document] = page.documents;
  const [news] = await shopify.can.read!(portTo(twin),
    { topic: 'payout', headers: {}, body: Buffer.from(document?.body ?? '') });
  const payout: Payout = news?.said === 'payout' ? news.payout : assert.fail();
  assert.equal(disagreement(payout), undefined);
  assert.deepEqual(payout.lines.map((l) => [l.class, l.code, toDecimal(l.amount), l.order]), [
    ['sale', 'CHARGE', '129.00', order.id], ['processing-fee', 'CHARGE/fee', '-4.04', order.id],
    ['refund', 'REFUND', '-29.00', order.id], ['chargeback', 'CHARGEBACK_HOLD', '-40.00', undefined],
    ['chargeback-fee', 'CHARGEBACK_HOLD/fee', '-15.00', undefined], ['reserve', 'RESERVED_FUNDS', '-9.00', undefined]]);
  assert.equal((await poll.page(portTo(twin), page.next)).documents.length, 0);
  twin.placeOrder({ lines: [{ sku: 'TEA', quantity: 1 }] });
  const second = twin.makePayout({ status: 'SCHEDULED' }) ?? assert.fail();
  const waiting = await poll.page(portTo(twin), page.next);
  assert.equal(waiting.documents.length, 0);
  twin.settlePayout(second, 'PAID');
  const arrived = await poll.page(portTo(twin), waiting.next);
  assert.deepEqual(arrived.documents.map((d) => d.reference), [`payouts/${second}`]);
});

test('a shipment under other numbers: the fulfillment that has the old ones shows the new, once', async (t) => {
  const twin = await twinOf(t);
  const order = await buy(twin, [{ sku: 'MUG', quantity: 2 }]);
  const first = shipment(order, { MUG: 2 });
  await deliver(portTo(twin), 'ReportShipment', first);
  const wish = { ...first, key: 'tracking:1', was: first.shipment.parcels,
    shipment: { ...first.shipment, parcels: [{ carrier: 'FDEG', tracking: '7946000011' }] } } as unknown as WishOf<'ReportTracking'>;
  twin.faults.order('fulfillmentTrackingInfoUpdate', 'timeout-after-apply');
  const done = await deliver(portTo(twin), 'ReportTracking', wish);
  assert.deepEqual(await deliver(portTo(twin), 'ReportTracking', wish), done);
  assert.deepEqual((fulfillments(twin) as [string[], unknown][]).map(([numbers]) => numbers), [['7946000011']]);
  await assert.rejects(deliver(portTo(twin), 'ReportTracking', { ...wish, was: [{ carrier: 'UPSN', tracking: 'NEVER' }],
    shipment: { ...wish.shipment, parcels: [{ carrier: 'UPSN', tracking: 'NOR' }] } }), /has no fulfillment/);
});
