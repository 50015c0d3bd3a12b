/**
 * A twin of Tryton 6.0 as Debian ships it: the JSON-RPC protocol, and the behaviour of sales, shipments, invoices,
 * journal entries and stock counts that an integration meets. What a connector sees here it sees on the real server;
 * test/lanes/tryton holds one conversation with both and compares.
 */
import type { Applied, Twin, TwinOptions } from '../twin.ts';
import { listen } from '../twin.ts';
import { openDatabase } from './database.ts';
import { modelsOf } from './models.ts';
import { watchMoves } from './models/stock-level.ts';
import { search } from './search.ts';
import { seed } from './seed.ts';
import { serve, type Session } from './server.ts';
import type { Env } from './schema.ts';
import { textOf, toDecimal, value, type Row, type Value } from './value.ts';
import { harborWorld, lotWorld, type TrytonWorld, type WorldProduct } from './world.ts';

export interface TrytonTwinOptions extends TwinOptions {
  readonly database?: string;
  readonly login?: string;
  readonly password?: string;
  /** Goods beside the services of the world; `stock` lies in the first warehouse unless it says where. */
  readonly products?: readonly {
    readonly code: string; readonly name: string; readonly listPrice: string;
    readonly stock: number | Readonly<Record<string, number>>; readonly account?: string;
  }[];
  readonly warehouses?: TrytonWorld['warehouses'];
  readonly accounts?: TrytonWorld['accounts'];
  readonly customer?: TrytonWorld['customer'];
  /** The module stock_lot is there, and the rope leaves by lot only. */
  readonly lots?: true;
  /** Seconds a session may idle before posting asks for a new login; Tryton's default is 300. */
  readonly sessionTimeout?: number;
}
export interface TrytonTwin extends Twin {
  readonly world: TrytonWorld;
  /** Ends every session, as a restarted server or an administrator does. */
  expireSessions(): void;
  /** What a clerk would see: records of a model matching equal values, newest last, decimals and days as text. */
  records(model: string, match?: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[];
  /** Units on hand of a product in a warehouse's storage. */
  stock(code: string, warehouse?: string): number;
}

export async function startTrytonTwin(options: TrytonTwinOptions): Promise<TrytonTwin> {
  const world = worldOf(options);
  const db = openDatabase();
  watchMoves(db);
  const now = options.now ?? (() => new Date());
  const env: Env = { db, models: modelsOf(world), user: 1, company: 1, context: {}, now: now(), told: () => {} };
  const { company, user } = seed(env, world);
  db.commit();
  const applied: Applied[] = [];
  const sessions = new Map<string, Session>();
  const at = (): Env => ({ ...env, company, user, now: now() });
  const app = serve({
    env: { ...env, company }, user, world, faults: options.faults, now, applied, sessions,
    timeoutSeconds: options.sessionTimeout ?? 300,
  });
  const url = await listen(app, options.port);
  return {
    name: 'tryton', url, faults: options.faults, applied, world,
    expireSessions: () => sessions.clear(),
    records(model, match = {}) {
      const domain = Object.entries(match).map(([key, value]) => [key, '=', value as Value]);
      return search(at(), model, domain, [['id', 'ASC']]).map((r) => shown(at(), model, r));
    },
    stock: (code, warehouse = world.warehouses[0]!.code) => stockOf(at(), code, warehouse),
    stop: () => app.close(),
  };
}

function worldOf(options: TrytonTwinOptions): TrytonWorld {
  const { database, login, password, warehouses, accounts, customer } = options;
  const given = { database, login, password, warehouses, accounts, customer };
  const base: TrytonWorld = {
    ...(options.lots ? lotWorld : harborWorld), ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
  if (!options.products) return base;
  const goods = options.products.map((p): WorldProduct => ({
    code: p.code, name: p.name, listPrice: p.listPrice, account: p.account ?? '4000',
    stock: typeof p.stock === 'number' ? { [base.warehouses[0]!.code]: p.stock } : p.stock,
  }));
  return { ...base, products: [...goods, ...harborWorld.products.filter((p) => !p.stock)] };
}

function stockOf(env: Env, code: string, warehouse: string): number {
  const [place] = search(env, 'stock.location', [['code', '=', warehouse], ['type', '=', 'warehouse']]);
  const [product] = search(env, 'product.product', [['code', '=', code]]);
  if (!place || !product) throw new Error(`no ${code} or no ${warehouse}`);
  const asked: Env = { ...env, context: { locations: [value(place, 'storage_location')] } };
  return Number(env.models.get('product.product')!.fields['quantity']!.compute!(asked, product));
}
const shown = (env: Env, model: string, r: Row): Readonly<Record<string, unknown>> => {
  const computed = Object.entries(env.models.get(model)!.fields).filter(([, field]) => field.compute)
    .map(([key, field]) => [key, field.compute!(env, r)] as const);
  return Object.fromEntries([...Object.entries(r), ...computed].map(([key, value]) => [key, readable(value)]));
};
const readable = (value: Value): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('units' in value) return textOf(toDecimal(value));
  return 'day' in value ? value['day'] : 'at' in value ? value['at'] : value;
};
