/** The battery, and what is odd about Shopify: documents and their cost, official samples, the names of things. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, parse, validate, type GraphQLSchema } from 'graphql';
import { stop } from '#domain/fault.ts';
import { computedTotal } from '#domain/order.ts';
import { toDecimal } from '#domain/measure.ts';
import { queryCost } from '#sandbox/shopify/cost.ts';
import { schema as twinSchema } from '#sandbox/shopify/schema.ts';
import { conformance } from '../conformance.ts';
import type { News } from '../contract.ts';
import { recordings, replay } from '../recording.ts';
import { carrierName } from './carriers.ts';
import { cursorIn, nextCursor } from './cursor.ts';
import * as documents from './documents.ts';
import { golden } from '../statement/golden.ts';
import { costOf, learn } from './graphql.ts';
import shopify from './index.ts';
import { methodOf, tendersOf } from './payments.ts';
import { stopped } from './stopped.fixture.ts';
import { TOPICS } from './webhook.ts';

const RECORDINGS = new URL('./recordings/', import.meta.url);
conformance(shopify, RECORDINGS);
golden(shopify, RECORDINGS);

const SHARED = new URL('../../../../shared/partners/shopify/', import.meta.url);
const SCHEMA = new URL('graphql/admin_2026-10.introspection.json.gz', SHARED);
const skip = existsSync(SCHEMA) ? false : 'no ../shared/partners/shopify here: nothing published to compare with';
const read = shopify.can.read!;

const recording = (name: string) => recordings(RECORDINGS).find((r) => r.name === name) ?? assert.fail(name);
async function newsIn(name: string): Promise<readonly News[]> {
  const r = recording(name);
  const { topic, headers = {}, body } = r.document ?? assert.fail();
  return read(replay(shopify, r), { topic, headers, body: Buffer.from(String(body)) });
}
async function orderIn(name: string) {
  const [first] = await newsIn(name);
  return first?.said === 'order' ? first.order : assert.fail(`${name} is no order`);
}

test('every document is valid and states its cost', { skip }, () => {
  const schema = published();
  for (const [name, document] of Object.entries(documents)) {
    assert.deepEqual(validate(schema, parse(document)).map((e) => `${name}: ${e.message}`), []);
    assert.equal(costOf(document), queryCost(schema, parse(document)), `${name}: its first line`);
  }
});

test('every document is one the twin takes, and none costs more than a call may', () => {
  for (const [name, document] of Object.entries(documents)) {
    assert.deepEqual(validate(twinSchema, parse(document)).map((e) => `${name}: ${e.message}`), []);
    assert.ok(costOf(document) >= 1 && costOf(document) <= 1000, name);
  }
});

test('every topic subscribed to is one Shopify has', { skip }, () => {
  const type = published().getType('WebhookSubscriptionTopic');
  const words = type && 'getValues' in type ? type.getValues().map((v) => v.name) : [];
  assert.deepEqual(TOPICS.filter((t) => !words.includes(t)), []);
});

test('the official webhook examples of orders are read, ids and totals as they are written', { skip }, async () => {
  const folder = new URL('webhooks/metadatas/2026-04/orders/', SHARED);
  let whole = 0;
  for (const file of readdirSync(folder)) {
    const { response, name } = JSON.parse(readFileSync(new URL(file, folder),
      'utf8')) as { response: object; name: string };
    if (!('line_items' in response)) continue;
    // The number in the text is a rounded one; the gid beside it is not.
    const body = readFileSync(new URL(file, folder), 'utf8').match(/"response":\s*(\{[\s\S]*\})/)?.[1] ?? '';
    const news = await read(answering({ order: { transactions: [] } }),
      { topic: name.includes('link') ? 'orders/updated' : name, headers: {}, body: Buffer.from(firstObject(body)) });
    const [first, ...others] = news;
    assert.deepEqual(others, [], `${file}: nothing in it is strange to us`);
    assert.ok(first?.said === 'order', file);
    assert.equal(first.order.external, '820982911946154508');
    assert.equal(toDecimal(first.order.total), '404.95');
    whole += 1;
  }
  assert.ok(whole >= 5, `only ${whole} examples hold an order`);
});

test('the official exemplars of orders are read once their placeholders are filled', { skip }, async () => {
  let seen = 0;
  for (const version of readdirSync(new URL('webhooks/exemplars/', SHARED))) {
    const folder = new URL(`webhooks/exemplars/${version}/orders/`, SHARED);
    for (const file of readdirSync(folder)) {
      const body = filled(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))) as object;
      if (!('line_items' in body)) continue;
      const port = answering({ order: { transactions: [], fulfillmentOrders: { nodes: [] } } });
      const [first] = await read(port, { topic: 'orders/create', headers: {},
        body: Buffer.from(JSON.stringify(body)) });
      assert.equal(first?.said, 'order', `${version}/${file}`);
      seen += 1;
    }
  }
  assert.ok(seen >= 4, `only ${seen} exemplars were seen`);
});

test('amounts of the recordings, checked by hand', async () => {
  // 46.90 of goods, 5.00 off; 41.90 + 7.00 shipping, 8 % of both by line and tax.
  const plain = await orderIn('read-order-webhook');
  assert.deepEqual(plain.lines.map((l) => [toDecimal(l.discount), toDecimal(l.net),
    ...l.taxes.map((x) => toDecimal(x.amount))]),
    [['3.94', '33.06', '2.07', '0.58'], ['1.06', '8.84', '0.55', '0.15']]);
  assert.deepEqual([toDecimal(plain.total), toDecimal(computedTotal(plain))], ['52.81', '52.81']);
  const german = await orderIn('read-order-tax-included');
  assert.equal(german.taxIncluded, true);
  // 258.00 + 9.90 less 10.00, and 4.90: all with 19 % inside.
  assert.deepEqual([toDecimal(german.total), toDecimal(computedTotal(german))], ['262.80', '262.80']);
  assert.deepEqual(german.lines.map((l) => toDecimal(l.net)), ['208.71', '8.01']);
  const yen = await orderIn('read-order-yen');
  assert.deepEqual([yen.currency, toDecimal(yen.total)], ['JPY', '6424']);
  const dinars = await orderIn('read-order-presentment-dinars');
  assert.deepEqual([dinars.currency, toDecimal(dinars.total), toDecimal(dinars.presentmentTotal ?? assert.fail())],
    ['USD', '32.08', '9.848']);
});

test('an edit cancels units, a return does not, and neither changes what was ordered', async () => {
  const edited = await orderIn('read-order-edited');
  assert.deepEqual(edited.lines.map((l) => [l.statedSku, l.quantity, l.cancelled]),
    [['MUG-BLUE', 2, 1], ['TEA-200', 1, 0], ['POT-L', 1, 0]]);
  assert.equal(edited.refunds.length, 0);
  const returned = await orderIn('read-refund');
  assert.deepEqual(returned.lines.map((l) => l.cancelled), [1, 0, 0]);
  assert.deepEqual(returned.refunds.map((r) => [toDecimal(r.shipping), 
    r.lines.map((l) => [l.quantity, l.restock])]),
    [['7.00', [[1, 'return']]]]);
});

test('documents of one order have one reference, however they name it', () => {
  const of = (topic: string, body: string) => shopify.can.reference!({ topic, headers: {}, body: Buffer.from(body) });
  const number = '820982911946150023';
  assert.equal(of('orders/create', `{"id":${number},"admin_graphql_api_id":"gid://shopify/Order/${number}"}`),
    `orders/${number}`);
  assert.equal(of('orders/edited', `{"order_edit":{"id":5,"order_id":${number}}}`), `orders/${number}`);
  assert.equal(of('refunds/create', `{"id":7,"order_id":${number}}`), `orders/${number}`);
  assert.equal(of('order', `{"id":"gid://shopify/Order/${number}"}`), `orders/${number}`);
  assert.equal(of('payout', '{"payout":{"id":"gid://shopify/ShopifyPaymentsPayout/77"},"entries":[]}'), 'payouts/77');
  assert.equal(of('customers/redact', '{"shop_id":1,"customer":{"id":9},"orders_to_redact":[]}'), 'customers/9');
  assert.equal(of('products/update', '{"id":12}'), 'products/12');
  assert.match(of('orders/create', 'not json'), /^orders\/create\/unreadable-[0-9a-f]{12}$/);
});

test('removing the app suspends the connection; what is asked about people reaches somebody', async () => {
  const port = replay(shopify, recording('read-topic-we-do-not-use'));
  const say = (topic: string) => stopped(read(port, { topic, headers: {}, body: Buffer.from('{}') }));
  assert.equal((await say('app/uninstalled')).kind, 'Unauthorised');
  const asked = async (topic: string, body = '{}') => read(port, { topic, headers: {}, body: Buffer.from(body) });
  assert.deepEqual(await asked('shop/redact'), [{ said: 'privacy', request: 'forget-all', orders: [] }]);
  assert.deepEqual(await asked('customers/data_request', '{"customer":{"id":77},"orders_requested":[5001]}'),
    [{ said: 'privacy', request: 'access', orders: ['5001'], customer: '77' }]);
});

test('a recorded refund is read by itself when the shop cannot be asked, as far as it says enough', async () => {
  const set = (amount: string) => ({ shop_money: { amount, currency_code: 'EUR' }, presentment_money: { amount, currency_code: 'EUR' } });
  const recordedRefund = (paid: string, tax = '1.60') => Buffer.from(JSON.stringify({
    id: 509562969, order_id: 450789469, created_at: '2026-03-09T10:00:00Z',
    refund_line_items: [{ quantity: 1, line_item_id: 518995019, restock_type: 'return', subtotal_set: set('10.00'),
      total_tax_set: set(tax) }],
    transactions: [{ id: 179259969, kind: 'refund', status: 'success', gateway: 'bogus', amount: paid, currency: 'EUR' }],
  }));
  const port = { ...replay(shopify, recording('read-topic-we-do-not-use')), http: () => Promise.reject(stop.unavailable('no shop')) };
  const say = (body: Buffer, recorded = true) => read(port, { topic: 'refunds/create', headers: {}, body, recorded });
  const netOf = async (paid: string) => {
    const [n] = await say(recordedRefund(paid));
    return n?.said === 'refund'
      ? [n.order, n.refund.external, ...n.refund.lines.map((l) => toDecimal(l.net)), toDecimal(n.refund.adjustment)] : n;
  };
  assert.deepEqual(await netOf('11.60'), ['450789469', '509562969', '10.00', '0.00']);
  assert.deepEqual(await netOf('10.00'), ['450789469', '509562969', '8.40', '0.00'], 'the price holds the tax');
  assert.equal((await stopped(say(recordedRefund('5.00')))).kind, 'Malformed', 'a part of it says nothing about tax');
  assert.equal((await stopped(say(recordedRefund('11.60'), false))).kind, 'Unavailable', 'a shop that is there is asked');
});

test('a test order is left, unless the shop is a sandbox', async () => {
  const r = recording('read-order-webhook');
  const body = String(r.document?.body).replace('"test":false', '"test":true');
  const say = async (more: object) => (await read(replay(shopify, { ...r, settings: { ...r.settings, ...more } }),
    { topic: 'orders/create', headers: {}, body: Buffer.from(body) })).map((n) => n.said);
  assert.deepEqual(await say({}), ['nothing']);
  assert.deepEqual(await say({ takeTestOrders: true }), ['order']);
});

test('a webhook of another shop is refused although its signature is right', () => {
  const r = recording('webhook-order');
  const verify = shopify.can.webhook!.verify;
  const raw = Buffer.from(String(r.body));
  const settings = shopify.settings.parse({ ...r.settings, shop: 'other-shop.myshopify.com' });
  assert.equal(verify(settings, raw, r.headers ?? {}, ''), false);
});

test('payments of one gateway are one tender; change is taken off, a void leaves nothing', () => {
  const usd = 'USD' as never;
  const pay = (kind: string, amount: string, gateway = 'shopify_payments', status = 'success') =>
    ({ id: `${kind}${amount}` as never, kind, status, gateway, amount });
  assert.deepEqual(tendersOf([pay('authorization', '10.00'), pay('capture', '4.00'), pay('capture', '6.00')], usd)
    .map((t) => [t.state, toDecimal(t.amount)]), [['captured', '10.00']]);
  assert.deepEqual(tendersOf([pay('sale', '20.00', 'cash'), pay('change', '3.50', 'cash')], usd)
    .map((t) => [t.method, toDecimal(t.amount)]), [['cash', '16.50']]);
  assert.deepEqual(tendersOf([pay('authorization', '10.00'), pay('void', '10.00')], usd).map((t) => t.state),
    ['voided']);
  assert.deepEqual(tendersOf([pay('sale', '9.00', 'klarna', 'failure')], usd), []);
  assert.equal(methodOf('Cash on Delivery (COD)'), 'cash-on-delivery');
  assert.equal(methodOf('Some New Gateway'), 'other');
});

test('carriers have Shopify’s names, an unknown one keeps its own', () => {
  assert.deepEqual(['UPSN', 'FDXG', 'usps', 'Kiel Couriers'].map(carrierName),
    ['UPS', 'FedEx', 'USPS', 'Kiel Couriers']);
});

test('the shared bucket learns from every answer', () => {
  const response = (text: string) => ({ status: 200, headers: {}, bytes: Buffer.from(text), text, json: () =>
    JSON.parse(text) });
  const status = { maximumAvailable: 4000, currentlyAvailable: 3990, restoreRate: 200 };
  const answer = JSON.stringify({ data: {}, extensions: { cost: { requestedQueryCost: 10, throttleStatus: status } } });
  assert.deepEqual(learn(response(answer)), { available: 3990, perSecond: 200, capacity: 4000 });
  assert.equal(learn(response('{"errors":"no"}')), undefined);
});

test('a cursor survives pages and keeps looking back two minutes', () => {
  const first = nextCursor(cursorIn(undefined), '2026-11-20T09:05:00.000Z' as never,
    { hasNextPage: true, endCursor: 'c1' });
  const last = nextCursor(cursorIn(first), '2026-11-20T09:04:00.000Z' as never,
    { hasNextPage: false, endCursor: null });
  assert.equal(last, '2026-11-20T09:03:00.000Z');
  assert.equal(nextCursor(cursorIn(last), undefined, { hasNextPage: false, endCursor: null }), last);
});

function published(): GraphQLSchema {
  const whole = JSON.parse(gunzipSync(readFileSync(SCHEMA)).toString());
  // Published as it is: it breaks one rule about deprecated interface fields.
  return buildClientSchema(whole.data ?? whole, { assumeValid: true });
}

/** A port that answers every question with the same data. */
const answering = (data: unknown) => ({
  ...replay(shopify, { ...recording('read-topic-we-do-not-use'),
    settings: { ...recording('webhook-order').settings, takeTestOrders: true } }),
  http: async () => ({ status: 200, headers: {}, bytes: Buffer.from(''), text: '', json: () => ({ data }) }),
});

