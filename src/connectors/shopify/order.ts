/**
 * The canonical order of what Shopify showed.
 *
 * Shopify states a line for all units ever ordered, refunded and removed ones included, and so do we. What was
 * edited away or cancelled unsent is `cancelled`. An edit that removes units comes as a refund without money; it is
 * no refund here.
 */
import { add, allocate, measure, same, subtract, sum, times, type Currency, type Money } from '#domain/measure.ts';
import { holdNamed, lineTotal, type Adjustment, type Hold, type Order, type OrderLine, type ShippingLine,
  type Tax } from '#domain/order.ts';
import type { ExternalId, LocationId } from '#domain/brand.ts';
import type { Port } from '../contract.ts';
import { currencyOf, money, total } from './amounts.ts';
import { tendersOf } from './payments.ts';
import { cancelledUnits, isRefund, refundOf } from './refund.ts';
import type { SeenLine, SeenOrder, SeenShipping, SeenTax } from './seen.ts';
import { timeOf } from './time.ts';
import { withoutTipLines } from './tips.ts';

/** Of a line as it was sold, tax included. */
const worthIn = (lines: readonly OrderLine[], unit: Currency) => (id: ExternalId): Money => {
  const line = lines.find((l) => l.lineId === id);
  return sum(unit, line ? [line.net, ...line.taxes.map((t) => t.amount)] : []);
};

export interface Pickup { readonly at: LocationId | undefined }

export function orderOf(port: Port<unknown>, shown: SeenOrder, pickup?: Pickup): Order {
  const seen = withoutTipLines(shown);
  const unit = currencyOf(seen.currency);
  const shipping = seen.shipping.map((s) => shippingOf(s, seen));
  const stated = money(seen.total, unit);
  const lines = spreadDiscount(seen, seen.lines.map((l) => lineOf(l, seen, pickup)), { shipping, stated });
  const presentment = currencyOf(seen.presentment.currency);
  return {
    orderId: port.orderId(seen.id), channel: port.connection, external: seen.id, number: seen.name,
    placedAt: timeOf(seen.createdAt), updatedAt: timeOf(seen.updatedAt), currency: unit,
      taxIncluded: seen.taxesIncluded,
    lines, shipping, adjustments: adjustmentsOf(seen, { lines, shipping, stated }),
      tenders: tendersOf(seen.payments, unit),
    refunds: seen.refunds.filter(isRefund).map((r) => refundOf(r, seen, worthIn(lines, unit))), total: stated, holds: holdsOf(seen),
    ...(presentment !== unit && { presentmentTotal: money(seen.presentment.amount, presentment) }),
    ...(seen.shipTo?.country && { shipTo: { party: port.partyId(seen.id, 'shipTo'), country: seen.shipTo.country,
      ...(seen.shipTo.region && { region: seen.shipTo.region }) } }),
    ...((seen.customer || seen.billing || seen.email) && { buyer: port.partyId(seen.id, 'buyer') }),
    ...(pickup?.at && { pickupAt: pickup.at }), ...holdNamed(seen.hold),
    ...(seen.cancelledAt && { cancelledAt: timeOf(seen.cancelledAt) }),
    ...(seen.cancelReason && { cancelReason: seen.cancelReason }),
  };
}

function lineOf(line: SeenLine, seen: SeenOrder, pickup: Pickup | undefined): OrderLine {
  const unit = currencyOf(seen.currency);
  const unitPrice = money(line.unitPrice, unit);
  const discount = total(line.discounts, unit);
  const gross = subtract(times(unitPrice, line.quantity), discount);
  return {
    lineId: line.id, item: (line.variant ?? line.sku ?? `title:${line.title}`) as ExternalId, title: line.title,
    ...(line.sku && { statedSku: line.sku }), quantity: line.quantity, cancelled: cancelledUnits(line, seen),
    unitPrice, discount, net: net(gross, line.taxes, seen), taxes: line.taxes.map((t) => taxOf(t, unit)),
    fulfillment: !line.shipped ? 'digital' : pickup ? 'pickup' : 'ship', ...(line.giftCard && { giftCard: true }),
  };
}

