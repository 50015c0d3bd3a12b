/** Goods moved within the company: waiting, assigned, done. Between warehouses Tryton knows a transit, which nobody here plans. */
import { userError } from '../problem.ts';
import { char, date, labelOf, ofCompany, selection, toMany, toOne, today, type Env, type Model } from '../schema.ts';
import { call, find, related, row } from '../relations.ts';
import { remove, write } from '../records.ts';
import { ids, type Row, type Value } from '../value.ts';
import { assign, assignTry, cancel, draft, finish } from './stock.ts';
import { idsOf } from './stock-route.ts';
import { transition } from './workflow.ts';

const name = 'stock.shipment.internal';
const steps = [
  ['request', 'draft'], ['draft', 'waiting'], ['waiting', 'waiting'], ['waiting', 'assigned'], ['assigned', 'done'], ['waiting', 'draft'],
  ['assigned', 'waiting'], ['request', 'cancelled'], ['draft', 'cancelled'], ['waiting', 'cancelled'], ['assigned', 'cancelled'],
  ['cancelled', 'draft'],
] as const;
const movesOf = (env: Env, r: Row): number[] => idsOf(related(env, name, r, 'moves'));
const step = (env: Env, list: readonly number[], to: string, body: (r: Row) => void): Value =>
  transition(env, { model: name, list, to, steps }, (those) => { for (const id of those) body(row(env, name, id)); });
const inside = (env: Env, _r: Row, id: Value): boolean =>
  ['view', 'storage', 'lost_found'].includes(String(find(env, 'stock.location', id)?.['type']));

export const shipmentInternal: Model = {
  name, label: 'Internal Shipment', order: [['effective_date', 'ASC'], ['id', 'ASC']],
  recName: (_env, r) => String(r['number']),
  fields: {
    number: char('Number'), reference: char('Reference'), company: ofCompany,
    from_location: toOne('From Location', 'stock.location', { required: true, domain: inside }),
    to_location: toOne('To Location', 'stock.location', { required: true, domain: inside }),
    planned_date: date('Planned Date'), effective_date: date('Effective Date'),
    state: selection('State', ['request', 'draft', 'cancelled', 'waiting', 'assigned', 'shipped', 'done'], { initial: 'draft' }),
    moves: toMany('Moves', 'stock.move', 'shipment'),
  },
  beforeCreate(env, values) { values['number'] ??= String(env.db.next(name)); },
  beforeDelete(env, rows) {
    call(env, name, 'cancel', idsOf(rows));
    for (const r of rows) if (row(env, name, r.id)['state'] !== 'cancelled')
      throw userError(`To delete shipment "${labelOf(env, r, name)}" you must cancel it.`);
    remove(env, 'stock.move', rows.flatMap((r) => movesOf(env, r)));
  },
  methods: {
    draft: (env, list) => step(env, ids(list), 'draft', (r) => draft(env, movesOf(env, r))),
    wait: (env, list) => step(env, ids(list), 'waiting', (r) => draft(env, movesOf(env, r))),
    assign_try(env, list) {
      let complete = true;
      for (const id of ids(list)) {
        const r = row(env, name, id);
        if (r['state'] !== 'waiting' || !assignTry(env, movesOf(env, r))) complete = false;
        else assignAll(env, [id]);
      }
      return complete;
    },
    assign_force: (env, list) => assignAll(env, ids(list)),
    done: (env, list) => step(env, ids(list), 'done', (r) => {
      finish(env, movesOf(env, r));
      if (r['effective_date'] === null) write(env, name, [r.id], { effective_date: { day: today(env) } });
    }),
    cancel: (env, list) => step(env, ids(list), 'cancelled', (r) => cancel(env, movesOf(env, r))),
  },
};
const assignAll = (env: Env, list: readonly number[]): Value => step(env, list, 'assigned', (r) =>
  assign(env, idsOf(related(env, name, r, 'moves').filter((m) => m['state'] === 'draft'))));
