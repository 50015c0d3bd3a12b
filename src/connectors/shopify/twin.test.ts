/**
 * The connector against the twin, over HTTP: an order is the same whether a webhook told it or a poll found it, and
 * every write is applied once, whatever happens to its answer.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { computedTotal, type Order } from '#domain/order.ts';
import { stop } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { OrderWish, ShopifyTwin } from '#sandbox/shopify/index.ts';
import { ADDRESS, CUSTOMER, receiver, shop, subscribe as listen, type Receiver } from '#sandbox/shopify/testing.ts';
import type { News } from '../contract.ts';
import { stopped } from './stopped.fixture.ts';
import { portTo, type TwinPort } from './port.test.fixture.ts';
import shopify from './index.ts';

const read = shopify.can.read!;
const TAXES = [{ title: 'State', rate: '0.0625' }, { title: 'County', rate: '0.0175', channelLiable: true },
  { title: 'District', rate: '0.005', channelLiable: null }];

/** A shop on the large plan: the tests poll more often than anybody should. */
const big = (t: Parameters<typeof shop>[0], options: Parameters<typeof shop>[1] = {}): Promise<ShopifyTwin> =>
  shop(t, { pointsPerSecond: 1000, ...options });

/** What the last webhook about an order says, and what a poll says of it. */
async function bothWays(twin: ShopifyTwin, hooks: Receiver, id: string): Promise<[News[], News[]]> {
  await twin.settled();
  const port = portTo(twin);
  const last = hooks.caught.filter((c) => c.raw.includes(id)).at(-1) ?? assert.fail('no webhook came');
  const told = await read(port, { topic: last.topic, headers: last.headers, body: Buffer.from(last.raw) });
  const page = await shopify.can.polls![0]!.page(port, undefined);
  const found = page.documents.find((d) => d.reference === `orders/${id}`) ?? assert.fail('the poll did not find it');
  return [[...told], [...await read(port, { topic: found.topic, headers: {}, body: Buffer.from(found.body) })]];
}

const orderIn = (news: readonly News[]): Order =>
  (news[0]?.said === 'order' ? news[0].order : assert.fail(`not an order: ${JSON.stringify(news[0])}`));

/** The order itself, whoever began to speak. */
const bare = (news: readonly News[]): News[] =>
  news.map((n) => (n.said === 'order' ? { ...n, fetched: undefined } as unknown as News : n));

async function same(twin: ShopifyTwin, hooks: Receiver, id: string): Promise<Order> {
  const [told, found] = await bothWays(twin, hooks, id);
  assert.ok(found.some((n) => n.said === 'order' && n.fetched === 'stored'), 'a poll shows the order as it is');
  assert.deepEqual(bare(told), bare(found));
  const order = orderIn(told);
  assert.equal(toDecimal(order.total), twin.worth(id).total);
  assert.equal(toDecimal(computedTotal(order)), twin.worth(id).total);
  return order;
}

