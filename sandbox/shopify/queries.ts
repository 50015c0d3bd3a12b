/**
 * The query root. Orders are listed in any of the orders Shopify offers, by any of the words the
 * connector's polls use.
 */
import { itemView, productView, stockQueries, variantView } from './views-stock.ts';
import type { PageArgs, Searchable } from './paging.ts';
import { connection, search } from './paging.ts';
import { financialStatus, totals } from './pricing.ts';
import { fulfillmentStatus, status } from './standing.ts';
import { fulfillmentOrdersPage, fulfillmentOrderView, fulfillmentView } from './views-fulfillment.ts';
import { orderView, refundView, viewsOf } from './views-order.ts';
import { returnQueries, returnView } from './returns.ts';
import { accountView, subscriptionsPage } from './views-payments.ts';
import type { Order, World } from './world.ts';
import { idOf, stamp } from './world.ts';

const ORDER_SEARCH: Searchable<Order> = {
  id: (o) => o.id, name: (o) => `#${o.number}`, updated_at: (o) => stamp(o.updatedAt),
  created_at: (o) => stamp(o.createdAt), processed_at: (o) => stamp(o.createdAt), tag: (o) => o.tags,
  email: (o) => o.email ?? '', financial_status: (o) => financialStatus(o), po_number: (o) => o.poNumber ?? '',
  fulfillment_status: (o) => fulfillmentStatus(o), source_name: (o) => o.sourceName,
  status: (o) => [o.cancelledAt ? 'cancelled' : 'open', 'any'], customer_id: (o) => o.customer?.id ?? 0n,
};

const ORDER_SORT: Record<string, (o: Order) => string | number | bigint> = {
  UPDATED_AT: (o) => stamp(o.updatedAt), CREATED_AT: (o) => stamp(o.createdAt), PROCESSED_AT: (o) => stamp(o.createdAt),
  ORDER_NUMBER: (o) => o.number, ID: (o) => o.id, TOTAL_PRICE: (o) => totals(o).total.shop,
};

export const queries = (world: World): Record<string, unknown> => ({
  ...stockQueries(world),
  ...returnQueries(world),
  order: ({ id }: { id: string }) => {
    const order = world.orders.get(idOf('Order', id) ?? 0n);
    return order ? orderView(order, world) : null;
  },
  nodes: ({ ids }: { ids: string[] }) => ids.map((id) => node(world, id)),
  orders: (args: PageArgs & { sortKey: string }) =>
    connection(search(world.orders.values(), args.query, ORDER_SEARCH), args, {
      sorting: { id: (o) => o.id, value: ORDER_SORT[args.sortKey] ?? ((o) => stamp(o.createdAt)) },
      render: (o) => orderView(o, world),
    }),
  refund: ({ id }: { id: string }) => {
    const refund = world.refunds.get(idOf('Refund', id) ?? 0n);
    return refund ? { ...refundView(refund, world), return: refund.returned ? returnView(world, refund.returned) : null } : null;
  },
  fulfillment: ({ id }: { id: string }) => {
    const fulfillment = world.fulfillments.get(idOf('Fulfillment', id) ?? 0n);
    return fulfillment ? fulfillmentView(fulfillment, viewsOf(world)) : null;
  },
  fulfillmentOrder: ({ id }: { id: string }) => {
    const fo = world.fulfillmentOrders.get(idOf('FulfillmentOrder', id) ?? 0n);
    return fo ? fulfillmentOrderView(fo, viewsOf(world)) : null;
  },
  fulfillmentOrders: (args: PageArgs & { sortKey: string; includeClosed: boolean }) => {
    const shown = [...world.fulfillmentOrders.values()].filter((fo) => args.includeClosed || status(fo) !== 'CLOSED');
    return fulfillmentOrdersPage(shown, args, viewsOf(world));
  },
  job: ({ id }: { id: string }) => (id.startsWith('gid://shopify/Job/') ? { id, done: true, query: null } : null),
  shopifyPaymentsAccount: () => accountView(world),
  webhookSubscriptions: (args: PageArgs & { topics?: string[]; uri?: string }) => subscriptionsPage(args, world),
});

/** Anything by its gid, of the kinds somebody looks up so. */
function node(world: World, id: string): unknown {
  const variant = [...world.variants.values()].find((v) => v.id === idOf('ProductVariant', id));
  if (variant) return variantView(variant, world);
  const item = world.items.get(idOf('InventoryItem', id) ?? 0n);
  if (item) return itemView(item, world);
  const product = world.products.get(idOf('Product', id) ?? 0n);
  if (product) return productView(product, world);
  const order = world.orders.get(idOf('Order', id) ?? 0n);
  return order ? orderView(order, world) : null;
}
