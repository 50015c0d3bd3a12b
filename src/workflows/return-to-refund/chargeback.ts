/**
 * A buyer's bank takes money back, and a refund gives it back: never both without a person knowing. While a chargeback
 * stands, no refund is asked for; one that meets a refund is put before a person with the refund as evidence.
 */
import type { ExceptionKind } from '#domain/exception.ts';
import { add, measure, negate, subtract, toDecimal, zero, type Money } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';
import type { Refund } from '#domain/order.ts';
import { go, stay, type Chargeback, type State, type Taken } from './state.ts';

type Named = Pick<Chargeback, 'by' | 'dispute' | 'told'>;
const same = (a: Named) => (b: Named): boolean => a.by === b.by && a.dispute === b.dispute && a.told === b.told;
const known = (s: State): readonly Chargeback[] => s.chargebacks ?? [];

/** Each line of a payout is told once, so what a payout takes adds up; a notice told again says the same. */
export function opened(s: State, data: m.ChargebackOpened['data']): Taken {
  const { orderId, amount, ...told } = data;
  const before = known(s).find(same(told));
  if (before && told.told === 'notice') return stay(s);
  const next: Chargeback = before ? { ...before, taken: add(before.taken, amount) }
    : { ...told, taken: amount, back: zero(amount.unit), lost: false };
  return go({ ...s, orderId, chargebacks: [...known(s).filter((c) => c !== before), next] });
}

/** A person decides on what the books call it; a notice, on its own. Lost is only what did not come back. */
export function decided(s: State, data: m.ChargebackClosed['data']): Taken {
  const { orderId, outcome, amount, at, ...told } = data;
  const before = known(s).find(same(told));
  if (outcome === 'none') return withdrawn(s, before, amount);
  if (!before) {
    if (!amount) return stay(s);
    const none = zero(amount.unit);
    const [taken, back] = outcome === 'won' ? [none, amount] : [amount, none];
    const next = { ...told, at, taken, back, lost: outcome === 'lost' };
    return go({ ...s, orderId, chargebacks: [...known(s), next] });
  }
  const next = outcome === 'lost' ? { ...before, lost: true }
    : { ...before, lost: false, back: amount ? add(before.back, amount) : before.taken };
  return go({ ...s, orderId, chargebacks: known(s).map((c) => (c === before ? next : c)) });
}

/** So much of it was none: what is left of it stands, and when nothing is, it never was. `amount` below zero: of what came back. */
function withdrawn(s: State, before: Chargeback | undefined, amount: Money | undefined): Taken {
  if (!before) return stay(s);
  const none = zero(before.taken.unit);
  const [taken, back] = !amount ? [none, none] : amount.count > 0n ? [less(before.taken, amount), before.back]
    : [before.taken, less(before.back, negate(amount))];
  const next = taken.count === 0n && back.count === 0n ? [] : [{ ...before, taken, back }];
  return go({ ...s, chargebacks: known(s).flatMap((c) => (c === before ? next : [c])) });
}
const less = (a: Money, b: Money): Money => (b.count < a.count ? subtract(a, b) : zero(a.unit));

const left = ({ taken, back }: Chargeback): bigint => (taken.count > back.count ? taken.count - back.count : 0n);
const isOpen = (c: Chargeback): boolean => !c.lost && left(c) > 0n;
/**
 * Two tellers of one order mean the same chargebacks. Who has seen them decided is believed about them; until then, who
 * counts more of them.
 */
function believed(s: State): readonly Chargeback[] {
  const tellers = [...Map.groupBy(known(s), (c) => c.told).values()];
  const over = tellers.filter((mine) => !mine.some(isOpen));
  return (over.length > 0 ? over : tellers).reduce((a, b) => (sumOf(s, a) >= sumOf(s, b) ? a : b), []);
}
/** In the order's currency; what was taken in another is as much as the order was worth. */
function sumOf(s: State, of: readonly Chargeback[]): bigint {
  const order = s.sale?.order;
  const foreign = of.some((c) => order && c.taken.unit !== order.currency && left(c) > 0n);
  return foreign && order ? order.total.count : of.reduce((n, c) => n + left(c), 0n);
}
/** What the bank holds of the order's money: undecided, or for good. */
export const standing = (s: State): bigint => sumOf(s, believed(s));
const undecided = (s: State): readonly Chargeback[] => believed(s).filter(isOpen);

/** A refund is not ours to make while the bank may have made it. */
export const forbids = (s: State, due: Money): boolean => undecided(s).length > 0 || (standing(s) > 0n && due.count > 0n);

interface Topic { readonly topic: string; readonly kind: ExceptionKind; readonly detail: string }
/** `due`: what would be refunded now. */
export function clashes(s: State, due: Money | undefined): Topic[] {
  const { sale } = s;
  if (!sale || standing(s) === 0n) return [];
  const unit = sale.order.currency;
  const words = (n: bigint) => `${toDecimal(measure(n, unit))} ${unit}`;
  const open = undecided(s);
  const refunds = sale.order.refunds.filter((r) => paidBy(r).count > 0n);
  const taken = `${words(standing(s))} (${believed(s).map(called).join(', ')})`;
  const found: Topic[] = [];
  if (open.length > 0 && refunds.length > 0) {
    const until = known(s).flatMap((c) => c.respondBy ?? []).sort()[0];
    found.push({ topic: 'chargeback', kind: 'ChargebackAfterRefund', detail: `the buyer’s bank takes back ${taken}; already refunded: ` +
      `${refunds.map(evidence).join('; ')}${until ? `. Contest it by ${until.slice(0, 10)}` : ''}` });
  }
  if (due && due.count > 0n && (open.length > 0 || standing(s) < due.count))
    found.push({ topic: 'charged-back', kind: 'RefundAfterChargeback',
      detail: `${words(due.count)} would go back for what was returned, and the buyer’s bank has taken back ${taken}` });
  return found;
}
const called = (c: Chargeback): string => `chargeback ${c.dispute} at ${c.by}${c.reason ? `: ${c.reason}` : ''}`;
const paidBy = (r: Refund): Money => r.tenders.filter((t) => t.state !== 'failed')
  .reduce((all, t) => add(all, t.amount), zero(r.shipping.unit));
/** What a bank accepts: number, day, amount and the payment it went back by. */
const evidence = (r: Refund): string =>
  `refund ${r.external} of ${r.at.slice(0, 10)}, ${r.tenders.filter((t) => t.state !== 'failed').map(by).join(' and ')}`;
const by = ({ amount, method, external, state }: Refund['tenders'][number]): string =>
  `${toDecimal(amount)} ${amount.unit} by ${method} (${external}${state === 'pending' ? ', pending' : ''})`;
