/** An exchange within one order, in the shape of the Admin API 2026-10: both legs, revenue once, and the fee if one was kept. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { amountsFor, amountsForRefund } from '#domain/document.ts';
import { brand, type Sku } from '#domain/brand.ts';
import type { Journal } from '#domain/journal.ts';
import type { Order } from '#domain/order.ts';
import { postInvoice, postRefund } from '#domain/posting/sales.ts';
import { replay } from '../recording.ts';
import shopify from './index.ts';

const { settings, document } = JSON.parse(readFileSync(new URL('./recordings/read-order-polled.json', import.meta.url), 'utf8')) as
  { settings: object; document: { body: string | object } };
const shown = (typeof document.body === 'string' ? JSON.parse(document.body) : document.body) as Record<string, unknown> & { lineItems: { nodes: object[] } };
const usd = (amount: string) => ({ shopMoney: { amount, currencyCode: 'USD' }, presentmentMoney: { amount, currencyCode: 'USD' } });
const line = (id: number, price: string, unfulfilled: number) => ({ ...shown.lineItems.nodes[0], id: `gid://shopify/LineItem/${id}`, quantity: 1,
  unfulfilledQuantity: unfulfilled, originalUnitPriceSet: usd(price), totalDiscountSet: usd('0.00'), taxLines: [], discountAllocations: [] });
const paid = (id: number, amount: string) => ({ id: `gid://shopify/OrderTransaction/${id}`, kind: 'SALE', status: 'SUCCESS', gateway: 'shopify_payments', amountSet: usd(amount) });
const none = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
const page = (...nodes: object[]) => ({ ...none, nodes });
/** A 30.00 tea comes back, a dearer mug goes out; the buyer pays the difference, or nothing when it is cheaper. */
const exchanged = (mug: string, difference: string) => ({
  ...shown, totalPriceSet: usd(`${30 + Number.parseInt(mug, 10)}.00`), totalTipReceivedSet: usd('0.00'), originalTotalDutiesSet: null, originalTotalAdditionalFeesSet: null,
  lineItems: page(line(11, '30.00', 0), line(12, mug, 1)), shippingLines: none,
  transactions: [paid(1, '30.00'), ...(difference === '0.00' ? [] : [paid(2, difference)])],
  refunds: [{ id: 'gid://shopify/Refund/7', createdAt: '2026-11-21T09:00:00Z', refundShippingLines: none, transactions: none, refundLineItems: page(
    { quantity: 1, restockType: 'RETURN', lineItem: { id: 'gid://shopify/LineItem/11' }, subtotalSet: usd('30.00'), totalTaxSet: usd('0.00') }) }],
  fulfillments: [{ id: 'gid://shopify/Fulfillment/3', status: 'SUCCESS', fulfillmentLineItems: page({ quantity: 1, lineItem: { id: 'gid://shopify/LineItem/11' } }) }],
});
const lines = [{ lineItems: [{ id: 'gid://shopify/LineItem/12' }] }];
async function read(body: object, { readsReturns = true, instead = lines as object[] } = {}): Promise<Order> {
  const answer = { data: { refund: { return: { exchangeLineItems: { nodes: instead } } } } };
  const port = replay(shopify, { name: 'exchange', settings: { ...settings, readsReturns }, answers: readsReturns
    ? [{ expect: { method: 'POST', body: 'Exchanged' }, status: 200, body: answer }] : [] });
  const [news] = await shopify.can.read!(port, { topic: 'order', headers: {}, body: Buffer.from(JSON.stringify(body)) });
  return news?.said === 'order' ? news.order : assert.fail(JSON.stringify(news));
}

const skus = { 11: brand<Sku>('TEA'), 12: brand<Sku>('MUG') };
/** What the three documents leave on each account, in cents. */
function books(order: Order): Record<string, bigint> {
  const [refund] = order.refunds;
  const date = brand<never>('2026-11-21');
  const tea = amountsFor(order, { units: { 11: 1 }, extras: true, skus } as never);
  const mug = amountsFor(order, { units: { 12: 1 }, extras: false, skus } as never);
  const journals: Journal[] = [postInvoice({ order, amounts: tea, date }),
    postRefund({ order, refund: refund!, amounts: amountsForRefund(order, refund!, { units: [1], skus } as never), date }),
    postInvoice({ order, amounts: mug, date, before: tea.total })];
  const sums: Record<string, bigint> = {};
  for (const { account, amount } of journals.flatMap((j) => j.postings)) sums[account] = (sums[account] ?? 0n) + amount.count;
  return Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0n).map(([name, n]) => [name.replace(`:${order.channel}`, ''), n]));
}

it('both legs net, and what stands on clearing is what was paid', async () => {
  const order = await read(exchanged('45.00', '15.00'));
  assert.equal(order.refunds[0]!.adjustment.count, 0n);
  assert.deepEqual(books(order), { 'assets:clearing': 4500n, 'income:sales': -7500n, 'income:returns': 3000n });
});
it('what is missing beyond the goods that went out was kept back', async () => {
  const order = await read(exchanged('25.00', '0.00'));
  assert.equal(order.refunds[0]!.adjustment.count, -500n);
  assert.deepEqual(books(order), { 'assets:clearing': 3000n, 'income:sales': -5500n, 'income:returns': 3000n, 'income:restocking-fees': -500n });
});
it('a refund of less than the goods were worth is a fee where nothing went out instead, or nobody may ask', async () => {
  assert.equal((await read(exchanged('45.00', '15.00'), { instead: [] })).refunds[0]!.adjustment.count, -3000n);
  assert.equal((await read(exchanged('45.00', '15.00'), { readsReturns: false })).refunds[0]!.adjustment.count, -3000n);
});
