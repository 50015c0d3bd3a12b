/** Lines of sales. Writing one is never refused, whatever state its sale is in: read-only is a rule of the client. */
import { userError } from '../problem.ts';
import {
  char, float, has, integer, labelOf, links, numeric, selection, toMany, toOne, type Env, type Model,
} from '../schema.ts';
import { find, row } from '../relations.ts';
import { amount } from '../records.ts';
import { decimal, times, value, type Decimal, type Row, type Value } from '../value.ts';
import { roundIn } from './party.ts';

const sale = 'sale.sale';
export const lineAmount = (env: Env, r: Row | undefined, l: Row): Decimal =>
  roundIn(env, r?.['currency'], times(decimal(String(l['quantity'] ?? 0)), amount(l, 'unit_price')));
const isLine = (_env: Env, r: Row): boolean => r['type'] === 'line';
const unitDigits = (env: Env, r: Row): number => Number(find(env, 'product.uom', r['unit'])?.['digits'] ?? 2);

export const saleLine: Model = {
  name: 'sale.line', label: 'Sale Line', order: [['sequence', 'ASC NULLS FIRST'], ['id', 'ASC']],
  recName: (env, r) => labelOf(env, row(env, sale, r['sale']), sale),
  fields: {
    sale: toOne('Sale', sale, { required: true }),
    sequence: integer('Sequence'),
    type: selection('Type', ['line', 'subtotal', 'title', 'comment'], { required: true, initial: 'line' }),
    product: toOne('Product', 'product.product', { domain: mayBeSold }),
    quantity: float('Quantity', { required: isLine, digits: unitDigits }),
    actual_quantity: float('Actual Quantity'),
    unit: toOne('Unit', 'product.uom', { required: (_env, r) => r['product'] !== null }),
    unit_price: numeric('Unit Price', { required: isLine, digits: 4 }),
    amount: numeric('Amount', { compute: (env, r) => lineAmount(env, find(env, sale, r['sale']), r) }),
    description: char('Description'), note: char('Note'),
    taxes: links('Taxes', 'account.tax'),
    invoice_lines: toMany('Invoice Lines', 'account.invoice.line', 'origin'),
    moves: toMany('Moves', 'stock.move', 'origin'),
    moves_ignored: links('Ignored Moves', 'stock.move'), moves_recreated: links('Recreated Moves', 'stock.move'),
    sale_state: char('Sale State', { compute: (env, r) => value(row(env, sale, r['sale']), 'state') }),
  },
  beforeDelete(env, rows) {
    for (const r of rows) {
      const parent = find(env, sale, r['sale']);
      if (parent && !has(parent, 'state', 'cancelled', 'draft')) throw userError(
        `To delete line on sale "${labelOf(env, parent, sale)}" you must cancel or reset the sale to draft.`);
    }
  },
};
function mayBeSold(env: Env, r: Row, id: Value): boolean {
  const parent = find(env, sale, r['sale']);
  if (parent && !has(parent, 'state', 'draft', 'quotation')) return true;
  return find(env, 'product.template', find(env, 'product.product', id)?.['template'])?.['salable'] === true;
}
