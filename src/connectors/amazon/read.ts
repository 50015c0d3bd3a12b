/** What a document of Amazon's says: a notification, an order of a search, or a settlement. */
import { stop } from '#domain/fault.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { orderNews } from './order-news.ts';
import { about, envelopeOf } from './queue.ts';
import { SETTLEMENT_REPORT } from './reports.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';
import { readSettlement, streamSettlement } from './settlement/file.ts';
import { isRefund, refundsIn } from './settlement/refunds.ts';
import { unpacked, unpackedHead } from '../statement/text.ts';
import { settlementReference } from './settlement/text.ts';

/** By our topics, and by Amazon's own names for what a person hands over with `ingest`. */
export async function read(port: Port<Settings>, document: Document): Promise<readonly News[]> {
  switch (document.topic) {
    case 'ORDER_CHANGE': return notification(port, document);
    case 'order': case 'getOrder': case 'searchOrders':
      return ordersIn(parseJson(document.body)).flatMap((order) => orderNews(port, order, 'stored'));
    case 'settlement': case SETTLEMENT_REPORT: return settlement(port, document);
    default: return [{ said: 'nothing', why: `${document.topic} is not used` }];
  }
}

/** An order alone, an answer of getOrder, or a page of searchOrders. */
function ordersIn(raw: unknown): readonly unknown[] {
  const whole: { order?: unknown; orders?: unknown } = typeof raw === 'object' && raw !== null ? raw : {};
  const { order, orders } = whole;
  return Array.isArray(orders) ? orders : [order ?? raw];
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
  return orderNews(port, order, 'read');
}

async function settlement(port: Port<Settings>, { body, pieces }: Document): Promise<readonly News[]> {
  if (pieces) return streamed(port, pieces);
  const { payout, unknownColumns } = readSettlement(port.connection, unpacked(body));
  const refunds = refundsIn(payout);
  return [
    { said: 'payout', payout, ...(refunds.length > 0 && { refunds }) },
    ...unknownColumns.map(drift),
  ];
}

async function streamed(port: Port<Settings>, pieces: NonNullable<Document['pieces']>): Promise<readonly News[]> {
  const { payout, unknownColumns, kept, ...streamed } = await streamSettlement(port.connection, pieces, isRefund);
  const refunds = refundsIn({ ...payout, lines: kept });
  return [{ said: 'payout', payout, streamed, ...(refunds.length > 0 && { refunds }) }, ...unknownColumns.map(drift)];
}

const drift = (name: string): News => ({ said: 'drift', path: `settlement.${name}`, detail: 'an unknown column' });

/** Cheap, and never throws: what cannot be read has a reference of its own and holds nothing else back. */
export function reference({ topic, body }: Document): string {
  try {
    if (topic === 'settlement' || topic === SETTLEMENT_REPORT) return settlementReference(unpackedHead(body));
    if (!['order', 'getOrder', 'searchOrders'].includes(topic)) return about(body).reference;
    const [first] = ordersIn(parseJson(body)) as readonly { orderId?: unknown }[];
    if (typeof first?.orderId === 'string') return `orders/${first.orderId}`;
  } catch {
    // Falls through: whoever reads it will say what is wrong.
  }
  return `${topic}/unreadable`;
}
