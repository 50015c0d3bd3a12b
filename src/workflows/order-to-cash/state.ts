/**
 * What order-to-cash knows of one order, and the words of its story. Handlers write down what was heard;
 * phases look at all of it and say what is due. Nothing is remembered that can be derived (views.ts).
 */
import type { ConnectionId, ExternalId, IdempotencyKey, LocationId, Timestamp } from '#domain/brand.ts';
import type { CancelReason } from '#domain/cancel-messages.ts';
import type { Billed, Quantities } from '#domain/document.ts';
import { machine } from '#domain/machine.ts';
import type * as m from '#domain/messages.ts';
import type { Order, PromisedLine, Refund } from '#domain/order.ts';
import type { Sale } from '#domain/return.ts';
import type { Shipment, ShippedLine } from '#domain/shipment.ts';
import type { Step } from '#domain/workflow.ts';

export type In =
  | (m.OrderPlaced | m.OrderChanged | m.OrderCancelled | m.CancellationRequested | m.CancellationWithdrawn | m.RefundRecorded)
  | (m.OrderValidated | m.StockReserved | m.StockRefused | m.StockArrived | m.ReservationExpired)
  | (m.ErpOrderCreated | m.ErpOrderAmended | m.ErpOrderCancelled)
  | (m.FulfillmentRefused | m.FulfillmentCancelled | m.FulfillmentCancelRefused | m.FulfillmentShorted)
  | (m.ShipmentDispatched | m.ErpShipmentRecorded | m.ShipmentReported | m.InvoiceIssued | m.CreditMemoIssued)
  | (m.DeadlineNear | m.PickupReady | m.PickupReadyReported | m.ParcelTracked | m.TrackingChanged | m.TrackingReported)
  | (m.ChannelOrderCancelled | m.ChannelLinesCancelled | m.PlacementSeen | m.HoldReported | m.WishAbandoned | m.TellSale);
export type Out =
  | (m.ValidateOrder | m.ReserveStock | m.ReleaseStock)
  | (m.CreateErpOrder | m.AmendErpOrder | m.CancelErpOrder | m.RecordErpShipment | m.IssueInvoice | m.IssueCreditMemo)
  | (m.RequestFulfillment | m.CancelFulfillment | m.ReportShipment | m.CancelChannelOrder | m.CancelChannelLines)
  | (m.ReportHold | m.AnswerRecall)
  | (m.AwaitDeadline | m.ReportPickupReady | m.ReportTracking | m.ShipmentDelivered | m.SupplierOwed)
  | (m.RaiseException | m.ExceptionSettled | m.SaleTold);

/**
 * Whether the order is to be cancelled. `Recalling`: the buyer asks and the warehouse is being asked.
 * `Telling`: the channel is being told. `Accepted`: it is cancelled there, what was done is undone.
 * `Refused`: too late. `Kept`: a person dropped the cancellation. `GivenUp`: a person dropped the order.
 */
export type Cancel = 'None' | 'Recalling' | 'Telling' | 'Accepted' | 'Refused' | 'Kept' | 'GivenUp';
export type CancelWord = 'request' | 'withdraw' | 'short' | 'recalled' | 'refuse' | 'cancel' | 'keep' | 'give up';
export const cancellation = machine<Cancel, CancelWord>('None', {
  None: { request: 'Recalling', short: 'Telling', cancel: 'Accepted', 'give up': 'GivenUp' },
  Recalling: { withdraw: 'None', recalled: 'Telling', refuse: 'Refused', cancel: 'Accepted', 'give up': 'GivenUp' },
  Telling: { cancel: 'Accepted', keep: 'Kept', 'give up': 'GivenUp' },
  Refused: { cancel: 'Accepted', 'give up': 'GivenUp' },
  Kept: { cancel: 'Accepted', 'give up': 'GivenUp' },
  GivenUp: { cancel: 'Accepted' },
  Accepted: {},
});

/** The ERP's sales order. There is one per order: a cancelled document is not made again. */
export type Document = 'None' | 'Creating' | 'Abandoned' | 'Open' | 'Amending' | 'Cancelling' | 'Cancelled';
export type DocumentWord = 'create' | 'created' | 'amend' | 'amended' | 'cancel' | 'cancelled' | 'drop';
export const erpOrder = machine<Document, DocumentWord>('None', {
  None: { create: 'Creating' },
  Creating: { created: 'Open', drop: 'Abandoned' },
  Abandoned: { created: 'Open' }, // The partner had made it after all.
  Open: { amend: 'Amending', cancel: 'Cancelling' },
  Amending: { amended: 'Open', drop: 'Open' },
  Cancelling: { cancelled: 'Cancelled', drop: 'Cancelled' },
  Cancelled: {},
});

/** A wish's life as the workflow sees it; `none` when there is nobody to ask, `dropped` when a person gave it up. */
export type Work = 'due' | 'asked' | 'done' | 'none' | 'dropped';

