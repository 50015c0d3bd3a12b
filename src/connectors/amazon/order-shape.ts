/**
 * The order of Orders 2026-01-01 as far as it is read, and the names its model has for the rest. A name or
 * word beyond the model is said as drift: kept in the raw document, never guessed at.
 */
import { z } from 'zod';

const money = z.object({ amount: z.string().regex(/^-?\d+(\.\d+)?$/, 'is not a decimal'), currencyCode: z.string() });
const time = z.iso.datetime({ offset: true });
const window = z.object({ latestDateTime: time.optional() });

const breakdown = z.object({
  type: z.string(),
  subtotal: money,
  detailedBreakdowns: z.array(z.object({ subtype: z.string().optional(), value: money.optional() })).optional(),
});

const item = z.object({
  orderItemId: z.string().min(1),
  quantityOrdered: z.number().int().nonnegative(),
  product: z.object({
    asin: z.string().optional(),
    title: z.string().optional(),
    sellerSku: z.string().optional(),
    price: z.object({ unitPrice: money.optional() }).optional(),
  }),
  proceeds: z.object({ proceedsTotal: money.optional(), breakdowns: z.array(breakdown).optional() }).optional(),
  cancellation: z.object({
    cancellationRequest: z.object({ requester: z.string().optional(), cancelReason: z.string().optional() }).optional(),
    cancellationExecution: z.object({
      cancelledBy: z.string().optional(), cancelReason: z.string().optional(),
    }).optional(),
  }).optional(),
  fulfillment: z.object({
    quantityFulfilled: z.number().int().nonnegative().optional(),
    quantityUnfulfilled: z.number().int().nonnegative().optional(),
  }).optional(),
  tax: z.object({ taxCollections: z.array(z.object({ model: z.string().optional() })).optional() }).optional(),
});

const address = z.object({
  name: z.string().optional(), companyName: z.string().optional(), addressLine1: z.string().optional(),
  addressLine2: z.string().optional(), addressLine3: z.string().optional(), city: z.string().optional(),
  stateOrRegion: z.string().optional(), postalCode: z.string().optional(), countryCode: z.string().optional(),
  phone: z.string().optional(),
});

const packageShape = z.object({
  packageReferenceId: z.string(),
  trackingNumber: z.string().optional(),
});

export const OrderShape = z.object({
  orderId: z.string().min(1),
  createdTime: time,
  lastUpdatedTime: time,
  programs: z.array(z.string()).optional(),
  associatedOrders: z.array(z.object({
    orderId: z.string().optional(), associationType: z.string().optional(),
  })).optional(),
  salesChannel: z.object({ channelName: z.string(), marketplaceId: z.string().optional() }),
  buyer: z.object({
    buyerName: z.string().optional(), buyerEmail: z.string().optional(), buyerCompanyName: z.string().optional(),
  }).optional(),
  recipient: z.object({ deliveryAddress: address.optional() }).optional(),
  proceeds: z.object({ grandTotal: money.optional(), breakdowns: z.array(breakdown).optional() }).optional(),
  fulfillment: z.object({
    fulfillmentStatus: z.string(),
    fulfilledBy: z.string().optional(),
    fulfillmentServiceLevel: z.string().optional(),
    shipByWindow: window.optional(),
    deliverByWindow: window.optional(),
  }),
  payment: z.object({
    paymentExecutions: z.array(z.object({ paymentMethod: z.string().optional() })).optional(),
  }).optional(),
  orderItems: z.array(item).min(1),
  packages: z.array(packageShape).optional(),
});
export type AmazonOrder = z.output<typeof OrderShape>;
export type AmazonItem = AmazonOrder['orderItems'][number];
export type AmazonMoney = z.output<typeof money>;

const ORDER_FIELDS = new Set([
  'orderId', 'orderAliases', 'createdTime', 'lastUpdatedTime', 'programs', 'associatedOrders', 'salesChannel', 'buyer',
  'recipient', 'proceeds', 'payment', 'tax', 'fulfillment', 'orderItems', 'packages', 'fulfillmentOrders',
]);
const ITEM_FIELDS = new Set([
  'orderItemId', 'quantityOrdered', 'measurement', 'associatedOrderItems', 'programs', 'product', 'proceeds', 'expense',
  'promotion', 'cancellation', 'fulfillment', 'tax',
]);

export interface Drift {
  readonly path: string;
  readonly detail: string;
}

/** Fields that the model of the API version we speak does not have. `raw` has passed the shape. */
export function unknownFields(raw: unknown): Drift[] {
  const order = raw as Readonly<Record<string, unknown>> & { readonly orderItems: readonly object[] };
  const beyond = (value: object, known: ReadonlySet<string>) => Object.keys(value).filter((name) => !known.has(name));
  const inItems = new Set(order.orderItems.flatMap((i) => beyond(i, ITEM_FIELDS)));
  return [
    ...beyond(order, ORDER_FIELDS).map((name) => ({ path: `order.${name}`, detail: 'an unknown field' })),
    ...[...inItems].map((name) => ({ path: `order.orderItems[].${name}`, detail: 'an unknown field' })),
  ];
}
