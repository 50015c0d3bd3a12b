/**
 * An Amazon order as the platform hears it. A pending order is not placed: it has neither money nor
 * address, and its units are kept (pending.ts). A cancelled one is a cancellation. One the seller has shipped whole is
 * our own echo. One under a status word nobody has documented changes nothing. All others are the order, the same whether
 * a notification or a search brought it.
 */
import { brand, type ExternalId } from '#domain/brand.ts';
import { measure } from '#domain/measure.ts';
import { wanted, type Adjustment, type Order, type OrderLine, type ShippingLine } from '#domain/order.ts';
import type { Party } from '#domain/party.ts';
import { timestamp } from '#domain/time.ts';
import type { News, Port } from '#connectors/contract.ts';
import { read } from '#connectors/parse.ts';
import { isKnown, says, strange, type Says } from '#connectors/translation.ts';
import { adjustmentsOf, lineOf, shippingOf, words } from './order-lines.ts';
import { moneyOf, type OrderMoney } from './order-money.ts';
import { OrderShape, unknownFields, type AmazonOrder, type Drift } from './order-shape.ts';
import { currencyAt } from './marketplaces.ts';
import type { Settings } from './settings.ts';
import { pendingOrder } from './pending.ts';
import { FULFILLMENT_STATUS } from './status.ts';

const nothing = (why: string): News[] => [{ said: 'nothing', why }];
const asNews = (drift: readonly Drift[]): News[] => drift.map((d) => ({ said: 'drift', ...d }));

/** All orders come as answers: Amazon's notifications name an order and show nothing of it. */
export function orderNews(port: Port<Settings>, raw: unknown, fetched: 'stored' | 'read' = 'stored'): News[] {
  const order = read(OrderShape, raw);
  const refused = notOurs(port.settings, order);
  if (refused) return nothing(refused);
  const { fulfillmentStatus: word } = order.fulfillment;
  const means = (...any: readonly Says[]) => says(FULFILLMENT_STATUS, word, ...any);
  const fields = asNews(unknownFields(raw));
  if (!isKnown(FULFILLMENT_STATUS, word)) return [strange(FULFILLMENT_STATUS, word), ...asNews(words(order)), ...fields];
  if (means('early')) return [pendingOrder(order), ...fields];
  if (means('foreign')) return [...nothing('Amazon cannot fulfill it; it was not sold on Amazon'), ...fields];
  if (means('cancelled')) return [cancellation(order), ...fields];
  if (means('sent') && order.fulfillment.fulfilledBy !== 'AMAZON')
    return [...nothing('shipped whole by the seller: what we or a person told Amazon'), ...fields];
  const shown = placed(port, order);
  return [...shown.map((n) => (n.said === 'order' ? { ...n, fetched } : n)), ...fields];
}

function notOurs({ marketplaceIds, ordersFrom }: Settings, order: AmazonOrder): string | undefined {
  const { channelName, marketplaceId } = order.salesChannel;
  if (channelName === 'NON_AMAZON') return 'a multi-channel fulfillment order: it was sold elsewhere';
  if (marketplaceId !== undefined && !marketplaceIds.includes(marketplaceId))
    return `marketplace ${marketplaceId} is not served by this connection`;
  if (ordersFrom && timestamp(order.createdTime) < timestamp(ordersFrom)) return 'placed before this connection began';
  return undefined;
}

function cancellation(order: AmazonOrder): News {
  const done = order.orderItems.map((i) => i.cancellation?.cancellationExecution).find((c) => c !== undefined);
  const reason = [done?.cancelledBy, done?.cancelReason].filter((w) => w !== undefined).join(': ');
  return { said: 'cancellation', order: brand<ExternalId>(order.orderId), at: timestamp(order.lastUpdatedTime),
    ...(reason && { reason }) };
}

function placed(port: Port<Settings>, order: AmazonOrder): News[] {
  const money = moneyOf(order) ?? replacementMoney(order);
  const drift: Drift[] = [...(money?.drift ?? []), ...words(order)];
  if (!money) return [...nothing('its amounts are not there yet'), ...asNews(drift)];
  const parties = partiesOf(order);
  return [{ said: 'order', order: canonical(port, order, money), ...(parties && { parties }) }, ...asNews(drift)];
}

