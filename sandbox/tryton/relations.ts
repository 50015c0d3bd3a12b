/** Reading rows and following relations: the ground that searching, reading and writing stand on. */
import { crash, userError } from './problem.ts';
import { fieldOf, type Env, type Field, type Model } from './schema.ts';
import { compare, ids, type Row, type Value } from './value.ts';

const raise = (problem: Error): never => { throw problem; };
export const modelOf = (env: Env, name: string): Model => env.models.get(name) ?? raise(crash(`'${name}'`));
export const find = (env: Env, model: string, id: Value | undefined): Row | undefined =>
  (typeof id === 'number' ? env.db.get(model, id) : undefined);
export function row(env: Env, model: string, id: Value | undefined): Row {
  return find(env, model, id) ?? raise(missing(env, model, [Number(id)]));
}
const missing = (env: Env, model: string, list: readonly number[]) => userError(
  `You are trying to read records "${list.join('", "')}" of "${modelOf(env, model).label}" that don't exist anymore.`);
/** The records of an x2many field, in the order of their model. */
export function related(env: Env, model: string, r: Row, name: string): Row[] {
  const field = fieldOf(modelOf(env, model), name)!;
  const linked = field.compute?.(env, r) ?? (field.kind === 'many2many' ? r[name] : undefined);
  const pointing = () => [...env.db.having(field.to!, field.by!, pointer(env, field, model, r.id))];
  const list = linked === undefined ? pointing() : ids(linked);
  const to = modelOf(env, field.to!);
  return list.map((id) => row(env, field.to!, id)).sort((a, b) => inOrder(env, to, [a, b], to.order));
}
export const pointer = (env: Env, field: Field, model: string, id: number): Value =>
  (fieldOf(modelOf(env, field.to!), field.by!)?.kind === 'reference' ? `${model},${id}` : id);

/** A method of another model, looked up when it is called: models may need each other both ways. */
export const call = (env: Env, model: string, method: string, list: readonly number[]): Value =>
  modelOf(env, model).methods![method]!(env, list);

/** The value of a field, stored or computed. */
export function valueOf(env: Env, model: Model, r: Row, name: string): Value {
  const field = fieldOf(model, name);
  if (!field) throw crash(`'${name}'`);
  if (field.compute) return field.compute(env, r);
  if (field.kind === 'one2many' || field.kind === 'many2many')
    return related(env, model.name, r, name).map((one) => one.id);
  return r[name] ?? null;
}

type Keys = readonly (readonly [field: string, direction: string])[];
export function inOrder(env: Env, model: Model, [a, b]: [Row, Row], keys: Keys): number {
  for (const [field, direction] of keys) {
    const way = compare(valueOf(env, model, a, field), valueOf(env, model, b, field));
    const nulls = /NULLS FIRST/.test(direction) ? nullsFirst(a[field], b[field]) : 0;
    if (nulls !== 0) return nulls;
    if (way !== 0) return direction.startsWith('DESC') ? -way : way;
  }
  return a.id - b.id;
}
const nullsFirst = (a: Value | undefined, b: Value | undefined): number => Number(b === null) - Number(a === null);
