/** What the outside says to order-to-cash, for tests: short makers of the facts, and a way to tell a story. */
import { brand, type ConnectionId, type ExternalId, type LocationId, type OrderId, type Sku } from '#domain/brand.ts';
import type * as m from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import { order } from '#domain/order.fixture.ts';
import type { ShippedLine } from '#domain/shipment.ts';
import { orderToCash } from './order-to-cash.ts';
import type { In, Out, State } from './order-to-cash/state.ts';
import { tell } from '../../test/every-sequence.ts';

export const orderId = brand<OrderId>('ord-1');
export const first = order();
export const erp = brand<ConnectionId>('erp');
export const warehouse = brand<ConnectionId>('wms');
const route: m.Route = { channel: brand('shop'), erp, legalEntity: 'main', whenShort: 'backorder' };
export const answer = { orderId, by: erp, external: brand<ExternalId>('X-1') };

export type Units = Readonly<Record<string, number>>;
export const skuOf = (lineId: string): Sku => brand(`SKU-${lineId}`);
const lines = (units: Units): ShippedLine[] => Object.entries(units)
  .map(([lineId, quantity]) => ({ lineId: brand<ExternalId>(lineId), sku: skuOf(lineId), quantity }));
const at = (units: Units, location: string) =>
  lines(units).map((l) => ({ ...l, location: brand<LocationId>(location) }));
/** Every location but the depot has somebody to ask. */
const knownAt = (...places: readonly string[]) => Object.fromEntries(places.filter((p) => p !== 'depot')
  .map((p) => [p, p === 'store' ? brand<ConnectionId>('store') : warehouse]));

export const placed = (o: Order = first): In => ({ type: 'OrderPlaced', data: { order: o } });
export const changed = (o: Order): In => ({ type: 'OrderChanged', data: { order: o, changed: ['lines'] } });
export const cancelled: In = { type: 'OrderCancelled', data: { orderId, at: brand('2026-03-01T12:00:00.000Z') } };
export const wish: In = { type: 'CancellationRequested', data: { orderId } };
export const partly = (units: Units, name = 'w1', reason: m.CancelReason = 'buyer'): In =>
  ({ type: 'CancellationRequested', data: { orderId, reason, wish: name, lines: lines(units) } });
export const linesCancelled = (name = 'w1'): In => ({ type: 'ChannelLinesCancelled', data: { ...answer, wish: name } });
export const refunded = (refund: Refund): In => ({ type: 'RefundRecorded', data: { orderId, refund } });

export const validated = (units: Units = { A: 3, B: 2 }, more: Partial<m.Route> = {}, round?: number): In => ({
  type: 'OrderValidated',
  data: { orderId, lines: lines(units), route: { ...route, ...more }, rounding: { count: 0n, unit: first.currency },
    mapping: 1, ...(round && { round }) },
});
/** `route.erp` left out: this channel's documents are made nowhere. */
export const validatedWithoutErp = (units: Units = { A: 3, B: 2 }, round?: number): In => {
  const { erp: _erp, ...rest } = route;
  return { type: 'OrderValidated',
    data: { orderId, lines: lines(units), route: rest, rounding: { count: 0n, unit: first.currency }, mapping: 1,
      ...(round && { round }) } };
};
export const reserved = (units: Units = { A: 3, B: 2 }, location = 'main', round?: number): In => ({
  type: 'StockReserved',
  data: { orderId, lines: at(units, location), connections: knownAt(location), ...(round && { round }) },
});
export const reservedIn = (places: Readonly<Record<string, Units>>): In => ({
  type: 'StockReserved',
  data: {
    orderId, connections: knownAt(...Object.keys(places)),
    lines: Object.entries(places).flatMap(([place, units]) => at(units, place)),
  },
});
export const shortOf = (lineId: string, round?: number): In => ({
  type: 'StockRefused',
  data: { orderId, short: [{ sku: skuOf(lineId), wanted: 3, available: 1 }], ...(round && { round }) },
});
export const arrived: In = { type: 'StockArrived', data: { orderId } };

