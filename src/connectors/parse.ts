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

/** @throws Stopped Malformed naming the first fault: 'line_items[0].quantity: must be number and is string'. */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = innermost(result.error.issues[0]);
  const words = path.reduce<string>(
    (text, part) => text + (typeof part === 'number' ? `[${part}]` : `${text ? '.' : ''}${String(part)}`), '');
  throw stop.malformed(`${words || 'the document'}: ${inWords(message)}`);
}

/** What a person says of it: not there, or something else than it must be. */
const inWords = (message: string): string => message
  .replace(/^Invalid input: expected \S+, received undefined$/, 'is missing')
  .replace(/^Invalid input: expected (.+), received (.+)$/, 'must be $1 and is $2');

type Issue = z.core.$ZodIssue;
/** Of a union, the branch that fits best is the one that was meant: fewest faults, then the deepest. */
function innermost(issue: Issue | undefined): { path: readonly PropertyKey[]; message: string } {
  if (!issue) return { path: [], message: 'is not what the contract says' };
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { path: issue.path, message: issue.message };
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map((i) => i.path.length));
  const [meant] = [...issue.errors].sort((a, b) => a.length - b.length || depth(b) - depth(a));
  const inner = innermost(meant?.[0]);
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

/** An id that may come as a number or as text, kept as text. */
export const id = z.union([z.string().min(1), z.number().int()]).transform(String);
