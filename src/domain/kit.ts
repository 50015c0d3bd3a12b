/**
 * Kits: a line of the order is the kit, the stock ledger knows its components. Demand is exploded over the whole
 * order before anything is promised, so that a kit and the loose component beside it count that component once.
 */
import type { ExternalId, Sku } from './brand.ts';

export type Parts = Readonly<Record<string, number>>;
/** What a SKU is made of; undefined: it lies on a shelf itself. */
export type PartsOf = (sku: string) => Parts | undefined;

export interface Piece { readonly sku: Sku; readonly per: number }
export interface Demand {
  readonly lineId: ExternalId;
  /** As the order says it: the kit. */
  readonly sku: Sku;
  readonly quantity: number;
  /** What one unit of the line takes off the shelf. */
  readonly pieces: readonly Piece[];
}

/** Kits may hold kits. @throws TypeError when one holds itself. */
export function piecesOf(sku: string, partsOf: PartsOf, within: readonly string[] = []): Piece[] {
  if (within.includes(sku)) throw new TypeError(`kit ${within[0]} holds itself`);
  const parts = partsOf(sku);
  if (!parts) return [{ sku: sku as Sku, per: 1 }];
  const total = new Map<Sku, number>();
  for (const [part, n] of Object.entries(parts))
    for (const piece of piecesOf(part, partsOf, [...within, sku]))
      total.set(piece.sku, (total.get(piece.sku) ?? 0) + piece.per * n);
  return [...total].map(([of, per]) => ({ sku: of, per }));
}

export const explode = <L extends { lineId: ExternalId; sku: Sku; quantity: number }>(
  lines: readonly L[], partsOf: PartsOf,
): Demand[] =>
  lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity, pieces: piecesOf(sku, partsOf) }));

/** How many whole kits some parts are: all of them parts of it, and as many of each as it takes; undefined when they are not. */
export function kitsIn(pieces: readonly Piece[], told: readonly { readonly sku: string; readonly quantity: number }[]): number | undefined {
  const [first] = pieces;
  if (!first || told.some((x) => !pieces.some((p) => p.sku === x.sku))) return undefined;
  const of = (sku: string) => told.filter((x) => x.sku === sku).reduce((n, x) => n + x.quantity, 0);
  const kits = of(first.sku) / first.per;
  return kits > 0 && Number.isInteger(kits) && pieces.every((p) => of(p.sku) === kits * p.per) ? kits : undefined;
}

/** Eaches of every component that a whole order takes. */
export function totals(demands: readonly Demand[]): Map<Sku, number> {
  const sums = new Map<Sku, number>();
  for (const d of demands)
    for (const { sku, per } of d.pieces) sums.set(sku, (sums.get(sku) ?? 0) + per * d.quantity);
  return sums;
}
