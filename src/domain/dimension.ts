/**
 * What entries are told apart by beside their account: the channel, marketplace, location and register are known; regions,
 * brands and cost centers follow from them by policy. A dimension may be of some accounts only: a region of income and
 * expenses, not of the bank.
 */
export interface DimensionRule {
  /** A known dimension it follows from. */
  readonly of: 'channel' | 'marketplace' | 'location' | 'register';
  /** From a value of that one: `{ "amazon-de": "EU" }`. */
  readonly values: Readonly<Record<string, string>>;
  /** Of values that are not named; absent: none. */
  readonly otherwise?: string;
  /** Account paths, with all below them; absent: every account. */
  readonly accounts?: readonly string[];
}
/** By name of the dimension. A rule named as a known one says only on which accounts that one stands. */
export type DimensionRules = Readonly<Record<string, DimensionRule>>;
export type Dimensions = Readonly<Record<string, string>>;

export function dimensionsOf(known: Dimensions, rules: DimensionRules): Dimensions {
  const derived = Object.entries(rules).flatMap(([name, { of, values, otherwise }]): (readonly [string, string])[] => {
    if (name in known) return [];
    const from = known[of];
    const value = from === undefined ? undefined : (Object.hasOwn(values, from) ? values[from] : otherwise);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...known, ...Object.fromEntries(derived) };
}

/** Those of an entry that stand on a line; undefined when all of them do. */
export function onAccount(account: string, all: Dimensions, rules: DimensionRules): Dimensions | undefined {
  const under = (path: string) => account === path || account.startsWith(`${path}:`);
  const left = Object.entries(all).filter(([name]) => rules[name]?.accounts?.some(under) ?? true);
  return left.length === Object.keys(all).length ? undefined : Object.fromEntries(left);
}
