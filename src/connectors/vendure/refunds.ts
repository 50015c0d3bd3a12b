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
import { partOf } from './refund-return.ts';

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
  const all = order.payments.flatMap((payment) => payment.refunds.map((refund) => ({ payment, refund })))
    .sort((a, b) => Number(BigInt(a.refund.id) - BigInt(b.refund.id)));
  // Ours stand together, once every part is there: money through each payment, for the goods of the first.
  const groups = Map.groupBy(all, ({ refund }) => partOf(refund)?.mark ?? refund.id);
  return [...groups.values()].flatMap((parts) => {
    const part = partOf(parts[0]!.refund);
    if (!part) return [refundOf(order, { ...parts[0]!, pool, terms })];
    return parts.length < part.of ? [] : [ownRefund(order, { parts, pool, terms })];
  });
}

type Own = Pick<Case, 'pool' | 'terms'> & { readonly parts: readonly Pick<Case, 'payment' | 'refund'>[] };
/** Of goods that came back, at what they were sold for; what is missing to it was kept back. */
function ownRefund(order: VendureOrder, { parts, pool, terms }: Own): Refund {
  const first = parts.find(({ refund }) => partOf(refund)?.part === 1) ?? parts[0]!;
  const total = parts.reduce((n, { refund }) => n + refund.total, 0);
  const shipping = shippingOf(order, first.refund.shipping, terms);
  const lines = linesOf(order, { refund: first.refund, pool, terms }).map((l): RefundLine => ({ ...l, restock: 'return' }));
  const stated = sum(terms.unit, [shipping.net, shipping.tax, ...lines.flatMap((l) => [l.net, l.tax])]);
  return {
    external: brand(first.refund.id), at: first.refund.createdAt, lines, shipping: shipping.net, shippingTax: shipping.tax,
    adjustment: subtract(moneyOf(total, terms.unit, terms.precision), stated), tenders: parts.map((p) => tenderOf(p, terms)),
    reason: first.refund.reason.replace(/ \[[^\]]*\]$/, ''),
  };
}
type Paid = Pick<Case, 'payment' | 'refund'>;
const tenderOf = ({ payment, refund }: Paid, { unit, precision, methodOf }: Terms): Refund['tenders'][number] => ({
  external: brand(refund.id), method: methodOf(payment), amount: moneyOf(refund.total, unit, precision),
  state: meaning(REFUND, refund.state) ?? 'pending',
});

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
    tenders: [tenderOf({ payment, refund }, terms)],
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

interface Wanted extends Pick<Case, 'refund' | 'pool' | 'terms'> {
  /** What was paid back for them; absent: what they were sold for. */
  readonly limit?: Money;
}
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
  const positive = !limit || limit.count > 0n ? limit : measure(0n, unit);
  const paid = !positive || whole.count <= positive.count ? parts : allocate(positive, parts.map((p) => p.count));
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
