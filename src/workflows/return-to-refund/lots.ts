/**
 * Which lots go where inspection sends the goods: those that were told with that finding, else those that were told as
 * received. Of several tellers the one counts who names most; what went before does not go again.
 */
import { units, type LotUnits } from '#domain/lot.ts';
import type { Disposition, ReturnLine } from '#domain/return.ts';
import type { Booked, State, Told } from './state.ts';

interface Going { readonly b: Booked; readonly disposition: Disposition; readonly quantity: number }

/** One list a move, in their order. */
export function lotsGraded(s: State, moves: readonly Going[]): LotUnits[][] {
  const gone: { readonly b: Booked; readonly lots: readonly LotUnits[] }[] = s.booked.map((b) => ({ b, lots: b.lots ?? [] }));
  return moves.map((move) => {
    const { lots, byLine } = named(s, move);
    const before = gone.filter(({ b }) => (byLine ? b === move.b : b.sku === move.b.sku && b.location === move.b.location));
    const now = upTo(less(lots, before.flatMap((g) => g.lots)), { sku: move.b.sku, quantity: move.quantity });
    gone.push({ b: move.b, lots: now });
    return now;
  });
}

interface Named { readonly lots: readonly LotUnits[]; readonly byLine: boolean }
function named(s: State, { b, disposition }: Going): Named {
  const spoiled = disposition === 'damaged' && s.terms?.notResaleable.includes(b.sku);
  const found = best(s.inspected, b, ({ disposition: told = 'resaleable' }) =>
    told === disposition || (spoiled === true && told !== 'destroyed'));
  return found.lots.length > 0 ? found : best(s.received, b, () => true);
}
/** Of a receipt's line, the lots of its units, after so many that came before. */
export function lotsTaken(s: State, line: Place & { readonly quantity: number }, before: number): LotUnits[] {
  const told = [s.inspected, s.received].map((t) => best(t, line, () => true).lots.filter((l) => l.sku === line.sku));
  const lots = told.toSorted((x, y) => units(y) - units(x))[0]!;
  let skip = before;
  const rest = lots.flatMap((l) => {
    const passed = Math.min(skip, l.quantity);
    skip -= passed;
    return l.quantity > passed ? [{ ...l, quantity: l.quantity - passed }] : [];
  });
  return upTo(rest, line);
}

type Place = Pick<Booked, 'lineId' | 'sku' | 'location'>;
function best(told: readonly Told[], b: Place, fits: (l: ReturnLine) => boolean): Named {
  const here = told.filter((t) => !t.location || t.location === b.location);
  const lines = (t: Told) => t.lines.filter((l) => (l.lineId ? l.lineId === b.lineId : l.sku === b.sku) && fits(l));
  const by = [...Map.groupBy(here, (t) => t.by).values()].map((of) => of.flatMap(lines).filter((l) => l.lots))
    .map((of) => ({ lots: of.flatMap((l) => l.lots!), byLine: of.some((l) => l.lineId) }));
  return by.toSorted((x, y) => units(y.lots) - units(x.lots))[0] ?? { lots: [], byLine: false };
}

function less(lots: readonly LotUnits[], gone: readonly LotUnits[]): LotUnits[] {
  const left = new Map<string, number>();
  for (const l of gone) left.set(nameOf(l), (left.get(nameOf(l)) ?? 0) + l.quantity);
  return lots.flatMap((l) => {
    const off = Math.min(l.quantity, left.get(nameOf(l)) ?? 0);
    left.set(nameOf(l), (left.get(nameOf(l)) ?? 0) - off);
    return l.quantity > off ? [{ ...l, quantity: l.quantity - off }] : [];
  });
}
const nameOf = (l: LotUnits): string => `${l.sku} ${l.lot}`;

/** No more of the item than goes; parts of a kit are counted by who knows the kit. */
function upTo(lots: readonly LotUnits[], { sku, quantity }: { readonly sku: string; readonly quantity: number }): LotUnits[] {
  let open = quantity;
  return lots.flatMap((l) => {
    if (l.sku !== sku) return [l];
    const taken = Math.min(open, l.quantity);
    open -= taken;
    return taken > 0 ? [{ ...l, quantity: taken }] : [];
  });
}
