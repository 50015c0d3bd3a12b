/** Why something is open on a clearing account, in the words finance uses; and whether somebody has to look. */
import { openOf, type OpenReason } from './payout-match.ts';

export type ClearingReason = OpenReason | 'entered by hand' | 'unexplained';
/** What documents put on the account for one order, line or entry, and what payouts took. */
export interface OnClearing {
  readonly kind: 'order' | 'line' | 'document';
  readonly name: string;
  readonly number: string | null;
  readonly orderUnit: string | null;
  readonly total: bigint | null;
  readonly unit: string;
  readonly posted: bigint;
  readonly settled: bigint;
  readonly since: string;
}
export interface ClearingOpen {
  readonly item: string;
  readonly unit: string;
  /** Still to be settled; negative: settled, and no document is there for it. */
  readonly amount: bigint;
  readonly reason: ClearingReason;
  readonly days: number;
  readonly says: string;
  /** Nobody can say why, or it is older than the policy allows. */
  readonly looks: boolean;
}
/** `today`: ages are counted up to it when the day that is looked at is still to come. */
export interface ClearingPolicy { readonly tolerance: bigint; readonly asOf: string; readonly today?: string; readonly days: number }

export function clearingReason(x: OnClearing, { tolerance, asOf, today = asOf, days: allowed }: ClearingPolicy): ClearingOpen {
  const { reason, says } = x.kind === 'document' ? ofDocument(x) : ofOrder(x, tolerance, asOf);
  const days = Math.max(0, Temporal.PlainDate.from(x.since).until(today < asOf ? today : asOf).total('days'));
  return {
    item: x.number ?? (x.name === '' ? 'lines without an order' : x.name), unit: x.unit, amount: x.posted - x.settled, reason, days, says,
    looks: reason === 'unexplained' || days > allowed,
  };
}

type Why = Pick<ClearingOpen, 'reason' | 'says'>;
function ofOrder(x: OnClearing, tolerance: bigint, asOf: string): Why {
  const known = x.kind === 'order' && x.total !== null && x.orderUnit !== null ? {
    number: x.number ?? x.name, unit: x.orderUnit, total: x.total, expected: x.posted, placedAt: `${x.since}T00:00:00Z`,
  } : undefined;
  const open = openOf({ ...(x.name !== '' && { external: x.name }), unit: x.unit, amount: x.settled, elsewhere: 0n }, known,
    { tolerance, now: `${asOf}T00:00:00Z` });
  return open ?? { reason: 'rounding', says: 'within the tolerance of the policy' };
}

function ofDocument(x: OnClearing): Why {
  if (x.name.startsWith('journal:')) return { reason: 'entered by hand', says: 'a person entered it, and nothing has cleared it yet' };
  if (x.name.startsWith('register:'))
    return x.settled === 0n ? { reason: 'timing', says: 'taken at the register, and not paid out yet' }
      : { reason: 'timing', says: 'taken at the register, and not all of it is paid out yet' };
  return x.posted === 0n ? { reason: 'unexplained', says: 'its entry was taken back, and its lines still settle orders' }
    : { reason: 'unexplained', says: 'its entry and its lines do not come to the same' };
}
