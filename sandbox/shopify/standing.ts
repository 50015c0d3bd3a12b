/**
 * Where things stand: the words Shopify shows for a fulfillment order and an order, worked out from
 * quantities, holds and cancellation. Nothing stores them, so they cannot disagree.
 */
import type { FulfillmentOrder, Line, Order } from './world.ts';

export function status(fo: FulfillmentOrder): string {
  const remaining = fo.lines.reduce((n, l) => n + l.remaining, 0);
  if (fo.cancelled) return 'CANCELLED';
  if (remaining === 0) return 'CLOSED';
  if (fo.holds.length > 0) return 'ON_HOLD';
  if (fo.fulfillAt) return 'SCHEDULED';
  if (fo.prepared) return 'IN_PROGRESS';
  return remaining < fo.lines.reduce((n, l) => n + l.total, 0) ? 'IN_PROGRESS' : 'OPEN';
}
export const isOpen = (fo: FulfillmentOrder): boolean => ['OPEN', 'IN_PROGRESS'].includes(status(fo));

/** Units somebody still has to send. A returned unit was sent, so it does not count against them. */
export const unfulfilled = (order: Order, line: Line): number =>
  order.fulfillmentOrders.filter((fo) => !fo.cancelled).flatMap((fo) => fo.lines)
    .filter((l) => l.line === line).reduce((n, l) => n + l.remaining, 0);

export function fulfillmentStatus(order: Order): string {
  const lines = order.lines.filter((l) => l.shipped);
  if (lines.length === 0) return 'FULFILLMENT_NOT_REQUIRED';
  if (order.fulfillmentOrders.some((fo) => status(fo) === 'ON_HOLD')) return 'ON_HOLD';
  if (order.fulfillments.length === 0) return order.cancelledAt ? 'RESTOCKED' : 'UNFULFILLED';
  return lines.every((l) => unfulfilled(order, l) === 0) ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
}
