/**
 * A whole number of the smallest useful unit of something: cents, eaches, grams.
 *
 * Money and goods share one arithmetic. `bigint` is chosen for its type, not its range:
 * `count * 1.2` does not compile, so no float can leak into an amount.
 */
import type { Brand } from './brand.ts';
import { exponentOf } from './currency.ts';

export interface Measure<U extends string = string> {
  readonly count: bigint;
  readonly unit: U;
}
/** ISO 4217 alphabetic code, known to currency.ts. */
export type Currency = Brand<string, 'Currency'>;
export type Money = Measure<Currency>;

/** Reads an ISO 4217 code. An unlisted one is an error, never a default. */
export function currency(code: string): Currency {
  if (exponentOf(code) === undefined) throw new TypeError(`${JSON.stringify(code)} is not an ISO 4217 currency`);
  return code as Currency;
}

export const measure = <U extends string>(count: bigint, unit: U): Measure<U> => ({ count, unit });
export const zero = <U extends string>(unit: U): Measure<U> => measure(0n, unit);

export function add<U extends string>(a: Measure<U>, b: Measure<U>): Measure<U> {
  if (a.unit !== b.unit) throw new TypeError(`cannot add ${b.unit} to ${a.unit}`);
  return measure(a.count + b.count, a.unit);
}
export const negate = <U extends string>(a: Measure<U>): Measure<U> => measure(-a.count, a.unit);
export const subtract = <U extends string>(a: Measure<U>, b: Measure<U>): Measure<U> => add(a, negate(b));
export const sum = <U extends string>(unit: U, parts: readonly Measure<U>[]): Measure<U> =>
  parts.reduce<Measure<U>>(add, zero(unit));
export const times = <U extends string>(a: Measure<U>, n: number): Measure<U> => measure(a.count * BigInt(n), a.unit);
export const same = (a: Measure, b: Measure): boolean => a.unit === b.unit && a.count === b.count;

/** Decimal places of one count, for reading and printing only; goods have none. */
const scale = (unit: string): number => exponentOf(unit) ?? 0;

/** Reads a partner's decimal string. More places than the unit has is an error, never a rounding. */
export function fromDecimal<U extends string>(text: string, unit: U): Measure<U> {
  const match = /^([-+]?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (!match) throw new TypeError(`not a decimal: ${JSON.stringify(text)}`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  const places = fraction.replace(/0+$/, '');
  if (places.length > scale(unit)) throw new TypeError(`${text} is finer than one ${unit}`);
  const count = BigInt(whole + places.padEnd(scale(unit), '0'));
  return measure(sign === '-' ? -count : count, unit);
}

/** `19.99`, with exactly the unit's places. */
export function toDecimal({ count, unit }: Measure): string {
  const digits = (count < 0n ? -count : count).toString().padStart(scale(unit) + 1, '0');
  const point = digits.length - scale(unit);
  return (count < 0n ? '-' : '') + digits.slice(0, point) + (scale(unit) ? `.${digits.slice(point)}` : '');
}

/**
 * Splits a total by weight so that the parts add up to it exactly (largest remainder, then order).
 * Discounts, taxes and fees are always spread this way: dividing loses cents.
 * All-zero weights share evenly, so a discount over free lines is still placed somewhere.
 */
export function allocate<U extends string>(total: Measure<U>, weights: readonly bigint[]): Measure<U>[] {
  if (weights.length === 0 || weights.some((w) => w < 0n)) throw new RangeError('weights must not be negative');
  const whole = weights.reduce((a, b) => a + b, 0n);
  if (whole === 0n) return allocate(total, weights.map(() => 1n));
  const sign = total.count < 0n ? -1n : 1n;
  const target = total.count * sign;
  const shares = weights.map((w, i) => ({ i, floor: (target * w) / whole, rest: (target * w) % whole }));
  let left = target - shares.reduce((a, s) => a + s.floor, 0n);
  for (const s of [...shares].sort((a, b) => Number(b.rest > a.rest) - Number(b.rest < a.rest) || a.i - b.i)) {
    if (left === 0n) break;
    s.floor += 1n;
    left -= 1n;
  }
  return shares.map((s) => measure(s.floor * sign, total.unit));
}
