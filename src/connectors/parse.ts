/** Reading a partner's JSON: big integers stay text, and what is wrong is said as a path in words. */
import { parse as parseLossless } from 'lossless-json';
import { z } from 'zod';
import { stop } from '#domain/fault.ts';

/** Numbers that a double cannot hold exactly become strings; all others stay numbers. */
const number = (text: string): number | string => {
  const value = Number(text);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(text) ? value : text;
};

/** @throws Stopped Malformed when the bytes are not UTF-8 JSON. */
export function parseJson(raw: Uint8Array | string): unknown {
  try {
    const text = typeof raw === 'string' ? raw : new TextDecoder('utf-8', { fatal: true }).decode(raw);
    return parseLossless(text, null, { parseNumber: number });
  } catch (error) {
    throw stop.malformed(`not JSON: ${(error as Error).message}`);
  }
}

/** @throws Stopped Malformed naming the first fault: 'line_items[0].quantity: expected number, received string'. */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).reduce<string>(
    (text, part) => text + (typeof part === 'number' ? `[${part}]` : `${text ? '.' : ''}${String(part)}`), '');
  throw stop.malformed(`${path || 'the document'}: ${issue?.message ?? 'is not what the contract says'}`);
}

/** An id that may come as a number or as text, kept as text. */
export const id = z.union([z.string().min(1), z.number().int()]).transform(String);
