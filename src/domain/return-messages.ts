/**
 * Facts and wishes about goods that come back and money that goes back. Told facts carry `by`, the connection that
 * knows; what is decided from them is bounded by what was sold.
 */
import type { ConnectionId, ExternalId, IdempotencyKey, LocationId, OrderId, Sku, Timestamp } from './brand.ts';
import type { LotUnits } from './lot.ts';
import type { Money } from './measure.ts';
import type { Message } from './message.ts';
import type { RefundLine, Tender } from './order.ts';
import type { DeclineReason, Disposition, Return, ReturnedLine, ReturnLine, ReturnTerms, Sale } from './return.ts';

interface Wish { readonly key: IdempotencyKey }
interface Asked extends Wish { readonly to: ConnectionId; readonly orderId: OrderId }
interface Of { readonly orderId: OrderId; readonly returnId: string; readonly by: ConnectionId; readonly at: Timestamp }

/** The buyer asks to send something back; somebody has yet to agree. */
export type ReturnRequested = Message<'ReturnRequested', {
  readonly orderId: OrderId; readonly return: Return;
  /** Nobody asks: a later word brings along what it is about. */ readonly beside?: true;
}>;
/** It may come back. */
export type ReturnAuthorised = Message<'ReturnAuthorised', {
  readonly orderId: OrderId; readonly return: Return;
  /** A person of ours says so: who told of the return is to hear it. */ readonly decided?: true;
}>;
/** The buyer handed it to a carrier. */
export type ReturnSent = Message<'ReturnSent', Of & { readonly tracking?: string }>;
export type ReturnDeclined = Message<'ReturnDeclined', Of & {
  readonly reason?: string;
  /** A person of ours says so: who told of the return is to hear it, with the reason and the words for the buyer. */
  readonly decided?: { readonly reason: DeclineReason; readonly note?: string };
}>;
export type ReturnCancelled = Message<'ReturnCancelled', Of & { readonly reason?: string }>;
/** Whoever runs the return has finished with it. */
export type ReturnClosed = Message<'ReturnClosed', Of>;

/** Goods in whose hands they are, as told. `receipt` is the teller's identity of it: told again, it counts once. */
interface GoodsTold {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly receipt: ExternalId; readonly returnId?: string;
  /** Absent: the teller does not say where. */
  readonly location?: LocationId;
  readonly at: Timestamp; readonly lines: readonly ReturnLine[];
}
export type ReturnReceived = Message<'ReturnReceived', GoodsTold>;
/** Somebody looked at it and said what it is fit for. */
export type ReturnInspected = Message<'ReturnInspected', GoodsTold>;
/** Who runs the return settled with the buyer: store credit, credit towards another order, or money at a register. */
export type ReturnSettled = Message<'ReturnSettled', Of & {
  readonly external: ExternalId; readonly kind: 'exchange' | 'store-credit' | 'refund'; readonly method?: Tender['method'];
  readonly amount: Money;
  readonly lines: readonly ReturnLine[]; readonly exchange?: ExternalId;
}>;

/** What was sold, for the return workflow; order-to-cash answers, and tells again when it changes. No sale: no such order yet. */
export type TellSale = Message<'TellSale', Wish & { readonly orderId: OrderId }>;
export type SaleTold = Message<'SaleTold', { readonly orderId: OrderId; readonly sale?: Sale }>;
/** Which terms hold for returns of this order. */
export type AssessReturn = Message<'AssessReturn', Wish & {
  readonly orderId: OrderId; readonly channel: ConnectionId; readonly skus: readonly Sku[]; readonly round: number;
  readonly erp?: ConnectionId;
  /** Who told of returns of it. */ readonly tellers?: readonly ConnectionId[];
}>;
export type ReturnAssessed = Message<'ReturnAssessed', {
  readonly orderId: OrderId; readonly round: number; readonly terms: ReturnTerms;
  /** Version of the policy that decided; 0: the platform's own. */ readonly mapping: number;
}>;

