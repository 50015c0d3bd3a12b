/**
 * What a channel may sell of what lies where: policies per channel × class of item × class of location, with
 * effective dates. Data, not code: the policy `stock` of the configuration, scope a channel or `*`.
 *
 * A field comes from the most particular word about it: `*`, then the channel, then each rule of `*` and of the
 * channel that fits, later ones winning. `origin` keeps who had that word, so that a number can be explained.
 */
import type { LocalDate } from './brand.ts';

/** Units, or a share of what is there: `3`, `'10%'`, `'2.5%'`. A share is rounded down. */
export type Amount = number | string;

/** How far an order may reach when the shelf does not have everything. */
export type Reach =
  /** All of it from what is sellable, or nothing. */
  | 'strict'
  /** What is there now; the rest is short. */
  | 'partial'
  /** Beyond the shelf, up to `oversell` units per item: promises that may have to be broken. */
  | 'oversell'
  /** All of it; what the shelf does not have is claimed from incoming goods, up to `backorder`. */
  | 'backorder';

export interface StockFields {
  readonly publish: boolean;
  /** Kept back at every location, for what counting does not see. */
  readonly safety: number;
  readonly buffer: Amount;
  /** Never shown more than this. */
  readonly cap?: number;
  /** Fewer than this is shown as none. */
  readonly floor: number;
  /** Units that only this channel may sell; the others do not see them. */
  readonly reserve: number;
  /** Days from order to dispatch that the channel is told. */
  readonly leadDays: number;
  /** Units not here yet that may be sold before the first of them came (preorder) or while out of stock (backorder). */
  readonly preorder: number;
  readonly backorder: number;
  readonly reach: Reach;
  readonly oversell: number;
  /** Days that a lot must still be good for; 0: until its last day. */
  readonly shelfLife: number;
  /** Places where it lies only to go into kits; nothing is sold from there singly. */
  readonly partsOnly: boolean;
  /** Goods between two of our locations may be sold. */
  readonly sellInTransit: boolean;
  /** What a lower confidence does: a further buffer, and at most this many at the step `floor`. */
  readonly doubtBuffer: Amount;
  readonly doubtFloor: number;
  /** Kinds and classes of locations the channel sells from; empty: every place that ships. */
  readonly sellsFrom: readonly string[];
}

export const STOCK_DEFAULTS: StockFields = {
  publish: true, safety: 0, buffer: 0, floor: 0, reserve: 0, leadDays: 0, preorder: 0, backorder: 0, reach: 'strict',
  oversell: 0, shelfLife: 0, partsOnly: false, sellInTransit: false, doubtBuffer: '10%', doubtFloor: 1, sellsFrom: [],
};

/** Fields for some items at some places for some time; what it leaves out, it does not change. */
export interface StockRule extends Partial<StockFields> {
  /** Classes of items or SKUs; absent: all. */
  readonly items?: readonly string[];
  /** Kinds, classes or names of locations; absent: all. */
  readonly locations?: readonly string[];
  /** First and last day. */
  readonly from?: LocalDate;
  readonly until?: LocalDate;
}
/** The value of the policy `stock` for one channel or `*`. */
export interface StockPolicyValue extends Partial<StockFields> {
  readonly rules?: readonly StockRule[];
}

export interface Asking {
  readonly channel: string;
  readonly sku: string;
  readonly itemClass?: string | undefined;
  /** Absent: what holds for the channel as a whole; rules for some locations then have no word. */
  readonly place?: { readonly location: string; readonly kind: string; readonly class?: string | undefined } | undefined;
  readonly on: LocalDate;
}
export interface PolicyInForce extends StockFields {
  /** Field → who had the last word: `*`, `shopify-us`, `shopify-us rule 2`. Absent: nobody, the default. */
  readonly origin: Readonly<Partial<Record<keyof StockFields, string>>>;
}

export function policyInForce(
  values: { readonly all?: StockPolicyValue | undefined; readonly own?: StockPolicyValue | undefined }, asking: Asking,
): PolicyInForce {
  const fields: Record<string, unknown> = { ...STOCK_DEFAULTS };
  const origin: Record<string, string> = {};
  const say = (part: Partial<StockFields> | undefined, who: string) => {
    for (const field of FIELDS)
      if (part?.[field] !== undefined) {
        fields[field] = part[field];
        origin[field] = who;
      }
  };
  say(values.all, '*');
  say(values.own, asking.channel);
  for (const [value, who] of [[values.all, '*'], [values.own, asking.channel]] as const)
    value?.rules?.forEach((rule, i) => {
      if (fits(rule, asking)) say(rule, `${who} rule ${i + 1}`);
    });
  return { ...(fields as unknown as StockFields), origin };
}
const FIELDS: readonly (keyof StockFields)[] = [
  'publish', 'safety', 'buffer', 'cap', 'floor', 'reserve', 'leadDays', 'preorder', 'backorder', 'reach', 'oversell',
  'shelfLife', 'partsOnly', 'sellInTransit', 'doubtBuffer', 'doubtFloor', 'sellsFrom',
];

function fits(rule: StockRule, { sku, itemClass, place, on }: Asking): boolean {
  if (rule.from && on < rule.from) return false;
  if (rule.until && on > rule.until) return false;
  if (rule.items && !rule.items.some((x) => x === sku || x === itemClass)) return false;
  if (!rule.locations) return true;
  return place !== undefined && rule.locations.some((x) => x === place.location || x === place.kind || x === place.class);
}

/** An amount of something, rounded down: `'2.5%'` of 90 is 2. Exact: decimals are read as integers. */
export function amountOf(amount: Amount, of: number): number {
  if (typeof amount === 'number') return amount;
  const match = /^(\d{1,9})(?:\.(\d{1,4}))?%$/.exec(amount);
  if (!match) throw new TypeError(`not an amount: ${JSON.stringify(amount)}`);
  const tenThousandths = BigInt(match[1]! + (match[2] ?? '').padEnd(4, '0'));
  return of <= 0 ? 0 : Number((BigInt(of) * tenThousandths) / 1_000_000n);
}
