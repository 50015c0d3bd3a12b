/** What the rules of the goods ledger have in hand: the delivery, the locked rows, what the order holds, the policies. */
import { piecesOf, type Piece } from '#domain/kit.ts';
import { owedAt, stockAccount } from '#domain/goods.ts';
import type { LocalDate, LocationId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { PolicyInForce } from '#domain/stock-policy.ts';
import { toEaches } from '#domain/unit-of-measure.ts';
import type { LocationRow } from '#store/configuration.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Reservation } from '#store/stock-reservation.ts';
import type { Draft } from '../append.ts';
import { stockPolicy } from '../availability-sellable.ts';
import { tenantOf, type TenantConfiguration } from '../platform.ts';
import type { Movement, Stock } from './goods-stock.ts';
import { follow, type Batch } from './handler.ts';

export interface GoodsCase {
  readonly batch: Batch;
  readonly d: Claimed;
  readonly stock: Stock;
  /** What the order or hold has, as read at the start of the batch. */
  readonly held: readonly Reservation[];
  /** Places at which this rule has made the order count against the day. */
  readonly turns: Set<string>;
  /** The hold that an order names as its own, while it is in force. */
  readonly lent?: { readonly holdId: string; readonly reference: string; readonly rows: readonly Reservation[] } | undefined;
}

export const onHand = (location: string): string => stockAccount(location, 'on_hand');
export const tenantIn = ({ batch, d }: GoodsCase): TenantConfiguration => tenantOf(batch.platform, d.tenant);

/** Channels look again at an item. */
export const changed = ({ batch, d }: GoodsCase, skus: Iterable<string>): Draft[] =>
  [...new Set(skus)].map((sku, i) => ({
    ...follow(d, i, { type: 'AvailabilityChanged', data: { sku }, key: `${d.id}:${sku}` }, batch.now), correlation: d.correlation,
  }));

/** A service takes nothing off any shelf: it goes where the goods of its order go. */
export const partsOf = (t: TenantConfiguration) => (sku: string): Readonly<Record<string, number>> | undefined =>
  (t.items.get(sku)?.service ? {} : t.items.get(sku)?.parts ?? undefined);
/** What a unit of a line takes off the shelf. */
export const piecesFor = (t: TenantConfiguration, sku: string): Piece[] => piecesOf(sku, partsOf(t));

/** @throws Stopped when a partner counts in a unit nobody defined, or not in whole eaches. */
export function eaches(c: GoodsCase, sku: string, quantity: number, unit: string | undefined): number {
  try {
    return toEaches(quantity, unit, tenantIn(c).items.get(sku)?.units ?? undefined);
  } catch (error) {
    throw stop.refused('UnknownUnit', `${sku}: ${(error as Error).message}`);
  }
}

export function policyFor(c: GoodsCase, channel: string, sku: string, l?: LocationRow): PolicyInForce {
  const place = l && { location: l.location, kind: l.kind, class: l.class ?? undefined };
  return stockPolicy(tenantIn(c), { channel, sku, place, on: c.batch.now.slice(0, 10) as LocalDate });
}

/** Goods that come to a place first make good what was promised or sold beyond it. */
export function arriving(c: GoodsCase, from: string, at: { location: string; sku: string }, quantity: number): Movement[] {
  const owed = Math.min(quantity, c.stock.owed(c.d.tenant, at.location, at.sku));
  return [
    { sku: at.sku, from, to: owedAt(at.location), quantity: owed },
    { sku: at.sku, from, to: onHand(at.location), quantity: quantity - owed },
  ];
}
/** Goods that physically left a place beyond what it had free: the books owe them until a count or a receipt. */
export function leaving(c: GoodsCase, to: string, at: { location: string; sku: string }, quantity: number): Movement[] {
  const free = Math.min(quantity, c.stock.at(c.d.tenant, onHand(at.location), at.sku));
  return [
    { sku: at.sku, from: onHand(at.location), to, quantity: free },
    { sku: at.sku, from: owedAt(at.location), to, quantity: quantity - free },
  ];
}

/**
 * Goods that left before the last count are already missing in it, goods that came are already in it: what the
 * count posted as a variance is taken back. Answers whether anything moved.
 */
export function countedBefore(c: GoodsCase, at: { location: string; sku: string }, out: number, when: string): boolean {
  const { d, stock } = c;
  const last = stock.counted(d.tenant, at.location, at.sku);
  if (!last || out === 0 || Temporal.Instant.compare(when, last.asOf) > 0) return false;
  if (out < 0) {
    stock.move(d, leaving(c, 'goods:variance', at, -out), 'counted before');
    return true;
  }
  const unposted = Math.min(last.missing, out);
  if (unposted > 0) stock.remember(d.tenant, at.location, at.sku, { ...last, missing: last.missing - unposted });
  if (unposted > 0 && unposted === last.missing) calmed(c, at, last.asOf);
  stock.move(d, arriving(c, 'goods:variance', at, out - unposted), 'counted before');
  return out > unposted;
}

/** Nobody needs to look any more at what a count had asked. */
export const calmed = ({ d, stock }: GoodsCase, { location, sku }: { location: string; sku: string }, asOf: string): void =>
  stock.calm.about({ tenant: d.tenant, sku, asked: recountOf(location, sku, asOf) });
/** What a person is asked when a count finds fewer than are promised. */
export const recountOf = (location: string, sku: string, asOf: string): string =>
  `recount:${location}:${sku}:${Temporal.Instant.from(asOf).epochMilliseconds}`;

/** The order has taken a turn of the place's day: something of it is promised there, or left. */
export const countsAt = ({ held }: GoodsCase, location: string): boolean =>
  held.some((h) => h.location === location && h.kind === 'order' && h.given_day !== null && h.reserved + h.taken > 0);

export function complain(
  { d, batch }: GoodsCase, kind: 'StockNegative' | 'TransferMismatch' | 'SerialMismatch', key: string, detail: string,
): Draft {
  return follow(d, 9, { type: 'RaiseException', data: { key, kind, detail } }, batch.now);
}
export const asLocation = (location: string): LocationId => location as LocationId;
