/**
 * Starts the 3PL twin: a warehouse behind a folder tree, served over SFTP or used as it lies.
 *
 * The warehouse works on its own at every beat of the real clock, by the times of `now`; a test may
 * also beat by hand with `tick`. The contract of the files is README.md in this folder.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Faults } from '../faults.ts';
import type { Twin } from '../twin.ts';
import { bare, openWarehouse, startLoop, type BeatPace, type Habits, type Plan } from './beat.ts';
import type { LotOnShelf, Shelf, ShippingRequest } from './books.ts';
import type { Row } from './control-file.ts';
import type { FileFault } from './file-faults.ts';
import { FOLDERS, type OutboundKind } from './layout.ts';
import { createOutbox } from './outbox.ts';
import type { Behaviour } from './picking.ts';
import { startSftpServer, type SftpServer } from './sftp-server.ts';
import { stockRows } from './warehouse.ts';

export type { Behaviour, FileFault, OutboundKind, ShippingRequest };

export interface ThreePlOptions {
  /** SFTP on this port (0: a free one). Left out together with a given `folder`: a plain folder, no server. */
  readonly port?: number;
  /** Where the tree lies; a temporary folder, removed at stop, when left out. */
  readonly folder?: string;
  readonly faults: Faults;
  readonly now?: () => Date;
  /** By which files grow and are corrected; `now` unless given. */
  readonly machine?: () => Date;
  readonly user?: string;
  readonly password?: string;
  readonly key?: string;
  readonly locationCode: string;
  /** On hand per SKU; these are also the only SKUs the warehouse knows. */
  readonly stock: Readonly<Record<string, number>>;
  /** In milliseconds. `snapshotMs` 0: snapshots only when asked; `beatMs` 0: beats only by `tick`. */
  readonly pace?: Partial<ThreePlPace>;
  /** Chance per request of each behaviour, seeded; none when left out. */
  readonly habits?: Habits;
  /** Whether outbound files come with a .sha256; the trailer is always there. */
  readonly sidecar?: boolean;
}

/** `growMs`: until a half-written or held-back file is whole; `correctionMs`: until a wrong one is put right. */
export type ThreePlPace = BeatPace & { readonly growMs: number; readonly correctionMs: number };
const PACE: ThreePlPace = {
  beatMs: 40, pickMs: 300, shipMs: 300, betweenMs: 300, snapshotMs: 0, patienceMs: 2000, growMs: 1000,
  correctionMs: 1500,
};

export interface ReturnReceipt {
  readonly rma: string;
  readonly orderRef: string;
  readonly lineRef: string;
  readonly sku: string;
  readonly quantity: number;
  readonly grade: 'A' | 'B' | 'C' | 'X';
  /** What the label of the goods says, where lots are kept. */
  readonly lot?: string;
  readonly expires?: string;
}
export interface Door {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `SHA256:…`, to be pinned by the client. */
  readonly hostFingerprint: string;
  readonly refusedLogins: () => number;
}
export interface ThreePlTwin extends Twin {
  readonly folder: string;
  readonly locationCode: string;
  /** How to log in; undefined for a plain folder. */
  readonly sftp: Door | undefined;
  readonly requests: ReadonlyMap<string, Readonly<ShippingRequest>>;
  readonly shelves: ReadonlyMap<string, Readonly<Shelf>>;
  /** One beat of the warehouse, now. */
  tick(): Promise<void>;
  /** Writes a stock snapshot; answers the file's name. `allZero` is the bad day of a stock feed. */
  snapshot(how?: { allZero?: boolean }): Promise<string>;
  /** Whether snapshots go out by themselves every `snapshotMs`. */
  feedStock(on: boolean): void;
  setStock(sku: string, onHand: number): void;
  /** From now on the item is kept by lot: so many of each, good until a day. */
  setLots(sku: string, lots: readonly Readonly<LotOnShelf>[]): void;
  /** From now on the item is put together from so many of each part as it is picked. */
  setKit(sku: string, parts: Readonly<Record<string, number>>): void;
  /** Goods come back: grades A and B go on the shelf, C is damaged, X is nobody's. */
  receiveReturn(lines: readonly ReturnReceipt[]): Promise<string>;
  /** The buyer of a pickup comes to the desk. */
  collect(orderRef: string): void;
  /** The next request that fits is treated so, once. */
  behave(behaviour: Behaviour, which?: { request?: string; order?: string }): void;
  /** The next `count` files of a kind come out wrong in this way. */
  misbehave(kind: OutboundKind | '*', fault: FileFault, count?: number): void;
}

