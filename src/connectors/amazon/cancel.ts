/**
 * A seller's cancellation. Amazon has no operation for it: it goes as an OrderAcknowledgement feed, which
 * Amazon works on for minutes. So one attempt hands the feed in, later ones ask what became of it, and the
 * proof is always the order itself. A feed handed in twice cancels once.
 */
import { z } from 'zod';
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { coded, says } from '#connectors/translation.ts';
import { element, escaped, fed } from './feed.ts';
import { fetchOrder } from './search.ts';
import { CANCEL_REASON } from './reasons.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT_STATUS } from './status.ts';

type Wish = WishOf<'CancelChannelOrder'>;
const Standing = z.object({
  salesChannel: z.object({ marketplaceId: z.string().optional() }),
  fulfillment: z.object({ fulfillmentStatus: z.string() }),
  orderItems: z.array(z.object({ orderItemId: z.string() })),
});

export const cancelChannelOrder: Write<Settings, Wish> = {
  async apply(port, { order, reason }, key) {
    const standing = await look(port, order);
    if (isCancelled(standing)) return receiptOf(order);
    if (says(FULFILLMENT_STATUS, standing.fulfillment.fulfillmentStatus, 'part-sent', 'sent'))
      throw stop.refused('CancelTooLate', `order ${order} has shipped at Amazon; it can only come back as a return`);
    const [only = ''] = port.settings.marketplaceIds;
    const what = `the cancellation of order ${order}`;
    const result = await fed(port, key, {
      what, feedType: 'POST_ORDER_ACKNOWLEDGEMENT_DATA', marketplaceId: standing.salesChannel.marketplaceId ?? only,
      body: envelope(port.settings.sellerId, order, standing.orderItems.map((i) => i.orderItemId),
        await coded(port, CANCEL_REASON, reason)),
    });
    const after = await look(port, order);
    if (isCancelled(after)) return receiptOf(order);
    const [problem] = await result.problems();
    if (problem) throw stop.refused('PartnerRefused', `Amazon does not cancel order ${order}: ${problem}`);
    throw stop.unavailable(`Amazon has taken the cancellation of order ${order} and does not show it yet`);
  },
  async find(port, { order }) {
    return isCancelled(await look(port, order)) ? receiptOf(order) : undefined;
  },
};

const isCancelled = ({ fulfillment }: z.output<typeof Standing>): boolean =>
  says(FULFILLMENT_STATUS, fulfillment.fulfillmentStatus, 'cancelled');
const receiptOf = (order: ExternalId): Receipt => ({ external: brand<ExternalId>(`${order}/cancel`) });

async function look(port: Port<Settings>, order: string): Promise<z.output<typeof Standing>> {
  const found = await fetchOrder(port, order, 'FULFILLMENT');
  if (found === undefined) throw stop.refused('PartnerRefused', `Amazon does not know order ${order}`);
  return read(Standing, found);
}

export function envelope(seller: string, order: string, items: readonly string[], reason: string): string {
  const header = element('DocumentVersion', '1.01') + element('MerchantIdentifier', escaped(seller));
  const lines = items.map((item) =>
    element('Item', element('AmazonOrderItemCode', escaped(item)) + element('CancelReason', reason)));
  const acknowledgement = element('AmazonOrderID', escaped(order)) + element('StatusCode', 'Failure') + lines.join('');
  return '<?xml version="1.0" encoding="UTF-8"?>' + element('AmazonEnvelope',
    element('Header', header) + element('MessageType', 'OrderAcknowledgement') +
    element('Message', element('MessageID', '1') + element('OrderAcknowledgement', acknowledgement)));
}

