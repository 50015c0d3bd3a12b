/** Vendure's integers as ours. Their precision is the shop's choice, not the currency's: by default 2, also for yen. */
import { exponentOf } from '#domain/currency.ts';
import { stop } from '#domain/fault.ts';
import { currency, measure, type Currency, type Money } from '#domain/measure.ts';

export function unitOf(code: string): Currency {
  try {
    return currency(code);
  } catch {
    throw stop.malformed(`currencyCode: ${code} is not an ISO 4217 currency`);
  }
}

/** @throws Stopped Malformed when the amount has a part finer than the currency's smallest unit. */
export function moneyOf(amount: number, unit: Currency, precision: number): Money {
  const shift = (exponentOf(unit) ?? 2) - precision;
  if (shift >= 0) return measure(BigInt(amount) * 10n ** BigInt(shift), unit);
  const divisor = 10n ** BigInt(-shift);
  if (BigInt(amount) % divisor !== 0n)
    throw stop.malformed(`${amount} at ${precision} places is finer than one ${unit}`);
  return measure(BigInt(amount) / divisor, unit);
}

/** As the shop's integer. @throws Stopped Malformed when the shop's precision is too coarse for it. */
export function minorOf({ count, unit }: Money, precision: number): number {
  const shift = precision - (exponentOf(unit) ?? 2);
  const divisor = 10n ** BigInt(Math.max(0, -shift));
  if (count % divisor !== 0n) throw stop.malformed(`${count} of ${unit} is finer than the shop's ${precision} places`);
  return Number((count * 10n ** BigInt(Math.max(0, shift))) / divisor);
}

/** 8.25 as '0.0825': moved by text, because 8.25 / 100 is no float. */
export function fractionOf(percent: number): string {
  const [whole = '0', places = ''] = String(percent).split('.');
  const digits = whole.padStart(3, '0') + places;
  const point = digits.length - places.length - 2;
  return `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/\.?0+$/, '') || '0';
}
