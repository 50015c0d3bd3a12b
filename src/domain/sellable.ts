/**
 * What a channel may sell of an item, as an equation a person can follow:
 *
 *   12 on hand − 3 reserved − 1 held − 2 safety − 1 pending = 5; − 10 % buffer (0) = 5; at most 4 = 4
 *
 * Order of the terms: what lies at places the channel sells from, less what is promised, held, kept for safety;
 * less orders we have heard of and not worked on; less what is kept for other channels; then buffer, doubt, cap,
 * floor. Damaged goods, goods under inspection and goods a marketplace keeps are not in it. A true negative is
 * kept (`shortfall`) and shown to the channel as zero. What nobody ever counted is unknown, which is not zero.
 */
import type { LocalDate } from './brand.ts';
import { tooOld, units, type Lot } from './lot.ts';
import { amountOf, type PolicyInForce } from './stock-policy.ts';

/** The goods accounts of an item at a location. `onHand` is what is physically good there, promised or not. */
export interface Position {
  readonly location: string;
  /** 'warehouse', 'store', '3pl', 'marketplace', 'transit'. */
  readonly kind: string;
  readonly class?: string | undefined;
  readonly onHand: number;
  /** Of these, promised to orders. */
  readonly reserved: number;
  /** Of these, held for somebody until a time. */
  readonly held: number;
  readonly inspection: number;
  readonly damaged: number;
  /** On the way to this location from another of ours. */
  readonly inTransit: number;
  /** Ordered from a supplier and not claimed by an order yet. */
  readonly incoming: number;
  /** Promised or sold beyond what was there; the next goods settle it. */
  readonly shortfall: number;
  /** Of what is there, by lot, where lots are kept. */
  readonly lots?: readonly Lot[] | undefined;
  /** When somebody last said what is there; absent: nobody ever did. */
  readonly asOf?: string | undefined;
}

/** How far the positions are believed (confidence.ts): each step shows less. */
export type ConfidenceStep = 'full' | 'buffer' | 'floor' | 'pause';

export interface SellableInput {
  readonly positions: readonly Position[];
  /** The day, for what expires; absent: nothing does. */
  readonly on?: LocalDate | undefined;
  /** What holds for the channel and item as a whole. */
  readonly policy: PolicyInForce;
  /** What holds at one place: safety, goods in transit. Absent: the same as `policy`. */
  readonly policyAt?: ((position: Position) => PolicyInForce) | undefined;
  /** Units of orders we have heard of and not reserved yet. */
  readonly pending: number;
  /** Kept for other channels. */
  readonly setAside: readonly { readonly channel: string; readonly quantity: number }[];
  /** Units of incoming goods that were sold already. */
  readonly soldAhead: number;
  /** Goods on order by date, for the lead time that is told; all of them stand in the positions' `incoming`. */
  readonly incoming: readonly { readonly quantity: number; readonly expected: string }[];
  readonly confidence: ConfidenceStep;
  /** Components with what one kit needs of each; absent: not a kit. Its own positions are then not looked at. */
  readonly kit?: readonly KitPart[] | undefined;
}
export interface KitPart {
  readonly sku: string;
  readonly quantity: number;
  readonly positions: readonly Position[];
  readonly pending: number;
  /** Of the part, for other channels. */
  readonly kept?: number | undefined;
}

export interface Term {
  readonly sign: '+' | '−' | '≤' | '=';
  readonly amount: number;
  /** 'on hand', 'reserved', 'safety', 'buffer of 10%', 'kept for amazon-us'. */
  readonly what: string;
  /** The policy that says so, when one does. */
  readonly by?: string | undefined;
}
export interface Sellable {
  /** What the channel is told; undefined: unknown, or not to be published. Unknown is not zero. */
  readonly quantity: number | undefined;
  /** Of `quantity`, from the shelf and from incoming goods. */
  readonly now: number;
  readonly later: number;
  /** The day from which `later` can be sent; undefined without any. */
  readonly laterFrom: string | undefined;
  readonly leadDays: number;
  /** Promised beyond what there is; zero or positive. */
  readonly shortfall: number;
  readonly known: boolean;
  readonly paused: boolean;
  readonly terms: readonly Term[];
}

