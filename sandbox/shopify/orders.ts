/**
 * Buyers at work: placing an order, moving house, cancelling. The API cancels through the same door.
 */
import type { Pair } from './money.ts';
import { NOTHING, pair, parse, print } from './money.ts';
import { openFulfillmentOrders, cancelFulfillmentOrders } from './fulfillment.ts';
import { chargeBalance } from './payouts.ts';
import type { TaxWish } from './pricing.ts';
import { discountOf, discountShares, inShop, lineNet, paid, shippingNet, taxLines, totals } from './pricing.ts';
import { refundBody, refundEverything } from './refunds.ts';
import { orderBody } from './rest-order.ts';
import { moveStock, placeOf, variantOf } from './stock.ts';
import type { Address, Customer, DiscountApplication, Line, Order, ShippingLine, Transaction, World } from './world.ts';
import { touch } from './world.ts';

export interface LineWish {
  readonly sku: string;
  readonly quantity: number;
  /** Per unit; the catalog's when absent. */
  readonly price?: string;
  /** Discount on this line alone. */
  readonly discount?: string;
  readonly taxes?: readonly TaxWish[];
  /** Location that sends it, by name, when it is not the order's: the order is split then. */
  readonly location?: string;
}
export interface OrderWish {
  readonly lines: readonly LineWish[];
  readonly shipping?: readonly { readonly title: string; readonly price: string; readonly code?: string;
    readonly discount?: string; readonly taxes?: readonly TaxWish[] }[];
  /** For every line and shipping line that has none of its own. */
  readonly taxes?: readonly TaxWish[];
  /** A discount on the whole order, spread over its lines. */
  readonly discount?: { readonly code: string; readonly amount: string };
  /** The last tender without an amount pays the rest; none at all is an unpaid order. */
  readonly tenders?: readonly { readonly gateway: string; readonly amount?: string;
    readonly kind?: 'sale' | 'authorization' }[];
  readonly customer?: { readonly firstName: string; readonly lastName: string; readonly email: string;
    readonly phone?: string };
  readonly shippingAddress?: Address;
  readonly billingAddress?: Address;
  readonly presentment?: { readonly currency: string; readonly rate: { readonly n: bigint; readonly d: bigint } };
  readonly taxesIncluded?: boolean;
  readonly tip?: string;
  /** Location by name; the first when absent. */
  readonly location?: string;
  readonly pickup?: boolean;
  readonly hold?: string;
  readonly attributes?: readonly { readonly key: string; readonly value: string }[];
  readonly tags?: readonly string[];
  readonly note?: string;
  readonly sourceName?: string;
  readonly test?: boolean;
}

export function placeOrder(world: World, wish: OrderWish): Order {
  const order = newOrder(world, wish);
  order.transactions.push(...tender(world, order, wish));
  for (const transaction of order.transactions) chargeBalance(world, order, transaction);
  world.orders.set(order.id, order);
  openFulfillmentOrders(world, order, wish);
  order.lines.forEach((line, i) => {
    const place = placeOf(world, wish.lines[i]?.location ?? wish.location);
    moveStock(world, line.variant, place, { available: -line.quantity, committed: line.quantity });
  });
  const body = (): unknown => orderBody(order, world);
  const isPaid = paid(order).received.shop > 0n;
  world.announce([{ topic: 'orders/create', body }, ...(isPaid ? [{ topic: 'orders/paid', body }] : [])]);
  return order;
}

function newOrder(world: World, wish: OrderWish): Order {
  const at = world.now();
  const number = 1001 + world.orders.size;
  const base = basis(world, wish);
  const order: Order = {
    // Every other id is beyond 2^53: a reader that makes floats of them is found out.
    id: world.id(number % 2 === 1), number, createdAt: at, updatedAt: at, ...base, ...orderLines(world, wish, base),
    shipping: shippingLines(world, wish, base), ...people(world, wish), ...labels(wish),
    transactions: [], refunds: [], fulfillments: [], fulfillmentOrders: [],
    tip: wish.tip ? inShop(wish.tip, base) : NOTHING, originalTotal: NOTHING,
    poNumber: null, attributes: [...(wish.attributes ?? [])], metafields: new Map(), edited: false,
    cancelledAt: undefined, cancelReason: undefined,
  };
  return Object.assign(order, { originalTotal: totals(order).total });
}

const basis = (world: World, { presentment, taxesIncluded }: OrderWish): Base => ({
  money: { shop: world.currency, buyer: presentment?.currency ?? world.currency,
    rate: presentment?.rate ?? { n: 1n, d: 1n } },
  taxesIncluded: taxesIncluded ?? world.taxesIncluded,
});

type People = Pick<Order, 'customer' | 'email' | 'shippingAddress' | 'billingAddress'>;

const people = (world: World, wish: OrderWish): People => ({
  customer: wish.customer && customerOf(world, wish.customer), email: wish.customer?.email ?? null,
  shippingAddress: wish.shippingAddress, billingAddress: wish.billingAddress ?? wish.shippingAddress,
});

const labels = (wish: OrderWish): Pick<Order, 'sourceName' | 'test' | 'tags' | 'note'> => ({
  sourceName: wish.sourceName ?? 'web', test: wish.test ?? false, tags: [...(wish.tags ?? [])], note: wish.note ?? null,
});

type Base = Pick<Order, 'money' | 'taxesIncluded'>;

