/** Orders in the plain amounts of old, and tips that are sold as a line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toDecimal } from '#domain/measure.ts';
import type { Port } from '../contract.ts';
import { orderOf } from './order.ts';
import { seenInWebhook } from './order-rest.ts';

const port = { connection: 'shop', orderId: (id: string) => `ord-${id}`, partyId: (id: string) => `pty-${id}` };
const read = (body: object) => orderOf(port as unknown as Port<unknown>, seenInWebhook(body).order);

const LAMP = { id: 11, title: 'Desk lamp', sku: 'LAMP', quantity: 2, price: '20.00', total_discount: '4.00',
  variant_id: 7, requires_shipping: true, fulfillable_quantity: 2,
  tax_lines: [{ title: 'VAT', rate: 0.2, price: '7.20' }] };
const ORDER = {
  id: 5501, name: '#5501', created_at: '2017-03-02T10:00:00Z', updated_at: '2017-03-02T10:00:00Z', currency: 'GBP',
  taxes_included: false, financial_status: 'paid', gateway: 'paypal', total_price: '48.20', total_discounts: '4.00',
  line_items: [LAMP], shipping_lines: [{ id: null, title: 'Post', price: '5.00', tax_lines: [] }], customer: {},
};

test('plain amounts are read as both sides of the one currency there was', () => {
  const order = read(ORDER);
  assert.equal(toDecimal(order.total), '48.20');
  assert.equal(order.presentmentTotal, undefined);
  assert.deepEqual(order.lines.map((l) => [toDecimal(l.net), toDecimal(l.discount), toDecimal(l.taxes[0]!.amount)]),
    [['36.00', '4.00', '7.20']]);
  assert.deepEqual(order.shipping.map((s) => [s.lineId, toDecimal(s.net)]), [['shipping-0', '5.00']]);
  assert.deepEqual(order.tenders.map((t) => [t.external, toDecimal(t.amount)]), [['paypal', '48.20']]);
});

test('a pair that is stated wins over the plain amount beside it; an order with a buyer’s currency stays as it is', () => {
  const pair = (amount: string) => {
    const money = { amount, currency_code: 'GBP' };
    return { shop_money: money, presentment_money: money };
  };
  const stated = read({ ...ORDER, total_price: '0', total_price_set: pair('48.20') });
  assert.equal(toDecimal(stated.total), '48.20');
  assert.throws(() => read({ ...ORDER, presentment_currency: 'EUR' }), /price_set/);
});

test('a tip that is a line of the order is a tip, not an article without a SKU', () => {
  const tip = { id: 12, title: 'Trinkgeld', quantity: 1, price: '3.00', total_discount: '0.00', requires_shipping: false,
    tax_lines: [] };
  const order = read({ ...ORDER, total_price: '51.20', total_tip_received: '3.00', line_items: [LAMP, tip] });
  assert.deepEqual(order.lines.map((l) => l.lineId), ['11']);
  assert.deepEqual(order.adjustments.map((a) => [a.kind, toDecimal(a.amount)]), [['tip', '3.00']]);
  const wrapping = read({ ...ORDER, total_price: '51.20', line_items: [LAMP, { ...tip, title: 'Wrapping' }] });
  assert.deepEqual(wrapping.lines.map((l) => l.lineId), ['11', '12'], 'no tip is stated, so it is something sold');
});
