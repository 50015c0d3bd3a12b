/**
 * Orders, their lines, payments and refunds as GraphQL objects.
 */
import type { Currencies, Pair } from './money.ts';
import { bag, minus, times, total } from './money.ts';
import type { PageArgs } from './paging.ts';
import { connection } from './paging.ts';
import {
  currentTotals, discountOf, financialStatus, lineGross, outstanding, paid, shippingNet, totals,
} from './pricing.ts';
import { orderTaxes } from './rest-order.ts';
import { suggest } from './refunds.ts';
import { fulfillmentStatus, unfulfilled } from './standing.ts';
import type { Views } from './views-fulfillment.ts';
import { fulfillmentOrdersPage, fulfillmentView } from './views-fulfillment.ts';
import { placeView, productView, variantView } from './views-stock.ts';
import type {
  Address, Allocation, Customer, Line, Order, Refund, RefundLine, ShippingLine, TaxLine, Transaction, World,
} from './world.ts';
import { currentQuantity, gid, stamp } from './world.ts';

const byId = { id: (item: { readonly id: bigint }) => item.id };

export const viewsOf = (world: World): Views =>
  ({ world, order: (order) => orderView(order, world), line: (line, order) => lineView(line, order, world) });

export function orderView(order: Order, world: World): Record<string, unknown> {
  return {
    __typename: 'Order', id: gid('Order', order.id), legacyResourceId: order.id.toString(), name: `#${order.number}`,
    number: order.number, createdAt: stamp(order.createdAt), processedAt: stamp(order.createdAt),
    updatedAt: stamp(order.updatedAt), cancelledAt: order.cancelledAt ? stamp(order.cancelledAt) : null,
    cancelReason: order.cancelReason ?? null, closed: false, closedAt: null, confirmed: true, edited: order.edited,
    test: order.test, currencyCode: order.money.shop, presentmentCurrencyCode: order.money.buyer,
    taxesIncluded: order.taxesIncluded, dutiesIncluded: false, email: order.email, phone: null, note: order.note,
    poNumber: order.poNumber, tags: order.tags, customAttributes: order.attributes, customerLocale: 'en',
    sourceName: order.sourceName, sourceIdentifier: null, retailLocation: null,
    originalTotalAdditionalFeesSet: null, originalTotalDutiesSet: null,
    requiresShipping: order.lines.some((l) => l.shipped),
    discountCodes: order.applications.filter((a) => a.kind === 'discount_code').map((a) => a.code),
    paymentGatewayNames: [...new Set(order.transactions.map((t) => t.gateway))],
    displayFinancialStatus: () => financialStatus(order), displayFulfillmentStatus: () => fulfillmentStatus(order),
    fullyPaid: () => outstanding(order).shop <= 0n,
    customer: order.customer ? customerView(order.customer) : null,
    billingAddress: addressView(order.billingAddress, order.id),
    shippingAddress: addressView(order.shippingAddress, order.id),
    ...amounts(order), ...lists(order, world),
    metafield: ({ namespace, key }: { namespace?: string; key: string }) => {
      const name = `${namespace ?? 'app'}.${key}`;
      const known = order.metafields.get(name);
      if (!known) return null;
      const { id, type, value } = known;
      return { id: gid('Metafield', id), namespace: namespace ?? 'app', key, type, value };
    },
  };
}

function amounts(order: Order): Record<string, unknown> {
  const money = (amount: () => Pair) => () => bag(amount(), order.money);
  return {
    subtotalPriceSet: money(() => totals(order).subtotal), totalPriceSet: money(() => totals(order).total),
    totalTaxSet: money(() => totals(order).tax), totalDiscountsSet: money(() => totals(order).discounts),
    totalShippingPriceSet: money(() => totals(order).shipping), originalTotalPriceSet: money(() => order.originalTotal),
    currentSubtotalPriceSet: money(() => currentTotals(order).subtotal),
    currentTotalPriceSet: money(() => currentTotals(order).total),
    currentTotalTaxSet: money(() => currentTotals(order).tax),
    currentTotalDiscountsSet: money(() => currentTotals(order).discounts),
    totalOutstandingSet: money(() => outstanding(order)), totalReceivedSet: money(() => paid(order).received),
    totalRefundedSet: money(() => paid(order).refunded), totalTipReceivedSet: money(() => order.tip),
  };
}