/**
 * A discount on the whole order that no line was told of is spread by largest remainder, if that is exactly what
 * the stated total lacks; anything else stays a disagreement for a person.
 */
function spreadDiscount(seen: SeenOrder, lines: OrderLine[], { shipping, stated }: { shipping: ShippingLine[]; stated: Money }) {
  const unit = currencyOf(seen.currency);
  if (seen.discounts === undefined) return lines;
  const missing = subtract(money(seen.discounts, unit), sum(unit, [...lines, ...shipping].map((l) => l.discount)));
  const extras = total([seen.duties, seen.fees, seen.tip], unit);
  const parts = sum(unit, [...lines, ...shipping].map((l) => lineTotal(unit, l)));
  if (missing.count <= 0n || !same(subtract(add(parts, extras), missing), stated)) return lines;
  if (lines.some((l) => l.net.count < 0n)) return lines;
  const shares = allocate(missing, lines.map((l) => l.net.count));
  return lines.map((l, i) => ({ ...l, discount: add(l.discount, shares[i]!), net: subtract(l.net, shares[i]!) }));
}

function shippingOf(line: SeenShipping, seen: SeenOrder): ShippingLine {
  const unit = currencyOf(seen.currency);
  const discount = total(line.discounts, unit);
  return {
    lineId: line.id, title: line.title, discount, taxes: line.taxes.map((t) => taxOf(t, unit)),
    net: net(subtract(money(line.price, unit), discount), line.taxes, seen),
  };
}

/** Prices that include tax have all of a line's taxes taken out, whoever owes them. */
function net(gross: Money, taxes: readonly SeenTax[], seen: SeenOrder): Money {
  const unit = currencyOf(seen.currency);
  return seen.taxesIncluded ? subtract(gross, total(taxes.map((t) => t.amount), unit)) : gross;
}

const taxOf = (tax: SeenTax, unit: Currency): Tax => ({
  title: tax.title, amount: money(tax.amount, unit), ...(tax.rate !== null && { rate: String(tax.rate) }),
  liable: tax.channelLiable === null ? 'unknown' : tax.channelLiable ? 'channel' : 'seller',
});

/**
 * Duties and fees, and the tip. Some shops sell tips as a line of their own, and then the total is already reached
 * without it: it is added only where the total says that it is missing.
 */
function adjustmentsOf(seen: SeenOrder, { lines, shipping, stated }: {
  lines: readonly OrderLine[]; shipping: readonly ShippingLine[]; stated: Money;
}): Adjustment[] {
  const unit = currencyOf(seen.currency);
  const found: Adjustment[] = [
    { kind: 'duty', amount: money(seen.duties, unit) }, { kind: 'fee', amount: money(seen.fees, unit) },
  ];
  const parts = sum(unit, [...lines, ...shipping].map((l) => lineTotal(unit, l)));
  const without = add(parts, sum(unit, found.map((a) => a.amount)));
  const tip = money(seen.tip, unit);
  if (same(add(without, tip), stated)) found.push({ kind: 'tip', amount: tip });
  return found.filter((a) => a.amount.count !== 0n);
}

/** An order that is not paid for waits, unless it is to be paid at the door or has nothing to pay. */
function holdsOf(seen: SeenOrder): Hold[] {
  const unit = currencyOf(seen.currency);
  const unpaid = seen.financial === 'pending' || seen.financial === 'expired' || seen.financial === 'partially_paid';
  const atTheDoor = tendersOf(seen.payments, unit).some((t) => t.method === 'cash-on-delivery');
  const free = same(money(seen.total, unit), measure(0n, unit));
  return unpaid && !atTheDoor && !free && !seen.cancelledAt
    ? [{ kind: 'payment', detail: `Shopify says the order is ${seen.financial?.replace('_', ' ')}` }] : [];
}
