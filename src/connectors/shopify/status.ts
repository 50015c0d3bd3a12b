/** Shopify's words for how far an order, a fulfillment order and a fulfillment are. */
import type { RefundLine } from '#domain/order.ts';
import type { StatusTable, Translation } from '../translation.ts';

/** Nothing has to be sent: what is left is digital, or nobody wants anything any more. */
export const DISPLAYED: StatusTable = {
  path: 'displayFulfillmentStatus',
  words: {
    UNFULFILLED: ['open'], OPEN: ['open'], PENDING_FULFILLMENT: ['open'], IN_PROGRESS: ['open', 'part-sent'], REQUEST_DECLINED: ['open'],
    ON_HOLD: ['held'], SCHEDULED: ['held'], PARTIALLY_FULFILLED: ['part-sent', 'held'], RESTOCKED: ['cancelled'],
    FULFILLED: ['sent', 'part-delivered', 'delivered'], FULFILLMENT_NOT_REQUIRED: ['cancelled', 'delivered'],
  },
  own: {
    open: 'UNFULFILLED', held: 'ON_HOLD', 'part-sent': 'PARTIALLY_FULFILLED', sent: 'FULFILLED', 'part-delivered': 'FULFILLED',
    delivered: 'FULFILLED', cancelled: 'RESTOCKED',
  },
};

/** One shorter list in webhooks; an order of which nothing was sent has none. */
export const DISPLAYED_REST: StatusTable = {
  path: 'fulfillment_status',
  words: {
    unfulfilled: ['open'], unshipped: ['open'], request_declined: ['open'], on_hold: ['held'], scheduled: ['held'],
    partial: ['part-sent', 'held'], fulfilled: ['sent', 'part-delivered', 'delivered'], shipped: ['sent', 'part-delivered', 'delivered'],
    restocked: ['cancelled'], not_eligible: ['foreign'],
  },
  own: {
    open: 'unfulfilled', held: 'on_hold', 'part-sent': 'partial', sent: 'fulfilled', 'part-delivered': 'fulfilled', delivered: 'fulfilled',
    cancelled: 'restocked',
  },
};

export const FULFILLMENT_ORDER: StatusTable = {
  path: 'fulfillmentOrder.status',
  words: {
    OPEN: ['open'], IN_PROGRESS: ['open', 'part-sent'], ON_HOLD: ['held'], SCHEDULED: ['held'], INCOMPLETE: ['cancelled', 'part-sent'],
    CLOSED: ['sent', 'part-delivered', 'delivered', 'cancelled'], CANCELLED: ['cancelled'],
  },
  own: {
    open: 'OPEN', held: 'ON_HOLD', 'part-sent': 'IN_PROGRESS', sent: 'CLOSED', 'part-delivered': 'CLOSED', delivered: 'CLOSED',
    cancelled: 'CANCELLED',
  },
};

/** A fulfillment stands for goods that left; in a state that says otherwise, nothing of it did. */
export const FULFILLMENT: StatusTable = {
  path: 'fulfillment.status',
  words: {
    SUCCESS: ['part-sent', 'sent', 'part-delivered', 'delivered'], OPEN: ['open', 'held', 'sent'],
    PENDING: ['open', 'held', 'sent'], CANCELLED: ['cancelled'], ERROR: ['cancelled'],
    FAILURE: ['cancelled'],
  },
  own: {
    open: 'PENDING', held: 'PENDING', 'part-sent': 'SUCCESS', sent: 'SUCCESS', 'part-delivered': 'SUCCESS', delivered: 'SUCCESS',
    cancelled: 'CANCELLED',
  },
};

export const RESTOCK: Translation<RefundLine['restock']> = {
  path: 'refundLineItem.restockType',
  words: { CANCEL: ['cancel'], RETURN: ['return'], LEGACY_RESTOCK: ['return'], NO_RESTOCK: ['none'] },
  own: { cancel: 'CANCEL', return: 'RETURN', none: 'NO_RESTOCK' },
};
