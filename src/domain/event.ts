/**
 * Facts as other systems of the retailer are told them: which messages are told, under which name, and what is said.
 * The names and fields are a contract with those systems, so they are written out here and do not follow our messages:
 * fields are added, never changed. Nothing here is personal; who the buyer is comes from the vault, by scope.
 */
import { toDecimal, type Money } from './measure.ts';
import { EXCEPTIONS } from './exception.ts';
import type * as m from './messages.ts';
import type { Order, Refund } from './order.ts';
import type { Parcel } from './shipment.ts';

interface Told<T = never> {
  /** What subscribers call it: 'order.placed'. */
  readonly event: string;
  readonly means: string;
  readonly data: (data: T) => Readonly<Record<string, unknown>>;
}
const told = <M extends m.Message>(event: string, means: string, data: (data: M['data']) => object): Told =>
  ({ event, means, data: data as Told['data'] });

const money = (amount: Money) => ({ amount: toDecimal(amount), currency: amount.unit });
const items = (lines: readonly { readonly lineId: string; readonly sku: string; readonly quantity: number }[]) =>
  lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
const parcels = (of: readonly Parcel[]) => of.map(({ carrier, tracking, trackingUrl }) =>
  ({ carrier, tracking, ...(trackingUrl && { trackingUrl }) }));

const shown = (o: Order) => ({
  placedAt: o.placedAt, updatedAt: o.updatedAt, total: money(o.total), taxIncluded: o.taxIncluded,
  holds: o.holds.map((h) => h.kind), ...(o.shipBy && { shipBy: o.shipBy }), ...(o.deliverBy && { deliverBy: o.deliverBy }),
  ...(o.pickupAt && { pickupAt: o.pickupAt }),
  ...(o.shipTo && { shipTo: { country: o.shipTo.country, ...(o.shipTo.region && { region: o.shipTo.region }) } }),
  lines: o.lines.map((l) => ({
    lineId: l.lineId, item: l.item, ...(l.statedSku && { sku: l.statedSku }), title: l.title, quantity: l.quantity,
    cancelled: l.cancelled, fulfillment: l.fulfillment, unitPrice: money(l.unitPrice), discount: money(l.discount), net: money(l.net),
    tax: l.taxes.map((t) => ({ title: t.title, ...money(t.amount), liable: t.liable })),
  })),
  shipping: o.shipping.map((s) => ({ title: s.title, net: money(s.net) })),
});
function given(r: Refund) {
  const parts = [...r.lines.flatMap((l) => [l.net, l.tax]), r.shipping, r.shippingTax, r.adjustment];
  return {
    refund: r.external, at: r.at, total: money({ count: parts.reduce((n, p) => n + p.count, 0n), unit: r.shipping.unit }),
    lines: r.lines.map(({ lineId, quantity, restock }) => ({ lineId, quantity, restock })),
    tenders: r.tenders.map((t) => ({ method: t.method, ...money(t.amount), state: t.state })), ...(r.reason && { reason: r.reason }),
  };
}
const returned = ({ return: r }: m.ReturnRequested['data'] | m.ReturnAuthorised['data']) => ({
  return: r.returnId, number: r.number ?? r.external, resolution: r.resolution ?? 'refund',
  lines: r.lines.map(({ lineId, sku, quantity, reason }) => ({ lineId, sku, quantity, reason })),
});

