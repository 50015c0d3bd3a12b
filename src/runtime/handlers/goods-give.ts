/** What an order holds, given back, short-picked, or shipped. Lines are in the order's units; rows are what lies on shelves. */
import type { ExternalId, LocationId, Sku } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { OUTSIDE, owedAt, stockAccount } from '#domain/goods.ts';
import type { FulfillmentShorted, OrderCancelled, ReleaseStock, ShipmentDispatched } from '#domain/messages.ts';
import type { PromisedLine } from '#domain/order.ts';
import type { Reservation } from '#store/stock-reservation.ts';
import type { Draft } from '../append.ts';
import { changed, countedBefore, onHand, piecesFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { unclaim } from './goods-claim.ts';
import { lotsShipped } from './goods-lots-out.ts';
import { isTheirs } from './goods-suppliers.ts';
import { follow } from './handler.ts';

export type Given = Reservation & { readonly quantity: number };

/** Gives back what is still held: all of it, or of the given lines. Releasing twice gives back nothing more. */
export function release(c: GoodsCase, { orderId, lines, key }: ReleaseStock['data']): Draft[] {
  const given = giveBack(c, askedOf(c.held, lines));
  return [
    follow(c.d, 0, { type: 'StockReleased', data: { orderId, lines: folded(given) }, key }, c.batch.now),
    ...changed(c, given.map((g) => g.sku)),
  ];
}

/** Of what is held, what the lines name; without lines, all of it. */
export function askedOf(held: readonly Reservation[], lines?: readonly PromisedLine[]): Given[] {
  return held.flatMap((h): Given[] => {
    const asked = lines
      ? lines.filter((l) => l.lineId === h.line_id && l.location === h.location).reduce((n, l) => n + l.quantity, 0) * h.per
      : h.reserved;
    const quantity = Math.min(asked, h.reserved);
    return quantity > 0 ? [{ ...h, quantity }] : [];
  });
}

export function giveBack(c: GoodsCase, given: readonly Given[]): readonly Given[] {
  const { d, stock } = c;
  for (const g of given) {
    const missing = Math.min(g.quantity, g.missing);
    const from = stockAccount(g.location, g.kind === 'hold' ? 'held' : 'reserved');
    const owed = Math.min(g.quantity, stock.owed(d.tenant, g.location, g.sku));
    const lost = Math.max(0, missing - owed);
    stock.move(d, isTheirs(c, g.sku, g.location) ? [{ sku: g.sku, from, to: OUTSIDE.supplier, quantity: g.quantity }] : [
      { sku: g.sku, from, to: owedAt(g.location), quantity: owed },
      { sku: g.sku, from, to: stockAccount(g.location, 'missing'), quantity: lost },
      { sku: g.sku, from, to: onHand(g.location), quantity: g.quantity - owed - lost },
    ], 'released');
    stock.hold({
      tenant: d.tenant, orderId: g.order_id, lineId: g.line_id, sku: g.sku, location: g.location, reserved: -g.quantity, taken: 0,
      missing: -missing, per: g.per, kind: g.kind,
    });
  }
  turnsBack(c, given);
  return given;
}

/** A place that has nothing left of the order and sent nothing can take another one in its stead. */
function turnsBack({ d, stock, held }: GoodsCase, given: readonly Given[]): void {
  for (const [location, rows] of Map.groupBy(given, (g) => g.location)) {
    const here = held.filter((h) => h.location === location);
    const day = here.find((h) => h.given_day !== null)?.given_day;
    const left = here.reduce((n, h) => n + h.reserved + h.taken, 0) - rows.reduce((n, r) => n + r.quantity, 0);
    if (day && left === 0) stock.loads.back(d.tenant, location, day);
  }
}

/** Back into units of the order's lines: of a kit, whole kits. */
function folded(given: readonly Given[]): PromisedLine[] {
  return [...Map.groupBy(given, (g) => `${g.line_id}\u001f${g.location}`).values()].map((rows) => ({
    lineId: rows[0]!.line_id as ExternalId, sku: (rows[0]!.line_sku ?? rows[0]!.sku) as Sku, location: rows[0]!.location as LocationId,
    quantity: Math.min(...rows.map((r) => Math.floor(r.quantity / r.per))),
  }));
}

/** What a picker did not find is remembered with the order's hold: when the workflow gives it back, it is not for sale. */
export function short(c: GoodsCase, { orderId, lines, location }: FulfillmentShorted['data']): Draft[] {
  for (const line of lines)
    for (const h of c.held.filter((x) => x.line_id === line.lineId && x.location === (location ?? x.location)))
      c.stock.hold({
        tenant: c.d.tenant, orderId, lineId: h.line_id, sku: h.sku, location: h.location, reserved: 0, taken: 0,
        missing: line.quantity * h.per, per: h.per,
      });
  return [];
}

/** Shipped goods leave what the order holds at that location; what it does not hold leaves the free stock. */
export function ship(c: GoodsCase, { orderId, shipment }: ShipmentDispatched['data']): Draft[] {
  const touched: string[] = [];
  const wrong = shipment.lines.flatMap((line) => lotsShipped(c, shipment, line));
  for (const line of shipment.lines)
    for (const { sku, per } of piecesFor(tenantIn(c), line.sku)) {
      const out = take(c, orderId, { sku, per, lineId: line.lineId, location: shipment.location, quantity: line.quantity * per });
      if (countedBefore(c, { location: shipment.location, sku }, out.quantity, shipment.at) || out.free > 0) touched.push(sku);
    }
  return [...wrong, ...changed(c, touched)];
}

function take(
  { d, stock, held }: GoodsCase, orderId: string,
  { sku, per, lineId, location, quantity }: { sku: Sku; per: number; lineId: string; location: string; quantity: number },
): { quantity: number; free: number } {
  const hold = held.find((h) => h.line_id === lineId && h.location === location && h.sku === sku);
  const fromHold = Math.min(quantity, hold?.reserved ?? 0);
  const rest = quantity - fromHold;
  const free = stock.at(d.tenant, onHand(location), sku);
  if (rest > free)
    throw stop.refused('StockNegative', `${location} shipped ${quantity} of ${sku} for ${orderId}; ` +
      `the ledger holds ${fromHold} for it there and ${free} free`);
  stock.move(d, [
    { sku, from: stockAccount(location, 'reserved'), to: OUTSIDE.shipped, quantity: fromHold },
    { sku, from: onHand(location), to: OUTSIDE.shipped, quantity: rest },
  ], 'shipped');
  stock.hold({ tenant: d.tenant, orderId, lineId, sku, location, reserved: -fromHold, taken: quantity, per: hold?.per ?? per });
  return { quantity, free: rest };
}

/** An order that is not wanted any more gives back what it claimed of goods on order. */
export const cancelled = (c: GoodsCase, { orderId }: OrderCancelled['data']): Draft[] =>
  changed(c, unclaim(c, orderId, [...new Set(c.held.map((h) => h.sku))]));
