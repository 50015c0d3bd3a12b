/**
 * Fulfillment orders (what a location is asked to send) and fulfillments (what it sent).
 *
 * Status follows from quantities, holds and cancellation; nothing sets it.
 */
import { fulfillmentBody } from './rest-parts.ts';
import { orderBody } from './rest-order.ts';
import { isOpen, status, unfulfilled } from './standing.ts';
import { moveStock, placeOf } from './stock.ts';
import type { Fulfillment, FulfillmentOrder, Hold, Line, Order, Place, Tracking, World } from './world.ts';
import { gid, idOf, touch } from './world.ts';

/** One for each location that has lines to send. */
export function openFulfillmentOrders(world: World, order: Order, wish: {
  location?: string; pickup?: boolean; hold?: string; lines: readonly { location?: string }[];
}): void {
  const method = wish.pickup ? 'PICK_UP' : 'SHIPPING';
  order.lines.forEach((line, i) => {
    if (!line.shipped) return;
    const place = placeOf(world, wish.lines[i]?.location ?? wish.location);
    const at = order.fulfillmentOrders.find((fo) => fo.place === place) ?? open(world, order, { place, method });
    addLine(world, at, line, line.quantity);
  });
  for (const fo of order.fulfillmentOrders)
    if (wish.hold) fo.holds.push({ id: world.id(), reason: wish.hold, notes: null, handle: null });
}

function open(world: World, order: Order, at: { place: Place; method: FulfillmentOrder['method'] }): FulfillmentOrder {
  const opened: FulfillmentOrder = {
    id: world.id(), order, ...at, lines: [], holds: [], cancelled: false,
    createdAt: world.now(), updatedAt: world.now(),
  };
  order.fulfillmentOrders.push(opened);
  world.fulfillmentOrders.set(opened.id, opened);
  return opened;
}

function addLine(world: World, to: FulfillmentOrder, line: Line, quantity: number): void {
  const known = to.lines.find((l) => l.line === line);
  if (known) {
    known.total += quantity;
    known.remaining += quantity;
  } else to.lines.push({ id: world.id(), line, total: quantity, remaining: quantity });
  to.updatedAt = world.now();
}

/** An edit adds units: they join an open fulfillment order or start one. */
export function extend(world: World, order: Order, line: Line, quantity: number): void {
  if (!line.shipped) return;
  const at = order.fulfillmentOrders.find(isOpen)
    ?? open(world, order, { place: order.fulfillmentOrders[0]?.place ?? placeOf(world), method: 'SHIPPING' });
  addLine(world, at, line, quantity);
  moveStock(world, line.variant, at.place, { available: -quantity, committed: quantity });
}

/** Takes unsent units off; answers how many were found, and puts them back on sale when asked. */
export function withdraw(world: World, order: Order, { line, quantity, restock }: {
  line: Line; quantity: number; restock: boolean;
}): number {
  let left = quantity;
  for (const fo of order.fulfillmentOrders.filter((f) => !f.cancelled)) {
    const at = fo.lines.find((l) => l.line === line);
    const taken = Math.min(left, at?.remaining ?? 0);
    if (!at || taken === 0) continue;
    at.remaining -= taken;
    at.total -= taken;
    left -= taken;
    fo.updatedAt = world.now();
    moveStock(world, line.variant, fo.place, { committed: -taken, available: restock ? taken : 0 });
  }
  return quantity - left;
}

export function cancelFulfillmentOrders(world: World, order: Order): void {
  for (const fo of order.fulfillmentOrders.filter((f) => status(f) !== 'CLOSED')) {
    fo.cancelled = true;
    fo.updatedAt = world.now();
  }
}

export interface Pick { readonly fulfillmentOrderId: string;
  readonly fulfillmentOrderLineItems?: readonly { readonly id: string; readonly quantity: number }[] | null }

