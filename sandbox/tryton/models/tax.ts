/** Taxes by percentage, rounded over the whole document as Tryton does unless told otherwise. */
import { char, numeric, selection, toOne, type Env, type Model } from '../schema.ts';
import { row } from '../relations.ts';
import { amount } from '../records.ts';
import { plus, sign, times, type Decimal, type Value } from '../value.ts';
import { roundIn } from './party.ts';

export const tax: Model = {
  name: 'account.tax', label: 'Tax', order: [['sequence', 'ASC NULLS FIRST'], ['id', 'ASC']],
  fields: {
    name: char('Name', { required: true }), description: char('Description', { required: true }),
    sequence: numeric('Sequence'),
    type: selection('Type', ['percentage', 'fixed', 'none'], { required: true, initial: 'percentage' }),
    rate: numeric('Rate'), amount: numeric('Amount'),
    invoice_account: toOne('Invoice Account', 'account.account'),
    credit_note_account: toOne('Credit Note Account', 'account.account'),
    company: toOne('Company', 'company.company', { required: true, initial: (env) => env.company }),
  },
};
export interface Taxable { readonly taxes: readonly number[]; readonly base: Decimal }
export interface TaxAmount {
  readonly tax: number; readonly account: Value; readonly base: Decimal; readonly amount: Decimal;
}

export function taxesOf(env: Env, currency: Value, lines: readonly Taxable[]): TaxAmount[] {
  const found = new Map<string, TaxAmount>();
  for (const { taxes, base } of lines) for (const id of taxes) {
    const t = row(env, 'account.tax', id);
    const account = t[sign(base) >= 0 ? 'invoice_account' : 'credit_note_account'] ?? null;
    const key = `${String(account)}/${id}/${sign(base) >= 0}`;
    const before = found.get(key);
    const rounded = roundIn(env, currency, base);
    const exact = times(base, amount(t, 'rate'));
    found.set(key, {
      tax: id, account, base: before ? plus(before.base, rounded) : rounded,
      amount: before ? plus(before.amount, exact) : exact,
    });
  }
  return [...found.values()].map((t) => ({ ...t, amount: roundIn(env, currency, t.amount) }));
}
