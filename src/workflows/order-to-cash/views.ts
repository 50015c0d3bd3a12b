/** What follows from the state: how much of each line is wanted, promised, asked for, sent; and what is ready. */
import type { IdempotencyKey, Sku } from '#domain/brand.ts';
import type { Quantities, RefundedUnits } from '#domain/document.ts';
import { wanted, type Order, type OrderLine } from '#domain/order.ts';
import { of, tally } from './quantities.ts';
import type { Request, State } from './state.ts';

export const keyOf = (...parts: readonly (string | number)[]): IdempotencyKey => parts.join(':') as IdempotencyKey;

/** The order goes its way; otherwise it is being cancelled, or was. */
export const live = (s: State): boolean => s.cancel === 'None' || s.cancel === 'Refused' || s.cancel === 'Kept';
/** Nothing of it is wanted any more. */
export const gone = (s: State): boolean => s.cancel === 'Accepted' || s.cancel === 'GivenUp';

const needsWarehouse = (line: OrderLine): boolean => !handedOver(line) && !byMarketplace(line);
const byMarketplace = (line: OrderLine): boolean => line.fulfillment === 'marketplace-fulfilled';
/** In the buyer's hands without a shipment: by download, or over the counter. */
const handedOver = (line: OrderLine): boolean => line.fulfillment === 'digital' || line.fulfillment === 'counter';

const linesOf = (order: Order, which: (line: OrderLine) => boolean): ReadonlySet<string> =>
  new Set(order.lines.filter(which).map((l) => l.lineId));

/** Units still wanted of validated lines; an edit that was not validated can only lessen them. */
function wantedUnits(s: State): Quantities {
  if (gone(s) || !s.order) return {};
  const now = new Map(s.order.lines.map((l) => [l.lineId as string, wanted(l)]));
  return Object.fromEntries(s.lines.map((l) => [l.lineId, Math.min(l.quantity, now.get(l.lineId) ?? 0)]));
}
const some = (units: Quantities, lines: ReadonlySet<string>): Quantities =>
  Object.fromEntries(Object.entries(units).filter(([lineId]) => lines.has(lineId)));

/** Units that are to leave a warehouse. */
export const target = (s: State): Quantities =>
  s.order ? some(wantedUnits(s), linesOf(s.order, needsWarehouse)) : {};
export const digital = (s: State): Quantities =>
  s.order ? some(wantedUnits(s), linesOf(s.order, handedOver)) : {};
/** Units the marketplace is to send or has sent, and of these the ones that left. */
export const elsewhere = (s: State): Quantities =>
  s.order ? some(wantedUnits(s), linesOf(s.order, byMarketplace)) : {};
export function sentElsewhere(s: State): Quantities {
  const told = Object.fromEntries((s.order?.lines ?? []).map((l) => [l.lineId as string, l.sentByChannel ?? 0]));
  return Object.fromEntries(Object.entries(elsewhere(s)).map(([id, n]) => [id, Math.min(n, of(told, id))]));
}

export const isOpen = (r: Request): boolean => r.open.length > 0;
export const open = (s: State): Quantities => tally(s.requests.flatMap((r) => r.open));
export const shipped = (s: State): Quantities => tally(s.sent.flatMap((x) => x.lines));
const held = (s: State): Quantities =>
  tally([...s.stock.free, ...s.requests.flatMap((r) => r.open), ...s.sent.flatMap((x) => x.lines)]);

/** Units beyond what is wanted, and units missing: promised, asked for and shipped together against the target. */
export function excess(s: State): Quantities {
  const aim = target(s);
  const have = held({ ...s, sent: s.sent.filter((x) => x.shipment) });
  return Object.fromEntries(Object.entries(have).map(([lineId, n]) => [lineId, Math.max(n - of(aim, lineId), 0)]));
}
export function deficit(s: State): Quantities {
  const have = held(s);
  const aim = target(s);
  return Object.fromEntries(Object.entries(aim).map(([lineId, n]) => [lineId, Math.max(n - of(have, lineId), 0)]));
}

/** Units the ERP's document is to state: what is wanted, and at least what the warehouse has or sent. */
export function documented(s: State): Quantities {
  const certain = tally([...s.requests.flatMap((r) => r.open), ...s.sent.flatMap((x) => x.lines)]);
  const units = wantedUnits(s);
  const ids = new Set([...Object.keys(units), ...Object.keys(certain)]);
  return Object.fromEntries([...ids].map((id) => [id, Math.max(of(units, id), of(certain, id))]));
}

/** Units that were refunded and never left: as each refund was settled; before that, as the channel calls them. */
export const refunded = (s: State): RefundedUnits[] => s.claims.flatMap(({ refund, memo, unsent }) =>
  refund.lines.map((line, i) => ({ line, units: memo === 'due' ? (line.restock === 'cancel' ? line.quantity : 0) : unsent[i] ?? 0 })));

/** Units wanted that no warehouse has and that have not left: what a cancellation can still take. */
export function uncommitted(s: State): Quantities {
  const [aim, asked, gone] = [target(s), open(s), shipped(s)];
  return Object.fromEntries(Object.entries(aim).map(([id, n]) => [id, n - of(asked, id) - of(gone, id) - of(aside(s), id)]));
}
/** Units that somebody asked to cancel and that are not cancelled yet: no warehouse is asked for them. */
export function aside({ order, wishes = [] }: State): Quantities {
  const cancelled = (id: string) => order?.lines.find((l) => l.lineId === id)?.cancelled ?? 0;
  return tally(wishes.filter((w) => w.at === 'Recalling' || w.at === 'Telling' || w.at === 'ByHand').flatMap((w) =>
    Object.entries(w.asked).map(([lineId, n]) =>
      ({ lineId, quantity: w.upTo ? Math.max(0, of(w.upTo, lineId) - cancelled(lineId)) : n }))));
}

/** Units no warehouse may be asked for, as the channel has it. */
export const heldThere = ({ placement, answers = {} }: Pick<State, 'placement' | 'answers'>): Quantities => tally(
  (placement?.parts ?? []).filter((p) => p.holds.length > 0 || p.scheduled || (p.recalled && answers[p.external] !== false))
    .flatMap((p) => p.lines));

/** Units that are wanted and that no warehouse is asked for now. */
export function keptBack(s: State): Quantities {
  const [aim, cancelling, held] = [target(s), aside(s), heldThere(s)];
  return Object.fromEntries(Object.entries(aim).map(([id, n]) => [id, Math.min(n, of(cancelling, id) + of(held, id))]));
}

export const skus = (s: State): Readonly<Record<string, Sku>> =>
  Object.fromEntries(s.lines.map((l) => [l.lineId, l.sku]));

/** A warehouse has something of it, or something left. */
export const released = (s: State): boolean => s.sent.length > 0 || s.requests.some(isOpen);

/** Validated as it stands, so that stock and documents may follow. */
export const ready = (s: State): boolean => live(s) && s.route !== undefined && !s.validation.waits;
export const documentReady = (s: State): boolean => s.route?.erp === undefined || s.erp.at === 'Open';
/** Ready to leave, but for a hold of the channel. */
export const cleared = (s: State): boolean => ready(s) && s.stock.asked.length === 0 && documentReady(s);
