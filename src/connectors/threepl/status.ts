/** The words of the warehouse's files, and what each says of a request. */
import type { Translation } from '#connectors/translation.ts';

export type Acknowledged = 'accepted' | 'refused' | 'cancelled' | 'cancel-refused';
export const ACK: Translation<Acknowledged> = {
  path: 'ACK.status',
  // A request that came twice was taken once, which is all that matters of it.
  words: {
    ACCEPTED: ['accepted'], DUPLICATE: ['accepted'], REJECTED: ['refused'], CANCELLED: ['cancelled'], CANCEL_REFUSED: ['cancel-refused'],
  },
  own: { accepted: 'ACCEPTED', refused: 'REJECTED', cancelled: 'CANCELLED', 'cancel-refused': 'CANCEL_REFUSED' },
};
export type Confirmed = 'sent' | 'short' | 'ready';
export const SHIPCONF: Translation<Confirmed> = {
  path: 'SHIPCONF.status',
  words: { SHIPPED: ['sent'], SHORT: ['short'], READY: ['ready'] },
  own: { sent: 'SHIPPED', short: 'SHORT', ready: 'READY' },
};
