/**
 * Lots on the moves of a customer shipment (Tryton's module stock_lot), where the settings say that Tryton keeps them: what
 * the warehouse says went of each lot stands on a move of its own. A lot that Tryton does not know is made.
 */
import { z } from 'zod';
import type { Shipment } from '#domain/shipment.ts';
import { NOTE } from './lines.ts';
import { create, find, type TrytonPort } from './rpc.ts';
import type { SaleLine } from './sales.ts';
import { Id } from './values.ts';

export const Move = z.object({ id: Id, state: z.string(), quantity: z.number(), origin: z.string().nullable() });
export type Move = z.output<typeof Move>;
/** As it is where lots are kept, with what another move beside it needs. */
export const LotMove = Move.extend({
  lot: Id.nullable(), product: Id, uom: Id, company: Id, currency: Id.nullable(), to_location: Id, unit_price: z.unknown(),
});
export type LotMove = z.output<typeof LotMove>;
const Lot = z.object({ id: Id, number: z.string() });

/** So many units of a move; `lot` absent: nothing is said of lots. */
export interface Chunk { readonly quantity: number; readonly lot?: number | null }
export type Chunks = ReadonlyMap<number, readonly Chunk[]>;

/** Each move whole, where no lots are kept. */
export const whole = (parts: ReadonlyMap<number, number>): Chunks =>
  new Map([...parts].map(([id, quantity]) => [id, quantity > 0 ? [{ quantity }] : []]));

/** What of each move goes under which lot: a move keeps a lot that it has rightly, the rest is dealt in the order told. */
export async function byLot(
  port: TrytonPort, { lines, shipment }: { lines: readonly SaleLine[]; shipment: Shipment }, moves: readonly LotMove[],
  parts: ReadonlyMap<number, number>,
): Promise<Chunks> {
  const chunks = new Map<number, Chunk[]>();
  for (const { lineId, sku, lots = [] } of shipment.lines) {
    const own = new Set(lines.filter((l) => l.note === NOTE.line(lineId)).map((l) => `sale.line,${l.id}`));
    const mine = moves.filter((m) => own.has(m.origin ?? '') && (parts.get(m.id) ?? 0) > 0);
    if (mine.length === 0) continue;
    const named = lots.filter((l) => l.sku === sku);
    const ids = await lotsNamed(port, mine[0]!.product, named.map((l) => l.lot));
    const left = new Map<number, number>();
    for (const l of named) left.set(ids.get(l.lot)!, (left.get(ids.get(l.lot)!) ?? 0) + l.quantity);
    const open = new Map(mine.map((m) => [m.id, parts.get(m.id)!]));
    const give = (m: LotMove, lot: number) => {
      const quantity = Math.min(open.get(m.id)!, left.get(lot) ?? 0);
      if (quantity === 0) return;
      open.set(m.id, open.get(m.id)! - quantity);
      left.set(lot, left.get(lot)! - quantity);
      chunks.set(m.id, [...chunks.get(m.id) ?? [], { quantity, lot }]);
    };
    for (const m of mine) if (m.lot) give(m, m.lot);
    for (const m of mine) for (const lot of left.keys()) give(m, lot);
    for (const m of mine)
      if (open.get(m.id)! > 0) chunks.set(m.id, [...chunks.get(m.id) ?? [], { quantity: open.get(m.id)!, lot: null }]);
  }
  return chunks;
}

/** Numbers of a product's lots → their ids; those it does not know are made. */
export async function lotsNamed(port: TrytonPort, product: number, numbers: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (numbers.length === 0) return new Map();
  const wanted = [...new Set(numbers)];
  const there = await find(port, { model: 'stock.lot', domain: [['product', '=', product], ['number', 'in', wanted]] }, Lot);
  // Of two that somebody made the first stands.
  const ids = new Map(there.toReversed().map((l) => [l.number, l.id]));
  for (const number of wanted) if (!ids.has(number)) ids.set(number, await create(port, 'stock.lot', { number, product }));
  return ids;
}

/** The moves stand as they are to be. */
export const stands = (moves: readonly Move[], chunks: Chunks): boolean => moves.every((m) => {
  const [only, ...more] = chunks.get(m.id) ?? [];
  return only !== undefined && more.length === 0 && m.quantity === only.quantity &&
    (only.lot === undefined || (m as LotMove).lot === only.lot);
});

/** The first chunk stays on its move, each further one becomes a move beside it. */
export function changesOf(moves: readonly Move[], chunks: Chunks, from: number): readonly (readonly unknown[])[] {
  const kept = moves.filter((m) => (chunks.get(m.id) ?? []).length > 0);
  const first = kept.flatMap((m) => {
    const { quantity, lot } = chunks.get(m.id)![0]!;
    return [[m.id], { quantity, from_location: from, ...(lot !== undefined && { lot }) }];
  });
  const beside = kept.flatMap((m) => chunks.get(m.id)!.slice(1).map(({ quantity, lot }) => {
    const { product, uom, company, currency, to_location, unit_price, origin } = m as LotMove;
    return { product, uom, company, currency, to_location, unit_price, origin, quantity, lot, from_location: from };
  }));
  return [...(first.length > 0 ? [['write', ...first]] : []), ...(beside.length > 0 ? [['create', beside]] : [])];
}
