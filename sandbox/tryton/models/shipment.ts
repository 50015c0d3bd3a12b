/** Customer shipments: waiting, assigned, picked, packed, done. */
import { userError } from '../problem.ts';
import {
  char, date, has, labelOf, links, ofCompany, selection, toMany, toOne, today, type Env, type Model,
} from '../schema.ts';
import { call, find, related, row } from '../relations.ts';
import { create, remove, write } from '../records.ts';
import { ids, type Row, type Value } from '../value.ts';
import { assign, assignTry, cancel, draft, finish } from './stock.ts';
import { idsOf, leg, movesFrom, movesTo, originsOf, placeOf, salesBehind } from './stock-route.ts';
import { transition } from './workflow.ts';
import { ask } from './user.ts';

const name = 'stock.shipment.out';
const outgoing = (env: Env, r: Row): Row[] => movesFrom(env, name, r, 'output');
const inventory = (env: Env, r: Row): Row[] => movesTo(env, name, r, 'output');
const both = (env: Env, r: Row): number[] => idsOf([...inventory(env, r), ...outgoing(env, r)]);

const steps = [
  ['draft', 'waiting'], ['waiting', 'waiting'], ['waiting', 'draft'], ['waiting', 'assigned'], ['waiting', 'picked'],
  ['assigned', 'picked'], ['assigned', 'waiting'], ['picked', 'packed'], ['packed', 'done'], ['cancelled', 'draft'],
  ['draft', 'cancelled'], ['waiting', 'cancelled'], ['assigned', 'cancelled'], ['picked', 'cancelled'],
  ['packed', 'cancelled'],
] as const;
const step = (env: Env, list: readonly number[], to: string, body: (r: Row) => void): Value =>
  transition(env, { model: name, list, to, steps }, (those) => { for (const id of those) body(row(env, name, id)); });

export const shipmentOut: Model = {
  name, label: 'Customer Shipment', order: [['effective_date', 'ASC'], ['id', 'ASC']],
  recName: (_env, r) => String(r['number']),
  fields: {
    number: char('Number'), reference: char('Reference'), company: ofCompany,
    customer: toOne('Customer', 'party.party', { required: true }),
    delivery_address: toOne('Delivery Address', 'party.address', { required: true }),
    warehouse: toOne('Warehouse', 'stock.location', {
      required: true, domain: (env, _r, id) => find(env, 'stock.location', id)?.['type'] === 'warehouse',
    }),
    planned_date: date('Planned Date'), effective_date: date('Effective Date'),
    state: selection('State', ['draft', 'waiting', 'assigned', 'picked', 'packed', 'done', 'cancelled'], {
      initial: 'draft',
    }),
    moves: toMany('Moves', 'stock.move', 'shipment'),
    outgoing_moves: links('Outgoing Moves', 'stock.move', {
      compute: (env, r) => idsOf(outgoing(env, r)), setter: 'moves',
    }),
    inventory_moves: links('Inventory Moves', 'stock.move', {
      compute: (env, r) => idsOf(inventory(env, r)), setter: 'moves',
    }),
    packages: toMany('Packages', 'stock.package', 'shipment'),
    origins: char('Origins', { compute: (env, r) => originsOf(env, outgoing(env, r)) }),
  },
  beforeCreate(env, values) { values['number'] ??= String(env.db.next(name)); },
  beforeDelete(env, rows) {
    call(env, name, 'cancel', idsOf(rows));
    for (const r of rows) if (row(env, name, r.id)['state'] !== 'cancelled')
      throw userError(`To delete shipment "${labelOf(env, r, name)}" you must cancel it.`);
    remove(env, 'stock.move', rows.flatMap((r) => idsOf(related(env, name, r, 'moves'))));
  },
  methods: {
    draft: (env, list) => step(env, ids(list), 'draft', (r) => draft(env, both(env, r))),
    wait: (env, list) => step(env, ids(list), 'waiting', (r) => wait(env, r)),
    assign_try: (env, list) => tryAll(env, ids(list)),
    assign_force: (env, list) => assignAll(env, ids(list)),
    pick: (env, list) => step(env, ids(list), 'picked', (r) => {
      finish(env, idsOf(inventory(env, r)));
      for (const out of outgoing(env, r)) follow(env, r, out);
    }),
    pack: (env, list) => step(env, ids(list), 'packed', (r) => pack(env, r)),
    done: (env, list) => withSales(env, ids(list), () => step(env, ids(list), 'done', (r) => {
      finish(env, idsOf(outgoing(env, r)));
      checkPackages(env, r);
      if (r['effective_date'] === null) write(env, name, [r.id], { effective_date: { day: today(env) } });
    })),
    cancel: (env, list) => withSales(env, ids(list), () =>
      step(env, ids(list), 'cancelled', (r) => cancel(env, both(env, r)))),
  },
};

/** Makes the moves from storage to the dock that the outgoing ones need, anew each time. */
function wait(env: Env, r: Row): void {
  draft(env, idsOf(inventory(env, r)));
  remove(env, 'stock.move', idsOf(inventory(env, r).filter((m) => has(m, 'state', 'draft', 'cancelled'))));
  const needed = outgoing(env, r).filter((m) => m['state'] === 'draft' && Number(m['quantity']) > 0);
  create(env, 'stock.move', needed.map((m) => leg(m, `${name},${r.id}`, {
    from_location: placeOf(env, r, 'storage'), to_location: placeOf(env, r, 'output'),
  })));
}
const assignAll = (env: Env, list: readonly number[]): Value =>
  step(env, list, 'assigned', (r) => assign(env, idsOf(inventory(env, r).filter((m) => m['state'] === 'draft'))));
function tryAll(env: Env, list: readonly number[]): boolean {
  let complete = true;
  for (const id of list) {
    const r = row(env, name, id);
    if (r['state'] !== 'waiting' || !assignTry(env, idsOf(inventory(env, r)))) complete = false;
    else assignAll(env, [id]);
  }
  return complete;
}
/** What was picked is what goes out. */
function follow(env: Env, r: Row, out: Row): void {
  const picked = inventory(env, r).filter((m) => m['origin'] === `stock.move,${out.id}` && m['state'] !== 'cancelled')
    .reduce((sum, m) => sum + Number(m['quantity']), 0);
  if (picked !== out['quantity']) write(env, 'stock.move', [out.id], { quantity: picked });
}
function pack(env: Env, r: Row): void {
  remove(env, 'stock.move', idsOf(outgoing(env, r).filter((m) => m['quantity'] === 0)));
  assign(env, idsOf(outgoing(env, r)));
  checkPackages(env, r);
  const question = `The shipment "${labelOf(env, r, name)}" does not have a carrier set.`;
  ask(env, `shipment_out_no_carrier_${name},${r.id}`, question);
}
function checkPackages(env: Env, r: Row): void {
  const packages = related(env, name, r, 'packages');
  if (packages.length === 0) return;
  const packed = packages.reduce((sum, p) => sum + related(env, 'stock.package', p, 'moves').length, 0);
  if (packed !== outgoing(env, r).filter((m) => m['state'] !== 'cancelled').length)
    throw userError(`To process shipment "${labelOf(env, r, name)}", you must pack all its moves.`);
}
/** The sales behind a shipment are looked at again after it changed. */
function withSales(env: Env, list: readonly number[], change: () => Value): Value {
  const sales = salesBehind(env, list.flatMap((id) => outgoing(env, row(env, name, id))));
  change();
  return call(env, 'sale.sale', 'process', sales);
}