function lists(order: Order, world: World): Record<string, unknown> {
  return {
    lineItems: (args: PageArgs) =>
      connection(order.lines, args, { sorting: byId, render: (l) => lineView(l, order, world) }),
    shippingLines: (args: PageArgs) =>
      connection(order.shipping, args, { sorting: byId, render: (s) => shippingView(s, order) }),
    taxLines: () => orderTaxes(order).map((t) => taxView(t, order.money)),
    transactions: ({ first }: { first?: number }) =>
      order.transactions.slice(0, first ?? order.transactions.length).map((t) => transactionView(t, order)),
    refunds: ({ first }: { first?: number }) =>
      order.refunds.slice(0, first ?? order.refunds.length).map((r) => refundView(r, world)),
    suggestedRefund: ({ refundLineItems }: { refundLineItems?: readonly { lineItemId: string; quantity: number }[] }) => {
      const { worth, back } = suggest(order, (refundLineItems ?? []).flatMap(({ lineItemId, quantity }) => {
        const line = order.lines.find((l) => gid('LineItem', l.id) === lineItemId);
        return line ? [{ line, quantity }] : [];
      }));
      return { amountSet: bag(worth, order.money), suggestedTransactions: back.map(({ parent, amount }) => ({
        gateway: parent.gateway, amountSet: bag(amount, order.money), parentTransaction: () => transactionView(parent, order) })) };
    },
    fulfillments: ({ first }: { first?: number }) =>
      order.fulfillments.slice(0, first ?? order.fulfillments.length).map((f) => fulfillmentView(f, viewsOf(world))),
    fulfillmentOrders: (args: PageArgs) => fulfillmentOrdersPage(order.fulfillmentOrders, args, viewsOf(world)),
  };
}

export function lineView(line: Line, order: Order, world: World): Record<string, unknown> {
  const at = order.money;
  const gross = lineGross(line);
  const own = line.discounts.filter((d) => order.applications[d.application]?.selection === 'entitled');
  return {
    id: gid('LineItem', line.id), name: line.title, title: line.title, variantTitle: null, sku: line.sku,
    quantity: line.quantity, currentQuantity: currentQuantity(line), refundableQuantity: currentQuantity(line),
    unfulfilledQuantity: () => unfulfilled(order, line), isGiftCard: line.giftCard, requiresShipping: line.shipped,
    taxable: line.taxable, customAttributes: [], vendor: line.variant?.product.vendor ?? null,
    variant: () => (line.variant ? variantView(line.variant, world) : null),
    product: () => (line.variant ? productView(line.variant.product, world) : null),
    originalUnitPriceSet: bag(line.unitPrice, at), originalTotalSet: bag(gross, at),
    // Without the order-level shares: those are only in discountAllocations.
    discountedTotalSet: bag(minus(gross, discountOf({ discounts: own })), at),
    totalDiscountSet: bag(discountOf(line), at),
    discountAllocations: line.discounts.map((d) => allocationView(d, order)),
    taxLines: ({ first }: { first?: number }) =>
      line.taxes.slice(0, first ?? line.taxes.length).map((t) => taxView(t, at)),
  };
}

const shippingView = (line: ShippingLine, order: Order): unknown => ({
  id: gid('ShippingLine', line.id), title: line.title, code: line.code, source: 'shopify', carrierIdentifier: null,
  isRemoved: false,
  originalPriceSet: bag(line.price, order.money), discountedPriceSet: bag(shippingNet(line), order.money),
  discountAllocations: line.discounts.map((d) => allocationView(d, order)),
  taxLines: line.taxes.map((t) => taxView(t, order.money)),
});

const taxView = (tax: TaxLine, at: Currencies): unknown => ({
  title: tax.title, rate: Number(tax.rate), ratePercentage: Number(tax.rate) * 100, priceSet: bag(tax.price, at),
  channelLiable: tax.channelLiable, source: 'Shopify',
});

