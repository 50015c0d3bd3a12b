/**
 * Promising stock: kits are exploded over the whole order, places are chosen, and everything is promised in one act or
 * nothing is, unless the channel's policy lets an order have a part, go beyond the shelf, or claim goods on order.
 */
import type { ConnectionId, LocationId, Sku } from '#domain/brand.ts';
import { owedAt, stockAccount } from '#domain/goods.ts';
import { explode, totals, type Demand } from '#domain/kit.ts';
import type { ReserveStock } from '#domain/messages.ts';
import type { PromisedLine } from '#domain/order.ts';
import { source, type Source, type Sourced } from '#domain/sourcing.ts';
import type { Draft } from '../append.ts';
import { changed, onHand, partsOf, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { claimIncoming, unclaim } from './goods-claim.ts';
import { ceilingOf, rulesOf, sourcesFor, type Wish } from './goods-sources.ts';
import { follow } from './handler.ts';

export function reserve(c: GoodsCase, data: ReserveStock['data']): Draft[] {
  const { d, batch } = c;
  const { orderId, lines, key, round } = data;
  const demands = explode(lines, partsOf(tenantIn(c)));
  const skus = [...totals(demands).keys()];
  unclaim(c, orderId, skus);
  const wish = { ...data, channel: data.channel ?? '*', demands, skus };
  const found = find(c, wish);
  if (found.promised.length === 0) {
    const claimed = claimIncoming(c, wish, found.short);
    const { short, why } = found;
    return [follow(d, 0, { type: 'StockRefused', data: { orderId, short, round, why, ...claimed }, key }, batch.now)];
  }
  const { promised, why } = found;
  const beyond = promise(c, { id: orderId, kind: 'order' }, demands, promised);
  const t = tenantIn(c);
  const connections = Object.fromEntries(t.locations.flatMap((l) =>
    l.connection && promised.some((p) => p.location === l.location) ? [[l.location, l.connection as ConnectionId]] : []));
  const said = { orderId, lines: promised, connections, round, why, ...(beyond > 0 && { beyond }) };
  return [
    follow(d, 0, { type: 'StockReserved', data: said, key }, batch.now),
    ...expiry(c, data, promised),
    ...changed(c, skus),
  ];
}

/** From the shelf; and when that is short and the policy of every item allows it, beyond it. */
export function find(c: GoodsCase, wish: Wish): Sourced {
  const sources = sourcesFor(c, wish);
  const rules = rulesOf(c, wish);
  const found = source(wish.demands, sources, rules, ceilingOf(c, wish, sources));
  if (found.short.length === 0) return found;
  const more = beyond(c, wish, sources);
  const stretched = more && source(wish.demands, more, rules);
  return stretched && stretched.short.length === 0 ? stretched : found;
}

/** The first place that may ship gets what is missing, as far as the policy lets each item be oversold. */
function beyond(c: GoodsCase, wish: Wish, sources: readonly Source[]): Source[] | undefined {
  const open = sources.filter((s) => !s.barred);
  const missing = new Map<Sku, number>();
  for (const [sku, n] of totals(wish.demands)) {
    const policy = policyFor(c, wish.channel, sku);
    const over = n - open.reduce((sum, s) => sum + Math.max(0, s.stock.get(sku) ?? 0), 0);
    const owed = tenantIn(c).locations.reduce((sum, l) => sum + c.stock.owed(c.d.tenant, l.location, sku), 0);
    if (over > 0 && (policy.reach !== 'oversell' || over + owed > policy.oversell)) return undefined;
    if (over > 0) missing.set(sku, over);
  }
  const [first] = [...open].sort((a, b) => a.priority - b.priority || (a.location < b.location ? -1 : 1));
  if (!first || missing.size === 0) return undefined;
  const stock = new Map(first.stock);
  for (const [sku, n] of missing) stock.set(sku, (stock.get(sku) ?? 0) + n);
  return sources.map((s) => (s === first ? { ...s, stock } : s));
}

/** Writes a promise down; answers the units of it that are not there. */
export function promise(
  c: GoodsCase, holder: { readonly id: string; readonly kind: 'order' | 'hold' }, demands: readonly Demand[],
  promised: readonly PromisedLine[],
): number {
  const { d, stock } = c;
  let owed = 0;
  for (const p of promised) {
    const demand = demands.find((x) => x.lineId === p.lineId)!;
    for (const { sku, per } of demand.pieces) {
      const quantity = p.quantity * per;
      const free = Math.min(quantity, stock.at(d.tenant, onHand(p.location), sku));
      const to = stockAccount(p.location, holder.kind === 'hold' ? 'held' : 'reserved');
      stock.move(d, [
        { sku, from: onHand(p.location), to, quantity: free }, { sku, from: owedAt(p.location), to, quantity: quantity - free },
      ], holder.kind === 'hold' ? 'held' : 'reserved');
      owed += quantity - free;
      stock.hold({
        tenant: d.tenant, orderId: holder.id, lineId: p.lineId, sku, location: p.location, reserved: quantity, taken: 0, per,
        kind: holder.kind, ...(sku !== demand.sku && { lineSku: demand.sku }),
      });
    }
  }
  const capacities = new Map(tenantIn(c).locations.flatMap((l) => (l.capacity == null ? [] : [[l.location, l.capacity] as const])));
  for (const location of new Set<LocationId>(promised.map((p) => p.location)))
    if (capacities.has(location) && holder.kind === 'order') stock.give(d.tenant, location, capacities.get(location)!);
  return owed;
}

/** An order that cannot go on yet keeps its promise for as long as the policy of its channel says; a paid one for ever. */
function expiry(c: GoodsCase, { orderId, round, waitsFor, channel }: ReserveStock['data'], promised: readonly PromisedLine[]): Draft[] {
  if (!waitsFor || promised.length === 0) return [];
  const t = tenantIn(c);
  const minutes = { ...(t.policies.get('reservation|*') as object), ...(t.policies.get(`reservation|${channel}`) as object) } as
    Partial<Record<`${typeof waitsFor}Minutes`, number>>;
  const wait = minutes[`${waitsFor}Minutes`];
  if (wait === undefined) return [];
  return [follow(c.d, 7, {
    type: 'AwaitExpiry', data: { orderId, round, because: waitsFor, minutes: wait }, key: `${orderId}:${round}`, wait: wait * 60,
    subject: `order:${orderId}/expires:${round}`,
  }, c.batch.now)];
}
