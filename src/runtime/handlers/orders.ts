/** Projects what happened to an order onto rows that people read. Every line is told what each fact adds to it. */
import type * as m from '#domain/messages.ts';
import type { Order } from '#domain/order.ts';
import { encode, revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import * as rows from '#store/order.ts';
import * as shipments from '#store/shipment.ts';
import { sideBySide, type Batch, type LocalHandler } from './handler.ts';

type Case = { readonly batch: Batch; readonly d: Claimed; readonly at: { tenant: string; orderId: string } };
type Apply<T> = (c: Case, data: T) => Promise<void>;

async function showOrder({ batch, d, at }: Case, order: Order): Promise<void> {
  await rows.saveOrder(batch.tx, {
    ...at, channel: order.channel, external: order.external, number: order.number, placedAt: order.placedAt,
    currency: order.currency, total: String(order.total.count), document: encode(order), correlation: d.correlation,
    cancelledAt: order.cancelledAt ?? null,
  });
  await rows.saveLines(batch.tx, at, order.lines.map((l) =>
    ({ line_id: l.lineId, title: l.title, ordered: l.quantity, cancelled: order.cancelledAt ? l.quantity : l.cancelled,
      // Handed over as it was paid: nobody waits for it, and no stock is pending for it.
      ...(l.fulfillment === 'counter' && !order.cancelledAt && { shipped: l.quantity - l.cancelled }) })));
}

const add = (c: Case, what: rows.Quantity, lines: readonly { lineId: string; quantity: number; sku?: string }[], sign = 1) =>
  rows.addQuantities(c.batch.tx, c.at, what, lines.map(({ lineId, quantity, sku }) =>
    ({ lineId, quantity: sign * quantity, ...(sku && { sku }) })));
/** What the lines are, and what of them was promised. */
const promise = (c: Case, lines: readonly { lineId: string; quantity: number; sku: string }[]) =>
  rows.addQuantities(c.batch.tx, c.at, 'reserved', lines.map(({ lineId, quantity, sku }) => ({ lineId, quantity, sku })));
const stage = (c: Case, word: string, more?: { erpOrder?: string; cancelledAt?: string }) =>
  rows.advance(c.batch.tx, c.at, word, more);

const APPLY: { readonly [type: string]: Apply<never> } = {
  OrderPlaced: (async (c, { order }) => showOrder(c, order)) satisfies Apply<m.OrderPlaced['data']>,
  OrderChanged: (async (c, { order }) => showOrder(c, order)) satisfies Apply<m.OrderChanged['data']>,
  OrderCancelled: (async (c, { order, at }) => {
    if (order) await showOrder(c, order);
    await stage(c, 'cancelled', { cancelledAt: at });
  }) satisfies Apply<m.OrderCancelled['data']>,
  OrderValidated: (async (c, { lines }) => {
    await promise(c, lines.map((l) => ({ ...l, quantity: 0 })));
    await stage(c, 'validated');
  }) satisfies Apply<m.OrderValidated['data']>,
  StockReserved: (async (c, { lines }) => {
    await promise(c, lines);
    await stage(c, 'reserved');
  }) satisfies Apply<m.StockReserved['data']>,
  StockRefused: (async (c) => stage(c, 'short')) satisfies Apply<m.StockRefused['data']>,
  StockReleased: (async (c, data: { lines?: readonly { lineId: string; quantity: number }[] }) =>
    add(c, 'reserved', data.lines ?? [], -1)) satisfies Apply<{ lines?: readonly { lineId: string; quantity: number }[] }>,
  ErpOrderCreated: (async (c, { external, number }) =>
    stage(c, 'in ERP', { erpOrder: number ?? external })) satisfies Apply<m.ErpOrderCreated['data']>,
  FulfillmentRequested: (async (c) => stage(c, 'released')) satisfies Apply<m.FulfillmentRequested['data']>,
  FulfillmentCancelled: (async () => {}) satisfies Apply<m.FulfillmentCancelled['data']>,
  FulfillmentShorted: (async () => {}) satisfies Apply<m.FulfillmentShorted['data']>,
  ShipmentDispatched: (async (c, { shipment }) => {
    await rows.saveShipment(c.batch.tx, { ...c.at, shipmentId: shipment.shipmentId, location: shipment.location,
      at: shipment.at, document: encode(shipment) });
    await add(c, 'reserved', shipment.lines, -1);
    await add(c, 'shipped', shipment.lines);
    await stage(c, 'shipped');
  }) satisfies Apply<m.ShipmentDispatched['data']>,
  ErpShipmentRecorded: (async (c, { shipmentId }) =>
    rows.noteShipment(c.batch.tx, { ...c.at, shipmentId }, { recordedAt: c.batch.now })) satisfies Apply<m.ErpShipmentRecorded['data']>,
  ShipmentReported: (async (c, { shipmentId }) =>
    rows.noteShipment(c.batch.tx, { ...c.at, shipmentId }, { reportedAt: c.batch.now })) satisfies Apply<m.ShipmentReported['data']>,
  InvoiceIssued: (async (c, { shipmentId, number, external }) => {
    await rows.noteShipment(c.batch.tx, { ...c.at, shipmentId }, { invoice: number ?? external });
    await stage(c, 'invoiced');
  }) satisfies Apply<m.InvoiceIssued['data']>,
  PickupReady: (async (c) => stage(c, 'ready to collect')) satisfies Apply<m.PickupReady['data']>,
  ParcelTracked: (async (c, { shipmentId, ...parcel }) =>
    shipments.noteParcel(c.batch.tx, { ...c.at, shipmentId }, parcel)) satisfies Apply<m.ParcelTracked['data']>,
  TrackingChanged: (async (c, { shipmentId, parcels }) =>
    shipments.renumber(c.batch.tx, { ...c.at, shipmentId }, encode(parcels))) satisfies Apply<m.TrackingChanged['data']>,
  ShipmentDelivered: (async (c, { shipmentId, at, lines }) => {
    await shipments.noteDelivered(c.batch.tx, { ...c.at, shipmentId }, at);
    await add(c, 'delivered', lines);
    await stage(c, 'delivered');
  }) satisfies Apply<m.ShipmentDelivered['data']>,
  RefundRecorded: (async (c, { refund }) => add(c, 'refunded', refund.lines)) satisfies Apply<m.RefundRecorded['data']>,
  GoodsReturned: (async (c, { lines }) => add(c, 'returned', lines)) satisfies Apply<m.GoodsReturned['data']>,
  CreditMemoIssued: (async () => {}) satisfies Apply<m.CreditMemoIssued['data']>,
};

const at = (d: Claimed) => ({ tenant: d.tenant, orderId: d.subject.slice('order:'.length) });

/** A batch has one delivery of each order: they go side by side, and what they write together is one statement. */
export const orderProjection: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  await APPLY[d.type]!({ batch, d, at: at(d) }, revive<never>(d.data));
  return [];
});
