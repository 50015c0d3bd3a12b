/** What there is to match, what a policy allows, and what can be seen of a line: whom it names, who paid it, when. */
import type { ConnectionId, ExternalId, LocalDate } from './brand.ts';
import { toDecimal, type Currency, type Money } from './measure.ts';

export interface OpenLine {
  readonly id: string;
  readonly bank: ConnectionId;
  readonly amount: Money;
  readonly booked: LocalDate;
  readonly payer: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly original?: Money;
  /** Above zero. */
  readonly charges?: Money;
}
export interface Expected {
  readonly id: string;
  readonly payoutId: string;
  readonly connection: ConnectionId;
  readonly external: ExternalId;
  readonly amount: Money;
  readonly due: LocalDate;
  readonly names: readonly string[];
}
export interface DepositPolicy {
  /** A deposit is looked for so many days before and after the day the payout names. */
  readonly daysBefore: number;
  readonly daysAfter: number;
  /** So many minor units of difference are rounding. */
  readonly tolerance: number;
  /** What a bank may keep of one deposit without saying so, in the account's currency: "15.00". */
  readonly feeUpTo: string;
  /** By so many hundredths of a percent a bank's rate may differ from that of the books. */
  readonly rateBasisPoints: number;
  /** A deposit is missing so many bank days after its day. */
  readonly missingAfter: number;
  /** How a connection's payer is called in bank lines, besides its own name. */
  readonly payers: Readonly<Record<string, readonly string[]>>;
  /** Lines that are no deposits, by words of their text: where they are posted. */
  readonly rules: readonly { readonly text: string; readonly account: string; readonly only?: 'in' | 'out' }[];
}
export const DEPOSITS: DepositPolicy = {
  daysBefore: 3, daysAfter: 10, tolerance: 1, feeUpTo: '0', rateBasisPoints: 300, missingAfter: 2, payers: {}, rules: [],
};

export interface Found {
  readonly by: 'reference' | 'payer and amount' | 'amount' | 'charges' | 'fee' | 'exchange' | 'several payouts' | 'several deposits';
  readonly lines: readonly OpenLine[];
  readonly deposits: readonly Expected[];
  readonly says: string;
  /** As they changed the account: a cent too little is −1. */
  readonly rounding: bigint;
  readonly fee: bigint;
}
export interface Matching {
  readonly found: readonly Found[];
  /** Why what is left is open, by id of line or deposit. */
  readonly open: ReadonlyMap<string, string>;
}

export interface MatchContext {
  readonly policy: (bank: string) => DepositPolicy;
  /** Lines and deposits that a person has separated, as `line deposit`. */
  readonly apart?: ReadonlySet<string>;
  /** In the bank's currency as the books have it on a day; undefined when they do not say. */
  readonly inBooks?: (amount: Money, to: Currency, on: LocalDate) => Money | undefined;
}

/** Words that providers have in the lines of every bank. */
const KNOWN: readonly (readonly [connection: RegExp, words: readonly string[]])[] = [
  [/amazon/, ['amazon', 'amzn']], [/shopify/, ['shopify']], [/stripe/, ['stripe']], [/paypal/, ['paypal', 'pp ']], [/adyen/, ['adyen']],
  [/square/, ['square', 'sq *', 'squareup']], [/walmart/, ['walmart', 'wmt']], [/ebay/, ['ebay']], [/mirakl/, ['mirakl', 'mangopay']],
  [/braintree/, ['braintree', 'paypal']],
];
export function payersOf(connection: string, policy: DepositPolicy): string[] {
  const known = KNOWN.filter(([pattern]) => pattern.test(connection)).flatMap(([, words]) => words);
  return [...(policy.payers[connection] ?? []), ...known, connection.replaceAll(/[-_]/g, ' ')].map((w) => w.toLowerCase());
}

const plain = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
/** Shorter ones stand in lines by chance. */
const SHORTEST = 6;

export class Look {
  readonly found: Found[] = [];
  readonly context: MatchContext;
  private readonly lines: Set<OpenLine>;
  private readonly expected: Set<Expected>;
  private readonly words: Map<OpenLine, string>;
  private readonly said: Map<OpenLine, string>;

