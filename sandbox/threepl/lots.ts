/** Lots on the twin's shelves: which a request asks for, and which the picker takes. */
import type { LotOnShelf, Shelf, ShippingRequest } from './books.ts';
import type { Item } from './picking.ts';

export interface LotItem extends Item {
  readonly lot?: string;
  readonly expires?: string;
}

/** `L-7*2 L-9*1`; of a kit's parts, which this house does not know apart, `MILK/L-7*2`. */
export function lotsAsked(cell = ''): { lot: string; quantity: number }[] {
  return cell.split(' ').flatMap((part) => {
    const [, lot, quantity] = /^([^/]+)\*(\d+)$/.exec(part) ?? [];
    return lot ? [{ lot: decodeURIComponent(lot), quantity: Number(quantity) }] : [];
  });
}

/** Those asked for as far as they lie there, then what ends soonest; a picker who errs begins at the other end. */
export function takeLots(shelf: Shelf, request: ShippingRequest, item: Item): LotItem[] {
  if (!shelf.lots) return [item];
  const soonest = shelf.lots.toSorted((a, b) => ((a.expires ?? '9') < (b.expires ?? '9') ? -1 : 1));
  const asked = request.otherLots ? [] : request.lines.find((l) => l.lineRef === item.lineRef)?.lots ?? [];
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
