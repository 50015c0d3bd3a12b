/**
 * Giving a buyer money back for goods that came back. Shopify wants the transaction each part goes back to, and remembers
 * the key: asked again, it answers as it did. The stock is ours to publish, so nothing is restocked there.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Write } from '../contract.ts';
import { PAYMENTS, REFUND } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import { Payment } from './order-graphql.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'RefundReturn'>;
const Answer = z.object({ refundCreate: z.object({
  refund: z.object({ id: gidNumber }).nullish(), userErrors: z.array(z.object({ message: z.string() })),
}).nullable() });

export const refundReturn: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const transactions = await back(port, wish);
    const input = {
      orderId: gid('Order', wish.order), note: wish.reason ? `Return: ${wish.reason}` : 'Return', notify: port.settings.notifyBuyer,
      refundLineItems: wish.lines.map((l) =>
        ({ lineItemId: gid('LineItem', l.lineId), quantity: l.quantity, restockType: 'NO_RESTOCK' })),
      ...(wish.shipping.count > 0n && { shipping: { amount: toDecimal(wish.shipping) } }),
      ...(wish.fee.count > 0n && { discrepancyReason: 'RESTOCK' }), transactions,
    };
    const { refundCreate: made } = await ask(port, { document: REFUND, variables: { input, key }, answer: Answer, write: true });
    const [problem] = made?.userErrors ?? [];
    if (!made?.refund)
      throw stop.refused('PartnerRefused', `Shopify does not refund order ${wish.order}: ${problem?.message ?? 'no reason given'}`);
    return { external: made.refund.id };
  },
  /** The key finds it: the same call again answers with the refund that was made. */
  find: async () => undefined,
};

/** Each part of the money to the transaction that took it; tenders are known by their gateway. */
async function back(port: Port<Settings>, { order, tenders }: Wish): Promise<object[]> {
  const answer = z.object({ order: z.object({ transactions: z.array(Payment) }).nullable() });
  const data = await ask(port, { document: PAYMENTS, variables: { id: gid('Order', order) }, answer });
  const taken = (data.order?.transactions ?? []).filter((t) => /^(SALE|CAPTURE)$/i.test(t.kind) && /^SUCCESS$/i.test(t.status));
  return tenders.map(({ external, amount }) => {
    const parent = taken.find((t) => t.gateway === external);
    if (!parent) throw stop.refused('PartnerRefused', `order ${order} was not paid by ${external}, as far as Shopify shows`);
    return {
      orderId: gid('Order', order), gateway: parent.gateway, kind: 'REFUND', amount: toDecimal(amount),
      parentId: gid('OrderTransaction', parent.id),
    };
  });
}