/** Amazon replaces goods free of charge: an order without money, in its marketplace's currency. */
function replacementMoney(order: AmazonOrder): OrderMoney | undefined {
  const replaces = order.associatedOrders?.some((a) => a.associationType === 'REPLACEMENT_ORIGINAL_ID');
  const unit = currencyAt(order.salesChannel.marketplaceId);
  if (!replaces || !unit) return undefined;
  return { currency: unit, total: 0n, taxIncluded: false, tip: 0n, items: new Map(), drift: [] };
}

function canonical(port: Port<Settings>, order: AmazonOrder, money: OrderMoney): Order {
  const external = brand<ExternalId>(order.orderId);
  const address = order.recipient?.deliveryAddress;
  const { shipByWindow, deliverByWindow } = order.fulfillment;
  const lines: OrderLine[] = order.orderItems.filter((i) => i.quantityOrdered > 0).map((i) => lineOf(order, i, money));
  const shipping: ShippingLine[] = order.orderItems.flatMap((i) => shippingOf(order, i, money));
  const adjustments: Adjustment[] = adjustmentsOf(order, money);
  return {
    orderId: port.orderId(external), channel: port.connection, external, number: order.orderId,
    placedAt: timestamp(order.createdTime), updatedAt: timestamp(order.lastUpdatedTime),
    currency: money.currency, taxIncluded: money.taxIncluded, lines, shipping, adjustments,
    tenders: money.total === 0n ? [] : [{
      // Amazon owes us the money from the moment the order is placed, whenever it charges the buyer.
      external, method: isCashOnDelivery(order) ? 'cash-on-delivery' : 'marketplace', provider: 'amazon',
      state: 'captured', amount: measure(money.total, money.currency),
    }],
    refunds: [], total: measure(money.total, money.currency), holds: [],
    ...(address?.countryCode && { shipTo: { party: port.partyId(external, 'shipTo'), country: address.countryCode,
      ...(address.stateOrRegion && { region: address.stateOrRegion }) } }),
    ...(order.buyer && { buyer: port.partyId(external, 'buyer') }),
    ...cancelAsked(order, lines),
    ...(shipByWindow?.latestDateTime && { shipBy: timestamp(shipByWindow.latestDateTime) }),
    ...(deliverByWindow?.latestDateTime && { deliverBy: timestamp(deliverByWindow.latestDateTime) }),
  };
}

const isCashOnDelivery = (order: AmazonOrder): boolean =>
  order.payment?.paymentExecutions?.some((e) => e.paymentMethod === 'CashOnDelivery') ?? false;
/** The buyer asks item by item; items that are cancelled or have shipped are not asked about any more. */
function cancelAsked(order: AmazonOrder, lines: readonly OrderLine[]): Pick<Order, 'cancelRequested' | 'cancelLines'> {
  const asked = new Set(order.orderItems.filter((i) => i.cancellation?.cancellationRequest?.requester === 'BUYER' &&
    !i.cancellation.cancellationExecution).map((i) => i.orderItemId));
  const open = lines.filter((l) => wanted(l) > 0);
  const some = open.filter((l) => asked.has(l.lineId)).map((l) => ({ lineId: l.lineId, quantity: wanted(l) }));
  if (some.length === 0) return {};
  return some.length === open.length ? { cancelRequested: true } : { cancelLines: some };
}

function partiesOf(order: AmazonOrder): { buyer?: Party; shipTo?: Party } | undefined {
  const { buyer } = order;
  const a = order.recipient?.deliveryAddress;
  const street = [a?.addressLine1, a?.addressLine2, a?.addressLine3].filter((l): l is string => Boolean(l));
  const parties = {
    ...(buyer && { buyer: defined<Party>({
      name: buyer.buyerName, email: buyer.buyerEmail, company: buyer.buyerCompanyName }) }),
    ...(a?.countryCode && { shipTo: defined<Party>({ name: a.name, company: a.companyName, phone: a.phone, street,
      city: a.city, region: a.stateOrRegion, postcode: a.postalCode, country: a.countryCode }) }),
  };
  return Object.keys(parties).length > 0 ? parties : undefined;
}

const defined = <T>(fields: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined && v !== '')) as T;
