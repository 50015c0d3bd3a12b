/**
 * The stock rows of a batch: locked in one order everywhere (shard, tenant, SKU, account), moved in memory while
 * the rules decide, written once at the end. A unit is promised once whatever runs at once, and the database's own
 * check on stock accounts stands behind it. However many orders a batch has, the number of statements stays the same.
 */
import { GOODS_KINDS, lotAt, owedAt, PHYSICAL, stockAccount } from '#domain/goods.ts';
import { shardOf } from '#domain/shard.ts';
import type { Claimed } from '#store/delivery.ts';
import * as ahead from '#store/stock-ahead.ts';
import { lotsOf } from '#store/stock-lot.ts';
import * as counts from '#store/stock-count.ts';
import * as ledger from '#store/ledger.ts';
import { shardsOf } from '#store/query.ts';
import * as reservations from '#store/stock-reservation.ts';
import { newId } from '../identity.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { Calm } from './goods-calm.ts';
import { Loads } from './goods-loads.ts';
import { LotRows } from './goods-lot-rows.ts';
import type { Batch } from './handler.ts';

export interface Movement {
  readonly sku: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: number;
}
export interface Counted {
  readonly asOf: string;
  /** Counted fewer than are promised; not posted, because promises stand. */
  readonly missing: number;
  /** When the last count that named lots was made. */
  readonly byLot?: string | undefined;
}
/** What a batch will touch, known before anything is locked. */
export interface Reach {
  readonly skus: readonly { readonly tenant: string; readonly sku: string }[];
  /** Accounts beside the stock accounts: lots, transfers. */
  readonly more: readonly string[];
  /** Counts, which have to allow for what left since their moment. */
  readonly counting: readonly Claimed[];
}

/** What is physically there: promised or not, and less what was promised beyond it. */
export const physicalAt = (location: string): string[] =>
  [...(['on_hand', 'reserved', 'held'] as const).map((kind) => stockAccount(location, kind)), owedAt(location)];

const CUT = '\u001f';
const key = (...parts: readonly string[]): string => parts.join(CUT);

const seen = new WeakMap<Platform, Set<string>>();
const seenBy = (platform: Platform): Set<string> => seen.get(platform) ?? seen.set(platform, new Set()).get(platform)!;
const AHEAD = ['incoming', 'claimed', 'in_transit', 'bound'] as const;

export class Stock {
  private readonly batch: Batch;
  private readonly amounts = new Map<string, number>();
  private readonly counts = new Map<string, Counted>();
  private readonly left = new Map<Claimed, number>();
  private readonly incoming = new Map<string, ahead.IncomingRow>();
  private readonly claims = new Map<string, ahead.ClaimRow>();
  private readonly since = new Map<string, string>();
  readonly loads: Loads;
  private readonly entries: (ledger.NewEntry & { moved: Movement })[] = [];
  readonly lots: LotRows;
  private readonly over = new Map<string, true>();
  readonly calm = new Calm((map, k, value) => this.put(map, k, value));
  private readonly holds: reservations.ReservationMove[] = [];
  private readonly beside: ((batch: Batch) => Promise<unknown>)[] = [];
  /** How to take back what the rule at work has done so far. */
  private readonly undo: (() => void)[] = [];
  private readonly touched = { counts: new Set<string>(), incoming: new Set<string>(), claims: new Set<string>() };

  private constructor(batch: Batch) {
    this.batch = batch;
    this.lots = new LotRows((tenant, l) => this.at(tenant, lotAt(l.location, l.lot), l.sku), (map, k, row) => this.put(map, k, row));
    this.loads = new Loads(batch, (map, k, value) => this.put(map, k, value));
  }

  static async lock(batch: Batch, { skus, more, counting }: Reach): Promise<Stock> {
    const stock = new Stock(batch);
    const shards = shardsOf(skus.map((x) => ({ shard: ledger.skuShard(x.tenant, x.sku) })));
    const tenants = [...new Set(skus.map((x) => x.tenant))];
    const units = [...new Set(skus.map((x) => x.sku))];
    if (shards.length > 0) await stock.load(shards, tenants, { units, more, fresh: stock.fresh(skus) });
    await Promise.all(counting.map(async (d) => {
      const { sku, location, asOf } = d.data as { sku: string; location: string; asOf: string };
      stock.left.set(d, await counts.leftSince(batch.tx,
        { tenant: d.tenant, sku, since: asOf, accounts: physicalAt(location), memos: PHYSICAL }));
    }));
    return stock;
  }

  /** Items of which this process has never seen a committed row. */
  private fresh(skus: Reach['skus']): readonly ledger.ItemAt[] {
    const seen = seenBy(this.batch.platform);
    const unseen = new Map(skus.map((x) => [key(x.tenant, x.sku), { ...x, shard: ledger.skuShard(x.tenant, x.sku) }]));
    return [...unseen].flatMap(([k, item]) => (seen.has(k) ? [] : [item]));
  }

