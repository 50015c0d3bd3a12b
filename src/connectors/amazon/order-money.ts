/**
 * What the parts of an order's `proceeds` are. Amazon names them and does not say how they add up, whether
 * prices contain the tax, or which sign a discount has; so the sums decide, for the order as a whole, and
 * the sign of a discount is not looked at. An order that adds up neither way keeps its stated total, and
 * validation shows the difference to a person.
 */
import { stop } from '#domain/fault.ts';
import { currency, fromDecimal, type Currency } from '#domain/measure.ts';
import type { AmazonItem, AmazonMoney, AmazonOrder, Drift } from './order-shape.ts';

type Amounts = Readonly<Record<'item' | 'shipping' | 'giftWrap' | 'fees', bigint>>;
type Details = NonNullable<AmazonItem['proceeds']>['breakdowns'];

/** Minor units. Discounts are positive; taxes are as stated, the one on the discount usually negative. */
export interface ItemMoney extends Amounts {
  readonly discount: Amounts;
  readonly tax: Amounts & { readonly discount: bigint };
}
export interface OrderMoney {
  readonly currency: Currency;
  readonly total: bigint;
  readonly taxIncluded: boolean;
  /** A tip that is part of the total. */
  readonly tip: bigint;
  readonly items: ReadonlyMap<string, ItemMoney>;
  readonly drift: readonly Drift[];
}

const PART: Readonly<Record<string, keyof Amounts>> = {
  ITEM: 'item', SHIPPING: 'shipping', GIFT_WRAP: 'giftWrap', COD_FEE: 'fees', OTHER: 'fees',
};
const NONE: Amounts = { item: 0n, shipping: 0n, giftWrap: 0n, fees: 0n };

export function moneyOf(order: AmazonOrder): OrderMoney | undefined {
  const grand = order.proceeds?.grandTotal;
  if (!grand) return undefined;
  const unit = currencyOf(grand.currencyCode, 'proceeds.grandTotal');
  const count = (money: AmazonMoney) => countOf(money, unit, order.orderId);
  const drift: Drift[] = [];
  const items = new Map(order.orderItems.map((i) => [i.orderItemId, itemMoney(i, count, drift)]));
  const total = count(grand);
  const tip = (order.proceeds?.breakdowns ?? [])
    .reduce((n, b) => (b.type === 'DELIVERY_TIP' ? n + count(b.subtotal) : n), 0n);
  return { currency: unit, total, items, drift, ...reading([...items.values()], total, tip) };
}

/** With the tax inside or on top, with the tip or without: the reading whose sum is the stated total. */
function reading(all: readonly ItemMoney[], total: bigint, tip: bigint): Pick<OrderMoney, 'taxIncluded' | 'tip'> {
  const prices = all.reduce((n, m) => n + pricesOf(m), 0n);
  const tax = all.reduce((n, m) => n + taxOf(m), 0n);
  for (const part of tip === 0n ? [0n] : [0n, tip]) {
    if (prices + tax + part === total) return { taxIncluded: false, tip: part };
    if (prices + part === total) return { taxIncluded: true, tip: part };
  }
  return { taxIncluded: false, tip: 0n };
}

const added = (a: Amounts): bigint => a.item + a.shipping + a.giftWrap + a.fees;
export const pricesOf = (m: ItemMoney): bigint => added(m) - added(m.discount);
export const taxOf = (m: ItemMoney): bigint => added(m.tax) + m.tax.discount;

type Count = (money: AmazonMoney) => bigint;
const WHERE = 'order.orderItems[].proceeds.breakdowns[]';

function itemMoney(item: AmazonItem, count: Count, drift: Drift[]): ItemMoney {
  const prices = { ...NONE };
  const discount = { ...NONE };
  const tax = { ...NONE, discount: 0n };
  for (const b of item.proceeds?.breakdowns ?? []) {
    const subtotal = count(b.subtotal);
    if (b.type === 'TAX') spread(tax, subtotal, detailsOf(b, count));
    else if (b.type === 'DISCOUNT') spread(discount, magnitude(subtotal), detailsOf(b, (m) => magnitude(count(m))));
    else {
      const part = PART[b.type];
      if (!part) drift.push({ path: `${WHERE}.type`, detail: `unknown word ${b.type}` });
      prices[part ?? 'fees'] += subtotal;
    }
  }
  return { ...prices, discount, tax };
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);

function detailsOf({ detailedBreakdowns }: NonNullable<Details>[number], count: Count): [string, bigint][] {
  return (detailedBreakdowns ?? []).flatMap((d) => (d.subtype && d.value ? [[d.subtype, count(d.value)]] : []));
}

/**
 * Places a subtotal by its details. What they leave over is tax on the discount where they name one, and
 * belongs to the item otherwise; so the parts are the subtotal whatever sign a detail was written with.
 */
function spread(
  into: Record<keyof Amounts, bigint> & { discount?: bigint }, subtotal: bigint, details: readonly [string, bigint][],
): void {
  let left = subtotal;
  for (const [subtype, value] of details) {
    if (subtype === 'DISCOUNT') continue;
    into[PART[subtype] ?? 'fees'] += value;
    left -= value;
  }
  if (into.discount !== undefined && details.some(([subtype]) => subtype === 'DISCOUNT')) into.discount += left;
  else into.item += left;
}

function countOf({ amount, currencyCode }: AmazonMoney, unit: Currency, order: string): bigint {
  if (currencyCode !== unit)
    throw stop.malformed(`proceeds: order ${order} states amounts in ${unit} and ${currencyCode}`);
  try {
    return fromDecimal(amount, unit).count;
  } catch (error) {
    throw stop.malformed(`proceeds: ${(error as Error).message}`);
  }
}

export function currencyOf(code: string, path: string): Currency {
  try {
    return currency(code);
  } catch (error) {
    throw stop.malformed(`${path}.currencyCode: ${(error as Error).message}`);
  }
}
