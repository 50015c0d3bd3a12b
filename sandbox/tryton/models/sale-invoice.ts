/** The invoice a sale makes of itself: all under `order`, what has left under `shipment`, nothing under `manual`. */
import { userError } from '../problem.ts';
import { labelOf, type Env } from '../schema.ts';
import { find, related, row } from '../relations.ts';
import { create } from '../records.ts';
import { copy, ids, value, type Row, type Value, type Values } from '../value.ts';
import { receivable } from './account.ts';
import { updateTaxes } from './invoice-tax.ts';
import { isService, revenueAccount } from './product.ts';

export const isGoods = (env: Env, line: Row): boolean => {
  const sold = find(env, 'product.product', line['product']);
  return line['type'] === 'line' && sold !== undefined && !isService(env, sold);
};
const units = (rows: readonly Row[]): number => rows.reduce((sum, r) => sum + Number(r['quantity']), 0);

export function createInvoice(env: Env, sale: Row): void {
  if (sale['invoice_method'] === 'manual') return;
  const made = related(env, 'sale.sale', sale, 'lines').flatMap((line) => invoiceLine(env, sale, line));
  if (made.length === 0) return;
  const party = row(env, 'party.party', sale['invoice_party'] ?? sale['party']);
  const [id] = create(env, 'account.invoice', [{
    ...copy(sale, 'company', 'invoice_address', 'currency', 'payment_term'), type: 'out', party: party.id,
    account: receivable(env), journal: [...env.db.having('account.journal', 'code', 'REV')][0] ?? null,
    lines: [['create', made]],
  }]);
  updateTaxes(env, id!);
}
function invoiceLine(env: Env, sale: Row, line: Row): Values[] {
  if (line['type'] !== 'line') return [];
  const moves = related(env, 'sale.line', line, 'moves');
  const left = moves.filter((m) => m['state'] === 'done');
  const byShipment = sale['invoice_method'] === 'shipment' && isGoods(env, line);
  const due = byShipment ? units(left) * (Number(line['quantity']) < 0 ? -1 : 1) : Number(line['quantity']);
  const quantity = due - units(related(env, 'sale.line', line, 'invoice_lines'));
  if (quantity === 0) return [];
  return [{
    ...copy(line, 'unit', 'product', 'unit_price', 'description', 'note'), ...copy(sale, 'currency', 'company'),
    type: 'line', quantity, invoice_type: 'out', account: accountOf(env, sale, line), origin: `sale.line,${line.id}`,
    taxes: [['add', ids(line['taxes'])]], stock_moves: [['add', (byShipment ? left : moves).map((m) => m.id)]],
  }];
}
function accountOf(env: Env, sale: Row, line: Row): Value {
  const sold = find(env, 'product.product', value(line, 'product'));
  const account = sold ? revenueAccount(env, sold) : null;
  if (account !== null) return account;
  const what = sold ? `product "${labelOf(env, sold, 'product.product')}"` : 'the default category';
  const label = labelOf(env, sale, 'sale.sale');
  throw userError(`To invoice sale "${label}", you must define an account revenue for ${what}.`);
}
