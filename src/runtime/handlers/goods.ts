/**
 * The goods ledger. Reserving is one act under the locks of all stock rows of the batch, taken in one order
 * (shard, then SKU, then account), so a unit is promised once whatever runs at once; the database's own check stands
 * behind. The accounts are told in `domain/goods.ts`, the rules per message in the files beside this one.
 */
import { Stopped } from '#domain/fault.ts';
import { lotAt, transferOf } from '#domain/goods.ts';
import type { GoodsRestocked, HoldEnded, ReserveStock, ShipmentDispatched, StockMoved } from '#domain/messages.ts';
import { pendingHold } from '#domain/order.ts';
import { revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import { shardsOf } from '#store/query.ts';
import { holderShard, lockHolds, orderHeard, reservationsOf, type LockedHold, type Reservation } from '#store/stock-reservation.ts';
import { orderStory } from '../identity.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { piecesFor, type GoodsCase } from './goods-case.ts';
import { count } from './goods-count.ts';
import { cancelled, release, ship, short } from './goods-give.ts';
import { hold, holdEnded } from './goods-holds.ts';
import { readLotsLeft } from './goods-lots.ts';
import { readLotsSent } from './goods-lots-back.ts';
import { expected, moved } from './goods-move.ts';
import { reserve } from './goods-reserve.ts';
import { restocked, returned } from './goods-back.ts';
import { Stock, type Reach } from './goods-stock.ts';
import type { Batch, LocalHandler, Result } from './handler.ts';

const RULES = {
  ReserveStock: reserve, ReleaseStock: release, ShipmentDispatched: ship, FulfillmentShorted: short, OrderCancelled: cancelled,
  StockCounted: count, StockMoved: moved, GoodsExpected: expected, StockHeld: hold, HoldEnded: holdEnded,
  GoodsReturned: returned, GoodsRestocked: restocked,
} as const;

export const goodsHandler: LocalHandler = async (batch, deliveries) => {
  const holds = await holdsOf(batch, deliveries);
  const rows = await reservations(batch, deliveries);
  const of = (d: Claimed, id = holderOf(d)): readonly Reservation[] => rows.get(`${d.tenant} ${id}`) ?? [];
  const reach = (d: Claimed) => [...of(d), ...of(d, named(batch.platform, d))];
  const stock = await Stock.lock(batch, reachOf(batch, deliveries, reach));
  await readLotsLeft(batch, stock, deliveries.filter((d) => d.type === 'StockCounted'));
  await readLotsSent(batch, stock, deliveries.filter((d) => d.type === 'GoodsRestocked'));
  for (const tenant of new Set(deliveries.filter((d) => d.type === 'ReserveStock').map((d) => d.tenant)))
    if (tenantOf(batch.platform, tenant).locations.some((l) => l.capacity != null)) await stock.loads.read(tenant);
  const waiting = await goingOn(batch, deliveries);
  const results = deliveries.map((d): Result => {
    if (waiting.has(d)) return { drafts: [] };
    try {
      const rule = RULES[d.type as keyof typeof RULES] as (c: GoodsCase, data: never) => ReturnType<typeof reserve>;
      const h = holds.find((x) => x.tenant === d.tenant && x.hold_id === named(batch.platform, d));
      const lent = h && { holdId: h.hold_id, reference: h.reference, rows: of(d, h.hold_id) };
      return { drafts: stock.attempt(() => rule({ batch, d, stock, held: of(d), turns: new Set(), lent }, revive<never>(d.data))) };
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      return { fault: error.fault };
    }
  });
  await stock.write();
  return results.map((r) => ('drafts' in r ? { drafts: stock.calm.without(r.drafts) } : r));
};

/** Who holds stock: an order or a hold. */
const holderOf = (d: Claimed): string | undefined => /^(?:order|hold):([^/]+)/.exec(d.subject)?.[1];

/** The hold an order says that it was promised from, or under which it has waited to be paid. */
function named(p: Platform, d: Claimed): string | undefined {
  if (d.type !== 'ReserveStock') return undefined;
  const { hold: own, channel, orderId } = d.data as ReserveStock['data'];
  const sells = channel && tenantOf(p, d.tenant).connections.get(channel)?.connector.kind;
  return own ?? (sells === 'marketplace' ? pendingHold(orderId) : undefined);
}

/** Ends of holds whose order nobody has heard of after all: they go on. */
async function goingOn(batch: Batch, deliveries: readonly Claimed[]): Promise<ReadonlySet<Claimed>> {
  const asked = deliveries.filter((d) => d.type === 'HoldEnded' && (d.data as HoldEnded['data']).ifHeard);
  const heard = await Promise.all(asked.map((d) => {
    const { ifHeard: orderId } = d.data as HoldEnded['data'];
    return orderHeard(batch.tx, { tenant: d.tenant, orderId: orderId!, story: orderStory(d.tenant, orderId!) });
  }));
  return new Set(asked.filter((_d, i) => !heard[i]));
}

/** Locks the holds that end now or pass to an order; those that an order may still take over. */
async function holdsOf(batch: Batch, deliveries: readonly Claimed[]): Promise<LockedHold[]> {
  const of = deliveries.flatMap((d) => {
    const id = d.type === 'HoldEnded' ? holderOf(d) : named(batch.platform, d);
    return id ? [{ tenant: d.tenant, id }] : [];
  });
  if (of.length === 0) return [];
  const shards = shardsOf(of.map((h) => ({ shard: holderShard(h.tenant, h.id) })));
  const found = await lockHolds(batch.tx, shards, [...new Set(of.map((h) => h.tenant))], of.map((h) => h.id));
  return found.filter((h) => Temporal.Instant.compare(h.until, batch.now) > 0);
}

async function reservations(batch: Batch, deliveries: readonly Claimed[]): Promise<ReadonlyMap<string, Reservation[]>> {
  const holders = deliveries.flatMap((d) =>
    [holderOf(d), named(batch.platform, d)].flatMap((id) => (id ? [{ tenant: d.tenant, id }] : [])));
  if (holders.length === 0) return new Map();
  const shards = shardsOf(holders.map((h) => ({ shard: holderShard(h.tenant, h.id) })));
  const distinct = (of: (h: { tenant: string; id: string }) => string) => [...new Set(holders.map(of))];
  const found = await reservationsOf(batch.tx, shards, distinct((h) => h.tenant), distinct((h) => h.id));
  return Map.groupBy(found, (r) => `${r.tenant} ${r.order_id}`);
}

const skusOf = (data: unknown): string[] => {
  const d = data as { sku?: string; lines?: { sku: string }[]; shipment?: { lines: { sku: string }[] } };
  return [...(d.sku ? [d.sku] : []), ...(d.lines ?? d.shipment?.lines ?? []).map((l) => l.sku)];
};

function reachOf(batch: Batch, deliveries: readonly Claimed[], held: (d: Claimed) => readonly Reservation[]): Reach {
  const skus = deliveries.flatMap((d) => {
    const t = tenantOf(batch.platform, d.tenant);
    const said = skusOf(d.data).flatMap((sku) => piecesFor(t, sku).map((piece) => piece.sku as string));
    return [...said, ...held(d).map((r) => r.sku)].map((sku) => ({ tenant: d.tenant, sku }));
  });
  const moves = deliveries.filter((d) => d.type === 'StockMoved').map((d) => d.data as StockMoved['data']);
  const sent = deliveries.filter((d) => d.type === 'ShipmentDispatched').map((d) => (d.data as ShipmentDispatched['data']).shipment);
  const back = deliveries.filter((d) => d.type === 'GoodsRestocked').map((d) => d.data as GoodsRestocked['data']);
  const lots = [...sent, ...back].flatMap((s) => s.lines.flatMap((l) => (l.lots ?? []).map((x) => lotAt(s.location, x.lot))));
  return {
    skus,
    more: [...lots, ...moves.flatMap((m) =>
      [...(m.lot ? [lotAt(m.location, m.lot)] : []), ...(m.transfer ? [transferOf(m.transfer)] : [])])],
    counting: deliveries.filter((d) => d.type === 'StockCounted'),
  };
}
