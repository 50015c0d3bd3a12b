/**
 * What an order costs: discounts spread over its lines, taxes on what is left, and the totals.
 *
 * Amounts are worked out in the shop's currency and converted one by one, so that the buyer's total is
 * the sum of the buyer's parts and not a conversion of the shop's total.
 */
import type { Currencies, Pair } from './money.ts';
import { divide, minus, NOTHING, pair, parse, plus, share, spread, times, total } from './money.ts';
import type { Line, Order, ShippingLine, TaxLine } from './world.ts';

export interface TaxWish {
  readonly title: string;
  /** `0.0725` for 7.25 %. */
  readonly rate: string;
  readonly channelLiable?: boolean | null;
}

/** Taxes on a discounted amount: on top of it, or the part of it that is tax when prices include it. */
export function taxLines(net: bigint, wishes: readonly TaxWish[],
  order: { money: Currencies; taxesIncluded: boolean }): TaxLine[] {
  const rates = wishes.map((w) => fraction(w.rate));
  const scale = 10n ** 12n;
  const all = rates.reduce((a, r) => a + r, 0n);
  const base = order.taxesIncluded ? divide(net * scale * scale, scale + all) : net * scale;
  return wishes.map((wish, i) => ({
    title: wish.title,
    rate: wish.rate,
    price: pair(divide(base * (rates[i] ?? 0n), scale * scale), order.money),
    channelLiable: wish.channelLiable === undefined ? false : wish.channelLiable,
  }));
}

/** A rate as parts of 10^12, so that no float is involved. */
function fraction(rate: string): bigint {
  const [whole = '0', rest = ''] = rate.split('.');
  return BigInt(whole) * 10n ** 12n + BigInt(rest.padEnd(12, '0').slice(0, 12));
}

/** An order-level discount on several lines: their shares, adding up to it. */
export const discountShares = (amount: bigint, lines: readonly { quantity: number; unitPrice: Pair }[]): bigint[] =>
  spread(amount, lines.map((l) => l.unitPrice.shop * BigInt(l.quantity)));

export const lineGross = (line: Line): Pair => times(line.unitPrice, line.quantity);
export const discountOf = (line: { discounts: readonly { amount: Pair }[] }): Pair =>
  total(line.discounts.map((d) => d.amount));
export const taxOf = (line: { taxes: readonly TaxLine[] }): Pair => total(line.taxes.map((t) => t.price));
export const lineNet = (line: Line): Pair => minus(lineGross(line), discountOf(line));
export const shippingNet = (line: ShippingLine): Pair => minus(line.price, discountOf(line));

/** The part of a line's value that `quantity` more units take away, so that the parts add up to the whole. */
export function removal(whole: Pair, line: Line, quantity: number): Pair {
  const [before, after] = [line.removed, line.removed + quantity];
  return minus(share(whole, after, line.quantity), share(whole, before, line.quantity));
}

export interface Totals {
  readonly lines: Pair;
  readonly discounts: Pair;
  readonly subtotal: Pair;
  readonly shipping: Pair;
  readonly tax: Pair;
  readonly total: Pair;
}

/** As ordered, additions by edits included, before anything was refunded or removed. */
export function totals(order: Order): Totals {
  const subtotal = total(order.lines.map(lineNet));
  const shipping = total(order.shipping.map(shippingNet));
  const tax = plus(total(order.lines.map(taxOf)), total(order.shipping.map(taxOf)));
  const onTop = order.taxesIncluded ? NOTHING : tax;
  return {
    lines: total(order.lines.map(lineGross)),
    discounts: plus(total(order.lines.map(discountOf)), total(order.shipping.map(discountOf))),
    subtotal, shipping, tax,
    total: plus(plus(subtotal, shipping), plus(onTop, order.tip)),
  };
}

/** What is left of them after refunds and edits. */
export function currentTotals(order: Order): Totals {
  const whole = totals(order);
  const gone = order.refunds.flatMap((r) => r.lines);
  const goneShipping = order.refunds.flatMap((r) => r.shipping);
  const [goods, goodsTax] = [total(gone.map((g) => g.subtotal)), total(gone.map((g) => g.tax))];
  const [freight, freightTax] = [total(goneShipping.map((g) => g.amount)), total(goneShipping.map((g) => g.tax))];
  const tax = minus(whole.tax, plus(goodsTax, freightTax));
  const subtotal = minus(whole.subtotal, goods);
  const shipping = minus(whole.shipping, freight);
  const discounts = total(order.lines.map((l) => minus(discountOf(l), share(discountOf(l), l.removed, l.quantity))));
  return {
    lines: plus(subtotal, discounts),
    discounts: plus(discounts, total(order.shipping.map(discountOf))),
    subtotal, shipping, tax,
    total: plus(plus(subtotal, shipping), plus(order.taxesIncluded ? NOTHING : tax, order.tip)),
  };
}

/** Money that came in and went out again, by the transactions that succeeded. */
export function paid(order: Order): { readonly received: Pair; readonly refunded: Pair; readonly authorized: Pair } {
  const of = (...kinds: string[]): Pair =>
    total(order.transactions.filter((t) => t.status === 'success' && kinds.includes(t.kind)).map((t) => t.amount));
  return { received: of('sale', 'capture'), refunded: of('refund'), authorized: of('authorization') };
}

/** What the buyer still owes. */
export const outstanding = (order: Order): Pair => {
  const { received, refunded } = paid(order);
  return minus(currentTotals(order).total, minus(received, refunded));
};

export function financialStatus(order: Order): string {
  const { received, refunded, authorized } = paid(order);
  if (refunded.shop > 0n) return refunded.shop >= received.shop ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (order.transactions.some((t) => t.kind === 'void')) return 'VOIDED';
  if (received.shop > 0n) return outstanding(order).shop > 0n ? 'PARTIALLY_PAID' : 'PAID';
  if (authorized.shop > 0n) return 'AUTHORIZED';
  return totals(order).total.shop === 0n ? 'PAID' : 'PENDING';
}

export const inShop = (decimal: string, order: { money: Currencies }): Pair =>
  pair(parse(decimal, order.money.shop), order.money);
