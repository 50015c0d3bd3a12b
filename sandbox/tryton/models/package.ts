/** Parcels: they belong to a shipment, hold its outgoing moves and carry the tracking number. */
import { char, has, ofCompany, reference, selection, toMany, toOne, type Env, type Model } from '../schema.ts';
import { find } from '../relations.ts';
import type { Row, Value } from '../value.ts';

export const packageType: Model = {
  name: 'stock.package.type', label: 'Stock Package Type', order: [['id', 'ASC']],
  fields: { name: char('Name', { required: true }) },
};
export const stockPackage: Model = {
  name: 'stock.package', label: 'Stock Package', order: [['id', 'ASC']],
  recName: (_env, r) => String(r['code']),
  fields: {
    code: char('Code', { required: true }), company: ofCompany,
    type: toOne('Type', 'stock.package.type', { required: true }),
    shipment: reference('Shipment'),
    shipping_reference: char('Shipping Reference'),
    moves: toMany('Moves', 'stock.move', 'package'),
    parent: toOne('Parent', 'stock.package'),
    state: selection('State', ['open', 'closed'], { compute: state }),
  },
  beforeCreate(env, values) { values['code'] = String(env.db.next('stock.package')); },
};
function state(env: Env, r: Row): Value {
  const [model = '', id] = String(r['shipment'] ?? '').split(',');
  const shipment = model ? find(env, model, Number(id)) : undefined;
  return shipment && has(shipment, 'state', 'packed', 'done', 'cancelled') ? 'closed' : 'open';
}
export const packageModels: readonly Model[] = [packageType, stockPackage];
