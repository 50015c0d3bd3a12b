/**
 * A settlement of the twin's own orders: what was shipped and refunded since the last one, row by row as
 * Amazon's V2 flat file states it, with commission, fulfillment fees, withheld tax, reserves and whatever
 * fee the caller adds. The rows are the truth; the total is their sum.
 */
import { find } from './life.ts';
import { minor, portion, share, sum } from './money.ts';
import type { Item, Marketplace, MoneyEvent, Order, World } from './world.ts';
import { marketplaceOf, serial, stamp } from './world.ts';

export interface Row {
  readonly transactionType: string;
  readonly amountType: string;
  readonly description: string;
  readonly amount: bigint;
  readonly posted: string;
  readonly marketplaceName: string;
  readonly order?: Order;
  readonly item?: Item;
  readonly adjustmentId?: string;
  readonly named?: string;
  readonly shipmentId?: string;
  readonly quantity?: number;
  readonly promotionId?: string;
}

export interface Settlement {
  readonly id: string;
  readonly marketplace: Marketplace;
  readonly start: string;
  readonly end: string;
  readonly deposit: string;
  readonly rows: readonly Row[];
  readonly total: bigint;
}

export interface ExtraFee {
  readonly amount: string;
  readonly description: string;
  readonly amountType?: string;
  readonly transactionType?: string;
}

export interface SettlementWish {
  readonly marketplaceId: string;
  /** Held back from this payout and given back by the next one. */
  readonly reserve?: string;
  readonly fees?: readonly ExtraFee[];
  /** Adds a fee with a code that stands in no published list, of this (negative) amount. */
  readonly unknownFee?: string;
}

export const UNKNOWN_FEE = 'PeakCongestionSurcharge';
const COMMISSION = 1500n; // 15 %
const ADMIN_SHARE = 2000n; // Amazon keeps 20 % of a refunded commission, at most 5.00.
const PER_UNIT = 475n;
const DAY = 86_400_000;

export function settle(world: World, wish: SettlementWish): Settlement {
  const marketplace = marketplaceOf(world, wish.marketplaceId);
  const id = String(20_000_000_000 + serial(world));
  const end = stamp(world);
  const due = world.events.filter((e) => e.marketplaceId === marketplace.id && e.settlementId === undefined);
  const start = world.settledTo.get(marketplace.id) ?? due[0]?.posted ?? end;
  const rows = [
    ...due.flatMap((event) => eventRows(world, event)),
    ...feeRows(marketplace, wish, end),
    ...carriedRows(world, marketplace, wish, end),
  ].filter((row) => row.amount !== 0n);
  for (const event of due) event.settlementId = id;
  const total = sum(rows.map((r) => r.amount));
  world.settledTo.set(marketplace.id, end);
  if (total < 0n) world.owed.set(marketplace.id, -total);
  else world.owed.delete(marketplace.id);
  return { id, marketplace, start, end, deposit: new Date(Date.parse(end) + 2 * DAY).toISOString(), rows, total };
}

function eventRows(world: World, event: MoneyEvent): Row[] {
  const order = find(world, event.orderId);
  const item = order.items.find((i) => i.id === event.itemId);
  if (!item || order.replaces !== undefined) return []; // A replacement moves goods and no money.
  const parts = partsOf(order, item);
  const amounts = event.kind === 'refund' ? refundAmounts(event, item, parts) : saleAmounts(event, order, item, parts);
  return amounts.map(([amountType, description, amount]) => ({
    transactionType: event.kind === 'refund' ? 'Refund' : 'Order',
    amountType, description, amount, order, item, posted: event.posted, marketplaceName: order.marketplace.name,
    ...(event.shipmentId === '' ? {} : { shipmentId: event.shipmentId }),
    ...(event.adjustmentId === undefined ? {} : { adjustmentId: event.adjustmentId }),
    ...(event.named === undefined ? {} : { named: event.named }),
    ...(event.kind === 'shipment' ? { quantity: event.to - event.from } : {}),
    ...(amountType === 'Promotion' && item.promotionId !== undefined ? { promotionId: item.promotionId } : {}),
  }));
}

/** An item's money as the settlement splits it: without tax, and the tax apart, wherever it stood before. */
interface Parts {
  readonly principal: bigint;
  readonly shipping: bigint;
  readonly giftWrap: bigint;
  readonly promotion: bigint;
  readonly shippingPromotion: bigint;
  readonly tax: bigint;
  readonly shippingTax: bigint;
  readonly giftWrapTax: bigint;
  readonly withheld: boolean;
}

