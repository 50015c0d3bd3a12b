/**
 * Tax that a marketplace collects and remits passes through: what it collected and what it withheld stand beside
 * each other on the wash account and must come to nothing, order by order. Only what it did not withhold is a
 * seller's tax.
 */
import type { Account, ConnectionId } from '../brand.ts';
import type { PayoutLine } from '../payout.ts';
import { account } from './accounts.ts';
import { payoutAccount, type Mode } from './payout-accounts.ts';

/** Tax of one order: what the buyers paid, and what the marketplace kept of it for the authority. */
export interface Tax { collected: bigint; withheld: bigint }

export const isTax = ({ class: c }: PayoutLine): boolean => c === 'tax' || c === 'refund-tax' || c === 'facilitator-tax';

export function gather(taxes: Map<string, Tax>, line: PayoutLine): void {
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

export function wash({ collected, withheld }: Tax, { connection, mode, book }: Booking): void {
  const passed = passing(collected, withheld);
  const through = payoutAccount('facilitator-tax', connection, mode);
  book(account(through, 'collected'), passed);
  book(account(through, 'withheld'), withheld);
  book(payoutAccount('tax', connection, mode), collected - passed);
}

/** The part of a collected tax that was withheld again; nothing, when both go the same way. */
function passing(collected: bigint, withheld: bigint): bigint {
  if (collected === 0n || withheld === 0n || collected > 0n === withheld > 0n) return 0n;
  const size = (n: bigint) => (n < 0n ? -n : n);
  return size(collected) < size(withheld) ? collected : -withheld;
}