/** What would be sent, or why it cannot be. */
export function picked(world: World, picks: readonly Pick[]): { error: string } | Picked {
  const from: FulfillmentOrder[] = [];
  const takes: Take[] = [];
  for (const pick of picks) {
    const fo = world.fulfillmentOrders.get(idOf('FulfillmentOrder', pick.fulfillmentOrderId) ?? 0n);
    if (!fo) return { error: 'Fulfillment order does not exist.' };
    if (!isOpen(fo))
      return { error: `Fulfillment order ${fo.id} has an unfulfillable status= ${status(fo).toLowerCase()}.` };
    from.push(fo);
    const wanted = pick.fulfillmentOrderLineItems?.length ? pick.fulfillmentOrderLineItems
      : fo.lines.filter((l) => l.remaining > 0)
        .map((l) => ({ id: gid('FulfillmentOrderLineItem', l.id), quantity: l.remaining }));
    for (const { id, quantity } of wanted) {
      const line = fo.lines.find((l) => l.id === idOf('FulfillmentOrderLineItem', id));
      if (!line) return { error: 'Fulfillment order line item does not exist.' };
      if (quantity < 1 || quantity > line.remaining)
        return { error: 'Invalid fulfillment order line item quantity requested.' };
      takes.push({ fo, line, quantity });
    }
  }
  if (new Set(from.map((f) => `${f.order.id} ${f.place.id}`)).size > 1)
    return { error: 'All fulfillment orders must belong to the same order and location.' };
  return takes.length === 0 ? { error: 'Line items must be specified.' } : { from, takes };
}
interface Take {
  readonly fo: FulfillmentOrder;
  readonly line: FulfillmentOrder['lines'][number];
  readonly quantity: number;
}
interface Picked { readonly from: FulfillmentOrder[]; readonly takes: Take[] }

export function fulfill(world: World, { from, takes }: Picked, tracking: Tracking): Fulfillment {
  const [first] = from;
  if (!first) throw new Error('nothing to fulfill from');
  const { order, place } = first;
  const made: Fulfillment = {
    id: world.id(true), order, name: `#${order.number}-F${order.fulfillments.length + 1}`, place, from, tracking,
    lines: takes.map((t) => ({ id: world.id(), line: t.line.line, quantity: t.quantity })),
    createdAt: world.now(), updatedAt: world.now(),
  };
  for (const { fo, line, quantity } of takes) {
    line.remaining -= quantity;
    fo.updatedAt = world.now();
    moveStock(world, line.line.variant, place, { committed: -quantity });
  }
  order.fulfillments.push(made);
  world.fulfillments.set(made.id, made);
  touch(order, world);
  const done = order.lines.every((l) => !l.shipped || unfulfilled(order, l) === 0);
  world.announce([
    { topic: 'fulfillments/create', body: () => fulfillmentBody(made) },
    { topic: done ? 'orders/fulfilled' : 'orders/partially_fulfilled', body: () => orderBody(order, world) },
    { topic: 'orders/updated', body: () => orderBody(order, world) },
  ]);
  return made;
}

export function track(world: World, fulfillment: Fulfillment, tracking: Tracking): void {
  fulfillment.tracking = tracking;
  fulfillment.updatedAt = world.now();
  touch(fulfillment.order, world);
  world.announce([
    { topic: 'fulfillments/update', body: () => fulfillmentBody(fulfillment) },
    { topic: 'orders/updated', body: () => orderBody(fulfillment.order, world) },
  ]);
}

export function hold(world: World, fo: FulfillmentOrder, wish: Omit<Hold, 'id'>): Hold {
  const held = { id: world.id(), ...wish };
  fo.holds.push(held);
  fo.updatedAt = world.now();
  return held;
}

/** The units that are named stay; all others go on in a fulfillment order of their own. */
export function extendSplit(world: World, fo: FulfillmentOrder, keep: ReadonlyMap<string, number>): void {
  const over = fo.lines.map((l) => ({ l, n: l.remaining - (keep.get(gid('FulfillmentOrderLineItem', l.id)) ?? 0) })).filter((x) => x.n > 0);
  if (over.length === 0) return;
  const rest = open(world, fo.order, { place: fo.place, method: fo.method });
  for (const { l, n } of over) {
    l.remaining -= n;
    l.total -= n;
    addLine(world, rest, l.line, n);
  }
}

export function release(world: World, fo: FulfillmentOrder, ids: readonly bigint[] | undefined): void {
  fo.holds = fo.holds.filter((h) => ids !== undefined && !ids.includes(h.id));
  fo.updatedAt = world.now();
}

/** Another location sends it; committed stock goes along. */
export function move(world: World, fo: FulfillmentOrder, to: Place): void {
  for (const line of fo.lines) {
    moveStock(world, line.line.variant, fo.place, { available: line.remaining, committed: -line.remaining });
    moveStock(world, line.line.variant, to, { available: -line.remaining, committed: line.remaining });
  }
  fo.place = to;
  fo.updatedAt = world.now();
}
