/**
 * The warehouse's working day: an empty house with its habits, and the beat that takes files in, lets
 * the warehouse work and puts files out.
 *
 * Beats never overlap, so the books need no lock.
 */
import { mulberry32 } from '../faults.ts';
import type { Pace, Shelf, Warehouse } from './books.ts';
import type { Row } from './control-file.ts';
import { takeInbound } from './inbox.ts';
import type { InboundKind } from './layout.ts';
import type { Outbox } from './outbox.ts';
import type { Behaviour } from './picking.ts';
import { accept, cancel, stockRows, work } from './warehouse.ts';

/** Times by the twin's clock, except `beatMs` and `patienceMs`, which are real. */
export interface BeatPace extends Pace {
  readonly beatMs: number;
  readonly snapshotMs: number;
  readonly patienceMs: number;
}
export type Habits = { readonly seed: number } & Partial<Record<Behaviour['kind'], number>>;
export interface Plan {
  readonly behaviour: Behaviour;
  readonly request?: string;
  readonly order?: string;
}

export const bare = (onHand: number): Shelf => ({ onHand, allocated: 0, damaged: 0, picked: 0 });

interface Opening {
  readonly location: string;
  readonly pace: Pace;
  readonly stock: Readonly<Record<string, number>>;
  readonly habits: Habits | undefined;
  /** One-time orders on how to treat a request; used up as they are met. */
  readonly plans: Plan[];
}
export function openWarehouse({ location, pace, stock, habits, plans }: Opening): Warehouse {
  const random = mulberry32(habits?.seed ?? 0);
  const kinds = ['partial', 'split', 'short'] as const;
  return {
    location,
    pace,
    shelves: new Map(Object.entries(stock).map(([sku, onHand]) => [sku, bare(onHand)])),
    kits: new Map(),
    requests: new Map(),
    applied: [],
    numbers: { request: 0, shipment: 0, package: 0 },
    behaviours({ ref, orderRef }) {
      const fits = plans.filter((p) => (p.request ?? ref) === ref && (p.order ?? orderRef) === orderRef);
      for (const plan of fits) plans.splice(plans.indexOf(plan), 1);
      // The dice are thrown for every kind each time, so that one habit does not shift the others.
      const usual = kinds.map((kind) => ({ kind, comes: random() < (habits?.[kind] ?? 0) })).filter((h) => h.comes);
      return [...fits.map((p) => p.behaviour), ...usual.map(({ kind }) => ({ kind }))];
    },
  };
}

export interface Loop {
  readonly tick: () => Promise<void>;
  readonly feedStock: (on: boolean) => void;
  readonly stop: () => Promise<void>;
}
interface Works {
  readonly house: Warehouse;
  readonly outbox: Outbox;
  readonly root: string;
  readonly now: () => Date;
  readonly pace: BeatPace;
}

export function startLoop({ house, outbox, root, now, pace }: Works): Loop {
  let feeding = pace.snapshotMs > 0;
  let snapshotDue = now().getTime() + pace.snapshotMs;
  const handle = (kind: InboundKind, rows: readonly Row[]) =>
    kind === 'SHIPREQ' ? accept(house, rows, now().getTime()) : rows.map((row) => cancel(house, row));
  async function beat(): Promise<void> {
    for (const { rows } of await takeInbound({ root, patienceMs: pace.patienceMs, handle }))
      await outbox.put('ACK', rows.map((row) => ({ ...row, at: now().toISOString() })));
    for (const rows of work(house, now().getTime())) if (rows.length > 0) await outbox.put('SHIPCONF', rows);
    if (feeding && now().getTime() >= snapshotDue) {
      snapshotDue = now().getTime() + pace.snapshotMs;
      await outbox.put('STOCK', stockRows(house, now()));
    }
    await outbox.work();
  }
  // Beats never overlap: each waits for the one before, whoever asked for it.
  let running = Promise.resolve();
  const tick = () => (running = running.then(beat));
  const byItself = () => void tick().catch(() => clearInterval(timer));
  const timer = pace.beatMs > 0 ? setInterval(byItself, pace.beatMs) : undefined;
  return {
    tick,
    feedStock: (on) => void (feeding = on && pace.snapshotMs > 0),
    async stop() {
      clearInterval(timer);
      await running.catch(() => {});
    },
  };
}
