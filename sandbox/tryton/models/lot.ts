/** The module stock_lot, where the world has it: lots, and which of them a move is of. */
import { userError } from '../problem.ts';
import { char, labelOf, toOne, type Env, type Model } from '../schema.ts';
import { find, row } from '../relations.ts';
import { isList, type Row } from '../value.ts';

export const lot: Model = {
  name: 'stock.lot', label: 'Stock Lot', order: [['id', 'ASC']], recName: (_env, r) => String(r['number']),
  fields: { number: char('Number', { required: true }), product: toOne('Product', 'product.product', { required: true }) },
};
/** A move's own field, once the module is there. */
export const moveLot = toOne('Lot', 'stock.lot', {
  domain: (env, r, id) => find(env, 'stock.lot', id)?.['product'] === r['product'],
});

/** A product may have to go by lot to or from some kinds of places. */
export function checkLot(env: Env, r: Row): void {
  if (!env.models.has('stock.lot') || r['lot']) return;
  const required = row(env, 'product.template', row(env, 'product.product', r['product'])['template'])['lot_required'];
  const types = ['from_location', 'to_location'].map((end) => row(env, 'stock.location', r[end])['type']!);
  if (!isList(required) || !types.some((type) => required.includes(type))) return;
  const product = labelOf(env, row(env, 'product.product', r['product']), 'product.product');
  throw userError(`To move product "${product}" you must provide a stock lot.`);
}
