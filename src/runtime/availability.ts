/**
 * Availability from memory, for storefronts and people at a counter: one cache per process, followed by the log. Every
 * `LOOK_MS` one look at the heads of the shards says which have news, one more whose availability changed, and only
 * those items are read again. When the database cannot be reached the last positions go on being answered, and the
 * age that stands beside every answer grows.
 */
import type { Confidence } from '#domain/confidence.ts';
import { equation, type ConfidenceStep, type Sellable } from '#domain/sellable.ts';
import { confidenceRows, type ConfidenceRow } from '#store/confidence.ts';
import { changedAfter, headsOf, stockedSkus } from '#store/positions.ts';
import { pendingOf } from '#store/told.ts';
import { holdingsOf, kitAt, type Holding } from './availability-positions.ts';
import { sellableFor } from './availability-sellable.ts';
import { fromEpoch } from '#domain/time.ts';
import { tenantOf, type Platform, type TenantConfiguration } from './platform.ts';

const LOOK_MS = 150;
const BELIEF_MS = 1000;
const DAY_MS = 86_400_000;
/** Items read ahead when a cache starts; the others are read when somebody asks for them. */
const AHEAD = 20_000;
const PAGE = 500;

interface Entry { readonly holding: Holding; readonly pending: number; readonly numbers: Map<string, NumberFor> }
interface TenantCache {
  readonly entries: Map<string, Entry>;
  /** Items that are being read: one that changes meanwhile is read once more. */
  readonly reading: Set<string>;
  /** One reading after the other, so that the later one holds what is newer. */
  last: Promise<void>;
  steps: ReadonlyMap<string, ConfidenceStep>;
  beliefs: ReadonlyMap<string, ConfidenceRow>;
  /** What the beliefs say, as text: who looks can tell whether they changed. */
  said: string;
  /** The configuration the numbers were derived under. */
  under: unknown;
  /** And the day, counted in UTC: policies begin and end by it. */
  day: number;
  believed: number;
}

export interface NumberFor extends Sellable {
  readonly sku: string;
  readonly why: string;
  readonly holding: Holding;
  /** Of the places that sell it, by location. */
  readonly beliefs: ReadonlyMap<string, Confidence & { readonly step: ConfidenceStep }>;
}
export interface Availability {
  /** What a channel (or, with `*`, anybody) may sell of items. While nothing of it changed, the same objects are answered. */
  numbers(tenant: string, skus: readonly string[], channel: string): Promise<NumberFor[]>;
  /** Of a number that was just answered: the same sum over some places alone, and never more than over all. */
  from(tenant: string, number: NumberFor, channel: string, places: ReadonlySet<string>): number | undefined;
  /** Milliseconds since the cache was last known to be what the database says. */
  age(): number;
  stop(): void;
}

const SERVICE: Sellable = {
  quantity: undefined, now: 0, later: 0, laterFrom: undefined, leadDays: 0, shortfall: 0, known: true, paused: false, terms: [],
};

const withParts = (t: TenantConfiguration, sku: string): string[] => [sku, ...Object.keys(t.items.get(sku)?.parts ?? {})];

const caches = new WeakMap<Platform, Cache>();
/** The cache of this process; made by the first who asks, and followed until `stop`. */
export function availabilityOf(p: Platform): Availability {
  const made = caches.get(p) ?? new Cache(p);
  caches.set(p, made);
  return made;
}

/** Ends it, if anybody ever asked. */
export const stopAvailability = (p: Platform): void => caches.get(p)?.stop();

class Cache implements Availability {
  private readonly p: Platform;
  private readonly tenants = new Map<string, TenantCache>();
  private heads: ReadonlyMap<number, bigint> | undefined;
  private synced = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly first: Promise<void>;

