/**
 * Lots, beside the stock accounts: which are there, which of them may not be sold any more, and which go out first. A
 * promise names no lot, the picker does: first expired, first out. Who does not say which lot left is taken to have
 * kept that rule, until a count by lot says what lies there.
 */
import type { LocalDate } from '#domain/brand.ts';
import { lotAt, OUTSIDE } from '#domain/goods.ts';
import { firstOut, isTooOld, pickLots, sayLots, tooOld, units, type Lot } from '#domain/lot.ts';
import type { MovementKind, StockCounted, StockMoved } from '#domain/messages.ts';
import type { Claimed } from '#store/delivery.ts';
import { lotsLeftSince } from '#store/stock-lot.ts';
import type { LocationRow } from '#store/configuration.ts';
import type { Draft } from '../append.ts';
import { complain, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { physicalAt, type Stock } from './goods-stock.ts';
import type { Batch } from './handler.ts';

interface At { readonly location: string; readonly sku: string }
const INWARD: ReadonlySet<MovementKind> = new Set(['received', 'found', 'arrived', 'returned']);
const today = (c: GoodsCase): LocalDate => c.batch.now.slice(0, 10) as LocalDate;

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
/** Which lots the picker of a promise takes, in words: those promised before it are somebody else's. */
export function toPick(c: GoodsCase, channel: string, l: LocationRow, { sku, quantity }: { sku: string; quantity: number }): string[] {
  const good = goodAt(c, channel, l, sku);
  if (good.length === 0) return [];
  const [, ...promised] = physicalAt(l.location);
  const before = promised.reduce((n, account) => n + Math.max(0, c.stock.at(c.d.tenant, account, sku)), 0);
  const picked = pickLots(good, { after: before, quantity });
  const old = tooOld(c.stock.lots.at(c.d.tenant, l.location, sku), today(c), policyFor(c, channel, sku, l).shelfLife);
  return [
    ...(picked.length > 0 ? [`${l.location}: first expired, first out: ${sku} ${sayLots(picked)}`] : []),
    ...(old.length > 0 ? [`${l.location}: not for sale any more: ${sku} ${sayLots(old)}`] : []),
  ];
}

/** A movement of lots beside the movement of goods; answers what a person has to look at. */
export function lotsMoved(c: GoodsCase, at: At, quantity: number, m: StockMoved['data']): Draft[] {
  const inward = INWARD.has(m.kind);
  if (m.kind === 'returned' && m.disposition && m.disposition !== 'sellable') return m.lot ? serialProblem(c, at, quantity, m) : [];
  if (!m.lot) {
    if (!inward) lotsOut(c, at, quantity, m.kind);
    return [];
  }
  const wrong = serialProblem(c, at, quantity, m);
  const expires = m.expires ?? c.stock.lots.of(c.d.tenant, at.sku).find((l) => l.lot === m.lot && l.expires)?.expires;
  c.stock.lots.name({ tenant: c.d.tenant, ...at, lot: m.lot, expires: expires ?? null });
  const here = lotAt(at.location, m.lot);
  const [from, to] = inward ? [OUTSIDE.lots, here] : [here, OUTSIDE.lots];
  c.stock.move(c.d, [{ sku: at.sku, from, to, quantity }], `lot ${m.kind}`);
  return wrong;
}

/** A lot cannot give what it never had, and a returned number must be one that left. */
function serialProblem(c: GoodsCase, at: At, quantity: number, m: StockMoved['data']): Draft[] {
  const here = c.stock.at(c.d.tenant, lotAt(at.location, m.lot!), at.sku);
  const wrong = INWARD.has(m.kind) ? m.kind === 'returned' && here > 0 : here < quantity;
  if (!wrong) return [];
  const detail = `${at.location} ${m.kind} ${quantity} of ${at.sku}, lot or serial ${m.lot}; the books have ${here} of that number there`;
  return [complain(c, 'SerialMismatch', `serial:${m.connection}:${m.external}:${at.sku}:${m.lot}`, detail)];
}

/** Nobody said which lot left: the ones that were to go first. What is not for sale is left lying, while there is other. */
export function lotsOut(c: GoodsCase, { location, sku }: At, quantity: number, why: string): void {
  const lots = firstOut(c.stock.lots.at(c.d.tenant, location, sku));
  const place = tenantIn(c).locations.find((l) => l.location === location);
  const { shelfLife } = policyFor(c, '*', sku, place);
  const gone = (l: Lot) => isTooOld(l, today(c), shelfLife);
  const order = [...lots.filter((l) => !gone(l)), ...lots.filter(gone)];
  let open = quantity;
  for (const l of order) {
    const n = Math.min(open, l.quantity);
    open -= n;
    c.stock.move(c.d, [{ sku, from: lotAt(location, l.lot), to: OUTSIDE.lots, quantity: n }], `lot ${why}`);
  }
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
