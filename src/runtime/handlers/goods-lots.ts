/**
 * Lots, beside the stock accounts: which are there, which of them may not be sold any more, and which go out first:
 * first expired, first out. A promise keeps units, not lots; it says which lots its picker is to take, and who ships
 * says which ones went (goods-lots-out.ts). A count by lot says what lies there.
 */
import type { LocalDate, Sku } from '#domain/brand.ts';
import { lotAt, OUTSIDE } from '#domain/goods.ts';
import type { Demand } from '#domain/kit.ts';
import { firstOut, isTooOld, pickLots, sayLots, tooOld, units, type Lot, type LotUnits } from '#domain/lot.ts';
import type { StockCounted } from '#domain/messages.ts';
import type { PromisedLine } from '#domain/order.ts';
import type { Claimed } from '#store/delivery.ts';
import { lotsLeftSince } from '#store/stock-lot.ts';
import type { LocationRow } from '#store/configuration.ts';
import { policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { physicalAt, type Stock } from './goods-stock.ts';
import type { Batch } from './handler.ts';

export const today = (c: GoodsCase): LocalDate => c.batch.now.slice(0, 10) as LocalDate;

/** What lies there and is too near its end for a channel; never more than lies there. */
export function goneAt(c: GoodsCase, channel: string, l: LocationRow, sku: string): number {
  const lots = c.stock.lots.at(c.d.tenant, l.location, sku);
  if (lots.length === 0) return 0;
  const old = units(tooOld(lots, today(c), policyFor(c, channel, sku, l).shelfLife));
  const here = physicalAt(l.location).reduce((n, account) => n + c.stock.at(c.d.tenant, account, sku), 0);
  return Math.min(old, Math.max(0, here));
}
/** What of it may be sold, soonest out first. */
export function goodAt(c: GoodsCase, channel: string, l: LocationRow, sku: string): Lot[] {
  const { shelfLife } = policyFor(c, channel, sku, l);
  return firstOut(c.stock.lots.at(c.d.tenant, l.location, sku)).filter((lot) => !isTooOld(lot, today(c), shelfLife));
}
/** Which lots the picker of a promise takes: those promised before it, and in the same order already, are somebody else's. */
export function toPick(
  c: GoodsCase, channel: string, l: LocationRow, { sku, quantity, given }: { sku: Sku; quantity: number; given: number },
): { readonly lots: readonly LotUnits[]; readonly told: readonly string[] } {
  const good = goodAt(c, channel, l, sku);
  if (good.length === 0) return { lots: [], told: [] };
  const [, ...promised] = physicalAt(l.location);
  const before = promised.reduce((n, account) => n + Math.max(0, c.stock.at(c.d.tenant, account, sku)), 0);
  const picked = pickLots(good, { after: before + given, quantity });
  const old = tooOld(c.stock.lots.at(c.d.tenant, l.location, sku), today(c), policyFor(c, channel, sku, l).shelfLife);
  return { lots: picked.map((lot) => ({ ...lot, sku })), told: [
    ...(picked.length > 0 ? [`${l.location}: first expired, first out: ${sku} ${sayLots(picked)}`] : []),
    ...(old.length > 0 ? [`${l.location}: not for sale any more: ${sku} ${sayLots(old)}`] : []),
  ] };
}

/** A promise with the lots its picker is to take, and the same in words. What was held for the buyer counts as promised already. */
export function withLots(
  c: GoodsCase, channel: string, demands: readonly Demand[],
  { held, found }: { readonly held: readonly PromisedLine[]; readonly found: readonly PromisedLine[] },
): { readonly lines: PromisedLine[]; readonly told: string[] } {
  const given = new Map<string, number>();
  const told: string[] = [];
  const piecesOf = (p: PromisedLine) => (demands.find((x) => x.lineId === p.lineId)?.pieces ?? [])
    .map(({ sku, per }) => ({ sku, quantity: p.quantity * per, name: `${p.location}\u001f${sku}` }));
  for (const { name, quantity } of held.flatMap(piecesOf)) given.set(name, (given.get(name) ?? 0) - quantity);
  const lines = [...held, ...found].map((p): PromisedLine => {
    const l = tenantIn(c).locations.find((x) => x.location === p.location);
    const lots = piecesOf(p).flatMap(({ sku, quantity, name }) => {
      const pick = l ? toPick(c, channel, l, { sku, quantity, given: given.get(name) ?? 0 }) : { lots: [], told: [] };
      given.set(name, (given.get(name) ?? 0) + quantity);
      told.push(...pick.told);
      return pick.lots;
    });
    return lots.length > 0 ? { ...p, lots } : p;
  });
  return { lines, told: [...new Set(told)] };
}

/** A count by lot: what it says is there, less what left since; a lot it does not name is gone. */
export function lotsCounted(c: GoodsCase, { location, sku, lots }: StockCounted['data']): void {
  if (!lots) return;
  const { d, stock } = c;
  const left = stock.lots.since.get(d) ?? new Map<string, number>();
  for (const l of lots) stock.lots.name({ tenant: d.tenant, sku, location, lot: l.lot, expires: l.expires ?? null });
  for (const lot of new Set([...lots, ...stock.lots.at(d.tenant, location, sku)].map((l) => l.lot))) {
    const here = lotAt(location, lot);
    const counted = units(lots.filter((l) => l.lot === lot));
    const by = counted - (left.get(here) ?? 0) - stock.at(d.tenant, here, sku);
    stock.move(d, [by >= 0 ? { sku, from: OUTSIDE.lots, to: here, quantity: by } : { sku, from: here, to: OUTSIDE.lots, quantity: -by }],
      'lot counted');
  }
}

/** Reads what left each lot since the moment of a count that names lots; behind the locks. */
export async function readLotsLeft(batch: Batch, stock: Stock, counting: readonly Claimed[]): Promise<void> {
  for (const d of counting) {
    const { sku, location, asOf, lots } = d.data as StockCounted['data'];
    if (!lots) continue;
    const accounts = [...lots, ...stock.lots.at(d.tenant, location, sku)].map((l) => lotAt(location, l.lot));
    stock.lots.since.set(d, await lotsLeftSince(batch.tx, { tenant: d.tenant, sku, since: asOf, accounts }));
  }
}
