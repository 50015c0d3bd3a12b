/** Square's words for an order and for a fulfillment of it, which covers the whole order. */
import type { Refund } from '#domain/order.ts';
import type { StatusTable, Translation } from '#connectors/translation.ts';

/** An open order with nothing to send is a tab at the register: no order yet. */
export const ORDER: StatusTable = {
  path: 'order.state',
  words: {
    OPEN: ['open', 'held', 'part-sent', 'early'], COMPLETED: ['sent', 'part-delivered', 'delivered'], CANCELED: ['cancelled'],
    DRAFT: ['early'],
  },
  own: {
    open: 'OPEN', held: 'OPEN', 'part-sent': 'OPEN', sent: 'COMPLETED', 'part-delivered': 'COMPLETED', delivered: 'COMPLETED',
    cancelled: 'CANCELED',
  },
};
export const FULFILLMENT: StatusTable = {
  path: 'fulfillment.state',
  words: {
    PROPOSED: ['open', 'held'], RESERVED: ['open'], PREPARED: ['open', 'part-sent'], COMPLETED: ['sent', 'part-delivered', 'delivered'],
    CANCELED: ['cancelled'], FAILED: ['cancelled'],
  },
  own: {
    open: 'RESERVED', held: 'PROPOSED', 'part-sent': 'PREPARED', sent: 'COMPLETED', 'part-delivered': 'COMPLETED', delivered: 'COMPLETED',
    cancelled: 'CANCELED',
  },
};
export const REFUND: Translation<Refund['tenders'][number]['state']> = {
  path: 'refund.status',
  words: { PENDING: ['pending'], APPROVED: ['paid'], COMPLETED: ['paid'], REJECTED: ['failed'], FAILED: ['failed'] },
  own: { pending: 'PENDING', paid: 'COMPLETED', failed: 'FAILED' },
};