/** The object a text begins with. */
function firstObject(text: string): string {
  let [depth, quoted] = [0, false];
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === '"' && text[i - 1] !== '\\') quoted = !quoted;
    if (!quoted && c === '{') depth += 1;
    if (!quoted && c === '}' && (depth -= 1) === 0) return text.slice(0, i + 1);
  }
  return text;
}

/** Exemplars say "example string" for every text: money, currencies and times get something that can be one. */
function filled(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((v) => filled(v, name));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) =>
    [k, filled(v, k)]));
  if (value !== 'example string') return value;
  if (/currency/.test(name)) return 'USD';
  return /amount|price|total|subtotal|discount|tax|tip|outstanding/.test(name) ? '0.00' : value;
}

test('the official webhook examples of returns are read as far as they go, and never wrongly', { skip }, async () => {
  const folder = new URL('webhooks/metadatas/2026-04/returns/', SHARED);
  const said: Record<string, string[]> = {};
  for (const file of readdirSync(folder)) {
    const { response, name } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { response: object; name: string };
    const news = await returnsAlone(name, response);
    said[name] = news.map((n) => (n.said === 'return' ? `${n.word} ${n.order}` : n.said));
  }
  assert.deepEqual(said['returns/approve'], ['authorised 4783296544821']);
  assert.ok(Object.values(said).every((words) => words.every((w) => w !== 'drift')), JSON.stringify(said));
});
async function returnsAlone(topic: string, response: object) {
  const base = replay(shopify, { name: 'away', settings: { baseUrl: 'https://x.myshopify.com', shop: 'x.myshopify.com', accessToken: 't', webhookSecret: 'w' } });
  const away = { ...base, http: async () => { throw stop.unavailable('the shop is away'); } };
  return shopify.can.read!(away as never, { topic, headers: {}, body: Buffer.from(JSON.stringify(response)), recorded: true });
}
