/**
 * A wish that a partner refused, as a table of its values, and the same wish with some of them corrected. Its shape stays as it
 * is, and so does what says whose it is: ids, keys, to whom it goes, in which currency.
 */
import { fromDecimal, toDecimal, type Measure } from './measure.ts';

export type FieldKind = 'text' | 'number' | 'truth' | 'amount';
export interface Field {
  /** Names and places from the outside in: `['order', 'lines', '0', 'quantity']`. */
  readonly path: readonly string[];
  readonly kind: FieldKind;
  readonly value: string;
  /** In which an amount is counted. */
  readonly unit?: string;
  readonly fixed: boolean;
}
export interface Change { readonly path: readonly string[]; readonly value: string }

/** Who it is about, to whom it goes and under which key it is known. */
const FIXED = /^(?:to|key|party|head|connection|correlation|tenant|currency|unit|subject)$|Ids?$|^id$/;
const MAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/;

const isAmount = (value: object): value is Measure => typeof (value as { count?: unknown }).count === 'bigint';
const kinds: Readonly<Record<string, FieldKind>> = { string: 'text', number: 'number', boolean: 'truth' };

export function fieldsOf(value: unknown, path: readonly string[] = []): Field[] {
  const fixed = path.some((name) => FIXED.test(name));
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') {
    const kind = kinds[typeof value];
    return kind ? [{ path, kind, value: String(value), fixed }] : [];
  }
  if (isAmount(value)) return [{ path, kind: 'amount', value: toDecimal(value), unit: value.unit, fixed }];
  return Object.entries(value).flatMap(([name, inner]) => fieldsOf(inner, [...path, name]));
}

/** @throws RangeError in a sentence: what cannot be changed so. */
export function corrected<T>(data: T, changes: readonly Change[]): T {
  const fields = new Map(fieldsOf(data).map((f) => [f.path.join('\u0000'), f]));
  const made = new Map<string, unknown>();
  for (const { path, value } of changes) {
    const at = path.join('\u0000');
    const field = fields.get(at);
    const name = path.join('.');
    if (!field) throw new RangeError(`There is no ${name} in it.`);
    if (field.fixed) throw new RangeError(`${name} says whose it is and stays as it is.`);
    if (MAIL.test(value)) throw new RangeError(`${name} would hold an e-mail address: who a buyer is does not stand in messages.`);
    if (value !== field.value) made.set(at, parsed(field, value, name));
  }
  if (made.size === 0) throw new RangeError('Nothing was changed.');
  return rebuilt(data, made, []) as T;
}

function parsed({ kind, unit }: Field, text: string, name: string): unknown {
  if (kind === 'text') return text;
  if (kind === 'truth' && (text === 'true' || text === 'false')) return text === 'true';
  if (kind === 'number' && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text.trim())) return Number(text);
  if (kind === 'amount' && /^-?\d+(?:\.\d+)?$/.test(text.trim())) return fromDecimal(text.trim(), unit!);
  throw new RangeError(`${name} cannot be “${text}”: it is ${kind === 'truth' ? 'true or false' : 'a number'}.`);
}

function rebuilt(value: unknown, made: ReadonlyMap<string, unknown>, path: readonly string[]): unknown {
  const at = path.join('\u0000');
  if (made.has(at)) return made.get(at);
  if (Array.isArray(value)) return value.map((v: unknown, i) => rebuilt(v, made, [...path, String(i)]));
  if (!value || typeof value !== 'object' || isAmount(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, rebuilt(v, made, [...path, k])]));
}
