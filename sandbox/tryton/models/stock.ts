/** Locations and moves of goods. */
import { createHash } from 'node:crypto';
import { userError } from '../problem.ts';
import {
  boolean, char, date, float, has, labelOf, links, numeric, ofCompany, reference, selection, toOne, today,
  type Env, type Model,
} from '../schema.ts';
import { call, find, row } from '../relations.ts';
import { create, write } from '../records.ts';
import { copy, ids, value, type Row, type Value } from '../value.ts';
import { checkLot } from './lot.ts';
import { ownCurrency } from './party.ts';
import { available } from './stock-level.ts';
import { transition } from './workflow.ts';
import { ask } from './user.ts';

const LOCATION_TYPES =
  ['supplier', 'customer', 'lost_found', 'warehouse', 'storage', 'production', 'drop', 'view'] as const;
export const location: Model = {
  name: 'stock.location', label: 'Stock Location', order: [['name', 'ASC']],
  fields: {
    name: char('Name', { required: true }), code: char('Code'),
    type: selection('Location Type', LOCATION_TYPES, { required: true, initial: 'storage' }),
    parent: toOne('Parent', 'stock.location'),
    input_location: toOne('Input', 'stock.location'),
    output_location: toOne('Output', 'stock.location'),
    storage_location: toOne('Storage', 'stock.location'),
    lost_found_location: toOne('Lost and Found', 'stock.location'),
    active: boolean('Active', { initial: true }),
  },
};

const name = 'stock.move';
const frozen = ['product', 'quantity', 'uom', 'from_location', 'to_location', 'company', 'currency'];
export const stockMove: Model = {
  name, label: 'Stock Move', order: [['id', 'DESC']],
  recName: (env, r) =>
    `${Number(r['quantity'])}u ${labelOf(env, row(env, 'product.product', r['product']), 'product.product')}`,
  fields: {
    product: toOne('Product', 'product.product', { required: true }),
    quantity: float('Quantity', {
      required: true, initial: 0, digits: (env, r) => Number(row(env, 'product.uom', r['uom'])['digits']),
    }),
    uom: toOne('Uom', 'product.uom', { required: true }),
    from_location: toOne('From Location', 'stock.location', { required: true }),
    to_location: toOne('To Location', 'stock.location', { required: true }),
    shipment: reference('Shipment'), origin: reference('Origin'),
    planned_date: date('Planned Date'), effective_date: date('Effective Date'),
    state: selection('State', ['staging', 'draft', 'assigned', 'done', 'cancelled'], { initial: 'draft' }),
    company: ofCompany,
    unit_price: numeric('Unit Price', { digits: 4, required: needsPrice }),
    currency: toOne('Currency', 'currency.currency', { initial: ownCurrency }),
    package: toOne('Package', 'stock.package'),
    invoice_lines: links('Invoice Lines', 'account.invoice.line', { compute: invoiceLines }),
    sale: toOne('Sale', 'sale.sale', {
      compute: (env, r) => saleOf(env, r), searcher: (operator, id) => ['origin.sale', operator, id, 'sale.line'],
    }),
  },
  beforeWrite(env, r, values) {
    if (has(r, 'state', 'draft', 'staging') || !Object.keys(values).some((key) => frozen.includes(key))) return;
    throw userError(`You cannot modify move "${labelOf(env, r, name)}" because it is ${String(r['state'])}.`);
  },
  beforeDelete(env, rows) {
    for (const r of rows) if (!has(r, 'state', 'staging', 'draft', 'cancelled'))
      throw userError(`To delete stock move "${labelOf(env, r, name)}" you must reset to draft or cancel it.`);
  },
  afterDelete: (env, rows) => reconsider(env, rows),
  methods: {
    draft: (env, list) => draft(env, ids(list)), assign: (env, list) => assign(env, ids(list)),
    do: (env, list) => finish(env, ids(list)),
    cancel(env, list) {
      cancel(env, ids(list));
      reconsider(env, ids(list).map((id) => row(env, name, id)));
      return null;
    },
  },
};
/** A sale whose move is gone plans its goods anew, at once. */
function reconsider(env: Env, rows: readonly Row[]): void {
  const sales = new Set(rows.map((r) => saleOf(env, r)).filter((id) => id !== null));
  call(env, 'sale.sale', 'process', [...sales] as number[]);
}
function needsPrice(env: Env, r: Row): boolean {
  const type = (field: string) => String(find(env, 'stock.location', r[field])?.['type']);
  const [from, to] = [type('from_location'), type('to_location')];
  return (from === 'storage' && to === 'customer') || (from === 'customer' && to === 'storage');
}
function invoiceLines(env: Env, r: Row): Value {
  if (r['origin'] === null) return [];
  const billed = [...env.db.having('account.invoice.line', 'origin', value(r, 'origin'))];
  return billed.filter((id) => ids(row(env, 'account.invoice.line', id)['stock_moves']).includes(r.id));
}
export const saleOf = (env: Env, r: Row): Value => {
  const [model, id] = String(r['origin'] ?? '').split(',');
  return model === 'sale.line' ? find(env, 'sale.line', Number(id))?.['sale'] ?? null : null;
};

