/** Dialogues that stay open between calls: pay or credit an invoice, settle what a cancelled shipment leaves. */
import { crash, userError } from './problem.ts';
import { labelOf, type Env } from './schema.ts';
import { call, related, row, valueOf } from './relations.ts';
import { amount, create, write } from './records.ts';
import {
  compare, copy, ids, minus, sign, toDecimal, value, type Decimal, type Row, type Value, type Values,
} from './value.ts';
import { post } from './models/account-move.ts';
import { openPeriod } from './models/account.ts';
import { settle } from './models/invoice-post.ts';
import { moneyText } from './models/party.ts';

export interface Wizard {
  readonly start: string;
  readonly fresh: boolean;
  execute(env: Env, state: string, data: Values): Value;
}
const active = (env: Env, model: string): Row => row(env, model, env.context['active_id']);
const view = (state: string, defaults: Values): Value =>
  ({ view: { fields_view: { model: '', type: 'form', arch: '<form/>', fields: {} }, defaults, buttons: [], state } });
const INVOICE = 'account.invoice';

const pay: Wizard = {
  start: 'start', fresh: true,
  execute(env, state, data) {
    const invoice = active(env, INVOICE);
    const due = open(env, invoice);
    const shown = { ...copy(invoice, 'company', 'currency'), amount: due, invoice_account: value(invoice, 'account') };
    if (state === 'start') return view('start', shown);
    const start = (data['start'] ?? {}) as Values;
    const given = amount(start, 'amount');
    if (state === 'choice' && compare(given, due) !== 0)
      return view('ask', { amount: given, type: compare(given, due) > 0 ? 'writeoff' : 'partial' });
    if (state !== 'choice' && state !== 'pay') return {};
    const chosen = value((data['ask'] ?? {}) as Values, 'type');
    if (compare(given, due) > 0 && chosen === 'partial') throw tooMuch(env, invoice, due);
    const line = bookPayment(env, invoice, start);
    write(env, INVOICE, [invoice.id], { payment_lines: [['add', [line]]] });
    const now = row(env, INVOICE, invoice.id);
    if (sign(open(env, now)) === 0) settle(env, invoice.id, ids(now['payment_lines']));
    return {};
  },
};
const open = (env: Env, r: Row): Decimal => toDecimal(valueOf(env, env.models.get(INVOICE)!, r, 'amount_to_pay'));
const tooMuch = (env: Env, invoice: Row, due: Decimal) => userError(
  `On invoice "${labelOf(env, invoice, INVOICE)}" you cannot create a partial payment with an amount greater than ` +
  `the amount to pay "${moneyText(env, invoice['currency'], due)}".`);

const PAY_FIELDS = new Set([
  'amount', 'currency', 'currency_digits', 'description', 'company', 'invoice_account', 'payment_method', 'date',
]);
function bookPayment(env: Env, invoice: Row, start: Values): number {
  for (const key of Object.keys(start)) if (!PAY_FIELDS.has(key))
    throw crash(`'account.invoice.pay.start' object has no attribute '${key}'`);
  const method = row(env, 'account.invoice.payment.method', value(start, 'payment_method'));
  const given = amount(start, 'amount');
  const refund = sign(given) < 0;
  const sum = refund ? minus(given) : given;
  const customer = { ...copy(invoice, 'account', 'party'), [refund ? 'debit' : 'credit']: sum };
  const against = value(method, refund ? 'credit_account' : 'debit_account');
  const other = { account: against, [refund ? 'credit' : 'debit']: sum };
  const day = String((start['date'] as { day?: string } | undefined)?.day);
  const [move] = create(env, 'account.move', [{
    ...copy(method, 'journal'), ...copy(invoice, 'company'), period: openPeriod(env, day).id, date: { day },
    description: value(start, 'description'), origin: `${INVOICE},${invoice.id}`,
    lines: [['create', [customer, other]]],
  }]);
  post(env, [move!]);
  const lines = related(env, 'account.move', row(env, 'account.move', move!), 'lines');
  return lines.find((l) => l['account'] === invoice['account'])!.id;
}

const shipmentException: Wizard = {
  start: 'ask', fresh: false,
  execute(env, state, data) {
    const sale = active(env, 'sale.sale');
    const waiting = related(env, 'sale.sale', sale, 'lines').flatMap((line) => unsettled(env, line));
    if (state === 'ask') return view('ask', { recreate_moves: waiting, domain_moves: waiting });
    if (state !== 'handle') return {};
    const ask = (data['ask'] ?? {}) as Values;
    const again = new Set(ids(ask['recreate_moves']));
    for (const id of ids(ask['domain_moves']).filter((one) => waiting.includes(one))) {
      const line = Number(String(row(env, 'stock.move', id)['origin']).split(',')[1]);
      write(env, 'sale.line', [line], { [again.has(id) ? 'moves_recreated' : 'moves_ignored']: [['add', [id]]] });
    }
    call(env, 'sale.sale', 'process', [sale.id]);
    return {};
  },
};
function unsettled(env: Env, line: Row): number[] {
  const settled = [...ids(line['moves_ignored']), ...ids(line['moves_recreated'])];
  const cancelled = related(env, 'sale.line', line, 'moves').filter((m) => m['state'] === 'cancelled');
  return cancelled.map((m) => m.id).filter((id) => !settled.includes(id));
}

const CREDITED = [
  'company', 'type', 'party', 'invoice_address', 'currency', 'journal', 'account', 'payment_term', 'description',
];
const credit: Wizard = {
  start: 'start', fresh: false,
  execute(env, state) {
    if (state !== 'credit') return view('start', { with_refund: false });
    const invoice = active(env, INVOICE);
    const lines = related(env, INVOICE, invoice, 'lines').map((l) => ({
      ...copy(l, 'type', 'product', 'unit', 'unit_price', 'account', 'description', 'currency', 'company'),
      quantity: -Number(l['quantity']), origin: `account.invoice.line,${l.id}`, taxes: [['add', ids(l['taxes'])]],
    }));
    const taxes = related(env, INVOICE, invoice, 'taxes').filter((t) => t['manual'] === true).map((t) => ({
      ...copy(t, 'description', 'account', 'tax'), manual: true,
      base: minus(amount(t, 'base')), amount: minus(amount(t, 'amount')),
    }));
    const made = create(env, INVOICE, [{
      ...copy(invoice, ...CREDITED), lines: [['create', lines]], taxes: [['create', taxes]],
    }]);
    return { actions: [[{ name: 'Invoices' }, { res_id: made }]] };
  },
};
export const wizards: ReadonlyMap<string, Wizard> = new Map([
  ['account.invoice.pay', pay], ['account.invoice.credit', credit],
  ['sale.handle.shipment.exception', shipmentException],
]);
