/**
 * Which location fulfills what. The same rule decides the first time and after a location declined: places that may
 * take part, ranked by the words of the policy (priority, distance, age of the goods, room left today); one place for
 * everything if one can, else two, else as few as a greedy choice finds, never more than the policy splits an order
 * into. Each choice is told in words. Pure.
 */
import type { LocalDate, LocationId, Sku } from './brand.ts';
import { totals, type Demand } from './kit.ts';
import type { PromisedLine } from './order.ts';

export interface Source {
  readonly location: LocationId;
  /** Lower goes first. */
  readonly priority: number;
  /** What this order may take there, per SKU. */
  readonly stock: ReadonlyMap<Sku, number>;
  /** To the buyer, when both places are known. */
  readonly km?: number | undefined;
  /** Orders it can still take today; absent: any number. */
  readonly room?: number | undefined;
  /** Items that lie there only to go into kits. */
  readonly partsOnly?: ReadonlySet<Sku> | undefined;
  /** The last day of what goes out first there, of each item that is kept by lot. */
  readonly expires?: ReadonlyMap<Sku, LocalDate> | undefined;
  /** Since when an item has lain there. */
  readonly since?: ReadonlyMap<Sku, string> | undefined;
  /** Why it may not take part: 'declined', 'kept by the marketplace', 'not the pickup store'. */
  readonly barred?: string | undefined;
}
export type Word = 'priority' | 'distance' | 'expiry' | 'age' | 'room';
export interface SourcingRules {
  /** What decides first, second, …; the name of the location decides last. */
  readonly order: readonly Word[];
  /** Into how many shipments an order may be split; 1: never. */
  readonly splits: number;
  /** Whatever is there, or all or nothing. */
  readonly partial: boolean;
}
export const SOURCING_DEFAULTS: SourcingRules = { order: ['priority'], splits: 10, partial: false };

export interface Shortage { readonly sku: Sku; readonly wanted: number; readonly available: number }
export interface Sourced {
  /** In units of the order's lines: a kit is promised as the kit. Empty when all or nothing was asked and not to be had. */
  readonly promised: readonly PromisedLine[];
  readonly short: readonly Shortage[];
  /** The choice in words, one sentence per place. */
  readonly why: readonly string[];
}

/** `ceiling`: of a SKU, no more than this over all places, because the rest is kept for somebody. */
export function source(
  demands: readonly Demand[], sources: readonly Source[], rules: SourcingRules = SOURCING_DEFAULTS,
  ceiling: ReadonlyMap<Sku, number> = new Map(),
): Sourced {
  const ranked = rank(sources, demands, rules.order);
  const open = lowered(ranked.filter((s) => !bar(s)), ceiling);
  const chosen = choose(demands, open, rules.splits);
  const promised = take(demands, chosen);
  const short = shortages(demands, promised);
  const kept = short.length > 0 && !rules.partial ? [] : promised;
  return { promised: kept, short, why: ranked.map((s) => words(s, kept, demands)).slice(0, MOST_WORDS) };
}
const MOST_WORDS = 12;

const bar = (s: Source): string | undefined => s.barred ?? (s.room !== undefined && s.room <= 0 ? 'no room left today' : undefined);

/** The places an order would be asked of, best first. */
export function rank(sources: readonly Source[], demands: readonly Demand[], order: readonly Word[]): Source[] {
  const skus = [...totals(demands).keys()];
  const by: Record<Word, (s: Source) => number | string> = {
    priority: (s) => s.priority,
    distance: (s) => s.km ?? Infinity,
    expiry: (s) => skus.map((sku) => s.expires?.get(sku) ?? '9999-12-31').sort()[0] ?? '9999-12-31',
    age: (s) => skus.map((sku) => s.since?.get(sku) ?? '9').sort()[0] ?? '9',
    room: (s) => -(s.room ?? Infinity),
  };
  const compare = (a: Source, b: Source): number => {
    for (const word of order) {
      const [x, y] = [by[word](a), by[word](b)];
      if (x !== y) return x < y ? -1 : 1;
    }
    return a.location < b.location ? -1 : a.location > b.location ? 1 : 0;
  };
  return [...sources].sort(compare);
}

/** Takes what is kept for others off the places that would be asked last. */
function lowered(ranked: readonly Source[], ceiling: ReadonlyMap<Sku, number>): readonly Source[] {
  if (ceiling.size === 0) return ranked;
  const over = new Map([...ceiling].map(([sku, most]) =>
    [sku, ranked.reduce((n, s) => n + (s.stock.get(sku) ?? 0), 0) - Math.max(0, most)]));
  return ranked.toReversed().map((s) => ({ ...s, stock: new Map([...s.stock].map(([sku, n]) => {
    const less = Math.min(n, Math.max(0, over.get(sku) ?? 0));
    over.set(sku, (over.get(sku) ?? 0) - less);
    return [sku, n - less];
  })) })).toReversed();
}