const steps = [
  ['staging', 'draft'], ['staging', 'cancelled'], ['draft', 'assigned'], ['draft', 'done'], ['draft', 'cancelled'],
  ['assigned', 'draft'], ['assigned', 'done'], ['assigned', 'cancelled'], ['done', 'cancelled'],
] as const;
const move = (env: Env, list: readonly number[], to: string, body?: (list: readonly number[]) => void): Value =>
  transition(env, { model: name, list, to, steps }, body);

export const draft = (env: Env, list: readonly number[]): Value =>
  move(env, list, 'draft', (those) => write(env, name, those, { effective_date: null }));
export const cancel = (env: Env, list: readonly number[]): Value =>
  move(env, list, 'cancelled', (those) => write(env, name, those, { package: null }));
export const assign = (env: Env, list: readonly number[]): Value =>
  move(env, list, 'assigned', (those) => checkOrigin(env, those));
export const finish = (env: Env, list: readonly number[]): Value => move(env, list, 'done', (those) => {
  checkOrigin(env, those);
  for (const id of those) {
    const r = row(env, name, id);
    const [model = '', owner] = String(r['shipment'] ?? '').split(',');
    const shipment = model ? find(env, model, Number(owner)) : undefined;
    checkLot(env, r);
    const day = r['effective_date'] ?? shipment?.['effective_date'] ?? { day: today(env) };
    write(env, name, [id], { effective_date: day });
  }
});

/** Goods that come from or go to a customer must say because of what; otherwise Tryton asks. */
function checkOrigin(env: Env, list: readonly number[]): void {
  const outside = (r: Row, field: string) => row(env, 'stock.location', r[field])['type'] === 'customer';
  const loose = list.map((id) => row(env, name, id))
    .filter((r) => outside(r, 'from_location') !== outside(r, 'to_location') && !r['origin']);
  if (loose.length === 0) return;
  const digest = createHash('md5').update(loose.map((r) => r.id).join()).digest('hex');
  const names = loose.map((r) => labelOf(env, r, name)).join(', ');
  ask(env, `${digest}.done`, `Stock moves "${names}" have no origin.`);
}

/** Assigns what is there. A move that finds only part of its goods is split: one assigned, the rest left waiting. */
export function assignTry(env: Env, list: readonly number[]): boolean {
  let complete = true;
  for (const id of list) {
    const r = row(env, name, id);
    if (r['state'] !== 'draft') continue;
    const wanted = Number(r['quantity']);
    const there = Math.max(0, Math.min(wanted, available(env, Number(r['product']), Number(r['from_location']))));
    if (there === wanted) {
      assign(env, [id]);
      continue;
    }
    complete = false;
    if (there === 0) continue;
    write(env, name, [id], { quantity: wanted - there });
    assign(env, create(env, name, [{ ...copy(r, ...stored), ...('lot' in r && copy(r, 'lot')), quantity: there }]));
  }
  return complete;
}
const stored = Object.keys(stockMove.fields).filter((key) => !stockMove.fields[key]!.compute && key !== 'state');
export const stockModels: readonly Model[] = [location, stockMove];
