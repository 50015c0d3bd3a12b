/**
 * The shop's state: variants with stock, orders, payments, refunds, fulfillments; and what orders may do.
 *
 * Two habits of the real server are kept because connectors fall over them: an order's `updatedAt` moves
 * when its lines or its address change, and not when it is fulfilled or refunded; and stored times have whole
 * seconds (as with its sql.js and MySQL drivers), so that orders share an `updatedAt`.
 */
import type { Applied } from '../twin.ts';

export interface Variant {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  price: number;
  stockOnHand: number;
  stockAllocated: number;
  updatedAt: string;
}
export interface Line {
  readonly id: string;
  readonly variant: Variant;
  /** Per unit, without tax; in a tax-inclusive channel it follows from the shown price. */
  readonly unitPrice: number;
  quantity: number;
  placed: number;
  readonly createdAt: string;
}
export interface Payment {
  readonly id: string;
  readonly method: string;
  readonly amount: number;
  state: string;
  readonly transactionId: string;
  readonly createdAt: string;
  readonly refunds: Refund[];
}
export interface Part {
  readonly orderLineId: string;
  readonly quantity: number;
}
export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly total: number;
  readonly shipping: number;
  readonly reason: string | null;
  readonly lines: readonly Part[];
  readonly createdAt: string;
  state: 'Pending' | 'Settled' | 'Failed';
  transactionId: string | null;
}
export interface Fulfillment {
  readonly id: string;
  readonly method: string;
  readonly trackingCode: string;
  readonly lines: readonly Part[];
  readonly createdAt: string;
  updatedAt: string;
  state: string;
}
export type Fields = Readonly<Record<string, string | null | undefined>>;
export interface ShopOrder {
  readonly id: string;
  readonly code: string;
  readonly createdAt: string;
  updatedAt: string;
  orderPlacedAt: string | null;
  state: string;
  readonly customFields: { threadlineHold: string | null; underReview: boolean };
  active: boolean;
  customer: Fields | null;
  shippingAddress: Fields;
  shipping: { code: string; name: string; price: number; cancelled: boolean } | null;
  couponPercent: number;
  readonly couponCodes: string[];
  readonly lines: Line[];
  readonly payments: Payment[];
  readonly fulfillments: Fulfillment[];
  readonly history: { id: string; createdAt: string; type: string; data: unknown }[];
}
export interface Shop {
  readonly now: () => Date;
  readonly currency: string;
  /** Percent, as Vendure writes it. */
  readonly taxRate: number;
  readonly pricesIncludeTax: boolean;
  readonly coupons: ReadonlyMap<string, number>;
  readonly shippingPrice: number;
  readonly variants: Map<string, Variant>;
  readonly orders: Map<string, ShopOrder>;
  readonly applied: Applied[];
  /** Tells the event bus. */
  readonly tell: (topic: string, order: ShopOrder, state: string) => void;
  ids: number;
}

export const seconds = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, '.000Z');
export const nextId = (shop: Shop): string => String(++shop.ids);
export const applied = (shop: Shop, operation: string, id: string, key?: string): void =>
  void shop.applied.push({ operation, id, ...(key !== undefined && { key }) });

export function note(shop: Shop, order: ShopOrder, type: string, data: unknown): void {
  order.history.push({ id: nextId(shop), createdAt: seconds(shop.now()), type, data });
}

export function touch(shop: Shop, order: ShopOrder): void {
  order.updatedAt = seconds(shop.now());
}

export function moveTo(shop: Shop, order: ShopOrder, state: string): void {
  if (order.state === state) return;
  note(shop, order, 'ORDER_STATE_TRANSITION', { from: order.state, to: state });
  order.state = state;
  shop.tell('order.state', order, state);
}

const CODE = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export function newOrder(shop: Shop): ShopOrder {
  const at = seconds(shop.now());
  const id = nextId(shop);
  // Looks drawn by lot, as the real codes do, and is the same in every run.
  const letter = (i: number) => CODE[(Number(id) * 7919 + i * (i + 3) * 31) % CODE.length];
  const code = Array.from({ length: 16 }, (_, i) => letter(i)).join('');
  const order: ShopOrder = {
    id, code, createdAt: at, updatedAt: at, orderPlacedAt: null, state: 'AddingItems', active: true, customer: null,
    shippingAddress: {}, shipping: null, couponPercent: 0, couponCodes: [], lines: [], payments: [], fulfillments: [],
    history: [], customFields: { threadlineHold: null, underReview: false },
  };
  shop.orders.set(id, order);
  return order;
}

export const fulfilled = (order: ShopOrder, lineId: string): number =>
  order.fulfillments.filter((f) => f.state !== 'Cancelled').flatMap((f) => f.lines)
    .filter((l) => l.orderLineId === lineId).reduce((sum, l) => sum + l.quantity, 0);
