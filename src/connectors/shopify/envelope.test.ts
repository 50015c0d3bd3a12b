/** Documents of strangers: answers and pages around orders, questions that asked for less than ours, and what is no order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stop } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { News, Port } from '../contract.ts';
import { readDocument } from './read.ts';
import { settings, type Settings } from './settings.ts';

const port = {
  connection: 'shop', orderId: (id: string) => `ord-${id}`, partyId: (id: string) => `pty-${id}`, mapping: async () => undefined,
  settings: settings.parse({ baseUrl: 'https://shop.example', shop: 'harbor.myshopify.com', accessToken: 'a', webhookSecret: 'b' }),
  http: async () => { throw stop.unavailable('nobody is there'); },
} as unknown as Port<Settings>;
const reading = (topic: string, body: unknown): Promise<readonly News[]> =>
  readDocument(port, { topic, headers: {}, body: Buffer.from(JSON.stringify(body)), recorded: true });
const totals = (news: readonly News[]) => news.flatMap((n) => (n.said === 'order' ? [`${n.order.number} ${toDecimal(n.order.total)}`] : []));
const refused = async (topic: string, body: unknown, words: RegExp) => assert.rejects(reading(topic, body), words);

const order = (id: number, total: string) => ({
  id, name: `#${id}`, created_at: '2026-03-02T10:00:00Z', updated_at: '2026-03-02T10:00:00Z', currency: 'EUR', taxes_included: true,
  financial_status: 'paid', gateway: 'card', total_price: total, shipping_address: { country_code: 'DE' },
  line_items: [{ id: id + 1, title: 'Lamp', sku: 'LAMP', quantity: 1, price: total, tax_lines: [] }],
});
const EUR = (amount: string) => ({ shopMoney: { amount, currencyCode: 'EUR' } });
const node = (id: number, total: string) => ({
  id: `gid://shopify/Order/${id}`, name: `#${id}`, createdAt: '2026-03-02T10:00:00Z', displayFinancialStatus: 'PAID', totalPriceSet: EUR(total),
  shippingAddress: { countryCodeV2: 'DE' },
  lineItems: { edges: [{ node: { id: `gid://shopify/LineItem/${id}`, title: 'Lamp', sku: 'LAMP', quantity: 1, originalUnitPriceSet: EUR(total) } }] },
});

test('an order is found inside an answer, and each of a page', async () => {
  assert.deepEqual(totals(await reading('orders/create', { order: order(7, '12.00') })), ['#7 12.00']);
  assert.deepEqual(totals(await reading('orders', { orders: [order(7, '12.00'), order(9, '3.50')] })), ['#7 12.00', '#9 3.50']);
  assert.deepEqual(totals(await reading('order', order(7, '12.00'))), ['#7 12.00']);
  assert.deepEqual(await reading('orders', { orders: [] }), [{ said: 'nothing', why: 'the list of orders is empty' }]);
});

test('an answer of GraphQL to a question of somebody else is read as far as it says what an order must', async () => {
  for (const body of [node(7, '12.0'), { data: { order: node(7, '12.0') } }, { data: { orders: { edges: [{ node: node(7, '12.0') }] } } },
    { data: { orders: { nodes: [node(7, '12.0')] } } }])
    assert.deepEqual(totals(await reading('orders/create', body)), ['#7 12.00']);
  const [first] = await reading('order', node(7, '12.0'));
  assert.ok(first?.said === 'order' && toDecimal(first.order.tenders[0]!.amount) === '12.00', 'paid over its total');
  const { name: _none, ...nameless } = node(7, '12.0');
  await refused('order', nameless, /name: is missing/);
});

test('what only looks like an order is refused by its name', async () => {
  const { name: _none, ...cart } = { ...order(7, '12.00'), abandoned_checkout_url: 'https://shop.example/recover' };
  await refused('orders/create', cart, /no order but a checkout/);
  await refused('orders/create', { ...order(7, '12.00'), invoice_url: 'https://shop.example/invoice' }, /no order but a draft order/);
  await refused('orders/create', { draft_order: order(7, '12.00') }, /no order but a draft order/);
  await refused('orders/create', { $schema: 'x', type: 'object', properties: { id: { type: 'integer' } } }, /a JSON Schema/);
  await refused('orders/create', { ...order(7, '12.00'), id: { type: 'integer' } }, /the description of one/);
  await refused('orders/create', 'order', /this is no order: "order"/);
  await refused('orders/create', { line_items: [] }, /id is missing/);
  await refused('refunds/create', { refund: { refund_line_items: [], transactions: [] } }, /no refund but a request for one/);
  assert.match(JSON.stringify(await reading('draft_orders/create', {})), /no order yet/);
});

test('a refund that does not say what its parts were worth says so, and waits for nobody', async () => {
  const refund = { id: 5, order_id: 7, created_at: '2026-03-02T10:00:00Z',
    refund_line_items: [{ quantity: 1, line_item_id: 8, subtotal: '10.00', total_tax: '2.00' }],
    transactions: [{ id: 6, kind: 'refund', status: 'success', gateway: 'card', amount: '4.00', currency: 'EUR' }] };
  await refused('refunds/create', refund, /does not add up to what went back, and the shop, which knows order 7, cannot be asked/);
  const whole = { ...refund, transactions: [{ ...refund.transactions[0], amount: '12.00' }] };
  const [first] = await reading('refunds/create', { refund: whole });
  assert.ok(first?.said === 'refund' && toDecimal(first.refund.tenders[0]!.amount) === '12.00');
});
