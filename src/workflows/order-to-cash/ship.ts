/**
 * What left: first the ERP records it, then the channel is told and the invoice is issued. Each shipment goes
 * its own way, and each document covers exactly the units that no earlier one did.
 */
import { amountsFor, billedWith, type Quantities } from '#domain/document.ts';
import type * as m from '#domain/messages.ts';
import { same, type Money } from '#domain/measure.ts';
import type { Order } from '#domain/order.ts';
import type { Shipment } from '#domain/shipment.ts';
import { any, covers, of, take, tally, words } from './quantities.ts';
import { replace, requestOf } from './fulfill.ts';
import { release } from './reserve.ts';
import { hurried } from './deadlines.ts';
import { go, stay, type Sent, type State, type Taken, type Work } from './state.ts';
import { cleared, digital, gone, keyOf, refunded, sentElsewhere, shipped, skus } from './views.ts';

/** A shipment of more than was asked for is not taken apart: a person looks at it. */
export function dispatched(s: State, { shipment }: m.ShipmentDispatched['data']): Taken {
  const { shipmentId } = shipment;
  if (s.sent.some((x) => x.id === shipmentId) || s.rejected.some((x) => x.shipmentId === shipmentId) ||
    s.early.some((x) => x.shipmentId === shipmentId)) return stay(s);
  const request = requestOf(s, shipment.fulfillmentId);
  if (!request) return go({ ...s, early: [...s.early, shipment] });
  const other = shipment.lines.find((l) => request.open.some((o) => o.lineId === l.lineId && o.sku !== l.sku));
  if (other) return reject(s, shipment, `${other.sku} was not ordered; nothing else is taken for what was`);
  if (!covers(request.open, tally(shipment.lines)))
    return reject(s, shipment, `of ${request.id} the warehouse still had ${words(request.open) || 'nothing'}`);
  const { rest } = take(request.open, tally(shipment.lines));
  const owed = owing(s, shipment, request.open);
  return go(left(replace(s, { ...request, open: rest }), shipment), ...(owed ? [owed] : []));
}
interface Priced { readonly lineId: string; readonly cost?: Money }
/** What a supplier charges; nothing of places that are ours. A confirmation that says nothing of it stands by what was agreed. */
function owing({ order }: State, { shipmentId, at, location, lines }: Shipment, open: readonly Priced[]): m.SupplierOwed | undefined {
  const owed = lines.flatMap(({ lineId, sku, quantity, cost: stated }): m.SuppliedLine[] => {
    const agreed = open.find((l) => l.lineId === lineId)?.cost;
    const cost = stated ?? agreed;
    return cost ? [{ lineId, sku, quantity, cost, ...(agreed && !same(agreed, cost) && { agreed }) }] : [];
  });
  if (!order || owed.length === 0) return undefined;
  const { orderId, number, channel } = order;
  return { type: 'SupplierOwed', data: { orderId, number, channel, supplier: location, shipmentId, at, lines: owed } };
}
const reject = (s: State, { shipmentId, lines }: Shipment, why: string): Taken =>
  go({ ...s, rejected: [...s.rejected, { shipmentId, detail: `shipment ${shipmentId} of ${words(lines)}: ${why}` }] });
const left = (s: State, shipment: Shipment): State => {
  const { shipmentId: id, at, lines } = shipment;
  return { ...s, sent: [...s.sent, { id, at, lines, shipment, record: 'due', report: 'due', invoice: 'due' }] };
};

/** A shipment nobody was asked for yet takes what is promised, as soon as its document exists. */
export function matching(s: State): Taken {
  const [shipment, ...early] = s.early;
  if (!shipment || !s.order) return stay(s);
  if (gone(s)) return reject({ ...s, early }, shipment, 'the order is cancelled');
  if (!cleared(s)) return stay(s);
  if (!covers(s.stock.free, tally(shipment.lines)))
    return reject({ ...s, early }, shipment, `not asked for, and ${words(s.stock.free) || 'nothing'} is promised`);
  const here = s.stock.free.filter((l) => l.location === shipment.location);
  const elsewhere = s.stock.free.filter((l) => l.location !== shipment.location);
  const fromHere = take(here, tally(shipment.lines));
  const fromElsewhere = take(elsewhere, minus(tally(shipment.lines), tally(fromHere.taken)));
  const free = [...fromHere.rest, ...fromElsewhere.rest];
  const owed = owing(s, shipment, fromHere.taken);
  const released = release(left({ ...s, early, stock: { ...s.stock, free } }, shipment), fromElsewhere.taken);
  return go(released.state, ...released.send, ...(owed ? [owed] : []));
}
const minus = (a: Quantities, b: Quantities): Quantities =>
  Object.fromEntries(Object.entries(a).map(([lineId, n]) => [lineId, n - of(b, lineId)]));

