/** One connection per courier; its sheets differ in the names of columns, which the common ones cover. */
import { z } from 'zod';
import { statementSettings } from '../statement/connector.ts';

export const settings = statementSettings('UTC').extend({
  columns: z.record(z.string(), z.string()).default({})
    .describe('Names of this courier’s columns where they are unusual: {"cod": "Nachnahmebetrag", "awb": "Sendung"}'),
  dateOrder: z.enum(['day-first', 'month-first']).optional().describe('For slashed dates of which none tells'),
});
export type Settings = z.output<typeof settings>;
