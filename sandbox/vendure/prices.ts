/** Vendure's sums: integer minor units, tax rounded per unit and per discount, order discounts shared by line. */
import type { Line, Shop, ShopOrder } from './shop.ts';

export const withTax = (shop: Shop, net: number): number => Math.round(net * (1 + shop.taxRate / 100));

/** The net unit price of a variant whose price is shown with or without tax. */
export const netPrice = (shop: Shop, shown: number): number =>
  shop.pricesIncludeTax ? Math.round(shown / (1 + shop.taxRate / 100)) : shown;

export interface LineSums {
  readonly linePrice: number;
  readonly linePriceWithTax: number;
  readonly discount: number;
  readonly discountWithTax: number;
}

export function lineSums(shop: Shop, order: ShopOrder, line: Line): LineSums {
  const linePrice = line.unitPrice * line.quantity;
  // Shared unit by unit, so that a line's share is a whole number per unit.
  const discount = Math.floor((line.unitPrice * order.couponPercent) / 100) * line.quantity;
  return {
    linePrice, linePriceWithTax: withTax(shop, line.unitPrice) * line.quantity, discount,
    discountWithTax: withTax(shop, discount),
  };
}

export function orderSums(shop: Shop, order: ShopOrder) {
  const sums = order.lines.map((line) => lineSums(shop, order, line));
  const add = (of: (s: LineSums) => number) => sums.reduce((total, s) => total + of(s), 0);
  const shipping = order.shipping && !order.shipping.cancelled ? order.shipping.price : 0;
  const subTotal = add((s) => s.linePrice - s.discount);
  const subTotalWithTax = add((s) => s.linePriceWithTax - s.discountWithTax);
  return {
    subTotal, subTotalWithTax, shipping, shippingWithTax: shipping, total: subTotal + shipping,
    totalWithTax: subTotalWithTax + shipping, discount: add((s) => s.discount),
    discountWithTax: add((s) => s.discountWithTax),
  };
}