export const created: In = { type: 'ErpOrderCreated', data: answer };
export const amended: In = { type: 'ErpOrderAmended', data: answer };
export const erpCancelled: In = { type: 'ErpOrderCancelled', data: answer };
export const recorded = (shipmentId = 's1'): In => ({ type: 'ErpShipmentRecorded', data: { ...answer, shipmentId } });
export const invoiced = (shipmentId = 's1'): In => ({ type: 'InvoiceIssued', data: { ...answer, shipmentId } });
export const credited = (refund: string): In =>
  ({ type: 'CreditMemoIssued', data: { ...answer, refund: brand(refund) } });
export const reported = (shipmentId = 's1'): In => ({ type: 'ShipmentReported', data: { ...answer, shipmentId } });
export const channelCancelled: In = { type: 'ChannelOrderCancelled', data: answer };

export const refusedBy = (n = 1): In =>
  ({ type: 'FulfillmentRefused', data: { orderId, fulfillmentId: `ord-1-${n}`, detail: 'closed today' } });
export const recalled = (n = 1, units?: Units): In => ({ type: 'FulfillmentCancelled',
  data: { orderId, fulfillmentId: `ord-1-${n}`, ...(units && { lines: lines(units) }) } });
export const recallRefused = (n = 1): In =>
  ({ type: 'FulfillmentCancelRefused', data: { orderId, fulfillmentId: `ord-1-${n}`, detail: 'packed' } });
export const shorted = (units: Units, n = 1): In => ({
  type: 'FulfillmentShorted',
  data: { orderId, fulfillmentId: `ord-1-${n}`, lines: lines(units), reason: 'not found' },
});
export const shipped = (units: Units = { A: 3, B: 2 }, shipmentId = 's1', n = 1): In => ({
  type: 'ShipmentDispatched',
  data: { orderId, shipment: {
    shipmentId, orderId, fulfillmentId: `ord-1-${n}`, location: brand('main'), at: brand('2026-03-02T15:00:00.000Z'),
    lines: lines(units), parcels: [{ carrier: 'UPSN', tracking: `1Z-${shipmentId}` }],
  } },
});
export const putAside = (n = 1): In =>
  ({ type: 'PickupReady', data: { orderId, fulfillmentId: `ord-1-${n}`, at: brand('2026-03-02T10:00:00.000Z') } });
export const near = (deadline: m.Deadline, by: string, n?: number): In => ({ type: 'DeadlineNear',
  data: { orderId, deadline, by: brand(by), ...(n && { fulfillmentId: `ord-1-${n}` }) } });
export const parcel = (word: m.ParcelWord, hour = 10, shipmentId = 's1'): In => ({ type: 'ParcelTracked', data: {
  orderId, shipmentId, tracking: `1Z-${shipmentId}`, word, at: brand(`2026-03-03T${hour}:00:00.000Z`) } });
export const renumbered = (tracking: string, shipmentId = 's1'): In => ({ type: 'TrackingChanged', data: {
  orderId, shipmentId, at: brand('2026-03-03T10:00:00.000Z'), parcels: [{ carrier: 'UPSN', tracking }] } });
export const dropped = (what: Out['type'], key?: string): In => ({ type: 'WishAbandoned',
  data: { orderId, wish: what, reason: 'by hand', ...(key && { key: brand(key) }) } });

/** The story up to the point where the warehouse has been asked. */
export const asked: readonly In[] = [placed(), validated(), reserved(), created];
export const story = (...heard: In[]) => tell<In, State, Out>(orderToCash, ...heard);
/** What was said since the warehouse, or whatever came before `heard`, had its say. */
export const after = (before: readonly In[], ...heard: In[]): Out[] =>
  story(...before, ...heard).said.slice(story(...before).said.length) as Out[];
export const types = (said: readonly Out[]): string[] => said.map((m) => m.type);
export const only = <T extends Out['type']>(said: readonly Out[], type: T): Extract<Out, { type: T }>[] =>
  said.filter((m): m is Extract<Out, { type: T }> => m.type === type);
