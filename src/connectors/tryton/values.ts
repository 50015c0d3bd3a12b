/**
 * Tryton's values on the wire. A decimal must travel as an object: a JSON number becomes the binary fraction it really
 * is and is refused for its digits. Unit prices have four digits, so not every line total has one price.
 */
import { z } from 'zod';
import { exponentOf } from '#domain/currency.ts';
import type { Money } from '#domain/measure.ts';

export const decimal = (text: string) => ({ __class__: 'Decimal', decimal: text });
export const date = (iso: string) => {
  const [year, month, day] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day };
};
export const moment = (iso: string) => {
  const [hour, minute, second] = iso.slice(11, 19).split(':').map(Number);
  const microsecond = Number(iso.slice(20, 23)) * 1000;
  return { ...date(iso.slice(0, 10)), __class__: 'datetime', hour, minute, second, microsecond };
};

const two = (n: number): string => String(n).padStart(2, '0');
export const Decimal = z.object({ __class__: z.literal('Decimal'), decimal: z.string() }).transform((d) => d.decimal);
export const Day = z.object({ __class__: z.literal('date'), year: z.number(), month: z.number(), day: z.number() })
  .transform((d) => `${d.year}-${two(d.month)}-${two(d.day)}`);
export const Moment = z.object({
  __class__: z.literal('datetime'), year: z.number(), month: z.number(), day: z.number(),
  hour: z.number(), minute: z.number(), second: z.number(), microsecond: z.number(),
}).transform((d) => `${d.year}-${two(d.month)}-${two(d.day)}T${two(d.hour)}:${two(d.minute)}:${two(d.second)}.` +
  `${String(Math.floor(d.microsecond / 1000)).padStart(3, '0')}Z`);
/** SQLite says 0 and 1. */
export const Flag = z.union([z.boolean(), z.number()]).transform(Boolean);
export const Id = z.number().int().positive();
export const Ids = z.array(Id);

/** The digits of Tryton's unit prices. */
const DIGITS = 4;
export interface Priced {
  readonly quantity: number;
  /** Decimal text with at most four digits. */
  readonly price: string;
}

/**
 * A line total as units and unit prices that Tryton multiplies and rounds back to exactly that total: one price when
 * there is one, otherwise two lines whose prices are a minor unit apart.
 */
export function priced(net: Money, quantity: number): Priced[] {
  const fine = 10n ** BigInt(DIGITS - places(net));
  const units = BigInt(quantity);
  const near = rounded(net.count * fine, units);
  if (rounded(near * units, fine) === net.count) return [{ quantity, price: text(near) }];
  const low = net.count / units;
  const odd = Number(net.count - low * units); // Of the sign of the total; so many units cost one more (or less).
  const step = odd < 0 ? -1n : 1n;
  const more = Math.abs(odd);
  return [{ quantity: quantity - more, price: text(low * fine) }, { quantity: more, price: text((low + step) * fine) }];
}
const places = (money: Money): number => Math.min(DIGITS, exponentOf(money.unit) ?? 0);

/** Half to even, as Tryton's currencies round. */
export function rounded(numerator: bigint, divisor: bigint): bigint {
  const [n, sign] = numerator < 0n ? [-numerator, -1n] : [numerator, 1n];
  const twice = (n % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && (n / divisor) % 2n === 1n) ? 1n : 0n;
  return sign * (n / divisor + up);
}
function text(count: bigint): string {
  const digits = String(count < 0n ? -count : count).padStart(DIGITS + 1, '0');
  return `${count < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`;
}