const WISHES: Record<string, [OrderWish, Partial<Parameters<typeof shop>[1]>?]> = {
  'plain': [{ lines: [{ sku: 'MUG-BLUE', quantity: 2 }], customer: CUSTOMER, shippingAddress: ADDRESS }],
  'several taxes, order and line discount, shipping': [{
    lines: [{ sku: 'MUG-BLUE', quantity: 3, discount: '1.50' }, { sku: 'TEA-200', quantity: 2 }], taxes: TAXES,
    discount: { code: 'AUTUMN', amount: '7.00' }, shipping: [{ title: 'Ground', price: '8.00' },
      { title: 'Insurance', price: '1.20', taxes: [] }], customer: CUSTOMER, shippingAddress: ADDRESS,
  }],
  'gift card and card': [{ lines: [{ sku: 'POT-L', quantity: 1 }], taxes: TAXES, shippingAddress: ADDRESS,
    tenders: [{ gateway: 'gift_card', amount: '50.00' }, { gateway: 'shopify_payments' }] }],
  'authorized only': [{ lines: [{ sku: 'TEA-200', quantity: 1 }], shippingAddress: ADDRESS,
    tenders: [{ gateway: 'shopify_payments', kind: 'authorization' }] }],
  'not paid': [{ lines: [{ sku: 'TEA-200', quantity: 1 }], shippingAddress: ADDRESS, tenders: [] }],
  'a gift card sold, and a tip': [{ lines: [{ sku: 'GIFT-50', quantity: 1 }], tip: '5.00', customer: CUSTOMER }],
  'dinars': [{ lines: [{ sku: 'TEA-200', quantity: 3 }], taxes: TAXES, shippingAddress: ADDRESS,
    presentment: { currency: 'KWD', rate: { n: 307n, d: 1000n } } }],
  'tax included': [{ lines: [{ sku: 'POT-L', quantity: 2 }, { sku: 'TEA-200', quantity: 1 }], shippingAddress: ADDRESS,
    taxes: [{ title: 'MwSt', rate: '0.19' }], shipping: [{ title: 'DHL', price: '4.90' }],
    discount: { code: 'ZEHN', amount: '10.00' } }, { currency: 'EUR', taxesIncluded: true }],
  'a shop in yen': [{ lines: [{ sku: 'CUP', quantity: 3 }], taxes: [{ title: '消費税', rate: '0.1' }],
    shippingAddress: ADDRESS,
    discount: { code: 'TEN', amount: '100' } },
  { currency: 'JPY', catalog: [{ sku: 'CUP', title: '湯のみ', price: '1980', stock: 9 }] }],
  'a shop in dinars': [{ lines: [{ sku: 'CUP', quantity: 3 }], taxes: [{ title: 'VAT', rate: '0.05' }],
    shippingAddress: ADDRESS },
    { currency: 'KWD', catalog: [{ sku: 'CUP', title: 'Cup', price: '1.985', stock: 9 }] }],
};

test('a shop that cannot be asked how an order was paid is waited for; of a recorded document it is assumed', async (t) => {
  const twin = await big(t);
  const hooks = await receiver(t);
  await listen(twin, hooks.url, 'ORDERS_CREATE');
  twin.placeOrder(WISHES['gift card and card']![0]);
  await twin.settled();
  const { topic, headers, raw } = hooks.caught.at(-1) ?? assert.fail('no webhook came');
  const document = { topic, headers, body: Buffer.from(raw) };
  const port = { ...portTo(twin), http: () => Promise.reject(stop.unavailable('the shop answered 500')) };
  assert.equal((await stopped(read(port, document))).kind, 'Unavailable');
  assert.deepEqual(orderIn(await read(port, { ...document, recorded: true })).tenders.map((x) => x.external),
    ['gift_card + shopify_payments']);
  assert.deepEqual(orderIn(await read(portTo(twin), document)).tenders.map((x) => x.external), ['gift_card', 'shopify_payments']);
});

for (const [name, [wish, options]] of Object.entries(WISHES))
  test(`${name}: told and found, the order is the same and adds up`, async (t) => {
    const twin = await big(t, options);
    const hooks = await receiver(t);
    await listen(twin, hooks.url, 'ORDERS_CREATE');
    twin.placeOrder({ lines: [{ sku: options?.catalog ? 'CUP' : 'TEA-200', quantity: 1 }] });
    const placed = twin.placeOrder(wish);
    await same(twin, hooks, placed.id);
  });

