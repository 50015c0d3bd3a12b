/**
 * What Shopify has documented of orders: words of its enumerations and names of webhook members. Anything else is
 * kept in the raw document and said as drift; nothing is guessed from it.
 */
import { CANCEL_REASON } from './reasons.ts';
import { DISPLAYED, DISPLAYED_REST, RESTOCK } from './status.ts';

type Strange = { readonly path: string; readonly detail: string };

const lower = (words: object): string[] => Object.keys(words).map((w) => w.toLowerCase());
const FINANCIAL = ['authorized', 'expired', 'paid', 'partially_paid', 'partially_refunded', 'pending', 'refunded',
  'voided'];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  financial_status: FINANCIAL,
  displayFinancialStatus: FINANCIAL,
  fulfillment_status: Object.keys(DISPLAYED_REST.words),
  displayFulfillmentStatus: lower(DISPLAYED.words),
  cancel_reason: lower(CANCEL_REASON.words),
  cancelReason: lower(CANCEL_REASON.words),
  restock_type: lower(RESTOCK.words),
};

export const strangeWords = (found: Readonly<Record<string, string | null | undefined>>): Strange[] =>
  Object.entries(found).flatMap(([path, value]) =>
    (value && WORDS[path] && !WORDS[path].includes(value.toLowerCase())
      ? [{ path, detail: `the word ${JSON.stringify(value)} is not documented` }] : []));

/** Names Shopify documents, or was seen to send, at the top of an order webhook. */
const MEMBERS = new Set(`id admin_graphql_api_id app_id billing_address browser_ip buyer_accepts_marketing cancel_reason
  cancelled_at cart_token checkout_id checkout_token client_details closed_at company confirmation_number confirmed
  contact_email created_at currency current_shipping_price_set current_subtotal_price current_subtotal_price_set
  current_total_additional_fees_set current_total_discounts current_total_discounts_set current_total_duties_set
  current_total_price current_total_price_set current_total_tax current_total_tax_set customer customer_locale device_id
  discount_applications discount_codes duties_included email estimated_taxes financial_status fulfillment_status
  fulfillments gateway landing_site landing_site_ref line_item_groups line_items location_id merchant_business_entity_id
  merchant_of_record_app_id name note note_attributes number order_number order_status_url
  original_total_additional_fees_set original_total_duties_set payment_details payment_gateway_names payment_terms phone
  po_number presentment_currency processed_at processing_method reference referring_site refunds returns
  shipping_address shipping_lines source_identifier source_name source_url subtotal_price subtotal_price_set tags
  tax_exempt tax_lines taxes_included test token total_cash_rounding_payment_adjustment_set
  total_cash_rounding_refund_adjustment_set total_discounts total_discounts_set total_line_items_price
  total_line_items_price_set total_outstanding total_price total_price_set total_price_usd total_shipping_price_set
  total_tax total_tax_set total_tip_received total_weight updated_at user_id`.split(/\s+/));

export const strangeMembers = (order: object): Strange[] => Object.keys(order)
  .filter((name) => !MEMBERS.has(name)).map((path) => ({ path, detail: 'the member is not documented' }));
