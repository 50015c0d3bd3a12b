/** Customer invoices and credit notes. A credit note is an invoice of type `out` whose amounts are negative. */
import { userError } from '../problem.ts';
import {
  char, date, float, integer, labelOf, links, numbered, numeric, ofCompany, reference, selection, toMany, toOne,
  type Env, type Model,
} from '../schema.ts';
import { find, related, row } from '../relations.ts';
import { ids, type Row, type Value } from '../value.ts';
import { hasType } from './account.ts';
import {
  lineAmount, open, otherAccount, reconciled, refuseFinal, salesOf, taxed, toPay, totalOf, untaxed,
} from './invoice-amounts.ts';
import { cancel, post, strictSequence } from './invoice-post.ts';
import { invoiceTax, updateTaxes } from './invoice-tax.ts';
import { ownCurrency } from './party.ts';
import { transition } from './workflow.ts';

const name = 'account.invoice';
const STATES = ['draft', 'validated', 'posted', 'paid', 'cancelled'];
const BOOKKEEPING = ['state', 'payment_lines', 'cancel_move', 'move'];
const move = (env: Env, list: Value | undefined, to: string, from: readonly string[]): Value =>
  transition(env, { model: name, list: ids(list), to, steps: from.map((state) => [state, to]) });

export const invoice: Model = {
  name, label: 'Invoice', order: [['number', 'DESC'], ['id', 'DESC']], recName: numbered,
  fields: {
    company: ofCompany,
    type: selection('Type', ['out', 'in'], { required: true, initial: 'out' }),
    number: char('Number'), reference: char('Reference'), description: char('Description'), comment: char('Comment'),
    state: selection('State', STATES, { initial: 'draft' }),
    invoice_date: date('Invoice Date'), accounting_date: date('Accounting Date'),
    payment_term_date: date('Payment Term Date'),
    party: toOne('Party', 'party.party', { required: true }),
    invoice_address: toOne('Invoice Address', 'party.address', { required: true }),
    currency: toOne('Currency', 'currency.currency', { required: true, initial: ownCurrency }),
    journal: toOne('Journal', 'account.journal', { required: (_env, r) => r['state'] === 'posted' }),
    move: toOne('Move', 'account.move'), cancel_move: toOne('Cancel Move', 'account.move'),
    account: toOne('Account', 'account.account', { required: true }),
    payment_term: toOne('Payment Term', 'account.invoice.payment_term'),
    lines: toMany('Lines', 'account.invoice.line', 'invoice'),
    taxes: toMany('Tax Lines', 'account.invoice.tax', 'invoice'),
    untaxed_amount: numeric('Untaxed', { compute: untaxed }),
    tax_amount: numeric('Tax', { compute: taxed }),
    total_amount: numeric('Total', { compute: totalOf }),
    amount_to_pay: numeric('Amount to Pay', { compute: open }),
    reconciled: date('Reconciled', { compute: reconciled }),
    lines_to_pay: links('Lines to Pay', 'account.move.line', { compute: (env, r) => toPay(env, r).map((l) => l.id) }),
    payment_lines: links('Payment Lines', 'account.move.line'),
    sequence: char('Sequence'),
    sales: links('Sales', 'sale.sale', {
      compute: salesOf, searcher: (operator, id) => ['lines.origin.sale', operator, id, 'sale.line'],
    }),
  },
  check(env, r) {
    const strange = (l: Row) => l['company'] !== r['company'] || l['currency'] !== r['currency'];
    if (related(env, name, r, 'lines').some(strange))
      throw userError('The value for field "Lines" in "Invoice" is not valid according to its domain.');
  },
  beforeWrite(env, r, values) {
    if (Object.keys(values).some((key) => !BOOKKEEPING.includes(key))) refuseFinal(env, r);
  },
  afterWrite(env, list) { for (const id of list) if (row(env, name, id)['state'] === 'draft') updateTaxes(env, id); },
  beforeDelete(env, rows) {
    for (const r of rows) refuseFinal(env, r);
    cancel(env, rows.map((r) => r.id));
    for (const r of rows) if (row(env, name, r.id)['number'] !== null)
      throw userError(`To delete invoice "${labelOf(env, r, name)}" you must cancel it before it is numbered.`);
  },
  methods: {
    post: (env, list) => post(env, ids(list)),
    cancel: (env, list) => cancel(env, ids(list)),
    validate_invoice: (env, list) => move(env, list, 'validated', ['draft']),
    draft: (env, list) => move(env, list, 'draft', ['validated', 'cancelled']),
  },
  fresh: ['post'],
};

const isLine = (_env: Env, r: Row): boolean => r['type'] === 'line';
export const invoiceLine: Model = {
  name: 'account.invoice.line', label: 'Invoice Line', order: [['sequence', 'ASC NULLS FIRST'], ['id', 'ASC']],
  recName: (env, r) => String(r['description'] ?? labelOf(env, row(env, name, r['invoice']), name)),
  fields: {
    invoice: toOne('Invoice', name, { required: true }),
    company: ofCompany,
    currency: toOne('Currency', 'currency.currency', { required: true, initial: ownCurrency }),
    invoice_type: selection('Invoice Type', ['out', 'in']), sequence: integer('Sequence'),
    type: selection('Type', ['line', 'subtotal', 'title', 'comment'], { required: true, initial: 'line' }),
    quantity: float('Quantity', { required: isLine }),
    unit: toOne('Unit', 'product.uom', { required: (_env, r) => r['product'] !== null }),
    product: toOne('Product', 'product.product'),
    account: toOne('Account', 'account.account', {
      required: isLine, domain: (env, _r, id) => hasType(env, id, 'revenue'),
    }),
    unit_price: numeric('Unit Price', { required: isLine, digits: 4 }),
    amount: numeric('Amount', { compute: (env, r) => lineAmount(env, find(env, name, r['invoice']), r) }),
    description: char('Description'), note: char('Note'), taxes: links('Taxes', 'account.tax'),
    origin: reference('Origin'), stock_moves: links('Stock Moves', 'stock.move'),
  },
  check: (env, r) => otherAccount(env, r),
};
export const invoiceModels: readonly Model[] = [invoice, invoiceLine, invoiceTax, strictSequence];