  private async load(
    shards: number[], tenants: string[],
    { units, more, fresh }: { units: string[]; more: readonly string[]; fresh: readonly ledger.ItemAt[] },
  ): Promise<void> {
    const { tx } = this.batch;
    // Sent together they run one after the other: what counts is read behind the lock.
    const of = { tenants, skus: units, more };
    const [made, , rows, counted, lots] = await Promise.all([
      fresh.length > 0 ? ledger.makeHeads(tx, fresh) : [],
      ledger.lockStock(tx, shards, of), counts.stockRows(tx, shards, of), counts.countsOf(tx, shards, tenants, units),
      lotsOf(tx, shards, tenants, units),
    ]);
    // What this transaction made is not there before it commits.
    const mine = new Set(made.map((m) => key(m.tenant, m.sku)));
    for (const { tenant, sku } of fresh) if (!mine.has(key(tenant, sku))) seenBy(this.batch.platform).add(key(tenant, sku));
    for (const r of rows) this.amounts.set(key(r.tenant, r.account, r.unit), Number(r.amount));
    for (const r of counted)
      this.counts.set(key(r.tenant, r.location, r.sku), { asOf: r.as_of.toString(), missing: r.missing, byLot: r.by_lot?.toString() });
    for (const { units: there, ...l } of lots) {
      this.lots.load(l);
      this.amounts.set(key(l.tenant, lotAt(l.location, l.lot), l.sku), there);
    }
    if (!tenants.some((t) => this.ahead(t))) return;
    const [incoming, claims, since] = await Promise.all([
      ahead.incomingOf(tx, shards, tenants, units), ahead.claimsOf(tx, shards, tenants, units), ahead.sinceOf(tx, shards, tenants, units),
    ]);
    for (const r of incoming) this.incoming.set(key(r.tenant, r.sku, r.location, r.document), r);
    for (const r of claims) this.claims.set(key(r.tenant, r.sku, r.location, r.order_id), r);
    for (const r of since) this.since.set(key(r.tenant, r.location, r.sku), r.since);
  }

  /** Whether goods on order or the age of goods can matter: anything of it stands on an account, or a policy asks. */
  private ahead(tenant: string): boolean {
    const sourcing = tenantOf(this.batch.platform, tenant).policies.get('sourcing|*') as { order?: string[] } | undefined;
    return (sourcing?.order?.includes('age') ?? false) ||
      [...this.amounts.keys()].some((k) => k.startsWith(`${tenant}${CUT}`) && AHEAD.some((kind) => k.includes(`:${kind}${CUT}`)));
  }

  /** Runs a rule; when it throws, nothing of it stays, and the rest of the batch goes on. */
  attempt<T>(rule: () => T): T {
    this.undo.length = 0;
    try {
      return rule();
    } catch (error) {
      for (const step of this.undo.toReversed()) step();
      throw error;
    }
  }
  private put<V>(map: Map<string, V>, k: string, value: V): void {
    const had = map.has(k);
    const before = map.get(k);
    map.set(k, value);
    this.undo.push(() => (had ? map.set(k, before!) : map.delete(k)));
  }
  private push<V>(list: V[], value: V): void {
    list.push(value);
    this.undo.push(() => list.pop());
  }

  at(tenant: string, account: string, sku: string): number {
    return this.amounts.get(key(tenant, account, sku)) ?? 0;
  }
  /** Promised or sold beyond what was there; zero or positive. */
  owed(tenant: string, location: string, sku: string): number {
    return Math.max(0, -this.at(tenant, owedAt(location), sku));
  }
  move(d: Claimed, movements: readonly Movement[], memo: string): void {
    for (const m of movements.filter((x) => x.quantity !== 0)) {
      this.add(d.tenant, m.from, m.sku, -m.quantity);
      this.add(d.tenant, m.to, m.sku, m.quantity);
      this.push(this.entries, { ...entryOf(this.batch, d, m, `${memo}:${this.entries.length}`), moved: m });
    }
  }
  private add(tenant: string, account: string, sku: string, by: number): void {
    const k = key(tenant, account, sku);
    this.put(this.amounts, k, (this.amounts.get(k) ?? 0) + by);
  }
  hold(m: reservations.ReservationMove): void {
    this.push(this.holds, m);
  }
  /** A hold that ended or passed to an order in this batch: what was read of it before is no longer so. */
  endedHere(holdId: string): boolean {
    return this.over.has(holdId);
  }
  end(holdId: string): void {
    this.put(this.over, holdId, true);
  }
  /** Something to write in the same transaction. */
  also(write: (batch: Batch) => Promise<unknown>): void {
    this.push(this.beside, write);
  }

