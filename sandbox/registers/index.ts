/**
 * A chain of stores, up to several hundred, whose registers sell from real shelves and leave POSLog files in one drop.
 *
 * A register may be offline: it goes on selling and keeps its tickets; when it is back they come late, under the
 * numbers, times and business day they had. Its clock may be wrong. What lies on each shelf is known here exactly, so
 * a test can compare.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Faults } from '../faults.ts';
import type { StockDocument, Terms, Ticket } from '../poslog/ticket.ts';
import { endOfDay, paidOut, tillSettle } from '../poslog/settle.ts';
import { posLog } from '../poslog/write.ts';
import type { Twin } from '../twin.ts';
import { document, isOffice, openChain, type Basket, type Chain, type ChainOptions, type Place } from './chain.ts';
import { ring, type How } from './ring.ts';
import { createUploads, type Uploads } from './upload.ts';

export type { Basket, Place };

export interface RegistersOptions extends ChainOptions {
  readonly faults: Faults;
  /** Where the drop lies; a temporary folder, removed at stop, when left out. */
  readonly folder?: string;
}
type Rows = StockDocument['rows'];
type Some = { readonly store: string; readonly register?: string };
export interface RegistersTwin extends Twin {
  readonly folder: string;
  readonly stores: readonly string[];
  readonly registers: readonly Place[];
  readonly terms: Terms;
  /** Everything that was rung up and counts, by whichever register. */
  readonly tickets: readonly Ticket[];
  /** What really lies in a store, good to sell. */
  onShelf(store: string, sku: string): number;
  /** Rings up a ticket, as far as the shelf reaches; undefined when nothing of it was there. */
  ring(at: Place, basket: readonly Basket[], how?: How): Ticket | undefined;
  receive(store: string, rows: Rows): void;
  transfer(from: string, to: string, rows: Rows): void;
  /** Counts what lies there now. */
  count(store: string, skus?: readonly string[]): void;
  goOffline(at: Some): void;
  comeBack(at: Some): void;
  /** The register's day ends; its Z has the next number. A register that is offline closes its day alone. */
  closeDay(at: Place, how?: Closing): void;
  /** Cash taken out of the drawer for something small. */
  payOut(at: Place, cents: number, reason: string): void;
  /** A register restored from an image starts its numbers again. */
  restart(at: Place, sequence?: number): void;
  /** Registers that are online hand over what they have; half files are finished. Answers how many tickets went. */
  upload(): Promise<number>;
}

export async function startRegisters(options: RegistersOptions): Promise<RegistersTwin> {
  const root = options.folder ?? (await mkdtemp(join(tmpdir(), 'registers-')));
  const drop = join(root, 'poslog');
  await mkdir(drop, { recursive: true });
  const chain = openChain(options);
  const uploads = createUploads(drop, options.faults);
  const offline = (at: Some, is: boolean) => {
    for (const r of chain.all) if (r.store === at.store && (at.register ?? r.register) === r.register) r.offline = is;
  };
  return {
    name: 'registers', url: pathToFileURL(root).href, folder: root, faults: options.faults,
    applied: chain.applied, stores: chain.stores, tickets: chain.tickets, registers: chain.all.filter((r) => !isOffice(r)),
    onShelf: chain.onShelf, terms: chain.terms,
    ring: (at, basket, how) => ring(chain, at, basket, how),
    receive(store, rows) {
      for (const r of rows) chain.shift(store, r.sku, r.quantity);
      document(chain, store, { type: 'InventoryReception', rows });
    },
    transfer: (from, to, rows) => transfer(chain, { from, to, rows }),
    count: (store, skus = Object.keys(options.shelf)) =>
      document(chain, store, { type: 'PhysicalCount', rows: skus.map((sku) => ({ sku, quantity: chain.onShelf(store, sku) })) }),
    goOffline: (at) => offline(at, true),
    comeBack: (at) => offline(at, false),
    closeDay: (where, how) => closeDay(chain, where, how),
    payOut(where, cents, reason) {
      const register = chain.find(where);
      const at = chain.clock(register);
      register.kept.push(paidOut(chain.key(register, at), at, { terms: chain.terms, cents, reason }));
    },
    restart: (at, sequence = 1000) => void (chain.find(at).sequence = sequence),
    upload: () => upload(chain, uploads),
    async stop() {
      if (options.folder === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}

export interface Closing {
  /** Cash counted more than should be there, in cents; less is below zero. */
  readonly over?: number;
  /** By the store's own computer: of what the register has handed over, or of all that it has. */
  readonly byOffice?: 'handed over' | 'all';
}
const isOf = (t: Ticket, r: { store: string; register: string }): boolean => t.store === r.store && t.register === r.register;

/** The till's settlement with its sums, then the end of the day. */
function closeDay(chain: Chain, where: Place, { over = 0, byOffice }: Closing = {}): void {
  const register = chain.find(where);
  const at = chain.clock(register);
  const key = chain.key(register, at);
  const mine = chain.tickets.filter((t) => isOf(t, register)).slice(0, byOffice === 'handed over' ? register.told : undefined).filter((t) => t.day === key.day);
  const to = byOffice ? chain.all.find((r) => r.store === where.store && isOffice(r))! : register;
  to.kept.push(tillSettle(key, at, { tickets: mine, terms: chain.terms, over }));
  to.kept.push(endOfDay(chain.key(register, at), at, chain.terms));
}

function transfer(chain: Chain, way: { from: string; to: string; rows: Rows }): void {
  for (const { sku, quantity } of way.rows) {
    chain.shift(way.from, sku, -quantity);
    chain.shift(way.to, sku, quantity);
  }
  for (const store of [way.from, way.to]) document(chain, store, { type: 'InventoryTransfer', ...way });
}

async function upload(chain: Chain, uploads: Uploads): Promise<number> {
  await uploads.finish();
  let sent = 0;
  for (const r of chain.all.filter((x) => !x.offline && x.kept.length > 0)) {
    const kept = r.kept.splice(0);
    sent += kept.length;
    r.told = chain.tickets.filter((t) => isOf(t, r)).length;
    const name = `${r.store}_R${r.register}_${String(++r.files).padStart(5, '0')}`;
    await uploads.put(name, kept, (some) => posLog(some, chain.terms, r.files));
  }
  return sent;
}