  constructor(lines: readonly OpenLine[], expected: readonly Expected[], context: MatchContext) {
    this.context = context;
    const sorted = [...lines].sort((a, b) => (a.booked < b.booked ? -1 : a.booked > b.booked ? 1 : a.id < b.id ? -1 : 1));
    this.lines = new Set(sorted);
    this.expected = new Set([...expected].sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.id < b.id ? -1 : 1)));
    this.words = new Map(sorted.map((l) => [l, plain([l.text, ...l.names].join(' '))]));
    this.said = new Map(sorted.map((l) => [l, ` ${l.payer} ${l.text} `.toLowerCase()]));
  }

  openLines = (): OpenLine[] => [...this.lines];
  openDeposits = (): Expected[] => [...this.expected];
  policyOf = (l: OpenLine): DepositPolicy => this.context.policy(l.bank);

  take(by: Found['by'], lines: readonly OpenLine[], deposits: readonly Expected[],
    more: { says: string; rounding?: bigint; fee?: bigint }): void {
    for (const l of lines) this.lines.delete(l);
    for (const d of deposits) this.expected.delete(d);
    this.found.push({ by, lines, deposits, says: more.says, rounding: more.rounding ?? 0n, fee: more.fee ?? 0n });
  }

  /** It says the payout's number, or one of its names. */
  names = (l: OpenLine, e: Expected): boolean => this.may(l, e) &&
    [e.external, ...e.names].map(plain).some((n) => n.length >= SHORTEST && this.words.get(l)!.includes(n));

  paidBy = (l: OpenLine, e: Expected): boolean => this.may(l, e) &&
    payersOf(e.connection, this.policyOf(l)).some((word) => word.length > 2 && this.said.get(l)!.includes(word));

  /** Somebody else's name stands in it, so an equal amount means nothing. */
  paidByOther = (l: OpenLine, e: Expected): boolean =>
    !this.paidBy(l, e) && KNOWN.some(([, words]) => words.some((w) => this.said.get(l)!.includes(w)));

  inTime(l: OpenLine, e: Expected): boolean {
    const days = daysBetween(e.due, l.booked);
    const { daysBefore, daysAfter } = this.policyOf(l);
    return this.may(l, e) && days >= -daysBefore && days <= daysAfter;
  }

  private may = (l: OpenLine, e: Expected): boolean => !this.context.apart?.has(`${l.id} ${e.id}`);

  reasons(): Map<string, string> {
    const left = new Map<string, string>();
    for (const l of this.lines) left.set(l.id, this.whyLine(l));
    for (const e of this.expected) left.set(e.id, this.whyDeposit(e));
    return left;
  }

  private whyLine(l: OpenLine): string {
    const near = [...this.expected].filter((e) => this.inTime(l, e) && sameWay(l, e));
    const equal = near.filter((e) => e.amount.count === l.amount.count);
    if (equal.length > 1) return `${equal.length} payouts of this amount are expected: ${equal.map((e) => e.external).join(', ')}`;
    const [named] = [...this.expected].filter((e) => this.names(l, e));
    if (named) return `names ${named.external}, and ${gap(l, named)}`;
    const [paid] = near.filter((e) => this.paidBy(l, e));
    if (paid) return `could be ${paid.connection} ${paid.external}, and ${gap(l, paid)}`;
    return l.amount.count > 0n ? 'no payout is known that it could be' : 'nothing is known that it pays';
  }

  private whyDeposit(e: Expected): string {
    const [paid] = [...this.lines].filter((l) => this.inTime(l, e) && (this.names(l, e) || this.paidBy(l, e)));
    return paid ? `the bank saw ${toDecimal(paid.amount)} ${paid.amount.unit} on ${paid.booked} instead` : 'the bank has not seen it';
  }
}

const gap = (l: OpenLine, e: Expected): string => (l.amount.unit === e.amount.unit
  ? `${toDecimal({ count: l.amount.count - e.amount.count, unit: e.amount.unit })} ${e.amount.unit} lie between them`
  : `it is in ${l.amount.unit}, the payout in ${e.amount.unit}`);
export const sameWay = (l: OpenLine, e: Expected): boolean =>
  l.amount.unit === e.amount.unit && (l.amount.count > 0n) === (e.amount.count > 0n);
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
export const size = (n: bigint): bigint => (n < 0n ? -n : n);

/** The last day on which a deposit is not missing yet: so many bank days after its own. */
export function patientUntil(due: LocalDate, missingAfter: number): LocalDate {
  let day = Temporal.PlainDate.from(due);
  for (let left = missingAfter; left > 0;) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek < 6) left -= 1;
  }
  return day.toString() as LocalDate;
}
