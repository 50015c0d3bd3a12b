/**
 * Fulfillment orders and fulfillments as GraphQL objects.
 */
import type { PageArgs, Searchable } from './paging.ts';
import { connection, search } from './paging.ts';
import { status } from './standing.ts';
import { placeView, variantView } from './views-stock.ts';
import type { Fulfillment, FulfillmentOrder, FulfillmentOrderLine, Hold, Line, Order, World } from './world.ts';
import { gid, stamp } from './world.ts';

/** The views of orders and lines, handed in because they in turn show fulfillments. */
export interface Views {
  readonly world: World;
  readonly order: (order: Order) => unknown;
  readonly line: (line: Line, order: Order) => unknown;
}
const byId = { id: (item: { readonly id: bigint }) => item.id };

export function fulfillmentOrderView(fo: FulfillmentOrder, views: Views): Record<string, unknown> {
  const { order, place } = fo;
  return {
    id: gid('FulfillmentOrder', fo.id), status: () => status(fo), requestStatus: fo.request ?? 'UNSUBMITTED',
    createdAt: stamp(fo.createdAt), updatedAt: stamp(fo.updatedAt), fulfillAt: stamp(fo.fulfillAt ?? fo.createdAt), fulfillBy: null,
    orderId: gid('Order', order.id), orderName: `#${order.number}`, order: () => views.order(order),
    assignedLocation: { name: place.name, city: place.city, countryCode: place.country, zip: place.zip,
      location: () => placeView(place, views.world) },
    deliveryMethod: { id: gid('DeliveryMethod', fo.id), methodType: fo.method, presentedName: null },
    destination: destination(fo), fulfillmentHolds: fo.holds.map(holdView),
    lineItems: (args: PageArgs) => connection(fo.lines, args,
      { sorting: byId, render: (l) => itemView(l, order, views) }),
    fulfillments: (args: PageArgs) => connection(order.fulfillments.filter((f) => f.from.includes(fo)), args, {
      sorting: byId, render: (f) => fulfillmentView(f, views),
    }),
  };
}

function destination({ id, order }: FulfillmentOrder): unknown {
  const a = order.shippingAddress;
  return a ? {
    id: gid('FulfillmentOrderDestination', id),
    firstName: a.firstName, lastName: a.lastName, company: a.company ?? null,
    address1: a.address1, address2: a.address2 ?? null, city: a.city, zip: a.zip, province: a.province ?? null,
    countryCode: a.countryCode, email: order.email, phone: a.phone ?? null,
  } : null;
}

export const holdView = (hold: Hold): unknown => ({
  id: gid('FulfillmentHold', hold.id), reason: hold.reason, reasonNotes: hold.notes, handle: hold.handle || null,
  displayReason: hold.reason.toLowerCase().replaceAll('_', ' '), heldByRequestingApp: hold.byApp ?? false,
});

const itemView = (item: FulfillmentOrderLine, order: Order, views: Views): unknown => ({
  id: gid('FulfillmentOrderLineItem', item.id), sku: item.line.sku, productTitle: item.line.title,
  totalQuantity: item.total, remainingQuantity: item.remaining, requiresShipping: item.line.shipped,
  inventoryItemId: item.line.variant ? gid('InventoryItem', item.line.variant.itemId) : null,
  lineItem: () => views.line(item.line, order),
  variant: () => (item.line.variant ? variantView(item.line.variant, views.world) : null),
});

export function fulfillmentView(f: Fulfillment, views: Views): Record<string, unknown> {
  return {
    id: gid('Fulfillment', f.id), legacyResourceId: f.id.toString(), name: f.name, status: 'SUCCESS',
    displayStatus: 'FULFILLED', createdAt: stamp(f.createdAt), updatedAt: stamp(f.updatedAt),
    totalQuantity: f.lines.reduce((n, l) => n + l.quantity, 0), order: () => views.order(f.order),
    location: () => placeView(f.place, views.world), trackingInfo: trackingView(f),
    fulfillmentLineItems: (args: PageArgs) => connection(f.lines, args, { sorting: byId, render: (l) => ({
      id: gid('FulfillmentLineItem', l.id), quantity: l.quantity, lineItem: () => views.line(l.line, f.order),
    }) }),
    fulfillmentOrders: (args: PageArgs) => connection(f.from, args, {
      sorting: byId, render: (fo) => fulfillmentOrderView(fo, views),
    }),
  };
}

const trackingView = ({ tracking }: Fulfillment): unknown => tracking.numbers.map((number, i) =>
  ({ number, company: tracking.company, url: tracking.urls[i] ?? null }));

const SEARCH: Searchable<FulfillmentOrder> = {
  id: (fo) => fo.id, status: (fo) => status(fo), updated_at: (fo) => stamp(fo.updatedAt),
  assigned_location_id: (fo) => fo.place.id,
};

/** Some of them, paged: of one order, or of the shop. */
export function fulfillmentOrdersPage(
  of: Iterable<FulfillmentOrder>, args: PageArgs & { sortKey?: string }, views: Views,
): unknown {
  const value = (fo: FulfillmentOrder): string => stamp(fo.updatedAt);
  return connection(search(of, args.query, SEARCH), args, {
    sorting: { ...byId, ...(args.sortKey === 'UPDATED_AT' ? { value } : {}) },
    render: (fo) => fulfillmentOrderView(fo, views),
  });
}
