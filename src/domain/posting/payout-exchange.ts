/**
 * A sale invoiced in one currency and paid out in another. The invoice's clearing account is settled in its own
 * currency; between the two stands the exchange account, in both. What the provider's rate brought more or less
 * than the rate in the books at the time of the order is the realised difference.
 */
import type { ConnectionId } from '../brand.ts';
import type { Posting } from '../journal.ts';
import { exponentOf } from '../currency.ts';
import { measure, negate, subtract, type Currency, type Money } from '../measure.ts';
import type { PayoutLine } from '../payout.ts';
import { account } from './accounts.ts';

/** How much of `to` one whole unit of `from` was worth, as decimal text; undefined when the books do not say. */
export type OrderRate = (of: { readonly from: Currency; readonly to: Currency; readonly line: PayoutLine }) => string | undefined;

export function exchanged(
  line: PayoutLine & { readonly original: Money }, connection: ConnectionId, orderRate?: OrderRate,
): Posting[] {
  const { amount, original } = line;
  const exchange = account('assets:exchange', connection);
  const postings: Posting[] = [
    { account: account('assets:clearing', connection), amount: negate(original) },
    { account: exchange, amount: original },
    { account: exchange, amount: negate(amount) },
  ];
  const rate = orderRate?.({ from: original.unit, to: amount.unit, line });
  if (rate === undefined) return postings;
  const gained = subtract(amount, converted(original, amount.unit, rate));
  return [...postings, { account: exchange, amount: gained },
    { account: account('expenses:exchange', connection), amount: negate(gained) }];
}

/** An amount in another currency, rounded half away from zero once. */
export function converted({ count, unit }: Money, to: Currency, rate: string): Money {
  const [whole = '0', fraction = ''] = rate.split('.');
  const places = fraction.length + (exponentOf(unit) ?? 2) - (exponentOf(to) ?? 2);
  const raised = count * BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -places));
  const divisor = 10n ** BigInt(Math.max(0, places));
  const size = raised < 0n ? -raised : raised;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return measure(raised < 0n ? -rounded : rounded, to);
}
