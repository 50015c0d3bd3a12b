/**
 * Every fact (past tense) and wish (imperative). One spelling in code, database, console, CLI and docs.
 * Facts that come from outside keep when they happened (`at`) on the message; wishes carry `to`, the
 * connection that is asked, and `key`, made once and repeated by every attempt.
 */
import type {
  ConnectionId, ExternalId, IdempotencyKey, LocalDate, LocationId, OrderId, PartyId, Sku, Timestamp,
} from './brand.ts';
import type { ExceptionKind } from './exception.ts';
import type { Journal } from './journal.ts';
import type { Money } from './measure.ts';
import type { Message } from './message.ts';
import type { Hold, Order, PromisedLine, Refund } from './order.ts';
import type { Lead } from './publication.ts';
import type { Payout, PayoutClass } from './payout.ts';
import type { PayoutCorrection } from './payout-correction.ts';
import type { CancelChannelLines, CancelReason } from './cancel-messages.ts';
import type { AnswerRecall, ReportHold } from './placement-messages.ts';
import type { AwaitExpiry, ReportPickupReady, ReportTracking } from './fulfillment-messages.ts';
import type { AnswerReturn, RecordErpReturn, RecordErpSpoilage, RefundReturn } from './return-messages.ts';
import type { Fulfillment, Shipment, ShippedLine } from './shipment.ts';

export type { Message };
export type * from './cancel-messages.ts';
export type * from './placement-messages.ts';
export type * from './return-messages.ts';
export type * from './fulfillment-messages.ts';
export type * from './bank-messages.ts';
export type * from './register-messages.ts';
export type * from './stock-messages.ts';

export type Transport = 'webhook' | 'poll' | 'file' | 'queue' | 'ingest';

/** The raw words of a partner, stored encrypted; everything else follows from one of these. */
export type PartnerSpoke = Message<'PartnerSpoke', {
  readonly connection: ConnectionId; readonly topic: string; readonly reference: string;
  readonly transport: Transport; readonly payload: string; readonly bytes: number; readonly digest: string;
}>;

/**
 * A channel showed an order (again). The order book decides what of it is new. `fetched`: when we asked for it; what
 * was told unasked shows the order as it was then.
 */
export type OrderSeen = Message<'OrderSeen', { readonly order: Order; readonly fetched?: Timestamp }>;
export type CancellationSeen = Message<'CancellationSeen',
  { readonly orderId: OrderId; readonly at: Timestamp; readonly reason?: string }>;
export type RefundSeen = Message<'RefundSeen', { readonly orderId: OrderId; readonly refund: Refund }>;

export type OrderPlaced = Message<'OrderPlaced', { readonly order: Order }>;
export type OrderChanged = Message<'OrderChanged', { readonly order: Order; readonly changed: readonly string[] }>;
export type OrderCancelled = Message<'OrderCancelled',
  { readonly orderId: OrderId; readonly at: Timestamp; readonly reason?: string; readonly order?: Order }>;
export type RefundRecorded = Message<'RefundRecorded', { readonly orderId: OrderId; readonly refund: Refund }>;

/** What not every channel can be told. */
export const TELLINGS = ['ReportPickupReady', 'ReportTracking', 'CancelChannelLines', 'ReportHold', 'AnswerRecall'] as const;
export type Telling = (typeof TELLINGS)[number];
/** Who is asked for what, resolved from routes when the order is validated. */
export interface Route {
  readonly channel: ConnectionId;
  readonly erp?: ConnectionId;
  readonly legalEntity: string;
  /** Policy when stock is short: wait for it, or cancel at the channel. */
  readonly whenShort: 'backorder' | 'cancel';
  /** The channel's own ship-by time, in seconds after the order, where the order states none. */
  readonly shipWithin?: number;
  /** What the channel can be told beyond shipments. */
  readonly tells?: readonly Telling[];
}
export interface ValidatedLine {
  readonly lineId: ExternalId; readonly sku: Sku; readonly quantity: number;
}
export type OrderValidated = Message<'OrderValidated', {
  readonly orderId: OrderId; readonly lines: readonly ValidatedLine[]; readonly route: Route;
  /** Ours minus the channel's stated total, when within the rounding bound. */
  readonly rounding: Money; readonly mapping: number;
  /** Which asking it answers (`ValidateOrder.round`); absent: the latest. */
  readonly round?: number;
}>;
/** In units of the order's own lines: a kit is promised as the kit, its components are the stock ledger's business. */
export type StockReserved = Message<'StockReserved',
  { readonly orderId: OrderId; readonly lines: readonly PromisedLine[];
    readonly connections: Readonly<Record<string, ConnectionId>>;
    /** Which asking it answers (`ReserveStock.round`); absent: the latest. */ readonly round?: number;
    /** The choice of places in words. */ readonly why?: readonly string[];
    /** Units promised beyond what is there, by a policy that allows it. */ readonly beyond?: number }>;
