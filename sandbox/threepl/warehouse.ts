/**
 * The warehouse at work: what it accepts, and what becomes of each request.
 *
 * It knows nothing of files: rows come in, rows go out. One request reference is accepted once, for
 * ever; the answer to a second is DUPLICATE with the number given to the first.
 */
import type { Line, ShippingRequest, Warehouse } from './books.ts';
import { confirmationRows, readyRows, shipmentDue, warehouseNumber } from './confirmation.ts';
import type { Row } from './control-file.ts';
import { lotsAsked, takePicked } from './lots.ts';
import { pick } from './picking.ts';

export type Answer = { readonly status: string; readonly reason?: string; readonly warehouse_ref?: string };

export function accept(house: Warehouse, rows: readonly Row[], at: number): Row[] {
  const groups = Map.groupBy(rows, (row) => row['request_ref'] ?? '');
  return [...groups].flatMap(([ref, lines]) => {
    const known = house.requests.get(ref);
    if (known) return lines.map((row) => answer(row, { status: 'DUPLICATE', warehouse_ref: known.warehouseRef }));
    return acceptOne(house, ref, lines, at);
  });
}

function acceptOne(house: Warehouse, ref: string, rows: readonly Row[], at: number): Row[] {
  const judged = rows.map((row) => ({ row, reason: objection(house, row) }));
  const good = judged.filter((j) => j.reason === undefined).map((j) => j.row);
  const warehouseRef = good.length > 0 ? warehouseNumber(house.numbers) : '';
  if (good.length > 0) {
    const lines = good.map((row) => lineOf(row));
    for (const line of lines) house.shelves.get(line.sku)!.allocated += line.quantity;
    const { order_ref: orderRef = '', service = '' } = good[0]!;
    const request = { ref, orderRef, warehouseRef, service, lines, acceptedAt: at, state: 'accepted', shippedParts: 0 };
    house.requests.set(ref, request as ShippingRequest);
    house.applied.push({ operation: 'shipping-request', key: ref, id: warehouseRef });
  }
  return judged.map(({ row, reason = '' }) =>
    answer(row, { status: reason ? 'REJECTED' : 'ACCEPTED', reason, warehouse_ref: warehouseRef }));
}

const lineOf = (row: Row): Line => ({
  lineRef: row['line_ref'] ?? '', sku: row['sku'] ?? '', quantity: Number(row['quantity']), cancelled: false, lots: lotsAsked(row['lots']),
  ...(row['unit_cost'] && { cost: { unit_cost: row['unit_cost'], currency: row['currency'] ?? '' } }),
});

function objection(house: Warehouse, row: Row): string | undefined {
  if (!row['request_ref'] || !row['line_ref']) return 'NO_REFERENCE';
  if (row['location'] !== house.location) return 'WRONG_LOCATION';
  if (!house.shelves.has(row['sku'] ?? '')) return 'UNKNOWN_SKU';
  return /^[1-9]\d{0,8}$/.test(row['quantity'] ?? '') ? undefined : 'BAD_QUANTITY';
}

export function cancel(house: Warehouse, row: Row): Row {
  const request = house.requests.get(row['request_ref'] ?? '');
  if (!request) return answer(row, { status: 'CANCEL_REFUSED', reason: 'UNKNOWN_REQUEST' });
  const { warehouseRef } = request;
  const lines = request.lines.filter((l) => !row['line_ref'] || l.lineRef === row['line_ref']);
  const refuse = (reason: string) => answer(row, { status: 'CANCEL_REFUSED', reason, warehouse_ref: warehouseRef });
  if (lines.length === 0) return refuse('UNKNOWN_LINE');
  const desk = isPickup(request) && request.state === 'picked' && !request.collected;
  if (desk) putBack(house, request);
  else if (request.state === 'picked' || request.state === 'shipped') return refuse('PICKED');
  const open = lines.filter((l) => !l.cancelled);
  for (const line of open) {
    line.cancelled = true;
    house.shelves.get(line.sku)!.allocated -= line.quantity;
  }
  if (request.lines.every((l) => l.cancelled)) request.state = 'cancelled';
  // Asked twice, it says yes twice and does it once.
  if (open.length > 0) house.applied.push({ operation: 'cancel', key: request.ref, id: warehouseRef });
  return answer(row, { status: 'CANCELLED', warehouse_ref: warehouseRef });
}

