/** The Vendure twin over HTTP: what a shopper and an administrator see, and how it misbehaves. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { seededFaults } from '../faults.ts';
import { startVendureTwin, type VendureTwin } from './index.ts';

const SECRET = 'a-secret-of-the-test';
const password = 'a-password-of-the-test';
const variants = [
  { sku: 'BOOT-38', name: 'Trail boot 38', price: 12_995, stock: 40 },
  { sku: 'LACE-BLK', name: 'Lace', price: 435, stock: 3 },
];

let twin: VendureTwin;
let at: number;
let hooks: { topic: string; body: string; signature: string }[];
let receiver: Server;
before(async () => {
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { 'x-vendure-topic': topic, 'x-vendure-signature': signature } = request.headers;
    hooks.push({ topic: String(topic), body, signature: String(signature) });
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
after(() => receiver.close());
beforeEach(async () => {
  at = Date.parse('2026-01-05T10:00:00.700Z');
  hooks = [];
  const { port } = receiver.address() as AddressInfo;
  twin = await startVendureTwin({
    faults: seededFaults(1), now: () => new Date(at), password, variants, coupons: { TEN: 10 },
    webhook: { url: `http://127.0.0.1:${port}/hooks/vendure`, secret: SECRET },
  });
});
afterEach(() => twin.stop());

/** One part of an answer: `errors.0.extensions.code`. */
const part = (answer: unknown, path: string): unknown =>
  path.split('.').reduce((value, key) => (value as Record<string, unknown> | null)?.[key], answer);

class Session {
  private token = '';
  private readonly api: string;
  constructor(api: 'admin-api' | 'shop-api') {
    this.api = api;
  }
  /** The whole answer, with its HTTP status. */
  async ask(query: string, variables: object = {}): Promise<object> {
    const response = await fetch(`${twin.url}/${this.api}`, {
      method: 'POST', body: JSON.stringify({ query, variables }),
      headers: { 'content-type': 'application/json', ...(this.token && { authorization: `Bearer ${this.token}` }) },
    });
    this.token = response.headers.get('vendure-auth-token') ?? this.token;
    return { status: response.status, ...((await response.json()) as object) };
  }
  /** What the first field of the answer is. */
  async get(query: string, variables: object = {}): Promise<object> {
    const data = part(await this.ask(query, variables), 'data') as Record<string, object>;
    return Object.values(data)[0]!;
  }
}
const admin = async (): Promise<Session> => {
  const session = new Session('admin-api');
  await session.ask(`mutation { login(username: "superadmin", password: "${password}") { type: __typename } }`);
  return session;
};
const ORDER = `query ($id: ID!) { order(id: $id) {
  state updatedAt total totalWithTax subTotalWithTax shippingWithTax
  lines { id quantity orderPlacedQuantity proratedLinePrice proratedLinePriceWithTax productVariant { sku } }
  payments { id amount refunds { total state } } fulfillments { state trackingCode } } }`;
const FULFILL = `mutation ($i: FulfillOrderInput!) { addFulfillmentToOrder(input: $i) {
  ... on Fulfillment { id state } ... on ErrorResult { errorCode } } }`;
const MOVE = `mutation ($id: ID!, $s: String!) { transitionFulfillmentToState(id: $id, state: $s) {
  ... on Fulfillment { state } ... on ErrorResult { errorCode } } }`;
const COUNT = '{ productVariants { totalItems } }';
const text = (value: unknown): string => String(value);
const handler = {
  code: 'manual-fulfillment', arguments: [{ name: 'method', value: 'UPSN' }, { name: 'trackingCode', value: 'T1' }],
};
const fulfillment = (orderLineId: string, quantity: number) => ({ i: { lines: [{ orderLineId, quantity }], handler } });

