/**
 * Posting an invoice: its number from the year's sequence, its entry in the journal, its sale looked at again.
 * Three refusals of the real server matter to a connector: a number may not go back behind a later date, a past due
 * date is asked about, and a day without an open period is refused.
 */
import { userError } from '../problem.ts';
import { char, labelOf, spoken, today, toOne, type Env, type Model } from '../schema.ts';
import { call, related, row } from '../relations.ts';
import { amount, create, write } from '../records.ts';
import { copy, isDay, minus, sign, total, value, type Decimal, type Row, type Value, type Values } from '../value.ts';
import { balanceOf, post as postMove } from './account-move.ts';
import { openPeriod } from './account.ts';
import { lineAmount, lines, salesOf, toPay, totalOf } from './invoice-amounts.ts';
import { exchange } from './party.ts';
import { transition } from './workflow.ts';
import { ask } from './user.ts';

const name = 'account.invoice';
const dayOf = (r: Row, field: string): string | undefined => (isDay(r[field]) ? r[field].day : undefined);
const bookingDay = (env: Env, r: Row): string =>
  dayOf(r, 'accounting_date') ?? dayOf(r, 'invoice_date') ?? today(env);
const steps = [
  ['draft', 'posted'], ['validated', 'posted'], ['draft', 'cancelled'], ['validated', 'cancelled'],
  ['posted', 'cancelled'], ['posted', 'paid'], ['paid', 'posted'],
] as const;
const resell = (env: Env, sales: readonly number[]): Value => call(env, 'sale.sale', 'process', [...new Set(sales)]);

export function post(env: Env, list: readonly number[]): Value {
  const sales = list.flatMap((id) => salesOf(env, row(env, name, id)));
  transition(env, { model: name, list, to: 'posted', steps }, (those) => {
    for (const id of those) {
      if (row(env, name, id)['invoice_date'] === null) write(env, name, [id], { invoice_date: { day: today(env) } });
      number(env, id);
      const move = book(env, row(env, name, id));
      write(env, name, [id], { move, state: 'posted' });
      postMove(env, [move]);
      if (sign(totalOf(env, row(env, name, id))) === 0) settle(env, id);
    }
  });
  return resell(env, sales);
}
function number(env: Env, id: number): void {
  const r = row(env, name, id);
  if (r['number'] !== null) return;
  const day = bookingDay(env, r);
  const year = row(env, 'account.fiscalyear', openPeriod(env, day)['fiscalyear']);
  const goods = related(env, name, r, 'lines').filter((l) => l['product'] !== null);
  const credit = sign(totalOf(env, r)) < 0 && goods.every((l) => sign(lineAmount(env, r, l)) <= 0);
  const [prefix, label] = [credit ? 'CRN' : 'INV', String(year['name'])];
  const sequence = `${prefix} ${label}`;
  const later = lastOf(env, sequence);
  if (later && bookingDay(env, later) > day)
    throw userError(`To number the invoice "${labelOf(env, r, name)}", you must set an accounting date ` +
    `after "${spoken(day)}" because the sequence "${sequence}" has already been used for invoice ` +
    `"${labelOf(env, later, name)}".`);
  const next = String(env.db.next(`${name}/${sequence}`)).padStart(5, '0');
  write(env, name, [id], { number: `${prefix}${label}-${next}`, sequence });
  remember(env, sequence, id);
}
/** Numbers only go forward in time, so the last one is the latest. */
function lastOf(env: Env, sequence: string): Row | undefined {
  const [id] = env.db.having('ir.sequence.strict', 'name', sequence);
  return id ? row(env, name, row(env, 'ir.sequence.strict', id)['last']) : undefined;
}
function remember(env: Env, sequence: string, last: number): void {
  const [id] = env.db.having('ir.sequence.strict', 'name', sequence);
  if (id) write(env, 'ir.sequence.strict', [id], { last });
  else create(env, 'ir.sequence.strict', [{ name: sequence, last }]);
}
export const strictSequence: Model = {
  name: 'ir.sequence.strict', label: 'Sequence Strict', order: [['name', 'ASC']],
  fields: { name: char('Sequence Name', { required: true }), last: toOne('Last', name) },
};

