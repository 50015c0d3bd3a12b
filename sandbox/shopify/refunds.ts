/**
 * Money and goods going back. An order edit that removes units is recorded the same way, as a refund
 * without transactions: that is how Shopify shows it, and readers take it for a payment at their peril.
 */
import type { Pair } from './money.ts';
import { minus, NOTHING, plus, share, total } from './money.ts';
import { withdraw } from './fulfillment.ts';
import { chargeBalance } from './payouts.ts';
import { inShop, lineNet, paid, removal, shippingNet, taxOf } from './pricing.ts';
import { refundBody } from './rest-parts.ts';
import { orderBody } from './rest-order.ts';
import { moveStock } from './stock.ts';
import type { Line, Order, Place, Refund, RefundLine, ShopReturn, Transaction, World } from './world.ts';
import { currentQuantity, touch } from './world.ts';

export { refundBody };

export interface RefundWish {
  readonly lines: readonly { readonly line: Line; readonly quantity: number; readonly restock: RefundLine['restock'];
    readonly place?: Place | undefined }[];
  /** 'all' of what is left of shipping, or an amount. */
  readonly shipping?: 'all' | string | undefined;
  /** What is paid back, by the transaction it goes back to; all that the goods are worth when absent. */
  readonly transactions?: readonly { readonly parent: Transaction; readonly amount: Pair }[] | undefined;
  readonly note?: string | null | undefined;
  readonly reason?: string | undefined;
  readonly returned?: ShopReturn | undefined;
}

/** What is wrong with it, in the partner's words. */
export function refundError(order: Order, wish: RefundWish, over: boolean): string | undefined {
  for (const { line, quantity } of wish.lines)
    if (quantity < 1 || quantity > currentQuantity(line))
      return 'Quantity cannot refund more items than were purchased';
  const { received, refunded } = paid(order);
  const asked = total((wish.transactions ?? []).map((t) => t.amount));
  const most = minus(received, refunded).shop;
  return !over && asked.shop > most ? 'Refund amount is greater than the amount that can be refunded' : undefined;
}

export function refund(world: World, order: Order, wish: RefundWish): Refund {
  const lines = wish.lines.map((l) => refundLine(world, order, l));
  const shipping = refundShipping(world, order, wish.shipping);
  const goods = total([...lines.map((l) => l.subtotal), ...shipping.map((s) => s.amount)]);
  const tax = total([...lines.map((l) => l.tax), ...shipping.map((s) => s.tax)]);
  const worth = plus(goods, order.taxesIncluded ? NOTHING : tax);
  const transactions = (wish.transactions ?? payBack(order, worth)).map(({ parent, amount }) => ({
    id: world.id(), kind: 'refund' as const, status: 'success' as const, gateway: parent.gateway, amount,
    parent: parent.id, at: world.now(),
  }));
  // Signed as the shop sees it: more money back than the goods are worth is negative.
  const off = minus(worth, total(transactions.map((t) => t.amount)));
  const made: Refund = {
    id: world.id(true), order, at: world.now(), note: wish.note ?? null, lines, shipping, transactions, returned: wish.returned,
    adjustments: off.shop === 0n || wish.transactions === undefined ? []
      : [{ id: world.id(), reason: wish.reason ?? 'REFUND_DISCREPANCY', amount: off }],
  };
  order.refunds.push(made);
  order.transactions.push(...transactions);
  world.refunds.set(made.id, made);
  for (const transaction of transactions) chargeBalance(world, order, transaction);
  touch(order, world);
  return made;
}

export function announceRefund(world: World, made: Refund): void {
  world.announce([
    { topic: 'refunds/create', body: () => refundBody(made) },
    { topic: 'orders/updated', body: () => orderBody(made.order, world) },
  ]);
}

function refundLine(world: World, order: Order, wish: RefundWish['lines'][number]): RefundLine {
  const { line, quantity, restock, place } = wish;
  const subtotal = removal(lineNet(line), line, quantity);
  const tax = removal(taxOf(line), line, quantity);
  line.removed += quantity;
  const at = place ?? order.fulfillmentOrders[0]?.place;
  const unsent = restock === 'return' ? 0 : withdraw(world, order, { line, quantity, restock: restock === 'cancel' });
  if (restock === 'return' && at) moveStock(world, line.variant, at, { available: quantity });
  return {
    id: world.id(true), line, quantity, restock, subtotal, tax,
    ...(restock !== 'no_restock' && at && (restock === 'return' || unsent > 0) ? { place: at.id } : {}),
  };
}

function refundShipping(world: World, order: Order, wish: RefundWish['shipping']): Refund['shipping'] {
  if (wish === undefined) return [];
  return order.shipping.flatMap((line) => {
    const whole = shippingNet(line);
    const left = minus(whole, line.refunded);
    const amount = wish === 'all' ? left : inShop(wish, order);
    if (left.shop <= 0n || amount.shop <= 0n) return [];
    const tax = amount.shop === left.shop ? minus(taxOf(line), line.refundedTax)
      : share(taxOf(line), Number(amount.shop), Number(whole.shop));
    line.refunded = plus(line.refunded, amount);
    line.refundedTax = plus(line.refundedTax, tax);
    return [{ id: world.id(), line, amount, tax }];
  });
}

/** What units would be worth, and where it would go back to; nothing changes. */
export function suggest(order: Order, lines: readonly { readonly line: Line; readonly quantity: number }[]) {
  const goods = total(lines.map(({ line, quantity }) => removal(lineNet(line), line, quantity)));
  const tax = total(lines.map(({ line, quantity }) => removal(taxOf(line), line, quantity)));
  const worth = plus(goods, order.taxesIncluded ? NOTHING : tax);
  return { worth, back: payBack(order, worth) };
}

/** Back to where it came from, the first payment first. */
function payBack(order: Order, worth: Pair): { parent: Transaction; amount: Pair }[] {
  let left = worth;
  return order.transactions.filter((t) => t.kind === 'sale' || t.kind === 'capture').flatMap((parent) => {
    const gone = total(order.transactions.filter((t) => t.parent === parent.id && t.kind === 'refund')
      .map((t) => t.amount));
    const most = minus(parent.amount, gone);
    const amount = most.shop < left.shop ? most : left;
    left = minus(left, amount);
    return amount.shop > 0n ? [{ parent, amount }] : [];
  });
}

/** A cancellation gives everything back, the money only when asked to. */
export function refundEverything(world: World, order: Order,
  { money, restock }: { money: boolean; restock: boolean }): Refund | undefined {
  const fate = restock ? 'cancel' as const : 'no_restock' as const;
  const lines = order.lines.filter((l) => currentQuantity(l) > 0)
    .map((line) => ({ line, quantity: currentQuantity(line), restock: fate }));
  if (lines.length === 0) return undefined;
  return refund(world, order, { lines, shipping: money ? 'all' : undefined, ...(money ? {} : { transactions: [] }) });
}
