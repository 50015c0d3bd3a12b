/**
 * What came back of an order: goods, shipping, money; and which units never left.
 *
 * The value of the goods and the money paid back may differ. The difference is the refund's adjustment, worked out
 * from both, because how Shopify states it has changed between versions.
 */
import type { ExternalId } from '#domain/brand.ts';
import { measure, subtract, sum, zero, type Currency, type Money } from '#domain/measure.ts';
import type { Refund, RefundLine } from '#domain/order.ts';
import { currencyOf, money, total } from './amounts.ts';
import { meaning } from '../translation.ts';
import { RESTOCK } from './status.ts';
import { timeOf } from './time.ts';
import { refundTenders } from './payments.ts';
import type { SeenLine, SeenOrder, SeenRefund } from './seen.ts';

/** Money or goods went back. Without either it is the record of an order edit or of an unpaid cancellation. */
export const isRefund = (refund: SeenRefund): boolean =>
  refund.payments.some((p) => p.kind === 'refund') || refund.shipping.length > 0 ||
  refund.lines.some((l) => restockOf(l.restock) === 'return');

/** A word nobody has documented says nothing of the goods. */
const restockOf = (word: string): RefundLine['restock'] => meaning(RESTOCK, word.toUpperCase()) ?? 'none';

type Books = Pick<SeenOrder, 'currency' | 'taxesIncluded'>;
/** Goods came back, and less money was given than they were worth. */
export const fallsShort = (refund: SeenRefund, order: Books): boolean =>
  refund.lines.some((l) => restockOf(l.restock) === 'return') && refundOf(refund, order).adjustment.count < 0n;

/** `worthOf`: what a line of the order comes to. What was exchanged paid for the lines that went out instead. */
export function refundOf(refund: SeenRefund, order: Books, worthOf?: (line: ExternalId) => Money): Refund {
  const unit = currencyOf(order.currency);
  const lines = refund.lines.map((l) => refundLine(l, order, unit));
  const shippingTax = total(refund.shipping.map((s) => s.tax), unit);
  const shippingGross = total(refund.shipping.map((s) => s.amount), unit);
  const shipping = order.taxesIncluded ? subtract(shippingGross, shippingTax) : shippingGross;
  const tenders = refundTenders(refund, unit);
  const paid = sum(unit, tenders.filter((t) => t.state !== 'failed').map((t) => t.amount));
  const worth = sum(unit, [...lines.flatMap((l) => [l.net, l.tax]), shipping, shippingTax]);
  return {
    external: refund.id, at: timeOf(refund.at), lines, shipping, shippingTax, tenders,
    // Without the note: staff type names into it, and a message holds no personal data.
    adjustment: kept(subtract(paid, worth), sum(unit, (refund.exchangedFor ?? []).map((l) => worthOf?.(l) ?? zero(unit)))),
  };
}

/** What is missing beyond what paid for other goods was kept back. */
function kept(adjustment: Money, instead: Money): Money {
  if (adjustment.count >= 0n) return adjustment;
  const left = adjustment.count + instead.count;
  return measure(left < 0n ? left : 0n, adjustment.unit);
}

function refundLine(l: SeenRefund['lines'][number], order: Books, unit: Currency): RefundLine {
  const [subtotal, tax] = [money(l.subtotal, unit), money(l.tax, unit)];
  return {
    lineId: l.line, quantity: l.quantity, net: order.taxesIncluded ? subtract(subtotal, tax) : subtotal, tax,
    restock: restockOf(l.restock),
  };
}

/**
 * Units of a line that nobody wants any more and that never left.
 *
 * Units taken off with restock type `cancel` never left. `no_restock` says nothing: those count as far as they are
 * neither sent nor still to be sent. Of a cancelled order everything that was not sent counts.
 */
export function cancelledUnits(line: SeenLine, order: SeenOrder): number {
  const sent = order.sent.get(line.id) ?? 0;
  if (order.cancelledAt) return Math.max(0, line.quantity - sent);
  const taken = (type: RefundLine['restock']): number => order.refunds.flatMap((r) => r.lines)
    .filter((l) => l.line === line.id && restockOf(l.restock) === type).reduce((n, l) => n + l.quantity, 0);
  const unsent = taken('cancel');
  if (!line.shipped) return Math.min(line.quantity, unsent);
  const unclear = Math.min(taken('none'), Math.max(0, line.quantity - sent - unsent - line.unfulfilled));
  return Math.min(line.quantity, unsent + unclear);
}