export type StockRefused = Message<'StockRefused', {
  readonly orderId: OrderId; readonly round?: number;
  readonly short: readonly { readonly sku: Sku; readonly wanted: number; readonly available: number }[];
  readonly why?: readonly string[];
  /** Goods on order were claimed for it; they should be here on that day. */
  readonly claimed?: boolean;
  readonly expected?: LocalDate;
}>;
export type StockReleased = Message<'StockReleased',
  { readonly orderId: OrderId; readonly lines?: readonly PromisedLine[] }>;
/** What a backordered order waits for may be there (goods came in, sourcing changed, a person says so): it asks again. */
export type StockArrived = Message<'StockArrived', { readonly orderId: OrderId }>;

interface Answered {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId;
  /** The wish it answers. */
  readonly key?: IdempotencyKey;
}
export type ErpOrderCreated = Message<'ErpOrderCreated', Answered & { readonly number?: string }>;
export type ErpOrderAmended = Message<'ErpOrderAmended', Answered>;
export type ErpOrderCancelled = Message<'ErpOrderCancelled', Answered>;
export type ErpShipmentRecorded = Message<'ErpShipmentRecorded', Answered & { readonly shipmentId: string }>;
export type InvoiceIssued = Message<'InvoiceIssued',
  Answered & { readonly shipmentId: string; readonly number?: string; readonly date?: LocalDate;
    /** As the wish had them, so that the ledger posts what was invoiced. */
    readonly amounts?: DocumentAmounts }>;
export type CreditMemoIssued = Message<'CreditMemoIssued',
  Answered & { readonly refund: ExternalId; readonly number?: string; readonly amounts?: DocumentAmounts }>;
export type FulfillmentRequested = Message<'FulfillmentRequested', Answered & { readonly fulfillmentId: string }>;
export type FulfillmentCancelAsked = Message<'FulfillmentCancelAsked', Answered & { readonly fulfillmentId: string }>;
export type ShipmentReported = Message<'ShipmentReported', Answered & { readonly shipmentId: string }>;
export type ChannelOrderCancelled = Message<'ChannelOrderCancelled', Answered>;
export type StockPublished = Message<'StockPublished',
  { readonly by: ConnectionId; readonly external: ExternalId; readonly sku: Sku;
    /** What the channel shows now. */ readonly quantity: number;
    /** The channel's item, as the wish named it. */ readonly item?: ExternalId;
    /** As it was told with the number. */ readonly lead?: Lead;
    /** What we had wished: another number stood there than it had acknowledged, and nothing was written. */
    readonly instead?: number }>;
export type JournalPosted = Message<'JournalPosted',
  { readonly by: ConnectionId; readonly external: ExternalId; readonly entry: string; readonly number?: string }>;

export type FulfillmentAccepted = Message<'FulfillmentAccepted',
  { readonly orderId: OrderId; readonly fulfillmentId: string }>;
export type FulfillmentRefused = Message<'FulfillmentRefused',
  { readonly orderId: OrderId; readonly fulfillmentId: string; readonly detail: string }>;
export type FulfillmentCancelled = Message<'FulfillmentCancelled',
  { readonly orderId: OrderId; readonly fulfillmentId: string; readonly lines?: readonly ShippedLine[] }>;
export type FulfillmentCancelRefused = Message<'FulfillmentCancelRefused',
  { readonly orderId: OrderId; readonly fulfillmentId: string; readonly detail: string }>;
export type ShipmentDispatched = Message<'ShipmentDispatched', { readonly orderId: OrderId; readonly shipment: Shipment }>;
export type FulfillmentShorted = Message<'FulfillmentShorted', {
  readonly orderId: OrderId; readonly fulfillmentId: string; readonly lines: readonly ShippedLine[];
  /** Where the units were not found. */ readonly location?: LocationId; readonly reason: string;
  /** The warehouse's id of its message, so that the same shortage told twice counts once. */
  readonly external?: ExternalId;
}>;

