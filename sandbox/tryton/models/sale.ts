/** Sales orders. `reference` is the caller's own word and nothing keeps two sales from carrying the same one. */
import { userError } from '../problem.ts';
import {
  char, date, has, labelOf, links, numbered, numeric, ofCompany, reference, selection, toMany, toOne, today,
  type Env, type Model,
} from '../schema.ts';
import { find, related, row } from '../relations.ts';
import { amount, write } from '../records.ts';
import { decimal, ids, plus, times, total, type Decimal, type Row, type Value } from '../value.ts';
import { ownCurrency } from './party.ts';
import { isService } from './product.ts';
import { invoicesOf, processSales, shipmentsOf } from './sale-process.ts';
import { lineAmount } from './sale-line.ts';
import { taxesOf, type Taxable } from './tax.ts';
import { transition } from './workflow.ts';

const name = 'sale.sale';
const steps = [
  ['draft', 'quotation'], ['quotation', 'confirmed'], ['confirmed', 'processing'], ['confirmed', 'draft'],
  ['draft', 'cancelled'], ['quotation', 'cancelled'], ['quotation', 'draft'], ['cancelled', 'draft'],
] as const;
const step = (env: Env, list: Value | undefined, to: string, body?: (list: readonly number[]) => void): Value =>
  transition(env, { model: name, list: ids(list), to, steps }, body);
const lines = (env: Env, r: Row): Row[] => related(env, name, r, 'lines');
const OUTCOME = { required: true, initial: 'none' } as const;
const OUT = 'stock.shipment.out';

