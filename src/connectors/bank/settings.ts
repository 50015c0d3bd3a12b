/** One connection is one bank: its statements lie in a folder, or are handed over. */
import { z } from 'zod';
import { statementSecrets, statementSettings } from '#connectors/statement/connector.ts';

const column = z.union([z.string(), z.array(z.string())]).transform((c) => (typeof c === 'string' ? [c] : c));

export const csvLayout = z.object({
  date: column.describe('Column of the booking day'),
  value: column.optional().describe('… of the value day'),
  amount: column.optional().describe('… of the amount with its sign'),
  credit: column.optional().describe('… of what came, where the bank has two columns'),
  debit: column.optional().describe('… of what went'),
  sign: column.optional().describe('… of the direction, where the amount has no sign'),
  balance: column.optional().describe('… of the balance after each booking; then opening and closing follow'),
  currency: column.optional(), reference: column.optional(), payer: column.optional(), text: column.optional(), names: column.optional(),
  fee: column.optional().describe('… of what the bank kept'),
}).partial();
export type CsvLayout = z.output<typeof csvLayout>;

export const settings = statementSettings('UTC').extend({
  csv: csvLayout.default({})
    .describe('Columns of the bank’s CSV, where they have names of their own: {"date": "Valuta", "amount": "Betrag"}'),
  account: z.string().optional().describe('The account’s number, for files that do not name it'),
  currency: z.string().regex(/^[A-Z]{3}$/).optional().describe('Its currency, for files that do not name it'),
  dayFirst: z.boolean().optional().describe('Whether 03/04 is the third of April; asked only when a file can be read both ways'),
});
export type Settings = z.output<typeof settings>;
export const secrets = statementSecrets;
