/**
 * Reads what a caller sent against what the model allows: required, enumerated, bounded, dated.
 * Lists come comma-separated (Swagger's csv) or repeated; both are taken, as Amazon takes them.
 */
import { invalid } from './problem.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(`${name} must be a string.`);
  return value;
}

export function needText(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined || value === '') throw invalid(`${name} is required.`);
  return value;
}

export function word<W extends string>(fields: Fields, name: string, words: readonly W[]): W | undefined {
  const value = text(fields, name);
  if (value === undefined) return undefined;
  const found = words.find((w) => w === value);
  if (found === undefined) throw invalid(`${name} has the unknown value ${value}.`);
  return found;
}

interface ListLimits {
  readonly words?: readonly string[];
  readonly max?: number;
}

export function list(fields: Fields, name: string, limits: ListLimits = {}): string[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const all = (Array.isArray(value) ? value : [value]).flatMap((v) => String(v).split(',')).filter((v) => v !== '');
  if (all.length === 0) throw invalid(`${name} must not be empty.`);
  if (limits.max !== undefined && all.length > limits.max) throw invalid(`${name} takes at most ${limits.max} values.`);
  const unknown = all.find((v) => limits.words && !limits.words.includes(v));
  if (unknown !== undefined) throw invalid(`${name} has the unknown value ${unknown}.`);
  return all;
}

export function needList(fields: Fields, name: string, limits: ListLimits = {}): string[] {
  const found = list(fields, name, limits);
  if (!found) throw invalid(`${name} is required.`);
  return found;
}

export function integer(fields: Fields, name: string, least: number, most: number): number | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < least || number > most) {
    throw invalid(`${name} must be an integer from ${least} to ${most}.`);
  }
  return number;
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** An ISO 8601 time as milliseconds. A date alone or a local spelling is refused. */
export function time(fields: Fields, name: string): number | undefined {
  const value = text(fields, name);
  if (value === undefined) return undefined;
  const at = ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(`${name} must be an ISO 8601 date-time.`);
  return at;
}

export function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} must be an object.`);
  return value as Fields;
}

export function array(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid(`${name} must be a list that is not empty.`);
  return value as readonly unknown[];
}
