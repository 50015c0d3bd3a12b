/**
 * Goods that came back, into the books: never more than was sent, each unit once. They wait for inspection until
 * somebody says what they are fit for, and then go where that leads.
 */
import type { ConnectionId, ExternalId, LocationId, Timestamp } from '#domain/brand.ts';
import type { Quantities } from '#domain/document.ts';
import type { LotUnits } from '#domain/lot.ts';
import { DISPOSITIONS, type Disposition, type ReturnedLine, type SoldLine } from '#domain/return.ts';
import { untold } from './spoilage.ts';
import { lotsGraded, lotsTaken } from './lots.ts';
import { back, backAt, foundAt, keyOf, none, totalOf } from './views.ts';
import { go, stay, type Booked, type Receipt, type State, type Taken, type Told } from './state.ts';

/** One place at a time; it is called again until nothing is due. */
export function booking(s: State): Taken {
  const { sale, terms, orderId } = s;
  if (!sale || !terms || !orderId) return stay(s);
  const fresh = sale.lines.flatMap((line) => growth(s, line).map((g) => ({ ...g, line })));
  const location = fresh[0]?.location;
  if (!location) return stay(s);
  const here = fresh.filter((g) => g.location === location);
  const lines = here.map(({ line, quantity }) => ({ lineId: line.lineId, sku: line.sku, quantity }));
  const { by, at } = teller(s.received.length > 0 ? s.received : s.inspected, location);
  const id = `${orderId}-back-${s.receipts.length + 1}`;
  const receipt: Receipt = { id, location, at, lines, record: 'due' };
  return go({ ...s, booked: lines.reduce((all, l) => booked(all, l, location), s.booked), receipts: [...s.receipts, receipt] }, {
    type: 'GoodsReturned', data: { orderId, location, at, lines, by, receipt: id }, key: id, at,
  });
}

/** What of a line is not in the books yet, by place, as far as units of it left. */
function growth(s: State, line: SoldLine): { location: LocationId; quantity: number }[] {
  let room = line.shipped - back(s, line.lineId);
  return [...backAt(s, line)].flatMap(([location, n]) => {
    const before = s.booked.find((b) => b.lineId === line.lineId && b.location === location)?.quantity ?? 0;
    const quantity = Math.min(n - before, room);
    if (quantity <= 0) return [];
    room -= quantity;
    return [{ location: location as LocationId, quantity }];
  });
}

function booked(all: readonly Booked[], { lineId, sku, quantity }: ReturnedLine, location: LocationId): Booked[] {
  const before = all.find((b) => b.lineId === lineId && b.location === location);
  const next = before ? { ...before, quantity: before.quantity + quantity } : { lineId, sku, location, quantity, graded: none };
  return [...all.filter((b) => b !== before), next];
}

/** Who told of it last, of those who mean this place. */
function teller(told: readonly Told[], location: LocationId): { by: ConnectionId; at: Timestamp } {
  const { by, at } = told.findLast((t) => t.location === location) ?? told.at(-1)!;
  return { by, at };
}

/** Looked at: out of inspection to where the finding leads. The first finding of a unit stands. */
export function grading(s: State): Taken {
  const { sale, orderId } = s;
  if (!sale || !orderId) return stay(s);
  const due = s.booked.flatMap((b) => {
    const line = sale.lines.find((l) => l.lineId === b.lineId);
    return line ? moves(b, foundAt(s, line, b.location)).map((x) => ({ ...x, b })) : [];
  });
  const location = due[0]?.b.location;
  if (!location) return stay(s);
  const here = due.filter((x) => x.b.location === location);
  const { by, at } = teller(s.inspected, location);
  const gradings = s.gradings + 1;
  const lots = lotsGraded(s, here);
  const lotsNow = (b: Booked) => here.flatMap((x, i) => (x.b === b ? lots[i]! : []));
  const next = s.booked.map((b) => ({
    ...b, graded: graded(b, here.filter((x) => x.b === b)), ...(lotsNow(b).length > 0 && { lots: [...b.lots ?? [], ...lotsNow(b)] }),
  }));
  return go({ ...s, gradings, booked: next }, {
    type: 'GoodsRestocked', key: keyOf(orderId, 'found', gradings), at,
    data: { orderId, location, at, by, lines: here.map(({ b, disposition, quantity }, i) =>
      ({ lineId: b.lineId as ExternalId, sku: b.sku, quantity, disposition, ...(lots[i]!.length > 0 && { lots: lots[i]! }) })) },
  });
}
interface Move { readonly disposition: Disposition; readonly quantity: number }
function moves(b: Booked, found: Booked['graded']): Move[] {
  let room = b.quantity - totalOf(b.graded);
  return DISPOSITIONS.flatMap((disposition) => {
    const quantity = Math.min(found[disposition] - b.graded[disposition], room);
    if (quantity <= 0) return [];
    room -= quantity;
    return [{ disposition, quantity }];
  });
}
const graded = (b: Booked, found: readonly Move[]): Booked['graded'] =>
  found.reduce((all, { disposition, quantity }) => ({ ...all, [disposition]: all[disposition] + quantity }), b.graded);

/** The ERP hears of each receipt, once its order is there; and of what is known of it not to be for sale. */
export function recording(s: State): Taken {
  const to = s.terms?.recordAt;
  const { sale, orderId } = s;
  const receipt = s.receipts.find((r) => r.record === 'due');
  if (!receipt || !to || !sale?.erpOrder || !orderId) return stay(s);
  const { id, location, at, lines } = receipt;
  const spoiled = Object.fromEntries(lines.map((l) => [l.lineId, Math.min(l.quantity, untold(s, location, l.lineId))]));
  return go(marked(s, id, 'asked', spoiled), {
    type: 'RecordErpReturn',
    data: { key: recordKey(id), to, orderId, erpOrder: sale.erpOrder, receipt: id, location, at,
      lines: lines.map((l) => ({ ...l, ...(spoiled[l.lineId]! > 0 && { spoiled: spoiled[l.lineId]! }), ...lotsIn(s, receipt, l) })) },
  });
}
function lotsIn(s: State, { id, location }: Receipt, line: ReturnedLine): { lots?: readonly LotUnits[] } {
  const earlier = s.receipts.slice(0, s.receipts.findIndex((r) => r.id === id)).filter((r) => r.location === location)
    .flatMap((r) => r.lines).filter((l) => l.lineId === line.lineId).reduce((n, l) => n + l.quantity, 0);
  const lots = lotsTaken(s, { ...line, location }, earlier);
  return lots.length > 0 ? { lots } : {};
}
export const recordKey = (id: string) => keyOf('erp-return', id);
const marked = (s: State, id: string, record: Receipt['record'], spoiled?: Quantities): State =>
  ({ ...s, receipts: s.receipts.map((r) => (r.id === id ? { ...r, record, ...(spoiled && { spoiled }) } : r)) });
export const recorded = (s: State, id: string, word: 'done' | 'dropped' = 'done'): Taken =>
  s.receipts.some((r) => r.id === id && r.record === 'asked') ? go(marked(s, id, word)) : stay(s);
