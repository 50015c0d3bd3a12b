/**
 * confirmShipment: has no idempotency key. `packageReferenceId` names a parcel within its order, and
 * sending it again edits that parcel. `applied` tells the three cases apart, because a witness for
 * "nothing twice" must see a blind repeat and must not mistake a corrected tracking number for one.
 */
import type { Fields } from './input.ts';
import { array, integer, needText, object, text, time, word } from './input.ts';
import { ship, shippedOf } from './life.ts';
import { invalid, Problem } from './problem.ts';
import type { Order, Package, World } from './world.ts';
import { stamp } from './world.ts';

/** Some of the codes Amazon publishes; anything else goes as `Other` with a carrier name. */
export const CARRIER_CODES: readonly string[] = [
  'Other', 'UPS', 'USPS', 'FedEx', 'DHL', 'DHL eCommerce', 'OnTrac', 'LaserShip', 'Amazon Shipping', 'AMZN_US', 'DPD',
  'GLS', 'Hermes', 'Deutsche Post', 'UPS Mail Innovations', 'Royal Mail', 'Evri', 'La Poste', 'Colissimo', 'Chronopost',
  'Poste Italiane', 'BRT', 'Correos', 'SEUR', 'PostNL', 'PostNord', 'Canada Post', 'Purolator', 'Australia Post',
];

const DONE = { new: 'confirmShipment', edit: 'confirmShipment:edit', repeat: 'confirmShipment:repeat' } as const;

export function confirmShipment(world: World, order: Order, body: unknown): void {
  const request = object(body, 'payload');
  const marketplaceId = needText(request, 'marketplaceId');
  word(request, 'codCollectionMethod', ['DirectPayment']);
  if (marketplaceId !== order.marketplace.id) throw invalid('The order was not placed in this marketplace.');
  const parcel = parcelOf(world, object(request['packageDetail'], 'packageDetail'));
  mayShip(order, parcel);
  const what = ship(world, order, parcel);
  const id = `${order.id}/${parcel.reference}`;
  world.applied.push({ operation: DONE[what], key: id, id });
}

function parcelOf(world: World, detail: Fields): Package {
  const reference = needText(detail, 'packageReferenceId');
  if (!/^[1-9]\d*$/.test(reference)) throw invalid('packageReferenceId must be a positive number.');
  const carrierCode = needText(detail, 'carrierCode');
  if (!CARRIER_CODES.includes(carrierCode)) throw invalid(`carrierCode ${carrierCode} is not known.`);
  const carrierName = text(detail, 'carrierName');
  if (carrierCode === 'Other' && !carrierName) throw invalid('carrierName is required when carrierCode is Other.');
  const shipDate = needText(detail, 'shipDate');
  time(detail, 'shipDate');
  const shippingMethod = text(detail, 'shippingMethod');
  return {
    reference,
    carrierCode,
    ...(carrierName === undefined ? {} : { carrierName }),
    ...(shippingMethod === undefined ? {} : { shippingMethod }),
    trackingNumber: needText(detail, 'trackingNumber'),
    shipDate,
    created: stamp(world),
    items: array(detail['orderItems'], 'orderItems').map((value) => {
      const item = object(value, 'orderItems');
      const quantity = integer(item, 'quantity', 1, 1_000_000);
      if (quantity === undefined) throw invalid('quantity is required.');
      return { orderItemId: needText(item, 'orderItemId'), quantity };
    }),
  };
}

function mayShip(order: Order, parcel: Package): void {
  if (order.fulfilledBy === 'AMAZON') throw invalid('The order is fulfilled by Amazon.');
  if (!['UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED'].includes(order.status)) {
    throw new Problem(400, 'InvalidInput', 'Invalid Input', `The order is ${order.status} and cannot be shipped.`);
  }
  const before = order.packages.find((p) => p.reference === parcel.reference);
  for (const { orderItemId, quantity } of parcel.items) {
    const item = order.items.find((i) => i.id === orderItemId);
    if (!item) throw invalid(`Order item ${orderItemId} is not in this order.`);
    const inThis = before?.items.find((i) => i.orderItemId === orderItemId)?.quantity ?? 0;
    if (shippedOf(order, orderItemId) - inThis + quantity > item.quantity) {
      throw invalid(`More of order item ${orderItemId} than was ordered.`);
    }
  }
}
