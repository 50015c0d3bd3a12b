/**
 * What Amazon gave back to buyers by itself. It is told nowhere but here: no order and no notification has it. The
 * rows of one adjustment are one refund; tax that Amazon withheld from the seller stands in rows of its own class.
 */
import { zero, measure, type Money } from '#domain/measure.ts';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import type { Payout, PayoutLine } from '#domain/payout.ts';
import type { SettledRefund } from '#domain/settled-refund.ts';

const REFUND = new Set<PayoutLine['class']>(['refund', 'refund-shipping', 'refund-promotion', 'refund-tax']);
type Of = PayoutLine & { readonly order: ExternalId };
export const isRefund = (l: PayoutLine): l is Of => REFUND.has(l.class) && l.order !== undefined;

export function refundsIn({ lines, external, currency }: Payout): SettledRefund[] {
  const rows = lines.filter(isRefund);
  return [...Map.groupBy(rows, (l) => `${l.order} ${l.refund ?? external}`).values()]
    .map((some) => refund(some, some[0]!.refund ?? external, zero(currency)));
}

function refund(rows: readonly Of[], external: ExternalId, none: Money): SettledRefund {
  const total = (some: readonly PayoutLine[]): Money =>
    measure(some.reduce((n, l) => n - l.amount.count, 0n), none.unit);
  const shipping = rows.filter((l) => l.class !== 'refund-tax' && isShipping(l));
  const goods = rows.filter((l) => l.class !== 'refund-tax' && isGoods(l));
  const taxes = Map.groupBy(rows.filter((l) => l.class === 'refund-tax'), (l) => isShipping(l) || l.lineItem === undefined);
  const items = new Set(rows.flatMap((l) => (l.lineItem && (goods.includes(l) || taxes.get(false)?.includes(l)) ? [l.lineItem] : [])));
  const at = rows.flatMap((l) => l.postedAt ?? []).sort()[0] as Timestamp | undefined;
  return {
    order: rows[0]!.order, external, ...(at && { at }),
    items: [...items].map((lineId) => ({
      lineId, net: total(goods.filter((l) => l.lineItem === lineId)),
      tax: total((taxes.get(false) ?? []).filter((l) => l.lineItem === lineId)),
    })),
    shipping: total(shipping), shippingTax: total(taxes.get(true) ?? []),
    other: total(rows.filter((l) => l.class !== 'refund-tax' && !shipping.includes(l) && !goods.includes(l))),
  };
}

const word = (l: PayoutLine): string => l.code.split('/').at(-1) ?? '';
const isShipping = (l: PayoutLine): boolean => l.class === 'refund-shipping' || /shipping/i.test(word(l));
/** Gift wrap and goodwill are no price of a unit. */
const isGoods = (l: PayoutLine): boolean => l.lineItem !== undefined && /^principal$/i.test(word(l));
