/** The shop's state as its GraphQL types show it. */
import { GraphQLError } from 'graphql';
import { lineSums, orderSums, withTax } from './prices.ts';
import type { Fulfillment, Line, Payment, Refund, Shop, ShopOrder, Variant } from './shop.ts';

/** The one stock location, and the id every record of it carries. */
export const LOCATION = { id: '1', name: 'Default Stock Location' };
/** Refused above this, as `adminListQueryLimit` does. */
export const LIST_LIMIT = 1000;

export const variantView = (shop: Shop, v: Variant) => ({
  __typename: 'ProductVariant', id: v.id, productId: v.id, createdAt: v.updatedAt, updatedAt: v.updatedAt,
  enabled: true, sku: v.sku, name: v.name, price: v.price, priceWithTax: withTax(shop, v.price),
  currencyCode: shop.currency,
  stockLevels: [{ stockLocationId: LOCATION.id, stockOnHand: v.stockOnHand, stockAllocated: v.stockAllocated }],
});

const promotion = (amount: number, amountWithTax: number) => ({
  adjustmentSource: 'PROMOTION:1', type: 'DISTRIBUTED_ORDER_PROMOTION', description: 'Coupon',
  amount: amount === 0 ? 0 : -amount, amountWithTax: amountWithTax === 0 ? 0 : -amountWithTax,
});

function lineView(shop: Shop, order: ShopOrder, line: Line) {
  const { linePrice, linePriceWithTax, discount, discountWithTax } = lineSums(shop, order, line);
  const offPerUnit = Math.floor((line.unitPrice * order.couponPercent) / 100);
  const prorated = line.unitPrice - offPerUnit;
  return {
    id: line.id, createdAt: line.createdAt, updatedAt: order.updatedAt, productVariant: variantView(shop, line.variant),
    quantity: line.quantity, orderPlacedQuantity: line.placed, unitPrice: line.unitPrice,
    unitPriceWithTax: withTax(shop, line.unitPrice), discountedUnitPrice: line.unitPrice, proratedUnitPrice: prorated,
    proratedUnitPriceWithTax: withTax(shop, line.unitPrice) - withTax(shop, offPerUnit), linePrice, linePriceWithTax,
    discountedLinePrice: linePrice, proratedLinePrice: linePrice - discount,
    proratedLinePriceWithTax: linePriceWithTax - discountWithTax, lineTax: linePriceWithTax - linePrice,
    taxRate: shop.taxRate, taxLines: [{ description: 'Sales Tax Americas', taxRate: shop.taxRate }],
    discounts: discount > 0 ? [promotion(discount, discountWithTax)] : [],
  };
}

export const refundView = (r: Refund) => ({
  // An amount given as such is not spread over items; shipping is what the caller said.
  __typename: 'Refund', ...r, updatedAt: r.createdAt, items: 0, adjustment: 0, method: null,
});
const paymentView = (p: Payment) => ({
  ...p, updatedAt: p.createdAt, errorMessage: null, refunds: p.refunds.map(refundView),
});
export const fulfillmentView = (f: Fulfillment) => ({ __typename: 'Fulfillment', ...f });

interface HistoryArgs { options?: { skip?: number; take?: number; filter?: { type?: { eq?: string; in?: string[] } } } }

export function orderView(shop: Shop, order: ShopOrder) {
  const sums = orderSums(shop, order);
  const history = ({ options }: HistoryArgs) => {
    const { eq, in: among } = options?.filter?.type ?? {};
    const found = order.history.filter((h) => (eq ?? h.type) === h.type && (among ?? [h.type]).includes(h.type));
    return { totalItems: found.length, items: found.slice(options?.skip ?? 0).slice(0, options?.take ?? 100) };
  };
  return {
    ...sums, __typename: 'Order', id: order.id, code: order.code, createdAt: order.createdAt,
    updatedAt: order.updatedAt, type: 'Regular', orderPlacedAt: order.orderPlacedAt, state: order.state,
    active: order.active, customFields: order.customFields, customer: order.customer, shippingAddress: order.shippingAddress, billingAddress: {},
    lines: order.lines.map((line) => lineView(shop, order, line)), surcharges: [], couponCodes: order.couponCodes,
    discounts: sums.discount > 0 ? [promotion(sums.discount, sums.discountWithTax)] : [],
    payments: order.payments.map(paymentView), fulfillments: order.fulfillments.map(fulfillmentView),
    totalQuantity: order.lines.reduce((sum, l) => sum + l.quantity, 0), currencyCode: shop.currency,
    shippingLines: shippingLines(order), taxSummary: taxSummary(shop, sums), history,
  };
}

function shippingLines({ id, shipping }: ShopOrder) {
  if (!shipping) return [];
  // Cancelled shipping keeps its price and is discounted to nothing.
  const { price, cancelled } = shipping;
  const paid = cancelled ? 0 : price;
  return [{
    id, shippingMethod: { id: '1', code: shipping.code, name: shipping.name }, price, priceWithTax: price,
    discountedPrice: paid, discountedPriceWithTax: paid, discounts: [],
  }];
}

const taxSummary = (shop: Shop, sums: ReturnType<typeof orderSums>) => [
  {
    description: 'Sales Tax Americas', taxRate: shop.taxRate, taxBase: sums.subTotal,
    taxTotal: sums.subTotalWithTax - sums.subTotal,
  },
  { description: 'shipping tax', taxRate: 0, taxBase: sums.shipping, taxTotal: 0 },
];

interface Dates { eq?: string; before?: string; after?: string }
interface Words { eq?: string; in?: string[] }
export interface ListOptions {
  readonly skip?: number;
  readonly take?: number;
  readonly sort?: Readonly<Record<string, 'ASC' | 'DESC'>>;
  readonly filter?: Readonly<Record<string, Dates | Words | { eq?: boolean }>>;
}

/** Filters, sorts and pages as the admin lists do; records are views. */
export function list<T extends Record<string, unknown>>(all: readonly T[], options: ListOptions = {}) {
  const { skip = 0, take = 100, filter = {}, sort = {} } = options;
  if (take > LIST_LIMIT)
    throw new GraphQLError(`Cannot take more than ${LIST_LIMIT} results from a list query`, {
      extensions: { code: 'USER_INPUT_ERROR' },
    });
  const fits = (record: T) => Object.entries(filter).every(([name, operators]) => meets(record[name], operators));
  const found = all.filter(fits);
  const [[by, order] = ['id', 'ASC']] = Object.entries(sort);
  const key = (record: T) => (by === 'id' ? String(record[by]).padStart(12, '0') : String(record[by]));
  found.sort((a, b) => (key(a) < key(b) ? -1 : 1) * (order === 'DESC' ? -1 : 1));
  return { totalItems: found.length, items: found.slice(skip, skip + take) };
}

/** Times are compared as times: the stored ones are text of one form, the asked ones may have any offset. */
function meets(value: unknown, operators: Dates | Words | { eq?: boolean }): boolean {
  const { eq, in: among, after, before } = operators as Dates & Words & { eq?: unknown };
  if (eq !== undefined && value !== eq) return false;
  if (among && !among.includes(String(value))) return false;
  const at = Date.parse(String(value));
  if (after && !(at > Date.parse(after))) return false;
  return !before || at < Date.parse(before);
}
