/**
 * A payout to a journal: the deposit on one side, everything the partner says it is made of on the other.
 *
 * Two legal ways, one per channel and never both. `documents`: invoices and credit memos put the sale on the
 * clearing account, the payout clears it. `summary`: the payout itself is the revenue.
 *
 * Tax a marketplace collects and remits passes through: what it collected and what it withheld stand beside each
 * other on the wash account and must come to nothing. Only what it did not withhold is a seller's tax.
 */
import type { Account, ConnectionId, LocalDate } from '../brand.ts';
import { stop } from '../fault.ts';
import { journal, type Journal, type Posting } from '../journal.ts';
import { measure, negate, type Money } from '../measure.ts';
import { disagreement, type Payout, type PayoutClass, type PayoutLine } from '../payout.ts';
import { account } from './accounts.ts';

export type Mode = 'documents' | 'summary';

/** @throws Stopped Refused PayoutVariance when the lines do not add up to the header. */
export function postPayout(payout: Payout, { mode }: { readonly mode: Mode }): Journal {
  const wrong = disagreement(payout);
  if (wrong) throw stop.refused('PayoutVariance', wrong);
  const { connection, net } = payout;
  const sums = new Map<Account, bigint>();
  const book = (to: Account, deposited: bigint) => sums.set(to, (sums.get(to) ?? 0n) - deposited);
  const taxes = new Map<string, Tax>();
  for (const line of payout.lines)
    if (isTax(line)) gather(taxes, line);
    else book(accountOf(line.class, connection, mode), line.amount.count);
  for (const tax of taxes.values()) wash(tax, { connection, mode, book });
  return journal(payout.depositDate, `payout ${connection} ${payout.external}`, [
    deposit(connection, net),
    ...[...sums].map(([name, count]): Posting => ({ account: name, amount: measure(count, net.unit) })),
  ]);
}

/** What the partner took instead of sending is owed to it, until it is deducted from a later payout or paid. */
const deposit = (connection: ConnectionId, net: Money): Posting => net.count < 0n
  ? { account: account(CARRIED, connection), amount: net }
  : { account: account('assets:bank', connection), amount: net };

/** The account of a class of payout line; for tax, that of the part the marketplace did not withhold. */
export const accountOf = (payoutClass: PayoutClass, connection: ConnectionId, mode: Mode): Account => {
  const path = ACCOUNTS[payoutClass];
  const root = typeof path === 'string' ? path : path[mode];
  return root === SALES_TAX ? account(root) : account(root, connection);
};

const CLEARING = 'assets:clearing';
const SALES_TAX = 'liabilities:sales-tax';
/**
 * One account for whatever is rolled from payout to payout. A payout below zero, the deduction of it from the
 * next, and a balance too small to be sent are the same thing seen from two sides: with two accounts neither
 * would ever return to zero.
 */
const CARRIED = 'liabilities:due-to-marketplace';

const ACCOUNTS: Readonly<Record<PayoutClass, string | Readonly<Record<Mode, string>>>> = {
  sale: { documents: CLEARING, summary: 'income:sales' },
  shipping: { documents: CLEARING, summary: 'income:shipping' },
  'gift-wrap': { documents: CLEARING, summary: 'income:gift-wrap' },
  promotion: { documents: CLEARING, summary: 'income:promotions' },
  tax: { documents: CLEARING, summary: SALES_TAX },
  'facilitator-tax': 'liabilities:facilitator-tax',
  refund: { documents: CLEARING, summary: 'income:returns' },
  'refund-shipping': { documents: CLEARING, summary: 'income:returns' },
  'refund-promotion': { documents: CLEARING, summary: 'income:promotions' },
  'refund-tax': { documents: CLEARING, summary: SALES_TAX },
  chargeback: 'assets:disputes',
  'chargeback-fee': 'expenses:chargeback-fees',
  commission: 'expenses:commission',
  'fulfillment-fee': 'expenses:fulfillment',
  'storage-fee': 'expenses:storage',
  advertising: 'expenses:advertising',
  'processing-fee': 'expenses:processing-fees',
  'admin-fee': 'expenses:admin-fees',
  subscription: 'expenses:subscriptions',
  'shipping-label': 'expenses:freight',
  'fee-tax': 'assets:input-tax',
  reimbursement: 'income:reimbursements',
  'restocking-fee': 'income:restocking-fees',
  reserve: 'assets:reserve',
  'carried-forward': CARRIED,
  transfer: 'assets:bank',
  loan: 'liabilities:loans',
  adjustment: 'expenses:adjustments',
  unknown: 'suspense',
};

/** Tax of one order: what the buyers paid, and what the marketplace kept of it for the authority. */
interface Tax { collected: bigint; withheld: bigint }

const isTax = ({ class: c }: PayoutLine): boolean => c === 'tax' || c === 'refund-tax' || c === 'facilitator-tax';

function gather(taxes: Map<string, Tax>, line: PayoutLine): void {
  const order = line.order ?? '';
  const tax = taxes.get(order) ?? { collected: 0n, withheld: 0n };
  if (line.class === 'facilitator-tax') tax.withheld += line.amount.count;
  else tax.collected += line.amount.count;
  taxes.set(order, tax);
}

interface Booking {
  readonly connection: ConnectionId;
  readonly mode: Mode;
  readonly book: (to: Account, deposited: bigint) => void;
}

function wash({ collected, withheld }: Tax, { connection, mode, book }: Booking): void {
  const passed = passing(collected, withheld);
  const through = accountOf('facilitator-tax', connection, mode);
  book(account(through, 'collected'), passed);
  book(account(through, 'withheld'), withheld);
  book(accountOf('tax', connection, mode), collected - passed);
}

/** The part of a collected tax that was withheld again; nothing, when both go the same way. */
function passing(collected: bigint, withheld: bigint): bigint {
  if (collected === 0n || withheld === 0n || collected > 0n === withheld > 0n) return 0n;
  const size = (n: bigint) => (n < 0n ? -n : n);
  return size(collected) < size(withheld) ? collected : -withheld;
}

export interface LostChargeback {
  readonly connection: ConnectionId;
  readonly reference: string;
  readonly amount: Money;
  readonly date: LocalDate;
}
/** One that is won needs no journal: the payout that brings the money back clears it. */
export const postLostChargeback = ({ connection, reference, amount, date }: LostChargeback): Journal =>
  journal(date, `chargeback lost ${connection} ${reference}`, [
    { account: account('expenses:chargebacks', connection), amount },
    { account: account('assets:disputes', connection), amount: negate(amount) },
  ]);
