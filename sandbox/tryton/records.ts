/**
 * Creating, writing, deleting and validating records, for every model alike: commands on x2many fields, defaults,
 * required fields, digits, selections and domains, with the sentences Tryton answers.
 */
import { crash, userError } from './problem.ts';
import { commonFields, decide, fieldOf, type Env, type Field, type Model } from './schema.ts';
import { find, modelOf, pointer, related, row } from './relations.ts';
import { ids, isDecimal, isList, textOf, toDecimal, zero, type Row, type Value, type Values } from './value.ts';

export const moment = (env: Env): Value => ({ at: `${env.now.toISOString().slice(0, 23)}000` });

export function create(env: Env, name: string, list: readonly Values[]): number[] {
  const model = modelOf(env, name);
  const made = list.map((given) => {
    const values = { ...given };
    for (const key of Object.keys(values)) if (!fieldOf(model, key)) throw crash(`'${key}'`);
    for (const [key, field] of Object.entries(model.fields)) {
      if (field.compute || values[key] !== undefined || isMany(field)) continue;
      values[key] = typeof field.initial === 'function' ? field.initial(env) : field.initial ?? null;
    }
    model.beforeCreate?.(env, values);
    const stored = own(model, values);
    const { id } = env.db.insert(name, {
      ...stored, create_date: moment(env), create_uid: env.user, write_date: null, write_uid: null,
    });
    commands(env, model, id, values);
    model.afterCreate?.(env, id);
    return id;
  });
  for (const id of made) if (env.db.get(name, id)) validate(env, model, id);
  return made;
}

export function write(env: Env, name: string, list: readonly number[], values: Values): void {
  const model = modelOf(env, name);
  for (const key of Object.keys(values)) if (!fieldOf(model, key)) throw crash(`'${key}'`);
  const before = list.map((id) => row(env, name, id));
  for (const r of before) model.beforeWrite?.(env, r, values);
  for (const { id } of before) {
    const stamped = { write_date: moment(env), write_uid: env.user };
    env.db.replace(name, { ...row(env, name, id), ...own(model, values), ...stamped });
    commands(env, model, id, values);
  }
  model.afterWrite?.(env, list, values);
  for (const id of list) if (env.db.get(name, id)) validate(env, model, id);
}

export function remove(env: Env, name: string, list: readonly number[]): void {
  const model = modelOf(env, name);
  const rows = list.map((id) => row(env, name, id));
  model.beforeDelete?.(env, rows);
  for (const r of rows) {
    for (const [key, field] of Object.entries(model.fields))
      if (field.kind === 'one2many' && !field.compute && owns(env, field))
        remove(env, field.to!, related(env, name, r, key).map((child) => child.id));
    env.db.remove(name, r.id);
  }
  model.afterDelete?.(env, rows);
}
/** Children whose parent is required go with it. */
const owns = (env: Env, field: Field): boolean => fieldOf(modelOf(env, field.to!), field.by!)?.required === true;

const isMany = (field: Field): boolean => field.kind === 'one2many' || field.kind === 'many2many';
function own(model: Model, values: Values): Values {
  const stored: Values = {};
  for (const [key, value] of Object.entries(values)) {
    const field = fieldOf(model, key)!;
    if (key in commonFields || field.compute || isMany(field)) continue;
    stored[key] = cast(field, value);
  }
  return stored;
}
function cast(field: Field, value: Value): Value {
  if (value === null) return null;
  if (field.kind === 'numeric') return isDecimal(value) ? value : toDecimal(value);
  if (field.kind === 'many2one' && typeof value === 'string') {
    if (!/^-?\d+$/.test(value)) throw crash(`invalid literal for int() with base 10: '${value}'`);
    return Number(value);
  }
  if (field.kind === 'date' && typeof value === 'string') return { day: value };
  return value;
}

function commands(env: Env, model: Model, id: number, values: Values): void {
  for (const [key, value] of Object.entries(values)) {
    let field = fieldOf(model, key)!;
    if (!isMany(field) || value === null) continue;
    if (field.compute && !field.setter) continue;
    const target = field.setter ?? key;
    field = fieldOf(model, target)!;
    for (const command of isList(value) ? value : [])
      if (isList(command)) apply(env, { model, id, key: target, field }, command);
  }
}
interface Target { readonly model: Model; readonly id: number; readonly key: string; readonly field: Field }
function apply(env: Env, { model, id, key, field }: Target, [verb, ...args]: readonly Value[]): void {
  const to = field.to!;
  const relink = (list: readonly number[], parent: Value) => {
    if (list.length > 0) write(env, to, list, { [field.by!]: parent });
  };
  const current = () => ids(row(env, model.name, id)[key]);
  const keep = (list: readonly number[]) =>
    env.db.replace(model.name, { ...row(env, model.name, id), [key]: [...new Set(list)] });
  const many = field.kind === 'many2many';
  if (verb === 'create') {
    const parent = many ? {} : { [field.by!]: pointer(env, field, model.name, id) };
    const made = create(env, to, (args[0] as readonly Values[]).map((values) => ({ ...values, ...parent })));
    if (many) keep([...current(), ...made]);
  } else if (verb === 'add') {
    if (many) keep([...current(), ...ids(args[0])]);
    else relink(ids(args[0]), pointer(env, field, model.name, id));
  } else if (verb === 'remove') {
    if (many) keep(current().filter((one) => !ids(args[0]).includes(one)));
    else relink(ids(args[0]), null);
  } else if (verb === 'write') {
    for (let i = 0; i + 1 < args.length; i += 2) write(env, to, ids(args[i]), args[i + 1] as Values);
  } else if (verb === 'delete') {
    if (many) keep(current().filter((one) => !ids(args[0]).includes(one)));
    remove(env, to, ids(args[0]));
  } else throw crash('Bad arguments');
}

function validate(env: Env, model: Model, id: number): void {
  const r = row(env, model.name, id);
  for (const [name, field] of Object.entries(model.fields)) {
    if (field.compute || isMany(field)) continue;
    const value = r[name] ?? null;
    if (value !== null) validateValue(env, model, field, { r, value });
    else if (decide(env, r, field.required))
      throw userError(`A value is required for field "${field.label}" in "${model.label}".`);
  }
  model.check?.(env, r);
}
interface Stored { readonly r: Row; readonly value: Value }
function validateValue(env: Env, model: Model, field: Field, { r, value }: Stored): void {
  const where = `field "${field.label}" in "${model.label}"`;
  if (field.kind === 'selection' && !field.options!.includes(String(value)))
    throw userError(`The value "${String(value)}" for ${where} is not one of the allowed options.`);
  if (field.kind === 'numeric' || field.kind === 'float') digits(env, field, where, { r, value });
  if ((field.kind === 'many2one' && !find(env, field.to!, value)) || field.domain?.(env, r, value) === false)
    throw userError(`The value for ${where} is not valid according to its domain.`);
}
function digits(env: Env, field: Field, where: string, { r, value }: Stored): void {
  const limit = decide(env, r, field.digits);
  if (limit === undefined) return;
  const exact = toDecimal(value);
  let { units, scale } = exact;
  while (scale > limit && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  if (scale <= limit) return;
  const shown = field.kind === 'numeric' ? `Decimal('${textOf(exact)}')` : String(value);
  throw userError(`The number of digits in the value "${shown}" for ${where} exceeds the limit of "${limit}".`);
}
export const amount = (r: Row | Values, name: string) => toDecimal(r[name] ?? zero);
export const quantityOf = (r: Row | Values, name = 'quantity'): number => Number(r[name] ?? 0);
