/**
 * The twin's own money: integers of minor units in two currencies at once, because Shopify states every
 * amount both in the shop's currency and in the buyer's.
 *
 * Written apart from src/domain on purpose: a twin that shared our arithmetic would share our mistakes.
 */

/** An amount in minor units of the shop's and of the buyer's currency. */
export interface Pair {
  readonly shop: bigint;
  readonly buyer: bigint;
}
/** The two currencies of an order and the rate between them, as a fraction. */
export interface Currencies {
  readonly shop: string;
  readonly buyer: string;
  /** Units of buyer currency for one of shop currency. */
  readonly rate: { readonly n: bigint; readonly d: bigint };
}
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}
export interface MoneyBag {
  readonly shopMoney: Money;
  readonly presentmentMoney: Money;
}

const PLACES: Record<string, number> = { JPY: 0, KRW: 0, CLP: 0, BHD: 3, JOD: 3, KWD: 3, OMR: 3, TND: 3 };
export const placesOf = (currency: string): number => PLACES[currency] ?? 2;

export const NOTHING: Pair = { shop: 0n, buyer: 0n };
export const plus = (a: Pair, b: Pair): Pair => ({ shop: a.shop + b.shop, buyer: a.buyer + b.buyer });
export const minus = (a: Pair, b: Pair): Pair => ({ shop: a.shop - b.shop, buyer: a.buyer - b.buyer });
export const times = (a: Pair, n: number): Pair => ({ shop: a.shop * BigInt(n), buyer: a.buyer * BigInt(n) });
export const total = (parts: readonly Pair[]): Pair => parts.reduce(plus, NOTHING);
export const negative = (a: Pair): Pair => minus(NOTHING, a);

/** Half away from zero, the rounding Shopify uses for tax and conversion. */
export function divide(n: bigint, d: bigint): bigint {
  const sign = n < 0n !== d < 0n ? -1n : 1n;
  const [top, bottom] = [n < 0n ? -n : n, d < 0n ? -d : d];
  return sign * ((2n * top + bottom) / (2n * bottom));
}

export function parse(decimal: string, currency: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) throw new TypeError(`not an amount: ${decimal}`);
  const places = placesOf(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > places) throw new TypeError(`${decimal} is finer than ${currency} allows`);
  return BigInt(`${match[1]}${match[2]}${fraction.padEnd(places, '0')}`);
}

export function print(minor: bigint, currency: string): string {
  const places = placesOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${minor < 0n ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
}

/** A shop amount and what the buyer saw for it. */
export function pair(shop: bigint, { shop: from, buyer: to, rate }: Currencies): Pair {
  if (from === to) return { shop, buyer: shop };
  const scale = 10n ** BigInt(placesOf(to));
  return { shop, buyer: divide(shop * rate.n * scale, rate.d * 10n ** BigInt(placesOf(from))) };
}

/** `numerator / denominator` of an amount, each currency rounded on its own. */
export const share = (whole: Pair, numerator: number, denominator: number): Pair =>
  denominator === 0 ? NOTHING : {
    shop: divide(whole.shop * BigInt(numerator), BigInt(denominator)),
    buyer: divide(whole.buyer * BigInt(numerator), BigInt(denominator)),
  };

/** Spreads an amount by weight, the parts adding up to it: the last remainder goes to the largest rest. */
export function spread(whole: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((a, b) => a + b, 0n);
  if (all === 0n) return weights.map((_, i) => (i === 0 ? whole : 0n));
  const parts = weights.map((w) => (whole * w) / all);
  let left = whole - parts.reduce((a, b) => a + b, 0n);
  const rests = weights.map((w, i) => ({ i, rest: (whole * w) % all })).sort((a, b) => Number(b.rest - a.rest));
  for (const { i } of rests) {
    if (left === 0n) break;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}

export const bag = (amount: Pair, { shop, buyer }: Currencies): MoneyBag => ({
  shopMoney: { amount: print(amount.shop, shop), currencyCode: shop },
  presentmentMoney: { amount: print(amount.buyer, buyer), currencyCode: buyer },
});
