/**
 * Amounts of the Amazon twin: integers of the currency's minor unit, written as Amazon writes them.
 * The API writes a point everywhere; the settlement file writes the marketplace's own decimal sign.
 */
const DIGITS: Readonly<Record<string, number>> = { JPY: 0 };

export const digitsOf = (currency: string): number => DIGITS[currency] ?? 2;

/** `'12.5'` to `1250n` (EUR). Throws on more places than the currency has: the twin never rounds an input. */
export function minor(decimal: string, currency: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  const digits = digitsOf(currency);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > digits) throw new Error(`not an amount of ${currency}: ${decimal}`);
  const count = BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`);
  return match[1] === '-' ? -count : count;
}

export interface NumberStyle {
  readonly decimal: '.' | ',';
  /** Sign between thousands, or nothing. */
  readonly thousands: '' | '.' | ',';
}

export function written(count: bigint, currency: string, style: NumberStyle = { decimal: '.', thousands: '' }): string {
  const digits = digitsOf(currency);
  const text = (count < 0n ? -count : count).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, style.thousands);
  const fraction = digits === 0 ? '' : `${style.decimal}${text.slice(-digits)}`;
  return `${count < 0n ? '-' : ''}${whole}${fraction}`;
}

/** The API's money object. */
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

export const money = (count: bigint, currency: string): Money => ({
  amount: written(count, currency),
  currencyCode: currency,
});

/** `amount × basisPoints / 10000`, half away from zero: how the twin taxes and charges. */
export function share(amount: bigint, basisPoints: bigint): bigint {
  const scaled = amount * basisPoints;
  return (scaled + (scaled < 0n ? -5000n : 5000n)) / 10_000n;
}

/** The tax contained in a gross amount. */
export function inside(gross: bigint, basisPoints: bigint): bigint {
  const divisor = 10_000n + basisPoints;
  const scaled = gross * basisPoints * 2n;
  return (scaled + (gross < 0n ? -divisor : divisor)) / (2n * divisor);
}

/** The part of `total` that units `from` to `to` of `units` carry; all parts together are the total. */
export const portion = (total: bigint, from: number, to: number, units: number): bigint =>
  (total * BigInt(to)) / BigInt(units) - (total * BigInt(from)) / BigInt(units);

export const sum = (amounts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};
