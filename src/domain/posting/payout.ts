/**
 * A payout to journals: the deposit on one side, everything the partner says it is made of on the other.
 *
 * Two legal ways, one per channel and never both. `documents`: invoices and credit memos put the sale on the
 * clearing account, the payout clears it. `summary`: the payout itself is the revenue.
 *
 * A payout that spans months is posted month by month, by the day each line was booked: what earlier months earned
 * is carried forward to the month of the deposit.
 */
import type { Account, LocalDate } from '../brand.ts';
import { stop } from '../fault.ts';
import { journal, type Journal, type Posting } from '../journal.ts';
import { measure, negate, type Currency, type Money } from '../measure.ts';
import { disagreement, type Payout, type PayoutClass, type PayoutLine } from '../payout.ts';
import { timestamp } from '../time.ts';
import { account } from './accounts.ts';
import { isClearing, payoutAccount, type Mode } from './payout-accounts.ts';
import { exchanged, type OrderRate } from './payout-exchange.ts';
import { gather, isTax, wash, type Tax } from './payout-tax.ts';

export interface PayoutPosting {
  readonly mode: Mode;
  /** Of a line whose order is posted the other way, because its channel changed from one way to the other. */
  readonly modeOf?: (line: PayoutLine) => Mode;
  /** Postings of each marketplace stand apart, with it as a dimension: of a payout over several. */
  readonly byMarketplace?: boolean;
  /** Of the ledger: decides which month a line belongs to. */
  readonly zone?: string;
  /** What a unit of a foreign currency was worth in the books when the order was invoiced. */
  readonly orderRate?: OrderRate;
}

/**
 * One journal per month, the deposit in the last; of a deferral, the accrual and its reversal.
 * @throws Stopped Refused PayoutVariance when the lines do not add up to the header.
 */
export function postPayout(payout: Payout, how: PayoutPosting): readonly Journal[] {
  const wrong = disagreement(payout);
  if (wrong) throw stop.refused('PayoutVariance', wrong);
  if (payout.kind === 'deferral') return accrued(payout, how);
  const months = byMonth(payout, how.zone ?? 'UTC');
  const carried = account('assets:carried-forward', payout.connection);
  const journals: Journal[] = [];
  let earlier = 0n;
  for (const [month, lines] of months) {
    const date = monthEnd(month);
    const total = lines.reduce((n, l) => n + l.amount.count, 0n);
    earlier += total;
    journals.push(journal(date, `${memoOf(payout)} of ${month}`, [
      { account: carried, amount: measure(total, payout.currency) }, ...bookings(payout, lines, how),
    ]));
  }
  journals.push(journal(payout.depositDate, memoOf(payout), [
    arrival(payout), { account: carried, amount: measure(-earlier, payout.currency) },
    ...bookings(payout, restOf(payout, months), how),
  ]));
  return journals.filter((j) => j.postings.length > 0);
}

const memoOf = ({ connection, external }: Payout): string => `payout ${connection} ${external}`;

