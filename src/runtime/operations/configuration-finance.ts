/** What configuration files say of the bank, of registers and of what a marketplace may charge, checked before it counts. */
import { z } from 'zod';

const Words = z.string().trim().min(1, 'it is empty');
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is expected, 2026-11-30');
const Whole = z.number().int().min(0).max(1_000_000);
const Amount = z.string().regex(/^\d{1,12}(\.\d{1,3})?$/, 'an amount is expected, 15.00');
const Percent = z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, 'a percentage is expected, 15.25');
const Path = z.string().regex(/^(assets|liabilities|income|expenses|equity)(:[a-z0-9-]+)+$/,
  'an account is expected, expenses:bank-fees');

const Rule = z.strictObject({
  name: Words, class: Words, marketplace: Words.optional(), category: Words.optional(), size: Words.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is expected, EUR').optional(), from: Day.optional(), until: Day.optional(),
  percent: Percent.optional(), steps: z.array(z.strictObject({ upTo: Amount.optional(), percent: Percent })).min(1).optional(),
  ofShipping: z.boolean().optional(), perUnit: Amount.optional(), minimum: Amount.optional(), maximum: Amount.optional(),
}).refine((r) => r.percent !== undefined || r.steps !== undefined || r.perUnit !== undefined, 'say percent, steps or perUnit');

export const FINANCE_POLICIES: Readonly<Record<string, z.ZodType>> = {
  deposits: z.strictObject({
    daysBefore: Whole, daysAfter: Whole, tolerance: Whole, feeUpTo: Amount, rateBasisPoints: Whole, missingAfter: Whole,
    payers: z.record(Words, z.array(Words)), rules: z.array(z.strictObject({ text: Words, account: Path,
      only: z.enum(['in', 'out']).optional() })),
  }).partial(),
  registers: z.strictObject({ waitSeconds: Whole, supplementSeconds: Whole }).partial(),
  'rate-card': z.strictObject({
    version: Words, rules: z.array(Rule), tolerance: Whole.optional(),
    items: z.record(Words, z.strictObject({ category: Words.optional(), size: Words.optional() })).optional(),
  }),
};
