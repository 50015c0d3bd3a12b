/**
 * What the company's books call things. Ids differ between databases, so everything is found by its code, once per
 * connection; what is not found is looked for again, because somebody will have added it.
 */
import { z } from 'zod';
import { stop, waiting } from '#domain/fault.ts';
import type { LocationId, Sku } from '#domain/brand.ts';
import type { Currency } from '#domain/measure.ts';
import { create, find, openSession, type Query, type TrytonPort } from './rpc.ts';
import { Flag, Id, Ids } from './values.ts';

const Row = z.object({ id: Id });
const rejected = (what: string) =>
  stop.refused('ErpRejected', `Tryton has no ${what}: add it, or correct the settings`);

async function kept<T>(port: TrytonPort, name: string, look: () => Promise<T>): Promise<T> {
  const key = `tryton ${name}`;
  if (!port.memory.has(key)) port.memory.set(key, await look());
  return port.memory.get(key) as T;
}
const byQuery = (port: TrytonPort, what: string, query: Query): Promise<number> => kept(port, what, async () => {
  const [row] = await find(port, { ...query, limit: 1 }, Row);
  if (!row) throw rejected(what);
  return row.id;
});

/** The settings' company, or the one the user works for. */
export async function company(port: TrytonPort): Promise<number> {
  const { company: own } = (await openSession(port)).context;
  if (typeof own !== 'number') throw rejected(`company for the user ${port.settings.login}`);
  return own;
}
export const currency = (port: TrytonPort, unit: Currency): Promise<number> =>
  byQuery(port, `currency ${unit}`, { model: 'currency.currency', domain: [['code', '=', unit]] });
export const journal = (port: TrytonPort, code: string): Promise<number> =>
  byQuery(port, `journal ${code}`, { model: 'account.journal', domain: [['code', '=', code]] });
/** Where goods go that are not for sale any more. */
export const wasteOf = (port: TrytonPort): Promise<number> => byQuery(port, `location for waste ${port.settings.waste ?? ''}`, {
  model: 'stock.location', domain: port.settings.waste ? [['code', '=', port.settings.waste]] : [['type', '=', 'lost_found']],
});
export const tax = (port: TrytonPort, name: string): Promise<number> => kept(port, `tax ${name}`, async () => {
  const [row] = await find(port, { model: 'account.tax', domain: [['name', '=', name]], limit: 1 }, z.object({ id: Id }));
  if (!row) throw stop.refused('UnmappedTaxCode', `Tryton has no tax ${name}`);
  return row.id;
});
export const paymentMethod = (port: TrytonPort, name: string): Promise<number> =>
  byQuery(port, `payment method ${name}`, { model: 'account.invoice.payment.method', domain: [['name', '=', name]] });

const Account = z.object({ id: Id, party_required: Flag.nullable() });
export const account = (port: TrytonPort, code: string) => kept(port, `account ${code}`, async () => {
  const domain = [['code', '=', code], ['company', '=', await company(port)]];
  const [row] = await find(port, { model: 'account.account', domain, limit: 1 }, Account);
  if (!row) throw stop.refused('UnmappedAccount', `Tryton has no account ${code}`);
  return { id: row.id, needsParty: row.party_required === true };
});

const Party = z.object({ id: Id, addresses: Ids, customer_payment_term: Id.nullable() });
/** Channel buyers are guests in the books: one party stands for all, the person stays in the vault. */
export const customer = (port: TrytonPort) => kept(port, 'customer', async () => {
  const { customer: code } = port.settings;
  const [row] = await find(port, { model: 'party.party', domain: [['code', '=', code]], limit: 1 }, Party);
  const address = row?.addresses[0];
  if (!row || !address) throw rejected(`party ${code} with an address`);
  return { id: row.id, address, term: row.customer_payment_term };
});

const Warehouse = z.object({
  id: Id, code: z.string().nullable(), input_location: Id, output_location: Id, storage_location: Id,
});
export type Warehouse = z.output<typeof Warehouse>;
export const warehouses = (port: TrytonPort): Promise<Warehouse[]> =>
  find(port, { model: 'stock.location', domain: [['type', '=', 'warehouse']] }, Warehouse);
/** `of`: a location of ours, which can be mapped to another. */
export const warehouse = (port: TrytonPort, code: string, of?: LocationId): Promise<Warehouse> =>
  kept(port, `warehouse ${code}`, async () => {
    const found = (await warehouses(port)).find((w) => w.code === code);
    if (found) return found;
    throw of === undefined ? stop.refused('UnmappedLocation', `Tryton has no warehouse ${code}`)
      : stop.refused('UnmappedLocation', `Tryton has no warehouse ${code}: say which of its warehouses stands for our ${of}`,
        waiting('warehouse', port.connection, of));
  });
/** A location of ours: by a mapping, by its link, by the settings, or by the same name; mapped, what waited for it goes on. */
export async function warehouseOf(port: TrytonPort, location: LocationId): Promise<Warehouse> {
  const told = (await port.mapping('warehouse', location)) ?? (await port.externalOf('location', location));
  return warehouse(port, told ?? port.settings.warehouses[location] ?? location, location);
}

const Category = z.object({ id: Id, account_revenue: Id.nullable() });
const Product = z.object({
  id: Id, code: z.string().nullable(), type: z.string(), default_uom: Id, 'account_category.': Category.nullable(),
});
export interface Product {
  readonly id: number;
  readonly unit: number;
  readonly isGoods: boolean;
  /** Where its category says sales are booked. */
  readonly revenue?: number;
}
/** A SKU of ours: by its link, or by the same code. */
export const productOf = (port: TrytonPort, sku: Sku): Promise<Product> => kept(port, `sku ${sku}`, async () =>
  product(port, (await port.externalOf('product', sku)) ?? sku));
export const product = (port: TrytonPort, code: string): Promise<Product> => kept(port, `product ${code}`, async () => {
  const [row] = await find(port, { model: 'product.product', domain: [['code', '=', code]], limit: 1 }, Product);
  if (!row) throw stop.refused('UnmappedSku', `Tryton has no product ${code}`);
  const revenue = row['account_category.']?.account_revenue;
  return { id: row.id, unit: row.default_uom, isGoods: row.type !== 'service', ...(revenue && { revenue }) };
});

export const packageType = (port: TrytonPort): Promise<number> => kept(port, 'package type', async () => {
  const { packageType: name } = port.settings;
  const [row] = await find(port, { model: 'stock.package.type', domain: [['name', '=', name]], limit: 1 }, Row);
  return row?.id ?? create(port, 'stock.package.type', { name });
});