function orderLines(world: World, wish: OrderWish, base: Base): { lines: Line[]; applications: DiscountApplication[] } {
  const applications: DiscountApplication[] = [];
  const lines = wish.lines.map((l) => newLine(world, l, base));
  lines.forEach((line, i) => {
    const own = wish.lines[i]?.discount;
    if (!own) return;
    const amount = inShop(own, base);
    line.discounts.push({ application: applications.length, amount });
    applications.push({ kind: 'manual', code: 'LINE', amount: amount.shop, target: 'line_item',
      selection: 'entitled' });
  });
  if (wish.discount) {
    const amount = parse(wish.discount.amount, world.currency);
    discountShares(amount, lines).forEach((part, i) => {
      if (part > 0n) lines[i]?.discounts.push({ application: applications.length, amount: pair(part, base.money) });
    });
    applications.push({ kind: 'discount_code', code: wish.discount.code, amount, target: 'line_item',
      selection: 'all' });
  }
  lines.forEach((line, i) => {
    if (line.taxable) line.taxes = taxLines(lineNet(line).shop, wish.lines[i]?.taxes ?? wish.taxes ?? [], base);
  });
  return { lines, applications };
}

export function newLine(world: World, wish: LineWish, base: Base): Line {
  const variant = variantOf(world, wish.sku);
  return {
    id: world.id(true), variant, sku: variant.sku, title: variant.product.title, quantity: wish.quantity, removed: 0,
    unitPrice: wish.price ? inShop(wish.price, base) : pair(variant.price, base.money), taxes: [], discounts: [],
    shipped: variant.shipped, giftCard: variant.product.giftCard, taxable: variant.taxable,
  };
}

function shippingLines(world: World, wish: OrderWish, base: Base): ShippingLine[] {
  return (wish.shipping ?? []).map((s) => {
    const line: ShippingLine = {
      id: world.id(), title: s.title, code: s.code ?? s.title, price: inShop(s.price, base),
      discounts: s.discount ? [{ application: 0, amount: inShop(s.discount, base) }] : [], taxes: [],
      refunded: NOTHING, refundedTax: NOTHING,
    };
    line.taxes.push(...taxLines(shippingNet(line).shop, s.taxes ?? wish.taxes ?? [], base));
    return line;
  });
}

function tender(world: World, order: Order, wish: OrderWish): Transaction[] {
  let due: Pair = order.originalTotal;
  return (wish.tenders ?? [{ gateway: 'shopify_payments' }]).flatMap(({ gateway, amount, kind = 'sale' }) => {
    const paying = amount ? inShop(amount, order) : due;
    if (paying.shop <= 0n) return [];
    due = { shop: due.shop - paying.shop, buyer: due.buyer - paying.buyer };
    return [{ id: world.id(), kind, status: 'success' as const, gateway, amount: paying, at: world.now() }];
  });
}

function customerOf(world: World, wish: NonNullable<OrderWish['customer']>): Customer {
  const known = world.customers.get(wish.email);
  if (known) return known;
  const customer = { id: world.id(), createdAt: world.now(), ...wish };
  world.customers.set(wish.email, customer);
  return customer;
}

export function updateAddress(world: World, order: Order, address: Address): void {
  order.shippingAddress = address;
  touch(order, world);
  world.announce([{ topic: 'orders/updated', body: () => orderBody(order, world) }]);
}

export interface Cancellation { readonly reason: string; readonly refund: boolean; readonly restock: boolean }

/** What is wrong with cancelling this order, in the partner's words; undefined when it may go. */
export function cancellationError(order: Order | undefined): { code: string; message: string } | undefined {
  if (!order) return { code: 'NOT_FOUND', message: 'Order does not exist' };
  if (order.cancelledAt) return { code: 'INVALID', message: 'Order has already been cancelled' };
  if (order.fulfillments.length > 0)
    return { code: 'INVALID', message: 'Cannot cancel an order with outstanding fulfillments' };
  return undefined;
}

export function cancelOrder(world: World, order: Order, { reason, refund, restock }: Cancellation): void {
  order.cancelledAt = world.now();
  order.cancelReason = reason;
  const back = refundEverything(world, order, { money: refund, restock });
  for (const held of order.transactions.filter((t) => t.kind === 'authorization'))
    order.transactions.push({ ...held, id: world.id(), kind: 'void', parent: held.id, at: world.now() });
  cancelFulfillmentOrders(world, order);
  touch(order, world);
  const body = (): unknown => orderBody(order, world);
  world.announce([
    { topic: 'orders/cancelled', body }, { topic: 'orders/updated', body },
    ...(back ? [{ topic: 'refunds/create', body: () => refundBody(back) }] : []),
  ]);
}

/** One line for state(): what a person would look at. */
export const summary = (order: Order): Record<string, unknown> => ({
  id: order.id.toString(), name: `#${order.number}`, total: print(totals(order).total.shop, order.money.shop),
  lines: order.lines.map((l) => ({ sku: l.sku, quantity: l.quantity, removed: l.removed,
    discount: print(discountOf(l).shop, order.money.shop) })),
  fulfillments: order.fulfillments.map((f) => ({ id: f.id.toString(), tracking: f.tracking.numbers,
    lines: f.lines.map((l) => ({ sku: l.line.sku, quantity: l.quantity })) })),
  refunds: order.refunds.length, cancelled: order.cancelledAt !== undefined, tags: order.tags,
});
