/**
 * Discounts on an account of their own, where a policy wants to see them: the sale at its full price, what was given away
 * beside it. Both move by the same amount, so a document comes to the same total either way.
 */
import { account } from './accounts.ts';
import type { Posting } from '../journal.ts';
import { measure, negate, type Money } from '../measure.ts';
import type { DocumentAmounts } from '../messages.ts';
import type { Order, OrderLine, ShippingLine } from '../order.ts';

/** `net`: sales after discount, as the ERP's invoice has them. `apart`: before it, with the discount as a deduction. */
export type Discounts = 'net' | 'apart';

/** What is added to sales and to shipping, and taken off as promotions; in the sign of what was earned. */
export function discounted(order: Order, { lines, shippingNet }: DocumentAmounts): Posting[] {
  const goods = lines.reduce((n, part) => {
    const line = order.lines.find((l) => l.lineId === part.lineId && !l.giftCard);
    return line ? n + share(withoutTax(line, order.taxIncluded), part.quantity, line.quantity) : n;
  }, 0n);
  const freight = shippingNet.count === 0n ? 0n : order.shipping.reduce((n, s) => n + withoutTax(s, order.taxIncluded), 0n);
  const money = (count: bigint): Money => measure(count, order.currency);
  return [
    { account: account('income', 'sales', order.channel), amount: money(goods) },
    { account: account('income', 'shipping', order.channel), amount: money(freight) },
    { account: account('income', 'promotions', order.channel), amount: negate(money(goods + freight)) },
  ];
}

/** A discount on a price that has its tax in it gave up its part of the tax, too. */
function withoutTax({ discount, net, taxes }: Pick<OrderLine | ShippingLine, 'discount' | 'net' | 'taxes'>, included: boolean): bigint {
  const gross = taxes.reduce((n, t) => n + t.amount.count, net.count);
  return included && gross > 0n ? half(discount.count * net.count, gross) : discount.count;
}
const share = (whole: bigint, part: number, of: number): bigint => (of === 0 ? 0n : half(whole * BigInt(part), BigInt(of)));
/** Rounded half up; nothing here is below zero. */
const half = (count: bigint, by: bigint): bigint => (count * 2n + by) / (by * 2n);
