/**
 * Cancelling some units of an order: Shopify's way is a refund of units that were never sent. What they were worth, and
 * which payment that goes back to, Shopify works out itself. It works it out anew after an answer that was lost, so the
 * refund is looked for first, by its note.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Write } from '../contract.ts';
import { coded } from '../translation.ts';
import { REFUND, REFUND_NOTES, SUGGEST } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import { CANCEL_REASON } from './reasons.ts';
import type { Settings } from './settings.ts';
import { RESTOCK } from './status.ts';

type Wish = WishOf<'CancelChannelLines'>;
const Suggested = z.object({ order: z.object({ suggestedRefund: z.object({
  suggestedTransactions: z.array(z.object({
    gateway: z.string().nullish(), parentTransaction: z.object({ id: z.string() }).nullish(),
    amountSet: z.object({ presentmentMoney: z.object({ amount: z.string() }) }),
  })),
}).nullable() }).nullable() });
const Noted = z.object({ order: z.object({ refunds: z.array(z.object({ id: gidNumber, note: z.string().nullish() })) }).nullable() });
const Answer = z.object({ refundCreate: z.object({
  refund: z.object({ id: gidNumber }).nullish(), userErrors: z.array(z.object({ message: z.string() })),
}).nullable() });

export const cancelChannelLines: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const orderId = gid('Order', wish.order);
    const refundLineItems = wish.lines.map((l) =>
      ({ lineItemId: gid('LineItem', l.lineId), quantity: l.quantity, restockType: restockFor(wish) }));
    const transactions = await paidFor(port, orderId, refundLineItems);
    const note = `Cancelled: ${(await coded(port, CANCEL_REASON, wish.reason)).toLowerCase()} ${markOf(wish)}`;
    const input = { orderId, note, notify: port.settings.notifyBuyer, refundLineItems, transactions };
    const { refundCreate: made } = await ask(port, { document: REFUND, variables: { input, key }, answer: Answer, write: true });
    if (made?.refund) return { external: made.refund.id };
    const why = made?.userErrors.map((e) => e.message).join('; ') || 'no reason given';
    throw stop.refused('PartnerRefused', `Shopify does not cancel these units of order ${wish.order}: ${why}`);
  },
  async find(port, wish) {
    const { order } = await ask(port, { document: REFUND_NOTES, variables: { id: gid('Order', wish.order) }, answer: Noted });
    const made = order?.refunds.find((r) => r.note?.includes(markOf(wish)));
    return made && { external: made.id };
  },
};
const markOf = ({ key }: Wish): string => `[${createHash('sha256').update(key).digest('hex').slice(0, 10)}]`;

/** Units that are not there must not go back on sale. */
const restockFor = ({ reason }: Wish): string => RESTOCK.own[reason === 'out-of-stock' ? 'none' : 'cancel'];

/** Nothing, where nothing was paid yet. */
async function paidFor(port: Port<Settings>, id: string, lines: readonly object[]): Promise<object[]> {
  const { order } = await ask(port, { document: SUGGEST, variables: { id, lines }, answer: Suggested });
  if (!order) throw stop.refused('PartnerRefused', `Shopify has no order ${id}`);
  return (order.suggestedRefund?.suggestedTransactions ?? [])
    .filter((t) => t.parentTransaction && /[1-9]/.test(t.amountSet.presentmentMoney.amount))
    .map((t) => ({ orderId: id, kind: 'REFUND', gateway: t.gateway ?? '', parentId: t.parentTransaction!.id,
      amount: t.amountSet.presentmentMoney.amount }));
}
