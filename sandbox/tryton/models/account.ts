/** The chart, journals, periods and terms that documents are booked with. */
import { userError } from '../problem.ts';
import {
  boolean, char, date, integer, numeric, ofCompany, selection, spoken, toMany, toOne, type Env, type Field, type Model,
} from '../schema.ts';
import { search } from '../search.ts';
import { row } from '../relations.ts';
import { amount } from '../records.ts';
import { compare, ids, total, value, type Row, type Value } from '../value.ts';
import { transition } from './workflow.ts';

export const accountType: Model = {
  name: 'account.account.type', label: 'Account Type', order: [['id', 'ASC']],
  fields: {
    name: char('Name', { required: true }),
    receivable: boolean('Receivable', { initial: false }), payable: boolean('Payable', { initial: false }),
    revenue: boolean('Revenue', { initial: false }), expense: boolean('Expense', { initial: false }),
  },
};
/** What moved on an account, as the context asks: of days, and of posted entries or of all. */
const turnover = (side: 'debit' | 'credit'): Field => numeric(side === 'debit' ? 'Debit' : 'Credit', {
  compute(env, r) {
    const { from_date: from, to_date: to, posted } = env.context;
    const lines = [...env.db.having('account.move.line', 'account', r.id)].map((id) => row(env, 'account.move.line', id));
    return total(lines.filter((l) => {
      const move = row(env, 'account.move', l['move']);
      const counts = (bound: Value | undefined, way: number) => !bound || compare(move['date'], bound) * way >= 0;
      return counts(from, 1) && counts(to, -1) && (!posted || move['state'] === 'posted');
    }).map((l) => amount(l, side)));
  },
});
export const account: Model = {
  name: 'account.account', label: 'Account', order: [['code', 'ASC'], ['id', 'ASC']],
  recName: (_env, r) => [r['code'], r['name']].filter(Boolean).join(' - '),
  fields: {
    name: char('Name', { required: true }), code: char('Code'),
    type: toOne('Type', 'account.account.type'),
    company: ofCompany,
    debit: turnover('debit'), credit: turnover('credit'),
    party_required: boolean('Party Required', { initial: false }), reconcile: boolean('Reconcile', { initial: false }),
  },
};
export const hasType = (env: Env, id: Value | undefined, flag: string): boolean =>
  row(env, 'account.account.type', row(env, 'account.account', id)['type'])[flag] === true;
export const receivable = (env: Env): Value =>
  search(env, 'account.account', [['type.receivable', '=', true]])[0]?.id ?? null;

export const journal: Model = {
  name: 'account.journal', label: 'Journal', order: [['name', 'ASC']],
  fields: {
    name: char('Name', { required: true }), code: char('Code'),
    type: selection('Type', ['general', 'revenue', 'expense', 'cash', 'write-off', 'situation'], { required: true }),
  },
};

const periodSteps = [['open', 'close'], ['close', 'locked'], ['close', 'open']] as const;
const turn = (env: Env, list: Value | undefined, to: string): Value =>
  transition(env, { model: 'account.period', list: ids(list), to, steps: periodSteps });
export const period: Model = {
  name: 'account.period', label: 'Period', order: [['start_date', 'DESC']],
  fields: {
    name: char('Name', { required: true }),
    start_date: date('Starting Date', { required: true }), end_date: date('Ending Date', { required: true }),
    fiscalyear: toOne('Fiscal Year', 'account.fiscalyear', { required: true }),
    type: selection('Type', ['standard', 'adjustment'], { required: true, initial: 'standard' }),
    state: selection('State', ['open', 'close', 'locked'], { required: true, initial: 'open' }),
    company: toOne('Company', 'company.company', {
      compute: (env, r) => value(row(env, 'account.fiscalyear', r['fiscalyear']), 'company'),
      searcher: (operator, value) => ['fiscalyear.company', operator, value],
    }),
  },
  methods: {
    close: (env, list) => {
      for (const id of ids(list)) {
        const draft = search(env, 'account.move', [['period', '=', id], ['state', '!=', 'posted']])[0];
        const name = String(row(env, 'account.period', id)['name']);
        if (draft) throw userError(`To close period "${name}", you must post its moves.`);
      }
      return turn(env, list, 'close');
    },
    reopen: (env, list) => turn(env, list, 'open'),
    lock: (env, list) => turn(env, list, 'locked'),
  },
};
/** The open period of a day. @throws UserError when there is none or it is closed: Tryton says the same of both. */
export function openPeriod(env: Env, day: string): Row {
  const found = search(env, 'account.period', [
    ['start_date', '<=', { day }], ['end_date', '>=', { day }], ['type', '=', 'standard'], ['state', '=', 'open'],
  ])[0];
  if (!found) throw userError(`To continue, you must create a period for the date "${spoken(day)}".`);
  return found;
}
export const fiscalYear: Model = {
  name: 'account.fiscalyear', label: 'Fiscal Year', order: [['start_date', 'DESC']],
  fields: {
    name: char('Name', { required: true }), company: toOne('Company', 'company.company', { required: true }),
    start_date: date('Starting Date', { required: true }), end_date: date('Ending Date', { required: true }),
    state: selection('State', ['open', 'close', 'locked'], { required: true, initial: 'open' }),
    periods: toMany('Periods', 'account.period', 'fiscalyear'),
  },
};
export const paymentTerm: Model = {
  name: 'account.invoice.payment_term', label: 'Payment Term', order: [['name', 'ASC']],
  fields: { name: char('Name', { required: true }), days: integer('Days', { initial: 0 }) },
};
export const paymentMethod: Model = {
  name: 'account.invoice.payment.method', label: 'Payment Method', order: [['name', 'ASC']],
  fields: {
    name: char('Name', { required: true }), company: ofCompany,
    journal: toOne('Journal', 'account.journal', { required: true }),
    credit_account: toOne('Credit Account', 'account.account', { required: true }),
    debit_account: toOne('Debit Account', 'account.account', { required: true }),
  },
};
export const accountModels: readonly Model[] =
  [accountType, account, journal, period, fiscalYear, paymentTerm, paymentMethod];
