/** The tax lines of an invoice: computed from its lines, or stated by hand and then left alone. */
import { boolean, char, integer, numeric, toOne, type Env, type Model } from '../schema.ts';
import { find, related, row } from '../relations.ts';
import { amount, create, remove } from '../records.ts';
import { compare, decimal, ids, times, value, type Row } from '../value.ts';
import { lines, otherAccount, refuseFinal } from './invoice-amounts.ts';
import { digitsOf } from './party.ts';
import { taxesOf } from './tax.ts';

const invoice = 'account.invoice';
/** Taxes of the lines are kept up to date; those stated by hand are left alone. */
export function updateTaxes(env: Env, id: number): void {
  const r = row(env, invoice, id);
  const due = taxesOf(env, value(r, 'currency'), lines(env, r).map((l) => ({
    taxes: ids(l['taxes']), base: times(decimal(String(l['quantity'])), amount(l, 'unit_price')),
  })));
  const there = related(env, invoice, r, 'taxes').filter((t) => t['manual'] !== true);
  const same = due.length === there.length && due.every((d) =>
    there.some((t) => t['tax'] === d.tax && t['account'] === d.account && compare(t['base'], d.base) === 0));
  if (same) return;
  remove(env, 'account.invoice.tax', there.map((t) => t.id));
  create(env, 'account.invoice.tax', due.map((d) => ({
    ...d, invoice: id, manual: false, description: value(row(env, 'account.tax', d.tax), 'description'),
  })));
}

const ownDigits = (env: Env, r: Row): number => digitsOf(env, find(env, invoice, r['invoice'])?.['currency']);
export const invoiceTax: Model = {
  name: 'account.invoice.tax', label: 'Invoice Tax', order: [['sequence', 'ASC NULLS FIRST'], ['id', 'ASC']],
  recName: (_env, r) => String(r['description']),
  fields: {
    invoice: toOne('Invoice', invoice, { required: true }), sequence: integer('Sequence'),
    description: char('Description', { required: true }),
    account: toOne('Account', 'account.account', { required: true }),
    base: numeric('Base', { required: true, initial: 0, digits: ownDigits }),
    amount: numeric('Amount', { required: true, initial: 0, digits: ownDigits }),
    manual: boolean('Manual', { initial: true }), tax: toOne('Tax', 'account.tax'),
  },
  beforeWrite: (env, r) => refuseFinal(env, row(env, invoice, r['invoice'])),
  beforeDelete(env, rows) { for (const r of rows) refuseFinal(env, row(env, invoice, r['invoice'])); },
  check: (env, r) => otherAccount(env, r),
};
