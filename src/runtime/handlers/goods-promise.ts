/**
 * A promise: from which places, of what is there and, where a policy allows it, beyond that; and how it is written down.
 * Orders and holds are promised goods by the same rule.
 */
import type { Sku } from '#domain/brand.ts';
import { owedAt, stockAccount } from '#domain/goods.ts';
import { totals, type Demand } from '#domain/kit.ts';
import type { PromisedLine } from '#domain/order.ts';
import { source, type Source, type Sourced } from '#domain/sourcing.ts';
import { countsAt, onHand, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { ceilingOf, rulesOf, sourcesFor, type Wish } from './goods-sources.ts';

/** From the shelf; and when that is short and the policy of every item allows it, beyond it. */
export function find(c: GoodsCase, wish: Wish): Sourced {
  const sources = sourcesFor(c, wish);
  const rules = rulesOf(c, wish);
  const ceiling = ceilingOf(c, wish, sources);
  const found = source(wish.demands, sources, rules, ceiling);
  if (found.short.length === 0) return found;
  const more = beyond(c, wish, sources, ceiling);
  const stretched = more && source(wish.demands, more.sources, rules, more.ceiling);
  return stretched && stretched.short.length === 0 ? stretched : found;
}

interface Beyond { readonly sources: readonly Source[]; readonly ceiling: ReadonlyMap<Sku, number> }
/**
 * The first place that may ship gets what is missing, as far as the policy lets each item be oversold; but of what is kept
 * for others nothing is taken to do so.
 */
function beyond(c: GoodsCase, wish: Wish, sources: readonly Source[], ceiling: ReadonlyMap<Sku, number>): Beyond | undefined {
  const open = sources.filter((s) => !s.barred);
  const missing = new Map<Sku, number>();
  for (const [sku, n] of totals(wish.demands)) {
    const policy = policyFor(c, wish.channel, sku);
    const there = open.reduce((sum, s) => sum + Math.max(0, s.stock.get(sku) ?? 0), 0);
    const over = n - there;
    const owed = tenantIn(c).locations.reduce((sum, l) => sum + c.stock.owed(c.d.tenant, l.location, sku), 0);
    const kept = (ceiling.get(sku) ?? there) < there;
    if (over > 0 && (policy.reach !== 'oversell' || over + owed > policy.oversell || kept)) return undefined;
    if (over > 0) missing.set(sku, over);
  }
  const [first] = [...open].sort((a, b) => a.priority - b.priority || (a.location < b.location ? -1 : 1));
  if (!first || missing.size === 0) return undefined;
  const stock = new Map(first.stock);
  for (const [sku, n] of missing) stock.set(sku, (stock.get(sku) ?? 0) + n);
  return {
    sources: sources.map((s) => (s === first ? { ...s, stock } : s)),
    ceiling: new Map([...ceiling].filter(([sku]) => !missing.has(sku))),
  };
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
        kind: holder.kind, ...(sku !== demand.sku && { lineSku: demand.sku }), ...(holder.kind === 'order' && turn(c, p.location)),
      });
    }
  }
  return owed;
}

/** The first of an order at a place with a capacity takes a turn of its day. */
export function turn(c: GoodsCase, location: string, forced = false): { givenDay?: string } {
  const capacity = tenantIn(c).locations.find((l) => l.location === location)?.capacity;
  if (capacity == null || countsAt(c, location) || c.turns.has(location)) return {};
  c.turns.add(location);
  return { givenDay: c.stock.loads.give(c.d.tenant, location, { capacity, forced }) };
}
