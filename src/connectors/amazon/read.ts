/** What a document of Amazon's says: a notification, an order of a search, or a settlement. */
import { stop } from '#domain/fault.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { orderNews } from './order-news.ts';
import { about, envelopeOf } from './queue.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';
import { readSettlement } from './settlement/file.ts';
import { settlementReference } from './settlement/text.ts';

export async function read(port: Port<Settings>, document: Document): Promise<readonly News[]> {
  switch (document.topic) {
    case 'ORDER_CHANGE': return notification(port, document);
    case 'order': return orderNews(port, parseJson(document.body));
    case 'settlement': return settlement(port, document);
    default: return [{ said: 'nothing', why: `${document.topic} is not used` }];
  }
}

/** A notification names the order and is fetched; one that is still pending is not worth a call of the budget. */
async function notification(port: Port<Settings>, { body }: Document): Promise<readonly News[]> {
  const change = envelopeOf(body).Payload.OrderChangeNotification;
  if (!change) throw stop.malformed('Payload.OrderChangeNotification: missing in an ORDER_CHANGE');
  const { OrderStatus: status, MarketplaceId: marketplace } = change.Summary ?? {};
  if (status === 'Pending' || status === 'PendingAvailability')
    return [{ said: 'nothing', why: 'the payment is pending; the order is not placed yet' }];
  if (marketplace !== undefined && !port.settings.marketplaceIds.includes(marketplace))
    return [{ said: 'nothing', why: `marketplace ${marketplace} is not served by this connection` }];
  const order = await fetchOrder(port, change.AmazonOrderId);
  if (order === undefined)
    throw stop.unavailable(`Amazon told of order ${change.AmazonOrderId} and does not show it yet`);
  return orderNews(port, order);
}

function settlement(port: Port<Settings>, { body }: Document): readonly News[] {
  const { payout, unknownColumns } = readSettlement(port.connection, body);
  return [
    { said: 'payout', payout },
    ...unknownColumns.map((name): News => ({ said: 'drift', path: `settlement.${name}`, detail: 'an unknown column' })),
  ];
}

/** Cheap, and never throws: what cannot be read has a reference of its own and holds nothing else back. */
export function reference({ topic, body }: Document): string {
  if (topic === 'settlement') return settlementReference(body);
  if (topic !== 'order') return about(body).reference;
  try {
    const { orderId } = parseJson(body) as { orderId?: unknown };
    return `orders/${typeof orderId === 'string' ? orderId : 'unreadable'}`;
  } catch {
    return 'orders/unreadable';
  }
}
