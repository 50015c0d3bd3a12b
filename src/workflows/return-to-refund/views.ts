/**
 * What follows from what was told: how many units of each line came back to which place, whoever told of them.
 *
 * Several tellers speak of the same goods (the platform, the warehouse, the channel). Of one line at one place the
 * largest count anybody has stands; places add up. Who names no place speaks of the goods the others have placed, and
 * only what goes beyond those is taken to be where returns go.
 */
import type { ExternalId, IdempotencyKey, LocationId, Sku } from '#domain/brand.ts';
import { DISPOSITIONS, type Disposition, type ReturnLine, type SoldLine } from '#domain/return.ts';
import type { Quantities } from '#domain/document.ts';
import type { Graded, State, Told } from './state.ts';

export const keyOf = (...parts: readonly (string | number)[]): IdempotencyKey => parts.join(':') as IdempotencyKey;
export const of = (quantities: Quantities, lineId: string): number => quantities[lineId] ?? 0;
export const none: Graded = { resaleable: 0, damaged: 0, destroyed: 0 };
export const totalOf = (graded: Graded): number => DISPOSITIONS.reduce((n, d) => n + graded[d], 0);

/** A unit count by teller, place and line; `place` empty when none was named. */
interface Count {
  readonly by: string;
  readonly place: string;
  readonly lineId: ExternalId;
  readonly quantity: number;
  readonly disposition?: Disposition;
}

/** What was told, on lines of the order. What fits no line is left over. */
export function counted(s: State, told: readonly Told[]): { counts: Count[]; strange: ReturnLine[] } {
  const counts: Count[] = [];
  const strange: ReturnLine[] = [];
  const used = new Map<string, number>();
  for (const t of told)
    for (const line of t.lines) {
      const parts = placed(s.sale?.lines ?? [], line, (lineId) => used.get(`${t.by} ${lineId}`) ?? 0);
      if (parts.length === 0) strange.push(line);
      for (const { lineId, quantity } of parts) {
        used.set(`${t.by} ${lineId}`, (used.get(`${t.by} ${lineId}`) ?? 0) + quantity);
        const { disposition } = line;
        counts.push({ by: t.by, place: t.location ?? '', lineId, quantity, ...(disposition && { disposition }) });
      }
    }
  return { counts, strange };
}

/** Lines of one item fill up in their order; what is over stands on the last, where it is seen to be too much. */
function placed(
  lines: readonly SoldLine[], told: ReturnLine, used: (lineId: string) => number,
): { lineId: ExternalId; quantity: number }[] {
  const known = lines.find((l) => l.lineId === told.lineId);
  if (known) return [{ lineId: known.lineId, quantity: told.quantity }];
  const same = lines.filter((l) => told.sku !== undefined && l.sku === told.sku);
  let left = told.quantity;
  return same.flatMap((l, i) => {
    const quantity = i === same.length - 1 ? left : Math.max(0, Math.min(left, l.shipped - used(l.lineId)));
    left -= quantity;
    return quantity > 0 ? [{ lineId: l.lineId, quantity }] : [];
  });
}

const sums = <K extends string>(counts: readonly Count[], key: (c: Count) => K): Map<K, number> => {
  const all = new Map<K, number>();
  for (const c of counts) all.set(key(c), (all.get(key(c)) ?? 0) + c.quantity);
  return all;
};
const CUT = '\u001f';
/** The most that anybody counted, by the rest of the key. */
function most(counts: readonly Count[], rest: (c: Count) => string): Map<string, number> {
  const best = new Map<string, number>();
  for (const [key, n] of sums(counts, (c) => `${c.by}${CUT}${rest(c)}`)) {
    const name = key.slice(key.indexOf(CUT) + 1);
    best.set(name, Math.max(best.get(name) ?? 0, n));
  }
  return best;
}

/** Where goods are that nobody placed: where the terms say, else where they left from. */
export const homeOf = (s: State, line: SoldLine): LocationId | undefined => s.terms?.returnTo ?? line.from;

/** Units of a line that came back, by place: as received, and at least as many as were looked at. */
export function backAt(s: State, line: SoldLine): ReadonlyMap<string, number> {
  const mine = (told: readonly Told[]) => counted(s, told).counts.filter((c) => c.lineId === line.lineId);
  const [received, inspected] = [mine(s.received), mine(s.inspected)];
  const at = new Map<string, number>();
  for (const some of [received, inspected])
    for (const [place, n] of most(some.filter((c) => c.place), (c) => c.place)) at.set(place, Math.max(at.get(place) ?? 0, n));
  const everywhere = Math.max(...[received, inspected].flatMap((some) => [...most(some, () => '').values()]), 0);
  const beyond = everywhere - [...at.values()].reduce((a, b) => a + b, 0);
  const home = homeOf(s, line);
  if (beyond > 0 && home) at.set(home, (at.get(home) ?? 0) + beyond);
  return at;
}

/** What was found of a line at a place, by disposition. What nobody placed belongs to the place that has the goods. */
export function foundAt(s: State, line: SoldLine, place: string): Graded {
  const places = s.booked.filter((b) => b.lineId === line.lineId).map((b) => b.location as string);
  const here = counted(s, s.inspected).counts.filter((c) => c.lineId === line.lineId &&
    (c.place === place || (c.place === '' && (places.length <= 1 || homeOf(s, line) === place))));
  const found = most(here, (c) => c.disposition ?? 'resaleable');
  const of = (d: Disposition) => found.get(d) ?? 0;
  if (s.terms?.notResaleable.includes(line.sku)) return { ...none, damaged: of('damaged') + of('resaleable'), destroyed: of('destroyed') };
  return { resaleable: of('resaleable'), damaged: of('damaged'), destroyed: of('destroyed') };
}

/** Units in the books as come back. */
export const back = (s: State, lineId: string): number =>
  s.booked.filter((b) => b.lineId === lineId).reduce((n, b) => n + b.quantity, 0);
export const gradedUnits = (s: State, lineId: string): number =>
  s.booked.filter((b) => b.lineId === lineId).reduce((n, b) => n + totalOf(b.graded), 0);

/** Units money was given for, of those that had left; `expected`: only those that are to come back. */
export const refundedUnits = (s: State, lineId: string, expected = false): number =>
  (s.sale?.refunds ?? []).flatMap((r) => r.lines)
    .filter((l) => l.lineId === lineId && (!expected || l.comesBack || s.terms?.expectAll))
    .reduce((n, l) => n + l.quantity, 0);

/** Units for which the buyer gets a replacement: no money goes back for them. */
export const replacedUnits = (s: State, line: SoldLine): number => s.agreements
  .filter((a) => a.resolution === 'replacement' && a.stage !== 'Declined' && a.stage !== 'Cancelled')
  .flatMap((a) => a.lines).filter((l) => l.lineId === line.lineId || (l.lineId === undefined && l.sku === line.sku))
  .reduce((n, l) => n + l.quantity, 0);

/** Agreements that cover a line; one without lines covers all of the order. */
export const agreementsFor = (s: State, { lineId, sku }: { readonly lineId: string; readonly sku: Sku }) =>
  s.agreements.filter((a) => a.lines.length === 0 || a.lines.some((l) => l.lineId === lineId || (l.lineId === undefined && l.sku === sku)));
