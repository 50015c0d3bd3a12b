/**
 * What turned out not to be for sale, for an ERP that puts what comes back on its shelf. What is known when a receipt is told
 * is told with it; what is found later is taken off the shelf by a wish of its own. Each unit is told once: the ERP need not
 * know which of them it is, only how many.
 */
import type { ExternalId, LocationId } from '#domain/brand.ts';
import { go, stay, type Receipt, type Spoilage, type State, type Taken } from './state.ts';
import { keyOf } from './views.ts';

const unitsIn = (of: readonly { readonly lineId: string; readonly quantity: number }[], lineId: string): number =>
  of.filter((l) => l.lineId === lineId).reduce((n, l) => n + l.quantity, 0);
const sum = (of: readonly number[]): number => of.reduce((n, x) => n + x, 0);
const told = (of: readonly Receipt[], lineId: string): number => sum(of.map((r) => r.spoiled?.[lineId] ?? 0));

/** Units of a line found not for sale at a place that the ERP was not told of. */
export function untold(s: State, location: LocationId, lineId: ExternalId): number {
  const found = s.booked.find((b) => b.lineId === lineId && b.location === location)?.graded;
  const receipts = s.receipts.filter((r) => r.location === location);
  // Of receipts from before it was kept, the first units found were taken to be theirs.
  const before = sum(receipts.filter((r) => r.record !== 'due' && !r.spoiled).map((r) => unitsIn(r.lines, lineId)));
  const apart = sum((s.spoilages ?? []).filter((x) => x.location === location).map((x) => unitsIn(x.lines, lineId)));
  return Math.max(0, (found ? found.damaged + found.destroyed : 0) - before - told(receipts, lineId) - apart);
}

/** Of a line at a place what the ERP has on its shelf of what it was told came back. */
function onShelf(s: State, location: LocationId, lineId: ExternalId): number {
  const there = s.receipts.filter((r) => r.location === location && r.record === 'done' && r.spoiled);
  const apart = sum((s.spoilages ?? []).filter((x) => x.location === location).map((x) => unitsIn(x.lines, lineId)));
  return sum(there.map((r) => unitsIn(r.lines, lineId))) - told(there, lineId) - apart;
}

/** One place at a time; what is still on its way into the ERP is taken off when it is there. */
export function settingApart(s: State): Taken {
  const { terms, sale, orderId, spoilages = [] } = s;
  if (!terms?.spoilAt || !sale?.erpOrder || !orderId) return stay(s);
  const due = s.booked.map((b) => ({ lineId: b.lineId, sku: b.sku, location: b.location,
    quantity: Math.min(untold(s, b.location, b.lineId), onShelf(s, b.location, b.lineId)) })).filter((l) => l.quantity > 0);
  const location = due[0]?.location;
  if (!location) return stay(s);
  const { at } = s.inspected.findLast((x) => x.location === location) ?? s.inspected.at(-1) ?? s.receipts.at(-1)!;
  const lines = due.filter((l) => l.location === location).map(({ location: _location, ...line }) => line);
  const id = `${orderId}-spoiled-${spoilages.length + 1}`;
  const spoilage: Spoilage = { id, location, lines, work: 'asked' };
  return go({ ...s, spoilages: [...spoilages, spoilage] }, { type: 'RecordErpSpoilage', data: {
    key: spoilageKey(id), to: terms.spoilAt, orderId, erpOrder: sale.erpOrder, spoilage: id, location, at, lines,
  } });
}
export const spoilageKey = (id: string) => keyOf('erp-spoilage', id);

export function apart(s: State, id: string, work: 'done' | 'dropped' = 'done'): Taken {
  const { spoilages = [] } = s;
  if (!spoilages.some((x) => x.id === id && x.work === 'asked')) return stay(s);
  return go({ ...s, spoilages: spoilages.map((x) => (x.id === id ? { ...x, work } : x)) });
}