  constructor(p: Platform) {
    this.p = p;
    this.first = this.look();
  }
  age(): number { return performance.now() - this.synced; }
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    caches.delete(this.p);
  }

  async numbers(tenant: string, skus: readonly string[], channel: string): Promise<NumberFor[]> {
    await this.first;
    const t = tenantOf(this.p, tenant);
    const c = this.cacheOf(tenant);
    if (performance.now() - c.believed > BELIEF_MS) await this.renewed(c, tenant);
    const needed = skus.every((sku) => c.entries.get(sku)?.numbers.has(channel)) ? []
      : skus.flatMap((sku) => withParts(t, sku)).filter((sku) => !c.entries.has(sku));
    if (needed.length > 0) await this.read(c, t, needed);
    this.forget(c, t);
    return skus.map((sku) => this.number(c, t, sku, channel));
  }

  /** Only the first who asks waits for it: a later one is answered by what was believed a second ago. */
  private async renewed(c: TenantCache, tenant: string): Promise<void> {
    const first = c.believed === -Infinity;
    const done = this.believe(c, tenant).catch((error: Error) => this.complain(error));
    if (first) await done;
  }

  from(tenant: string, { sku, quantity }: NumberFor, channel: string, places: ReadonlySet<string>): number | undefined {
    const alone = this.derive(this.cacheOf(tenant), tenantOf(this.p, tenant), { sku, channel, places });
    return quantity === undefined || alone.quantity === undefined ? undefined : Math.min(quantity, alone.quantity);
  }

  private cacheOf(tenant: string): TenantCache {
    const made = this.tenants.get(tenant) ??
      {
      entries: new Map(), reading: new Set<string>(), last: Promise.resolve(), steps: new Map(), beliefs: new Map(), said: '',
      under: undefined, day: 0, believed: -Infinity,
    };
    this.tenants.set(tenant, made);
    return made;
  }

  /** Numbers follow from the configuration and from beliefs too: when others count, or the day turns, they are derived anew. */
  private forget(c: TenantCache, t: TenantConfiguration): void {
    const day = Math.floor(Date.now() / DAY_MS);
    if (c.under === t && c.day === day) return;
    for (const entry of c.entries.values()) entry.numbers.clear();
    c.under = t;
    c.day = day;
  }

  private number(c: TenantCache, t: TenantConfiguration, sku: string, channel: string): NumberFor {
    const entry = c.entries.get(sku)!;
    const kept = entry.numbers.get(channel);
    if (kept) return kept;
    const made = t.items.get(sku)?.service ? SERVICE : this.derive(c, t, { sku, channel });
    const parts = Object.entries(t.items.get(sku)?.parts ?? {})
      .map(([part, quantity]) => ({ holding: c.entries.get(part)?.holding, quantity }));
    const holding = parts.length > 0 ? kitAt(sku, parts) : entry.holding;
    const beliefs = new Map(holding.positions.map((p) => [p.location, this.beliefIn(c, holding, p.location)]));
    const number = { ...made, sku, why: made === SERVICE ? 'a service: on no shelf, it never runs out' : equation(made), holding, beliefs };
    entry.numbers.set(channel, number);
    return number;
  }

  private derive(
    c: TenantCache, t: TenantConfiguration,
    { sku, channel, places }: { sku: string; channel: string; places?: ReadonlySet<string> },
  ): Sellable {
    const parts = withParts(t, sku).flatMap((x) => (c.entries.has(x) ? [[x, c.entries.get(x)!] as const] : []));
    return sellableFor({
      t, at: fromEpoch(Date.now()), steps: c.steps, holdings: new Map(parts.map(([x, e]) => [x, e.holding])),
      pending: new Map(parts.map(([x, e]) => [x, e.pending])), ...(places && { places }),
    }, channel, sku);
  }

  private beliefIn(c: TenantCache, holding: Holding, location: string): Confidence & { readonly step: ConfidenceStep } {
    const place = c.beliefs.get(location);
    const doubt = holding.doubts.get(location);
    const step = doubt && doubt.step !== 'full' ? doubt.step : c.steps.get(location) ?? 'full';
    const own = doubt ? [{ points: 100 - doubt.score, what: `counts put ${doubt.units} of this item right` }] : [];
    return { score: Math.min(place?.score ?? 100, doubt?.score ?? 100), step, reasons: [...(place?.reasons ?? []), ...own] };
  }

  private read(c: TenantCache, t: TenantConfiguration, skus: readonly string[]): Promise<void> {
    for (const sku of skus) c.reading.add(sku);
    const done = c.last.then(() => this.readNow(c, t, skus));
    c.last = done.catch(() => {});
    return done;
  }

  private async readNow(c: TenantCache, t: TenantConfiguration, skus: readonly string[]): Promise<void> {
    const holdings = await holdingsOf(this.p.pool, t, skus, this.p.distributed);
    const pending = new Map((await pendingOf(this.p.pool, t.tenant, [...holdings.keys()])).map((x) => [x.sku, x.units]));
    for (const [sku, holding] of holdings) c.entries.set(sku, { holding, pending: pending.get(sku) ?? 0, numbers: new Map() });
    for (const sku of skus) c.reading.delete(sku);
    // A kit's number follows from its parts.
    for (const kit of t.items.values())
      if (kit.parts && Object.keys(kit.parts).some((part) => holdings.has(part))) c.entries.get(kit.sku)?.numbers.clear();
  }

  private async believe(c: TenantCache, tenant: string): Promise<void> {
    c.believed = performance.now();
    const rows = await confidenceRows(this.p.pool, tenant);
    const said = JSON.stringify(rows.map((r) => [r.location, r.score, r.step, r.reasons]));
    if (said === c.said) return;
    c.said = said;
    c.beliefs = new Map(rows.map((r) => [r.location, r]));
    c.steps = new Map(rows.map((r) => [r.location, r.step as ConfidenceStep]));
    c.under = undefined;
  }

  /** One look at the log: what changed since the last is read again. */
  private async look(): Promise<void> {
    const started = performance.now();
    try {
      const heads = await headsOf(this.p.pool);
      if (this.heads === undefined) await this.readAhead();
      else await this.catchUp(heads.flatMap((h) => {
        const before = this.heads!.get(h.shard) ?? 0n;
        return h.position > before ? [{ shard: h.shard, position: before }] : [];
      }));
      this.heads = new Map(heads.map((h) => [h.shard, h.position]));
      this.synced = started;
    } catch (error) {
      this.complain(error as Error);
    } finally {
      if (!this.stopped) this.timer = setTimeout(() => void this.look(), LOOK_MS).unref();
    }
  }

  private async catchUp(news: readonly { shard: number; position: bigint }[]): Promise<void> {
    if (news.length === 0) return;
    const changed = Map.groupBy(await changedAfter(this.p.pool, news), (x) => x.tenant);
    for (const [tenant, items] of changed) {
      const c = this.cacheOf(tenant);
      const known = items.map((x) => x.sku).filter((sku) => c.entries.has(sku) || c.reading.has(sku));
      for (let i = 0; i < known.length; i += PAGE) await this.read(c, tenantOf(this.p, tenant), known.slice(i, i + PAGE));
    }
  }

  private async readAhead(): Promise<void> {
    for (const t of this.p.tenants.values())
      for (let after = '', n = 0; n < AHEAD; n += PAGE) {
        const skus = await stockedSkus(this.p.pool, t.tenant, after, PAGE);
        if (skus.length === 0) break;
        await this.read(this.cacheOf(t.tenant), t, skus);
        after = skus.at(-1)!;
      }
  }

  private complain(error: Error): void {
    this.p.log.warn({ error: error.message }, 'availability could not be refreshed; the last known is answered, with its age');
  }
}