export async function startThreePlTwin(options: ThreePlOptions): Promise<ThreePlTwin> {
  const now = options.now ?? (() => new Date());
  const pace = { ...PACE, ...options.pace };
  const root = options.folder ?? (await mkdtemp(join(tmpdir(), 'threepl-')));
  for (const folder of FOLDERS) await mkdir(join(root, folder), { recursive: true });
  const plans: Plan[] = [];
  const { faults, locationCode: location, stock, habits } = options;
  const house = openWarehouse({ location, pace, stock, habits, plans });
  const outbox = createOutbox({
    folder: join(root, 'outbound'), location, faults, now, machine: options.machine ?? now, sidecar: options.sidecar ?? true,
    growMs: pace.growMs, correctionMs: pace.correctionMs,
  });
  const server = options.folder !== undefined && options.port === undefined ? undefined : await serve(options, root);
  const loop = startLoop({ house, outbox, root, now, pace });
  const user = options.user ?? 'client';
  let receipts = 0;
  return {
    name: '3pl',
    url: server ? `sftp://${user}@127.0.0.1:${server.port}/` : pathToFileURL(root).href,
    folder: root,
    locationCode: location,
    sftp: server && { ...server, host: '127.0.0.1', user },
    faults,
    applied: house.applied,
    requests: house.requests,
    shelves: house.shelves,
    tick: loop.tick,
    snapshot: (how) => outbox.put('STOCK', stockRows(house, now(), how?.allZero)),
    feedStock: loop.feedStock,
    setStock: (sku, onHand) => void house.shelves.set(sku, { ...(house.shelves.get(sku) ?? bare(0)), onHand }),
    setLots: (sku, lots) => void house.shelves.set(sku, {
      ...(house.shelves.get(sku) ?? bare(0)), onHand: lots.reduce((n, l) => n + l.quantity, 0), lots: lots.map((l) => ({ ...l })),
    }),
    setKit: (sku, parts) => void house.kits.set(sku, parts),
    receiveReturn(lines) {
      for (const line of lines) putAway(house.shelves.get(line.sku), line);
      const receiptRef = `RC${String(++receipts).padStart(7, '0')}`;
      return outbox.put('RETURN', lines.map((line) => returnRow(line, receiptRef, location, now())));
    },
    collect(orderRef) {
      for (const r of house.requests.values()) if (r.orderRef === orderRef && r.service === 'PICKUP') r.collected = true;
    },
    behave: (behaviour, which) => void plans.push({ behaviour, ...which }),
    misbehave: (kind, fault, count = 1) => outbox.misbehave(kind, fault, count),
    async stop() {
      await loop.stop();
      await server?.stop();
      if (options.folder === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}

function serve(options: ThreePlOptions, root: string): Promise<SftpServer> {
  const { port = 0, faults, user = 'client', password, key } = options;
  if (password === undefined && key === undefined) throw new Error('the 3PL twin needs a password or a key to admit');
  return startSftpServer({ root, port, faults, user, password, key });
}

function putAway(shelf: Shelf | undefined, line: ReturnReceipt): void {
  if (!shelf || line.grade === 'X') return;
  if (line.grade === 'C') shelf.damaged += line.quantity;
  else shelf.onHand += line.quantity;
  if (line.grade === 'C' || !shelf.lots || !line.lot) return;
  const there = shelf.lots.find((l) => l.lot === line.lot);
  if (there) there.quantity += line.quantity;
  else shelf.lots.push({ lot: line.lot, quantity: line.quantity, ...(line.expires && { expires: line.expires }) });
}

function returnRow(line: ReturnReceipt, receiptRef: string, location: string, at: Date): Row {
  return {
    receipt_ref: receiptRef, rma: line.rma, order_ref: line.orderRef, line_ref: line.lineRef, sku: line.sku,
    quantity: String(line.quantity), grade: line.grade, location, received_at: at.toISOString(), lot: line.lot ?? '',
    expires: line.expires ?? '',
  };
}
