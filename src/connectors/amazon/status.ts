/** Amazon's words for how far an order and a package are. */
import type { StatusTable } from '#connectors/translation.ts';

/** A pending order is none yet: it has neither money nor address. */
export const FULFILLMENT_STATUS: StatusTable = {
  path: 'order.fulfillment.fulfillmentStatus',
  words: {
    PENDING_AVAILABILITY: ['early'], PENDING: ['early'], UNSHIPPED: ['open', 'held'], PARTIALLY_SHIPPED: ['part-sent', 'held'],
    SHIPPED: ['sent', 'part-delivered', 'delivered'], CANCELLED: ['cancelled'], UNFULFILLABLE: ['foreign'],
  },
  own: {
    open: 'UNSHIPPED', held: 'UNSHIPPED', 'part-sent': 'PARTIALLY_SHIPPED', sent: 'SHIPPED', 'part-delivered': 'SHIPPED',
    delivered: 'SHIPPED', cancelled: 'CANCELLED',
  },
};
