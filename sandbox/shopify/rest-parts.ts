/**
 * The parts of webhook bodies: lines, taxes, addresses, fulfillments and refunds in REST spelling.
 *
 * Webhooks still speak the shape of the legacy REST API while everything else is GraphQL: numbers for
 * ids (64 bit, beyond what a double holds), decimal strings for money, snake case for names.
 */
import type { Currencies, Pair } from './money.ts';
import { print } from './money.ts';
import { discountOf } from './pricing.ts';
import { unfulfilled } from './standing.ts';
import type {
  Address, Allocation, Fulfillment, Line, Order, Refund, ShippingLine, TaxLine, Transaction,
} from './world.ts';
import { currentQuantity, gid, stamp } from './world.ts';

export const set = (amount: Pair, { shop, buyer }: Currencies): unknown => ({
  shop_money: { amount: print(amount.shop, shop), currency_code: shop },
  presentment_money: { amount: print(amount.buyer, buyer), currency_code: buyer },
});
/** `name` and `name_set`, as nearly every amount comes. */
export const money = (name: string, amount: Pair, at: Currencies): Record<string, unknown> =>
  ({ [name]: print(amount.shop, at.shop), [`${name}_set`]: set(amount, at) });

export const taxBody = (tax: TaxLine, at: Currencies): unknown => ({
  channel_liable: tax.channelLiable, ...money('price', tax.price, at), rate: Number(tax.rate), title: tax.title,
});
const allocationBody = (a: Allocation, at: Currencies): unknown =>
  ({ ...money('amount', a.amount, at), discount_application_index: a.application });

export function lineBody(line: Line, order: Order): Record<string, unknown> {
  const at = order.money;
  const left = unfulfilled(order, line);
  const sent = line.shipped && left < currentQuantity(line);
  return {
    id: line.id, admin_graphql_api_id: gid('LineItem', line.id), attributed_staffs: [],
    current_quantity: currentQuantity(line), fulfillable_quantity: left, fulfillment_service: 'manual',
    fulfillment_status: !sent ? null : left === 0 ? 'fulfilled' : 'partial',
    gift_card: line.giftCard, grams: line.shipped ? 250 : 0, name: line.title, ...money('price', line.unitPrice, at),
    product_exists: line.variant !== undefined, product_id: line.variant?.product.id ?? null, properties: [],
    quantity: line.quantity, requires_shipping: line.shipped, sales_line_item_group_id: null, sku: line.sku,
    taxable: line.taxable, title: line.title, ...money('total_discount', discountOf(line), at),
    variant_id: line.variant?.id ?? null, variant_inventory_management: 'shopify', variant_title: null,
    vendor: line.variant?.product.vendor ?? null, tax_lines: line.taxes.map((t) => taxBody(t, at)), duties: [],
    discount_allocations: line.discounts.map((d) => allocationBody(d, at)),
  };
}

export function shippingBody(line: ShippingLine, at: Currencies): Record<string, unknown> {
  const off = discountOf(line);
  const net = { shop: line.price.shop - off.shop, buyer: line.price.buyer - off.buyer };
  return {
    id: line.id, carrier_identifier: null, code: line.code, ...money('discounted_price', net, at), is_removed: false,
    phone: null, ...money('price', line.price, at), requested_fulfillment_service_id: null, source: 'shopify',
    title: line.title, tax_lines: line.taxes.map((t) => taxBody(t, at)),
    discount_allocations: line.discounts.map((d) => allocationBody(d, at)),
  };
}

export const addressBody = (a: Address | undefined): unknown => a ? {
  first_name: a.firstName, address1: a.address1, phone: a.phone ?? null, city: a.city, zip: a.zip,
  province: a.province ?? null, country: a.country, last_name: a.lastName, address2: a.address2 ?? null,
  company: a.company ?? null, latitude: null, longitude: null, name: `${a.firstName} ${a.lastName}`,
  country_code: a.countryCode, province_code: a.provinceCode ?? null,
} : null;

export function fulfillmentBody(f: Fulfillment): Record<string, unknown> {
  return {
    id: f.id, admin_graphql_api_id: gid('Fulfillment', f.id), order_id: f.order.id, status: 'success',
    created_at: stamp(f.createdAt), service: 'manual', updated_at: stamp(f.updatedAt),
    tracking_company: f.tracking.company, shipment_status: null, location_id: f.place.id, origin_address: null,
    email: f.order.email, destination: addressBody(f.order.shippingAddress), name: f.name,
    line_items: f.lines.map((l) => ({ ...lineBody(l.line, f.order), quantity: l.quantity })),
    tracking_number: f.tracking.numbers[0] ?? null, tracking_numbers: f.tracking.numbers,
    tracking_url: f.tracking.urls[0] ?? null, tracking_urls: f.tracking.urls, receipt: {},
  };
}

const transactionBody = (t: Transaction, order: Order): unknown => ({
  id: t.id, admin_graphql_api_id: gid('OrderTransaction', t.id), order_id: order.id, kind: t.kind, gateway: t.gateway,
  status: t.status, message: null, created_at: stamp(t.at), processed_at: stamp(t.at), test: order.test,
  authorization: null, location_id: null, user_id: null, parent_id: t.parent ?? null, device_id: null,
  error_code: null, source_name: order.sourceName, receipt: {}, amount: print(t.amount.buyer, order.money.buyer),
  currency: order.money.buyer, payment_id: `#${order.number}.${t.id % 100n}`,
});

export function refundBody(refund: Refund): Record<string, unknown> {
  const { order } = refund;
  const at = order.money;
  return {
    id: refund.id, order_id: order.id, created_at: stamp(refund.at), note: refund.note, user_id: null,
    processed_at: stamp(refund.at), duties: [], total_duties_set: set({ shop: 0n, buyer: 0n }, at), return: null,
    restock: refund.lines.some((l) => l.restock !== 'no_restock'), admin_graphql_api_id: gid('Refund', refund.id),
    refund_shipping_lines: refund.shipping.map((s) => ({
      id: s.id, shipping_line: shippingBody(s.line, at),
      subtotal_amount_set: set(s.amount, at), tax_amount_set: set(s.tax, at),
    })),
    order_adjustments: refund.adjustments.map((a) => ({
      id: a.id, order_id: order.id, refund_id: refund.id, ...money('amount', a.amount, at),
      ...money('tax_amount', { shop: 0n, buyer: 0n }, at),
      kind: a.reason.toLowerCase(), reason: a.reason.replaceAll('_', ' '),
    })),
    refund_line_items: refund.lines.map((l) => ({
      id: l.id, quantity: l.quantity, line_item_id: l.line.id, location_id: l.place ?? null, restock_type: l.restock,
      // Numbers, not strings: REST has always been odd here.
      subtotal: Number(print(l.subtotal.shop, at.shop)), total_tax: Number(print(l.tax.shop, at.shop)),
      subtotal_set: set(l.subtotal, at), total_tax_set: set(l.tax, at), line_item: lineBody(l.line, order),
    })),
    transactions: refund.transactions.map((t) => transactionBody(t, order)),
  };
}
