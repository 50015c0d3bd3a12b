/**
 * Cancelling some units of an order at the shop, and giving back what was paid for them. Vendure takes no key of ours:
 * the reason that stands in the order's history names the wish, and finds it again.
 */
import { createHash } from 'node:crypto';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Write } from '#connectors/contract.ts';
import { says } from '#connectors/translation.ts';
import { cancelAtShop, payBack } from './cancel.ts';
import { fetchOrder, type VendureOrder } from './order-query.ts';
import type { Settings } from './settings.ts';
import { PAYMENT, REFUND } from './status.ts';

type Wish = WishOf<'CancelChannelLines'>;

export const cancelChannelLines: Write<Settings, Wish> = {
  async apply(port, wish) {
    const order = await orderOf(port, wish);
    const reason = `${wish.reason} [${markOf(wish)}]`;
    const lines = wish.lines.map((l) => ({ orderLineId: l.lineId, quantity: l.quantity }));
    if (!isNoted(order, wish)) await cancelAtShop(port, { orderId: wish.order, lines, reason, cancelShipping: false });
    const begun = paidBack(order).some((r) => isOf(r, wish));
    // The units stand on the first; what goes back through other payments is money for the same.
    for (const [i, part] of owed(port, order, wish).entries())
      await payBack(port, { ...part, reason, lines: i === 0 && !begun ? lines : [], shipping: 0 });
    return { external: brand(`${order.id}/${markOf(wish)}`), number: order.code };
  },
  async find(port, wish) {
    const order = await orderOf(port, wish);
    const done = isNoted(order, wish) && owed(port, order, wish).length === 0;
    return done ? { external: brand(`${order.id}/${markOf(wish)}`), number: order.code } : undefined;
  },
};

const markOf = ({ key }: Wish): string => createHash('sha256').update(key).digest('hex').slice(0, 10);
const isNoted = (order: VendureOrder, wish: Wish): boolean => order.history.items.some((i) => i.data.reason.includes(`[${markOf(wish)}]`));

async function orderOf(port: Port<Settings>, wish: Wish): Promise<VendureOrder> {
  const { order } = await fetchOrder(port, wish.order);
  if (!order) throw stop.refused('PartnerRefused', `the shop has no order ${wish.order}`);
  return order;
}

type Refund = VendureOrder['payments'][number]['refunds'][number];
const paidBack = (order: VendureOrder): Refund[] =>
  order.payments.flatMap((p) => p.refunds).filter((r) => !says(REFUND, r.state, 'failed'));
const isOf = (r: Refund, wish: Wish): boolean => r.reason.includes(`[${markOf(wish)}]`);

/** What the units cost, from the payments that have that much left; less what was paid back under this wish before. */
function owed(port: Port<Settings>, order: VendureOrder, wish: Wish): { paymentId: string; amount: number }[] {
  if (!port.settings.refundOnCancel) return [];
  const back = paidBack(order);
  let due = wish.lines.reduce((n, { lineId, quantity }) =>
    n + (order.lines.find((l) => l.id === lineId)?.proratedUnitPriceWithTax ?? 0) * quantity, 0)
    - back.filter((r) => isOf(r, wish)).reduce((n, r) => n + r.total, 0);
  return order.payments.filter((p) => says(PAYMENT, p.state, 'captured')).flatMap((p) => {
    const left = p.amount - p.refunds.filter((r) => back.includes(r)).reduce((n, r) => n + r.total, 0);
    const amount = Math.min(left, due);
    due -= Math.max(0, amount);
    return amount > 0 ? [{ paymentId: p.id, amount }] : [];
  });
}
