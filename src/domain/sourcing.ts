/** Which location fulfills what: one location for everything if one can, else the fewest by priority. Pure. */
import type { LocationId, Sku } from './brand.ts';
import type { ValidatedLine } from './messages.ts';
import type { PromisedLine } from './order.ts';

export interface Source {
  readonly location: LocationId;
  /** Lower goes first. */
  readonly priority: number;
  /** On hand and not promised, per SKU. */
  readonly stock: ReadonlyMap<Sku, number>;
}
export interface Shortage { readonly sku: Sku; readonly wanted: number; readonly available: number }
export type Sourced = { readonly promised: readonly PromisedLine[] } | { readonly short: readonly Shortage[] };

/** All or nothing: either every line is promised in full, or what is short is named. */
export function source(lines: readonly ValidatedLine[], sources: readonly Source[]): Sourced {
  const short = shortages(lines, sources);
  if (short.length > 0) return { short };
  const ordered = [...sources].sort((a, b) => a.priority - b.priority || (a.location < b.location ? -1 : 1));
  const whole = ordered.find((s) => shortages(lines, [s]).length === 0);
  return { promised: take(lines, whole ? [whole] : ordered) };
}

function shortages(lines: readonly ValidatedLine[], sources: readonly Source[]): Shortage[] {
  const wanted = new Map<Sku, number>();
  for (const l of lines) wanted.set(l.sku, (wanted.get(l.sku) ?? 0) + l.quantity);
  return [...wanted].flatMap(([sku, n]) => {
    const available = sources.reduce((sum, s) => sum + (s.stock.get(sku) ?? 0), 0);
    return available < n ? [{ sku, wanted: n, available }] : [];
  });
}

function take(lines: readonly ValidatedLine[], sources: readonly Source[]): PromisedLine[] {
  const left = sources.map((s) => ({ ...s, stock: new Map(s.stock) }));
  return lines.flatMap((line) => {
    let open = line.quantity;
    return left.flatMap(({ location, stock }) => {
      const quantity = Math.min(open, stock.get(line.sku) ?? 0);
      if (quantity <= 0) return [];
      open -= quantity;
      stock.set(line.sku, (stock.get(line.sku) ?? 0) - quantity);
      return [{ lineId: line.lineId, sku: line.sku, quantity, location }];
    });
  });
}
