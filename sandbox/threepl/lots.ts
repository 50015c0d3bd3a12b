/** Lots on the twin's shelves: which a request asks for, and which the picker takes. */
import type { LotAsked, LotOnShelf, Shelf, ShippingRequest, Warehouse } from './books.ts';
import type { Item } from './picking.ts';

export interface LotItem extends Item {
  readonly lot?: string;
  readonly expires?: string;
}

/** `L-7*2 L-9*1`; of a kit's parts `MILK/L-7*2`. */
export function lotsAsked(cell = ''): LotAsked[] {
  return cell.split(' ').flatMap((part) => {
    const [, sku, lot, quantity] = /^(?:([^/]+)\/)?([^/]+)\*(\d+)$/.exec(part) ?? [];
    return lot ? [{ lot: decodeURIComponent(lot), quantity: Number(quantity), ...(sku && { sku: decodeURIComponent(sku) }) }] : [];
  });
}

/** Those asked for as far as they lie there, then what ends soonest; a picker who errs begins at the other end. */
export function takeLots(shelf: Shelf, request: ShippingRequest, item: Item): LotItem[] {
  if (!shelf.lots) return [item];
  const soonest = shelf.lots.toSorted((a, b) => ((a.expires ?? '9') < (b.expires ?? '9') ? -1 : 1));
  const asked = request.otherLots ? [] : askedFor(request, item);
  const wish = asked.flatMap(({ lot, quantity }) => soonest.filter((l) => l.lot === lot).map((l) => ({ from: l, most: quantity })));
  const order = [...wish, ...(request.otherLots ? soonest.toReversed() : soonest).map((l) => ({ from: l, most: l.quantity }))];
  const taken = new Map<LotOnShelf, number>();
  let open = item.quantity;
  for (const { from, most } of order) {
    const quantity = Math.min(open, most, from.quantity);
    open -= quantity;
    from.quantity -= quantity;
    if (quantity > 0) taken.set(from, (taken.get(from) ?? 0) + quantity);
  }
  const items = [...taken].map(([l, quantity]) => ({ ...item, quantity, lot: l.lot, ...(l.expires && { expires: l.expires }) }));
  return open > 0 ? [...items, { ...item, quantity: open }] : items;
}
/** The part's own of a kit's line, else the line's. */
function askedFor(request: ShippingRequest, { lineRef, sku }: Item): readonly LotAsked[] {
  const line = request.lines.find((l) => l.lineRef === lineRef);
  return (line?.lots ?? []).filter((l) => (line?.sku === sku ? l.sku === undefined : l.sku === sku));
}

/** A kit is picked part by part, and each part lot by lot. */
export function takePicked(house: Warehouse, request: ShippingRequest, item: Item): LotItem[] {
  const parts = house.kits.get(item.sku);
  if (!parts) return takeLots(house.shelves.get(item.sku)!, request, item);
  return Object.entries(parts).flatMap(([sku, per]) => {
    const shelf = house.shelves.get(sku)!;
    const quantity = item.quantity * per;
    shelf.onHand -= quantity;
    return takeLots(shelf, request, { ...item, sku, quantity });
  });
}
