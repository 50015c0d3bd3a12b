/**
 * What Tryton does by itself when a sale is confirmed, shipped, invoiced or paid: it makes the invoices and shipments
 * that are still missing and decides whether the sale is done. It runs again after every such event.
 */
import { has, today, type Env } from '../schema.ts';
import { call, find, related, row } from '../relations.ts';
import { create, write } from '../records.ts';
import { copy, isDay, value, type Row, type Value, type Values } from '../value.ts';
import { createInvoice, isGoods } from './sale-invoice.ts';

const lines = (env: Env, sale: Row): Row[] => related(env, 'sale.sale', sale, 'lines');
const moves = (env: Env, line: Row): Row[] => related(env, 'sale.line', line, 'moves');
const list = (line: Row, name: string): readonly number[] => (line[name] as readonly number[] | undefined) ?? [];
const units = (rows: readonly Row[]): number => rows.reduce((sum, r) => sum + Number(r['quantity']), 0);

export function processSales(env: Env, sales: readonly number[]): Value {
  for (const id of sales) {
    const now = () => row(env, 'sale.sale', id);
    if (!find(env, 'sale.sale', id) || !has(now(), 'state', 'confirmed', 'processing', 'done')) continue;
    createInvoice(env, now());
    setState(env, id, 'invoice_state', invoiceState(env, now()));
    createShipment(env, now(), 'out');
    createShipment(env, now(), 'return');
    setState(env, id, 'shipment_state', shipmentState(env, now()));
    for (const line of lines(env, now())) setActual(env, line);
    setState(env, id, 'state', isDone(env, now()) ? 'done' : 'processing');
  }
  return null;
}
const setState = (env: Env, id: number, field: string, state: string): void => {
  if (row(env, 'sale.sale', id)[field] !== state) write(env, 'sale.sale', [id], { [field]: state });
};
const isDone = (env: Env, sale: Row): boolean => has(sale, 'invoice_state', 'paid', 'none') &&
  (has(sale, 'shipment_state', 'sent', 'none') || lines(env, sale).every((line) => !isGoods(env, line)));

export const shipmentsOf = (env: Env, sale: Row, model: string): number[] => {
  const all = lines(env, sale).flatMap((line) => moves(env, line));
  const owners = all.map((m) => String(m['shipment'] ?? '').split(','));
  const found = owners.filter(([kind]) => kind === model).map(([, id]) => Number(id));
  return [...new Set(found)].sort((a, b) => a - b);
};
export const invoicesOf = (env: Env, sale: Row): number[] => {
  const billed = lines(env, sale).flatMap((line) => related(env, 'sale.line', line, 'invoice_lines'));
  return [...new Set(billed.map((l) => Number(l['invoice'])))].sort((a, b) => a - b);
};

function invoiceState(env: Env, sale: Row): string {
  const invoices = invoicesOf(env, sale).map((id) => row(env, 'account.invoice', id));
  if (invoices.length === 0) return 'none';
  if (invoices.some((i) => i['state'] === 'cancelled')) return 'exception';
  return invoices.every((i) => i['state'] === 'paid') ? 'paid' : 'waiting';
}
function shipmentState(env: Env, sale: Row): string {
  const all = lines(env, sale);
  if (all.every((line) => moves(env, line).length === 0)) return 'none';
  const open = (line: Row, m: Row) => m['state'] === 'cancelled' &&
    !list(line, 'moves_ignored').includes(m.id) && !list(line, 'moves_recreated').includes(m.id);
  if (all.some((line) => moves(env, line).some((m) => open(line, m)))) return 'exception';
  return all.every((line) => !isGoods(env, line) || remaining(env, line) <= 0) ? 'sent' : 'waiting';
}
const remaining = (env: Env, line: Row): number => Math.abs(Number(line['quantity'])) -
  units(moves(env, line).filter((m) => m['state'] === 'done' || list(line, 'moves_ignored').includes(m.id)));

function setActual(env: Env, line: Row): void {
  if (line['type'] !== 'line') return;
  const way = Number(line['quantity']) < 0 ? -1 : 1;
  const moved = units(moves(env, line).filter((m) => m['state'] !== 'cancelled')) * way;
  const billed = units(related(env, 'sale.line', line, 'invoice_lines')
    .filter((l) => find(env, 'account.invoice', l['invoice'])?.['state'] !== 'cancelled'));
  const actual = Math.abs(billed) > Math.abs(moved) ? billed : moved;
  if (line['actual_quantity'] !== actual) write(env, 'sale.line', [line.id], { actual_quantity: actual });
}

/** Goods of a sale that no move exists for yet get a shipment, or a return when their quantity is negative. */
function createShipment(env: Env, sale: Row, kind: 'out' | 'return'): void {
  if (sale['shipment_method'] !== 'order') return;
  const out = kind === 'out';
  const missing = lines(env, sale)
    .filter((line) => isGoods(env, line) && (Number(line['quantity']) >= 0) === out)
    .map((line) => [line, unplanned(env, line)] as const).filter(([, quantity]) => quantity > 0);
  if (missing.length === 0) return;
  const plannedDate = out ? shippingDate(env, sale) : null;
  const route = { ...routeOf(env, sale, out), planned_date: plannedDate };
  const model = out ? 'stock.shipment.out' : 'stock.shipment.out.return';
  const made = create(env, model, [{
    ...copy(sale, 'company', 'warehouse'), customer: sale['shipment_party'] ?? value(sale, 'party'),
    delivery_address: value(sale, 'shipment_address'), planned_date: plannedDate,
    moves: [['create', missing.map(([line, quantity]): Values => ({
      ...route, ...copy(sale, 'company', 'currency'), ...copy(line, 'product', 'unit_price'), quantity,
      uom: value(line, 'unit'), origin: `sale.line,${line.id}`,
    }))]],
  }]);
  if (out) call(env, model, 'wait', made);
}
const unplanned = (env: Env, line: Row): number => Math.abs(Number(line['quantity'])) -
  units(moves(env, line).filter((m) => !list(line, 'moves_recreated').includes(m.id)));
function routeOf(env: Env, sale: Row, out: boolean): Values {
  const dock = find(env, 'stock.location', sale['warehouse'])?.[out ? 'output_location' : 'input_location'] ?? null;
  const customer = value(row(env, 'party.party', sale['shipment_party'] ?? sale['party']), 'customer_location');
  return out ? { from_location: dock, to_location: customer } : { from_location: customer, to_location: dock };
}
const shippingDate = (env: Env, sale: Row): Value => {
  const ordered = isDay(sale['sale_date']) ? sale['sale_date'].day : '';
  return { day: ordered > today(env) ? ordered : today(env) };
};
