/**
 * The company both the twin and the real server start with, so that one conversation can be held with either.
 *
 * It is data and nothing else: the lane hands the same value to seed.py as JSON. Codes are what the connector
 * maps by, because ids differ between two databases and between two years.
 */
export type AccountKind = 'receivable' | 'payable' | 'revenue' | 'expense' | 'asset' | 'liability';

export interface TrytonWorld {
  readonly database: string;
  readonly login: string;
  readonly password: string;
  readonly company: string;
  /** The first is the company's own, at rate 1; the others are units of theirs for one of ours. */
  readonly currencies: readonly { readonly code: string; readonly digits: number; readonly rate: string }[];
  readonly warehouses: readonly { readonly code: string; readonly name: string }[];
  readonly customer: { readonly code: string; readonly name: string };
  readonly accounts: readonly { readonly code: string; readonly name: string; readonly kind: AccountKind }[];
  readonly taxes: readonly { readonly name: string; readonly rate: string; readonly account: string }[];
  readonly products: readonly WorldProduct[];
  /** Lots are kept: the module stock_lot is there. */
  readonly lots?: true;
  readonly paymentMethod: { readonly name: string; readonly account: string };
}

export interface WorldProduct {
  readonly code: string;
  readonly name: string;
  readonly listPrice: string;
  /** Tryton takes only a revenue account here. A product without one can be ordered but never invoiced. */
  readonly account?: string;
  /** On hand by warehouse code. A product without it is a service. */
  readonly stock?: Readonly<Record<string, number>>;
  /** Kinds of places it goes to and from by lot only. */
  readonly lotRequired?: readonly ('customer' | 'supplier' | 'storage')[];
}

const service = (code: string, name: string, account?: string): WorldProduct => ({
  code, name, listPrice: '0.00', ...(account && { account }),
});

export const harborWorld: TrytonWorld = {
  database: 'harbor',
  login: 'threadline',
  password: 'Wh4rf-Lamp.62',
  company: 'Harbor & Pine Trading Co',
  currencies: [
    { code: 'USD', digits: 2, rate: '1' },
    { code: 'EUR', digits: 2, rate: '0.9' },
    { code: 'JPY', digits: 0, rate: '150' },
  ],
  warehouses: [
    { code: 'MAIN', name: 'Main warehouse' },
    { code: 'STORE', name: 'Pearl Street store' },
  ],
  customer: { code: 'WEB', name: 'Online customers' },
  accounts: [
    { code: '1010', name: 'Bank', kind: 'asset' },
    { code: '1150', name: 'Channel clearing', kind: 'asset' },
    { code: '1160', name: 'Reserve held by channels', kind: 'asset' },
    { code: '1180', name: 'Till and safe', kind: 'asset' },
    { code: '1200', name: 'Customers', kind: 'receivable' },
    { code: '2000', name: 'Suppliers', kind: 'payable' },
    { code: '2100', name: 'Sales tax payable', kind: 'liability' },
    { code: '2110', name: 'Tax collected by marketplaces', kind: 'liability' },
    { code: '2200', name: 'Gift cards', kind: 'liability' },
    { code: '4000', name: 'Sales', kind: 'revenue' },
    { code: '4010', name: 'Shipping income', kind: 'revenue' },
    { code: '4090', name: 'Returns and allowances', kind: 'revenue' },
    { code: '4220', name: 'Restocking fees', kind: 'revenue' },
    { code: '5000', name: 'Cost of goods sold', kind: 'expense' },
    { code: '6100', name: 'Commission', kind: 'expense' },
    { code: '6900', name: 'Rounding', kind: 'revenue' },
  ],
  taxes: [{ name: 'Sales tax 8.25%', rate: '0.0825', account: '2100' }],
  products: [
    { code: 'HP-ROPE-10', name: 'Braided rope', listPrice: '24.00', account: '4000', stock: { MAIN: 120, STORE: 8 } },
    { code: 'HP-LAMP', name: 'Storm lantern', listPrice: '59.90', account: '4000', stock: { MAIN: 40, STORE: 3 } },
    { code: 'HP-MUG', name: 'Enamel mug', listPrice: '12.50', account: '4000', stock: { MAIN: 300 } },
    { code: 'HP-RARE', name: 'Brass sextant', listPrice: '189.00', account: '4000', stock: { MAIN: 2 } },
    service('SHIPPING', 'Shipping', '4010'),
    service('TAX', 'Tax as stated by the channel'),
    service('RESTOCKING', 'Restocking fee', '4220'),
    service('ROUNDING', 'Rounding', '6900'),
  ],
  paymentMethod: { name: 'Channel', account: '1150' },
};

/** The same company with the module stock_lot; the rope leaves by lot only. */
export const lotWorld: TrytonWorld = {
  ...harborWorld, database: 'lots', lots: true,
  products: harborWorld.products.map((p) => (p.code === 'HP-ROPE-10' ? { ...p, lotRequired: ['customer'] } : p)),
};
