/** Lines, shipping and the rest of an Amazon order, so that together they are its total. */
import { brand, type ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { fromDecimal, measure, type Money } from '#domain/measure.ts';
import type { Adjustment, FulfillmentType, LiableParty, OrderLine, ShippingLine, Tax } from '#domain/order.ts';
import { says } from '#connectors/translation.ts';
import { FULFILLMENT_STATUS } from './status.ts';
import type { ItemMoney, OrderMoney } from './order-money.ts';
import type { AmazonItem, AmazonOrder, Drift } from './order-shape.ts';

const NO_TAX = { item: 0n, shipping: 0n, giftWrap: 0n, fees: 0n, discount: 0n };
const NO_MONEY: ItemMoney = { item: 0n, shipping: 0n, giftWrap: 0n, fees: 0n, discount: NO_TAX, tax: NO_TAX };
const FACILITATOR = 'MARKETPLACE_FACILITATOR';

const moneyOfItem = (money: OrderMoney, item: AmazonItem): ItemMoney => money.items.get(item.orderItemId) ?? NO_MONEY;
/** The tax that a shown price contains. */
const inside = (money: OrderMoney, tax: bigint): bigint => (money.taxIncluded ? tax : 0n);

export function lineOf(order: AmazonOrder, item: AmazonItem, money: OrderMoney): OrderLine {
  const m = moneyOfItem(money, item);
  const of = (count: bigint): Money => measure(count, money.currency);
  const { sellerSku, asin, title } = item.product;
  const sold = sellerSku ?? asin;
  if (!sold) throw stop.malformed(`orderItems: item ${item.orderItemId} has neither sellerSku nor asin`);
  const net = m.item - m.discount.item - inside(money, m.tax.item + m.tax.discount);
  const onLine = [
    ['ITEM', m.tax.item], ['DISCOUNT', m.tax.discount], ['GIFT_WRAP', m.tax.giftWrap], ['OTHER', m.tax.fees],
  ] as const;
  return {
    lineId: brand<ExternalId>(item.orderItemId),
    item: brand<ExternalId>(sold),
    ...(sellerSku !== undefined && { statedSku: sellerSku }),
    title: title ?? sold,
    quantity: item.quantityOrdered,
    cancelled: cancelledOf(item),
    unitPrice: unitPrice(item, m, money),
    discount: of(m.discount.item),
    net: of(net),
    taxes: onLine.flatMap(([subtype, amount]) => taxes(item, subtype, of(amount))),
    fulfillment: fulfillmentOf(order),
    ...sentByAmazon(order, item),
  };
}

/** An order that Amazon ships itself is ours only in the books: what left is sold. */
function sentByAmazon({ fulfillment }: AmazonOrder, item: AmazonItem): { sentByChannel?: number } {
  if (fulfillment.fulfilledBy !== 'AMAZON') return {};
  const whole = says(FULFILLMENT_STATUS, fulfillment.fulfillmentStatus, 'sent') ? item.quantityOrdered - cancelledOf(item) : 0;
  const sent = Math.max(item.fulfillment?.quantityFulfilled ?? 0, whole);
  return sent > 0 ? { sentByChannel: sent } : {};
}

function unitPrice(item: AmazonItem, m: ItemMoney, money: OrderMoney): Money {
  const stated = item.product.price?.unitPrice;
  if (stated?.currencyCode === money.currency) return fromDecimal(stated.amount, money.currency);
  return measure(m.item / BigInt(item.quantityOrdered), money.currency);
}

/** What is neither shipped nor still to be shipped is no longer wanted. */
function cancelledOf({ quantityOrdered, fulfillment, cancellation }: AmazonItem): number {
  const { quantityFulfilled: gone, quantityUnfulfilled: open } = fulfillment ?? {};
  if (gone === undefined || open === undefined) return cancellation?.cancellationExecution ? quantityOrdered : 0;
  return Math.max(0, quantityOrdered - gone - open);
}

function fulfillmentOf({ fulfillment, programs }: AmazonOrder): FulfillmentType {
  if (fulfillment.fulfilledBy === 'AMAZON') return 'marketplace-fulfilled';
  return programs?.includes('IN_STORE_PICK_UP') ? 'pickup' : 'ship';
}

/** One tax for each part it falls on, under Amazon's words; who owes it stands on the item. */
function taxes(item: AmazonItem, subtype: string, amount: Money): Tax[] {
  if (amount.count === 0n) return [];
  const models = (item.tax?.taxCollections ?? []).flatMap((c) => c.model ?? []);
  const liable: LiableParty = models.includes(FACILITATOR) ? 'channel' : models.length > 0 ? 'unknown' : 'seller';
  return [{ title: `${models[0] ?? 'TAX'}/${subtype}`, amount, liable }];
}

export function shippingOf(order: AmazonOrder, item: AmazonItem, money: OrderMoney): ShippingLine[] {
  const m = moneyOfItem(money, item);
  if (m.shipping === 0n && m.discount.shipping === 0n && m.tax.shipping === 0n) return [];
  const net = m.shipping - m.discount.shipping - inside(money, m.tax.shipping);
  return [{
    lineId: brand<ExternalId>(`${item.orderItemId}/shipping`),
    title: order.fulfillment.fulfillmentServiceLevel ?? 'SHIPPING',
    discount: measure(m.discount.shipping, money.currency),
    net: measure(net, money.currency),
    taxes: taxes(item, 'SHIPPING', measure(m.tax.shipping, money.currency)),
  }];
}

/** Gift wrap and fees without their tax, which stands with the line; and a tip that is part of the total. */
export function adjustmentsOf(order: AmazonOrder, money: OrderMoney): Adjustment[] {
  const all = order.orderItems.flatMap((item) => {
    const m = moneyOfItem(money, item);
    return [
      ['gift-wrap', m.giftWrap - m.discount.giftWrap - inside(money, m.tax.giftWrap)],
      ['fee', m.fees - m.discount.fees - inside(money, m.tax.fees)],
    ] as const;
  });
  return [...all, ['tip', money.tip] as const].filter(([, count]) => count !== 0n)
    .map(([kind, count]) => ({ kind, amount: measure(count, money.currency) }));
}

/** Words that the model does not list, where a word decides something. */
export function words(order: AmazonOrder): Drift[] {
  const { fulfilledBy } = order.fulfillment;
  const models = new Set(order.orderItems.flatMap((i) => (i.tax?.taxCollections ?? []).flatMap((c) => c.model ?? [])));
  models.delete(FACILITATOR);
  return [
    ...(fulfilledBy === undefined || ['AMAZON', 'MERCHANT'].includes(fulfilledBy) ? []
      : [{ path: 'order.fulfillment.fulfilledBy', detail: `unknown word ${fulfilledBy}` }]),
    ...[...models].map((m) => ({ path: 'order.orderItems[].tax.taxCollections[].model', detail: `unknown word ${m}` })),
  ];
}
