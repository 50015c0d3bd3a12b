/** What each message does to the goods ledger. Rules only read and move the locked rows; no I/O. */
import type { ConnectionId, LocationId, Sku } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { FulfillmentShorted, ReleaseStock, ReserveStock, ShipmentDispatched, StockCounted } from '#domain/messages.ts';
import { source } from '#domain/sourcing.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Reservation, ReservationMove } from '#store/ledger.ts';
import type { Draft } from '../append.ts';
import { tenantOf } from '../platform.ts';
import { follow, type Batch } from './handler.ts';

export interface Movement { readonly sku: string; readonly from: string; readonly to: string; readonly quantity: number }
/** The stock rows of a batch, locked; moved in memory first, written once at the end. */
export interface Stock {
  at(tenant: string, account: string, sku: string): number;
  move(d: Claimed, movements: readonly Movement[], memo: string): void;
  hold(m: ReservationMove): void;
  /** The last count of a SKU at a location. */
  counted(tenant: string, location: string, sku: string): Counted | undefined;
  remember(tenant: string, location: string, sku: string, c: Counted): void;
  /** Units that left after the moment of a count that is being applied. */
  shippedSince(d: Claimed): number;
}
export interface Counted {
  readonly asOf: string;
  /** Counted fewer than are promised; not posted, because promises stand. */
  readonly missing: number;
}

export interface GoodsCase {
  readonly batch: Batch;
  readonly d: Claimed;
  readonly stock: Stock;
  /** What the order holds, as read at the start of the batch. */
  readonly held: readonly Reservation[];
}

const SHIPS = new Set(['warehouse', 'store', '3pl']);

export const onHand = (location: string): string => `stock:${location}:on_hand`;
export const reservedAt = (location: string): string => `stock:${location}:reserved`;
/** On the books and not found: nobody is sold it until a count says where it is. */
export const inspectionAt = (location: string): string => `stock:${location}:inspection`;

const changed = ({ batch, d }: GoodsCase, skus: Iterable<string>): Draft[] =>
  [...new Set(skus)].map((sku, i) => ({
    ...follow(d, i, { type: 'AvailabilityChanged', data: { sku }, key: `${d.id}:${sku}` }, batch.now), correlation: d.correlation,
  }));

export function reserve(c: GoodsCase, { orderId, lines, key, round, except = [] }: ReserveStock['data']): Draft[] {
  const { d, stock, batch } = c;
  const t = tenantOf(batch.platform, d.tenant);
  const skus = [...new Set(lines.map((l) => l.sku))];
  const open = t.locations.filter((l) => SHIPS.has(l.kind) && !except.includes(l.location as LocationId));
  const sources = open.map((l) => ({
    location: l.location as LocationId, priority: l.priority,
    stock: new Map(skus.map((sku) => [sku, stock.at(d.tenant, onHand(l.location), sku)])),
  }));
  const sourced = source(lines, sources);
  if ('short' in sourced)
    return [follow(d, 0, { type: 'StockRefused', data: { orderId, short: sourced.short, round }, key }, batch.now)];
  const { promised } = sourced;
  stock.move(d, promised.map((p): Movement =>
    ({ sku: p.sku, from: onHand(p.location), to: reservedAt(p.location), quantity: p.quantity })), 'reserved');
  for (const p of promised)
    stock.hold({ tenant: d.tenant, orderId, lineId: p.lineId, sku: p.sku, location: p.location, reserved: p.quantity, taken: 0 });
  const connections = Object.fromEntries(t.locations.flatMap((l) =>
    l.connection && promised.some((p) => p.location === l.location) ? [[l.location, l.connection as ConnectionId]] : []));
  return [
    follow(d, 0, { type: 'StockReserved', data: { orderId, lines: promised, connections, round }, key }, batch.now),
    ...changed(c, skus),
  ];
}

/** Gives back what is still held: all of it, or of the given lines. Releasing twice gives back nothing more. */
export function release(c: GoodsCase, { orderId, lines, key }: ReleaseStock['data']): Draft[] {
  const { d, stock, held, batch } = c;
  const given = held.flatMap((h) => {
    const asked = lines
      ? lines.filter((l) => l.lineId === h.line_id && l.location === h.location).reduce((n, l) => n + l.quantity, 0)
      : h.reserved;
    const quantity = Math.min(asked, h.reserved);
    return quantity > 0 ? [{ ...h, quantity }] : [];
  });
  for (const g of given) {
    const missing = Math.min(g.quantity, g.missing);
    stock.move(d, [
      { sku: g.sku, from: reservedAt(g.location), to: onHand(g.location), quantity: g.quantity - missing },
      { sku: g.sku, from: reservedAt(g.location), to: inspectionAt(g.location), quantity: missing },
    ].filter((m) => m.quantity > 0), 'released');
    stock.hold({ tenant: d.tenant, orderId, lineId: g.line_id, sku: g.sku, location: g.location, reserved: -g.quantity, taken: 0,
      missing: -missing });
  }
  return [
    follow(d, 0, { type: 'StockReleased', data: { orderId, lines: given.map((g) =>
      ({ lineId: g.line_id, sku: g.sku, location: g.location, quantity: g.quantity })) }, key }, batch.now),
    ...changed(c, given.map((g) => g.sku)),
  ];
}