export interface Stock {
  readonly round: number;
  /** The last round that was answered: an earlier answer that comes again is told by it. */
  readonly answered: number;
  readonly asked: readonly m.ValidatedLine[];
  /** Promised to the order and not with a warehouse. */
  readonly free: readonly PromisedLine[];
  readonly short: 'no' | 'yes' | 'retrying';
  readonly detail: string;
  readonly connections: Readonly<Record<string, ConnectionId>>;
  /** Why a location will not ship this order. */
  readonly declined: Readonly<Record<string, string>>;
  readonly releases: number;
  /** Goods on order were claimed for what is short: the order waits for them whatever the policy says of shortages. */
  readonly claimed?: boolean;
  /** The promise was given back because a hold lasted too long; asked for anew when it is lifted. */
  readonly lapsed?: boolean;
}
export interface Erp {
  readonly at: Document;
  readonly to?: ConnectionId;
  readonly external?: ExternalId;
  /** What the document says, as last asked. */
  readonly stated?: m.DocumentAmounts;
  readonly shipTo?: Order['shipTo'];
  readonly amends: number;
}
/** One request to one location. */
export interface Request {
  readonly id: string;
  readonly location: LocationId;
  readonly connection: ConnectionId;
  /** Asked for, and neither shipped nor given back. */
  readonly open: readonly ShippedLine[];
  readonly recall: 'no' | 'asked' | 'refused';
  /** Shortages and cancellations already counted. */
  readonly heard: readonly string[];
  /** Put aside for the buyer to collect, and whether the channel was told; `over`: not collected in time. */
  readonly ready?: { readonly at: Timestamp; readonly until?: Timestamp; readonly report: Work; readonly over?: boolean };
}
/** What left: a shipment, or digital goods, which have an invoice and no parcel. */
export interface Sent {
  readonly id: string;
  readonly at: Timestamp;
  readonly lines: readonly ShippedLine[];
  readonly shipment?: Shipment;
  readonly record: Work;
  readonly report: Work;
  readonly invoice: Work;
  /** Where its parcels are, by tracking number; all of them there: delivered. */
  readonly parcels?: Readonly<Record<string, { readonly word: m.ParcelWord; readonly at: Timestamp }>>;
  readonly delivered?: Timestamp;
  /** It travels under other numbers: how often they changed, and whether the channel was told of the last. */
  readonly renumbered?: { readonly times: number; readonly report: Work; readonly was: Shipment['parcels'] };
}
export interface Claim {
  readonly refund: Refund;
  readonly memo: Work;
  /** Of each of the refund's lines: units credited, and units that were never sent. */
  readonly credited: readonly number[];
  readonly unsent: readonly number[];
}

/**
 * A wish to cancel a part. `Recalling`: the units are being had back, or wait for another wish. `Telling`: the channel is
 * being told; `ByHand`: by a person. `Accepted`, `Refused` (too late), `Kept` (a person gave it up).
 */
export interface Wish {
  readonly id: string;
  readonly reason: CancelReason;
  readonly at: 'Recalling' | 'Telling' | 'ByHand' | 'Accepted' | 'Refused' | 'Kept';
  /** Units by line, as far as they can be had; and those that cannot. */
  readonly asked: Quantities;
  readonly late: Quantities;
  /** How many of each line are cancelled when it is done. */
  readonly upTo?: Quantities;
  /** A person wanted it back when the channel was being told already. */
  readonly wantedBack?: boolean;
}

export interface State {
  /** The snapshot in force: validated, less what was cancelled of it since. */
  readonly order?: Order;
  /** A later snapshot that is not in force: being validated, or too late. */
  readonly edit?: Order | undefined;
  readonly cancel: Cancel;
  readonly reason: CancelReason;
  /** Askings to cancel all of it, so that each counts once; and whether the last was wanted back too late. */
  readonly asks?: readonly string[];
  readonly wantedBack?: boolean;
  /** Parts of it that somebody asked to cancel. */
  readonly wishes?: readonly Wish[];
  readonly validation: { readonly round: number; readonly due: boolean; readonly waits: boolean };
  readonly route?: m.Route;
  readonly lines: readonly m.ValidatedLine[];
  readonly stock: Stock;
  readonly erp: Erp;
  readonly requests: readonly Request[];
  /** Shipments nobody asked for yet. */
  readonly early: readonly Shipment[];
  readonly sent: readonly Sent[];
  readonly rejected: readonly { readonly shipmentId: string; readonly detail: string }[];
  readonly claims: readonly Claim[];
  /** What its invoices say, by line. */
  readonly billed?: Billed;
  /** What the channel says of sending it, as last asked for. */
  readonly placement?: Pick<m.PlacementSeen['data'], 'at' | 'parts' | 'movedTo'> & {
    /** Parts that were looked at alone since, and when. */
    readonly alone?: Readonly<Record<string, Timestamp>>;
  };
  /** Parts that were called back, and whether that was granted. */
  readonly answers?: Readonly<Record<string, boolean>>;
  /** Units the channel was told are held by us. */
  readonly held?: { readonly units: Quantities; readonly times: number; readonly asked: boolean };
  /** What return-to-refund was told last; absent while nothing of the order comes back. */
  readonly told?: { readonly sale?: Sale };
  /** Keys of the exceptions that stand, by topic. */
  readonly exceptions: Readonly<Record<string, IdempotencyKey>>;
  readonly raised: number;
  /** Timers that were set: by when, and of pickups which. */
  readonly watched?: { readonly ship?: Timestamp; readonly deliver?: Timestamp; readonly collect?: readonly string[] };
  /** Times that are near. */
  readonly near?: { readonly ship?: Timestamp; readonly deliver?: Timestamp };
}

export const initial: State = {
  cancel: cancellation.first,
  reason: 'buyer',
  validation: { round: 0, due: false, waits: false },
  lines: [],
  stock: {
    round: 0, answered: 0, asked: [], free: [], short: 'no', detail: '', connections: {}, declined: {}, releases: 0,
  },
  erp: { at: erpOrder.first, amends: 0 },
  requests: [], early: [], sent: [], rejected: [], claims: [],
  exceptions: {}, raised: 0,
};

export type Taken = Step<State, Out>;
export const go = (state: State, ...send: Out[]): Taken => ({ state, send });
export const stay = (state: State): Taken => ({ state, send: [] });

