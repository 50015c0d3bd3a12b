/**
 * What a test or the demo can do to the shop: everything buyers and merchants do without the API.
 */
import { dispose, openReturn, processReturn, turnReturn, type ReturnAsk } from './returns.ts';
import type { EditWish } from './edits.ts';
import { editOrder } from './edits.ts';
import { callBack, holdAndTell, moveAndTell, releaseAndTell, reschedule } from './placements.ts';
import type { OrderWish } from './orders.ts';
import { cancelOrder, placeOrder, summary, updateAddress } from './orders.ts';
import { parse, print } from './money.ts';
import type { PayoutWish } from './payouts.ts';
import { makePayout } from './payouts.ts';
import { currentTotals, inShop, totals } from './pricing.ts';
import { announceRefund, refund } from './refunds.ts';
import { restBodies } from './rest-other.ts';
import type { CatalogItem } from './stock.ts';
import { addProduct, level, moveStock, placeOf, variantOf } from './stock.ts';
import { PRIVACY_TOPICS } from './topics.ts';
import type { Address, Order, World } from './world.ts';
import { currentQuantity, gid, idOf } from './world.ts';

export interface PlacedOrder {
  readonly id: string;
  readonly gid: string;
  readonly name: string;
  readonly total: string;
}
export interface ShopState {
  readonly orders: readonly Record<string, unknown>[];
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly stock: readonly { readonly sku: string; readonly location: string; readonly available: number;
    readonly committed: number; readonly inventoryItem: string; readonly locationId: string }[];
  readonly subscriptions: readonly { readonly id: string; readonly topic: string; readonly uri: string }[];
  readonly payouts: readonly { readonly id: string; readonly net: string; readonly entries: number }[];
}
export interface RefundAsk {
  readonly lines?: readonly { readonly sku: string; readonly quantity: number;
    readonly restock?: 'no_restock' | 'cancel' | 'return' }[];
  readonly shipping?: 'all' | string;
  /** Money back if not what the goods are worth: decimal, in the shop's currency; '0' is goods without money. */
  readonly amount?: string;
  readonly note?: string;
}
export interface Driver {
  placeOrder(wish: OrderWish): PlacedOrder;
  cancelOrder(order: string, how?: { reason?: string; refund?: boolean; restock?: boolean }): void;
  editOrder(order: string, wish: EditWish): void;
  refundOrder(order: string, ask: RefundAsk): string;
  /** Answers the return's id. */
  openReturn(order: string, ask: ReturnAsk): string;
  turnReturn(id: string, status: 'OPEN' | 'CLOSED' | 'DECLINED' | 'CANCELED', note?: string): void;
  /** The merchant settles it: against what goes out instead, else with money. */
  processReturn(id: string): void;
  /** What became of goods: 'RESTOCKED', 'NOT_RESTOCKED', … */
  disposeReturn(id: string, what: { sku: string; quantity: number; type: string }): void;
  updateAddress(order: string, address: Address): void;
  holdOrder(order: string, reason?: string): void;
  moveOrder(order: string, location: string): void;
  /** Without a time: it may be sent now. */
  rescheduleOrder(order: string, to?: Date): void;
  /** The merchant asks whoever sends it not to. */
  callBackOrder(order: string): void;
  releaseOrder(order: string): void;
  setStock(sku: string, available: number, location?: string): void;
  addProduct(item: CatalogItem): void;
  setPrice(sku: string, price: string): void;
  /** The next retry would find nobody: the subscription is gone, as after eight failures. */
  dropSubscription(topic: string): number;
  makePayout(wish?: PayoutWish): string | undefined;
  /** A payout that was made SCHEDULED or IN_TRANSIT arrives, or does not. */
  settlePayout(id: string, status: 'PAID' | 'FAILED' | 'CANCELED'): void;
  requestData(order: string): void;
  redactCustomer(order: string): void;
  /** The merchant removes the app: the token dies, app/uninstalled is sent, shop/redact follows. */
  uninstall(): void;
  state(): ShopState;
  /** What the buyer was charged for the order as placed and what is left of it, decimals in the shop's currency. */
  worth(order: string): { readonly total: string; readonly current: string };
}

export function driver(world: World, privacyUri: string | undefined): Driver & { installed: () => boolean } {
  let installed = true;
  if (privacyUri) for (const topic of PRIVACY_TOPICS) {
    const id = world.id();
    world.subscriptions.set(id, { id, topic, uri: privacyUri, name: null, createdAt: world.now(), appOwned: true });
  }
  const bodies = restBodies(world);
  const tell = (topic: string, body: () => unknown): void => world.announce([{ topic, body }]);
  return {
    installed: () => installed,
    ...orderDriver(world),
    setStock(sku, available, location) {
      const [variant, place] = [variantOf(world, sku), placeOf(world, location)];
      moveStock(world, variant, place, { available: available - level(world, variant.itemId, place).available });
    },
    addProduct(item) {
      const { product } = addProduct(world, item);
      tell('products/create', () => bodies.product(product));
    },
    setPrice(sku, price) {
      const variant = variantOf(world, sku);
      variant.price = parse(price, world.currency);
      variant.updatedAt = world.now();
      variant.product.updatedAt = world.now();
      tell('products/update', () => bodies.product(variant.product));
    },
    dropSubscription(topic) {
      const gone = [...world.subscriptions.values()].filter((s) => s.topic === topic && !s.appOwned);
      for (const s of gone) world.subscriptions.delete(s.id);
      return gone.length;
    },
    makePayout: (wish) => makePayout(world, wish)?.id.toString(),
    settlePayout(id, status) {
      const payout = world.payouts.find((p) => p.id.toString() === id);
      if (!payout) throw new Error(`the twin has no payout ${id}`);
      payout.status = status;
    },
    requestData: (order) => tell('customers/data_request', () => bodies.dataRequest(orderIn(world, order))),
    redactCustomer: (order) => tell('customers/redact', () => bodies.customerRedact(orderIn(world, order))),
    uninstall() {
      installed = false;
      tell('app/uninstalled', () => bodies.shop());
      tell('shop/redact', () => bodies.shopRedact());
    },
    state: () => stateOf(world),
  };
}

