/**
 * The life of an Amazon order as the twin drives it: PENDING (payment not authorised; no price, no
 * address), UNSHIPPED, PARTIALLY_SHIPPED, SHIPPED; CANCELLED before anything left. Every change moves
 * `lastUpdatedTime` and is announced, exactly as a seller would see it.
 */
import { inside, minor, share, sum } from './money.ts';
import type { Address, Item, ItemAmounts, Marketplace, Order, OrderChange, Package, World } from './world.ts';
import { marketplaceOf, serial, stamp } from './world.ts';

export interface NewItem {
  readonly sku: string;
  readonly quantity: number;
  /** As the buyer sees it: without tax in the United States, with it in Europe. */
  readonly unitPrice: string;
  readonly shipping?: string;
  readonly giftWrap?: string;
  /** Taken off the item's price, as a positive amount. */
  readonly discount?: string;
  readonly shippingDiscount?: string;
  readonly promotionId?: string;
  readonly title?: string;
  readonly asin?: string;
}

export interface NewOrder {
  readonly marketplaceId: string;
  readonly items: readonly NewItem[];
  readonly fulfilledBy?: 'MERCHANT' | 'AMAZON';
  /** Default true: Amazon shows most orders as pending first. */
  readonly pending?: boolean;
  readonly buyer?: { readonly name: string; readonly email: string; readonly purchaseOrder?: string };
  readonly address?: Partial<Address>;
  readonly serviceLevel?: string;
  readonly replaces?: string;
}

const CITIES: Readonly<Record<string, { city: string; stateOrRegion?: string; postalCode: string }>> = {
  US: { city: 'Portland', stateOrRegion: 'OR', postalCode: '97201' },
  DE: { city: 'Leipzig', postalCode: '04109' },
};

export function place(world: World, wanted: NewOrder): Order {
  const marketplace = marketplaceOf(world, wanted.marketplaceId);
  const number = serial(world);
  const id = `${marketplace.prefix}-${String(1_000_000 + number)}-${String(7_000_000 + number * 37).slice(-7)}`;
  const buyer = wanted.buyer ?? { name: `Buyer ${number}`, email: `b${number}x@marketplace.example` };
  const order: Order = {
    id,
    marketplace,
    fulfilledBy: wanted.fulfilledBy ?? 'MERCHANT',
    serviceLevel: wanted.serviceLevel ?? 'STANDARD',
    created: stamp(world),
    updated: stamp(world),
    buyer,
    address: {
      name: buyer.name, addressLine1: `${number} Sample Street`, countryCode: marketplace.country,
      ...(CITIES[marketplace.country] ?? { city: 'Sampletown', postalCode: '00000' }), ...wanted.address,
    },
    ...(wanted.replaces === undefined ? {} : { replaces: wanted.replaces }),
    items: wanted.items.map((item, at) => newItem(item, marketplace, `${8_000_000_000 + number}${1000 + at}`)),
    status: 'PENDING',
    packages: [],
  };
  world.orders.set(id, order);
  if (order.fulfilledBy === 'MERCHANT') takeOff(world, order);
  announce(world, order);
  if (wanted.pending === false) pay(world, id);
  return order;
}

/** What is sold is no longer listed; merchant stock is one number whatever marketplaces the SKU is listed in. */
function takeOff(world: World, order: Order): void {
  for (const listing of world.listings.values()) {
    const sold = order.items.filter((i) => i.sku === listing.sku).reduce((n, i) => n + i.quantity, 0);
    listing.quantity = Math.max(0, listing.quantity - sold);
  }
}

