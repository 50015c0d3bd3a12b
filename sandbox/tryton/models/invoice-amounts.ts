/** What an invoice comes to, what of it is still open, which sales it belongs to, and when it may no longer change. */
import { userError } from '../problem.ts';
import { has, labelOf, type Env } from '../schema.ts';
import { find, related, row } from '../relations.ts';
import { amount } from '../records.ts';
import { decimal, ids, plus, times, total, zero, type Decimal, type Row, type Value } from '../value.ts';
import { balanceOf } from './account-move.ts';
import { roundIn } from './party.ts';

const name = 'account.invoice';
export const lines = (env: Env, r: Row): Row[] => related(env, name, r, 'lines').filter((l) => l['type'] === 'line');
export const untaxed = (env: Env, r: Row): Decimal => total(lines(env, r).map((l) => lineAmount(env, r, l)));
export const taxed = (env: Env, r: Row): Decimal => {
  const taxes = related(env, name, r, 'taxes').map((t) => amount(t, 'amount'));
  return taxes.length === 0 ? zero : roundIn(env, r['currency'], total(taxes));
};
export const totalOf = (env: Env, r: Row): Decimal => plus(untaxed(env, r), taxed(env, r));
export const lineAmount = (env: Env, r: Row | undefined, l: Row): Decimal =>
  roundIn(env, r?.['currency'] ?? l['currency'], times(decimal(String(l['quantity'] ?? 0)), amount(l, 'unit_price')));

/** Lines of its entry on the customer's account. */
export const toPay = (env: Env, r: Row): Row[] => (r['move'] === null ? [] :
  related(env, 'account.move', row(env, 'account.move', r['move']), 'lines')
    .filter((l) => l['account'] === r['account']));
export function open(env: Env, r: Row): Decimal {
  if (r['state'] !== 'posted') return zero;
  const payments = ids(r['payment_lines']).map((id) => row(env, 'account.move.line', id));
  return balanceOf([...toPay(env, r), ...payments].filter((l) => l['reconciliation'] === null));
}
export function reconciled(env: Env, r: Row): Value {
  const list = toPay(env, r);
  if (list.length === 0 || list.some((l) => l['reconciliation'] === null)) return null;
  return row(env, 'account.move.reconciliation', list[0]!['reconciliation'])['date'] ?? null;
}
export const salesOf = (env: Env, r: Row): number[] => {
  const origins = related(env, name, r, 'lines').map((l) => String(l['origin'] ?? '').split(','));
  const found = origins.filter(([model]) => model === 'sale.line')
    .map(([, id]) => Number(find(env, 'sale.line', Number(id))?.['sale'] ?? 0));
  return [...new Set(found.filter((id) => id > 0))];
};

export function refuseFinal(env: Env, r: Row): void {
  if (has(r, 'state', 'posted', 'paid') || (r['state'] === 'cancelled' && r['move'] !== null))
    throw userError(`You cannot modify invoice "${labelOf(env, r, name)}" because it is posted, paid or cancelled.`);
}
/** A line or tax may not be booked on the customer's own account. */
export function otherAccount(env: Env, r: Row): void {
  const parent = find(env, name, r['invoice']);
  if (!parent || parent['account'] !== r['account']) return;
  const account = labelOf(env, row(env, 'account.account', r['account']), 'account.account');
  throw userError(`Account "${account}" on line "${String(r['description'] ?? r.id)}" must be different than on ` +
    `invoice "${labelOf(env, parent, name)}".`);
}
