/** All tables of words, for the test that holds them against specifications, and for docs/statuses.md. */
import { FULFILLMENT_STATUS } from '#connectors/amazon/status.ts';
import { CANCEL_REASON as AMAZON_REASON } from '#connectors/amazon/reasons.ts';
import { CANCEL_REASON as SHOPIFY_REASON } from '#connectors/shopify/reasons.ts';
import * as shopify from '#connectors/shopify/status.ts';
import * as square from '#connectors/square/status.ts';
import * as threepl from '#connectors/threepl/status.ts';
import * as vendure from '#connectors/vendure/status.ts';
import type { CancelReason } from '#domain/cancel-messages.ts';
import type { StatusTable, Translation } from '#connectors/translation.ts';

/** Words for how far an order or a part of it is. */
export const ORDER_STATUS: Readonly<Record<string, StatusTable>> = {
  'shopify order': shopify.DISPLAYED, 'shopify order in webhooks': shopify.DISPLAYED_REST,
  'shopify fulfillment order': shopify.FULFILLMENT_ORDER, 'shopify fulfillment': shopify.FULFILLMENT,
  'amazon order': FULFILLMENT_STATUS, 'square order': square.ORDER, 'square fulfillment': square.FULFILLMENT,
  'vendure order': vendure.ORDER, 'vendure fulfillment': vendure.FULFILLMENT,
};
/** Words for why something is cancelled. */
export const REASONS: Readonly<Record<string, Translation<CancelReason>>> = {
  'shopify reason of a cancellation': SHOPIFY_REASON, 'amazon reason of a cancellation': AMAZON_REASON,
};
/** Words that mean exactly one of ours. */
export const TRANSLATIONS: Readonly<Record<string, Translation<string>>> = {
  'shopify restock': shopify.RESTOCK, 'square refund': square.REFUND, 'vendure payment': vendure.PAYMENT, 'vendure refund': vendure.REFUND,
  'threepl acknowledgement': threepl.ACK, 'threepl confirmation': threepl.SHIPCONF,
};