function newItem(wanted: NewItem, marketplace: Marketplace, id: string): Item {
  const unitPrice = minor(wanted.unitPrice, marketplace.currency);
  return {
    id,
    sku: wanted.sku,
    asin: wanted.asin ?? `B0${wanted.sku.replace(/[^A-Z0-9]/gi, '').toUpperCase().padEnd(8, '0').slice(0, 8)}`,
    title: wanted.title ?? `Article ${wanted.sku}`,
    quantity: wanted.quantity,
    unitPrice,
    amounts: amountsOf(wanted, unitPrice * BigInt(wanted.quantity), marketplace),
    charged: 0,
    refunded: 0,
    ...(wanted.promotionId === undefined ? {} : { promotionId: wanted.promotionId }),
    ...(wanted.giftWrap === undefined ? {} : { giftWrapLevel: 'STANDARD' }),
  };
}

function amountsOf(wanted: NewItem, item: bigint, marketplace: Marketplace): ItemAmounts {
  const read = (text: string | undefined) => minor(text ?? '0', marketplace.currency);
  const parts = {
    item,
    shipping: read(wanted.shipping),
    giftWrap: read(wanted.giftWrap),
    itemDiscount: -read(wanted.discount),
    shippingDiscount: -read(wanted.shippingDiscount),
  };
  const taxOf = (amount: bigint) =>
    marketplace.taxIncluded ? inside(amount, marketplace.taxBasisPoints) : share(amount, marketplace.taxBasisPoints);
  return {
    ...parts,
    tax: {
      item: taxOf(parts.item), shipping: taxOf(parts.shipping), giftWrap: taxOf(parts.giftWrap),
      itemDiscount: taxOf(parts.itemDiscount), shippingDiscount: taxOf(parts.shippingDiscount),
    },
  };
}

export function find(world: World, id: string): Order {
  const order = world.orders.get(id);
  if (!order) throw new Error(`the twin has no order ${id}`);
  return order;
}

/** Payment is authorised: the order gets its prices and address and may be shipped. */
export function pay(world: World, id: string): void {
  const order = find(world, id);
  if (order.status !== 'PENDING') return;
  order.status = 'UNSHIPPED';
  announce(world, order);
}

/** The buyer asks for a cancellation; nothing is cancelled until somebody does it. */
/** The buyer asks for some items, by SKU, or for all of them. */
export function requestCancel(world: World, id: string, reason: string, skus?: readonly string[]): void {
  const order = find(world, id);
  for (const item of order.items.filter((i) => skus?.includes(i.sku) ?? true)) item.cancelRequested = reason;
  announce(world, order, { type: 'BuyerRequestedChange', reason: 'Buyer Requested Cancel' });
}

export function cancel(world: World, id: string, by: 'BUYER' | 'MERCHANT' | 'AMAZON', reason: string): void {
  const order = find(world, id);
  if (order.packages.length > 0 || order.status === 'CANCELLED') {
    throw new Error(`order ${id} cannot be cancelled: it is ${order.status}`);
  }
  order.status = 'CANCELLED';
  for (const item of order.items) item.cancelled = { by, reason };
  announce(world, order);
}

/** Some of its items: the order goes on with the others. */
export function cancelItems(world: World, id: string, items: readonly string[], reason: string): void {
  const order = find(world, id);
  const left = order.items.filter((i) => !i.cancelled && !items.includes(i.id));
  if (left.length === 0) return cancel(world, id, 'MERCHANT', reason);
  for (const item of order.items.filter((i) => items.includes(i.id))) item.cancelled = { by: 'MERCHANT', reason };
  if (left.every((i) => shippedOf(order, i.id) >= i.quantity)) order.status = 'SHIPPED';
  announce(world, order);
}

export const shippedOf = (order: Order, itemId: string): number =>
  order.packages.flatMap((p) => p.items).filter((i) => i.orderItemId === itemId)
    .reduce((total, i) => total + i.quantity, 0);