function choose(demands: readonly Demand[], ranked: readonly Source[], splits: number): readonly Source[] {
  const useful = ranked.filter((s) => units(take(demands, [s])) > 0);
  const whole = (some: readonly Source[]) => shortages(demands, take(demands, some)).length === 0;
  const one = useful.find((s) => whole([s]));
  if (one || splits <= 1) return one ? [one] : best(demands, useful, 1);
  if (useful.length <= MOST_PAIRED)
    for (const [i, a] of useful.entries())
      for (const b of useful.slice(i + 1)) if (whole([a, b])) return [a, b];
  return best(demands, useful, splits);
}
/** Pairs of more places than this are not tried one by one. */
const MOST_PAIRED = 40;

/** Again and again the place that has most of what is still missing. */
function best(demands: readonly Demand[], ranked: readonly Source[], splits: number): readonly Source[] {
  const chosen: Source[] = [];
  let have = 0;
  while (chosen.length < splits) {
    const [next, n] = ranked.filter((s) => !chosen.includes(s)).map((s) => [s, units(take(demands, [...chosen, s]))] as const)
      .reduce<readonly [Source | undefined, number]>((a, b) => (b[1] > a[1] ? b : a), [undefined, have]);
    if (!next) break;
    chosen.push(next);
    have = n;
  }
  return chosen;
}
const units = (lines: readonly PromisedLine[]): number => lines.reduce((n, l) => n + l.quantity, 0);

/** Kits first, because all pieces of one must lie at one place; then line by line, place by place. */
export function take(demands: readonly Demand[], sources: readonly Pick<Source, 'location' | 'stock' | 'partsOnly'>[]): PromisedLine[] {
  const left = sources.map((s) => ({ location: s.location, partsOnly: s.partsOnly, stock: new Map(s.stock) }));
  const kitsFirst = demands.toSorted((a, b) => b.pieces.length - a.pieces.length);
  return kitsFirst.flatMap(({ lineId, sku, quantity, pieces }) => {
    let open = quantity;
    return left.flatMap(({ location, stock, partsOnly }) => {
      if (pieces.some((piece) => piece.sku === sku) && partsOnly?.has(sku)) return [];
      const whole = pieces.map((p) => Math.floor((stock.get(p.sku) ?? 0) / p.per));
      const n = Math.min(open, ...whole);
      if (!(n > 0)) return [];
      open -= n;
      for (const p of pieces) stock.set(p.sku, stock.get(p.sku)! - n * p.per);
      return [{ lineId, sku, quantity: n, location }];
    });
  });
}

function shortages(demands: readonly Demand[], promised: readonly PromisedLine[]): Shortage[] {
  const wanted = new Map<Sku, number>();
  const available = new Map<Sku, number>();
  for (const d of demands) wanted.set(d.sku, (wanted.get(d.sku) ?? 0) + d.quantity);
  for (const p of promised) available.set(p.sku, (available.get(p.sku) ?? 0) + p.quantity);
  return [...wanted].flatMap(([sku, n]) => {
    const have = available.get(sku) ?? 0;
    return have < n ? [{ sku, wanted: n, available: have }] : [];
  });
}

/** Single items of the order that lie there only to go into kits. */
const singly = ({ partsOnly }: Source, demands: readonly Demand[]): string[] =>
  demands.filter((d) => partsOnly?.has(d.sku) && d.pieces.some((p) => p.sku === d.sku)).map((d) => `${d.sku} only in kits`);

function words(s: Source, promised: readonly PromisedLine[], demands: readonly Demand[]): string {
  const barred = bar(s);
  if (barred) return `${s.location}: ${barred}`;
  const mine = promised.filter((p) => p.location === s.location);
  const facts = [
    `priority ${s.priority}`, ...(s.km === undefined ? [] : [`${s.km} km`]),
    ...(s.room === undefined ? [] : [`room for ${s.room} today`]), ...singly(s, demands),
    ...[...(s.expires ?? [])].map(([sku, day]) => `${sku} until ${day}`),
  ].join(', ');
  if (mine.length > 0) return `${s.location} (${facts}): takes ${mine.map((p) => `${p.quantity} × ${p.sku}`).join(', ')}`;
  const alone = take(demands, [s]);
  const all = demands.reduce((n, d) => n + d.quantity, 0);
  const has = alone.length === 0 ? 'has none of it'
    : shortages(demands, alone).length === 0 ? 'has all of it too' : `has ${units(alone)} of ${all}`;
  return `${s.location} (${facts}): ${has}`;
}
