/**
 * An order as Orders 2026-01-01 answers it. Only the asked `includedData` is there; a pending order
 * has neither money nor recipient, whatever is asked.
 *
 * Amazon does not say how the parts of `proceeds` add up (models issue 5297). The twin follows the
 * model's one worked example for the United States (parts including TAX sum to the total) and lets
 * European prices contain their tax, so that a reader has to look at the sums.
 */
import { itemTotal, shippedOf, taxTotal, totalOf } from './life.ts';
import { money, sum } from './money.ts';
import type { Item, Order } from './world.ts';

export const INCLUDED_DATA = [
  'BUYER', 'RECIPIENT', 'PROCEEDS', 'EXPENSE', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'PACKAGES', 'TAX', 'PAYMENT',
  'FULFILLMENT_ORDERS',
] as const;

type Asked = ReadonlySet<string>;
type Part = Record<string, unknown>;

const HOUR = 3_600_000;

export function wireOrder(order: Order, asked: Asked): Part {
  const priced = order.status !== 'PENDING' && order.status !== 'PENDING_AVAILABILITY';
  return {
    orderId: order.id,
    createdTime: order.created,
    lastUpdatedTime: order.updated,
    programs: [],
    ...(order.replaces === undefined ? {} : {
      associatedOrders: [{ orderId: order.replaces, associationType: 'REPLACEMENT_ORIGINAL_ID' }],
    }),
    salesChannel: {
      channelName: 'AMAZON', marketplaceId: order.marketplace.id, marketplaceName: order.marketplace.name,
    },
    ...when(asked.has('BUYER'), () => ({ buyer: buyerOf(order) })),
    ...when(asked.has('RECIPIENT') && priced, () => ({
      recipient: { deliveryAddress: { ...order.address, addressType: 'RESIDENTIAL' } },
    })),
    ...when(asked.has('PROCEEDS') && priced, () => ({ proceeds: proceedsOf(order) })),
    ...when(asked.has('PAYMENT') && priced, () => ({ payment: paymentOf(order) })),
    ...when(asked.has('FULFILLMENT'), () => ({ fulfillment: fulfillmentOf(order) })),
    orderItems: order.items.map((item) => wireItem(order, item, asked, priced)),
    ...when(asked.has('PACKAGES') && order.fulfilledBy === 'MERCHANT', () => ({ packages: packagesOf(order) })),
  };
}

const when = (condition: boolean, part: () => Part): Part => (condition ? part() : {});

function buyerOf({ buyer, fulfilledBy }: Order): Part {
  return {
    buyerName: buyer.name,
    ...when(fulfilledBy === 'MERCHANT', () => ({ buyerEmail: buyer.email })),
    ...when(buyer.purchaseOrder !== undefined, () => ({ buyerPurchaseOrderNumber: buyer.purchaseOrder })),
  };
}

function paymentOf(order: Order): Part {
  const amount = money(totalOf(order), order.marketplace.currency);
  return { paymentExecutions: [{ paymentMethod: 'Other', paymentAmount: amount }] };
}

function fulfillmentOf(order: Order): Part {
  const created = Date.parse(order.created);
  const at = (hours: number) => new Date(created + hours * HOUR).toISOString();
  return {
    fulfillmentStatus: order.status,
    fulfilledBy: order.fulfilledBy,
    fulfillmentServiceLevel: order.serviceLevel,
    shipByWindow: { earliestDateTime: at(0), latestDateTime: at(48) },
    deliverByWindow: { earliestDateTime: at(72), latestDateTime: at(168) },
  };
}

function wireItem(order: Order, item: Item, asked: Asked, priced: boolean): Part {
  const { currency } = order.marketplace;
  return {
    orderItemId: item.id,
    quantityOrdered: item.quantity,
    product: {
      asin: item.asin, title: item.title, sellerSku: item.sku,
      condition: { conditionType: 'NEW', conditionSubtype: 'NEW' },
      ...when(priced, () => ({ price: { unitPrice: money(item.unitPrice, currency) } })),
    },
    ...when(asked.has('PROCEEDS') && priced && order.replaces === undefined, () => ({
      proceeds: itemProceeds(order, item),
    })),
    ...when(asked.has('PROMOTION') && item.promotionId !== undefined, () => ({
      promotion: { breakdowns: [{ promotionId: item.promotionId }] },
    })),
    ...when(asked.has('CANCELLATION'), () => cancellationOf(item)),
    ...when(asked.has('FULFILLMENT'), () => ({ fulfillment: itemFulfillment(order, item) })),
    ...when(asked.has('TAX') && order.marketplace.facilitator && priced, () => ({
      tax: { taxCollections: [{ model: 'MARKETPLACE_FACILITATOR', responsibleParty: 'Amazon Services, Inc.' }] },
    })),
  };
}

