/** Counting units of lines. An order has no status; it has quantities, and everything is decided from them. */
import type { Quantities } from '#domain/document.ts';
import { firstLots, otherLots, type LotUnits } from '#domain/lot.ts';

interface Counted {
  readonly lineId: string;
  readonly quantity: number;
  readonly lots?: readonly LotUnits[];
}

export const of = (quantities: Quantities, lineId: string): number => quantities[lineId] ?? 0;
export const any = (quantities: Quantities): boolean => Object.values(quantities).some((n) => n > 0);

export function tally(lines: readonly Counted[]): Quantities {
  const sums: Record<string, number> = {};
  for (const { lineId, quantity } of lines) sums[lineId] = of(sums, lineId) + quantity;
  return sums;
}

/** Takes some units off a list of lines, last ones first, as far as they reach. */
export function take<L extends Counted>(from: readonly L[], some: Quantities): { taken: L[]; rest: L[] } {
  const left = { ...some };
  const taken: L[] = [];
  const rest: L[] = [];
  for (const line of from.toReversed()) {
    const quantity = Math.min(line.quantity, Math.max(of(left, line.lineId), 0));
    left[line.lineId] = of(left, line.lineId) - quantity;
    const stays = line.quantity - quantity;
    if (quantity > 0) taken.unshift({ ...line, quantity, ...(line.lots && { lots: otherLots(line.lots, stays, line.quantity) }) });
    if (stays > 0) rest.unshift({ ...line, quantity: stays, ...(line.lots && { lots: firstLots(line.lots, stays, line.quantity) }) });
  }
  return { taken, rest };
}

/** Whether a list of lines has all of some units. */
export const covers = (lines: readonly Counted[], some: Quantities): boolean => {
  const have = tally(lines);
  return Object.entries(some).every(([lineId, n]) => of(have, lineId) >= n);
};

/** One row per line. */
export function merged<L extends Counted>(lines: readonly L[]): L[] {
  const sums = tally(lines);
  return [...Map.groupBy(lines, (l) => l.lineId).values()].map((rows) => {
    const lots = rows.flatMap((l) => l.lots ?? []);
    return { ...rows[0]!, quantity: of(sums, rows[0]!.lineId), ...(lots.length > 0 && { lots }) };
  });
}

export const words = (lines: readonly (Counted & { readonly sku: string })[]): string =>
  lines.map((l) => `${l.quantity} × ${l.sku}`).join(', ');