describe('sessions', () => {
  it('give a token to the right password, and FORBIDDEN with HTTP 200 to everybody else', async () => {
    const stranger = new Session('admin-api');
    const login = 'mutation { login(username: "superadmin", password: "x") { ... on ErrorResult { errorCode } } }';
    assert.deepEqual({ ...(await stranger.get(login)) }, { errorCode: 'INVALID_CREDENTIALS_ERROR' });
    const denied = await stranger.ask(COUNT);
    assert.deepEqual([part(denied, 'status'), part(denied, 'errors.0.extensions.code')], [200, 'FORBIDDEN']);
    const session = await admin();
    assert.equal(part(await session.get(COUNT), 'totalItems'), 2);
    twin.forgetSessions();
    assert.equal(part(await session.ask(COUNT), 'errors.0.extensions.code'), 'FORBIDDEN');
  });
  it('answer 400 to a query that does not fit the schema', async () => {
    const wrong = await (await admin()).ask('{ orders { items { shoeSize } } }');
    assert.equal(part(wrong, 'status'), 400);
    assert.equal(part(wrong, 'errors.0.extensions.code'), 'GRAPHQL_VALIDATION_FAILED');
  });
});

describe('a buyer', () => {
  it('fills a cart over the shop API and pays; stock is allocated, not yet taken', async () => {
    const shop = new Session('shop-api');
    const does = (call: string) =>
      shop.get(`mutation { ${call} { ... on Order { state totalWithTax } ... on ErrorResult { errorCode } } }`);
    await does('addItemToOrder(productVariantId: "1", quantity: 2)');
    await does('setCustomerForOrder(input: {firstName: "A", lastName: "B", emailAddress: "a@example.invalid"})');
    await does('setOrderShippingAddress(input: {streetLine1: "1 Test Street", countryCode: "US"})');
    await does('setOrderShippingMethod(shippingMethodId: ["1"])');
    const pay = 'addPaymentToOrder(input: {method: "card", metadata: {}})';
    assert.equal(part(await does(pay), 'errorCode'), 'ORDER_PAYMENT_STATE_ERROR');
    await does('transitionOrderToState(state: "ArrangingPayment")');
    // The figures the real server gave for the same cart: 2 × 129.95 + 8.25 % per unit, plus 6.95.
    assert.deepEqual({ ...(await does(pay)) }, { state: 'PaymentSettled', totalWithTax: 28_134 + 695 });
    const { stockOnHand, stockAllocated } = twin.variants.get('1')!;
    assert.deepEqual([stockOnHand, stockAllocated], [40, 2]);
  });
  it('cannot buy what is not there', () =>
    assert.throws(() => twin.buy({ lines: [{ sku: 'LACE-BLK', quantity: 4 }] }), /INSUFFICIENT_STOCK_ERROR/));
});

