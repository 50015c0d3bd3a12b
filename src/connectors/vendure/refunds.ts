/**
 * Refunds in canonical terms. Vendure 3 states a total and which lines it is for; when a total is given by
 * hand its `items` are 0, so the goods' share is worked out from the lines' prices and the rest is goodwill.
 */
import { brand } from '#domain/brand.ts';
import { allocate, measure, subtract, sum, type Currency, type Money } from '#domain/measure.ts';
import type { Refund, RefundLine, Tender } from '#domain/order.ts';
import { meaning, says } from '#connectors/translation.ts';
import { moneyOf } from './money.ts';
import { FULFILLMENT, REFUND } from './status.ts';
import type { VendureOrder } from './order-query.ts';

type Payment = VendureOrder['payments'][number];
type VendureRefund = Payment['refunds'][number];
type Line = VendureOrder['lines'][number];

interface Terms {
  readonly unit: Currency;
  readonly precision: number;
  readonly methodOf: (payment: Payment) => Tender['method'];
}

export function refundsOf(order: VendureOrder, terms: Terms): Refund[] {
  const pool = poolOf(order);
  return order.payments
    .flatMap((payment) => payment.refunds.map((refund) => ({ payment, refund })))
    .sort((a, b) => Number(BigInt(a.refund.id) - BigInt(b.refund.id)))
    .map(({ payment, refund }) => refundOf(order, { payment, refund, pool, terms }));
}

interface Case {
  readonly payment: Payment;
  readonly refund: VendureRefund;
  readonly pool: Pool;
  readonly terms: Terms;
}

function refundOf(order: VendureOrder, { payment, refund, pool, terms }: Case): Refund {
  const { unit, precision } = terms;
  const total = moneyOf(refund.total, unit, precision);
  const shipping = shippingOf(order, refund.shipping, terms);
  const forGoods = subtract(total, sum(unit, [shipping.net, shipping.tax]));
  const lines = linesOf(order, { refund, pool, terms, limit: forGoods });
  const adjustment = subtract(forGoods, sum(unit, lines.flatMap((l) => [l.net, l.tax])));
  return {
    external: brand(refund.id), at: refund.createdAt, lines, shipping: shipping.net, shippingTax: shipping.tax,
    adjustment,
    tenders: [{
      external: brand(refund.id), method: terms.methodOf(payment), amount: total,
      state: meaning(REFUND, refund.state) ?? 'pending',
    }],
    ...(refund.reason && { reason: refund.reason }),
  };
}

/** Shipping is refunded with its tax; split as the order's own shipping is. */
function shippingOf(order: VendureOrder, amount: number, { unit, precision }: Terms): { net: Money; tax: Money } {
  const add = (of: (l: VendureOrder['shippingLines'][number]) => number) =>
    order.shippingLines.reduce((n, l) => n + BigInt(of(l)), 0n);
  const net = add((l) => l.discountedPrice);
  const tax = add((l) => l.discountedPriceWithTax) - net;
  const [netPart, taxPart] = allocate(moneyOf(amount, unit, precision), tax > 0n ? [net, tax] : [1n, 0n]);
  return { net: netPart!, tax: taxPart! };
}

type Wanted = Pick<Case, 'refund' | 'pool' | 'terms'> & { readonly limit: Money };
/** Lines at the prices they were sold for; when less was paid back than that, shared in proportion. */
function linesOf(order: VendureOrder, { refund, pool, terms: { unit, precision }, limit }: Wanted): RefundLine[] {
  const priced = refund.lines.flatMap(({ orderLineId, quantity }) => {
    const line = order.lines.find((l) => l.id === orderLineId);
    if (!line || quantity === 0) return [];
    const net = moneyOf(line.proratedUnitPrice * quantity, unit, precision);
    const gross = moneyOf(line.proratedUnitPriceWithTax * quantity, unit, precision);
    return [{ line, quantity, net, tax: subtract(gross, net), restock: takeFrom(pool, line, quantity) }];
  });
  const parts = priced.flatMap((p) => [p.net, p.tax]);
  const whole = sum(unit, parts);
  const positive = limit.count > 0n ? limit : measure(0n, unit);
  const paid = whole.count <= positive.count ? parts : allocate(positive, parts.map((p) => p.count));
  return priced.map(({ line, quantity, restock }, i) => ({
    lineId: brand(line.id), quantity, net: paid[2 * i]!, tax: paid[2 * i + 1]!, restock,
  }));
}

/** Per line: cancelled units that never left, and cancelled units that had left and so came back. */
type Pool = Map<string, { cancel: number; return: number }>;
function poolOf(order: VendureOrder): Pool {
  return new Map(order.lines.map((line) => {
    const sent = order.fulfillments.filter((f) => !says(FULFILLMENT, f.state, 'cancelled')).flatMap((f) => f.lines)
      .filter((part) => part.orderLineId === line.id).reduce((n, part) => n + part.quantity, 0);
    const cancelled = Math.max(0, line.orderPlacedQuantity - line.quantity);
    const cancel = Math.min(cancelled, Math.max(0, line.orderPlacedQuantity - sent));
    return [line.id, { cancel, return: cancelled - cancel }];
  }));
}

function takeFrom(pool: Pool, line: Line, quantity: number): RefundLine['restock'] {
  const left = pool.get(line.id)!;
  for (const restock of ['cancel', 'return'] as const)
    if (left[restock] >= quantity) {
      left[restock] -= quantity;
      return restock;
    }
  return 'none';
}