  counted(tenant: string, location: string, sku: string): Counted | undefined {
    return this.counts.get(key(tenant, location, sku));
  }
  remember(tenant: string, location: string, sku: string, c: Counted): void {
    this.put(this.counts, key(tenant, location, sku), c);
    this.touched.counts.add(key(tenant, location, sku));
  }
  /** Units that left since the moment of a count, by the books and by this batch. */
  leftSince(d: Claimed, location: string, sku: string, asOf: string): number {
    const physical = new Set(physicalAt(location));
    const here = this.entries.filter((e) => e.tenant === d.tenant && e.moved.sku === sku && PHYSICAL.includes(e.memo) &&
      Temporal.Instant.compare(e.at, asOf) > 0);
    const now = here.reduce((n, e) => n + (physical.has(e.moved.from) ? e.moved.quantity : 0) -
      (physical.has(e.moved.to) ? e.moved.quantity : 0), 0);
    return (this.left.get(d) ?? 0) + now;
  }

  expectedAt(tenant: string, sku: string, location?: string): ahead.IncomingRow[] {
    return [...this.incoming.values()].filter((r) =>
      r.tenant === tenant && r.sku === sku && (location === undefined || r.location === location));
  }
  expect(row: ahead.IncomingRow): void {
    const k = key(row.tenant, row.sku, row.location, row.document);
    this.put(this.incoming, k, row);
    this.touched.incoming.add(k);
  }
  claimsOn(tenant: string, sku: string, location?: string): ahead.ClaimRow[] {
    return [...this.claims.values()].filter((c) => c.tenant === tenant && c.sku === sku && c.quantity > 0 &&
      (location === undefined || c.location === location));
  }
  /** What an order has claimed of an item at a place; since when, also when it has given it back in this batch. */
  claimOf(of: Pick<ahead.ClaimRow, 'tenant' | 'sku' | 'location' | 'order_id'>): ahead.ClaimRow | undefined {
    return this.claims.get(key(of.tenant, of.sku, of.location, of.order_id));
  }
  claim(row: ahead.ClaimRow): void {
    const k = key(row.tenant, row.sku, row.location, row.order_id);
    this.put(this.claims, k, row);
    this.touched.claims.add(k);
  }
  lyingSince(tenant: string, location: string, sku: string): string | undefined {
    return this.since.get(key(tenant, location, sku));
  }

  async write(): Promise<void> {
    await this.writeRows();
    await this.writeSince();
    await this.writeEntries();
    await this.loads.write();
    for (const write of this.beside) await write(this.batch);
    await this.calm.write(this.batch);
  }

  private async writeRows(): Promise<void> {
    const { tx } = this.batch;
    const rows = <T>(touched: ReadonlySet<string>, of: ReadonlyMap<string, T>, save: (row: T, k: string) => Promise<void>) =>
      [...touched].flatMap((k) => (of.has(k) ? [save(of.get(k)!, k)] : []));
    await Promise.all([
      reservations.moveReservations(tx, this.holds),
      ...rows(this.touched.counts, this.counts, (c, k) => {
        const [tenant = '', location = '', sku = ''] = k.split(CUT);
        return counts.saveCount(tx, { tenant, location, sku, ...c });
      }),
      ...rows(this.touched.incoming, this.incoming, (row) => ahead.saveIncoming(tx, row)),
      ...rows(this.touched.claims, this.claims, (row) => ahead.saveClaim(tx, row)),
      this.lots.write(this.batch),
    ]);
  }

  private async writeEntries(): Promise<void> {
    await ledger.postEntries(this.batch.tx, this.entries.map(({ moved: _moved, ...e }) => e));
  }

  /** Goods that came to where none lay begin to age. */
  private async writeSince(): Promise<void> {
    const fresh = new Map<string, ahead.SinceRow>();
    for (const e of this.entries) {
      const location = /^stock:(.+):on_hand$/.exec(e.moved.to)?.[1];
      if (!location || !(PHYSICAL.includes(e.memo) || e.memo === 'counted')) continue;
      const here = physicalAt(location).reduce((n, account) => n + this.at(e.tenant, account, e.moved.sku), 0);
      if (here === e.moved.quantity)
        fresh.set(key(e.tenant, location, e.moved.sku), { tenant: e.tenant, sku: e.moved.sku, location, since: e.at });
    }
    for (const row of fresh.values()) await ahead.saveSince(this.batch.tx, row);
  }
}

/** The kinds of an item at a place, for those who explain it. */
export const kindsAt = (stock: Stock, tenant: string, location: string, sku: string): Record<string, number> =>
  Object.fromEntries(GOODS_KINDS.map((kind) => [kind, stock.at(tenant, stockAccount(location, kind), sku)]));

function entryOf(batch: Batch, d: Claimed, m: Movement, memo: string): ledger.NewEntry {
  return {
    tenant: d.tenant, shard: shardOf(d.tenant, `stock:${m.sku}`), id: newId(), book: 'goods', key: `${d.id}:${memo}`,
    date: batch.now.slice(0, 10), at: d.at.toString(), memo: memo.split(':')[0]!, document: d.subject, legalEntity: 'main',
    lines: [
      { account: m.from, unit: m.sku, amount: BigInt(-m.quantity) }, { account: m.to, unit: m.sku, amount: BigInt(m.quantity) },
    ],
    cause: d.id, correlation: d.correlation,
  };
}