/** Places that ship when the policy names none. What a marketplace keeps is only read. */
export const SHIPS: ReadonlySet<string> = new Set(['warehouse', 'store', '3pl']);
const READ_ONLY = 'marketplace';

export const sellsFrom = (policy: Pick<PolicyInForce, 'sellsFrom'>, p: Pick<Position, 'location' | 'kind' | 'class'>): boolean =>
  p.kind !== READ_ONLY && (policy.sellsFrom.length === 0
    ? SHIPS.has(p.kind) : policy.sellsFrom.some((x) => x === p.kind || x === p.class || x === p.location));

export function sellable(input: SellableInput): Sellable {
  const { policy } = input;
  const terms: Term[] = [];
  const base = input.kit ? fromParts(input, input.kit, terms) : fromShelf(input, input.positions, terms);
  const known = base.known;
  let left = base.units;
  const take = (amount: number, what: string, by?: string) => {
    if (amount > 0) terms.push({ sign: '−', amount, what, by });
    left -= Math.max(0, amount);
  };
  take(input.pending, 'pending');
  for (const s of input.setAside) take(s.quantity, `kept for ${s.channel}`, `${s.channel} reserve`);
  const shortfall = Math.max(0, -left);
  take(amountOf(policy.buffer, left), `buffer${share(policy.buffer)}`, policy.origin.buffer);
  if (input.confidence === 'buffer' || input.confidence === 'floor')
    take(amountOf(policy.doubtBuffer, left), `doubt${share(policy.doubtBuffer)}`, policy.origin.doubtBuffer);
  left = Math.max(0, left);
  const later = ahead(input, left, terms);
  let quantity = left + later;
  const atMost = (limit: number, what: string, by?: string) => {
    if (quantity > limit) terms.push({ sign: '≤', amount: limit, what, by });
    quantity = Math.min(quantity, limit);
  };
  if (input.confidence === 'floor') atMost(policy.doubtFloor, 'while in doubt', policy.origin.doubtFloor);
  if (policy.cap !== undefined) atMost(policy.cap, 'cap', policy.origin.cap);
  if (quantity > 0 && quantity < policy.floor) atMost(0, `fewer than ${policy.floor}`, policy.origin.floor);
  if (input.confidence === 'pause') atMost(0, 'paused');
  const now = Math.min(left, quantity);
  const told = known && policy.publish;
  terms.push({ sign: '=', amount: quantity, what: known ? 'sellable' : 'unknown: nobody has counted it' });
  return {
    quantity: told ? quantity : undefined, now, later: quantity - now,
    laterFrom: quantity > now ? dayOf(input, quantity - now) : undefined,
    leadDays: policy.leadDays, shortfall, known, paused: input.confidence === 'pause', terms,
  };
}

interface Base { readonly units: number; readonly known: boolean }

/** Sums over the places; safety is kept back at each, and never makes a place count for less than nothing. */
function fromShelf(input: SellableInput, positions: readonly Position[], terms: Term[]): Base {
  const at = (p: Position) => input.policyAt?.(p) ?? input.policy;
  const counted = positions.filter((p) => sellsFrom(input.policy, p));
  const places = counted.filter((p) => input.kit !== undefined || !at(p).partsOnly);
  const sum = (of: (p: Position) => number): number => places.reduce((n, p) => n + of(p), 0);
  const gone = new Map(places.map((p) => [p, goneAt(input.on, p, at(p).shelfLife)]));
  const expired = sum((p) => gone.get(p)!.units);
  const kept = sum((p) => Math.min(Math.max(0, freeAt(p) - gone.get(p)!.units), at(p).safety));
  const moving = sum((p) => (at(p).sellInTransit ? p.inTransit : 0));
  const parts: readonly (readonly ['+' | '−', number, string, (string | undefined)?])[] = [
    ['+', sum((p) => p.onHand), 'on hand'], ['+', moving, 'in transit', input.policy.origin.sellInTransit],
    ['−', sum((p) => p.reserved), 'reserved'], ['−', sum((p) => p.held), 'held'],
    ['−', sum((p) => p.shortfall), 'owed'],
    ['−', expired, [...gone.values()].map((g) => g.what).filter(Boolean).join(', '), input.policy.origin.shelfLife],
    ['−', kept, 'safety', input.policy.origin.safety],
  ];
  for (const [sign, amount, what, by] of parts) if (amount !== 0 || what === 'on hand') terms.push({ sign, amount, what, by });
  return {
    units: parts.reduce((n, [sign, amount]) => n + (sign === '+' ? amount : -amount), 0),
    // Where it lies for kits only, it is known that none of it is for sale.
    known: counted.some((p) => p.asOf !== undefined),
  };
}
/** What lies there and must not be sold any more; never more than lies there. */
export function goneAt(on: LocalDate | undefined, p: Pick<Position, 'lots' | 'onHand' | 'location'>, shelfLife: number): {
  readonly units: number; readonly what: string;
} {
  const old = on === undefined ? [] : tooOld(p.lots ?? [], on, shelfLife);
  const what = old.map((l) => `lot ${l.lot} at ${p.location} (${l.quantity} until ${l.expires})`).join(', ');
  return { units: Math.min(units(old), Math.max(0, p.onHand)), what };
}

