/**
 * What the bank saw, held against what payouts say they sent. Certain ways come before likely ones, each names why it
 * believes so, and what fits in two ways is left to a person: a wrong match hides a missing deposit.
 */
import { Look, sameWay, size, type DepositPolicy, type Expected, type Found, type MatchContext, type Matching,
  type OpenLine } from './deposit-look.ts';
import { toDecimal, type Money } from './measure.ts';

export * from './deposit-look.ts';

/** Pairs, then groups; every round looks only at what the rounds before it left. */
export function matchDeposits(lines: readonly OpenLine[], expected: readonly Expected[], context: MatchContext): Matching {
  const state = new Look(lines, expected, context);
  for (const round of ROUNDS) round(state);
  return { found: state.found, open: state.reasons() };
}

/** One line, one deposit: the difference as rounding or as a fee, or undefined when it is neither. */
function between(l: OpenLine, e: Expected, policy: DepositPolicy): Fit | undefined {
  if (!sameWay(l, e)) return undefined;
  const off = l.amount.count - e.amount.count;
  const money = (n: bigint) => `${toDecimal({ count: n, unit: e.amount.unit })} ${e.amount.unit}`;
  if (off === 0n) return { words: '' };
  if (l.charges && off === -l.charges.count) return { fee: off, words: `; the bank kept ${money(-off)}, as it says` };
  if (size(off) <= BigInt(policy.tolerance)) return { rounding: off, words: `; ${money(off)} is rounding` };
  return undefined;
}
const within = (off: bigint, feeUpTo: string, unit: string): boolean => off < 0n && -off <= limit(feeUpTo, unit);
function limit(text: string, unit: string): bigint {
  const places = toDecimal({ count: 0n, unit }).split('.')[1]?.length ?? 0;
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole + part.slice(0, places).padEnd(places, '0'));
}

type Round = (s: Look) => void;

interface Fit { readonly rounding?: bigint; readonly fee?: bigint; readonly words: string }
type Fits = (l: OpenLine, e: Expected) => Fit | undefined;
/**
 * Whatever fits together in one way only. Equal deposits of one connection are the same to the books, whichever is which:
 * they are taken oldest first. Any other choice is a person's.
 */
function pairs(s: Look, by: Found['by'], fits: Fits, words: (l: OpenLine, e: Expected) => string): void {
  for (const { lines, deposits } of knots(s.openLines(), s.openDeposits(), fits)) {
    const alike = new Set(deposits.map((e) => `${e.connection} ${e.amount.count} ${e.amount.unit}`)).size === 1;
    if (!alike || (deposits.length === 1 && lines.length > 1 && lines[0]!.booked === lines[1]!.booked)) continue;
    const left = [...deposits];
    for (const l of lines) {
      const chosen = left.find((e) => e.due <= l.booked && fits(l, e)) ?? left.find((e) => fits(l, e));
      if (!chosen) continue;
      left.splice(left.indexOf(chosen), 1);
      const { words: rest, ...off } = fits(l, chosen)!;
      s.take(by, [l], [chosen], { says: words(l, chosen) + rest, ...off });
    }
  }
}

interface Knot { readonly lines: readonly OpenLine[]; readonly deposits: readonly Expected[] }
/** Lines and deposits that hang together by what fits. */
function knots(lines: readonly OpenLine[], deposits: readonly Expected[], fits: Fits): Knot[] {
  const found: { lines: Set<OpenLine>; deposits: Set<Expected> }[] = [];
  for (const l of lines) {
    const mine = deposits.filter((e) => fits(l, e));
    if (mine.length === 0) continue;
    const touched = found.filter((k) => mine.some((e) => k.deposits.has(e)));
    for (const k of touched) found.splice(found.indexOf(k), 1);
    found.push({ lines: new Set([...touched.flatMap((k) => [...k.lines]), l]),
      deposits: new Set([...touched.flatMap((k) => [...k.deposits]), ...mine]) });
  }
  return found.map((k) => ({ lines: lines.filter((l) => k.lines.has(l)), deposits: deposits.filter((e) => k.deposits.has(e)) }));
}

const byReference: Round = (s) => pairs(s, 'reference',
  (l, e) => (s.names(l, e) ? between(l, e, s.policyOf(l)) : undefined), (_l, e) => `the line names ${e.external}`);

const byPayer: Round = (s) => pairs(s, 'payer and amount',
  (l, e) => (s.paidBy(l, e) && s.inTime(l, e) ? exactly(l, e) : undefined), (_l, e) => `${e.connection} pays exactly this around ${e.due}`);
const byPayerNearly: Round = (s) => pairs(s, 'payer and amount',
  (l, e) => (s.paidBy(l, e) && s.inTime(l, e) ? between(l, e, s.policyOf(l)) : undefined), (_l, e) =>
    `${e.connection} pays this around ${e.due}`);
const exactly = (l: OpenLine, e: Expected) => (sameWay(l, e) && l.amount.count === e.amount.count ? { words: '' } : undefined);