/** Units that came back, each counted once whoever told of them: they wait to be looked at. */
export type GoodsReturned = Message<'GoodsReturned', {
  readonly orderId: OrderId; readonly location: LocationId; readonly at: Timestamp; readonly lines: readonly ReturnedLine[];
  /** Who told of it first. */ readonly by: ConnectionId; readonly receipt: string;
}>;
/** Units that were looked at: for sale again, not for sale, or thrown away. */
export type GoodsRestocked = Message<'GoodsRestocked', {
  readonly orderId: OrderId; readonly location: LocationId; readonly at: Timestamp;
  readonly lines: readonly (ReturnedLine & { readonly disposition: Disposition; readonly lots?: readonly LotUnits[] })[];
  readonly by: ConnectionId;
}>;
/** A timer beside its order, so that nothing of the order waits behind it. */
export type AwaitCounterpart = Message<'AwaitCounterpart', Wish & CounterpartOverdue['data']>;
/** A half of a return has waited for the other as long as the policy says. `upTo`: units of the line, first come first matched. */
export type CounterpartOverdue = Message<'CounterpartOverdue', {
  readonly orderId: OrderId; readonly missing: 'goods' | 'refund'; readonly lineId: ExternalId; readonly upTo: number;
}>;
/** The money of a refund has moved, or did not reach the buyer after all. */
export type RefundPaid = Message<'RefundPaid', RefundMoney>;
export type RefundFailed = Message<'RefundFailed', RefundMoney>;
interface RefundMoney {
  readonly orderId: OrderId; readonly refund: ExternalId; readonly tender: ExternalId; readonly method: Tender['method'];
  readonly amount: Money;
  /** Of money that was paid: it had failed before, by this payment or another of the refund. */
  readonly again?: boolean;
}

/**
 * A buyer's bank takes money of an order back. `told`: a payout moved the money, or a notice says so; of one chargeback
 * both may come, and the larger count stands.
 */
export type ChargebackOpened = Message<'ChargebackOpened', OfChargeback & {
  readonly amount: Money; readonly reason?: string;
  /** Until when it can be contested. */ readonly respondBy?: Timestamp;
}>;
/** It is decided: the money came back to us, or is gone; `none`: what a payout took was no chargeback after all. */
export type ChargebackClosed = Message<'ChargebackClosed', OfChargeback & {
  readonly outcome: 'won' | 'lost' | 'none'; readonly amount?: Money;
}>;
interface OfChargeback {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly dispute: ExternalId; readonly told: 'payout' | 'notice';
  readonly at: Timestamp;
}

/** Money for goods that are here, given back through the channel. Amounts are what is given, fee already taken off. */
export type RefundReturn = Message<'RefundReturn', Asked & {
  readonly order: ExternalId; readonly lines: readonly (RefundLine & { readonly sku: Sku })[];
  readonly shipping: Money; readonly shippingTax: Money;
  /** Kept back; positive. */ readonly fee: Money;
  readonly total: Money;
  /** How much through which means of payment, each within what it paid. */
  readonly tenders: readonly { readonly external: ExternalId; readonly method: Tender['method']; readonly amount: Money }[];
  readonly reason?: string; readonly at: Timestamp;
}>;
export type ReturnRefunded = Message<'ReturnRefunded', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  /** The channel will not show this refund by itself: it is taken as recorded now. */
  readonly untold?: boolean;
}>;
/** Who told of a return hears what was decided of it here. */
export type AnswerReturn = Message<'AnswerReturn', Asked & {
  readonly returnId: string; readonly return: ExternalId; readonly word: 'approve' | 'decline';
  readonly reason?: DeclineReason; readonly note?: string;
}>;
export type ReturnAnswered = Message<'ReturnAnswered', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  readonly returnId: string;
}>;
/** The ERP takes the goods back into its books. */
export type RecordErpReturn = Message<'RecordErpReturn', Asked & {
  readonly erpOrder: ExternalId; readonly receipt: string; readonly location: LocationId; readonly at: Timestamp;
  /** `spoiled`: so many of them are known to be damaged or destroyed: they are set apart. `lots`: which came back, as told. */
  readonly lines: readonly (ReturnedLine & { readonly spoiled?: number; readonly lots?: readonly LotUnits[] })[];
}>;
/**
 * Units that the ERP put on its shelf when they came, and that turned out not to be for sale: it moves them to where it keeps
 * what is lost or damaged.
 */
export type RecordErpSpoilage = Message<'RecordErpSpoilage', Asked & {
  readonly erpOrder: ExternalId; readonly spoilage: string; readonly location: LocationId; readonly at: Timestamp;
  readonly lines: readonly ReturnedLine[];
}>;
export type ErpSpoilageRecorded = Message<'ErpSpoilageRecorded', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  readonly spoilage: string; readonly number?: string;
}>;
export type ErpReturnRecorded = Message<'ErpReturnRecorded', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  readonly receipt: string; readonly number?: string;
}>;
