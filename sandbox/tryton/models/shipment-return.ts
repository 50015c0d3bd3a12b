/** Goods that customers send back: received at the dock, then put away. */
import {
  char, date, links, ofCompany, selection, toMany, toOne, today, type Env, type Model,
} from '../schema.ts';
import { call, find, row } from '../relations.ts';
import { create, write } from '../records.ts';
import { ids, type Row, type Value } from '../value.ts';
import { cancel, draft, finish } from './stock.ts';
import { idsOf, leg, movesFrom, movesTo, originsOf, placeOf, salesBehind } from './stock-route.ts';
import { transition } from './workflow.ts';

const name = 'stock.shipment.out.return';
const incoming = (env: Env, r: Row): Row[] => movesTo(env, name, r, 'input');
const inventory = (env: Env, r: Row): Row[] => movesFrom(env, name, r, 'input');
const steps = [
  ['draft', 'received'], ['received', 'done'], ['received', 'draft'], ['draft', 'cancelled'], ['received', 'cancelled'],
  ['cancelled', 'draft'],
] as const;
const step = (env: Env, list: readonly number[], to: string, body: (r: Row) => void): Value =>
  transition(env, { model: name, list, to, steps }, (those) => { for (const id of those) body(row(env, name, id)); });

export const shipmentReturn: Model = {
  name, label: 'Customer Return Shipment', order: [['effective_date', 'ASC'], ['id', 'ASC']],
  recName: (_env, r) => String(r['number']),
  fields: {
    number: char('Number'), reference: char('Reference'), company: ofCompany,
    customer: toOne('Customer', 'party.party', { required: true }),
    delivery_address: toOne('Delivery Address', 'party.address', { required: true }),
    warehouse: toOne('Warehouse', 'stock.location', {
      required: true, domain: (env, _r, id) => find(env, 'stock.location', id)?.['type'] === 'warehouse',
    }),
    planned_date: date('Planned Date'), effective_date: date('Effective Date'),
    state: selection('State', ['draft', 'received', 'done', 'cancelled'], { initial: 'draft' }),
    moves: toMany('Moves', 'stock.move', 'shipment'),
    incoming_moves: links('Incoming Moves', 'stock.move', {
      compute: (env, r) => idsOf(incoming(env, r)), setter: 'moves',
    }),
    inventory_moves: links('Inventory Moves', 'stock.move', {
      compute: (env, r) => idsOf(inventory(env, r)), setter: 'moves',
    }),
    origins: char('Origins', { compute: (env, r) => originsOf(env, incoming(env, r)) }),
  },
  beforeCreate(env, values) { values['number'] ??= String(env.db.next(name)); },
  methods: {
    draft: (env, list) => step(env, ids(list), 'draft', (r) => draft(env, idsOf(incoming(env, r)))),
    receive: (env, list) => receive(env, ids(list)),
    done: (env, list) => step(env, ids(list), 'done', (r) => {
      finish(env, idsOf(inventory(env, r)));
      if (r['effective_date'] === null) write(env, name, [r.id], { effective_date: { day: today(env) } });
    }),
    cancel: (env, list) => step(env, ids(list), 'cancelled', (r) =>
      cancel(env, idsOf([...incoming(env, r), ...inventory(env, r)]))),
  },
};
function receive(env: Env, list: readonly number[]): Value {
  const sales = salesBehind(env, list.flatMap((id) => incoming(env, row(env, name, id))));
  step(env, list, 'received', (r) => {
    finish(env, idsOf(incoming(env, r)));
    const arrived = incoming(env, r).filter((m) => Number(m['quantity']) > 0);
    create(env, 'stock.move', arrived.map((m) => leg(m, `${name},${r.id}`, {
      from_location: placeOf(env, r, 'input'), to_location: placeOf(env, r, 'storage'),
      planned_date: { day: today(env) },
    })));
  });
  return call(env, 'sale.sale', 'process', sales);
}
