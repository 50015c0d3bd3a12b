/**
 * ORDER_CHANGE as Amazon sends it: the order's number and status, never its money or its buyer. Each
 * change becomes one envelope per subscription; the queue may repeat or reorder it.
 */
import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import { shippedOf } from './life.ts';
import type { Queue } from './queue.ts';
import type { Order, OrderChange, World } from './world.ts';
import { stamp } from './world.ts';

export interface Subscription {
  readonly subscriptionId: string;
  readonly notificationType: string;
  readonly payloadVersion: string;
  readonly destinationId: string;
  readonly processingDirective?: { readonly eventFilter?: EventFilter };
}

interface EventFilter {
  readonly eventFilterType?: string;
  readonly marketplaceIds?: readonly string[];
  readonly orderChangeTypes?: readonly string[];
}

/** The notification still speaks the status words of Orders v0. */
const V0_STATUS = {
  PENDING_AVAILABILITY: 'PendingAvailability', PENDING: 'Pending', UNSHIPPED: 'Unshipped',
  PARTIALLY_SHIPPED: 'PartiallyShipped', SHIPPED: 'Shipped', CANCELLED: 'Canceled', UNFULFILLABLE: 'Unfulfillable',
} as const;

const HOUR = 3_600_000;

export function notifier(world: World, subscriptions: ReadonlyMap<string, Subscription>, queue: Queue, faults: Faults) {
  return (order: Order, change: OrderChange): void => {
    for (const subscription of subscriptions.values()) {
      if (!wants(subscription, order, change)) continue;
      const body = JSON.stringify(envelope(world, subscription, order, change));
      const fault = faults.next('notification', ['duplicate', 'reorder']);
      if (fault === 'reorder') queue.sendBehindNext(body);
      else queue.send(body);
      if (fault === 'duplicate') queue.send(body);
    }
  };
}

function wants(subscription: Subscription, order: Order, change: OrderChange): boolean {
  const filter = subscription.processingDirective?.eventFilter;
  return subscription.notificationType === 'ORDER_CHANGE'
    && (filter?.marketplaceIds?.includes(order.marketplace.id) ?? true)
    && (filter?.orderChangeTypes?.includes(change.type) ?? true);
}

function envelope(world: World, subscription: Subscription, order: Order, change: OrderChange): object {
  return {
    NotificationVersion: '1.0',
    NotificationType: 'ORDER_CHANGE',
    PayloadVersion: subscription.payloadVersion,
    EventTime: stamp(world),
    Payload: {
      OrderChangeNotification: {
        NotificationLevel: 'OrderLevel',
        SellerId: world.sellerId,
        AmazonOrderId: order.id,
        OrderChangeType: change.type,
        OrderChangeTrigger: { TimeOfOrderChange: order.updated, ChangeReason: change.reason },
        Summary: summary(order),
      },
    },
    NotificationMetadata: {
      ApplicationId: 'amzn1.sellerapps.app.twin',
      SubscriptionId: subscription.subscriptionId,
      PublishTime: stamp(world),
      NotificationId: randomUUID(),
    },
  };
}

function summary(order: Order): object {
  const pending = order.status === 'PENDING';
  const created = Date.parse(order.created);
  const count = (of: (item: Order['items'][number]) => number) => order.items.reduce((n, i) => n + of(i), 0);
  const shipped = count((i) => shippedOf(order, i.id));
  return {
    MarketplaceId: order.marketplace.id,
    OrderStatus: V0_STATUS[order.status],
    PurchaseDate: order.created,
    DestinationPostalCode: pending ? null : order.address.postalCode,
    FulfillmentType: order.fulfilledBy === 'AMAZON' ? 'AFN' : 'MFN',
    OrderType: 'StandardOrder',
    NumberOfItemsShipped: shipped,
    NumberOfItemsUnshipped: order.status === 'CANCELLED' ? 0 : count((i) => i.quantity) - shipped,
    EarliestShipDate: order.created,
    LatestShipDate: new Date(created + 48 * HOUR).toISOString(),
    OrderPrograms: order.replaces === undefined ? [] : ['Replacement'],
    ShippingPrograms: [],
    OrderItems: order.items.map((item) => ({
      OrderItemId: item.id,
      SellerSKU: item.sku,
      SupplySourceId: null,
      Quantity: item.quantity,
      QuantityShipped: shippedOf(order, item.id),
      IsBuyerRequestedCancel: item.cancelRequested !== undefined,
    })),
  };
}
