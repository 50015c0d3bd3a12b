/**
 * The goods ledger. Reserving is one act under the locks of all stock rows of the batch, taken in one order
 * (shard, then SKU), so a unit is promised once whatever runs at once; the database's own check stands behind.
 *
 * Accounts: `stock:<location>:on_hand` (on hand and not promised), `stock:<location>:reserved`,
 * `goods:shipped`, `goods:variance`. Physical on hand = on_hand + reserved.
 */
import { Stopped } from '#domain/fault.ts';
import { shardOf } from '#domain/shard.ts';
import type { Claimed } from '#store/delivery.ts';
import * as ledger from '#store/ledger.ts';
import { newId } from '../identity.ts';
import type { Batch, LocalHandler, Result } from './handler.ts';
import { count, release, reserve, ship, short, type Counted, type Movement, type Stock } from './goods-rules.ts';
import { revive } from '#domain/wire.ts';

const RULES = {
  ReserveStock: reserve, ReleaseStock: release, ShipmentDispatched: ship, FulfillmentShorted: short, StockCounted: count,
} as const;

export const goodsHandler: LocalHandler = async (batch, deliveries) => {
  const held = await reservations(batch, deliveries);
  const stock = await lockAll(batch, deliveries, held);
  const results: Result[] = [];
  for (const d of deliveries) {
    try {
      const rule = RULES[d.type as keyof typeof RULES];
      results.push({ drafts: rule({ batch, d, stock, held: held.get(d.subject) ?? [] }, revive<never>(d.data)) });
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      results.push({ fault: error.fault });
    }
  }
  await stock.write();
  return results;
};

async function reservations(batch: Batch, deliveries: readonly Claimed[]) {
  const held = new Map<string, ledger.Reservation[]>();
  for (const d of deliveries)
    if (d.subject.startsWith('order:') && !held.has(d.subject))
      held.set(d.subject, await ledger.reservationsOf(batch.tx, d.tenant, d.subject.slice('order:'.length)));
  return held;
}

const skusOf = (data: unknown): string[] => {
  const d = data as { sku?: string; lines?: { sku: string }[]; shipment?: { lines: { sku: string }[] } };
  return [...(d.sku ? [d.sku] : []), ...(d.lines ?? d.shipment?.lines ?? []).map((l) => l.sku)];
};

async function lockAll(batch: Batch, deliveries: readonly Claimed[], held: ReadonlyMap<string, ledger.Reservation[]>) {
  const shipped = new Map<Claimed, number>();
  const wanted = new Map<string, { tenant: string; sku: string }>();
  for (const d of deliveries)
    for (const sku of [...skusOf(d.data), ...(held.get(d.subject) ?? []).map((r) => r.sku)])
      wanted.set(`${String(ledger.skuShard(d.tenant, sku)).padStart(3, '0')} ${d.tenant} ${sku}`, { tenant: d.tenant, sku });
  const amounts = new Map<string, number>();
  const counts = new Map<string, Counted>();
  for (const key of [...wanted.keys()].sort()) {
    const { tenant, sku } = wanted.get(key)!;
    for (const row of await ledger.lockStock(batch.tx, tenant, sku))
      amounts.set(`${tenant} ${row.account} ${sku}`, Number(row.amount));
    for (const row of await ledger.countsOf(batch.tx, tenant, sku))
      counts.set(`${tenant} ${row.location} ${sku}`, { asOf: row.as_of.toString(), missing: row.missing });
  }
  for (const d of deliveries.filter((x) => x.type === 'StockCounted')) {
    const { sku, location, asOf } = d.data as { sku: string; location: string; asOf: string };
    shipped.set(d, await ledger.shippedSince(batch.tx, { tenant: d.tenant, sku, location, since: asOf }));
  }
  return stockOver(batch, amounts, counts, shipped);
}

function stockOver(
  batch: Batch, amounts: Map<string, number>, counts: Map<string, Counted>, shipped: ReadonlyMap<Claimed, number>,
): Stock & { write(): Promise<void> } {
  const entries: ledger.NewEntry[] = [];
  const holds: ledger.ReservationMove[] = [];
  const remembered = new Map<string, { tenant: string; location: string; sku: string } & Counted>();
  const name = (tenant: string, account: string, sku: string) => `${tenant} ${account} ${sku}`;
  const add = (key: string, by: number) => amounts.set(key, (amounts.get(key) ?? 0) + by);
  return {
    at: (tenant, account, sku) => amounts.get(name(tenant, account, sku)) ?? 0,
    move(d, movements, memo) {
      for (const m of movements) {
        add(name(d.tenant, m.from, m.sku), -m.quantity);
        add(name(d.tenant, m.to, m.sku), m.quantity);
        entries.push(entryOf(batch, d, m, `${memo}:${entries.length}`));
      }
    },
    hold: (m) => void holds.push(m),
    counted: (tenant, location, sku) => counts.get(`${tenant} ${location} ${sku}`),
    shippedSince: (d) => shipped.get(d) ?? 0,
    remember(tenant, location, sku, c) {
      counts.set(`${tenant} ${location} ${sku}`, c);
      remembered.set(`${tenant} ${location} ${sku}`, { tenant, location, sku, ...c });
    },
    async write() {
      for (const m of holds) await ledger.moveReservation(batch.tx, m);
      for (const c of remembered.values()) await ledger.saveCount(batch.tx, c);
      await ledger.postEntries(batch.tx, entries);
    },
  };
}

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
