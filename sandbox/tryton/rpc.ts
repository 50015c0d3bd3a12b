/**
 * The dispatcher: `model.<name>.<method>` and `wizard.<name>.<step>` with the context as the last parameter, each call
 * one transaction. A method the real server does not expose is 403; everything that goes wrong undoes the call.
 */
import { Abort, concurrency, crash } from './problem.ts';
import type { Env, Model } from './schema.ts';
import { find, modelOf } from './relations.ts';
import { create, remove, write } from './records.ts';
import { inTurn, read, stamp } from './read.ts';
import { search } from './search.ts';
import { ids, isList, type Row, type Value, type Values } from './value.ts';
import { wizards } from './wizards.ts';

export type Open = { readonly name: string; data: Values };
export interface Call {
  readonly method: string;
  readonly params: readonly Value[];
  /** False when the session was idle for longer than the server's timeout. */
  readonly isFresh: () => boolean;
  /** Wizards between their create and delete. */
  readonly open: Map<number, Open>;
}

export function dispatch(env: Env, request: Call): Value {
  const [kind, ...rest] = request.method.split('.');
  const method = rest.at(-1) ?? '';
  const name = rest.slice(0, -1).join('.');
  if (kind !== 'model' && kind !== 'wizard') throw crash(`'${kind}'`);
  const context = request.params.at(-1);
  const run = kind === 'model' ? modelCall(env, name, method, request) : wizardCall(env, name, method, request);
  if (typeof context !== 'object' || context === null || isList(context)) throw crash('Missing context argument');
  const called: Env = { ...env, context: context as Values };
  try {
    checkStamps(called);
    const result = run(called, request.params.slice(0, -1));
    env.db.commit();
    return result;
  } catch (error) {
    env.db.rollback();
    throw error;
  }
}
type Run = (env: Env, args: readonly Value[]) => Value;

const ORM: Readonly<Record<string, (env: Env, name: string, args: readonly Value[]) => Value>> = {
  create: (env, name, [list]) => create(env, name, list as readonly Values[]),
  read: (env, name, [list, fields]) => read(env, name, ids(list), (fields ?? []) as readonly string[]),
  write(env, name, args) {
    for (let i = 0; i + 1 < args.length; i += 2) write(env, name, idsOf(args[i]), args[i + 1] as Values);
    return null;
  },
  delete(env, name, [list]) { remove(env, name, idsOf(list)); return null; },
  search: (env, name, [domain, offset, limit, order]) => page(env, name, { domain, order, offset, limit }),
  search_count: (env, name, [domain]) => search(env, name, (domain ?? []) as readonly Value[]).length,
  search_read: (env, name, [domain, offset, limit, order, fields]) =>
    inTurn(env, name, page(env, name, { domain, order, offset, limit }), (fields ?? []) as readonly string[]),
};
type Paging = Readonly<Record<'domain' | 'order' | 'offset' | 'limit', Value | undefined>>;
const page = (env: Env, name: string, { domain, order, offset, limit }: Paging): number[] => {
  const from = Number(offset ?? 0);
  const rows = search(env, name, (domain ?? []) as readonly Value[], order ?? null);
  return rows.slice(from, typeof limit === 'number' ? from + limit : undefined).map((r) => r.id);
};
function idsOf(list: Value | undefined): number[] {
  const found = typeof list === 'number' ? [list] : ids(list);
  if (new Set(found).size !== found.length) throw crash('Duplicate ids');
  return found;
}

function modelCall(env: Env, name: string, method: string, request: Call): Run {
  const model: Model = modelOf(env, name);
  const own = model.methods?.[method];
  if (!own && !ORM[method]) throw new Abort(403);
  if (model.fresh?.includes(method) && !request.isFresh()) throw new Abort(401);
  return (called, args) => {
    const [first, ...rest] = args;
    const list = isList(first) ? idsOf(first) : first ?? null;
    const result = own ? own(called, list, ...rest) : ORM[method]!(called, name, args);
    const changed = READS.test(method) ? [] : ids(method === 'create' ? result : first);
    for (const id of changed) announce(called, `${name}.${method}`, find(called, name, id) ?? { id });
    return result;
  };
}
const READS = /^(read|search|search_read|search_count|get_preferences)$/;
/** The witness: what was done to which record. A caller's own key stands in the description or the reference. */
const announce = (env: Env, operation: string, r: Row): void =>
  env.told(operation, r.id, r['description'] ?? r['reference'] ?? r['name'] ?? null);

function wizardCall(env: Env, name: string, method: string, request: Call): Run {
  const wizard = wizards.get(name);
  if (!wizard) throw crash(`'${name}'`);
  if (method === 'create') {
    if (wizard.fresh && !request.isFresh()) throw new Abort(401);
    return () => {
      const session = env.db.next('wizard');
      request.open.set(session, { name, data: {} });
      return [session, wizard.start, 'end'];
    };
  }
  const session = Number(request.params[0]);
  if (method === 'delete') return () => { request.open.delete(session); return null; };
  if (method !== 'execute') throw new Abort(403);
  return (called, [, data, state]) => {
    const open = request.open.get(session);
    if (!open) throw crash(`'${session}'`);
    open.data = { ...open.data, ...(data as Values) };
    return wizard.execute(called, String(state), open.data);
  };
}

/** A caller may name the state it saw, as `_timestamp` in the context; an older one is refused. */
function checkStamps(env: Env): void {
  const seen = env.context['_timestamp'];
  if (typeof seen !== 'object' || seen === null) return;
  for (const [record, value] of Object.entries(seen)) {
    const [model = '', id] = record.split(',');
    const r = find(env, model, Number(id));
    if (r && stamp(r) > String(value))
      throw concurrency(`Records "${id}" of model "${modelOf(env, model).label}" were modified in the meanwhile.`);
  }
}
