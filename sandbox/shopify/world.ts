/**
 * What the twin knows: one shop's locations, products, stock, orders, fulfillments, refunds and payouts.
 *
 * Plain records and maps. Ids are bigints because Shopify's are 64 bit; orders get ids above 2^53 so
 * that a reader who parses webhook bodies with JSON.parse meets wrong ids here and not in production.
 */
import type { Currencies, Pair } from './money.ts';

export interface Place {
  readonly id: bigint;
  readonly name: string;
  readonly country: string;
  readonly city: string;
  readonly zip: string;
}
export interface Product {
  readonly id: bigint;
  readonly title: string;
  readonly vendor: string;
  readonly giftCard: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  readonly variants: Variant[];
}
export interface Variant {
  readonly id: bigint;
  readonly itemId: bigint;
  readonly product: Product;
  readonly sku: string;
  readonly title: string;
  price: bigint;
  readonly taxable: boolean;
  readonly shipped: boolean;
  readonly position: number;
  updatedAt: Date;
}
/** Stock of one item at one place. on_hand is available and committed together. */
export interface Level {
  readonly item: bigint;
  readonly place: bigint;
  available: number;
  committed: number;
  updatedAt: Date;
}

export interface TaxLine {
  readonly title: string;
  /** As text: `0.08875`. */
  readonly rate: string;
  readonly price: Pair;
  /** True: the marketplace owes it; null: nobody said. */
  readonly channelLiable: boolean | null;
}
export interface Allocation {
  readonly application: number;
  readonly amount: Pair;
}
export interface DiscountApplication {
  readonly kind: 'discount_code' | 'manual';
  readonly code: string;
  readonly amount: bigint;
  readonly target: 'line_item' | 'shipping_line';
  readonly selection: 'all' | 'entitled';
}
export interface Line {
  readonly id: bigint;
  readonly variant: Variant | undefined;
  readonly sku: string;
  readonly title: string;
  quantity: number;
  /** Of these, refunded or edited away. */
  removed: number;
  readonly unitPrice: Pair;
  taxes: TaxLine[];
  discounts: Allocation[];
  readonly shipped: boolean;
  readonly giftCard: boolean;
  readonly taxable: boolean;
}
export interface ShippingLine {
  readonly id: bigint;
  readonly title: string;
  readonly code: string;
  readonly price: Pair;
  readonly discounts: Allocation[];
  readonly taxes: TaxLine[];
  refunded: Pair;
  refundedTax: Pair;
}
export interface Transaction {
  readonly id: bigint;
  readonly kind: 'authorization' | 'capture' | 'sale' | 'refund' | 'void';
  readonly status: 'success' | 'pending' | 'failure';
  readonly gateway: string;
  readonly amount: Pair;
  readonly parent?: bigint;
  readonly at: Date;
}
export interface RefundLine {
  readonly id: bigint;
  readonly line: Line;
  readonly quantity: number;
  readonly restock: 'no_restock' | 'cancel' | 'return';
  readonly place?: bigint;
  readonly subtotal: Pair;
  readonly tax: Pair;
}
export interface Refund {
  readonly id: bigint;
  readonly order: Order;
  readonly at: Date;
  readonly note: string | null;
  readonly lines: readonly RefundLine[];
  readonly shipping: readonly { readonly id: bigint; readonly line: ShippingLine;
    readonly amount: Pair; readonly tax: Pair }[];
  readonly adjustments: readonly { readonly id: bigint; readonly reason: string; readonly amount: Pair }[];
  readonly transactions: readonly Transaction[]; /** The return it settles. */ readonly returned?: ShopReturn | undefined;
}
export interface Address {
  readonly firstName: string;
  readonly lastName: string;
  readonly company?: string;
  readonly address1: string;
  readonly address2?: string;
  readonly city: string;
  readonly province?: string;
  readonly provinceCode?: string;
  readonly country: string;
  readonly countryCode: string;
  readonly zip: string;
  readonly phone?: string;
}
export interface Customer {
  readonly id: bigint;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone?: string;
  readonly createdAt: Date;
}
export interface Order {
  readonly id: bigint;
  readonly number: number;
  readonly createdAt: Date;
  updatedAt: Date;
  readonly money: Currencies;
  readonly taxesIncluded: boolean;
  readonly lines: Line[];
  readonly shipping: ShippingLine[];
  readonly applications: readonly DiscountApplication[];
  readonly transactions: Transaction[];
  readonly refunds: Refund[];
  readonly fulfillments: Fulfillment[];
  readonly fulfillmentOrders: FulfillmentOrder[];
  readonly customer: Customer | undefined;
  email: string | null;
  shippingAddress: Address | undefined;
  readonly billingAddress: Address | undefined;
  readonly sourceName: string;
  readonly test: boolean;
  readonly tip: Pair;
  readonly originalTotal: Pair;
  tags: string[];
  note: string | null;
  poNumber: string | null;
  attributes: { key: string; value: string }[];
  readonly metafields: Map<string, { id: bigint; type: string; value: string }>;
  cancelledAt: Date | undefined;
  cancelReason: string | undefined;
  edited: boolean;
}
export interface FulfillmentOrderLine {
  readonly id: bigint;
  readonly line: Line;
  total: number;
  remaining: number;
}
export interface Hold {
  readonly id: bigint;
  readonly reason: string;
  readonly notes: string | null; readonly handle: string | null; readonly byApp?: boolean;
}
export interface FulfillmentOrder {
  readonly id: bigint;
  readonly order: Order;
  place: Place;
  readonly lines: FulfillmentOrderLine[];
  readonly method: 'SHIPPING' | 'PICK_UP';
  holds: Hold[];
  cancelled: boolean; prepared?: boolean; fulfillAt?: Date | undefined; request?: 'CANCELLATION_REQUESTED' | 'CANCELLATION_ACCEPTED' | 'CANCELLATION_REJECTED';
  readonly createdAt: Date;
  updatedAt: Date;
}
export interface Fulfillment {
  readonly id: bigint;
  readonly order: Order;
  readonly name: string;
  readonly place: Place;
  readonly from: readonly FulfillmentOrder[];
  readonly lines: readonly { readonly id: bigint; readonly line: Line; readonly quantity: number }[];
  tracking: Tracking;
  readonly createdAt: Date;
  updatedAt: Date;
}
export interface Tracking {
  readonly company: string | null;
  readonly numbers: readonly string[];
  readonly urls: readonly string[];
}
export interface BalanceEntry {
  readonly id: bigint;
  readonly type: string;
  /** In minor units of the shop's currency, as they move the balance; net is amount - fee. */
  readonly amount: bigint;
  readonly fee: bigint;
  readonly order: Order | undefined;
  readonly source: bigint | undefined;
  readonly transaction: bigint | undefined;
  readonly at: Date;
  payout: Payout | undefined;
}
export interface Payout {
  readonly id: bigint;
  readonly issuedAt: Date;
  readonly net: bigint;
  readonly entries: readonly BalanceEntry[];
  readonly trace: string;
  status: 'SCHEDULED' | 'IN_TRANSIT' | 'PAID' | 'FAILED' | 'CANCELED';
}
export interface Subscription {
  readonly id: bigint;
  readonly topic: string;
  readonly uri: string;
  readonly name: string | null;
  readonly createdAt: Date;
  /** Set in the app's own configuration; the API neither lists nor deletes it. */
  readonly appOwned: boolean;
}

