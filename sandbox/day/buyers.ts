/**
 * What buyers put into their baskets. Every choice comes from the seed; names and addresses are invented.
 */
import type { NewOrder } from '../amazon/index.ts';
import type { LineWish, OrderWish } from '../shopify/index.ts';
import type { Channel, Market, Shop } from './cast.ts';
import { MARKETS, sellerSku, SHOPS } from './cast.ts';
import { GOODS, priceIn, type Article } from './catalog.ts';
import { chance } from './day.ts';

export type Random = () => number;
export const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const whole = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from + 1));

export interface Wanted { readonly article: Article; readonly quantity: number }

export function basket(random: Random): Wanted[] {
  const articles = [...GOODS].map((article) => ({ article, order: random() })).sort((a, b) => a.order - b.order);
  const lines = random() < 0.45 ? 1 : whole(random, 2, 4);
  return articles.slice(0, lines).map(({ article }) => ({ article, quantity: random() < 0.7 ? 1 : whole(random, 2, 3) }));
}
export const unitsOf = (wanted: readonly Wanted[]): Record<string, number> =>
  Object.fromEntries(wanted.map(({ article, quantity }) => [article.sku, quantity]));

const TAXES: Readonly<Record<Shop, NonNullable<OrderWish['taxes']>>> = {
  'shopify-us': [{ title: 'State tax', rate: '0.0625' }, { title: 'County tax', rate: '0.01125' }],
  'shopify-uk': [{ title: 'VAT', rate: '0.2' }],
  'shopify-jp': [{ title: 'Consumption tax', rate: '0.1' }],
  'shopify-kw': [{ title: 'Levy', rate: '0.05' }],
};
const STREETS = ['Quay Street', 'Lantern Row', 'Chandler’s Lane', 'Rope Walk', 'Mizzen Court'];
const TOWNS: Readonly<Record<Shop, { city: string; country: string; countryCode: string; zip: string; provinceCode?: string }>> = {
  'shopify-us': { city: 'Portland', country: 'United States', countryCode: 'US', zip: '97201', provinceCode: 'OR' },
  'shopify-uk': { city: 'Whitby', country: 'United Kingdom', countryCode: 'GB', zip: 'YO21 1DN' },
  'shopify-jp': { city: 'Yokohama', country: 'Japan', countryCode: 'JP', zip: '231-0001' },
  'shopify-kw': { city: 'Kuwait City', country: 'Kuwait', countryCode: 'KW', zip: '13001' },
};

/** Somebody who does not exist, with an address that is complete. */
export function person(shop: Shop, random: Random): Pick<OrderWish, 'customer' | 'shippingAddress'> {
  const number = whole(random, 10_000, 99_999);
  const name = { firstName: pick(random, ['Ada', 'Bo', 'Cleo', 'Dov', 'Eun']), lastName: `Ferry-${number}` };
  const address1 = `${whole(random, 1, 99)} ${pick(random, STREETS)}`;
  return {
    customer: { ...name, email: `ferry.${number}@buyers.example` },
    shippingAddress: { ...name, address1, ...TOWNS[shop] },
  };
}

export interface Habits {
  /** Paid by two means, with a discount, in another currency. */
  readonly plainly?: boolean;
  readonly tenders?: OrderWish['tenders'];
}
/** An order for a shop: several lines, taxes, freight, sometimes a discount, two tenders, a tip, a foreign buyer. */
export function shopWish(shop: Shop, wanted: readonly Wanted[], random: Random, { plainly, tenders }: Habits = {}): OrderWish {
  const { currency } = SHOPS[shop];
  const lines: LineWish[] = wanted.map(({ article, quantity }) => ({ sku: article.sku, quantity }));
  const often = (share: number): boolean => random() < share && plainly !== true;
  const gift = often(0.12);
  return {
    lines, taxes: TAXES[shop], ...person(shop, random),
    shipping: [{ title: 'Standard', price: priceIn(currency, pick(random, ['4.95', '7.50', '0.00'])) }],
    ...(often(0.25) && { discount: { code: 'HARBOR', amount: priceIn(currency, '3.33') } }),
    ...(often(0.05) && { tip: priceIn(currency, '2.00') }),
    ...(shop === 'shopify-us' && often(0.05) && { presentment: { currency: 'CAD', rate: { n: 1_3625n, d: 10_000n } } }),
    ...(gift && { tenders: [{ gateway: 'gift_card', amount: priceIn(currency, '4.00') }, { gateway: 'shopify_payments' }] }),
    ...(tenders && { tenders }),
  };
}

export function marketWish(market: Market, wanted: readonly Wanted[], random: Random): NewOrder {
  const { id, currency } = MARKETS[market];
  const shipping = random() < 0.5 ? priceIn(currency, '3.99') : undefined;
  return {
    marketplaceId: id,
    items: wanted.map(({ article, quantity }, i) => ({
      sku: sellerSku(market, article.sku), quantity, title: article.title, unitPrice: priceIn(currency, article.price),
      ...(i === 0 && shipping && { shipping }),
      ...(random() < 0.15 && { discount: priceIn(currency, '1.50'), promotionId: 'HARBOR-WEEK' }),
    })),
  };
}

/** How traffic is shared among the channels. */
const SHARES: readonly (readonly [Channel, number])[] = [
  ['shopify-us', 0.42], ['shopify-uk', 0.18], ['amazon-us', 0.2], ['amazon-de', 0.12], ['shopify-jp', 0.04], ['shopify-kw', 0.04],
];
export function channelOf(dice: number): Channel {
  let edge = 0;
  for (const [channel, share] of SHARES) {
    edge += share;
    if (dice < edge) return channel;
  }
  return 'shopify-us';
}
export const isShop = (channel: Channel): channel is Shop => channel in SHOPS;
export const seedFor = (seed: number, use: string): Random => chance(seed, use);