/** By the type of the message. */
export const EVENTS: Readonly<Record<string, Told>> = {
  OrderPlaced: told<m.OrderPlaced>('order.placed', 'A channel has an order we had not seen', ({ order }) => shown(order)),
  OrderChanged: told<m.OrderChanged>('order.changed', 'It changed at the channel', ({ order, changed }) => ({ changed, ...shown(order) })),
  OrderCancelled: told<m.OrderCancelled>('order.cancelled', 'It is cancelled at the channel', ({ at, reason }) => ({ at, reason })),
  StockRefused: told<m.StockRefused>('order.short', 'Less can be promised than was sold',
    ({ short, expected }) => ({ items: short.map(({ sku, wanted, available }) => ({ sku, wanted, available })), expected })),
  ErpOrderCreated: told<m.ErpOrderCreated>('order.recorded', 'The ERP has its sales order', (d) => ({ number: d.number ?? d.external })),
  FulfillmentRequested: told<m.FulfillmentRequested>('order.released', 'A warehouse, store or supplier was asked for it',
    ({ fulfillmentId, by }) => ({ fulfillment: fulfillmentId, by })),
  ShipmentDispatched: told<m.ShipmentDispatched>('shipment.dispatched', 'Goods left', ({ shipment: s }) => ({
    shipment: s.shipmentId, location: s.location, at: s.at, lines: items(s.lines), parcels: parcels(s.parcels) })),
  PickupReady: told<m.PickupReady>('pickup.ready', 'A store has put aside what the buyer is to collect',
    ({ fulfillmentId, at, until }) => ({ fulfillment: fulfillmentId, at, until })),
  ParcelTracked: told<m.ParcelTracked>('parcel.moved', 'A carrier tells where a parcel is',
    ({ shipmentId, tracking, word, at }) => ({ shipment: shipmentId, tracking, word, at })),
  TrackingChanged: told<m.TrackingChanged>('shipment.renumbered', 'A shipment travels under other tracking numbers',
    (d) => ({ shipment: d.shipmentId, at: d.at, parcels: parcels(d.parcels) })),
  ShipmentDelivered: told<m.ShipmentDelivered>('shipment.delivered', 'Every parcel of a shipment has arrived',
    ({ shipmentId, at, lines }) => ({ shipment: shipmentId, at, lines: items(lines) })),
  ShipmentReported: told<m.ShipmentReported>('shipment.reported', 'The channel knows that goods left',
    ({ shipmentId }) => ({ shipment: shipmentId })),
  InvoiceIssued: told<m.InvoiceIssued>('invoice.issued', 'The ERP invoiced what left', (d) => ({
    invoice: d.number ?? d.external, shipment: d.shipmentId, ...(d.date && { date: d.date }),
    ...(d.amounts && { total: money(d.amounts.total) }) })),
  RefundRecorded: told<m.RefundRecorded>('refund.recorded', 'The channel gives money back', ({ refund }) => given(refund)),
  RefundPaid: told<m.RefundPaid>('refund.paid', 'Money of a refund has moved',
    (d) => ({ refund: d.refund, method: d.method, ...money(d.amount) })),
  RefundFailed: told<m.RefundFailed>('refund.failed', 'Money of a refund did not reach the buyer',
    (d) => ({ refund: d.refund, method: d.method, ...money(d.amount) })),
  CreditMemoIssued: told<m.CreditMemoIssued>('credit-memo.issued', 'The ERP credited a refund', (d) => ({
    creditMemo: d.number ?? d.external, refund: d.refund, ...(d.amounts && { total: money(d.amounts.total) }) })),
  ReturnRequested: told<m.ReturnRequested>('return.requested', 'The buyer asks to send something back', returned),
  ReturnAuthorised: told<m.ReturnAuthorised>('return.authorised', 'It may come back', returned),
  ReturnDeclined: told<m.ReturnDeclined>('return.declined', 'It may not', ({ returnId, reason }) => ({ return: returnId, reason })),
  GoodsReturned: told<m.GoodsReturned>('return.received', 'Goods came back',
    ({ location, at, lines }) => ({ location, at, lines: items(lines) })),
  GoodsRestocked: told<m.GoodsRestocked>('return.inspected', 'Somebody said what they are fit for', ({ location, at, lines }) => ({
    location, at, lines: lines.map(({ lineId, sku, quantity, disposition }) => ({ lineId, sku, quantity, disposition })) })),
  PayoutReceived: told<m.PayoutReceived>('payout.received', 'A partner says what it pays out', ({ payout, payoutId, lineCount }) => ({
    payout: payoutId, settlement: payout.external, net: money(payout.net), depositDate: payout.depositDate, lines: lineCount })),
  RaiseException: told<m.RaiseException>('exception.raised', 'A person is needed', ({ kind, detail }) =>
    ({ exception: kind, detail, owner: EXCEPTIONS[kind].owner, fix: EXCEPTIONS[kind].fix })),
};

export const EVENT_NAMES: readonly string[] = Object.values(EVENTS).map((e) => e.event);

/** Types of messages behind names of events: 'order.placed', 'order.*', '*'. Undefined: there is no such event. */
export function typesOf(name: string): string[] | undefined {
  const fits = (event: string): boolean =>
    name === '*' || name === event || (name.endsWith('.*') && event.startsWith(name.slice(0, -1)));
  const types = Object.entries(EVENTS).flatMap(([type, { event }]) => (fits(event) ? [type] : []));
  return types.length > 0 ? types : undefined;
}

/** The attribute `type` of CloudEvents. The number rises only if a field ever has to change its meaning. */
export const cloudEventType = (event: string): string => `threadline.${event}.v1`;

/** Fields that do not apply are left out, not null. */
export const eventData = (type: string, data: unknown): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(EVENTS[type]!.data(data as never))) as Record<string, unknown>;