export interface ShopReturn {
  readonly id: bigint;
  readonly reverse: bigint; // its reverse fulfillment order
  readonly order: Order; readonly name: string;
  readonly at: Date;
  status: 'REQUESTED' | 'OPEN' | 'CLOSED' | 'DECLINED' | 'CANCELED';
  note?: string; reason?: string;
  readonly lines: readonly { readonly id: bigint; readonly line: Line; readonly quantity: number; readonly reason: string }[];
  readonly dispositions: { readonly id: bigint; readonly line: Line; readonly quantity: number; readonly type: string;
    readonly place: Place; readonly at: Date }[];
  /** What goes out instead. */ readonly instead: readonly { readonly id: bigint; readonly line: Line; readonly quantity: number }[];
}
export interface World {
  readonly shopId: bigint;
  readonly domain: string;
  readonly currency: string;
  readonly taxesIncluded: boolean;
  readonly now: () => Date;
  /** A new id; the big ones are above 2^53. */
  readonly id: (big?: boolean) => bigint;
  readonly places: Place[];
  readonly products: Map<bigint, Product>;
  readonly variants: Map<string, Variant>;
  readonly items: Map<bigint, Variant>;
  readonly levels: Map<string, Level>;
  readonly orders: Map<bigint, Order>;
  /** By email. */
  readonly customers: Map<string, Customer>;
  readonly fulfillmentOrders: Map<bigint, FulfillmentOrder>;
  readonly fulfillments: Map<bigint, Fulfillment>;
  readonly refunds: Map<bigint, Refund>;
  readonly returns: Map<bigint, ShopReturn>;
  readonly ledger: BalanceEntry[];
  readonly payouts: Payout[];
  readonly subscriptions: Map<bigint, Subscription>;
  /** Tells the subscribers; one call is one merchant event, whatever topics it has. */
  announce: (topics: readonly Announcement[]) => void;
}
/** A topic and its body; the body is made only when somebody listens. */
export interface Announcement {
  readonly topic: string;
  readonly body: () => unknown;
}

/** Shopify states times to the second; what is compared and shown is the truncated one. */
export const stamp = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
export const gid = (type: string, id: bigint): string => `gid://shopify/${type}/${id}`;

/** The number in a gid of this type, or undefined when it is not one. */
export function idOf(type: string, text: string): bigint | undefined {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(\?.*)?$/.exec(text);
  return match?.[1] === type ? BigInt(match[2] ?? 0) : undefined;
}

export const currentQuantity = (line: Line): number => line.quantity - line.removed;
export const levelKey = (item: bigint, place: bigint): string => `${item}:${place}`;

export function touch(order: Order, world: World): void {
  order.updatedAt = world.now();
}