type OrderDriver = Pick<Driver, 'placeOrder' | 'cancelOrder' | 'editOrder' | 'refundOrder' | 'openReturn' | 'turnReturn' | 'processReturn' | 'disposeReturn' | 'updateAddress'
  | 'holdOrder' | 'releaseOrder' | 'moveOrder' | 'rescheduleOrder' | 'callBackOrder' | 'worth'>;

function orderDriver(world: World): OrderDriver {
  const at = (id: string): Order => orderIn(world, id);
  return {
    placeOrder(wish) {
      const order = placeOrder(world, wish);
      return { id: order.id.toString(), gid: gid('Order', order.id), name: `#${order.number}`,
        total: print(totals(order).total.shop, world.currency) };
    },
    cancelOrder: (id, { reason = 'CUSTOMER', refund: money = true, restock = true } = {}) =>
      cancelOrder(world, at(id), { reason, refund: money, restock }),
    editOrder: (id, wish) => editOrder(world, at(id), wish),
    refundOrder: (id, ask) => refundFor(world, at(id), ask),
    openReturn: (id, ask) => openReturn(world, at(id), ask).id.toString(),
    turnReturn: (id, status, note) => turnReturn(world, world.returns.get(BigInt(id))!, status, { note }),
    processReturn: (id) => processReturn(world, world.returns.get(BigInt(id))!),
    disposeReturn: (id, what) => dispose(world, world.returns.get(BigInt(id))!, { ...what, place: world.places[0]! }),
    updateAddress: (id, address) => updateAddress(world, at(id), address),
    holdOrder(id, reason = 'OTHER') {
      for (const fo of at(id).fulfillmentOrders) holdAndTell(world, fo, { reason, notes: null, handle: null });
    },
    releaseOrder(id) {
      for (const fo of at(id).fulfillmentOrders) releaseAndTell(world, fo);
    },
    moveOrder(id, location) {
      for (const fo of at(id).fulfillmentOrders) moveAndTell(world, fo, placeOf(world, location));
    },
    rescheduleOrder(id, to) {
      for (const fo of at(id).fulfillmentOrders) reschedule(world, fo, to);
    },
    callBackOrder(id) {
      for (const fo of at(id).fulfillmentOrders) callBack(world, fo);
    },
    worth: (id) => ({ total: print(totals(at(id)).total.shop, world.currency),
      current: print(currentTotals(at(id)).total.shop, world.currency) }),
  };
}

function refundFor(world: World, order: Order, { lines = [], shipping, amount, note }: RefundAsk): string {
  const wished = lines.map(({ sku, quantity, restock = 'return' }) => {
    const line = order.lines.find((l) => l.sku === sku && currentQuantity(l) >= quantity);
    if (!line) throw new Error(`there are not ${quantity} of ${sku} left on #${order.number}`);
    return { line, quantity, restock };
  });
  const parent = order.transactions.find((t) => t.kind === 'sale' || t.kind === 'capture');
  const money = amount === undefined || !parent ? {} : {
    transactions: parse(amount, world.currency) === 0n ? [] : [{ parent, amount: inShop(amount, order) }],
  };
  const made = refund(world, order, { lines: wished, shipping, note, ...money });
  announceRefund(world, made);
  return made.id.toString();
}

/** By number, gid or name. */
function orderIn(world: World, id: string): Order {
  const found = world.orders.get(idOf('Order', id) ?? (/^\d+$/.test(id) ? BigInt(id) : 0n))
    ?? [...world.orders.values()].find((o) => `#${o.number}` === id);
  if (!found) throw new Error(`the twin has no order ${id}`);
  return found;
}

const stateOf = (world: World): ShopState => ({
  orders: [...world.orders.values()].map(summary),
  locations: world.places.map((p) => ({ id: p.id.toString(), name: p.name })),
  stock: [...world.levels.values()].map((l) => ({
    sku: world.items.get(l.item)?.sku ?? '', location: world.places.find((p) => p.id === l.place)?.name ?? '',
    available: l.available, committed: l.committed, inventoryItem: gid('InventoryItem', l.item),
    locationId: gid('Location', l.place),
  })),
  subscriptions: [...world.subscriptions.values()].filter((s) => !s.appOwned)
    .map((s) => ({ id: gid('WebhookSubscription', s.id), topic: s.topic, uri: s.uri })),
  payouts: world.payouts.map((p) => ({ id: p.id.toString(), net: print(p.net, world.currency),
    entries: p.entries.length })),
});
