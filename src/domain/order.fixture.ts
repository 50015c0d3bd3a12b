/** Orders for tests: two lines and shipping with a tax each, unless a test says otherwise. */
import { brand } from './brand.ts';
import { currency, measure, type Money } from './measure.ts';
import { computedTotal, type Order, type OrderLine, type Refund, type RefundLine } from './order.ts';

export const EUR = currency('EUR');
export const eur = (cents: number): Money => measure(BigInt(cents), EUR);

export const line = (lineId: string, quantity: number, net: number, more: Partial<OrderLine> = {}): OrderLine => ({
  lineId: brand(lineId), item: brand(`item-${lineId}`), title: `Thing ${lineId}`, quantity, cancelled: 0,
  unitPrice: eur(0), discount: eur(0), net: eur(net),
  taxes: [{ title: 'VAT', rate: '0.19', amount: eur(Math.round(net * 0.19)), liable: 'seller' }],
  fulfillment: 'ship', ...more,
});

export function order(more: Partial<Order> = {}): Order {
  const made: Order = {
    orderId: brand('ord-1'), channel: brand('shop'), external: brand('5001'), number: '#1001',
    placedAt: brand('2026-03-01T09:00:00.000Z'), updatedAt: brand('2026-03-01T09:00:00.000Z'),
    currency: EUR, taxIncluded: false, lines: [line('A', 3, 1000), line('B', 2, 799)],
    shipping: [{ lineId: brand('S'), title: 'Standard', discount: eur(0), net: eur(490),
      taxes: [{ title: 'VAT', amount: eur(93), liable: 'seller' }] }],
    adjustments: [], tenders: [], refunds: [], total: eur(0), holds: [],
    shipTo: { party: brand('person-1'), country: 'DE' }, buyer: brand('person-1'), ...more,
  };
  return more.total ? made : { ...made, total: computedTotal(made) };
}

/** The same order as the channel shows it `minutes` later. */
export const later = (before: Order, minutes: number, more: Partial<Order> = {}): Order => ({
  ...before, updatedAt: brand(`2026-03-01T09:${String(minutes).padStart(2, '0')}:00.000Z`), ...more,
});

export const refund = (external: string, lines: readonly RefundLine[] = [], more: Partial<Refund> = {}): Refund => ({
  external: brand(external), at: brand('2026-03-09T10:00:00.000Z'), lines, shipping: eur(0), shippingTax: eur(0),
  adjustment: eur(0), tenders: [], ...more,
});
export const refundLine = (lineId: string, quantity: number, net: number,
  restock: RefundLine['restock'] = 'return'): RefundLine =>
  ({ lineId: brand(lineId), quantity, net: eur(net), tax: eur(Math.round(net * 0.19)), restock });
