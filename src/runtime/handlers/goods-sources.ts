/** The places an order may be fulfilled from, as sourcing sees them: what each may give, how far it is, what it can still do. */
import type { LocalDate, LocationId, Sku } from '#domain/brand.ts';
import { kilometers, pointOf, type Point } from '#domain/distance.ts';
import { stockAccount } from '#domain/goods.ts';
import type { Demand } from '#domain/kit.ts';
import type { ReserveStock } from '#domain/messages.ts';
import { sellsFrom } from '#domain/sellable.ts';
import { SOURCING_DEFAULTS, type Source, type SourcingRules } from '#domain/sourcing.ts';
import type { LocationRow } from '#store/configuration.ts';
import { keptForOthers } from '../availability-sellable.ts';
import { countsAt, onHand, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { goneAt, goodAt } from './goods-lots.ts';

export type Wish = Pick<ReserveStock['data'], 'shipTo' | 'pickupAt' | 'except'> & {
  readonly channel: string;
  readonly demands: readonly Demand[];
  /** Of the demands: what lies on shelves. */
  readonly skus: readonly Sku[];
};
interface SourcingPolicy {
  readonly order?: SourcingRules['order'];
  readonly splits?: number;
  readonly areas?: Readonly<Record<string, string>>;
}

const sourcingOf = (c: GoodsCase, channel: string): SourcingPolicy => {
  const of = (scope: string) => tenantIn(c).policies.get(`sourcing|${scope}`) as SourcingPolicy | undefined;
  return { ...of('*'), ...of(channel) };
};

export function rulesOf(c: GoodsCase, { channel, skus }: Wish): SourcingRules {
  const { order = SOURCING_DEFAULTS.order, splits = SOURCING_DEFAULTS.splits } = sourcingOf(c, channel);
  return { order, splits, partial: skus.length > 0 && skus.every((sku) => policyFor(c, channel, sku).reach === 'partial') };
}

/** A place that never sells for the channel is not looked at; one that could and may not is barred with the reason. */
export function sourcesFor(c: GoodsCase, wish: Wish): Source[] {
  const t = tenantIn(c);
  const policy = policyFor(c, wish.channel, wish.skus[0] ?? '');
  const buyer = areaOf(c, wish);
  return t.locations.filter((l) => sellsFrom(policy, { ...l, class: l.class ?? undefined }))
    .filter((l) => !wish.pickupAt || l.location === wish.pickupAt)
    .map((l): Source => ({
      location: l.location as LocationId, priority: l.priority, stock: stockAt(c, l, wish),
      ...(buyer && l.latitude != null && l.longitude != null && {
        km: kilometers(buyer, { latitude: l.latitude, longitude: l.longitude }),
      }),
      ...(l.capacity != null && !countsAt(c, l.location) && { room: l.capacity - c.stock.loads.of(c.d.tenant, l.location) }),
      ...(wish.except?.includes(l.location as LocationId) && { barred: 'declined before' }),
      since: sinceAt(c, l, wish.skus), expires: expiryAt(c, l, wish), partsOnly: onlyPartsAt(c, l, wish),
    }));
}

/** Free goods less what is too near its end and what is kept for safety there. */
function stockAt(c: GoodsCase, l: LocationRow, { channel, skus }: Wish): Map<Sku, number> {
  return new Map(skus.map((sku) => {
    const free = c.stock.at(c.d.tenant, onHand(l.location), sku);
    if (free === 0) return [sku, 0];
    return [sku, Math.max(0, free - goneAt(c, channel, l, sku) - policyFor(c, channel, sku, l).safety)];
  }));
}

/** The last day of what goes out first, per item that is kept by lot. */
function expiryAt(c: GoodsCase, l: LocationRow, { channel, skus }: Wish): Map<Sku, LocalDate> {
  return new Map(skus.flatMap((sku) => {
    const first = goodAt(c, channel, l, sku)[0]?.expires;
    return first === undefined ? [] : [[sku, first] as const];
  }));
}
const onlyPartsAt = (c: GoodsCase, l: LocationRow, { channel, demands }: Wish): ReadonlySet<Sku> =>
  new Set(demands.filter((d) => d.pieces.some((p) => p.sku === d.sku) && policyFor(c, channel, d.sku, l).partsOnly).map((d) => d.sku));

function sinceAt(c: GoodsCase, l: LocationRow, skus: readonly Sku[]): Map<Sku, string> {
  return new Map(skus.flatMap((sku) => {
    const since = c.stock.lyingSince(c.d.tenant, l.location, sku);
    return since === undefined ? [] : [[sku, since] as const];
  }));
}

/** What other channels have had set aside is not for this one. */
export function ceilingOf(c: GoodsCase, { channel, skus }: Wish, sources: readonly Source[]): Map<Sku, number> {
  const on = c.batch.now.slice(0, 10) as LocalDate;
  return new Map(skus.flatMap((sku) => {
    const aside = keptForOthers(tenantIn(c), { channel, sku, on }).reduce((n, x) => n + x.quantity, 0);
    if (aside === 0) return [];
    const all = sources.reduce((n, s) => n + c.stock.at(c.d.tenant, stockAccount(s.location, 'on_hand'), sku), 0);
    return [[sku, Math.max(0, all - aside)] as const];
  }));
}

function areaOf(c: GoodsCase, { channel, shipTo }: Wish): Point | undefined {
  const { areas } = sourcingOf(c, channel);
  const text = shipTo && (areas?.[`${shipTo.country}-${shipTo.region ?? ''}`] ?? areas?.[shipTo.country]);
  return text === undefined ? undefined : pointOf(text);
}
