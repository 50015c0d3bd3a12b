/**
 * Tryton's values and how they look in JSON. Decimals, dates and moments travel as `__class__` objects; inside
 * the twin they are these small frozen shapes, so that arithmetic is exact and comparing is comparing text.
 */
export interface Decimal { readonly units: bigint; readonly scale: number }
export interface Day { readonly day: string }
export interface Moment { readonly at: string }
export type Value =
  | null | boolean | number | string | Decimal | Day | Moment | readonly Value[] | { readonly [key: string]: Value };
export type Row = { readonly id: number; readonly [field: string]: Value };
export type Values = Record<string, Value>;

const has = (v: Value | undefined, key: string): boolean => typeof v === 'object' && v !== null && key in v;
export const isDecimal = (v: Value | undefined): v is Decimal => has(v, 'units');
export const isDay = (v: Value | undefined): v is Day => has(v, 'day') && !has(v, '__class__');
export const isMoment = (v: Value | undefined): v is Moment => has(v, 'at');
export const isList = (v: Value | undefined): v is readonly Value[] => Array.isArray(v);
export const ids = (v: Value | undefined): number[] => (isList(v) ? (v as number[]).slice() : []);

/** A field of a row: absent is null. */
export const value = (r: Row | Values, name: string): Value => r[name] ?? null;
/** Some fields of a row, as values for another record. */
export const copy = (r: Row, ...names: readonly string[]): Values =>
  Object.fromEntries(names.map((name) => [name, value(r, name)]));

export const decimal = (text: string): Decimal => {
  const [whole = '0', part = ''] = text.split('.');
  return { units: BigInt(whole + part), scale: part.length };
};
export const zero: Decimal = { units: 0n, scale: 0 };
export const textOf = ({ units, scale }: Decimal): string => {
  if (scale === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};
const at = (d: Decimal, scale: number): bigint => d.units * 10n ** BigInt(scale - d.scale);
export const plus = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.max(a.scale, b.scale);
  return { units: at(a, scale) + at(b, scale), scale };
};
export const minus = (a: Decimal): Decimal => ({ units: -a.units, scale: a.scale });
export const times = (a: Decimal, b: Decimal): Decimal => ({ units: a.units * b.units, scale: a.scale + b.scale });
export const total = (list: readonly Decimal[]): Decimal => list.reduce(plus, zero);
export const sign = (d: Decimal): number => (d.units === 0n ? 0 : d.units < 0n ? -1 : 1);

/** Python's default, half to even: what Tryton's currencies round with. */
export function rounded(numerator: bigint, divisor: bigint): bigint {
  const negative = numerator < 0n !== divisor < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, divisor < 0n ? -divisor : divisor];
  const twice = (n % d) * 2n;
  const up = twice > d || (twice === d && (n / d) % 2n === 1n) ? 1n : 0n;
  return negative ? -(n / d + up) : n / d + up;
}
export const round = (d: Decimal, scale: number): Decimal => (d.scale <= scale
  ? { units: at(d, scale), scale }
  : { units: rounded(d.units, 10n ** BigInt(d.scale - scale)), scale });
/** a × b ÷ c, to `scale` digits. */
export const convert = (a: Decimal, b: Decimal, c: Decimal, scale: number): Decimal => ({
  units: rounded(a.units * b.units * 10n ** BigInt(c.scale + scale), c.units * 10n ** BigInt(a.scale + b.scale)), scale,
});

/** Orders two values of one field; null is smaller than everything. */
export function compare(a: Value | undefined, b: Value | undefined): number {
  if (isDecimal(a) || isDecimal(b)) return sign(plus(toDecimal(a), minus(toDecimal(b))));
  const [left, right] = [plainOf(a), plainOf(b)];
  if (left === right) return 0;
  if (left === null) return -1;
  return right === null || left > right ? 1 : -1;
}
const plainOf = (v: Value | undefined): string | number | null => {
  if (isDay(v)) return v.day;
  if (isMoment(v)) return v.at;
  if (typeof v === 'boolean') return Number(v);
  return typeof v === 'string' || typeof v === 'number' ? v : null;
};
/** A JSON number becomes the decimal that its binary double really is, as Python's Decimal(float) does. */
export const toDecimal = (v: Value | undefined): Decimal => {
  if (isDecimal(v)) return v;
  if (typeof v !== 'number') return zero;
  if (Number.isInteger(v)) return { units: BigInt(v), scale: 0 };
  return decimal(v.toFixed(60).replace(/0+$/, ''));
};

const two = (n: number): string => String(n).padStart(2, '0');
const numbers = (o: Record<string, unknown>, ...keys: string[]): string[] => keys.map((k) => two(Number(o[k] ?? 0)));

/** From JSON: `__class__` objects become values, anything else stays. */
export function decode(json: unknown): Value {
  if (Array.isArray(json)) return json.map(decode);
  if (typeof json !== 'object' || json === null) return json as Value;
  const o = json as Record<string, unknown>;
  const [month, day, hour, minute, second] = numbers(o, 'month', 'day', 'hour', 'minute', 'second');
  const date = `${String(o['year']).padStart(4, '0')}-${month}-${day}`;
  switch (o['__class__']) {
    case 'Decimal': return decimal(String(o['decimal']));
    case 'date': return { day: date };
    case 'datetime':
      return { at: `${date}T${hour}:${minute}:${second}.${String(o['microsecond'] ?? 0).padStart(6, '0')}` };
    default: return Object.fromEntries(Object.entries(o).map(([key, value]) => [key, decode(value)]));
  }
}

export function encode(value: Value): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(encode);
  if (isDecimal(value)) return { __class__: 'Decimal', decimal: textOf(value) };
  if (isDay(value)) return { __class__: 'date', ...calendar(value.day) };
  if (isMoment(value)) {
    const [date = '', time = ''] = value.at.split('T');
    const [hour, minute, second, micro] = time.split(/[:.]/).map(Number);
    return { __class__: 'datetime', ...calendar(date), hour, minute, second, microsecond: micro };
  }
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, encode(v)]));
}
const calendar = (date: string) => {
  const [year, month, day] = date.split('-').map(Number);
  return { year, month, day };
};
