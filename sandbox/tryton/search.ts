/** Domains: which records match, in which order. Dotted names walk relations; equality uses the indexes. */
import { crash, userError } from './problem.ts';
import { fieldOf, labelOf, type Env, type Field, type Model } from './schema.ts';
import { find, inOrder, modelOf, related } from './relations.ts';
import { compare, isList, type Row, type Value } from './value.ts';

type Domain = readonly Value[];
type Test = (r: Row) => boolean;

export function search(env: Env, name: string, domain: Domain, order?: Value): Row[] {
  const model = modelOf(env, name);
  const test = compile(env, model, domain);
  const narrowed = candidates(env, model, domain);
  const rows = narrowed ? [...narrowed].flatMap((id) => env.db.get(name, id) ?? []) : env.db.all(name);
  const keys = isList(order) ? (order as readonly (readonly [string, string])[]) : model.order;
  return rows.filter(test).sort((a, b) => inOrder(env, model, [a, b], keys));
}

/** A set that contains every match, when a clause at the top says so; the smallest of them. */
function candidates(env: Env, model: Model, domain: Domain): ReadonlySet<number> | undefined {
  if (isClause(domain)) return indexed(env, model, domain);
  if (domain[0] === 'OR') return undefined;
  const sets = domain.flatMap((part) => (isList(part) ? candidates(env, model, part) ?? [] : []));
  return sets.sort((a, b) => a.size - b.size)[0];
}
const INDEXED = ['char', 'integer', 'date', 'selection', 'many2one', 'reference'];
function indexed(env: Env, model: Model, [name, operator, value]: Domain): ReadonlySet<number> | undefined {
  const field = fieldOf(model, String(name));
  if (!field || field.compute || !INDEXED.includes(field.kind)) return undefined;
  if (name === 'id') return operator === '=' ? new Set([Number(value)]) : undefined;
  if (field.kind === 'many2one' && typeof value === 'string') return undefined;
  if (operator === '=') return env.db.having(model.name, String(name), value ?? null);
  if (operator !== 'in' || !isList(value)) return undefined;
  return new Set(value.flatMap((one) => [...env.db.having(model.name, String(name), one)]));
}

const isClause = ([name, operator, ...rest]: Domain): boolean =>
  rest.length > 0 && typeof name === 'string' && typeof operator === 'string' && name !== 'OR' && name !== 'AND';

function compile(env: Env, model: Model, domain: Domain): Test {
  if (isClause(domain)) return clause(env, model, domain);
  const either = domain[0] === 'OR';
  const parts = domain.filter((part) => part !== 'OR' && part !== 'AND');
  const tests = parts.map((part) => compile(env, model, isList(part) ? part : [part]));
  if (tests.length === 0) return () => true;
  return either ? (r) => tests.some((test) => test(r)) : (r) => tests.every((test) => test(r));
}

interface Asked { readonly operator: Value; readonly value: Value; readonly target: Value }
function clause(env: Env, model: Model, [name, operator = '=', value = null, target = null]: Domain): Test {
  const [first = '', ...rest] = String(name).split('.');
  if (first === 'rec_name') return (r) => matches(labelOf(env, r, model.name), operator, value);
  const field = fieldOf(model, first);
  if (!field) throw crash(`'${first}'`);
  if (field.compute && !field.searcher)
    throw crash(`Missing search function for field "${field.label}" in "${model.label}".`);
  if (rest.length > 0) return walk(env, model, { field, first, rest: rest.join('.') }, { operator, value, target });
  if (field.compute) return compile(env, model, field.searcher!(operator, value));
  const many = field.kind === 'one2many' || field.kind === 'many2many';
  if (many) return among(env, model, first, { operator, value, target });
  return (r) => matches(comparable(env, field, r[first] ?? null, value), operator, value);
}
/** A relation compared with text is compared by its name. */
const comparable = (env: Env, field: Field, stored: Value, value: Value): Value => {
  if (field.kind !== 'many2one' || typeof value !== 'string') return stored;
  const r = find(env, field.to!, stored);
  return r ? labelOf(env, r, field.to!) : null;
};
function among(env: Env, model: Model, name: string, { operator, value }: Asked): Test {
  return (r) => {
    const list = related(env, model.name, r, name).map((one) => one.id);
    if (value === null) return (operator === '=') === (list.length === 0);
    const positive = operator === '=' || operator === 'in';
    return list.some((id) => matches(id, isList(value) ? 'in' : '=', value)) === positive;
  };
}
interface Step { readonly field: Field; readonly first: string; readonly rest: string }
function walk(env: Env, model: Model, { field, first, rest }: Step, { operator, value, target }: Asked): Test {
  if (field.kind === 'reference') {
    const to = String(target ?? '');
    const test = clause(env, modelOf(env, to), [rest, operator, value]);
    return (r) => {
      const [other, id] = String(r[first] ?? '').split(',');
      const found = other === to ? find(env, to, Number(id)) : undefined;
      return found !== undefined && test(found);
    };
  }
  if (!field.to) throw crash(`'${first}.${rest}'`);
  const test = clause(env, modelOf(env, field.to), [rest, operator, value, target]);
  if (field.kind !== 'many2one') return (r) => related(env, model.name, r, first).some(test);
  return (r) => {
    const found = find(env, field.to!, field.compute ? field.compute(env, r) : r[first]);
    return found !== undefined && test(found);
  };
}

/** SQL's three-valued logic: a null matches only `= null`, and `!=` with a value also takes nulls as Tryton does. */
const OPERATORS: Readonly<Record<string, (stored: Value, value: Value) => boolean>> = {
  '=': (stored, value) => (value === null ? stored === null : stored !== null && compare(stored, value) === 0),
  '!=': (stored, value) => (value === null ? stored !== null : stored === null || compare(stored, value) !== 0),
  in: (stored, value) => isList(value) && value.some((one) => matches(stored, '=', one)),
  'not in': (stored, value) => stored !== null && isList(value) && !value.some((one) => matches(stored, '=', one)),
  '<': (stored, value) => there(stored, value) && compare(stored, value) < 0,
  '<=': (stored, value) => there(stored, value) && compare(stored, value) <= 0,
  '>': (stored, value) => there(stored, value) && compare(stored, value) > 0,
  '>=': (stored, value) => there(stored, value) && compare(stored, value) >= 0,
  like: (stored, value) => stored !== null && pattern(value, '').test(String(stored)),
  ilike: (stored, value) => stored !== null && pattern(value, 'i').test(String(stored)),
  'not like': (stored, value) => stored !== null && !pattern(value, '').test(String(stored)),
  'not ilike': (stored, value) => stored !== null && !pattern(value, 'i').test(String(stored)),
};
const there = (a: Value, b: Value): boolean => a !== null && b !== null;
const pattern = (value: Value, flags: string): RegExp => new RegExp(`^${String(value)
  .replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '[\\s\\S]*').replaceAll('_', '[\\s\\S]')}$`, flags);
function matches(stored: Value, operator: Value, value: Value): boolean {
  const test = OPERATORS[String(operator)];
  if (!test) throw userError(`Invalid operator "${String(operator)}".`);
  return test(stored, value);
}
