/**
 * Webhooks as they are sent: signed, retried with the original words, given up, duplicated, reordered.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { isLosslessNumber, parse as parseLossless } from 'lossless-json';
import { ADDRESS, ask, CUSTOMER, receiver, SECRET, shop, subscribe } from './testing.ts';

type Sides = Record<string, { amount: string }>;
interface RestOrder {
  readonly [name: string]: unknown;
  readonly tax_lines: { channel_liable: boolean | null }[];
  readonly discount_codes: unknown;
}

test('a webhook carries the documented headers and signs its raw bytes', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE', 'ORDERS_PAID');
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }], customer: CUSTOMER });
  await twin.settled();
  const [created, paid] = hooks.caught.sort((a, b) => a.topic.localeCompare(b.topic));
  assert.equal(created?.topic, 'orders/create');
  assert.equal(created?.headers['x-shopify-hmac-sha256'],
    createHmac('sha256', SECRET).update(created?.raw ?? '').digest('base64'));
  assert.equal(created?.headers['x-shopify-shop-domain'], 'harbor-pine.myshopify.com');
  assert.equal(created?.headers['x-shopify-api-version'], '2026-10');
  assert.ok(Date.parse(created?.headers['x-shopify-triggered-at'] ?? ''));
  assert.equal(paid?.headers['x-shopify-event-id'], created?.headers['x-shopify-event-id']);
  assert.notEqual(paid?.headers['x-shopify-webhook-id'], created?.headers['x-shopify-webhook-id']);
});

test('order ids are beyond what a double holds, and the gid tells the truth', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE');
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
  await twin.settled();
  const raw = hooks.caught[0]?.raw ?? '';
  const careful = parseLossless(raw) as { id: unknown; admin_graphql_api_id: string };
  assert.ok(isLosslessNumber(careful.id));
  assert.equal(String(careful.id), placed.id);
  assert.equal(careful.admin_graphql_api_id, placed.gid);
  assert.notEqual(String((JSON.parse(raw) as { id: number }).id), placed.id);
});

test('the REST body adds up: total is subtotal, shipping and tax, in both currencies', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE');
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 3 }, { sku: 'TEA-200', quantity: 1 }], tip: '2.00',
    taxes: [{ title: 'GST', rate: '0.05' }, { title: 'PST', rate: '0.07', channelLiable: null }],
    discount: { code: 'TEN', amount: '10.00' }, shipping: [{ title: 'Ground', price: '8.00' }],
    presentment: { currency: 'CAD', rate: { n: 137n, d: 100n } }, shippingAddress: ADDRESS });
  await twin.settled();
  const order = JSON.parse(hooks.caught[0]?.raw ?? '') as RestOrder;
  const cents = (value: string): number => Math.round(Number(value) * 100);
  for (const side of ['shop_money', 'presentment_money'] as const) {
    const of = (name: string): number => cents((order[`${name}_set`] as Sides | undefined)?.[side]?.amount ?? '');
    const tip = side === 'shop_money' ? 200 : 274;
    assert.equal(of('total_price'), of('subtotal_price') + of('total_shipping_price') + of('total_tax') + tip);
    assert.equal(of('subtotal_price'), of('total_line_items_price') - of('total_discounts'));
  }
  assert.equal(order.tax_lines[1]?.channel_liable, null);
  assert.deepEqual(order.discount_codes, [{ code: 'TEN', amount: '10.00', type: 'fixed_amount' }]);
});

test('a refused webhook comes again with the words of then, though the order has changed since', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE');
  hooks.answers.push(500, 503);
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }], shippingAddress: ADDRESS });
  twin.updateAddress(placed.id, { ...ADDRESS, zip: '97999' });
  await twin.settled();
  assert.equal(hooks.caught.length, 3);
  assert.equal(new Set(hooks.caught.map((c) => c.raw)).size, 1);
  assert.equal(new Set(hooks.caught.map((c) => c.headers['x-shopify-webhook-id'])).size, 1);
  assert.equal(twin.deliveries[0]?.status, 'delivered');
});

test('after eight failed retries the subscription is gone', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE', 'ORDERS_UPDATED');
  hooks.answers.push(...Array.from({ length: 9 }, () => 500));
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
  await twin.settled();
  assert.equal(hooks.caught.length, 9);
  assert.equal(twin.deliveries[0]?.status, 'given-up');
  const left = await ask(twin, '{ webhookSubscriptions(first: 10) { nodes { topic uri format } } }');
  assert.deepEqual(left.at('webhookSubscriptions', 'nodes'),
    [{ topic: 'ORDERS_UPDATED', uri: hooks.url, format: 'JSON' }]);
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
  await twin.settled();
  assert.equal(hooks.caught.length, 9);
});

test('a receiver that does not answer in time has not received', async (t) => {
  const twin = await shop(t, { webhookTimeoutMs: 40 });
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE');
  hooks.answers.push(0, 0);
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
  await twin.settled();
  assert.equal(hooks.caught.length, 3);
  assert.deepEqual([twin.deliveries[0]?.attempts, twin.deliveries[0]?.status], [3, 'delivered']);
});

test('duplicate, reorder and drift are done to webhooks when ordered', async (t) => {
  const twin = await shop(t);
  const hooks = await receiver(t);
  await subscribe(twin, hooks.url, 'ORDERS_CREATE');
  const buy = async (): Promise<void> => void twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }] });
  twin.faults.order('webhook orders/create', 'duplicate');
  await buy();
  await twin.settled();
  assert.equal(hooks.caught.length, 2);
  assert.equal(hooks.caught[0]?.headers['x-shopify-webhook-id'], hooks.caught[1]?.headers['x-shopify-webhook-id']);
  twin.faults.order('webhook orders/create', 'drift');
  await buy();
  await twin.settled();
  assert.match(hooks.caught[2]?.raw ?? '', /loyalty_circle/);
  assert.equal(hooks.caught[2]?.headers['x-shopify-hmac-sha256'],
    createHmac('sha256', SECRET).update(hooks.caught[2]?.raw ?? '').digest('base64'));
  twin.faults.order('webhook orders/create', 'reorder');
  await buy();
  await buy();
  await twin.settled();
  const names = hooks.caught.slice(3).map((c) => (JSON.parse(c.raw) as { name: string }).name);
  assert.deepEqual(names.sort(), ['#1003', '#1004']);
});

test('privacy topics go to the address in the app, and uninstalling kills the token', async (t) => {
  const hooks = await receiver(t);
  const twin = await shop(t, { privacyUri: hooks.url });
  await subscribe(twin, hooks.url, 'APP_UNINSTALLED');
  const placed = twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }], customer: CUSTOMER });
  const listed = await ask(twin, '{ webhookSubscriptions(first: 10) { nodes { topic } } }');
  assert.deepEqual(listed.at('webhookSubscriptions', 'nodes'), [{ topic: 'APP_UNINSTALLED' }]);
  twin.requestData(placed.id);
  twin.redactCustomer(placed.id);
  twin.uninstall();
  await twin.settled();
  assert.deepEqual(hooks.caught.map((c) => c.topic).sort(),
    ['app/uninstalled', 'customers/data_request', 'customers/redact', 'shop/redact']);
  const redact = parseLossless(hooks.caught.find((c) => c.topic === 'customers/redact')?.raw ?? '') as {
    customer: { email: string }; orders_to_redact: unknown[] };
  assert.equal(redact.customer.email, CUSTOMER.email);
  assert.equal(String(redact.orders_to_redact[0]), placed.id);
  assert.equal((await ask(twin, '{ shop { name } }')).status, 401);
});

test('a subscription may be made and read by the words from before `uri`, as Shopify’s own library does', async (t) => {
  const hooks = await receiver(t);
  const twin = await shop(t);
  const made = await ask(twin, `mutation($to: URL!) { webhookSubscriptionCreate(topic: ORDERS_CREATE,
    webhookSubscription: { callbackUrl: $to }) { userErrors { message } webhookSubscription {
      uri callbackUrl includeFields metafieldNamespaces
      endpoint { __typename ... on WebhookHttpEndpoint { callbackUrl } ... on WebhookEventBridgeEndpoint { arn } } } }
  }`, { to: hooks.url });
  assert.deepEqual(made.at('webhookSubscriptionCreate'), { userErrors: [], webhookSubscription: {
    uri: hooks.url, callbackUrl: hooks.url, includeFields: [], metafieldNamespaces: [],
    endpoint: { __typename: 'WebhookHttpEndpoint', callbackUrl: hooks.url } } });
  const nowhere = await ask(twin, `mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE,
    webhookSubscription: {}) { userErrors { message } } }`);
  assert.deepEqual(nowhere.at('webhookSubscriptionCreate', 'userErrors', 0), { message: 'Address is invalid' });
  twin.placeOrder({ lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
  await twin.settled();
  assert.deepEqual(hooks.caught.map((c) => c.topic), ['orders/create']);
});