/** Units kept for somebody until a time; `holdId` is ours, `reference` the caller's. */
export type StockHeld = Message<'StockHeld', {
  readonly holdId: string; readonly channel: string; readonly reference: string; readonly until: Timestamp;
  readonly lines: readonly ValidatedLine[]; readonly at?: LocationId;
  /** Sold already, by this order, at a channel that awaits the payment: as much of it as there is. */ readonly pending?: OrderId;
}>;
export type HoldEnded = Message<'HoldEnded', {
  readonly holdId: string; readonly because: 'released' | 'expired';
  /** Only if its order has been heard of by now, placed or cancelled. */ readonly ifHeard?: OrderId;
}>;
/** A promise made while the order could not go on (unpaid, under review) has lasted as long as its policy allows. */
export type ReservationExpired = Message<'ReservationExpired', AwaitExpiry['data']>;
/**
 * `lines` are rows of payout_line, written in the same transaction; the message keeps the header. `corrects`: the lines are
 * what a later file of that payout says otherwise.
 */
export type PayoutReceived = Message<'PayoutReceived', {
  readonly payout: Omit<Payout, 'lines'>; readonly payoutId: string; readonly lineCount: number; readonly corrects?: PayoutCorrection }>;
/** A second person agreed that lines of a code, already in the books, have another class. */
export type PayoutReclassified = Message<'PayoutReclassified', {
  readonly payoutId: string; readonly connection: ConnectionId; readonly external: ExternalId; readonly code: string;
  readonly marketplace?: string; readonly to: PayoutClass; readonly version: number;
  /** What they were before, as it was proposed. */ readonly from?: PayoutClass;
  readonly author: string; readonly approver: string;
}>;
/** A chargeback that stood among the disputes is over, and the money is gone. `returned`: the goods came back. */
export type ChargebackLost = Message<'ChargebackLost', {
  readonly payoutId: string; readonly connection: ConnectionId; readonly reference: string; readonly amount: Money;
  readonly date: LocalDate; readonly returned?: boolean;
}>;
/** A second person let a journal go to the ERP that waited for approval. */
export type JournalApproved = Message<'JournalApproved', {
  readonly entry: string; readonly to: ConnectionId; readonly wish: IdempotencyKey; readonly lines: number; readonly author: string;
  readonly approver: string;
}>;
/** A person corrects the books: an entry is taken back, another one made, or both. Nothing is ever changed. */
export type JournalCorrected = Message<'JournalCorrected', {
  readonly legalEntity: string; readonly date: LocalDate; readonly why: string; readonly author: string; readonly approver?: string;
  readonly reverses?: string; readonly journal?: Journal;
  /** The ERP that gets the new journal; a reversal follows its entry. */
  readonly to?: ConnectionId;
}>;
export type PersonForgotten = Message<'PersonForgotten',
  { readonly parties: readonly PartyId[]; readonly reason: string }>;
export type ExceptionRaised = Message<'ExceptionRaised',
  { readonly kind: ExceptionKind; readonly detail: string; readonly orderId?: OrderId }>;
/** A person gave up on a wish; the workflow undoes what stood on it. */
export type WishAbandoned = Message<'WishAbandoned',
  { readonly orderId: OrderId; readonly wish: string; readonly reason: string;
    /** The wish's own key, which tells one shipment's wish from another's; absent: every open one of that type. */
    readonly key?: IdempotencyKey }>;
/** What an exception asked for has come about by itself; `exception` is the key it was raised under. */
export type ExceptionSettled = Message<'ExceptionSettled',
  { readonly orderId: OrderId; readonly exception: IdempotencyKey }>;

interface Wish { readonly key: IdempotencyKey }
interface Asked extends Wish { readonly to: ConnectionId; readonly orderId: OrderId }

export type ValidateOrder = Message<'ValidateOrder', Wish & { readonly order: Order; readonly round?: number }>;
export type ReserveStock = Message<'ReserveStock',
  Wish & { readonly orderId: OrderId; readonly lines: readonly ValidatedLine[]; readonly round: number;
    /** Locations that declined; they are not chosen again. */ readonly except?: readonly LocationId[];
    readonly channel?: ConnectionId;
    readonly shipTo?: { readonly country: string; readonly region?: string };
    /** The store of a pickup order: no other place will do. */
    readonly pickupAt?: LocationId;
    /** Units held for the buyer before, which pass to the order while the hold is in force. */
    readonly hold?: string;
    /** What keeps the order from going on; a promise to it ends by policy. */
    readonly waitsFor?: Hold['kind'] }>;
export type ReleaseStock = Message<'ReleaseStock',
  Wish & { readonly orderId: OrderId; /** Absent: all that is still reserved. */ readonly lines?: readonly PromisedLine[] }>;