test('what was edited, returned, refunded or cancelled is the same too', async (t) => {
  const twin = await big(t);
  const hooks = await receiver(t);
  await listen(twin, hooks.url, 'ORDERS_UPDATED');
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 4 }, { sku: 'TEA-200', quantity: 2 }],
    taxes: TAXES, discount: { code: 'AUTUMN', amount: '5.00' }, shipping: [{ title: 'Ground', price: '7.00' }],
    shippingAddress: ADDRESS, presentment: { currency: 'CAD', rate: { n: 137n, d: 100n } } });
  twin.editOrder(placed.id, { remove: [{ sku: 'MUG-BLUE', quantity: 1 }], add: [{ sku: 'POT-L', quantity: 1 }] });
  const edited = await same(twin, hooks, placed.id);
  assert.deepEqual(edited.lines.map((l) => [l.statedSku, l.quantity, l.cancelled]),
    [['MUG-BLUE', 4, 1], ['TEA-200', 2, 0], ['POT-L', 1, 0]]);
  assert.deepEqual(edited.refunds, []);
  assert.equal(edited.presentmentTotal?.unit, 'CAD');
  twin.refundOrder(placed.id, { lines: [{ sku: 'TEA-200', quantity: 1, restock: 'return' }], shipping: 'all' });
  twin.refundOrder(placed.id, { amount: '3.00', note: 'sorry' });
  const refunded = await same(twin, hooks, placed.id);
  assert.deepEqual(refunded.lines.map((l) => l.cancelled), [1, 0, 0]);
  const [back, goodwill] = refunded.refunds;
  assert.deepEqual(back?.lines.map((l) => [l.quantity, l.restock]), [[1, 'return']]);
  assert.equal(back?.adjustment.count, 0n);
  assert.equal(toDecimal(back?.shipping ?? assert.fail()), '7.00');
  assert.equal(toDecimal(goodwill?.adjustment ?? assert.fail()), '3.00');
  assert.ok(!JSON.stringify(goodwill, (_k, v: unknown) => (typeof v === 'bigint' ? `${v}` : v)).includes('sorry'));
  twin.cancelOrder(placed.id, { reason: 'FRAUD' });
  const cancelled = await same(twin, hooks, placed.id);
  assert.deepEqual(cancelled.lines.map((l) => [l.quantity, l.cancelled]), [[4, 4], [2, 2], [1, 1]]);
  assert.ok(cancelled.cancelledAt);
  assert.equal(cancelled.cancelReason, 'fraud');
});

test('the hold a storefront names is ours, told and found; any other text in its place is not', async (t) => {
  const twin = await big(t);
  const hooks = await receiver(t);
  await listen(twin, hooks.url, 'ORDERS_CREATE');
  const hold = 'hold-0c3a5a1e-60a4-8d4c-9a52-0d6a4f7d1b11';
  const named = async (value: string) => (await same(twin, hooks, twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }],
    attributes: [{ key: 'gift', value: 'yes' }, { key: 'threadline_hold', value }] }).id)).promisedBy;
  assert.deepEqual([await named(hold), await named('hold-ups')], [hold, undefined]);
});

test('taxes keep who owes them, and payments their gateways', async (t) => {
  const twin = await big(t);
  const hooks = await receiver(t);
  await listen(twin, hooks.url, 'ORDERS_CREATE');
  const placed = twin.placeOrder({ lines: [{ sku: 'POT-L', quantity: 1 }], taxes: TAXES, shippingAddress: ADDRESS,
    customer: CUSTOMER, tenders: [{ gateway: 'gift_card', amount: '50.00' }, { gateway: 'shopify_payments' }] });
  const order = await same(twin, hooks, placed.id);
  assert.deepEqual(order.lines[0]?.taxes.map((x) => [x.title, x.rate, x.liable, toDecimal(x.amount)]),
    [['State', '0.0625', 'seller', '8.06'], ['County', '0.0175', 'channel', '2.26'],
      ['District', '0.005', 'unknown', '0.65']]);
  assert.deepEqual(order.tenders.map((x) => [x.method, x.state, toDecimal(x.amount)]),
    [['gift-card', 'captured', '50.00'], ['card', 'captured', '89.97']]);
  assert.equal(order.external, placed.id);
  assert.deepEqual(order.shipTo, { party: `pty-${placed.id}-shipTo`, country: 'US', region: 'OR' });
});

