/**
 * Order to cash: promise the stock, tell the ERP, then the warehouse; and for every shipment the ERP first,
 * then the channel and the invoice.
 *
 *   OrderPlaced → ValidateOrder → OrderValidated → ReserveStock → StockReserved → CreateErpOrder →
 *   ErpOrderCreated → RequestFulfillment → ShipmentDispatched → RecordErpShipment → ErpShipmentRecorded →
 *   ReportShipment and IssueInvoice
 *
 * A handler writes down what was heard; then every phase looks at the whole state and says what is due, until
 * nothing is. So no phase needs to know in which order things came about: a cancellation, an edit or a shipment
 * may come at any step, and what is in the air is dealt with when it lands. Acknowledgements that change
 * nothing (FulfillmentRequested, FulfillmentAccepted, StockReleased) are not taken at all.
 */
import type { Workflow } from '#domain/workflow.ts';
import { abandoned } from './order-to-cash/abandon.ts';
import { cancelled, cancelling, turned } from './order-to-cash/cancel.ts';
import { amended, created, documentCancelled, documenting } from './order-to-cash/erp.ts';
import { near, watching } from './order-to-cash/deadlines.ts';
import { complaining } from './order-to-cash/exceptions.ts';
import {
  fulfillmentRefused, givenBack, recalling, recallRefused, requesting, shorted,
} from './order-to-cash/fulfill.ts';
import { collecting, putAside, toldReady } from './order-to-cash/pickup.ts';
import { answering, holding, holdReported, placementSeen, relocating } from './order-to-cash/placement.ts';
import { crediting, finishedMemo, refunded } from './order-to-cash/refund.ts';
import { arrived, expired, refused, reserved, reserving } from './order-to-cash/reserve.ts';
import { delivering, dispatched, finished, matching, sending, shipping } from './order-to-cash/ship.ts';
import { initial, type In, type Out, type State } from './order-to-cash/state.ts';
import { renumbered, retelling, toldNumbers, tracked } from './order-to-cash/track.ts';
import { askedAbout, telling } from './order-to-cash/tell.ts';
import { changed, placed, validated, validating } from './order-to-cash/validate.ts';
import { requested, withdrawing, withdrawn, withdrawnAgain } from './order-to-cash/withdraw.ts';
import { settled, type Hears } from './settled.ts';

const hears: Hears<In, State, Out> = {
  OrderPlaced: placed,
  OrderChanged: changed,
  OrderCancelled: cancelled,
  CancellationRequested: requested,
  CancellationWithdrawn: withdrawnAgain,
  ChannelOrderCancelled: (s) => turned(s, 'cancel'),
  ChannelLinesCancelled: withdrawn,
  PlacementSeen: placementSeen,
  HoldReported: (s) => holdReported(s),
  RefundRecorded: refunded,

  OrderValidated: validated,
  StockReserved: reserved,
  StockRefused: refused,
  StockArrived: arrived,
  ReservationExpired: expired,

  ErpOrderCreated: created,
  ErpOrderAmended: amended,
  ErpOrderCancelled: documentCancelled,

  FulfillmentRefused: fulfillmentRefused,
  FulfillmentCancelled: givenBack,
  FulfillmentCancelRefused: (s, { fulfillmentId }) => recallRefused(s, fulfillmentId),
  FulfillmentShorted: shorted,

  ShipmentDispatched: dispatched,
  ErpShipmentRecorded: (s, { shipmentId }) => finished(s, shipmentId, 'record'),
  ShipmentReported: (s, { shipmentId }) => finished(s, shipmentId, 'report'),
  InvoiceIssued: (s, { shipmentId }) => finished(s, shipmentId, 'invoice'),
  CreditMemoIssued: (s, { refund }) => finishedMemo(s, refund),

  DeadlineNear: near,
  PickupReady: putAside,
  PickupReadyReported: (s, { fulfillmentId }) => toldReady(s, fulfillmentId),
  ParcelTracked: tracked,
  TrackingChanged: renumbered,
  TrackingReported: (s, { shipmentId }) => toldNumbers(s, shipmentId),

  TellSale: (s, { orderId }) => askedAbout(s, orderId),

  WishAbandoned: abandoned,
};

/** In the order of the story; undoing comes before doing, so that the gate sees the latest word. */
const phases = [
  cancelling, withdrawing, validating, relocating, reserving, recalling, documenting, matching, requesting, delivering, sending,
  shipping, retelling,
  collecting, answering, holding, crediting, watching, telling, complaining,
];

/** A turn asks one location and settles one paper; no order has anywhere near as many of either. */
const TURNS = 5_000;

export const orderToCash: Workflow<In, State, Out> = {
  name: 'order-to-cash',
  key: ({ data }) => ('orderId' in data ? data.orderId : data.order.orderId),
  initial,
  on: settled(hears, { phases, turns: TURNS, name: (s) => `order ${s.order?.orderId} is` }),
};