/** A line as a document states it: for `quantity` units, after discount, with the taxes that fall on them. */
export interface DocumentLine {
  readonly lineId: ExternalId; readonly sku: Sku; readonly title: string; readonly quantity: number;
  readonly net: Money; readonly tax: Money;
}
export interface DocumentAmounts {
  readonly lines: readonly DocumentLine[];
  readonly shippingNet: Money; readonly shippingTax: Money;
  /** Tips, duties, rounding: whatever the total has beyond goods, shipping and tax. */
  readonly other: Money;
  /** Of `other`: what a channel’s rounding of a refund left. */
  readonly rounding?: Money;
  readonly total: Money;
}
export type CreateErpOrder = Message<'CreateErpOrder',
  Asked & { readonly number: string; readonly placedAt: Timestamp; readonly amounts: DocumentAmounts;
    readonly billTo?: PartyId; readonly shipTo?: PartyId; readonly legalEntity: string }>;
export type AmendErpOrder = Message<'AmendErpOrder',
  Asked & { readonly erpOrder: ExternalId; readonly amounts: DocumentAmounts; readonly shipTo?: PartyId }>;
export type CancelErpOrder = Message<'CancelErpOrder', Asked & { readonly erpOrder: ExternalId }>;
export type RecordErpShipment = Message<'RecordErpShipment',
  Asked & { readonly erpOrder: ExternalId; readonly shipment: Shipment }>;
export type IssueInvoice = Message<'IssueInvoice',
  Asked & { readonly erpOrder: ExternalId; readonly shipmentId: string; readonly at: Timestamp;
    readonly amounts: DocumentAmounts }>;
export type IssueCreditMemo = Message<'IssueCreditMemo',
  Asked & { readonly erpOrder: ExternalId; readonly refund: ExternalId; readonly at: Timestamp;
    readonly restock: boolean; readonly amounts: DocumentAmounts }>;
export type PostJournal = Message<'PostJournal',
  Wish & { readonly to: ConnectionId; readonly entry: string; readonly journal: Journal }>;

export type RequestFulfillment = Message<'RequestFulfillment',
  Asked & { readonly fulfillment: Fulfillment; readonly number: string; readonly shipTo?: PartyId;
    readonly shipBy?: Timestamp;
    /** The buyer comes for it: it is put aside, and handed over instead of sent. */ readonly pickup?: boolean }>;
export type CancelFulfillment = Message<'CancelFulfillment', Asked & { readonly fulfillmentId: string }>;
export type ReportShipment = Message<'ReportShipment',
  Asked & { readonly order: ExternalId; readonly shipment: Shipment;
    /** Seconds it goes ahead of others: its ship-by time is near. */ readonly head?: number }>;
export type CancelChannelOrder = Message<'CancelChannelOrder',
  Asked & { readonly order: ExternalId; readonly reason: CancelReason }>;
/** A state, not a fact: a newer wish for the same item replaces an older one that was not sent yet. */
export type PublishStock = Message<'PublishStock',
  Wish & { readonly to: ConnectionId; readonly sku: Sku; readonly item: ExternalId; readonly quantity: number;
    /** What the channel last acknowledged, for compare-and-swap; absent when we never told it. */
    readonly was?: number;
    /** When it did, as we heard it: a channel may take a while to show what it has taken. */ readonly since?: Timestamp;
    readonly externalLocation?: ExternalId;
    /** Days to dispatch, and from which day on when nothing is here yet; of channels that can show it. */ readonly lead?: Lead;
    /** Seconds it goes ahead of others that wait for the same partner: what its lateness costs. */ readonly head?: number }>;
export type RaiseException = Message<'RaiseException',
  Wish & { readonly orderId: OrderId; readonly kind: ExceptionKind; readonly detail: string;
    /** The one setting that would settle it; see `waiting`. */ readonly waitsOn?: string }>;

/** Wishes that a connection carries out. */
export type PartnerWish =
  | CreateErpOrder | AmendErpOrder | CancelErpOrder | RecordErpShipment | IssueInvoice | IssueCreditMemo | PostJournal
  | RequestFulfillment | CancelFulfillment | ReportShipment | CancelChannelOrder | PublishStock
  | RefundReturn | RecordErpReturn | RecordErpSpoilage | AnswerReturn | ReportPickupReady | ReportTracking | CancelChannelLines
  | ReportHold | AnswerRecall;
export type PartnerWishType = PartnerWish['type'];
export type WishOf<T extends PartnerWishType> = Extract<PartnerWish, { type: T }>['data'];
