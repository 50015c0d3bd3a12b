/**
 * The body of orders/* webhooks.
 *
 * `total_*` are as ordered (with what edits added), `current_*` are what is left after refunds and
 * removals. Payments are not in it: only the names of the gateways are.
 */
import { currentTotals, financialStatus, outstanding, totals } from './pricing.ts';
import { fulfillmentStatus } from './standing.ts';
import { addressBody, fulfillmentBody, lineBody, money, refundBody, set, shippingBody, taxBody } from './rest-parts.ts';
import type { Currencies } from './money.ts';
import { plus, print } from './money.ts';
import type { Customer, DiscountApplication, Order, TaxLine, World } from './world.ts';
import { gid, stamp } from './world.ts';

const NO_MONEY = { shop: 0n, buyer: 0n };

export function orderBody(order: Order, world: World): Record<string, unknown> {
  return {
    id: order.id, admin_graphql_api_id: gid('Order', order.id), app_id: 580111, browser_ip: null,
    buyer_accepts_marketing: false, cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: order.cancelledAt ? stamp(order.cancelledAt) : null, cart_token: null, checkout_token: null,
    client_details: null, closed_at: null, confirmation_number: confirmation(order), confirmed: true,
    contact_email: order.email, created_at: stamp(order.createdAt), currency: order.money.shop, customer_locale: 'en',
    device_id: null, discount_codes: discountCodes(order), duties_included: false, email: order.email,
    estimated_taxes: false, financial_status: financialStatus(order).toLowerCase(),
    fulfillment_status: restFulfillmentStatus(order), landing_site: null, location_id: null,
    name: `#${order.number}`, note: order.note,
    note_attributes: order.attributes.map((a) => ({ name: a.key, value: a.value })),
    number: order.number - 1000, order_number: order.number,
    order_status_url: `https://${world.domain}/orders/${order.id}`,
    payment_gateway_names: [...new Set(order.transactions.map((t) => t.gateway))], phone: null,
    po_number: order.poNumber, presentment_currency: order.money.buyer, processed_at: stamp(order.createdAt),
    reference: null, referring_site: null, source_identifier: null, source_name: order.sourceName, source_url: null,
    tags: order.tags.join(', '), tax_exempt: false, tax_lines: orderTaxes(order).map((t) => taxBody(t, order.money)),
    taxes_included: order.taxesIncluded, test: order.test, token: confirmation(order).toLowerCase(),
    updated_at: stamp(order.updatedAt), user_id: null, ...amounts(order),
    billing_address: addressBody(order.billingAddress), shipping_address: addressBody(order.shippingAddress),
    customer: order.customer ? customerBody(order.customer, order.money) : null,
    discount_applications: order.applications.map((a) => applicationBody(a, order.money)),
    fulfillments: order.fulfillments.map(fulfillmentBody), line_items: order.lines.map((l) => lineBody(l, order)),
    payment_terms: null, refunds: order.refunds.map(refundBody),
    shipping_lines: order.shipping.map((s) => shippingBody(s, order.money)), returns: [], line_item_groups: [],
  };
}

function amounts(order: Order): Record<string, unknown> {
  const [whole, now, at] = [totals(order), currentTotals(order), order.money];
  return {
    current_shipping_price_set: set(now.shipping, at), current_total_additional_fees_set: null,
    current_total_duties_set: null, original_total_additional_fees_set: null, original_total_duties_set: null,
    ...money('current_subtotal_price', now.subtotal, at), ...money('current_total_discounts', now.discounts, at),
    ...money('current_total_price', now.total, at), ...money('current_total_tax', now.tax, at),
    ...money('subtotal_price', whole.subtotal, at), ...money('total_discounts', whole.discounts, at),
    ...money('total_line_items_price', whole.lines, at), ...money('total_price', whole.total, at),
    ...money('total_tax', whole.tax, at), total_shipping_price_set: set(whole.shipping, at),
    total_outstanding: print(outstanding(order).buyer, at.buyer), total_tip_received: print(order.tip.shop, at.shop),
    total_cash_rounding_payment_adjustment_set: set(NO_MONEY, at),
    total_cash_rounding_refund_adjustment_set: set(NO_MONEY, at), total_weight: 250 * order.lines.length,
  };
}

/** One line per title and rate over the whole order, as Shopify groups them. */
export function orderTaxes(order: Order): TaxLine[] {
  const grouped = new Map<string, TaxLine>();
  for (const tax of [...order.lines, ...order.shipping].flatMap((l) => l.taxes)) {
    const key = `${tax.title} ${tax.rate} ${tax.channelLiable}`;
    const known = grouped.get(key);
    grouped.set(key, known ? { ...known, price: plus(known.price, tax.price) } : tax);
  }
  return [...grouped.values()];
}

const restFulfillmentStatus = (order: Order): string | null =>
  ({ FULFILLED: 'fulfilled', PARTIALLY_FULFILLED: 'partial' })[fulfillmentStatus(order)] ?? null;

const discountCodes = (order: Order): unknown[] => order.applications.filter((a) => a.kind === 'discount_code')
  .map((a) => ({ code: a.code, amount: print(a.amount, order.money.shop), type: 'fixed_amount' }));

const applicationBody = (a: DiscountApplication, at: Currencies): unknown => ({
  target_type: a.target, type: a.kind, value: print(a.amount, at.shop), value_type: 'fixed_amount',
  allocation_method: a.selection === 'all' ? 'across' : 'each', target_selection: a.selection,
  ...(a.kind === 'discount_code' ? { code: a.code } : { title: a.code, description: a.code }),
});

const customerBody = (c: Customer, at: Currencies): unknown => ({
  id: c.id, created_at: stamp(c.createdAt), updated_at: stamp(c.createdAt), first_name: c.firstName,
  last_name: c.lastName, state: 'disabled', note: null, verified_email: true, multipass_identifier: null,
  tax_exempt: false, email: c.email, phone: c.phone ?? null, currency: at.shop, tax_exemptions: [],
  admin_graphql_api_id: gid('Customer', c.id),
});

/** The random-looking word a buyer is shown; the same for the same order. */
const confirmation = (order: Order): string =>
  (order.id * 2_654_435_761n % 36n ** 9n).toString(36).toUpperCase().padStart(9, '0');
