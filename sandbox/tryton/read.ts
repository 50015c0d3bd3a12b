/** Answers of `read` and `search_read`: fields, `relation.field` read through, record names, time stamps. */
import { crash } from './problem.ts';
import { fieldOf, labelOf, type Env, type Model } from './schema.ts';
import { find, modelOf, row, valueOf } from './relations.ts';
import { isMoment, value, type Row, type Value, type Values } from './value.ts';

/** In the order of ids, whatever order was asked for: the real server promises none, and SQLite gives this one. */
export const read = (env: Env, name: string, list: readonly number[], fields: readonly string[]): Value =>
  inTurn(env, name, list.toSorted((a, b) => a - b), fields);

export function inTurn(env: Env, name: string, list: readonly number[], fields: readonly string[]): Value {
  const model = modelOf(env, name);
  return list.map((id) => one(env, model, row(env, name, id), fields));
}

function one(env: Env, model: Model, r: Row, fields: readonly string[]): Value {
  const seen: Values = { id: r.id };
  for (const path of fields) {
    const [first = '', ...rest] = path.split('.');
    if (rest.length === 0) seen[first] = plain(env, model, r, first);
    else nested(env, model, r, { first, rest: rest.join('.'), seen });
  }
  return seen;
}
function plain(env: Env, model: Model, r: Row, name: string): Value {
  if (name === 'rec_name') return labelOf(env, r, model.name);
  if (name === '_timestamp') return stamp(r);
  return valueOf(env, model, r, name);
}
/** `product.code` answers `product` and, beside it, `product.` with what was asked of it. */
interface Path { readonly first: string; readonly rest: string; readonly seen: Values }
function nested(env: Env, model: Model, r: Row, { first, rest, seen }: Path): void {
  const field = fieldOf(model, first);
  if (!field?.to) throw crash(`'${first}.${rest}'`);
  const target = find(env, field.to, valueOf(env, model, r, first));
  const before = (seen[`${first}.`] ?? {}) as Values;
  const inner = target ? (one(env, modelOf(env, field.to), target, [rest]) as Values) : null;
  seen[`${first}.`] = inner && { ...before, ...inner };
}

/** Seconds since 1970 of the last change, to the microsecond, as PostgreSQL gives them. */
export function stamp(r: Row): string {
  const changed = r['write_date'] ?? value(r, 'create_date');
  if (!isMoment(changed)) return '0';
  return `${Date.parse(`${changed.at.slice(0, 19)}Z`) / 1000}.${changed.at.slice(20)}`;
}
