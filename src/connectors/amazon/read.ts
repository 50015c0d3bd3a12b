/** What a document of Amazon's says: a notification, an order of a search, or a settlement. */
import { stop } from '#domain/fault.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { Payout } from '#domain/payout.ts';
import { currencyAt as currencyOf } from './marketplaces.ts';
import { orderNews } from './order-news.ts';
import { pendingChange } from './pending.ts';
import { about, envelopeOf } from './queue.ts';
import { SETTLEMENT_REPORT } from './reports.ts';
import { readReturns, RETURNS_REPORT, RETURNS_XML } from './returns.ts';
import { fetchOrder } from './search.ts';
import type { Settings } from './settings.ts';
import { readSettlement, streamSettlement } from './settlement/file.ts';
import { readFinances } from './settlement/finances.ts';
import { isRange, readRange } from './settlement/range.ts';
import { isV1, readV1 } from './settlement/v1.ts';
import { isXml, readXml } from './settlement/xml.ts';
import { isJson } from '../statement/json.ts';
import { isRefund, refundsIn } from './settlement/refunds.ts';
import { sourceOf, type Source } from '../statement/source.ts';
import { unpackedHead } from '../statement/text.ts';
import { isFlatFile, settlementReference } from './settlement/text.ts';

const ORDERS = ['order', 'orders', 'getOrder', 'searchOrders'];
const TOPICS = [...ORDERS, 'ORDER_CHANGE', 'settlement', 'returns'];

/** By our topics, and by Amazon's own names for what a person hands over with `ingest`. */
export async function read(port: Port<Settings>, document: Document): Promise<readonly News[]> {
  switch (document.topic) {
    case 'ORDER_CHANGE': return notification(port, document);
    case 'order': case 'orders': case 'getOrder': case 'searchOrders':
      return ordersIn(parseJson(document.body)).flatMap((order) => orderNews(port, order, 'stored'));
    case 'settlement': case SETTLEMENT_REPORT: return settlement(port, document);
    case 'returns': case RETURNS_REPORT: case RETURNS_XML: return readReturns(document.body);
    default: return [{ said: 'nothing', why: `${document.topic} is not used; read are ${TOPICS.join(', ')}` }];
  }
}

/** An order alone, an answer of getOrder, or a page of searchOrders. */
function ordersIn(raw: unknown): readonly unknown[] {
  const whole: { order?: unknown; orders?: unknown } = typeof raw === 'object' && raw !== null ? raw : {};
  const { order, orders } = whole;
  return Array.isArray(orders) ? orders : [order ?? raw];
}

/** A notification names the order and is fetched; of one that is still pending it says all there is. */
async function notification(port: Port<Settings>, { body }: Document): Promise<readonly News[]> {
  const change = envelopeOf(body).Payload.OrderChangeNotification;
  if (!change) throw stop.malformed('Payload.OrderChangeNotification: missing in an ORDER_CHANGE');
  const { OrderStatus: status, MarketplaceId: marketplace } = change.Summary ?? {};
  if (marketplace !== undefined && !port.settings.marketplaceIds.includes(marketplace))
    return [{ said: 'nothing', why: `marketplace ${marketplace} is not served by this connection` }];
  if (status === 'Pending' || status === 'PendingAvailability') return [pendingChange(port.settings, change)];
  const order = await fetchOrder(port, change.AmazonOrderId);
  if (order === undefined)
    throw stop.unavailable(`Amazon told of order ${change.AmazonOrderId} and does not show it yet`);
  return orderNews(port, order, 'read');
}

async function settlement(port: Port<Settings>, { body, pieces }: Document): Promise<readonly News[]> {
  if (pieces && isFlatFile(body)) return streamed(port, pieces);
  const source = await sourceOf({ body, ...(pieces && { pieces }) });
  const other = await otherLayout(port, source);
  if (other) return other;
  const { payout, unknownColumns } = readSettlement(port.connection, await source.whole());
  const refunds = refundsIn(payout);
  return [
    { said: 'payout', payout, ...(refunds.length > 0 && { refunds }) },
    ...unknownColumns.map(drift),
  ];
}

/** What Amazon also calls a settlement, or ended; undefined for the flat file V2. */
async function otherLayout(port: Port<Settings>, source: Source): Promise<readonly News[] | undefined> {
  const { connection } = port;
  const withRefunds = (payout: Payout): News => {
    const refunds = refundsIn(payout);
    return { said: 'payout', payout, ...(refunds.length > 0 && { refunds }) };
  };
  if (isJson(source.head)) return (await readFinances(connection, source)).map((payout) => ({ said: 'payout', payout }));
  if (isXml(source.head)) return [withRefunds(await readXml(connection, source))];
  if (isRange(source)) return ranged(port, source);
  return isV1(source) ? [withRefunds(await readV1(connection, source))] : undefined;
}

/** The same money must not be booked from two reports. */
async function ranged(port: Port<Settings>, source: Source): Promise<readonly News[]> {
  const units = new Set(port.settings.marketplaceIds.map((id) => currencyOf(id)));
  const { payouts, settlements } = await readRange(
    { connection: port.connection, zone: port.settings.reportZone, unit: units.size === 1 ? [...units][0] : undefined }, source);
  for (const id of settlements)
    if (await port.ownOf('payout', id as ExternalId))
      throw stop.refused('PayoutVariance', `settlement ${id} is in the books from its own report: ` +
        'a date range report of the same days would book it twice');
  return payouts.map((payout) => ({ said: 'payout', payout }));
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
    if (topic === 'returns' || topic === RETURNS_REPORT || topic === RETURNS_XML) return 'returns/report';
    if (!ORDERS.includes(topic)) return about(body).reference;
    const [first] = ordersIn(parseJson(body)) as readonly { orderId?: unknown }[];
    if (typeof first?.orderId === 'string') return `orders/${first.orderId}`;
  } catch {
    // Falls through: whoever reads it will say what is wrong.
  }
  return `${topic}/unreadable`;
}
