/** Vendure's words, as its own order process has them. A shop with a process of its own says by mappings what its states are. */
import type { Refund, Tender } from '#domain/order.ts';
import type { StatusTable, Translation } from '#connectors/translation.ts';

/** While staff changes an order, or a change is not paid yet, nothing of it may leave. */
export const ORDER: StatusTable = {
  path: 'order.state',
  words: {
    Created: ['early'], Draft: ['early'], AddingItems: ['early'], ArrangingPayment: ['early'],
    PaymentAuthorized: ['open'], PaymentSettled: ['open'], Modifying: ['held'], ArrangingAdditionalPayment: ['held'],
    PartiallyShipped: ['part-sent'], Shipped: ['sent'], PartiallyDelivered: ['part-delivered', 'part-sent'], Delivered: ['delivered'],
    Cancelled: ['cancelled'],
  },
  own: {
    open: 'PaymentSettled', held: 'Modifying', 'part-sent': 'PartiallyShipped', sent: 'Shipped', 'part-delivered': 'PartiallyDelivered',
    delivered: 'Delivered', cancelled: 'Cancelled',
  },
};
export const FULFILLMENT: StatusTable = {
  path: 'fulfillment.state',
  words: {
    Created: ['open', 'held'], Pending: ['open', 'held'], Shipped: ['sent', 'part-sent', 'part-delivered'], Delivered: ['delivered'],
    Cancelled: ['cancelled'],
  },
  own: {
    open: 'Pending', held: 'Pending', 'part-sent': 'Shipped', sent: 'Shipped', 'part-delivered': 'Shipped', delivered: 'Delivered',
    cancelled: 'Cancelled',
  },
};
export const PAYMENT: Translation<Tender['state']> = {
  path: 'payment.state',
  words: {
    Created: ['pending'], Authorized: ['authorised'], Settled: ['captured'], Declined: ['failed'], Error: ['failed'], Cancelled: ['voided'],
  },
  own: { pending: 'Created', authorised: 'Authorized', captured: 'Settled', voided: 'Cancelled', failed: 'Declined' },
};
export const REFUND: Translation<Refund['tenders'][number]['state']> = {
  path: 'refund.state',
  words: { Pending: ['pending'], Settled: ['paid'], Failed: ['failed'] },
  own: { pending: 'Pending', paid: 'Settled', failed: 'Failed' },
};
