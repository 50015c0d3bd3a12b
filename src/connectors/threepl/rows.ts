/**
 * Reading rows one by one: a row that is not what the contract says becomes `bad-row` and the others go on.
 */
import { z } from 'zod';
import { timestamp } from '#domain/time.ts';
import type { News } from '#connectors/contract.ts';
import type { Row } from './control-file.ts';

export const text = z.string().trim().min(1, 'is empty');
export const optional = z.string().trim();
/** Nine digits are more than any shelf holds and less than a double blurs. */
export const whole = z.string().trim().regex(/^\d{1,9}$/, 'is not a whole number').transform(Number);
export const positive = whole.refine((n) => n > 0, 'is not above zero');
export const day = z.string().trim().regex(/^(\d{4}-\d{2}-\d{2})?$/, 'is not a day');
export const time = z.string().trim().transform((value, context) => {
  try {
    return timestamp(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a time' });
    return z.NEVER;
  }
});

export interface Sorted<T> {
  readonly good: readonly T[];
  readonly bad: readonly News[];
}

/** `refer` names a bad row by its business ids as far as they can be read. */
export function sortRows<T>(rows: readonly Row[], schema: z.ZodType<T>, refer: (row: Row) => string): Sorted<T> {
  const good: T[] = [];
  const bad: News[] = [];
  for (const row of rows) {
    const parsed = schema.safeParse(row);
    if (parsed.success) good.push(parsed.data);
    else bad.push({ said: 'bad-row', reference: refer(row), detail: complaint(parsed.error) });
  }
  return { good, bad };
}

function complaint(error: z.ZodError): string {
  const { path = [], message = 'is not what the contract says' } = error.issues[0] ?? {};
  return `${path.join('.')} ${message}`;
}

export const drift = (path: string, detail: string): News => ({ said: 'drift', path, detail });
