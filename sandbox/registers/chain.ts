/** The stores of a chain as they stand: registers with their numbers and clocks, and what lies on each shelf. */
import { mulberry32 } from '../faults.ts';
import type { SoldLine, StockDocument, Terms, Ticket, TicketKey } from '../poslog/ticket.ts';
import { stockDocument } from '../poslog/write.ts';
import type { Applied } from '../twin.ts';

export interface ChainOptions {
  readonly now?: () => Date;
  readonly seed?: number;
  readonly stores: number | readonly string[];
  readonly registersPerStore?: number;
  readonly terms?: Partial<Terms>;
  /** SKU → title and price in minor units. */
  readonly items: Readonly<Record<string, { readonly title: string; readonly price: number }>>;
  /** On each store's shelf at the start. */
  readonly shelf: Readonly<Record<string, number>>;
  /** Clocks are wrong by up to so much, either way. */
  readonly driftMs?: number;
}
export interface Basket {
  readonly sku: string;
  readonly quantity: number;
  readonly kind?: 'sale' | 'return';
  readonly original?: TicketKey & { readonly line: number };
  readonly disposal?: SoldLine['disposal'];
  /** Bought elsewhere: nothing is paid out for it here. */
  readonly webOrder?: string;
  readonly voided?: boolean;
  readonly giftCard?: boolean;
}
export interface Register {
  readonly store: string;
  readonly register: string;
  readonly driftMs: number;
  sequence: number;
  offline: boolean;
  /** Written down and not handed over. */
  kept: string[];
  /** How many of its tickets it has handed over. */
  told: number;
  files: number;
}
export type Place = { readonly store: string; readonly register: string };

export interface Chain {
  readonly options: ChainOptions;
  readonly terms: Terms;
  readonly stores: readonly string[];
  readonly all: readonly Register[];
  readonly applied: Applied[];
  readonly tickets: Ticket[];
  readonly random: () => number;
  find(at: Place): Register;
  onShelf(store: string, sku: string): number;
  shift(store: string, sku: string, by: number): void;
  /** The register's idea of the time. */
  clock(r: Register): Date;
  key(r: Register, at: Date): TicketKey;
}

const TERMS: Terms = { version: '2.2.1', currency: 'USD', zone: 'America/Chicago', tax: 625, taxIncluded: false };
/** A business day ends at four in the morning. */
const CUTOFF_HOURS = 4;
/** The store's own computer, which keeps the stock documents. */
const OFFICE = '0';

export function openChain(options: ChainOptions): Chain {
  const now = options.now ?? (() => new Date());
  const terms = { ...TERMS, ...options.terms };
  const random = mulberry32(options.seed ?? 1);
  const stores = typeof options.stores === 'number'
    ? Array.from({ length: options.stores }, (_, i) => `S${String(i + 1).padStart(3, '0')}`) : options.stores;
  const drift = () => Math.round((random() * 2 - 1) * (options.driftMs ?? 0));
  const all = stores.flatMap((store) => Array.from({ length: (options.registersPerStore ?? 2) + 1 }, (_, i): Register => ({
    store, register: String(i), driftMs: String(i) === OFFICE ? 0 : drift(), sequence: 1000, offline: false, kept: [], told: 0, files: 0,
  })));
  const shelves = new Map(stores.flatMap((store) =>
    Object.entries(options.shelf).map(([sku, n]) => [`${store} ${sku}`, n] as const)));
  const onShelf = (store: string, sku: string) => shelves.get(`${store} ${sku}`) ?? 0;
  return {
    options, terms, stores, all, random, onShelf, applied: [], tickets: [],
    find(at) {
      const found = all.find((r) => r.store === at.store && r.register === at.register);
      if (!found) throw new Error(`no register ${at.store}/${at.register}`);
      return found;
    },
    shift: (store, sku, by) => void shelves.set(`${store} ${sku}`, onShelf(store, sku) + by),
    clock: (r) => new Date(now().getTime() + r.driftMs),
    key: (r, at) => ({ store: r.store, register: r.register, sequence: ++r.sequence, day: businessDay(at, terms.zone) }),
  };
}

const businessDay = (at: Date, zone: string): string => Temporal.Instant.fromEpochMilliseconds(at.getTime())
  .toZonedDateTimeISO(zone).subtract({ hours: CUTOFF_HOURS }).toPlainDate().toString();

export const isOffice = (r: Register): boolean => r.register === OFFICE;

/** A stock document of the store's own computer. */
export function document(chain: Chain, store: string, what: Omit<StockDocument, keyof TicketKey | 'at'>): void {
  const office = chain.find({ store, register: OFFICE });
  const at = chain.clock(office);
  const d: StockDocument = { ...chain.key(office, at), at, ...what };
  office.kept.push(stockDocument(d, chain.terms));
  chain.applied.push({ operation: what.type, id: `${store}/${OFFICE}/${d.sequence}` });
}
