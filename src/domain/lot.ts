/**
 * Lots: goods of one item that came together and, where that is known, expire together. What lies somewhere by lot stands
 * beside the stock accounts (goods.ts). First expired, first out: what expires soonest and may still be sold is promised
 * and picked first; a lot too near its end is not for sale. Pure.
 */
import type { LocalDate, Sku } from './brand.ts';

export interface Lot {
  /** Lot or serial number. */
  readonly lot: string;
  /** Units of it that are there. */
  readonly quantity: number;
  /** Last day; absent: it does not expire, or nobody said. */
  readonly expires?: LocalDate | undefined;
}

/** Of an item, so many units of one lot: what a picker is asked to take, or says that went. Of a kit's line, of its parts. */
export interface LotUnits extends Lot {
  readonly sku: Sku;
}

/** Soonest first; what has no end last; equal ones by name. */
export const firstOut = (lots: readonly Lot[]): Lot[] =>
  lots.filter((l) => l.quantity > 0).sort((a, b) => {
    const [x, y] = [a.expires ?? '9999-12-31', b.expires ?? '9999-12-31'];
    return x < y ? -1 : x > y ? 1 : a.lot < b.lot ? -1 : 1;
  });

/** Whether a buyer would get it with fewer than so many days left; one that is over is never for sale. */
export const isTooOld = ({ expires }: Lot, on: LocalDate, days: number): boolean =>
  expires !== undefined && expires < Temporal.PlainDate.from(on).add({ days }).toString();

/** What of the lots must not be sold on a day. */
export const tooOld = (lots: readonly Lot[], on: LocalDate, days: number): Lot[] =>
  firstOut(lots).filter((l) => isTooOld(l, on, days));

/** So many units, soonest out first, after so many that are somebody else's already. */
export function pickLots(lots: readonly Lot[], { after, quantity }: { after: number; quantity: number }): Lot[] {
  let skip = after;
  let open = quantity;
  return firstOut(lots).flatMap((l) => {
    const passed = Math.min(skip, l.quantity);
    const taken = Math.min(open, l.quantity - passed);
    skip -= passed;
    open -= taken;
    return taken > 0 ? [{ ...l, quantity: taken }] : [];
  });
}

export const units = (lots: readonly Lot[]): number => lots.reduce((n, l) => n + l.quantity, 0);
/** `3 of lot L-7 (until 2026-12-01), 2 of lot L-9`. */
export const sayLots = (lots: readonly Lot[]): string =>
  lots.map((l) => `${l.quantity} of lot ${l.lot}${l.expires ? ` (until ${l.expires})` : ''}`).join(', ');

/** A line's lots when only the first `some` of its `all` units are meant: soonest out first. The others have the rest. */
export function firstLots(lots: readonly LotUnits[], some: number, all: number): LotUnits[] {
  return cut(lots, all, (covered) => ({ after: 0, quantity: Math.round(covered * some / all) }));
}
export function otherLots(lots: readonly LotUnits[], some: number, all: number): LotUnits[] {
  return cut(lots, all, (covered) => {
    const after = Math.round(covered * some / all);
    return { after, quantity: covered - after };
  });
}
function cut(lots: readonly LotUnits[], all: number, which: (covered: number) => { after: number; quantity: number }): LotUnits[] {
  if (all <= 0) return [];
  return [...Map.groupBy(lots, (l) => l.sku)].flatMap(([sku, of]) => pickLots(of, which(units(of))).map((l) => ({ ...l, sku })));
}
