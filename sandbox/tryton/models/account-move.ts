/** Journal entries: free to be unbalanced while they are drafts, never afterwards. */
import { userError } from '../problem.ts';
import {
  char, date, labelOf, numeric, reference, selection, toMany, toOne, today, type Env, type Model,
} from '../schema.ts';
import { find, related, row } from '../relations.ts';
import { amount, write } from '../records.ts';
import { compare, ids, minus, plus, sign, total, type Decimal, type Row } from '../value.ts';
import { digitsOf } from './party.ts';

const name = 'account.move';
const lines = (env: Env, r: Row): Row[] => related(env, name, r, 'lines');
export const balanceOf = (list: readonly Row[]): Decimal =>
  total(list.map((l) => plus(amount(l, 'debit'), minus(amount(l, 'credit')))));
const refusePosted = (env: Env, r: Row): void => {
  if (r['state'] === 'posted') throw userError(`You cannot modify posted move "${labelOf(env, r, name)}".`);
};

export const accountMove: Model = {
  name, label: 'Account Move', order: [['date', 'DESC'], ['number', 'DESC'], ['id', 'ASC']],
  recName: (_env, r) => String(r['number']),
  fields: {
    number: char('Number', { required: true }), post_number: char('Post Number'), post_date: date('Post Date'),
    company: toOne('Company', 'company.company', { required: true, initial: (env) => env.company }),
    period: toOne('Period', 'account.period', { required: true }),
    journal: toOne('Journal', 'account.journal', { required: true }),
    date: date('Effective Date', { required: true, initial: (env) => ({ day: today(env) }) }),
    description: char('Description'), origin: reference('Origin'),
    state: selection('State', ['draft', 'posted'], { required: true, initial: 'draft' }),
    lines: toMany('Lines', 'account.move.line', 'move'),
  },
  beforeCreate(env, values) { values['number'] ??= String(env.db.next(`${name}/${Number(values['journal'])}`)); },
  beforeWrite(env, r, values) { if (Object.keys(values).some((key) => key !== 'lines')) refusePosted(env, r); },
  beforeDelete(env, rows) { for (const r of rows) refusePosted(env, r); },
  check(env, r) {
    const period = row(env, 'account.period', r['period']);
    if (r['state'] === 'draft' && period['state'] !== 'open')
      throw userError(`You cannot create a journal-period in closed period "${String(period['name'])}".`);
    if (compare(r['date'], period['start_date']) < 0 || compare(r['date'], period['end_date']) > 0) throw userError(
      `The date of move "${labelOf(env, r, name)}" is outside the period, you must change the date or the period.`);
  },
  methods: { post: (env, list) => post(env, ids(list)) },
  fresh: ['post'],
};

export function post(env: Env, list: readonly number[]): null {
  for (const id of list) {
    const r = row(env, name, id);
    const all = lines(env, r);
    if (all.length === 0) throw userError(`To post move "${labelOf(env, r, name)}", you must fill in its lines.`);
    if (sign(balanceOf(all)) !== 0)
      throw userError(`To post move "${labelOf(env, r, name)}", you must balance all its lines debits and credits.`);
    refusePosted(env, r);
    write(env, name, [id], {
      state: 'posted', post_date: { day: today(env) }, post_number: String(env.db.next('account.move posted')),
    });
  }
  return null;
}

export const moveLine: Model = {
  name: 'account.move.line', label: 'Account Move Line', order: [['id', 'DESC']],
  recName: (env, r) => labelOf(env, row(env, 'account.account', r['account']), 'account.account'),
  fields: {
    move: toOne('Move', name, { required: true }),
    account: toOne('Account', 'account.account', { required: true }),
    debit: numeric('Debit', { required: true, initial: 0, digits: companyDigits }),
    credit: numeric('Credit', { required: true, initial: 0, digits: companyDigits }),
    party: toOne('Party', 'party.party', {
      required: (env, r) => find(env, 'account.account', r['account'])?.['party_required'] === true,
    }),
    description: char('Description'), origin: reference('Origin'), maturity_date: date('Maturity Date'),
    amount_second_currency: numeric('Amount Second Currency'),
    second_currency: toOne('Second Currency', 'currency.currency'),
    reconciliation: toOne('Reconciliation', 'account.move.reconciliation'),
    tax_lines: toMany('Tax Lines', 'account.tax.line', 'move_line'),
    state: selection('State', ['draft', 'valid'], { compute: (env, r) =>
      (sign(balanceOf(lines(env, row(env, name, r['move'])))) === 0 ? 'valid' : 'draft') }),
  },
  beforeWrite(env, r, values) {
    if (['debit', 'credit', 'account'].some((key) => key in values)) refusePosted(env, row(env, name, r['move']));
  },
  beforeDelete(env, rows) { for (const r of rows) refusePosted(env, row(env, name, r['move'])); },
  check(env, r) {
    if (sign(amount(r, 'debit')) !== 0 && sign(amount(r, 'credit')) !== 0)
      throw userError('You cannot set both debit and credit on the line.');
    if (sign(balanceOf([r])) * sign(amount(r, 'amount_second_currency')) < 0)
      throw userError('You must set the sign for second currency to match the sign of debit - credit.');
    if (r['party'] === null || row(env, 'account.account', r['account'])['party_required'] === true) return;
    const label = labelOf(env, r, 'account.move.line');
    throw userError(`To create a line on account "${label}", you must remove the party on line "${label}".`);
  },
};
function companyDigits(env: Env): number {
  return digitsOf(env, row(env, 'company.company', env.company)['currency']);
}
export const taxLine: Model = {
  name: 'account.tax.line', label: 'Tax Line', order: [['id', 'ASC']],
  fields: {
    amount: numeric('Amount', { required: true }), type: selection('Type', ['tax', 'base'], { required: true }),
    tax: toOne('Tax', 'account.tax', { required: true }),
    move_line: toOne('Move Line', 'account.move.line', { required: true }),
  },
};
export const reconciliation: Model = {
  name: 'account.move.reconciliation', label: 'Account Move Reconciliation Lines', order: [['id', 'ASC']],
  fields: { name: char('Name', { required: true }), date: date('Date', { required: true }) },
};
export const moveModels: readonly Model[] = [accountMove, moveLine, taxLine, reconciliation];