export const sale: Model = {
  name, label: 'Sale', order: [['sale_date', 'DESC NULLS FIRST'], ['id', 'DESC']], recName: numbered,
  fields: {
    number: char('Number'), reference: char('Reference'), description: char('Description'), comment: char('Comment'),
    company: ofCompany,
    sale_date: date('Sale Date', { required: (_env, r) => !has(r, 'state', 'draft', 'quotation', 'cancelled') }),
    payment_term: toOne('Payment Term', 'account.invoice.payment_term'),
    party: toOne('Party', 'party.party', { required: true }),
    invoice_party: toOne('Invoice Party', 'party.party'), shipment_party: toOne('Shipment Party', 'party.party'),
    invoice_address: toOne('Invoice Address', 'party.address', { domain: ofParty('invoice_party') }),
    shipment_address: toOne('Shipment Address', 'party.address', { domain: ofParty('shipment_party') }),
    warehouse: toOne('Warehouse', 'stock.location', {
      domain: (env, _r, id) => find(env, 'stock.location', id)?.['type'] === 'warehouse',
    }),
    currency: toOne('Currency', 'currency.currency', { required: true, initial: ownCurrency }),
    lines: toMany('Lines', 'sale.line', 'sale'),
    untaxed_amount: numeric('Untaxed', { compute: (env, r) => amounts(env, r).untaxed }),
    tax_amount: numeric('Tax', { compute: (env, r) => amounts(env, r).tax }),
    total_amount: numeric('Total', { compute: (env, r) => plus(amounts(env, r).untaxed, amounts(env, r).tax) }),
    untaxed_amount_cache: numeric('Untaxed Cache'), tax_amount_cache: numeric('Tax Cache'),
    total_amount_cache: numeric('Total Cache'),
    invoice_method: selection('Invoice Method', ['manual', 'order', 'shipment'], { required: true, initial: 'order' }),
    invoice_state: selection('Invoice State', ['none', 'waiting', 'paid', 'exception'], OUTCOME),
    invoices: links('Invoices', 'account.invoice', {
      compute: invoicesOf, searcher: (operator, id) => ['lines.invoice_lines.invoice', operator, id],
    }),
    shipment_method: selection('Shipment Method', ['manual', 'order', 'invoice'], { required: true, initial: 'order' }),
    shipment_state: selection('Shipment State', ['none', 'waiting', 'sent', 'exception'], OUTCOME),
    shipments: links('Shipments', OUT, {
      compute: (env, r) => shipmentsOf(env, r, OUT),
      searcher: (operator, id) => ['lines.moves.shipment.id', operator, id, OUT],
    }),
    shipment_returns: links('Shipment Returns', `${OUT}.return`, {
      compute: (env, r) => shipmentsOf(env, r, `${OUT}.return`),
      searcher: (operator, id) => ['lines.moves.shipment.id', operator, id, `${OUT}.return`],
    }),
    moves: links('Moves', 'stock.move', {
      compute: (env, r) => lines(env, r).flatMap((l) => related(env, 'sale.line', l, 'moves').map((m) => m.id)),
    }),
    origin: reference('Origin'),
    state: selection('State', ['draft', 'quotation', 'confirmed', 'processing', 'done', 'cancelled'], {
      required: true, initial: 'draft',
    }),
  },
  check(env, r) {
    const [billed, sent] = [String(r['invoice_method']), String(r['shipment_method'])];
    const clash = (billed === 'shipment' && sent !== 'order') || (sent === 'invoice' && billed !== 'order');
    if (clash) throw userError(`On sale "${labelOf(env, r, name)}" it is not possible to use invoice method ` +
      `"${billed}" with shipment method "${sent}".`);
  },
  beforeDelete(env, rows) {
    step(env, rows.map((r) => r.id), 'cancelled');
    for (const r of rows) if (row(env, name, r.id)['state'] !== 'cancelled')
      throw userError(`To delete sale "${labelOf(env, r, name)}" you must cancel it.`);
  },
  methods: {
    cancel: (env, list) => step(env, list, 'cancelled', (those) => remember(env, those)),
    draft: (env, list) => step(env, list, 'draft'),
    quote: (env, list) => step(env, list, 'quotation', (those) => {
      for (const id of those) quote(env, row(env, name, id));
    }),
    confirm(env, list) {
      let confirmed: readonly number[] = [];
      step(env, list, 'confirmed', (those) => {
        confirmed = those;
        for (const id of those)
          if (row(env, name, id)['sale_date'] === null) write(env, name, [id], { sale_date: { day: today(env) } });
        remember(env, those);
      });
      return processSales(env, confirmed); // The queue runs in the same process, right after.
    },
    process: (env, list) => processSales(env, ids(list)),
  },
};
function ofParty(role: string) {
  return (env: Env, r: Row, id: Value): boolean =>
    find(env, 'party.address', id)?.['party'] === (r[role] ?? r['party']);
}
function quote(env: Env, r: Row): void {
  const label = labelOf(env, r, name);
  const refuse = (what: string) => userError(`To get a quote for sale "${label}" you must enter ${what}.`);
  if (r['invoice_address'] === null) throw refuse('an invoice address');
  if (r['shipment_address'] === null) throw refuse('a shipment address');
  const goods = lines(env, r).some((l) => {
    const sold = find(env, 'product.product', l['product']);
    return sold !== undefined && !isService(env, sold);
  });
  if (goods && r['warehouse'] === null) throw refuse('a warehouse');
  if (r['number'] === null) write(env, name, [r.id], { number: String(env.db.next(name)) });
}
function amounts(env: Env, r: Row): { untaxed: Decimal; tax: Decimal } {
  const caches = ['untaxed_amount_cache', 'tax_amount_cache', 'total_amount_cache'];
  if (!has(r, 'state', 'draft', 'quotation') && caches.every((cache) => r[cache] !== null))
    return { untaxed: amount(r, 'untaxed_amount_cache'), tax: amount(r, 'tax_amount_cache') };
  const counted = lines(env, r).filter((l) => l['type'] === 'line');
  const taxable: Taxable[] = counted.map((l) => ({
    taxes: ids(l['taxes']), base: times(decimal(String(l['quantity'])), amount(l, 'unit_price')),
  }));
  return {
    untaxed: total(counted.map((l) => lineAmount(env, r, l))),
    tax: total(taxesOf(env, r['currency'] ?? null, taxable).map((t) => t.amount)),
  };
}
/** From confirmation on the amounts are what they were. */
function remember(env: Env, list: readonly number[]): void {
  for (const id of list) {
    const { untaxed, tax } = amounts(env, row(env, name, id));
    write(env, name, [id], {
      untaxed_amount_cache: untaxed, tax_amount_cache: tax, total_amount_cache: plus(untaxed, tax),
    });
  }
}