test('goods without an address are picked up at the mapped store', async (t) => {
  const twin = await big(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }], pickup: true });
  const port = portTo(twin);
  const place = /(\d+)$/.exec(twin.state().stock[0]?.locationId ?? '')?.[1] ?? '';
  port.mappings.set(`location:${place}`, 'STORE-1');
  const edited = JSON.stringify({ order_edit: { order_id: placed.id } });
  const order = orderIn(await read(port, { topic: 'orders/edited', headers: {}, body: Buffer.from(edited) }));
  assert.equal(order.pickupAt, 'STORE-1');
  assert.equal(order.lines[0]?.fulfillment, 'pickup');
});

test('an order of more lines than a page has is read whole', async (t) => {
  const catalog = Array.from({ length: 130 }, (_,
    i) => ({ sku: `S${i}`, title: `Thing ${i}`, price: '1.00', stock: 5 }));
  const twin = await big(t, { catalog });
  const placed = twin.placeOrder({ lines: catalog.map(({ sku }) => ({ sku, quantity: 2 })), shippingAddress: ADDRESS });
  twin.refundOrder(placed.id, { lines: catalog.slice(0, 60).map(({ sku }) => ({ sku, quantity: 1 })) });
  const page = await shopify.can.polls![0]!.page(portTo(twin), undefined);
  const order = orderIn(await read(portTo(twin), { topic: 'order', headers: {},
    body: Buffer.from(page.documents[0]!.body) }));
  assert.deepEqual([order.lines.length, order.refunds[0]?.lines.length], [130, 60]);
  assert.equal(toDecimal(computedTotal(order)), '260.00');
});

test('polling goes on where it stopped, looks back a little, and an unchanged order has the same text', async (t) => {
  let minute = 0;
  const twin = await big(t, { now: () => new Date(Date.UTC(2026, 10, 21, 9, minute)) });
  for (; minute < 60; minute += 1) twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }],
    shippingAddress: ADDRESS });
  const poll = shopify.can.polls![0]!;
  const port: TwinPort = portTo(twin);
  const first = await poll.page(port, undefined);
  const second = await poll.page(port, first.next);
  assert.deepEqual([first.documents.length, first.more, second.documents.length, second.more], [50, true, 10, false]);
  const third = await poll.page(port, second.next);
  assert.deepEqual(third.documents, second.documents.slice(-3));
  minute = 90;
  twin.updateAddress('#1001', { ...ADDRESS, zip: '97999' });
  const fourth = await poll.page(port, third.next);
  assert.equal(fourth.documents.length, 4);
});

test('a throttled call waits as long as the bucket needs; a dead token is an administrator’s', async (t) => {
  const twin = await big(t);
  twin.faults.order('shop', 'throttle');
  const throttled = await stopped(shopify.can.check!(portTo(twin)));
  assert.equal(throttled.kind, 'Throttled');
  const dead = await stopped(shopify.can.check!(portTo(twin, { accessToken: 'gone' })));
  assert.equal(dead.kind, 'Unauthorised');
  assert.equal(await shopify.can.check!(portTo(twin)),
    'harbor-pine (harbor-pine.myshopify.com), USD, tax is added to prices');
});

test('strange words and members are said, and the order is still read', async (t) => {
  const twin = await big(t);
  const hooks = await receiver(t);
  await listen(twin, hooks.url, 'ORDERS_CREATE');
  twin.faults.order('webhook orders/create', 'drift');
  const placed = twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }], shippingAddress: ADDRESS });
  twin.faults.order('orders', 'drift');
  const [told, found] = await bothWays(twin, hooks, placed.id);
  assert.deepEqual(told[1], { said: 'drift', path: 'loyalty_circle', detail: 'the member is not documented' });
  assert.equal(found[1]?.said === 'drift' && found[1].path, 'displayFulfillmentStatus');
  assert.deepEqual(bare(told)[0], bare(found)[0]);
});
