import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import { currency, fromDecimal, toDecimal } from '#domain/measure.ts';
import type { Payout, PayoutLine } from '#domain/payout.ts';
import { classify } from './classes.ts';
import { refundsIn } from './refunds.ts';

const usd = currency('USD');
const row = (words: string, amount: string, more: Partial<PayoutLine> = {}): PayoutLine => {
  const [transaction = '', type = '', word = ''] = words.split('/');
  return { class: classify(transaction, type, word), code: words, amount: fromDecimal(amount, usd), order: brand('114-1'),
    refund: brand('ADJ-1'), lineItem: brand('item-1'), ...more };
};
const settlement = (...lines: PayoutLine[]): Payout => ({
  connection: brand('amazon-us'), external: brand('S-1'), currency: usd, depositDate: brand('2026-03-09'),
  net: fromDecimal('0.00', usd), lines,
});
const shown = (payout: Payout) => refundsIn(payout).map((r) => ({
  order: r.order, external: r.external, items: r.items.map((i) => `${i.lineId} ${toDecimal(i.net)}+${toDecimal(i.tax)}`),
  shipping: `${toDecimal(r.shipping)}+${toDecimal(r.shippingTax)}`, other: toDecimal(r.other),
}));

describe('refunds that Amazon made', () => {
  it('are gathered by adjustment, with goods, freight and the rest apart, and without fees', () => {
    const payout = settlement(
      row('Refund/ItemPrice/Principal', '-40.00'), row('Refund/ItemPrice/Tax', '-3.20'), row('Refund/Promotion/Principal', '4.00'),
      row('Refund/ItemPrice/Shipping', '-5.00'), row('Refund/ItemPrice/ShippingTax', '-0.40'), row('Refund/Promotion/Shipping', '1.00'),
      row('Refund/ItemPrice/GiftWrap', '-2.50'), row('Refund/ItemPrice/GiftWrapTax', '-0.20'),
      row('Refund/ItemWithheldTax/MarketplaceFacilitatorTax-Principal', '3.20'), row('Refund/ItemFees/Commission', '6.00'),
      row('Refund/ItemPrice/Principal', '-9.00', { lineItem: brand('item-2') }),
      row('Refund/ItemPrice/Principal', '-7.00', { refund: brand('ADJ-2') }),
    );
    assert.deepEqual(shown(payout), [
      { order: '114-1', external: 'ADJ-1', items: ['item-1 36.00+3.40', 'item-2 9.00+0.00'], shipping: '4.00+0.40', other: '2.50' },
      { order: '114-1', external: 'ADJ-2', items: ['item-1 7.00+0.00'], shipping: '0.00+0.00', other: '0.00' },
    ]);
  });

  it('are neither sales nor what was taken back from the seller by a chargeback', () =>
    assert.deepEqual(shown(settlement(row('Order/ItemPrice/Principal', '40.00'),
      row('Chargeback Refund/ItemPrice/Principal', '-40.00'))), []));
});