/** A package left. The same reference again replaces what was said before; money is booked once per unit. */
export function ship(world: World, order: Order, parcel: Package): 'new' | 'edit' | 'repeat' {
  const before = order.packages.find((p) => p.reference === parcel.reference);
  if (before && sameParcel(before, parcel)) return 'repeat';
  order.packages = [...order.packages.filter((p) => p !== before), parcel];
  for (const item of order.items) bookShipped(world, order, item, parcel);
  const open = order.items.some((item) => !item.cancelled && shippedOf(order, item.id) < item.quantity);
  order.status = open ? 'PARTIALLY_SHIPPED' : 'SHIPPED';
  announce(world, order);
  return before ? 'edit' : 'new';
}

function sameParcel(a: Package, b: Package): boolean {
  const content = (p: Package) => JSON.stringify({ ...p, created: '' });
  return content(a) === content(b);
}

/** Units are charged in the order they ship; an edit that takes units back leaves them charged, as Amazon does. */
function bookShipped(world: World, order: Order, item: Item, parcel: Package): void {
  const shipped = shippedOf(order, item.id);
  if (shipped <= item.charged) return;
  world.events.push({
    kind: 'shipment', marketplaceId: order.marketplace.id, orderId: order.id, itemId: item.id,
    from: item.charged, to: shipped, posted: stamp(world),
    shipmentId: `D${order.id.replaceAll('-', '').slice(-6)}${parcel.reference}`,
  });
  item.charged = shipped;
}

/** Amazon ships what it holds itself; the seller learns it from the order alone. */
export function shipByAmazon(world: World, id: string): void {
  const order = find(world, id);
  const may = order.fulfilledBy === 'AMAZON' && order.status === 'UNSHIPPED';
  if (!may) throw new Error(`Amazon does not ship order ${id}`);
  ship(world, order, {
    reference: '1', carrierCode: 'AMZN_US', trackingNumber: `TBA${serial(world)}`, shipDate: stamp(world),
    created: stamp(world), items: order.items.map((i) => ({ orderItemId: i.id, quantity: i.quantity })),
  });
}

export interface RefundWish {
  readonly orderId: string;
  /** All items in full when left out. */
  readonly items?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly withShipping?: boolean;
  /** The seller's own name of the adjustment, when the seller asked for it. */
  readonly named?: string;
}

/** Money goes back to the buyer; it shows up only in a settlement, as at Amazon. Returns the adjustment id. */
export function refund(world: World, wish: RefundWish): string {
  const order = find(world, wish.orderId);
  const adjustmentId = `A${serial(world)}R`;
  for (const item of order.items) {
    const quantity = wish.items ? (wish.items.find((i) => i.sku === item.sku)?.quantity ?? 0) : item.quantity;
    if (quantity === 0) continue;
    const to = item.refunded + quantity;
    if (to > shippedOf(order, item.id)) throw new Error(`more of ${item.sku} refunded than shipped in ${order.id}`);
    world.events.push({
      kind: 'refund', marketplaceId: order.marketplace.id, orderId: order.id, itemId: item.id,
      from: item.refunded, to, posted: stamp(world), shipmentId: '', adjustmentId,
      withShipping: wish.withShipping ?? false, ...(wish.named && { named: wish.named }),
    });
    item.refunded = to;
  }
  return adjustmentId;
}

export const totalOf = (order: Order): bigint =>
  order.replaces === undefined ? sum(order.items.map((i) => itemTotal(i, order.marketplace))) : 0n;

/** What the buyer pays for an item: the tax comes on top only where prices are shown without it. */
export function itemTotal({ amounts: a }: Item, marketplace: Marketplace): bigint {
  const prices = a.item + a.shipping + a.giftWrap + a.itemDiscount + a.shippingDiscount;
  return marketplace.taxIncluded ? prices : prices + taxTotal(a);
}

export const taxTotal = ({ tax }: ItemAmounts): bigint =>
  tax.item + tax.shipping + tax.giftWrap + tax.itemDiscount + tax.shippingDiscount;

function announce(world: World, order: Order, change?: OrderChange): void {
  order.updated = stamp(world);
  world.changed(order, change ?? { type: 'OrderStatusChange', reason: 'Order Status Change' });
}
