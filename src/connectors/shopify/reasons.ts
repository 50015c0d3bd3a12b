/** Why an order is cancelled: Shopify's enumeration, and ours. What has no word of its own there is OTHER. */
import type { CancelReason } from '#domain/cancel-messages.ts';
import type { Hold } from '#domain/order.ts';
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

/** Why a fulfillment order is held. What waits for stock is held by us, and by nobody else. */
export const HOLD_REASON: Pick<Translation<Hold['kind']>, 'path' | 'words'> = {
  path: 'fulfillmentHold.reason',
  words: {
    AWAITING_PAYMENT: ['payment'], HIGH_RISK_OF_FRAUD: ['fraud'], INCORRECT_ADDRESS: ['address'], INVENTORY_OUT_OF_STOCK: ['merchant'],
    AWAITING_RETURN_ITEMS: ['merchant'], ONLINE_STORE_POST_PURCHASE_CROSS_SELL: ['merchant'], UNKNOWN_DELIVERY_DATE: ['merchant'],
    OTHER: ['merchant'],
  },
};
export const OUR_HOLD = { 'out-of-stock': 'INVENTORY_OUT_OF_STOCK' } as const;