describe('an order', () => {
  const read = async (id: string) => (await admin()).get(ORDER, { id });
  const parts = (order: object, ...names: string[]) => names.map((name) => part(order, name));

  it('adds up, with a coupon shared over its lines', async () => {
    const lines = [{ sku: 'BOOT-38', quantity: 2 }, { sku: 'LACE-BLK', quantity: 3 }];
    const order = await read(twin.buy({ lines, coupon: 'TEN' }).id);
    const paths = ['lines.0.proratedLinePriceWithTax', 'lines.1.proratedLinePriceWithTax', 'subTotalWithTax',
      'shippingWithTax', 'totalWithTax', 'payments.0.amount'];
    const [one, two, goods, shipping, total, paid] = parts(order, ...paths).map(Number);
    assert.equal(one! + two!, goods);
    assert.equal(goods! + shipping!, total);
    assert.equal(paid, total);
    assert.ok(total! < 28_134 + 1413 + 695);
  });
  it('is fulfilled once; updatedAt does not move', async () => {
    const { id } = twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 2 }] });
    const before = await read(id);
    const line = text(part(before, 'lines.0.id'));
    at += 60_000;
    const session = await admin();
    const made = await session.get(FULFILL, fulfillment(line, 1));
    const again = await session.get(FULFILL, fulfillment(line, 2));
    assert.deepEqual([part(made, 'state'), part(again, 'errorCode')], ['Pending', 'ITEMS_ALREADY_FULFILLED_ERROR']);
    const move = () => session.get(MOVE, { id: part(made, 'id'), s: 'Shipped' });
    assert.equal(part(await move(), 'state'), 'Shipped');
    assert.equal(part(await move(), 'errorCode'), 'FULFILLMENT_STATE_TRANSITION_ERROR');
    assert.deepEqual(parts(await read(id), 'state', 'updatedAt'), ['PartiallyShipped', part(before, 'updatedAt')]);
    assert.deepEqual(twin.variants.get('1')!.stockOnHand, 39);
  });
  it('is cancelled, with its units free again; refunded within what was paid', async () => {
    const { id, payments } = twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 2 }] });
    twin.cancel(id);
    const order = await read(id);
    assert.deepEqual(parts(order, 'state', 'totalWithTax', 'lines.0.orderPlacedQuantity'), ['Cancelled', 0, 2]);
    assert.equal(twin.variants.get('1')!.stockAllocated, 0);
    twin.refund(id, payments[0]!.amount);
    assert.throws(() => twin.refund(id, 1), /REFUND_AMOUNT_ERROR/);
    assert.throws(() => twin.cancel(id), /EMPTY_ORDER_LINE_SELECTION_ERROR/);
  });
  it('is found by when it was updated, in whole seconds and in order', async () => {
    const first = twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 1 }] });
    at += 5000;
    const second = twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 1 }] });
    const session = await admin();
    const after = (t: string, n = 10) => session.ask(`query ($t: DateTime!, $n: Int) {
      orders(options: {filter: {active: {eq: false}, updatedAt: {after: $t}}, sort: {updatedAt: ASC}, take: $n}) {
        items { id } } }`, { t, n });
    const ids = async (t: string) => (part(await after(t), 'data.orders.items') as { id: string }[]).map((o) => o.id);
    assert.deepEqual(await ids('2026-01-05T09:59:59Z'), [first.id, second.id]);
    assert.deepEqual(await ids('2026-01-05T10:00:00.000Z'), [second.id]);
    assert.equal(part(await after('2026-01-05T10:00:00Z', 5000), 'errors.0.extensions.code'), 'USER_INPUT_ERROR');
  });
});

const SET = 'mutation ($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }';
const level = (id: string, stockOnHand: number) => ({ id, stockLevels: [{ stockLocationId: '1', stockOnHand }] });
it('stock is set to a level; one unknown item fails the whole call', async () => {
  const session = await admin();
  await session.ask(SET, { i: [level('1', 7)] });
  const failed = await session.ask(SET, { i: [level('1', 9), level('99', 1)] });
  assert.equal(part(failed, 'errors.0.extensions.code'), 'ENTITY_NOT_FOUND');
  assert.equal(twin.variants.get('1')!.stockOnHand, 7);
});

describe('webhooks', () => {
  it('are signed, once per event', async () => {
    const { id } = twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 1 }] });
    await twin.settled();
    assert.deepEqual(hooks.map((h) => h.topic), ['order.state', 'order.state', 'order.placed']);
    for (const { body, signature } of hooks) {
      assert.equal(signature, createHmac('sha256', SECRET).update(body).digest('hex'));
      assert.equal(part(JSON.parse(body), 'order.id'), id);
    }
  });
  it('come twice, or after the next one, when told so', async () => {
    twin.faults.order('webhook', 'reorder');
    twin.faults.order('webhook', 'duplicate');
    twin.buy({ lines: [{ sku: 'BOOT-38', quantity: 1 }] });
    await twin.settled();
    const states = hooks.map((h) => part(JSON.parse(h.body), 'order.state'));
    assert.deepEqual(states, ['PaymentSettled', 'PaymentSettled', 'ArrangingPayment', 'PaymentSettled']);
  });
});

it('misbehaves when told: 429, 500, and a cut after the stock was written', async () => {
  const session = await admin();
  for (const [fault, status] of [['throttle', 429], ['error', 500]] as const) {
    twin.faults.order('productVariants', fault);
    assert.equal(part(await session.ask(COUNT), 'status'), status);
  }
  twin.faults.order('updateProductVariants', 'timeout-after-apply');
  await assert.rejects(session.ask(SET, { i: [level('1', 5)] }));
  assert.equal(twin.variants.get('1')!.stockOnHand, 5);
  assert.equal(part(await session.ask(COUNT), 'status'), 200);
});