/** Digital goods are delivered by the channel the moment nothing holds them; they have an invoice and no parcel. */
export function delivering(s: State): Taken {
  const { order } = s;
  const units = digital(s);
  const id = `${order?.orderId}-digital`;
  if (!order || !s.route?.erp || !cleared(s) || order.holds.length > 0 || !any(units)) return stay(s);
  if (s.sent.some((x) => x.id === id)) return stay(s);
  const lines = s.lines.filter((l) => of(units, l.lineId) > 0).map((l) => ({ ...l, quantity: of(units, l.lineId) }));
  const delivery: Sent = { id, at: order.placedAt, lines, record: 'none', report: 'none', invoice: 'due' };
  return go({ ...s, sent: [...s.sent, delivery] });
}

/** What the marketplace ships itself is told to nobody and recorded nowhere, but it is sold: each part that left is invoiced. */
export function sending(s: State): Taken {
  const { order } = s;
  if (!order || !s.route?.erp || s.validation.waits) return stay(s);
  const before = shipped(s);
  const fresh = sentElsewhere(s);
  const lines = s.lines.map((l) => ({ ...l, quantity: of(fresh, l.lineId) - of(before, l.lineId) })).filter((l) => l.quantity > 0);
  if (lines.length === 0) return stay(s);
  const id = `${order.orderId}-marketplace-${s.sent.length + 1}`;
  const left: Sent = { id, at: order.updatedAt, lines, record: 'none', report: 'none', invoice: 'due' };
  return go({ ...s, sent: [...s.sent, left] });
}

/** One step for one shipment; it is called again until nothing is due. */
export function shipping(s: State): Taken {
  const { order, route } = s;
  if (!order || !route) return stay(s);
  for (const x of s.sent) {
    const taken = recording(s, order, x) ?? reporting(s, order, x) ?? invoicing(s, order, x);
    if (taken) return taken;
  }
  return stay(s);
}
const recorded = ({ record }: Sent): boolean => record !== 'due' && record !== 'asked';

type Part = 'record' | 'report' | 'invoice';
const mark = (s: State, x: Sent, part: Part, work: Work): State =>
  ({ ...s, sent: s.sent.map((other) => (other.id === x.id ? { ...x, [part]: work } : other)) });

function recording(s: State, { orderId }: Order, x: Sent): Taken | undefined {
  if (x.record !== 'due' || !x.shipment) return undefined;
  if (!s.route?.erp) return go(mark(s, x, 'record', 'none'));
  const { to, external } = s.erp;
  if (!to || !external) return undefined;
  return go(mark(s, x, 'record', 'asked'), {
    type: 'RecordErpShipment',
    data: { key: recordKey(x.id), to, orderId, erpOrder: external, shipment: x.shipment },
  });
}

/** A confirmation whose time is near goes ahead of others that wait for the same channel. */
const HURRY_SECONDS = 3600;

/** A channel that cancelled the order does not take shipments of it any more, and one we made ourselves it does not know. */
function reporting(s: State, { orderId, channel, external, replaces }: Order, x: Sent): Taken | undefined {
  if (x.report !== 'due' || !recorded(x) || !x.shipment) return undefined;
  if (s.cancel === 'Accepted' || replaces) return go(mark(s, x, 'report', 'none'));
  return go(mark(s, x, 'report', 'asked'), {
    type: 'ReportShipment',
    data: {
      key: reportKey(x.id), to: channel, orderId, order: external, shipment: x.shipment, ...(hurried(s) && { head: HURRY_SECONDS }),
    },
  });
}

function invoicing(s: State, order: Order, x: Sent): Taken | undefined {
  if (x.invoice !== 'due' || !recorded(x)) return undefined;
  if (!s.route?.erp) return go(mark(s, x, 'invoice', 'none'));
  const { to, external } = s.erp;
  if (!to || !external) return undefined;
  const before = s.sent.filter((other) => other.invoice !== 'due');
  const amounts = amountsFor(order, {
    units: tally(x.lines), before: tally(before.flatMap((b) => b.lines)), extras: before.length === 0, skus: skus(s),
    refunded: refunded(s), ...(s.billed && { billed: s.billed }),
  });
  return go({ ...mark(s, x, 'invoice', 'asked'), billed: billedWith(s.billed ?? {}, amounts) }, {
    type: 'IssueInvoice',
    data: {
      key: invoiceKey(x.id), to, orderId: order.orderId, erpOrder: external, shipmentId: x.id, at: x.at, amounts,
    },
  });
}

export const recordKey = (id: string) => keyOf('erp-shipment', id);
export const reportKey = (id: string) => keyOf('report', id);
export const invoiceKey = (id: string) => keyOf('invoice', id);

/** An answer, or a person dropping the wish. */
export function finished(s: State, id: string, part: Part, work: Work = 'done'): Taken {
  const x = s.sent.find((other) => other.id === id);
  return x?.[part] === 'asked' ? go(mark(s, x, part, work)) : stay(s);
}