/** Lines of the months before the deposit's, oldest first. A line without a day belongs to the deposit. */
function byMonth({ lines, depositDate }: Payout, zone: string): Map<string, PayoutLine[]> {
  const starts = [monthStart(Temporal.PlainDate.from(depositDate).toPlainYearMonth(), zone)];
  const months = new Map<string, PayoutLine[]>();
  for (const line of lines) {
    if (line.postedAt === undefined || line.postedAt >= starts[0]!.at) continue;
    let n = 0;
    while (line.postedAt < starts[n]!.at) starts[(n += 1)] ??= monthStart(starts[n - 1]!.month.subtract({ months: 1 }), zone);
    const month = starts[n]!.month.toString();
    const group = months.get(month);
    if (group) group.push(line);
    else months.set(month, [line]);
  }
  return new Map([...months].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Timestamps sort as text, so a month's first moment is found once instead of a date for every line. */
const monthStart = (month: Temporal.PlainYearMonth, zone: string): { month: Temporal.PlainYearMonth; at: string } =>
  ({ month, at: timestamp(month.toPlainDate({ day: 1 }).toZonedDateTime(zone).toInstant().toString()) });

function restOf({ lines }: Payout, months: Map<string, PayoutLine[]>): readonly PayoutLine[] {
  if (months.size === 0) return lines;
  const taken = new Set([...months.values()].flat());
  return lines.filter((l) => !taken.has(l));
}

const monthEnd = (month: string): LocalDate => {
  const first = Temporal.PlainYearMonth.from(month);
  return first.toPlainDate({ day: first.daysInMonth }).toString() as LocalDate;
};

/** What the partner took instead of sending is owed to it, until it is deducted from a later payout or paid. */
function arrival({ connection, net, kind }: Payout): Posting {
  if (kind === 'balance') return { account: account('assets:balance', connection), amount: net };
  if (net.count < 0n) return { account: payoutAccount('carried-forward', connection, 'documents'), amount: net };
  return { account: account('assets:bank', connection), amount: net };
}

/** Earned and not yet payable at a month's end; taken back on the first day of the next. */
function accrued(payout: Payout, how: PayoutPosting): readonly Journal[] {
  const made = journal(payout.depositDate, `deferred ${payout.connection} ${payout.external}`, [
    { account: account('assets:deferred', payout.connection), amount: payout.net }, ...bookings(payout, payout.lines, how),
  ]);
  const next = Temporal.PlainDate.from(payout.depositDate).toPlainYearMonth().add({ months: 1 }).toPlainDate({ day: 1 });
  return [made, reversed(made, next.toString() as LocalDate)].filter((j) => j.postings.length > 0);
}

/** Corrections are new entries: the same accounts, the other way. */
export const reversed = (j: Journal, date: LocalDate): Journal =>
  journal(date, `reversal of ${j.memo}`, j.postings.map((p) => ({ ...p, amount: negate(p.amount) })));

function bookings(payout: Payout, lines: readonly PayoutLine[], how: PayoutPosting): Posting[] {
  if (!how.byMarketplace) return bookedTogether(payout, lines, how);
  return [...Map.groupBy(lines, (l) => l.marketplace)].flatMap(([marketplace, mine]) =>
    bookedTogether(payout, mine, how).map((p) => (marketplace === undefined ? p : { ...p, dimensions: { marketplace } })));
}

function bookedTogether(payout: Payout, lines: readonly PayoutLine[], how: PayoutPosting): Posting[] {
  const { modeOf } = how;
  if (!modeOf) return bookedIn(how.mode, payout, lines, how);
  const byMode = Map.groupBy(lines, modeOf);
  return [...byMode].flatMap(([mode, mine]) => bookedIn(mode, payout, mine, how));
}

function bookedIn(mode: Mode, payout: Payout, lines: readonly PayoutLine[], { orderRate }: PayoutPosting): Posting[] {
  const { connection, currency } = payout;
  const sums = new Map<Account, bigint>();
  const book = (to: Account, deposited: bigint) => sums.set(to, (sums.get(to) ?? 0n) - deposited);
  const taxes = new Map<string, Tax>();
  const foreign: Posting[] = [];
  for (const line of lines)
    if (isTax(line)) gather(taxes, line);
    else if (isForeign(line, currency, mode)) foreign.push(...exchanged(line, connection, orderRate));
    else book(payoutAccount(line.class, connection, mode), line.amount.count);
  for (const tax of taxes.values()) wash(tax, { connection, mode, book });
  return [...[...sums].map(([name, count]): Posting => ({ account: name, amount: measure(count, currency) })), ...foreign];
}

/** What was invoiced in another currency than is paid out clears in the currency of the invoice. */
const isForeign = (line: PayoutLine, unit: Currency, mode: Mode): line is PayoutLine & { original: Money } =>
  line.original !== undefined && line.original.unit !== unit && isClearing(line.class, mode);

export { payoutAccount as accountOf, type Mode } from './payout-accounts.ts';
export type { PayoutClass };
