/**
 * Sending goods: whole and partial, tracked, held, moved; and giving money back through the API.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parse as parseLossless } from 'lossless-json';
import type { ShopifyTwin } from './index.ts';
import type { Answer } from './testing.ts';
import { ADDRESS, ask, receiver, shop, subscribe } from './testing.ts';

const OPEN = `query($id: ID!) { order(id: $id) { displayFulfillmentStatus
  fulfillmentOrders(first: 5) { nodes { id status assignedLocation { location { id name } }
  destination { zip } fulfillmentHolds { id reason }
  lineItems(first: 5) { nodes { id sku totalQuantity remainingQuantity lineItem { id } } } } }
  fulfillments { id status trackingInfo { number company url } } } }`;
const CREATE = `mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
  fulfillment { id status totalQuantity trackingInfo { number company url } } userErrors { field message } } }`;

interface Item { id: string; sku: string; remainingQuantity: number; lineItem: { id: string } }
interface Fo { id: string; status: string; lineItems: { nodes: Item[] }; fulfillmentHolds: { id: string }[] }
const openOf = async (twin: ShopifyTwin, gid: string): Promise<Fo> =>
  (await ask(twin, OPEN, { id: gid })).at<Fo>('order', 'fulfillmentOrders', 'nodes', 0);
const errors = (answer: Answer, field: string): unknown[] => answer.at<unknown[]>(field, 'userErrors');

test('a part is sent, then the rest; the second time over there is nothing left', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'FULFILLMENTS_CREATE');
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 3 }, { sku: 'TEA-200', quantity: 1 }],
    shippingAddress: ADDRESS });
  const fo = await openOf(twin, placed.gid);
  const f = { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: fo.id,
    fulfillmentOrderLineItems: [{ id: fo.lineItems.nodes[0]?.id, quantity: 2 }] }],
    trackingInfo: { number: '1Z999AA10123456784', company: 'UPS' }, notifyCustomer: true };
  const part = await ask(twin, CREATE, { f });
  assert.equal(part.at('fulfillmentCreate', 'fulfillment', 'status'), 'SUCCESS');
  assert.match(part.at('fulfillmentCreate', 'fulfillment', 'trackingInfo', 0, 'url'), /1Z999AA10123456784$/);
  assert.equal((await openOf(twin, placed.gid)).status, 'IN_PROGRESS');
  assert.match(JSON.stringify(errors(await ask(twin, CREATE, { f }), 'fulfillmentCreate')), /quantity requested/);
  const rest = await ask(twin, CREATE, { f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: fo.id }] } });
  assert.equal(rest.at('fulfillmentCreate', 'fulfillment', 'totalQuantity'), 2);
  const after = await ask(twin, OPEN, { id: placed.gid });
  assert.equal(after.at('order', 'displayFulfillmentStatus'), 'FULFILLED');
  assert.equal(after.at('order', 'fulfillmentOrders', 'nodes', 0, 'status'), 'CLOSED');
  assert.equal(twin.applied.filter((a) => a.operation === 'fulfillmentCreate').length, 2);
  assert.equal(twin.state().stock.find((s) => s.sku === 'MUG-BLUE')?.committed, 0);
  await twin.settled();
  const body = parseLossless(hooks.caught[0]?.raw ?? '') as { order_id: unknown; tracking_numbers: string[] };
  assert.equal(String(body.order_id), placed.id);
  assert.deepEqual(body.tracking_numbers, ['1Z999AA10123456784']);
});

test('a held order cannot be sent until it is released', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'POT-L', quantity: 1 }] });
  const fo = await openOf(twin, placed.gid);
  const held = await ask(twin, `mutation($id: ID!) { fulfillmentOrderHold(id: $id, fulfillmentHold: {
    reason: HIGH_RISK_OF_FRAUD, reasonNotes: "checking" }) { fulfillmentOrder { status } userErrors { code } } }`,
  { id: fo.id });
  assert.equal(held.at('fulfillmentOrderHold', 'fulfillmentOrder', 'status'), 'ON_HOLD');
  const f = { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: fo.id }] };
  assert.match(JSON.stringify(errors(await ask(twin, CREATE, { f }), 'fulfillmentCreate')), /on_hold/);
  const released = await ask(twin, `mutation($id: ID!) { fulfillmentOrderReleaseHold(id: $id) {
    fulfillmentOrder { status } userErrors { code } } }`, { id: fo.id });
  assert.equal(released.at('fulfillmentOrderReleaseHold', 'fulfillmentOrder', 'status'), 'OPEN');
  assert.deepEqual(errors(await ask(twin, CREATE, { f }), 'fulfillmentCreate'), []);
});

test('another location can send it, and its stock is what is committed', async (t) => {
  const twin = await shop(t, { locations: [{ name: 'Portland DC' }, { name: 'Pearl District' }],
    catalog: [{ sku: 'MUG-BLUE', title: 'Mug', price: '18.50', stock: { 'Portland DC': 4, 'Pearl District': 2 } }] });
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 2 }] });
  const fo = await openOf(twin, placed.gid);
  const to = twin.state().stock.find((s) => s.location === 'Pearl District')?.locationId;
  const moved = await ask(twin, `mutation($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $to) {
    movedFulfillmentOrder { assignedLocation { name } } userErrors { code message } } }`, { id: fo.id, to });
  assert.equal(moved.at('fulfillmentOrderMove', 'movedFulfillmentOrder', 'assignedLocation', 'name'), 'Pearl District');
  assert.deepEqual(twin.state().stock.map((s) => [s.location, s.available, s.committed]),
    [['Portland DC', 4, 0], ['Pearl District', 0, 2]]);
});

test('tracking can be changed after the fact', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'POT-L', quantity: 1 }] });
  const fo = await openOf(twin, placed.gid);
  const made = await ask(twin, CREATE, { f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: fo.id }] } });
  await ask(twin, `mutation($id: ID!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id,
    trackingInfoInput: { number: "JD0002", company: "DHL Express" }) { userErrors { message } } }`,
  { id: made.at('fulfillmentCreate', 'fulfillment', 'id') });
  assert.deepEqual((await ask(twin, OPEN, { id: placed.gid })).at('order', 'fulfillments', 0, 'trackingInfo'),
    [{ number: 'JD0002', company: 'DHL Express', url: 'https://www.dhl.com/track?id=JD0002' }]);
});

test('refundCreate gives back what is asked, once per key, never more than was paid', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 2 }] });
  const order = await ask(twin,
    'query($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { id } } transactions { id } } }',
    { id: placed.gid });
  const refund = `mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
    refund { id orderAdjustments(first: 2) { nodes { reason amountSet { shopMoney { amount } } } }
      totalRefundedSet { shopMoney { amount } } } userErrors { message } } }`;
  const give = (amount: string): Record<string, unknown> => ({ orderId: placed.gid,
    refundLineItems: [{ lineItemId: order.at('order', 'lineItems', 'nodes', 0, 'id'), quantity: 1,
      restockType: 'NO_RESTOCK' }],
    transactions: [{ orderId: placed.gid, parentId: order.at('order', 'transactions', 0, 'id'), kind: 'REFUND',
      gateway: 'shopify_payments', amount }] });
  const first = await ask(twin, refund, { key: 'r1', input: give('12.00') });
  assert.equal(first.at('refundCreate', 'refund', 'totalRefundedSet', 'shopMoney', 'amount'), '12.00');
  assert.deepEqual(first.at('refundCreate', 'refund', 'orderAdjustments', 'nodes'),
    [{ reason: 'REFUND_DISCREPANCY', amountSet: { shopMoney: { amount: '-2.10' } } }]);
  const again = await ask(twin, refund, { key: 'r1', input: give('12.00') });
  assert.equal(again.at('refundCreate', 'refund', 'id'), first.at('refundCreate', 'refund', 'id'));
  const over = await ask(twin, refund, { key: 'r2', input: give('12.00') });
  assert.match(over.at('refundCreate', 'userErrors', 0, 'message'), /greater than/);
  assert.equal(twin.applied.filter((a) => a.operation === 'refundCreate').length, 1);
});
