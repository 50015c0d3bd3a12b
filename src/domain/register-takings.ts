/** What a sale over the counter did to its register's day: the order's own amounts, by what becomes of them in the books. */
import { add, measure, sum, type Money } from './measure.ts';
import type { Order } from './order.ts';
import { balanced, type Taking } from './register-day.ts';

/** What the lines come to is what was sold; what is off them stands beside it. */
export function takingsOf(o: Order, bound = 0n): Taking[] {
  const unit = o.currency;
  const total = (some: readonly Money[]) => sum(unit, some);
  const goods = o.lines.filter((l) => !l.giftCard);
  const off = total(goods.map((l) => l.discount));
  const taxes = [...o.lines, ...o.shipping].flatMap((l) => l.taxes);
  const takings: Taking[] = [
    { kind: 'sale', amount: add(total([...goods, ...o.shipping].map((l) => l.net)), off) },
    { kind: 'discount', amount: off },
    { kind: 'gift-card-sold', amount: total(o.lines.filter((l) => l.giftCard).map((l) => l.net)) },
    ...[...Map.groupBy(taxes, (t) => t.title)].map(([of, some]): Taking => ({ kind: 'tax', of, amount: total(some.map((t) => t.amount)) })),
    ...o.adjustments.flatMap((a): Taking[] => (a.kind === 'tip' ? [{ kind: 'tip', amount: a.amount }]
      : a.kind === 'cash-rounding' ? [{ kind: 'rounding', amount: a.amount }] : [])),
    ...o.tenders.filter((t) => t.state === 'captured').map((t): Taking =>
      ({ kind: 'tender', amount: t.amount, method: t.method, of: t.provider })),
  ];
  return balanced(takings.filter((t) => t.amount.count !== 0n), unit, bound);
}

/** Goods that were brought back: what was sold less its tax, and how it was paid back. */
export function takingsBack({ amount, tax, method, provider }: {
  readonly amount: Money; readonly tax: Money; readonly method: NonNullable<Taking['method']>; readonly provider: string;
}): Taking[] {
  const { unit } = amount;
  const takings: Taking[] = [
    { kind: 'return', amount: measure(amount.count - tax.count, unit) }, { kind: 'return-tax', amount: tax },
    { kind: 'tender', amount: measure(-amount.count, unit), method, of: provider },
  ];
  return takings.filter((t) => t.amount.count !== 0n);
}
