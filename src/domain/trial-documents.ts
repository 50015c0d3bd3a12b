/**
 * Invoices and credit memos in two ledgers. Each chooses accounts of its own: ours puts what a buyer owes on the clearing
 * account of the channel, an ERP on its receivable. So they are held against each other document by document: the same
 * total is the same document on another account; another total, or one that only one of the two has, is a question.
 */
export interface Booked {
  readonly number: string;
  readonly unit: string;
  /** What the buyer owes, or has paid with; the rest is what was sold, its tax and what goes with it. */
  readonly owed: boolean;
  readonly amount: bigint;
}
export type DocumentReason =
  | 'what buyers owe, on another account' | 'sales and tax, on another account' | 'of other days here'
  | 'another amount' | 'not in our books' | 'not in the ERP';
export interface Otherwise {
  readonly reason: DocumentReason;
  readonly amount: bigint;
  readonly documents: number;
  /** The other accounts that have it. */
  readonly accounts: readonly string[];
}
type Documents = ReadonlyMap<string, readonly Booked[]>;

/** By account and unit, `1150\tUSD`: what the ERP has more than we, and why. */
export function compareDocuments(
  theirs: Documents, ours: Documents, ofOtherDays: ReadonlySet<string> = new Set(),
): Map<string, Otherwise[]> {
  const sums = new Map<string, { reason: DocumentReason; at: string; amount: bigint; documents: number }>();
  const note = (reason: DocumentReason, at: string, amount: bigint) => {
    const name = `${reason}\n${at}`;
    const one = sums.get(name) ?? { reason, at, amount: 0n, documents: 0 };
    sums.set(name, { ...one, amount: one.amount + amount, documents: one.documents + 1 });
  };
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    const [there, here] = [theirs.get(key), ours.get(key)];
    const only = there === undefined ? 'not in the ERP' as const
      : here !== undefined ? undefined : ofOtherDays.has(key) ? 'of other days here' as const : 'not in our books' as const;
    const reason = only ?? (sameTotals(there!, here!) ? undefined : 'another amount' as const);
    for (const { at, owed, amount } of differences(there ?? [], here ?? []))
      note(reason ?? (owed ? 'what buyers owe, on another account' : 'sales and tax, on another account'), at, amount);
  }
  return placed([...sums.values()].filter((x) => x.amount !== 0n));
}

/** What buyers owe in each currency is the same on both sides. */
function sameTotals(there: readonly Booked[], here: readonly Booked[]): boolean {
  const left = new Map<string, bigint>();
  for (const [some, sign] of [[there, 1n], [here, -1n]] as const)
    for (const { unit, owed, amount } of some) if (owed) left.set(unit, (left.get(unit) ?? 0n) + amount * sign);
  return [...left.values()].every((n) => n === 0n);
}

interface Difference { readonly at: string; readonly owed: boolean; amount: bigint }
function differences(there: readonly Booked[], here: readonly Booked[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const [some, sign] of [[there, 1n], [here, -1n]] as const)
    for (const { number, unit, owed, amount } of some) {
      const at = `${number}\t${unit}`;
      const one = found.get(`${at} ${owed}`) ?? { at, owed, amount: 0n };
      one.amount += amount * sign;
      found.set(`${at} ${owed}`, one);
    }
  return [...found.values()].filter((d) => d.amount !== 0n);
}

type Sum = Omit<Otherwise, 'accounts'> & { readonly at: string };
function placed(sums: readonly Sum[]): Map<string, Otherwise[]> {
  const [number, unit] = [(at: string) => at.split('\t')[0]!, (at: string) => at.split('\t')[1]!];
  const places = new Map<string, Otherwise[]>();
  for (const { at, ...s } of sums) {
    const across = sums.filter((o) => o.reason === s.reason && o.at !== at && unit(o.at) === unit(at) && o.amount > 0n !== s.amount > 0n);
    places.set(at, [...places.get(at) ?? [], { ...s, accounts: across.map((o) => number(o.at)).sort() }]);
  }
  return places;
}
