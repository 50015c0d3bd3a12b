/**
 * A payout against what was invoiced: for each of its orders what documents put on the clearing account, what payouts
 * have taken away, and why the two differ. What is open keeps its order and its age.
 */
import { PAYOUT_CLASSES, type PayoutClass } from './payout.ts';
import { isClearing } from './posting/payout-accounts.ts';

/** Classes that take away what an invoice put on the clearing account. */
export const CLEARING_CLASSES: readonly PayoutClass[] =
  PAYOUT_CLASSES.filter((c) => isClearing(c, 'documents') && c !== 'tax' && c !== 'refund-tax');

export type OpenReason = 'timing' | 'missing order' | 'amount mismatch' | 'rounding' | 'no reference' | 'other currency';

/** What a payout says of one order, in minor units. */
export interface SettledOrder {
  /** Absent: the lines name no order we could know. */
  readonly orderId?: string;
  /** As the partner names it. */
  readonly external?: string;
  readonly unit: string;
  readonly amount: bigint;
  /** The day of its first line: the age of what no order of ours is there for. */
  readonly since?: string;
  /** What other payouts of the connection took away. */
  readonly elsewhere: bigint;
}
/** What we know of it. */
export interface KnownOrder {
  readonly number: string;
  readonly unit: string;
  readonly total: bigint;
  /** What its invoices and credit memos put on the clearing account. */
  readonly expected: bigint;
  readonly placedAt: string;
}
export interface OpenOrder {
  readonly order: string;
  readonly unit: string;
  /** Still to be settled; negative: settled and not invoiced. */
  readonly amount: bigint;
  readonly reason: OpenReason;
  readonly days: number;
  readonly says: string;
}

export interface Matching { readonly tolerance: bigint; readonly now: string }

/** Undefined when nothing of the order is open. */
export function openOf(s: SettledOrder, known: KnownOrder | undefined, m: Matching): OpenOrder | undefined {
  const order = known?.number ?? s.external ?? 'none';
  const since = known?.placedAt ?? s.since ?? m.now;
  const days = Math.max(0, Math.floor((Date.parse(m.now) - Date.parse(since)) / 86_400_000));
  const open: Open = (reason, amount, says) => ({ order, unit: s.unit, amount, reason, days, says });
  if (!known && s.amount === 0n) return undefined;
  if (!known && order === 'none') return open('no reference', -s.amount, 'the lines name no order');
  if (!known) return open('missing order', -s.amount, `${order} is no order we have heard of`);
  if (known.unit !== s.unit)
    return open('other currency', -s.amount, `invoiced in ${known.unit} and settled in ${s.unit} without saying what it was`);
  return stillOpen(known, known.expected - s.amount - s.elsewhere, m, open);
}

type Open = (reason: OpenReason, amount: bigint, says: string) => OpenOrder;
function stillOpen(known: KnownOrder, left: bigint, m: Matching, open: Open): OpenOrder | undefined {
  if (left === 0n) return undefined;
  if ((left < 0n ? -left : left) <= m.tolerance) return open('rounding', left, 'within the tolerance of the policy');
  if (left > 0n) return open('timing', left, 'invoiced, and not all of it is settled yet');
  if (known.expected < known.total) return open('timing', left, 'settled, and not all of it is invoiced yet');
  return open('amount mismatch', left, 'more was settled than the order was invoiced for');
}
