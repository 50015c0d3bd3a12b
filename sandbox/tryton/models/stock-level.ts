/**
 * What lies where. Sums are kept as moves change instead of being added up at each question: a shipment asks for
 * availability on its way, and a twin that has shipped for a day has a hundred thousand moves.
 */
import type { Database } from '../database.ts';
import { today, type Env } from '../schema.ts';
import { find } from '../relations.ts';
import { isDay, type Row, type Value } from '../value.ts';

interface Level { done: number; assigned: number }
interface Levels { readonly at: Map<string, Level>; readonly open: Map<number, Set<number>> }
const levelsOf = new WeakMap<Database, Levels>();

export function watchMoves(db: Database): void {
  const levels: Levels = { at: new Map(), open: new Map() };
  levelsOf.set(db, levels);
  db.watch('stock.move', (before, after) => {
    if (before) count(levels, before, -1);
    if (after) count(levels, after, 1);
  });
}
function count({ at, open }: Levels, move: Row, sign: 1 | -1): void {
  const [product, quantity, state] = [Number(move['product']), Number(move['quantity']) * sign, move['state']];
  const level = (location: Value | undefined): Level => {
    const key = `${Number(location)}/${product}`;
    const found = at.get(key) ?? { done: 0, assigned: 0 };
    at.set(key, found);
    return found;
  };
  if (state === 'done') {
    level(move['from_location']).done -= quantity;
    level(move['to_location']).done += quantity;
  }
  if (state === 'assigned') level(move['from_location']).assigned += quantity;
  if (state !== 'draft' && state !== 'assigned') return;
  const list = open.get(product) ?? new Set();
  open.set(product, list);
  if (sign > 0) list.add(move.id);
  else list.delete(move.id);
}

/** A warehouse stands for its parts, or with `skip` for its storage alone. */
interface Reach { readonly children: boolean; readonly skip: boolean }
export function locationsUnder(env: Env, list: readonly number[], { children, skip }: Reach): Set<number> {
  const found = new Set<number>();
  const take = (id: number) => {
    const r = find(env, 'stock.location', id);
    if (!r || found.has(id)) return;
    if (skip && r['type'] === 'warehouse') return take(Number(r['storage_location']));
    found.add(id);
    if (!children) return;
    for (const child of env.db.having('stock.location', 'parent', id)) take(child);
  };
  list.forEach(take);
  return found;
}

/** On hand: finished moves up to a day; a day not before today counts as now. */
export function onHand(env: Env, product: number, places: ReadonlySet<number>, day?: string): number {
  const levels = levelsOf.get(env.db)!;
  let sum = 0;
  for (const place of places) sum += levels.at.get(`${place}/${product}`)?.done ?? 0;
  if (day === undefined || day >= today(env)) return sum;
  for (const id of env.db.having('stock.move', 'product', product)) {
    const move = env.db.get('stock.move', id)!;
    const when = move['effective_date'];
    if (move['state'] === 'done' && isDay(when) && when.day > day) sum -= change(move, places);
  }
  return sum;
}
/** What planned moves will add or take by a day. */
export function planned(env: Env, product: number, places: ReadonlySet<number>, day = '9999-12-31'): number {
  let sum = 0;
  for (const id of levelsOf.get(env.db)!.open.get(product) ?? []) {
    const move = env.db.get('stock.move', id)!;
    const when = isDay(move['planned_date']) ? move['planned_date'].day : '9999-12-31';
    if (when <= day) sum += change(move, places);
  }
  return sum;
}
const change = (move: Row, places: ReadonlySet<number>): number =>
  Number(move['quantity']) *
    (Number(places.has(Number(move['to_location']))) - Number(places.has(Number(move['from_location']))));

/** On hand less what is assigned to other moves. */
export function available(env: Env, product: number, location: number): number {
  const level = levelsOf.get(env.db)!.at.get(`${location}/${product}`);
  return (level?.done ?? 0) - (level?.assigned ?? 0);
}