function cancellationOf(item: Item): Part {
  const parts: Part = {
    ...when(item.cancelRequested !== undefined, () => ({
      cancellationRequest: { requester: 'BUYER', cancelReason: item.cancelRequested },
    })),
    ...when(item.cancelled !== undefined, () => ({
      cancellationExecution: { cancelledBy: item.cancelled?.by, cancelReason: item.cancelled?.reason },
    })),
  };
  return when(Object.keys(parts).length > 0, () => ({ cancellation: parts }));
}

function itemFulfillment(order: Order, item: Item): Part {
  const shipped = shippedOf(order, item.id);
  return {
    quantityFulfilled: shipped,
    quantityUnfulfilled: order.status === 'CANCELLED' || item.cancelled ? 0 : item.quantity - shipped,
    ...when(item.giftWrapLevel !== undefined, () => ({
      packing: { giftOption: { giftWrapLevel: item.giftWrapLevel } },
    })),
  };
}

/** The categories of an item in the order Amazon lists them; empty ones are left out. */
function categoriesOf({ amounts: a }: Item): [string, bigint, [string, bigint][]][] {
  const discountTax = a.tax.itemDiscount + a.tax.shippingDiscount;
  const all: [string, bigint, [string, bigint][]][] = [
    ['ITEM', a.item, []],
    ['SHIPPING', a.shipping, []],
    ['GIFT_WRAP', a.giftWrap, []],
    ['DISCOUNT', a.itemDiscount + a.shippingDiscount, [['ITEM', a.itemDiscount], ['SHIPPING', a.shippingDiscount]]],
    ['TAX', taxTotal(a), [
      ['ITEM', a.tax.item], ['SHIPPING', a.tax.shipping], ['GIFT_WRAP', a.tax.giftWrap], ['DISCOUNT', discountTax],
    ]],
  ];
  return all.filter(([type, subtotal]) => type === 'ITEM' || subtotal !== 0n);
}

function itemProceeds(order: Order, item: Item): Part {
  const { currency } = order.marketplace;
  return {
    proceedsTotal: money(itemTotal(item, order.marketplace), currency),
    breakdowns: categoriesOf(item).map(([type, subtotal, details]) => ({
      type,
      subtotal: money(subtotal, currency),
      ...when(details.length > 0, () => ({
        detailedBreakdowns: details.filter(([, value]) => value !== 0n)
          .map(([subtype, value]) => ({ subtype, value: money(value, currency) })),
      })),
    })),
  };
}

function proceedsOf(order: Order): Part {
  const { currency } = order.marketplace;
  const categories = order.replaces === undefined ? order.items.flatMap(categoriesOf) : [];
  const types = [...new Set(categories.map(([type]) => type))];
  return {
    grandTotal: money(totalOf(order), currency),
    breakdowns: types.map((type) => ({
      type,
      subtotal: money(sum(categories.filter(([t]) => t === type).map(([, subtotal]) => subtotal)), currency),
    })),
  };
}

function packagesOf(order: Order): Part[] {
  return order.packages.map((p) => ({
    packageReferenceId: p.reference,
    createdTime: p.created,
    packageStatus: { status: 'SHIPPED' },
    carrier: p.carrierCode === 'Other' ? p.carrierName : p.carrierCode,
    shipTime: p.shipDate,
    ...when(p.shippingMethod !== undefined, () => ({ shippingService: p.shippingMethod })),
    trackingNumber: p.trackingNumber,
    packageItems: p.items.map(({ orderItemId, quantity }) => ({ orderItemId, quantity })),
  }));
}
