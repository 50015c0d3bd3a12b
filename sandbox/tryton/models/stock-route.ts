/** The legs of a shipment: which of its moves touch the dock, and which lie between dock and shelf. */
import { labelOf, type Env } from '../schema.ts';
import { related, row } from '../relations.ts';
import { copy, value, type Row, type Value, type Values } from '../value.ts';
import { saleOf } from './stock.ts';

export const placeOf = (env: Env, r: Row, part: 'input' | 'output' | 'storage'): Value =>
  value(row(env, 'stock.location', r['warehouse']), `${part}_location`);
export const movesFrom = (env: Env, model: string, r: Row, part: 'input' | 'output'): Row[] =>
  related(env, model, r, 'moves').filter((m) => m['from_location'] === placeOf(env, r, part));
export const movesTo = (env: Env, model: string, r: Row, part: 'input' | 'output'): Row[] =>
  related(env, model, r, 'moves').filter((m) => m['to_location'] === placeOf(env, r, part));
export const idsOf = (list: readonly Row[]): number[] => list.map((r) => r.id);

/** The same goods on the leg before or after a move. */
export const leg = (m: Row, shipment: string, change: Values): Values => ({
  ...copy(m, 'product', 'uom', 'quantity', 'company', 'planned_date'), ...('lot' in m && copy(m, 'lot')),
  shipment, origin: `stock.move,${m.id}`, ...change,
});
export const salesBehind = (env: Env, moves: readonly Row[]): number[] =>
  [...new Set(moves.map((m) => saleOf(env, m)).filter((id) => id !== null))] as number[];
export const originsOf = (env: Env, moves: readonly Row[]): string =>
  salesBehind(env, moves).map((id) => labelOf(env, row(env, 'sale.sale', id), 'sale.sale')).join(', ');
