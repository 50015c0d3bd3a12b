/**
 * Webhook topics: the word in the header and the word in GraphQL.
 *
 * The privacy topics have no GraphQL word: an app names their address in its own configuration, and
 * the API neither lists nor deletes them.
 */
export const TOPICS: Readonly<Record<string, string>> = {
  'app/uninstalled': 'APP_UNINSTALLED',
  'disputes/create': 'DISPUTES_CREATE',
  'disputes/update': 'DISPUTES_UPDATE',
  'fulfillments/create': 'FULFILLMENTS_CREATE',
  'fulfillments/update': 'FULFILLMENTS_UPDATE',
  'fulfillment_orders/cancellation_request_submitted': 'FULFILLMENT_ORDERS_CANCELLATION_REQUEST_SUBMITTED',
  'fulfillment_orders/hold_released': 'FULFILLMENT_ORDERS_HOLD_RELEASED',
  'fulfillment_orders/moved': 'FULFILLMENT_ORDERS_MOVED',
  'fulfillment_orders/placed_on_hold': 'FULFILLMENT_ORDERS_PLACED_ON_HOLD',
  'fulfillment_orders/rescheduled': 'FULFILLMENT_ORDERS_RESCHEDULED',
  'fulfillment_orders/scheduled_fulfillment_order_ready': 'FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY',
  'inventory_levels/update': 'INVENTORY_LEVELS_UPDATE',
  'orders/cancelled': 'ORDERS_CANCELLED',
  'orders/create': 'ORDERS_CREATE',
  'orders/edited': 'ORDERS_EDITED',
  'orders/fulfilled': 'ORDERS_FULFILLED',
  'orders/paid': 'ORDERS_PAID',
  'orders/partially_fulfilled': 'ORDERS_PARTIALLY_FULFILLED',
  'orders/updated': 'ORDERS_UPDATED',
  'products/create': 'PRODUCTS_CREATE',
  'products/update': 'PRODUCTS_UPDATE',
  'refunds/create': 'REFUNDS_CREATE',
  'returns/approve': 'RETURNS_APPROVE',
  'returns/cancel': 'RETURNS_CANCEL',
  'returns/close': 'RETURNS_CLOSE',
  'returns/decline': 'RETURNS_DECLINE',
  'returns/reopen': 'RETURNS_REOPEN',
  'returns/request': 'RETURNS_REQUEST',
  'returns/update': 'RETURNS_UPDATE',
  'reverse_fulfillment_orders/dispose': 'REVERSE_FULFILLMENT_ORDERS_DISPOSE',
};
export const PRIVACY_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;

export const topicOf = (word: string): string | undefined =>
  Object.keys(TOPICS).find((topic) => TOPICS[topic] === word);
