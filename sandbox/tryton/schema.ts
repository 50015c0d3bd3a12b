/**
 * How a Tryton model is described here: its fields, what it checks, and the methods the protocol exposes. A field
 * with `compute` is a Function field: it is read, never stored, and can be searched only with a `searcher`.
 */
import type { Database } from './database.ts';
import type { Row, Value, Values } from './value.ts';

export interface Env {
  readonly db: Database;
  readonly models: ReadonlyMap<string, Model>;
  readonly user: number;
  readonly company: number;
  readonly context: Readonly<Record<string, Value>>;
  readonly now: Date;
  /** Told of every record that a call changes; heard only when the call is committed. */
  readonly told: (operation: string, id: number, key: Value) => void;
}
export type Clause = readonly Value[];
export type FieldKind =
  | 'char' | 'integer' | 'float' | 'boolean' | 'numeric' | 'date' | 'datetime' | 'selection'
  | 'many2one' | 'one2many' | 'many2many' | 'reference';
type Depends<T> = T | ((env: Env, row: Row) => T);

export interface Field {
  readonly kind: FieldKind;
  readonly label: string;
  /** The model a relation points to, and the field there that points back. */
  readonly to?: string;
  readonly by?: string;
  readonly options?: readonly string[];
  readonly digits?: Depends<number>;
  readonly required?: Depends<boolean>;
  readonly initial?: Value | ((env: Env) => Value);
  /** The model's domain on the value. */
  readonly domain?: (env: Env, row: Row, value: Value) => boolean;
  readonly compute?: (env: Env, row: Row) => Value;
  /** A Function field that takes writes hands them to this stored field. */
  readonly setter?: string;
  readonly searcher?: (operator: Value, value: Value) => Clause;
}
/** @throws Problem or Abort. Arguments come without the context. */
export type Method = (env: Env, ...args: readonly Value[]) => Value;
export interface Model {
  readonly name: string;
  readonly label: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly order: readonly (readonly [field: string, direction: string])[];
  readonly recName?: (env: Env, row: Row) => string;
  /** Changes the values of a new record (numbers from sequences). */
  readonly beforeCreate?: (env: Env, values: Values) => void;
  readonly afterCreate?: (env: Env, id: number) => void;
  /** Refuses or completes a change before it is applied. */
  readonly beforeWrite?: (env: Env, row: Row, values: Values) => void;
  readonly afterWrite?: (env: Env, ids: readonly number[], values: Values) => void;
  readonly beforeDelete?: (env: Env, rows: readonly Row[]) => void;
  readonly afterDelete?: (env: Env, rows: readonly Row[]) => void;
  readonly check?: (env: Env, row: Row) => void;
  readonly methods?: Readonly<Record<string, Method>>;
  /** Methods that need a session used within the server's timeout. */
  readonly fresh?: readonly string[];
}

type Options = Omit<Field, 'kind' | 'label' | 'to' | 'by' | 'options'>;
const plain = (kind: FieldKind) => (label: string, options: Options = {}): Field => ({ kind, label, ...options });
export const char = plain('char');
export const integer = plain('integer');
export const float = plain('float');
export const boolean = plain('boolean');
export const numeric = plain('numeric');
export const date = plain('date');
export const datetime = plain('datetime');
export const reference = plain('reference');
export const selection = (label: string, options: readonly string[], more: Options = {}): Field =>
  ({ kind: 'selection', label, options, ...more });
export const toOne = (label: string, to: string, more: Options = {}): Field =>
  ({ kind: 'many2one', label, to, ...more });
export const toMany = (label: string, to: string, by: string, more: Options = {}): Field =>
  ({ kind: 'one2many', label, to, by, ...more });
export const links = (label: string, to: string, more: Options = {}): Field =>
  ({ kind: 'many2many', label, to, ...more });

/** What every record has. */
export const commonFields: Readonly<Record<string, Field>> = {
  id: integer('ID'),
  create_date: datetime('Created at'),
  create_uid: toOne('Created by', 'res.user'),
  write_date: datetime('Edited at'),
  write_uid: toOne('Edited by', 'res.user'),
};
export const fieldOf = (model: Model, name: string): Field | undefined => model.fields[name] ?? commonFields[name];
export const labelOf = (env: Env, row: Row, model: string): string => {
  const { recName } = env.models.get(model)!;
  return recName ? recName(env, row) : String(row['name'] ?? row.id);
};
export const today = (env: Env): string => env.now.toISOString().slice(0, 10);
export const decide = <T>(env: Env, row: Row, value: Depends<T> | undefined): T | undefined =>
  (typeof value === 'function' ? (value as (env: Env, row: Row) => T)(env, row) : value);
/** 11/20/2026, as Tryton writes dates into sentences for an English user. */
export const spoken = (day: string): string => {
  const [year, month, date] = day.split('-');
  return `${month}/${date}/${year}`;
};
/** Fields that many models have. */
export const ofCompany = toOne('Company', 'company.company', { required: true, initial: (env) => env.company });
export const numbered = (_env: Env, r: Row): string =>
  [r['number'], r['reference'] && `[${String(r['reference'])}]`].filter(Boolean).join(' ') || `(${r.id})`;
export const has = (r: Row, field: string, ...values: readonly string[]): boolean => values.includes(String(r[field]));
