/**
 * Lots that come and go. Who does not say which lot left is taken to have sent those that were to go first, until a count
 * by lot says what lies there; what left before such a count is missing from it already.
 */
import { lotAt, OUTSIDE } from '#domain/goods.ts';
import { firstOut, isTooOld, units, type Lot, type LotUnits } from '#domain/lot.ts';
import type { MovementKind, StockMoved } from '#domain/messages.ts';
import type { Shipment, ShippedLine } from '#domain/shipment.ts';
import type { Draft } from '../append.ts';
import { complain, piecesFor, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { today } from './goods-lots.ts';

interface At { readonly location: string; readonly sku: string }
const INWARD: ReadonlySet<MovementKind> = new Set(['received', 'found', 'arrived', 'returned']);

/** The lots were counted after it: they have it, or lack it, already. */
export function countedSince(c: GoodsCase, at: At, when: string): boolean {
  const byLot = c.stock.counted(c.d.tenant, at.location, at.sku)?.byLot;
  return byLot !== undefined && Temporal.Instant.compare(when, byLot) <= 0;
}

/** A movement of lots beside the movement of goods; answers what a person has to look at. */
export function lotsMoved(c: GoodsCase, at: At, quantity: number, m: StockMoved['data']): Draft[] {
  const inward = INWARD.has(m.kind);
  if (countedSince(c, at, m.at)) return [];
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

/** What a shipment's line says of lots; the rest of its units by the rule. */
export function lotsShipped(c: GoodsCase, shipment: Shipment, line: ShippedLine): Draft[] {
  const pieces = piecesFor(tenantIn(c), line.sku);
  const drafts = pieces.flatMap(({ sku, per }) => {
    const at = { location: shipment.location, sku };
    if (countedSince(c, at, shipment.at)) return [];
    const named = (line.lots ?? []).filter((l) => l.sku === sku);
    lotsOut(c, at, Math.max(0, line.quantity * per - units(named)), 'shipped');
    return named.flatMap((l) => leaves(c, shipment, line, l));
  });
  const strange = (line.lots ?? []).filter((l) => !pieces.some((p) => p.sku === l.sku));
  if (strange.length === 0) return drafts;
  const what = `${shipment.location} shipped ${line.quantity} of ${line.sku} and names lot ${strange.map((l) => l.lot).join(', ')} of ` +
    `${strange[0]!.sku}, which is a kit: its parts are kept by lot, not the kit`;
  return [...drafts, complain(c, 'SerialMismatch', `serial:${shipment.shipmentId}:${line.lineId}`, what)];
}
function leaves(c: GoodsCase, { location, shipmentId }: Shipment, { lineId }: ShippedLine, l: LotUnits): Draft[] {
  const { sku, lot, quantity, expires = null } = l;
  const here = lotAt(location, lot);
  const there = c.stock.at(c.d.tenant, here, sku);
  c.stock.lots.name({ tenant: c.d.tenant, location, sku, lot, expires });
  c.stock.move(c.d, [{ sku, from: here, to: OUTSIDE.lots, quantity }], 'lot shipped');
  if (there >= quantity) return [];
  const detail = `${location} shipped ${quantity} of ${sku}, lot or serial ${lot}; the books have ${there} of that number there`;
  return [complain(c, 'SerialMismatch', `serial:${shipmentId}:${lineId}:${sku}:${lot}`, detail)];
}
