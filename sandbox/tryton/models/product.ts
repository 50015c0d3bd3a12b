/** Products: a template and its variants, of which this world has one each, and what is in stock of them. */
import {
  boolean, char, float, integer, numeric, selection, toMany, toOne, type Env, type Field, type Model,
} from '../schema.ts';
import { find, row } from '../relations.ts';
import { isDay, isList, ids, type Row, type Value } from '../value.ts';
import { locationsUnder, onHand, planned } from './stock-level.ts';

const through = (field: Field, name: string): Field => ({
  ...field, required: false,
  compute: (env, r) => row(env, 'product.template', r['template'])[name] ?? null,
  searcher: (operator, value) => [`template.${name}`, operator, value],
});
const name = char('Name', { required: true });
const type = selection('Type', ['goods', 'assets', 'service'], { required: true, initial: 'goods' });
const defaultUom = toOne('Default UOM', 'product.uom', { required: true });
const salable = boolean('Salable', { initial: false });
const listPrice = numeric('List Price', { digits: 4 });
const category = toOne('Account Category', 'product.category');

export const template: Model = {
  name: 'product.template', label: 'Product Template', order: [['name', 'ASC']],
  fields: {
    name, type, salable, default_uom: defaultUom, list_price: listPrice, account_category: category,
    code: char('Code'), active: boolean('Active', { initial: true }),
    products: toMany('Variants', 'product.product', 'template'),
  },
};
export const product: Model = {
  name: 'product.product', label: 'Product Variant', order: [['id', 'ASC']],
  recName: (env, r) => `[${String(r['code'])}] ${String(row(env, 'product.template', r['template'])['name'])}`,
  fields: {
    template: toOne('Product Template', 'product.template', { required: true }),
    code: char('Code'),
    active: boolean('Active', { initial: true }),
    name: through(name, 'name'), type: through(type, 'type'), salable: through(salable, 'salable'),
    default_uom: through(defaultUom, 'default_uom'), list_price: through(listPrice, 'list_price'),
    account_category: through(category, 'account_category'),
    quantity: float('Quantity', { compute: (env, r) => quantity(env, r, false) }),
    forecast_quantity: float('Forecast Quantity', { compute: (env, r) => quantity(env, r, true) }),
  },
};
/** The locations and the day stand in the context; without locations there is no stock to speak of. */
function quantity(env: Env, r: Row, forecast: boolean): Value {
  const { locations, with_childs: withChildren, stock_date_end: end, stock_skip_warehouse: skip } = env.context;
  if (!isList(locations) || locations.length === 0) return 0;
  const places = locationsUnder(env, ids(locations), { children: withChildren !== false, skip: skip === true });
  const day = isDay(end) ? end.day : undefined;
  const now = onHand(env, r.id, places, day);
  return forecast ? now + planned(env, r.id, places, day) : now;
}

export const uom: Model = {
  name: 'product.uom', label: 'Unit of Measure', order: [['name', 'ASC']],
  fields: {
    name: char('Name', { required: true }), symbol: char('Symbol', { required: true }),
    digits: integer('Display Digits', { initial: 0 }),
  },
};
export const productCategory: Model = {
  name: 'product.category', label: 'Category', order: [['name', 'ASC']],
  fields: {
    name: char('Name', { required: true }), accounting: boolean('Accounting', { initial: false }),
    account_revenue: toOne('Account Revenue', 'account.account'),
  },
};
const templateOf = (env: Env, r: Row): Row => row(env, 'product.template', r['template']);
export const isService = (env: Env, r: Row): boolean => templateOf(env, r)['type'] === 'service';
export const revenueAccount = (env: Env, r: Row): Value =>
  find(env, 'product.category', templateOf(env, r)['account_category'])?.['account_revenue'] ?? null;
export const productModels: readonly Model[] = [template, product, uom, productCategory];
