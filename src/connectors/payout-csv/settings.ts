/** How somebody's own payout file is written; every setting has a default that fits the example in the guide. */
import { z } from 'zod';
import { PAYOUT_CLASSES } from '#domain/payout.ts';
import { statementSettings } from '../statement/connector.ts';

export const settings = statementSettings('UTC').extend({
  columns: z.record(z.string(), z.string()).default({})
    .describe('Your names of the columns: {"amount": "Betrag", "order": "Auftrag"}; the guide lists them'),
  types: z.record(z.string(), z.enum(PAYOUT_CLASSES)).default({})
    .describe('Your words in the column type, and what they are: {"Verkauf": "sale", "Provision": "commission"}'),
  type: z.string().optional().describe('What a row is that names no type: a class, or a word of `types`'),
  parts: z.record(z.string(), z.enum(PAYOUT_CLASSES)).default({})
    .describe('More columns of what was kept, and what each is: {"Marketplace fee": "commission", "Refunds": "refund"}'),
  decimal: z.enum(['.', ',']).optional().describe('Only where no amount of a file tells'),
  dateOrder: z.enum(['day-first', 'month-first']).optional().describe('Only where no slashed date of a file tells'),
  fees: z.enum(['taken', 'signed']).default('taken')
    .describe('The column fee: taken = what was kept, without a sign; signed = as it changed the payout'),
  kind: z.enum(['deposit', 'balance']).default('deposit').describe('balance: withdrawals are rows, and the money stays at the provider'),
});
export type Settings = z.output<typeof settings>;
