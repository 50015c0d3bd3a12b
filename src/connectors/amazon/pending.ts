/**
 * Orders whose payment is pending. Amazon has taken their units off the listing and shows neither money nor address; until
 * they are paid or cancelled their units are kept here too, so that no other channel sells them and no number we write to
 * the listing gives them back. The notification says all of it: no call is spent.
 */
import { brand } from '#domain/brand.ts';
import { timestamp } from '#domain/time.ts';
import type { News } from '#connectors/contract.ts';
import type { AmazonOrder } from './order-shape.ts';
import type { Envelope } from './queue.ts';
import type { Settings } from './settings.ts';

const WAITS = 'the payment is pending; the order is not placed yet';
const waits = (why = WAITS): News => ({ said: 'nothing', why });
/** What Amazon keeps itself is not ours to keep. */
const OURS = ['MFN', 'MERCHANT'];

type Change = NonNullable<Envelope['Payload']['OrderChangeNotification']>;
export function pendingChange({ ordersFrom }: Settings, { AmazonOrderId: id, Summary: s = {} }: Change): News {
  const { FulfillmentType: by, PurchaseDate: at, OrderItems: items = [] } = s;
  const before = at !== undefined && ordersFrom !== undefined && timestamp(at) < timestamp(ordersFrom);
  if (!at || before || !OURS.includes(by ?? '') || items.length === 0) return waits();
  return { said: 'pending', order: brand(id), at: timestamp(at), lines: items.filter((i) => i.Quantity > 0).map((i) =>
    ({ lineId: brand(i.OrderItemId), item: brand(i.SellerSKU), statedSku: i.SellerSKU, quantity: i.Quantity })) };
}

export function pendingOrder(order: AmazonOrder): News {
  const items = order.orderItems.flatMap(({ orderItemId, quantityOrdered, product: { sellerSku } }) =>
    (sellerSku && quantityOrdered > 0 ? [{ orderItemId, quantityOrdered, sellerSku }] : []));
  if (!OURS.includes(order.fulfillment.fulfilledBy ?? '') || items.length < order.orderItems.length) return waits();
  return { said: 'pending', order: brand(order.orderId), at: timestamp(order.createdTime), lines: items.map((i) =>
    ({ lineId: brand(i.orderItemId), item: brand(i.sellerSku), statedSku: i.sellerSku, quantity: i.quantityOrdered })) };
}