const byAmount: Round = (s) => pairs(s, 'amount',
  (l, e) => (s.inTime(l, e) && !s.paidByOther(l, e) ? exactly(l, e) : undefined),
  (_l, e) => `nothing else of exactly this amount is expected around ${e.due}`);

const byCharges: Round = (s) => pairs(s, 'charges',
  (l, e) => (s.inTime(l, e) && l.charges && !s.paidByOther(l, e) && sameWay(l, e) && l.amount.count + l.charges.count === e.amount.count
    ? between(l, e, s.policyOf(l)) : undefined), (_l, e) => `with what the bank kept it is ${e.external}`);

/** The bank says what was sent, or the books' rate leads there. */
const byExchange: Round = (s) => pairs(s, 'exchange', (l, e) => {
  if (l.amount.unit === e.amount.unit || !(s.names(l, e) || (s.paidBy(l, e) && s.inTime(l, e)))) return undefined;
  if (l.original) return l.original.unit === e.amount.unit && l.original.count === e.amount.count
    ? { words: `; the bank says ${toDecimal(e.amount)} ${e.amount.unit} were sent` } : undefined;
  const books = s.context.inBooks?.(e.amount, l.amount.unit, l.booked);
  if (!books || (books.count > 0n) !== (l.amount.count > 0n)) return undefined;
  const off = size(books.count - l.amount.count) * 10_000n;
  return off <= size(books.count) * BigInt(s.policyOf(l).rateBasisPoints)
    ? { words: `; at the books’ rate it would be ${toDecimal(books)} ${books.unit}` } : undefined;
}, (_l, e) => `${e.connection} ${e.external} in another currency`);

const byFee: Round = (s) => pairs(s, 'fee', (l, e) => {
  if (!(s.names(l, e) || (s.paidBy(l, e) && s.inTime(l, e))) || !sameWay(l, e)) return undefined;
  const off = l.amount.count - e.amount.count;
  return within(off, s.policyOf(l).feeUpTo, e.amount.unit)
    ? { fee: off, words: `; ${toDecimal({ count: -off, unit: e.amount.unit })} ${e.amount.unit} less: a bank’s fee, by policy` }
      : undefined;
}, (_l, e) => `${e.connection} ${e.external}`);

/** So many are tried in every combination. */
const MOST = 14;

/** Several payouts of one connection that came as one deposit: those the line names, or the only ones that add up. */
const grouped: Round = (s) => {
  for (const l of s.openLines()) {
    for (const [connection, all] of Map.groupBy(s.openDeposits().filter((e) => sameWay(l, e)), (e) => e.connection)) {
      const named = all.filter((e) => s.names(l, e));
      const likely = named.length > 1 ? named : all.filter((e) => s.inTime(l, e) && s.paidBy(l, e)).slice(0, MOST);
      const only = named.length > 1 ? wholly(named, l.amount.count, s.policyOf(l).tolerance) : onlySum(likely, l.amount.count);
      if (!only) continue;
      const rounding = l.amount.count - only.reduce((n, e) => n + e.amount.count, 0n);
      s.take('several payouts', [l], only, { rounding,
        says: `${only.length} payouts of ${connection} in one deposit: ${only.map((e) => e.external).join(', ')}` });
      break;
    }
  }
};

/** One payout that came in several deposits. */
const split: Round = (s) => {
  for (const e of s.openDeposits()) {
    const all = s.openLines().filter((l) => sameWay(l, e) && size(l.amount.count) < size(e.amount.count));
    for (const [, of] of Map.groupBy(all, (l) => l.bank)) {
      const named = of.filter((l) => s.names(l, e));
      const likely = named.length > 1 ? named : of.filter((l) => s.inTime(l, e) && s.paidBy(l, e)).slice(0, MOST);
      const only = named.length > 1 ? wholly(named, e.amount.count, s.policyOf(named[0]!).tolerance) : onlySum(likely, e.amount.count);
      if (!only) continue;
      const rounding = only.reduce((n, l) => n + l.amount.count, 0n) - e.amount.count;
      s.take('several deposits', only, [e], { rounding, says: `${e.connection} ${e.external} came in ${only.length} deposits` });
      break;
    }
  }
};

interface Sized { readonly amount: Money }
const wholly = <T extends Sized>(all: readonly T[], wanted: bigint, tolerance: number): readonly T[] | undefined =>
  (size(all.reduce((n, x) => n + x.amount.count, 0n) - wanted) <= BigInt(tolerance) ? all : undefined);

/** The only combination of two or more that adds up exactly; undefined when there is none or more than one. */
export function onlySum<T extends Sized>(all: readonly T[], wanted: bigint): readonly T[] | undefined {
  let found: readonly T[] | undefined;
  for (let mask = 3; mask < 1 << all.length; mask += 1) {
    if ((mask & (mask - 1)) === 0) continue;
    let total = 0n;
    for (const [i, x] of all.entries()) if (mask & (1 << i)) total += x.amount.count;
    if (total !== wanted) continue;
    if (found) return undefined;
    found = all.filter((_x, i) => mask & (1 << i));
  }
  return found;
}

const ROUNDS: readonly Round[] = [byReference, byPayer, byCharges, grouped, split, byPayerNearly, byExchange, byFee, byAmount];

