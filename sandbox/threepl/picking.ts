/**
 * How one request leaves the building: in how many shipments and packages, and what is missing.
 *
 * Pure, and apart from the warehouse's books, so that a test reads the arithmetic without a folder.
 */
export type ShortReason = 'NOT_ON_SHELF' | 'DAMAGED_ON_SHELF';

/** What the warehouse does with a request when nobody would call it the ordinary case. */
export type Behaviour =
  | { readonly kind: 'partial' } //                          two shipments, the second one later
  | { readonly kind: 'split'; readonly packages?: number } // one shipment in several packages
  | { readonly kind: 'other-lot' } //                       the picker takes other lots than the request names
  | { readonly kind: 'short'; readonly sku?: string; readonly quantity?: number; readonly reason?: ShortReason };

export interface Item {
  readonly lineRef: string;
  readonly sku: string;
  readonly quantity: number;
}
export type Short = Item & { readonly reason: ShortReason };
export interface Picked {
  /** Each shipment is a list of packages, each package a list of items. */
  readonly shipments: readonly (readonly (readonly Item[])[])[];
  readonly shorts: readonly Short[];
}

export function pick(lines: readonly Item[], shelf: (sku: string) => number, behaviours: readonly Behaviour[]): Picked {
  const shorts: Short[] = [];
  const left = new Map<string, number>();
  const items = lines.map((line) => {
    const there = left.get(line.sku) ?? Math.max(0, shelf(line.sku));
    const wanted = shortOf(line, behaviours);
    const quantity = Math.min(line.quantity - wanted.quantity, there);
    left.set(line.sku, there - quantity);
    if (quantity < line.quantity) shorts.push({ ...line, quantity: line.quantity - quantity, reason: wanted.reason });
    return { ...line, quantity };
  });
  const partial = behaviours.some((b) => b.kind === 'partial');
  const split = behaviours.find((b) => b.kind === 'split');
  const shipments = deal(items, partial ? 2 : 1).map((part) => deal(part, split ? (split.packages ?? 2) : 1));
  return { shipments, shorts };
}

function shortOf(line: Item, behaviours: readonly Behaviour[]): { quantity: number; reason: ShortReason } {
  const found = behaviours.find((b) => b.kind === 'short' && (b.sku === undefined || b.sku === line.sku));
  if (found?.kind !== 'short') return { quantity: 0, reason: 'NOT_ON_SHELF' };
  return { quantity: Math.min(found.quantity ?? 1, line.quantity), reason: found.reason ?? 'NOT_ON_SHELF' };
}

/** Deals units to `hands` like cards, one item after the other; hands that got nothing are dropped. */
export function deal(items: readonly Item[], hands: number): Item[][] {
  const dealt: Item[][] = Array.from({ length: hands }, () => []);
  let turn = 0;
  for (const item of items) {
    const rest = item.quantity % hands;
    for (const [i, hand] of dealt.entries()) {
      const distance = (i - turn + hands) % hands;
      const quantity = Math.floor(item.quantity / hands) + (distance < rest ? 1 : 0);
      if (quantity > 0) hand.push({ ...item, quantity });
    }
    turn = (turn + rest) % hands;
  }
  return dealt.filter((hand) => hand.length > 0);
}
