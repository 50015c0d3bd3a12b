/**
 * Cancelling an order at the shop, with its shipping, and giving back what was paid for it.
 *
 * Vendure's `cancelOrder` frees the stock and moves no money. The refund is of what is left on each payment,
 * so a second attempt finds nothing left and does nothing. Whether the provider has paid it out is the
 * shop's to say: a Pending refund stays Pending until its payment handler or staff settle it.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { id } from '#connectors/parse.ts';
import { says } from '#connectors/translation.ts';
import { ask, granted } from './graphql.ts';
import { fetchOrder, type VendureOrder } from './order-query.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT, ORDER, PAYMENT, REFUND as REFUND_STATE } from './status.ts';

type Wish = WishOf<'CancelChannelOrder'>;
type Payment = VendureOrder['payments'][number];

export const cancelChannelOrder: Write<Settings, Wish> = {
  async apply(port, wish) {
    const order = await orderOf(port, wish);
    if (!isCancelled(order)) await cancel(port, wish);
    for (const payment of owed(port, order)) await refund(port, payment, { order, reason: wish.reason });
    return receipt(order);
  },
  async find(port, wish) {
    const order = await orderOf(port, wish);
    return isCancelled(order) && owed(port, order).length === 0 ? receipt(order) : undefined;
  },
};

const isCancelled = (order: VendureOrder): boolean => says(ORDER, order.state, 'cancelled');
const receipt = (order: VendureOrder): Receipt => ({ external: brand(order.id), number: order.code });

async function orderOf(port: Port<Settings>, wish: Wish): Promise<VendureOrder> {
  const { order } = await fetchOrder(port, wish.order);
  if (!order) throw stop.refused('PartnerRefused', `the shop has no order ${wish.order}`);
  const gone = order.fulfillments.some((f) => says(FULFILLMENT, f.state, 'sent', 'delivered'));
  if (gone && !isCancelled(order))
    throw stop.refused('CancelTooLate', `${order.code} has left the shop's warehouse; arrange a return`);
  return order;
}

const left = (payment: Payment): number =>
  payment.amount - payment.refunds.filter((r) => !says(REFUND_STATE, r.state, 'failed')).reduce((sum, r) => sum + r.total, 0);
const owed = (port: Port<Settings>, order: VendureOrder): Payment[] =>
  port.settings.refundOnCancel ? order.payments.filter((p) => says(PAYMENT, p.state, 'captured') && left(p) > 0) : [];

const CANCEL = `mutation ($input: CancelOrderInput!) {
  cancelOrder(input: $input) { ... on Order { id } ... on ErrorResult { errorCode message } }
}`;
const cancel = (port: Port<Settings>, { order, reason }: Wish): Promise<void> =>
  cancelAtShop(port, { orderId: order, reason, cancelShipping: true });
interface Cancel {
  readonly orderId: string; readonly reason: string; readonly cancelShipping: boolean;
  readonly lines?: readonly { readonly orderLineId: string; readonly quantity: number }[];
}
/** Without lines: all of it. */
export async function cancelAtShop(port: Port<Settings>, input: Cancel): Promise<void> {
  const { cancelOrder } = await ask(port, {
    query: CANCEL, write: true, variables: { input },
    answer: z.object({ cancelOrder: z.unknown() }),
  });
  granted(cancelOrder, z.object({ id }), 'PartnerRefused');
}

const REFUND = `mutation ($input: RefundOrderInput!) {
  refundOrder(input: $input) { ... on Refund { id } ... on ErrorResult { errorCode message } }
}`;
type Why = { readonly order: VendureOrder; readonly reason: string };
async function refund(port: Port<Settings>, payment: Payment, { order, reason }: Why): Promise<void> {
  // Which goods and how much shipping it is for; 3.7 calls these deprecated beside `amount` and fails without them.
  const lines = order.lines.map((l) => ({ orderLineId: l.id, quantity: l.orderPlacedQuantity }));
  const shipping = order.shippingLines.reduce((sum, l) => sum + l.discountedPriceWithTax, 0);
  await payBack(port, { paymentId: payment.id, amount: left(payment), reason, lines, shipping });
}

interface Back {
  readonly paymentId: string; readonly amount: number; readonly reason: string; readonly shipping: number;
  readonly lines: readonly { readonly orderLineId: string; readonly quantity: number }[];
}
export async function payBack(port: Port<Settings>, back: Back): Promise<void> {
  const input = { ...back, adjustment: 0 };
  const { refundOrder } = await ask(port, {
    query: REFUND, write: true, variables: { input }, answer: z.object({ refundOrder: z.unknown() }),
  });
  granted(refundOrder, z.object({ id }), 'PartnerRefused');
}