/** On hand and promised to nobody. */
export const freeAt = (p: Position): number => p.onHand - p.reserved - p.held;

/** Whole kits per place; and no component is counted for more than is left of it over all places. */
function fromParts(input: SellableInput, parts: readonly KitPart[], terms: Term[]): Base {
  const places = [...new Set(parts.flatMap((part) => part.positions.map((p) => p.location)))];
  const at = (part: KitPart, location?: string): Base => fromShelf(
    input, part.positions.filter((p) => location === undefined || p.location === location), []);
  const whole = (units: number, part: KitPart): number => Math.floor(Math.max(0, units) / part.quantity);
  const perPlace = places.reduce((n, place) =>
    n + (parts.length === 0 ? 0 : Math.min(...parts.map((part) => whole(at(part, place).units, part)))), 0);
  let units = perPlace;
  for (const part of parts) {
    const all = at(part);
    const left = all.units - part.pending - (part.kept ?? 0);
    const kits = whole(left, part);
    const kept = part.kept ? `, ${part.kept} kept for other channels` : '';
    terms.push({ sign: '≤', amount: kits, what: `by ${part.sku} (${part.quantity} in each, ${left} to be had${kept})` });
    units = Math.min(units, kits);
  }
  if (parts.length > 0) terms.push({ sign: '=', amount: units, what: 'whole kits at single places' });
  return { units, known: parts.length > 0 && parts.every((part) => at(part).known) };
}

/** What may be sold before it is here: never more than is on order and not sold yet. */
function ahead(input: SellableInput, onShelf: number, terms: Term[]): number {
  const { policy } = input;
  if (input.kit) return 0;
  const places = input.positions.filter((p) => sellsFrom(policy, p) && !(input.policyAt?.(p) ?? policy).partsOnly);
  const everHere = places.some((p) => p.onHand > 0 || p.reserved > 0) || onShelf > 0;
  const [limit, what, by] = everHere
    ? [policy.backorder, 'backorder', policy.origin.backorder] as const
    : [Math.max(policy.preorder, policy.backorder), 'preorder', policy.origin.preorder ?? policy.origin.backorder] as const;
  const expected = places.reduce((n, p) => n + p.incoming, 0);
  const units = Math.max(0, Math.min(limit - input.soldAhead, expected));
  if (units > 0) terms.push({ sign: '+', amount: units, what: `${what} of ${expected} incoming`, by });
  return units;
}

/** The day on which so many incoming units beyond those sold ahead are here. */
function dayOf({ incoming, soldAhead }: SellableInput, units: number): string | undefined {
  let need = units + soldAhead;
  for (const batch of [...incoming].sort((a, b) => (a.expected < b.expected ? -1 : 1))) {
    need -= batch.quantity;
    if (need <= 0) return batch.expected;
  }
  return undefined;
}

const share = (amount: string | number): string => (typeof amount === 'string' ? ` of ${amount}` : '');

/** `12 on hand − 3 reserved − 2 safety (shopify-us rule 1) ≤ 4 cap = 4 sellable`. */
export const equation = (s: Pick<Sellable, 'terms'>): string =>
  s.terms.map((t, i) => `${i === 0 && t.sign === '+' ? '' : `${t.sign} `}${t.amount} ${t.what}${t.by ? ` (${t.by})` : ''}`).join(' ');