/** The row's own words come back with the answer. */
const answer = (row: Row, a: Answer): Row => {
  const echoed = ['request_ref', 'line_ref', 'sku', 'quantity'].map((name) => [name, row[name] ?? ''] as const);
  return { ...Object.fromEntries(echoed), reason: '', warehouse_ref: '', ...a };
};

/** Picks and ships whatever is due; returns the rows of each confirmation, one list per shipment. */
export function work(house: Warehouse, at: number): Row[][] {
  const confirmations: Row[][] = [];
  for (const request of house.requests.values()) {
    if (request.state === 'accepted' && at >= request.acceptedAt + house.pace.pickMs) pickRequest(house, request, at);
    if (isPickup(request) && request.state === 'picked' && !request.told) confirmations.push(readyRows(house.numbers, request));
    if (isPickup(request)) request.told = request.state === 'picked' || request.told === true;
    if (isPickup(request) && !request.collected) continue;
    while (request.state === 'picked' && at >= shipmentDue(house.pace, request))
      confirmations.push(shipNext(house, request, at));
  }
  return confirmations;
}

/** The buyer comes for it. */
export const isPickup = ({ service }: Pick<ShippingRequest, 'service'>): boolean => service === 'PICKUP';
/** What lay at the desk goes back to its shelf. */
function putBack(house: Warehouse, request: ShippingRequest): void {
  for (const item of request.picked!.shipments.flat(2)) house.shelves.get(item.sku)!.picked -= item.quantity;
  request.state = 'accepted';
}

function pickRequest(house: Warehouse, request: ShippingRequest, at: number): void {
  const open = request.lines.filter((l) => !l.cancelled);
  const free = (sku: string) => house.shelves.get(sku)!.onHand - house.shelves.get(sku)!.picked;
  const behaviours = house.behaviours(request);
  request.otherLots = behaviours.some((b) => b.kind === 'other-lot');
  request.picked = pick(open, free, behaviours);
  request.pickedAt = at;
  request.state = 'picked';
  for (const item of request.picked.shipments.flat(2)) house.shelves.get(item.sku)!.picked += item.quantity;
  for (const short of request.picked.shorts) {
    const shelf = house.shelves.get(short.sku)!;
    shelf.allocated -= short.quantity;
    // What the picker found broken is moved to the damaged shelf, if the books still carried it.
    const broken = short.reason === 'DAMAGED_ON_SHELF' ? Math.min(short.quantity, shelf.onHand - shelf.picked) : 0;
    shelf.onHand -= broken;
    shelf.damaged += broken;
  }
}

function shipNext(house: Warehouse, request: ShippingRequest, at: number): Row[] {
  const { shipments } = request.picked!;
  const packages = (shipments[request.shippedParts] ?? []).map((items) =>
    items.flatMap((item) => takePicked(house, request, item)));
  for (const item of (shipments[request.shippedParts] ?? []).flat()) {
    const shelf = house.shelves.get(item.sku)!;
    shelf.onHand -= item.quantity;
    shelf.picked -= item.quantity;
    shelf.allocated -= item.quantity;
  }
  const rows = confirmationRows(house.numbers, request, packages, at);
  request.shippedParts += 1;
  if (request.shippedParts >= shipments.length) request.state = 'shipped';
  return rows;
}

export function stockRows(house: Warehouse, asOf: Date, allZero = false): Row[] {
  return [...house.shelves].flatMap(([sku, shelf]) => {
    const [allocated, damaged] = [String(shelf.allocated), String(shelf.damaged)];
    const row = { location: house.location, sku, allocated, damaged, as_of: asOf.toISOString() };
    const lots = shelf.lots?.filter((l) => l.quantity > 0) ?? [];
    if (lots.length === 0) return [{ ...row, on_hand: String(allZero ? 0 : shelf.onHand) }];
    return lots.map((l) => ({ ...row, on_hand: String(allZero ? 0 : l.quantity), lot: l.lot, expires: l.expires ?? '' }));
  });
}
