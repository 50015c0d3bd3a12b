/**
 * Tables in memory with transactions: rows are replaced, never changed, and every replacement can be undone, so
 * a call that ends in an error leaves nothing behind, as in the real server.
 *
 * Equality look-ups are indexed the first time somebody asks for them; a busy twin holds tens of thousands of rows.
 */
import type { Row, Value } from './value.ts';

export type Watcher = (before: Row | undefined, after: Row | undefined) => void;
interface Table {
  readonly rows: Map<number, Row>;
  readonly indexes: Map<string, Map<string, Set<number>>>;
  readonly watchers: Watcher[];
  last: number;
}
const nobody: ReadonlySet<number> = new Set();
export type Database = ReturnType<typeof openDatabase>;

export const indexKey = (value: Value | undefined): string =>
  (typeof value === 'object' && value !== null ? JSON.stringify(value, (_k, v: unknown) =>
    (typeof v === 'bigint' ? String(v) : v)) : `${typeof value}:${String(value)}`);

export function openDatabase() {
  const tables = new Map<string, Table>();
  const counters = new Map<string, number>();
  let undo: (() => void)[] = [];

  const table = (model: string): Table => tables.get(model) ?? newTable(tables, model);
  function put(t: Table, id: number, after: Row | undefined): void {
    const before = t.rows.get(id);
    if (after) t.rows.set(id, after);
    else t.rows.delete(id);
    for (const [field, index] of t.indexes) {
      const [left, right] = [before && indexKey(before[field]), after && indexKey(after[field])];
      if (left === right) continue;
      if (left !== undefined) index.get(left)?.delete(id);
      if (right !== undefined) file(index, right, id);
    }
    for (const watch of t.watchers) watch(before, after);
  }
  function change(model: string, id: number, after: Row | undefined): void {
    const t = table(model);
    const before = t.rows.get(id);
    undo.push(() => put(t, id, before));
    put(t, id, after);
  }
  return {
    get: (model: string, id: number): Row | undefined => table(model).rows.get(id),
    all: (model: string): Row[] => [...table(model).rows.values()],
    insert(model: string, values: Omit<Row, 'id'>): Row {
      const t = table(model);
      const row = { ...values, id: (t.last += 1) } as Row; // Like a serial, an id is not given twice even after undo.
      change(model, row.id, row);
      return row;
    },
    replace: (model: string, row: Row): void => change(model, row.id, row),
    remove: (model: string, id: number): void => change(model, id, undefined),
    /** Ids of the rows whose field has this value. */
    having(model: string, field: string, value: Value): ReadonlySet<number> {
      const t = table(model);
      let index = t.indexes.get(field);
      if (!index) {
        t.indexes.set(field, (index = new Map()));
        for (const row of t.rows.values()) file(index, indexKey(row[field]), row.id);
      }
      return index.get(indexKey(value)) ?? nobody;
    },
    watch: (model: string, watcher: Watcher): void => void table(model).watchers.push(watcher),
    /** The next number of a sequence; a rolled back call gives it back, as Tryton's sequences do. */
    next(sequence: string): number {
      const before = counters.get(sequence) ?? 0;
      counters.set(sequence, before + 1);
      undo.push(() => counters.set(sequence, before));
      return before + 1;
    },
    commit: (): void => { undo = []; },
    rollback(): void {
      for (const back of undo.toReversed()) back();
      undo = [];
    },
  };
}

function newTable(tables: Map<string, Table>, model: string): Table {
  const table: Table = { rows: new Map(), indexes: new Map(), watchers: [], last: 0 };
  tables.set(model, table);
  return table;
}
function file(index: Map<string, Set<number>>, key: string, id: number): void {
  const set = index.get(key);
  if (set) set.add(id);
  else index.set(key, new Set([id]));
}
