/**
 * Orders: what they cost in both shapes the twin speaks, and what edits, refunds and cancellations do.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parse as parseLossless } from 'lossless-json';
import { ADDRESS, ask, CUSTOMER, receiver, shop, subscribe } from './testing.ts';

const TAXES = [
  { title: 'Oregon State Tax', rate: '0.0625' },
  { title: 'Multnomah County Tax', rate: '0.0175', channelLiable: true },
];
const ORDER = `query($id: ID!) { order(id: $id) {
  name taxesIncluded edited displayFinancialStatus displayFulfillmentStatus
  totalPriceSet { shopMoney { amount } presentmentMoney { amount currencyCode } }
  currentTotalPriceSet { shopMoney { amount } }
  totalTaxSet { shopMoney { amount } } subtotalPriceSet { shopMoney { amount } }
  transactions { gateway kind amountSet { shopMoney { amount } } }
  lineItems(first: 10) { nodes { id sku quantity currentQuantity unfulfilledQuantity
    taxLines { title channelLiable priceSet { shopMoney { amount } } }
    discountAllocations { allocatedAmountSet { shopMoney { amount } } discountApplication { index
      ... on DiscountCodeApplication { code } } } } }
  refunds { totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType
    subtotalSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } } }
    transactions(first: 5) { nodes { kind } } }
} }`;

test('an order is lines less discounts plus shipping plus every tax, each tax on its own line', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({
    lines: [{ sku: 'MUG-BLUE', quantity: 2 }, { sku: 'TEA-200', quantity: 1 }], taxes: TAXES,
    discount: { code: 'AUTUMN', amount: '5.00' }, shipping: [{ title: 'Ground', price: '7.00', taxes: [] }],
    customer: CUSTOMER, shippingAddress: ADDRESS,
    tenders: [{ gateway: 'gift_card', amount: '20.00' }, { gateway: 'shopify_payments' }],
  });
  const answer = await ask(twin, ORDER, { id: placed.gid });
  // 46.90 goods, 5.00 off split 3.94 and 1.06; tax 6.25 % and 1.75 % of 33.06 and 8.84.
  assert.equal(answer.at('order', 'subtotalPriceSet', 'shopMoney', 'amount'), '41.90');
  assert.equal(answer.at('order', 'totalTaxSet', 'shopMoney', 'amount'), '3.35');
  assert.equal(answer.at('order', 'totalPriceSet', 'shopMoney', 'amount'), '52.25');
  const [mug] = answer.at<{ taxLines: unknown[]; discountAllocations: unknown[] }[]>('order', 'lineItems', 'nodes');
  assert.deepEqual(mug?.taxLines, [
    { title: 'Oregon State Tax', channelLiable: false, priceSet: { shopMoney: { amount: '2.07' } } },
    { title: 'Multnomah County Tax', channelLiable: true, priceSet: { shopMoney: { amount: '0.58' } } },
  ]);
  assert.deepEqual(mug?.discountAllocations, [
    { allocatedAmountSet: { shopMoney: { amount: '3.94' } }, discountApplication: { index: 0, code: 'AUTUMN' } }]);
  assert.deepEqual(answer.at('order', 'transactions'), [
    { gateway: 'gift_card', kind: 'SALE', amountSet: { shopMoney: { amount: '20.00' } } },
    { gateway: 'shopify_payments', kind: 'SALE', amountSet: { shopMoney: { amount: '32.25' } } },
  ]);
  assert.equal(twin.state().stock.find((s) => s.sku === 'MUG-BLUE')?.committed, 2);
});

test('prices that include tax: the total is the price, the tax is inside it', async (t) => {
  const twin = await shop(t, { currency: 'EUR', taxesIncluded: true });
  const placed = twin.placeOrder({ lines: [{ sku: 'POT-L', quantity: 1 }], taxes: [{ title: 'MwSt', rate: '0.19' }] });
  const answer = await ask(twin, ORDER, { id: placed.gid });
  assert.equal(answer.at('order', 'totalPriceSet', 'shopMoney', 'amount'), '129.00');
  assert.equal(answer.at('order', 'totalTaxSet', 'shopMoney', 'amount'), '20.60');
});

test('a shop in dollars sells in dinars with three decimals and yen with none', async (t) => {
  const twin = await shop(t);
  const kuwait = twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 3 }],
    presentment: { currency: 'KWD', rate: { n: 307n, d: 1000n } } });
  const japan = twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 3 }],
    presentment: { currency: 'JPY', rate: { n: 15123n, d: 100n } } });
  for (const [order, amount, currencyCode] of [[kuwait, '9.117', 'KWD'], [japan, '4491', 'JPY']] as const) {
    const answer = await ask(twin, ORDER, { id: order.gid });
    assert.deepEqual(answer.at('order', 'totalPriceSet', 'presentmentMoney'), { amount, currencyCode });
    assert.equal(answer.at('order', 'totalPriceSet', 'shopMoney', 'amount'), '29.70');
  }
});

test('an edit keeps quantity, lowers currentQuantity, and is recorded as a refund without money', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_EDITED', 'ORDERS_UPDATED', 'REFUNDS_CREATE');
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 3 }], taxes: TAXES });
  twin.editOrder(placed.id, { remove: [{ sku: 'MUG-BLUE', quantity: 1 }], add: [{ sku: 'TEA-200', quantity: 2 }] });
  await twin.settled();
  const answer = await ask(twin, ORDER, { id: placed.gid });
  const [mug, tea] = answer.at<Record<string, unknown>[]>('order', 'lineItems', 'nodes');
  assert.deepEqual([mug?.['quantity'], mug?.['currentQuantity'], mug?.['unfulfilledQuantity']], [3, 2, 2]);
  assert.deepEqual([tea?.['quantity'], tea?.['currentQuantity']], [2, 2]);
  assert.equal(answer.at('order', 'refunds', 0, 'totalRefundedSet', 'shopMoney', 'amount'), '0.00');
  assert.deepEqual(answer.at('order', 'refunds', 0, 'transactions', 'nodes'), []);
  assert.deepEqual(hooks.caught.map((c) => c.topic).sort(), ['orders/edited', 'orders/updated']);
  const edited = parseLossless(hooks.caught.find((c) => c.topic === 'orders/edited')?.raw ?? '') as { order_edit: {
    order_id: unknown; line_items: Record<'removals' | 'additions', { delta: unknown }[]> } };
  assert.equal(String(edited.order_edit.order_id), placed.id);
  assert.equal(String(edited.order_edit.line_items.removals[0]?.delta), '1');
  assert.equal(String(edited.order_edit.line_items.additions[0]?.delta), '2');
  assert.equal(twin.state().stock.find((s) => s.sku === 'MUG-BLUE')?.available, 38);
});

test('three refunds of one unit each give back exactly what three units cost', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 3, discount: '1.01' }], taxes: TAXES });
  for (let i = 0; i < 3; i += 1) twin.refundOrder(placed.id, { lines: [{ sku: 'TEA-200', quantity: 1 }] });
  const answer = await ask(twin, ORDER, { id: placed.gid });
  const back = answer.at<{ totalRefundedSet: { shopMoney: { amount: string } } }[]>('order', 'refunds');
  // 30.98 does not divide by three.
  assert.deepEqual(back.map((r) => r.totalRefundedSet.shopMoney.amount), ['10.32', '10.34', '10.32']);
  assert.equal(answer.at('order', 'totalPriceSet', 'shopMoney', 'amount'), '30.98');
  assert.equal(answer.at('order', 'currentTotalPriceSet', 'shopMoney', 'amount'), '0.00');
  assert.equal(answer.at('order', 'displayFinancialStatus'), 'REFUNDED');
});

test('orderCancel restocks, refunds and cannot be done twice', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'POT-L', quantity: 2 }] });
  const cancel = `mutation($id: ID!) { orderCancel(orderId: $id, reason: INVENTORY, restock: true, refund: true) {
    job { id } orderCancelUserErrors { code message } } }`;
  const first = await ask(twin, cancel, { id: placed.gid });
  assert.match(first.at('orderCancel', 'job', 'id'), /Job/);
  assert.equal(twin.state().stock.find((s) => s.sku === 'POT-L')?.available, 5);
  const second = await ask(twin, cancel, { id: placed.gid });
  assert.equal(second.at('orderCancel', 'orderCancelUserErrors', 0, 'code'), 'INVALID');
  assert.equal(twin.applied.filter((a) => a.operation === 'orderCancel').length, 1);
  const answer = await ask(twin, ORDER, { id: placed.gid });
  assert.equal(answer.at('order', 'displayFinancialStatus'), 'REFUNDED');
});

test('orders are paged by update time; one that changes meanwhile comes again', async (t) => {
  let minute = 0;
  const twin = await shop(t, { now: () => new Date(Date.UTC(2026, 10, 21, 9, minute)) });
  const placed = Array.from({ length: 5 }, () => {
    minute += 1;
    return twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }] });
  });
  const page = `query($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT,
    query: "updated_at:>='2026-11-21T09:02:00Z'") { nodes { id } pageInfo { hasNextPage endCursor } } }`;
  const seen: string[] = [];
  let after: string | null = null;
  for (let more = true; more;) {
    const answer: Awaited<ReturnType<typeof ask>> = await ask(twin, page, { after });
    seen.push(...answer.at<{ id: string }[]>('orders', 'nodes').map((n) => n.id));
    if (seen.length === 2) {
      minute = 30;
      twin.updateAddress(placed[1]?.id ?? '', { ...ADDRESS, zip: '97210' });
    }
    after = answer.at('orders', 'pageInfo', 'endCursor');
    more = answer.at<boolean>('orders', 'pageInfo', 'hasNextPage');
  }
  const order = [1, 2, 3, 4, 1].map((i) => placed[i]?.gid);
  assert.deepEqual(seen, order);
});