/** What a picker did not find is remembered with the order's hold: when the workflow gives it back, it is not for sale. */
export function short(c: GoodsCase, { orderId, lines, location }: FulfillmentShorted['data']): Draft[] {
  for (const line of lines) {
    const at = location ?? c.held.find((h) => h.line_id === line.lineId)?.location;
    if (at)
      c.stock.hold({ tenant: c.d.tenant, orderId, lineId: line.lineId, sku: line.sku, location: at, reserved: 0, taken: 0,
        missing: line.quantity });
  }
  return [];
}

/**
 * Shipped goods leave what the order holds at that location; what it does not hold leaves the free stock.
 * Goods that left before the last count are already missing in it: the variance it posted is given back.
 */
export function ship(c: GoodsCase, { orderId, shipment }: ShipmentDispatched['data']): Draft[] {
  const { d, stock, held } = c;
  const { location } = shipment;
  const touched: string[] = [];
  for (const line of shipment.lines) {
    const hold = held.find((h) => h.line_id === line.lineId && h.location === location);
    const fromHold = Math.min(line.quantity, hold?.reserved ?? 0);
    const rest = line.quantity - fromHold;
    const free = stock.at(d.tenant, onHand(location), line.sku);
    if (rest > free)
      throw stop.refused('StockNegative', `${location} shipped ${line.quantity} of ${line.sku} for ${orderId}; ` +
        `the ledger holds ${fromHold} for it there and ${free} free`);
    stock.move(d, [
      { sku: line.sku, from: reservedAt(location), to: 'goods:shipped', quantity: fromHold },
      { sku: line.sku, from: onHand(location), to: 'goods:shipped', quantity: rest },
    ].filter((m) => m.quantity > 0), 'shipped');
    stock.hold({ tenant: d.tenant, orderId, lineId: line.lineId, sku: line.sku, location, reserved: -fromHold, taken: line.quantity });
    if (giveBack(c, location, line, shipment.at) || rest > 0) touched.push(line.sku);
  }
  return changed(c, touched);
}

function giveBack({ d, stock }: GoodsCase, location: string, line: { sku: string; quantity: number }, at: string): boolean {
  const last = stock.counted(d.tenant, location, line.sku);
  if (!last || Temporal.Instant.compare(at, last.asOf) > 0) return false;
  const unposted = Math.min(last.missing, line.quantity);
  if (unposted > 0) stock.remember(d.tenant, location, line.sku, { ...last, missing: last.missing - unposted });
  const back = line.quantity - unposted;
  if (back > 0) stock.move(d, [{ sku: line.sku, from: 'goods:variance', to: onHand(location), quantity: back }], 'counted before');
  return back > 0;
}

/**
 * A count says what was physically there at its moment; what left since is not there any more. The difference
 * to on hand + reserved is a variance. Promises stand: a count below what is reserved takes the free stock to
 * zero and asks for a recount. An older count than the last one says nothing.
 */
export function count(c: GoodsCase, { location, sku, onHand: counted, asOf }: StockCounted['data']): Draft[] {
  const { d, stock, batch } = c;
  const last = stock.counted(d.tenant, location, sku);
  if (last && Temporal.Instant.compare(asOf, last.asOf) < 0) return [];
  const lost = stock.at(d.tenant, inspectionAt(location), sku);
  if (lost > 0) stock.move(d, [{ sku, from: inspectionAt(location), to: 'goods:variance', quantity: lost }], 'counted');
  const free = stock.at(d.tenant, onHand(location), sku);
  const difference = counted - stock.shippedSince(d) - free - stock.at(d.tenant, reservedAt(location), sku);
  const moved = Math.max(difference, -free);
  stock.remember(d.tenant, location, sku, { asOf, missing: moved - difference });
  if (moved !== 0)
    stock.move(d, [moved > 0
      ? { sku, from: 'goods:variance', to: onHand(location), quantity: moved }
      : { sku, from: onHand(location), to: 'goods:variance', quantity: -moved }], 'counted');
  const drafts = moved === 0 ? [] : changed(c, [sku as Sku]);
  if (moved === difference) return drafts;
  const detail = `${location} counted ${counted} of ${sku}; ${moved - difference} more are promised to orders`;
  const key = `recount:${location}:${sku}:${asOf}`;
  return [...drafts, follow(d, 9, { type: 'RaiseException', data: { key, kind: 'StockNegative', detail } }, batch.now)];
}
