/**
 * How many orders a place was given on a day, where that is limited. An order counts once at a place; a promise that is
 * given back before anything left gives its turn back, to the day on which it was taken. The database's own condition
 * stands behind, so that many workers at once never fill a place beyond its day.
 */
import * as ahead from '#store/stock-ahead.ts';
import type { Batch } from './handler.ts';

type Change = ahead.LoadChange;
const CUT = '\u001f';
const key = (...parts: readonly string[]): string => parts.join(CUT);

export class Loads {
  private readonly batch: Batch;
  /** Remembers how to take back what the rule at work does. */
  private readonly put: (map: Map<string, Change>, k: string, value: Change) => void;
  private readonly known = new Map<string, ReadonlyMap<string, number>>();
  private readonly changes = new Map<string, Change>();

  constructor(batch: Batch, put: Loads['put']) {
    this.batch = batch;
    this.put = put;
  }
  private get today(): string {
    return this.batch.now.slice(0, 10);
  }

  /** Read when a place with a capacity is first asked about. */
  async read(tenant: string): Promise<void> {
    if (!this.known.has(tenant)) this.known.set(tenant, await ahead.loadsOf(this.batch.tx, tenant, this.today));
  }
  of(tenant: string, location: string): number {
    const change = this.changes.get(key(tenant, location, this.today));
    return Math.max(0, (this.known.get(tenant)?.get(location) ?? 0) + (change ? change.orders + change.forced : 0));
  }

  /** One more order today. `forced`: it was promised there before anybody asked for room, and is not turned away. */
  give(tenant: string, location: string, { capacity, forced }: { capacity: number; forced: boolean }): string {
    this.change({ tenant, location, day: this.today, capacity, orders: forced ? 0 : 1, forced: forced ? 1 : 0 });
    return this.today;
  }
  back(tenant: string, location: string, day: string): void {
    this.change({ tenant, location, day, capacity: 0, orders: -1, forced: 0 });
  }
  private change(c: Change): void {
    const k = key(c.tenant, c.location, c.day);
    const before = this.changes.get(k);
    this.put(this.changes, k, before ? { ...c, orders: before.orders + c.orders, forced: before.forced + c.forced,
      capacity: Math.max(before.capacity, c.capacity) } : c);
  }

  async write(): Promise<void> {
    const changes = [...this.changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, c]) => c);
    for (const c of changes.filter((x) => x.orders !== 0 || x.forced !== 0))
      if (!(await ahead.changeLoad(this.batch.tx, c)))
        throw Object.assign(new Error(`${c.location} was filled by others meanwhile`), { code: '40001' });
  }
}
