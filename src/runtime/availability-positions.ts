/**
 * What lies where, per item: the rows of the ledger as positions of `domain/sellable.ts`. One look, however many
 * items are asked for; the parts of kits are looked up with them.
 */
import { freeAt, type ConfidenceStep, type Position } from '#domain/sellable.ts';
import { placeOf, type GoodsKind } from '#domain/goods.ts';
import type { LocalDate } from '#domain/brand.ts';
import { skuShard } from '#store/ledger.ts';
import { balancesOf, countedOf, doubtsOf, incomingOf, type BalanceRow } from '#store/positions.ts';
import { lotsOf, type LotRow } from '#store/stock-lot.ts';
import type { Queryable } from '#store/query.ts';
import type { TenantConfiguration } from './platform.ts';

/** An item at its places, with what is on the way and what is doubted. */
export interface Holding {
  readonly sku: string;
  readonly positions: readonly Position[];
  readonly incoming: readonly { readonly location: string; readonly quantity: number; readonly expected: string }[];
  /** Units of incoming goods that orders have claimed. */
  readonly claimed: number;
  /** Items that counts put right lately, by location. */
  readonly doubts: ReadonlyMap<string, Doubt>;
}
interface Doubt { readonly score: number; readonly step: ConfidenceStep; readonly units: number }

const FAR = '9999-12-31';
const NONE: Holding = { sku: '', positions: [], incoming: [], claimed: 0, doubts: new Map() };

/**
 * Items and the parts of those that are kits. Every SKU asked for has an answer. `spread`: shard by shard, for a distributed
 * database.
 */
export async function holdingsOf(
  db: Queryable, t: TenantConfiguration, skus: readonly string[], spread = false,
): Promise<Map<string, Holding>> {
  const wanted = [...new Set(skus.flatMap((sku) => [sku, ...Object.keys(t.items.get(sku)?.parts ?? {})]))];
  const found = new Map<string, Holding>();
  for (const some of spread ? Map.groupBy(wanted, (sku) => skuShard(t.tenant, sku)).values() : [wanted])
    await addHoldings(db, t, some, found);
  return found;
}

async function addHoldings(db: Queryable, t: TenantConfiguration, skus: readonly string[], found: Map<string, Holding>): Promise<void> {
  const of = { shards: [...new Set(skus.map((sku) => skuShard(t.tenant, sku)))], tenant: t.tenant, skus };
  const [balances, counts, incoming, doubts, lots] = await Promise.all([
    balancesOf(db, of).then(bySku), countedOf(db, of).then(bySku), incomingOf(db, of).then(bySku), doubtsOf(db, of).then(bySku),
    lotsOf(db, of.shards, [t.tenant], skus).then(bySku),
  ]);
  for (const sku of skus)
    found.set(sku, holding(t, sku, {
      balances: balances.get(sku) ?? [], lots: (lots.get(sku) ?? []).filter((l) => l.units > 0),
      counts: new Map((counts.get(sku) ?? []).map((c) => [c.location, c.as_of.toString()])),
      incoming: (incoming.get(sku) ?? []).map((i) => ({ ...i, expected: i.expected ?? FAR })),
      doubts: new Map((doubts.get(sku) ?? []).map((d) =>
        [d.location, { score: d.score, step: d.step as ConfidenceStep, units: d.units }])),
    }));
}

const bySku = <R extends { readonly sku: string }>(rows: readonly R[]): Map<string, R[]> => Map.groupBy(rows, (row) => row.sku);

/** A kit at its places: what the parts that lie there would make. What is expected of a part makes no kit yet. */
export function kitAt(sku: string, parts: readonly { readonly holding: Holding | undefined; readonly quantity: number }[]): Holding {
  const at = (h: Holding | undefined, location: string) => h?.positions.find((p) => p.location === location);
  const places = new Map(parts.flatMap(({ holding }) => (holding?.positions ?? []).map((p) => [p.location, p] as const)));
  const positions = [...places.values()].map(({ location, kind, class: placeClass }): Position => {
    const there = parts.map(({ holding, quantity }) => ({ quantity, position: at(holding, location) }));
    const counted = there.map((x) => x.position?.asOf);
    return {
      ...NOTHING, location, kind, class: placeClass,
      onHand: Math.min(...there.map((x) => (x.position ? Math.floor(Math.max(0, freeAt(x.position)) / x.quantity) : 0))),
      asOf: counted.includes(undefined) ? undefined : counted.sort()[0],
    };
  });
  const doubts = new Map<string, Doubt>();
  for (const [location, doubt] of parts.flatMap(({ holding }) => [...holding?.doubts ?? []]))
    if (doubt.score < (doubts.get(location)?.score ?? Infinity)) doubts.set(location, doubt);
  return { ...NONE, sku, positions, doubts };
}
const NOTHING = { onHand: 0, reserved: 0, held: 0, inspection: 0, damaged: 0, inTransit: 0, incoming: 0, shortfall: 0 };

interface Rows extends Pick<Holding, 'incoming' | 'doubts'> {
  readonly balances: readonly BalanceRow[];
  readonly counts: ReadonlyMap<string, string>;
  readonly lots: readonly LotRow[];
}
function holding(t: TenantConfiguration, sku: string, { balances, counts, incoming, doubts, lots }: Rows): Holding {
  const at = new Map<string, Partial<Record<GoodsKind | 'owed', number>>>();
  const put = (location: string, kind: GoodsKind | 'owed', amount: bigint) =>
    at.set(location, { ...at.get(location), [kind]: Number(amount) });
  for (const { account, amount } of balances) {
    const place = placeOf(account);
    if (place) put(place.location, place.kind, amount);
    else if (account.startsWith(OWED)) put(account.slice(OWED.length), 'owed', amount);
  }
  for (const location of counts.keys()) if (!at.has(location)) at.set(location, {});
  const claimed = [...at.values()].reduce((n, a) => n + (a.claimed ?? 0), 0);
  const lotsAt = (location: string) => lots.filter((l) => l.location === location).map(({ lot, units: quantity, expires }) =>
    ({ lot, quantity, ...(expires !== null && { expires: expires as LocalDate }) }));
  const positions = [...at].map(([location, a]) => {
    const [kept, position] = [lotsAt(location), positionOf(t, { location, asOf: counts.get(location) }, a)];
    return kept.length > 0 ? { ...position, lots: kept } : position;
  });
  return { ...NONE, sku, incoming, doubts, claimed, positions };
}

function positionOf(
  t: TenantConfiguration, { location, asOf }: { location: string; asOf: string | undefined },
  amounts: Partial<Record<GoodsKind | 'owed', number>>,
): Position {
  const l = t.locations.find((x) => x.location === location);
  const of = (kind: GoodsKind | 'owed'): number => amounts[kind] ?? 0;
  return {
    location, kind: l?.kind ?? 'warehouse', class: l?.class ?? undefined, asOf,
    onHand: of('on_hand') + of('reserved') + of('held'), reserved: of('reserved'), held: of('held'),
    inspection: of('inspection'), damaged: of('damaged'), inTransit: of('in_transit'), incoming: of('incoming'),
    shortfall: Math.max(0, -of('owed')),
  };
}
const OWED = 'goods:owed:';