function partsOf(order: Order, { amounts: a }: Item): Parts {
  const net = (amount: bigint, tax: bigint) => (order.marketplace.taxIncluded ? amount - tax : amount);
  return {
    principal: net(a.item, a.tax.item),
    shipping: net(a.shipping, a.tax.shipping),
    giftWrap: net(a.giftWrap, a.tax.giftWrap),
    promotion: net(a.itemDiscount, a.tax.itemDiscount),
    shippingPromotion: net(a.shippingDiscount, a.tax.shippingDiscount),
    tax: a.tax.item + a.tax.itemDiscount,
    shippingTax: a.tax.shipping + a.tax.shippingDiscount,
    giftWrapTax: a.tax.giftWrap,
    withheld: order.marketplace.facilitator,
  };
}

type Amounts = [amountType: string, description: string, amount: bigint][];

/** What the buyer paid for the units of this event, and the tax Amazon keeps of it. */
function priceAmounts(event: MoneyEvent, item: Item, p: Parts): Amounts {
  const sign = event.kind === 'refund' ? -1n : 1n;
  const withShipping = event.kind === 'shipment' || event.withShipping === true;
  const of = (amount: bigint) => sign * portion(amount, event.from, event.to, item.quantity);
  const shipping = (amount: bigint) => (withShipping ? of(amount) : 0n);
  return [
    ['ItemPrice', 'Principal', of(p.principal)],
    ['ItemPrice', 'Tax', of(p.tax)],
    ['ItemPrice', 'Shipping', shipping(p.shipping)],
    ['ItemPrice', 'ShippingTax', shipping(p.shippingTax)],
    ['ItemPrice', 'GiftWrap', of(p.giftWrap)],
    ['ItemPrice', 'GiftWrapTax', of(p.giftWrapTax)],
    ['Promotion', 'Principal', of(p.promotion)],
    ['Promotion', 'Shipping', shipping(p.shippingPromotion)],
    ['ItemWithheldTax', 'MarketplaceFacilitatorTax-Principal', p.withheld ? -of(p.tax) : 0n],
    ['ItemWithheldTax', 'MarketplaceFacilitatorTax-Shipping', p.withheld ? -shipping(p.shippingTax) : 0n],
    ['ItemWithheldTax', 'MarketplaceFacilitatorTax-Other', p.withheld ? -of(p.giftWrapTax) : 0n],
  ];
}

function saleAmounts(event: MoneyEvent, order: Order, item: Item, p: Parts): Amounts {
  const of = (amount: bigint) => portion(amount, event.from, event.to, item.quantity);
  const shipping = of(p.shipping) + of(p.shippingPromotion);
  const fees: Amounts = order.fulfilledBy === 'AMAZON'
    ? [['ItemFees', 'FBAPerUnitFulfillmentFee', -PER_UNIT * BigInt(event.to - event.from)],
      ['ItemFees', 'ShippingChargeback', -shipping], ['ItemFees', 'GiftwrapChargeback', -of(p.giftWrap)]]
    : [['ItemFees', 'ShippingHB', -share(shipping, COMMISSION)]];
  return [...priceAmounts(event, item, p), ['ItemFees', 'Commission', -commission(event, item, p)], ...fees];
}

function refundAmounts(event: MoneyEvent, item: Item, p: Parts): Amounts {
  const returned = commission(event, item, p);
  const kept = share(returned, ADMIN_SHARE);
  return [
    ...priceAmounts(event, item, p),
    ['ItemFees', 'Commission', returned],
    ['ItemFees', 'RefundCommission', kept > 500n ? -500n : -kept],
  ];
}

const commission = (event: MoneyEvent, item: Item, p: Parts): bigint =>
  share(portion(p.principal + p.promotion + p.tax, event.from, event.to, item.quantity), COMMISSION);

function feeRows(marketplace: Marketplace, wish: SettlementWish, posted: string): Row[] {
  const unknown: ExtraFee[] = wish.unknownFee === undefined ? []
    : [{ amount: wish.unknownFee, description: UNKNOWN_FEE }];
  return [...(wish.fees ?? []), ...unknown].map((fee) => ({
    transactionType: fee.transactionType ?? 'ServiceFee',
    amountType: fee.amountType ?? 'other-transaction',
    description: fee.description,
    amount: minor(fee.amount, marketplace.currency),
    posted,
    marketplaceName: marketplace.name,
  }));
}

/** What moves from one settlement to the next: the reserve, and a debt that a card has paid meanwhile. */
function carriedRows(world: World, marketplace: Marketplace, wish: SettlementWish, posted: string): Row[] {
  const before = world.reserves.get(marketplace.id) ?? 0n;
  const reserve = minor(wish.reserve ?? '0', marketplace.currency);
  const owed = world.owed.get(marketplace.id) ?? 0n;
  world.reserves.set(marketplace.id, reserve);
  const row = (description: string, amount: bigint): Row => ({
    transactionType: 'other-transaction', amountType: 'other-transaction', description, amount, posted,
    marketplaceName: marketplace.name,
  });
  return [
    row('Previous Reserve Amount Balance', before), row('Current Reserve Amount', -reserve),
    row('Payable to Amazon', -owed), row('Successful charge', owed),
  ];
}