function allocationView(allocation: Allocation, order: Order): unknown {
  const application = order.applications[allocation.application];
  const code = application?.kind === 'discount_code';
  return {
    allocatedAmountSet: bag(allocation.amount, order.money),
    discountApplication: {
      __typename: code ? 'DiscountCodeApplication' : 'ManualDiscountApplication', index: allocation.application,
      allocationMethod: application?.selection === 'all' ? 'ACROSS' : 'EACH',
      targetSelection: application?.selection === 'all' ? 'ALL' : 'ENTITLED',
      targetType: application?.target === 'shipping_line' ? 'SHIPPING_LINE' : 'LINE_ITEM',
      code: application?.code ?? '', title: application?.code ?? '', description: null,
    },
  };
}

export function transactionView(t: Transaction, order: Order): unknown {
  const parent = order.transactions.find((p) => p.id === t.parent);
  return {
    id: gid('OrderTransaction', t.id), kind: t.kind.toUpperCase(), status: t.status.toUpperCase(), gateway: t.gateway,
    amountSet: bag(t.amount, order.money), createdAt: stamp(t.at), processedAt: stamp(t.at), test: order.test,
    paymentId: `#${order.number}.${t.id % 100n}`,
    parentTransaction: parent ? () => transactionView(parent, order) : null,
  };
}

export function refundView(refund: Refund, world: World): Record<string, unknown> {
  const { order } = refund;
  const at = order.money;
  const paidBack = total(refund.transactions.map((t) => t.amount));
  return {
    __typename: 'Refund', id: gid('Refund', refund.id), legacyResourceId: refund.id.toString(),
    createdAt: stamp(refund.at), processedAt: stamp(refund.at), updatedAt: stamp(refund.at), note: refund.note,
    order: () => orderView(order, world),
    totalRefundedSet: bag(paidBack, at),
    refundLineItems: (args: PageArgs) => connection(refund.lines, args, {
      sorting: byId, render: (l) => refundLineView(l, order, world),
    }),
    refundShippingLines: (args: PageArgs) => connection(refund.shipping, args, { sorting: byId, render: (s) => ({
      id: gid('RefundShippingLine', s.id), shippingLine: shippingView(s.line, order),
      subtotalAmountSet: bag(s.amount, at), taxAmountSet: bag(s.tax, at),
    }) }),
    orderAdjustments: (args: PageArgs) => connection(refund.adjustments, args, { sorting: byId, render: (a) => ({
      id: gid('OrderAdjustment', a.id), reason: a.reason, amountSet: bag(a.amount, at),
      taxAmountSet: bag({ shop: 0n, buyer: 0n }, at),
    }) }),
    transactions: (args: PageArgs) => connection(refund.transactions, args, {
      sorting: byId, render: (t) => transactionView(t, order),
    }),
  };
}

const refundLineView = (l: RefundLine, order: Order, world: World): unknown => ({
  id: gid('RefundLineItem', l.id), quantity: l.quantity, restockType: l.restock.toUpperCase(),
  restocked: l.restock !== 'no_restock', lineItem: () => lineView(l.line, order, world),
  location: () => {
    const place = world.places.find((p) => p.id === l.place);
    return place ? placeView(place, world) : null;
  },
  priceSet: bag(times(l.line.unitPrice, 1), order.money), subtotalSet: bag(l.subtotal, order.money),
  totalTaxSet: bag(l.tax, order.money),
});

const customerView = (c: Customer): unknown => ({
  id: gid('Customer', c.id), legacyResourceId: c.id.toString(), firstName: c.firstName, lastName: c.lastName,
  displayName: `${c.firstName} ${c.lastName}`, createdAt: stamp(c.createdAt),
  defaultEmailAddress: { emailAddress: c.email }, defaultPhoneNumber: c.phone ? { phoneNumber: c.phone } : null,
});

const addressView = (a: Address | undefined, owner: bigint): unknown => a ? {
  id: gid('MailingAddress', owner), firstName: a.firstName, lastName: a.lastName, name: `${a.firstName} ${a.lastName}`,
  company: a.company ?? null, address1: a.address1, address2: a.address2 ?? null, city: a.city, zip: a.zip,
  province: a.province ?? null, provinceCode: a.provinceCode ?? null, country: a.country, countryCodeV2: a.countryCode,
  phone: a.phone ?? null,
} : null;
