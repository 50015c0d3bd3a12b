/** Stock counts: what was found replaces what was expected when the count was written down, not when confirmed. */
import { userError } from '../problem.ts';
import { char, date, float, labelOf, selection, toMany, toOne, today, type Env, type Model } from '../schema.ts';
import { related, row } from '../relations.ts';
import { create, write } from '../records.ts';
import { ids, isDay, value, type Row, type Value } from '../value.ts';
import { finish } from './stock.ts';
import { onHand } from './stock-level.ts';
import { transition } from './workflow.ts';

const name = 'stock.inventory';
const lines = (env: Env, id: number): Row[] => related(env, name, row(env, name, id), 'lines');
const steps = [['draft', 'done'], ['draft', 'cancelled']] as const;

export const inventory: Model = {
  name, label: 'Stock Inventory', order: [['date', 'DESC'], ['id', 'ASC']],
  recName: (_env, r) => String(r['number']),
  fields: {
    number: char('Number'),
    company: toOne('Company', 'company.company', { required: true, initial: (env) => env.company }),
    location: toOne('Location', 'stock.location', { required: true }),
    date: date('Date', { required: true, initial: (env) => ({ day: today(env) }) }),
    empty_quantity: selection('Empty Quantity', ['keep', 'empty']),
    lines: toMany('Lines', 'stock.inventory.line', 'inventory'),
    state: selection('State', ['draft', 'done', 'cancelled'], { initial: 'draft' }),
  },
  beforeCreate(env, values) { values['number'] ??= String(env.db.next(name)); },
  afterCreate: (env, id) => expect(env, id),
  afterWrite(env, list) { for (const id of list) if (row(env, name, id)['state'] === 'draft') expect(env, id); },
  methods: {
    confirm: (env, list) => transition(env, { model: name, list: ids(list), to: 'done', steps }, (those) => {
      for (const id of those) confirm(env, id);
    }),
    cancel: (env, list) => transition(env, { model: name, list: ids(list), to: 'cancelled', steps }),
  },
};
function expect(env: Env, id: number): void {
  const r = row(env, name, id);
  const day = isDay(r['date']) ? r['date'].day : today(env);
  for (const line of lines(env, id)) {
    const expected = onHand(env, Number(line['product']), new Set([Number(r['location'])]), day);
    if (expected === line['expected_quantity']) continue;
    write(env, 'stock.inventory.line', [line.id], { expected_quantity: expected });
  }
}
function confirm(env: Env, id: number): void {
  const r = row(env, name, id);
  const seen = new Set<Value>();
  const made = lines(env, id).flatMap((line) => {
    if (seen.has(value(line, 'product'))) {
      const label = labelOf(env, row(env, 'product.product', line['product']), 'product.product');
      throw userError(`Inventory line "${label}" is not unique on inventory "${String(r['number'])}".`);
    }
    seen.add(value(line, 'product'));
    if (line['quantity'] === null && r['empty_quantity'] === null)
      throw userError(`To confirm the inventory "${String(r['number'])}" you must say how to handle empty quantities.`);
    if (line['quantity'] === null && r['empty_quantity'] === 'keep') return [];
    return difference(env, r, line);
  });
  finish(env, made);
}
function difference(env: Env, r: Row, line: Row): number[] {
  const lost = [...env.db.having('stock.location', 'type', 'lost_found')][0] ?? null;
  const delta = Number(line['expected_quantity']) - Number(line['quantity'] ?? 0);
  if (delta === 0) return [];
  const [from, to] = delta > 0 ? [r['location'], lost] : [lost, r['location']];
  return create(env, 'stock.move', [{
    product: value(line, 'product'), quantity: Math.abs(delta), from_location: from ?? null, to_location: to ?? null,
    uom: value(row(env, 'product.template', row(env, 'product.product', line['product'])['template']), 'default_uom'),
    company: value(r, 'company'), effective_date: value(r, 'date'), origin: `stock.inventory.line,${line.id}`,
  }]);
}

export const inventoryLine: Model = {
  name: 'stock.inventory.line', label: 'Stock Inventory Line', order: [['product', 'ASC'], ['id', 'ASC']],
  fields: {
    inventory: toOne('Inventory', name, { required: true }),
    product: toOne('Product', 'product.product', { required: true }),
    quantity: float('Quantity'),
    expected_quantity: float('Expected Quantity', { required: true, initial: 0 }),
    moves: toMany('Moves', 'stock.move', 'origin'),
  },
  check(_env, r) {
    if (Number(r['quantity'] ?? 0) < 0) throw userError('Inventory line quantity must be positive.');
  },
};
export const inventoryModels: readonly Model[] = [inventory, inventoryLine];