function book(env: Env, r: Row): number {
  const own = row(env, 'company.company', r['company'])['currency'];
  const day = bookingDay(env, r);
  /** A positive amount is income: credit. In another currency both amounts are kept. */
  const side = (sum: Decimal, more: Values): Values => {
    const local = exchange(env, r['currency'], sum, own);
    return {
      ...more, debit: sign(local) < 0 ? minus(local) : 0, credit: sign(local) < 0 ? 0 : local,
      ...(r['currency'] !== own && { amount_second_currency: minus(sum), second_currency: value(r, 'currency') }),
    };
  };
  const sold = lines(env, r).map((l) =>
    side(lineAmount(env, r, l), { ...copy(l, 'account'), origin: `account.invoice.line,${l.id}` }));
  const taxes = related(env, name, r, 'taxes').filter((t) => sign(amount(t, 'amount')) !== 0)
    .map((t) => side(amount(t, 'amount'), {
      ...copy(t, 'account', 'description'), origin: `account.invoice.tax,${t.id}`,
      tax_lines: t['tax'] === null ? null : [['create', [{ type: 'tax', ...copy(t, 'tax', 'amount') }]]],
    }));
  const sum = total([...sold, ...taxes].map((l) => balanceOf([l as Row])));
  const customer: Values = {
    ...side(minus(totalOf(env, r)), copy(r, 'account', 'party', 'description')), maturity_date: { day: dueDay(env, r) },
    debit: sign(sum) > 0 ? 0 : minus(sum), credit: sign(sum) > 0 ? sum : 0,
  };
  const [move] = create(env, 'account.move', [{
    ...copy(r, 'journal', 'company'), period: openPeriod(env, day).id, date: { day }, origin: `${name},${r.id}`,
    lines: [['create', [...sold, ...taxes, customer]]],
  }]);
  return move!;
}
/** The day the customer must pay by; Tryton asks whether a day in the past is meant. */
function dueDay(env: Env, r: Row): string {
  const term = r['payment_term'] === null ? undefined : row(env, 'account.invoice.payment_term', r['payment_term']);
  const from = dayOf(r, 'payment_term_date') ?? (term ? dayOf(r, 'invoice_date') : undefined) ?? today(env);
  const due = new Date(Date.parse(from) + Number(term?.['days'] ?? 0) * 86_400_000).toISOString().slice(0, 10);
  if (due < today(env)) ask(env, `invoice_payment_term_${r.id}`,
    `The invoice "${labelOf(env, r, name)}" generates a payment date "${spoken(due)}" in the past.`);
  return due;
}

/** Ties payments to the open lines; the invoice is then paid. */
export function settle(env: Env, id: number, payments: readonly number[] = []): void {
  const [tie] = create(env, 'account.move.reconciliation', [{
    name: String(env.db.next('reconciliation')), date: { day: today(env) },
  }]);
  const list = [...toPay(env, row(env, name, id)).map((l) => l.id), ...payments];
  write(env, 'account.move.line', list, { reconciliation: tie! });
  transition(env, { model: name, list: [id], to: 'paid', steps });
  resell(env, salesOf(env, row(env, name, id)));
}

export function cancel(env: Env, list: readonly number[]): Value {
  for (const id of list) {
    const r = row(env, name, id);
    if (r['state'] === 'posted') throw userError(`You cannot cancel customer invoice "${labelOf(env, r, name)}" ` +
      'because it is posted and company setup does not allow it.');
  }
  const sales = list.flatMap((id) => salesOf(env, row(env, name, id)));
  transition(env, { model: name, list, to: 'cancelled', steps });
  return resell(env, sales);
}
