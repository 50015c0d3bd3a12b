/** Why an order is cancelled: Shopify's enumeration, and ours. What has no word of its own there is OTHER. */
import type { CancelReason } from '#domain/cancel-messages.ts';
import type { Translation } from '../translation.ts';

export const CANCEL_REASON: Translation<CancelReason> = {
  path: 'order.cancelReason',
  words: {
    CUSTOMER: ['buyer'], INVENTORY: ['out-of-stock'], FRAUD: ['fraud'], DECLINED: ['payment'], STAFF: ['seller', 'price'],
    OTHER: ['other', 'uncollected', 'address'],
  },
  own: {
    buyer: 'CUSTOMER', 'out-of-stock': 'INVENTORY', uncollected: 'OTHER', address: 'OTHER', fraud: 'FRAUD', payment: 'DECLINED',
    price: 'STAFF', seller: 'STAFF', other: 'OTHER',
  },
};
