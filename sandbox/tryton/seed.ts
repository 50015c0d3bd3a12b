/** Fills an empty database with a world, as test/lanes/tryton/seed.py does with the real server. */
import type { Env } from './schema.ts';
import { call } from './relations.ts';
import { create } from './records.ts';
import { decimal, value, type Values } from './value.ts';
import type { AccountKind, TrytonWorld } from './world.ts';

const one = (env: Env, model: string, values: Values): number => create(env, model, [values])[0]!;

/** Returns the id of the company and of the user who speaks for us. */
export function seed(env: Env, world: TrytonWorld): { company: number; user: number } {
  const currencies = world.currencies.map((c) => one(env, 'currency.currency', {
    name: c.code, code: c.code, symbol: c.code, digits: c.digits, rounding: { units: 1n, scale: c.digits },
    rates: [['create', [{ date: { day: '2020-01-01' }, rate: decimal(c.rate) }]]],
  }));
  places(env, world);
  const company = one(env, 'company.company', {
    party: one(env, 'party.party', { name: world.company }), currency: currencies[0]!,
  });
  const mine: Env = { ...env, company };
  one(mine, 'res.user', { name: 'Administrator', login: 'admin', company });
  const user = one(mine, 'res.user', { name: 'Threadline', login: world.login, company });
  const accounts = chart(mine, world);
  years(mine);
  for (const tax of world.taxes) one(mine, 'account.tax', {
    name: tax.name, description: tax.name, type: 'percentage', rate: decimal(tax.rate),
    invoice_account: accounts.get(tax.account)!, credit_note_account: accounts.get(tax.account)!,
  });
  const products = goods(mine, world, accounts);
  opening(mine, world, products);
  people(mine, world, accounts);
  return { company, user };
}

function places(env: Env, world: TrytonWorld): void {
  for (const type of ['supplier', 'customer', 'lost_found'])
    one(env, 'stock.location', { name: type, type, code: type === 'customer' ? 'CUS' : null });
  for (const { code, name } of world.warehouses) {
    const warehouse = one(env, 'stock.location', { name, code, type: 'warehouse' });
    const part = (kind: string) =>
      one(env, 'stock.location', { name: `${code} ${kind}`, type: 'storage', parent: warehouse });
    const row = env.db.get('stock.location', warehouse)!;
    env.db.replace('stock.location', {
      ...row, input_location: part('input'), output_location: part('output'), storage_location: part('storage'),
    });
  }
}

const JOURNALS = [
  ['REV', 'Revenue', 'revenue'], ['EXP', 'Expense', 'expense'], ['CASH', 'Cash', 'cash'], ['STO', 'Stock', 'general'],
  ['GEN', 'General', 'general'],
] as const;
function chart(env: Env, world: TrytonWorld): ReadonlyMap<string, number> {
  const types = new Map<AccountKind, number>();
  for (const kind of ['receivable', 'payable', 'revenue', 'expense', 'asset', 'liability'] as const) {
    const flag = kind === 'asset' || kind === 'liability' ? {} : { [kind]: true };
    types.set(kind, one(env, 'account.account.type', { name: kind, ...flag }));
  }
  for (const [code, name, type] of JOURNALS) one(env, 'account.journal', { code, name, type });
  return new Map(world.accounts.map(({ code, name, kind }) => [code, one(env, 'account.account', {
    code, name, type: types.get(kind)!, party_required: kind === 'receivable' || kind === 'payable',
  })]));
}

/** Last, this and next year of the twin's clock, by month. */
function years(env: Env): void {
  const now = env.now.getUTCFullYear();
  for (const year of [now - 1, now, now + 1]) {
    const fiscalyear = one(env, 'account.fiscalyear', {
      name: String(year), company: env.company,
      start_date: { day: `${year}-01-01` }, end_date: { day: `${year}-12-31` },
    });
    for (let month = 1; month <= 12; month += 1) {
      const name = `${year}-${String(month).padStart(2, '0')}`;
      const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
      one(env, 'account.period', { name, fiscalyear, start_date: { day: `${name}-01` }, end_date: { day: last } });
    }
  }
}

function goods(env: Env, world: TrytonWorld, accounts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const unit = one(env, 'product.uom', { name: 'Unit', symbol: 'u', digits: 0 });
  const categories = new Map<string, number>();
  const category = (code: string): number => {
    const found = categories.get(code) ?? one(env, 'product.category', {
      name: `Account ${code}`, accounting: true, account_revenue: accounts.get(code)!,
    });
    categories.set(code, found);
    return found;
  };
  return new Map(world.products.map((p) => {
    const template = one(env, 'product.template', {
      name: p.name, code: p.code, default_uom: unit, type: p.stock ? 'goods' : 'service', salable: true,
      list_price: decimal(p.listPrice), account_category: p.account ? category(p.account) : null,
    });
    if (p.lotRequired) env.db.replace('product.template', { ...env.db.get('product.template', template)!, lot_required: p.lotRequired });
    return [p.code, one(env, 'product.product', { template, code: p.code })];
  }));
}

function opening(env: Env, world: TrytonWorld, products: ReadonlyMap<string, number>): void {
  for (const { code } of world.warehouses) {
    const [id] = [...env.db.having('stock.location', 'code', code)];
    const lines = world.products.filter((p) => p.stock?.[code])
      .map((p) => ({ product: products.get(p.code)!, quantity: p.stock![code]! }));
    if (lines.length === 0) continue;
    const inventory = one(env, 'stock.inventory', {
      location: value(env.db.get('stock.location', id!)!, 'storage_location'), lines: [['create', lines]],
    });
    call(env, 'stock.inventory', 'confirm', [inventory]);
  }
}

function people(env: Env, world: TrytonWorld, accounts: ReadonlyMap<string, number>): void {
  const term = one(env, 'account.invoice.payment_term', { name: 'Paid by the channel' });
  const country = one(env, 'country.country', { name: 'United States', code: 'US', code3: 'USA' });
  one(env, 'party.party', {
    code: world.customer.code, name: world.customer.name, customer_payment_term: term,
    addresses: [['create', [{ street: '1 Quay Street', city: 'Portland', postal_code: '97201', country }]]],
  });
  const [cash] = [...env.db.having('account.journal', 'code', 'CASH')];
  const clearing = accounts.get(world.paymentMethod.account)!;
  one(env, 'account.invoice.payment.method', {
    name: world.paymentMethod.name, journal: cash!, credit_account: clearing, debit_account: clearing,
  });
}
