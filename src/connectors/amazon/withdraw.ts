/**
 * Cancelling items of an order that goes on. Amazon cancels an item whole, as the same feed as an order; units of one
 * cannot be taken off it. The proof is the item itself: nothing of it is to be sent any more.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { coded } from '#connectors/translation.ts';
import { envelope } from './cancel.ts';
import { fed } from './feed.ts';
import { CANCEL_REASON } from './reasons.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'CancelChannelLines'>;
const count = z.number().int().nonnegative().optional();
const Standing = z.object({
  salesChannel: z.object({ marketplaceId: z.string().optional() }),
  orderItems: z.array(z.object({
    orderItemId: z.string(), quantityOrdered: z.number().int().nonnegative(),
    cancellation: z.object({ cancellationExecution: z.object({}).optional() }).optional(),
    fulfillment: z.object({ quantityFulfilled: count, quantityUnfulfilled: count }).optional(),
  })),
});
type Standing = z.output<typeof Standing>;

export const cancelChannelLines: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const standing = await look(port, wish);
    const items = wish.lines.filter((l) => !isGone(standing, l.lineId));
    if (items.length === 0) return receiptOf(wish);
    for (const { lineId, quantity } of items) whole(standing, { lineId, quantity, order: wish.order });
    const [only = ''] = port.settings.marketplaceIds;
    const what = `the cancellation of ${items.length} of the items of order ${wish.order}`;
    const result = await fed(port, key, {
      what, feedType: 'POST_ORDER_ACKNOWLEDGEMENT_DATA', marketplaceId: standing.salesChannel.marketplaceId ?? only,
      body: envelope(port.settings.sellerId, wish.order, items.map((i) => i.lineId), await coded(port, CANCEL_REASON, wish.reason)),
    });
    const after = await look(port, wish);
    if (wish.lines.every((l) => isGone(after, l.lineId))) return receiptOf(wish);
    const [problem] = await result.problems();
    if (problem) throw stop.refused('PartnerRefused', `Amazon does not cancel items of order ${wish.order}: ${problem}`);
    throw stop.unavailable(`Amazon has taken ${what} and does not show it yet`);
  },
  async find(port, wish) {
    const standing = await look(port, wish);
    return wish.lines.every((l) => isGone(standing, l.lineId)) ? receiptOf(wish) : undefined;
  },
};

const receiptOf = ({ order, wish }: Wish): Receipt => ({ external: brand<ExternalId>(`${order}/cancel/${wish}`) });
const itemOf = ({ orderItems }: Standing, id: string) => orderItems.find((i) => i.orderItemId === id);

function isGone(standing: Standing, id: string): boolean {
  const item = itemOf(standing, id);
  return item !== undefined && (item.cancellation?.cancellationExecution !== undefined ||
    (item.fulfillment?.quantityUnfulfilled === 0 && (item.fulfillment.quantityFulfilled ?? 0) < item.quantityOrdered));
}

function whole(standing: Standing, { lineId, quantity, order }: { lineId: string; quantity: number; order: string }): void {
  const item = itemOf(standing, lineId);
  const sent = item?.fulfillment?.quantityFulfilled ?? 0;
  if (!item) throw stop.refused('PartnerRefused', `order ${order} has no item ${lineId} at Amazon`);
  if (sent > 0) throw stop.refused('CancelTooLate', `${sent} of item ${lineId} of order ${order} have shipped at Amazon`);
  if (quantity < item.quantityOrdered)
    throw stop.refused('PartnerRefused', `Amazon cancels an item whole: ${quantity} of ${item.quantityOrdered} of item ${lineId} ` +
      `of order ${order} cannot be. Send the rest and refund these units, or cancel the item`);
}

async function look(port: Port<Settings>, { order }: Wish): Promise<Standing> {
  const found = await fetchOrder(port, order, 'FULFILLMENT,CANCELLATION');
  if (found === undefined) throw stop.refused('PartnerRefused', `Amazon does not know order ${order}`);
  return read(Standing, found);
}
