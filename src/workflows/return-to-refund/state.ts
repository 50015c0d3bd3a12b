/**
 * What return-to-refund knows of one order: what was told, by whom, and what was decided of it. Handlers write down
 * what was heard; phases look at all of it and say what is due.
 */
import type { ConnectionId, ExternalId, IdempotencyKey, LocationId, OrderId, Sku, Timestamp } from '#domain/brand.ts';
import type { Quantities } from '#domain/document.ts';
import type { LotUnits } from '#domain/lot.ts';
import { machine } from '#domain/machine.ts';
import type { Money } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';
import type { DeclineReason, Disposition, Return, ReturnedLine, ReturnLine, ReturnTerms, Sale } from '#domain/return.ts';
import type { Outgoing, Step } from '#domain/workflow.ts';

export type In =
  | (m.ReturnRequested | m.ReturnAuthorised | m.ReturnSent | m.ReturnDeclined | m.ReturnCancelled | m.ReturnClosed)
  | (m.ReturnReceived | m.ReturnInspected | m.ReturnSettled | m.RefundRecorded)
  | (m.RefundFailed | m.RefundPaid | m.ChargebackOpened | m.ChargebackClosed)
  | (m.SaleTold | m.ReturnAssessed | m.CounterpartOverdue)
  | (m.ReturnRefunded | m.ErpReturnRecorded | m.ErpSpoilageRecorded | m.ReturnAnswered | m.WishAbandoned);
export type Out =
  | (m.TellSale | m.AssessReturn | m.GoodsReturned | m.GoodsRestocked | m.AwaitCounterpart)
  | (m.RefundReturn | m.RecordErpReturn | m.RecordErpSpoilage | m.AnswerReturn | m.RefundSeen | m.RaiseException | m.ExceptionSettled);

/** How far an agreement has come. Goods and money are counted beside it, whatever it says. */
export type Stage = 'Unknown' | 'Requested' | 'Authorised' | 'OnItsWay' | 'Declined' | 'Cancelled' | 'Closed';
export type StageWord = 'request' | 'authorise' | 'send' | 'decline' | 'cancel' | 'close';
export const agreement = machine<Stage, StageWord>('Unknown', {
  Unknown: { request: 'Requested', authorise: 'Authorised', send: 'OnItsWay', decline: 'Declined', cancel: 'Cancelled', close: 'Closed' },
  Requested: { authorise: 'Authorised', send: 'OnItsWay', decline: 'Declined', cancel: 'Cancelled', close: 'Closed' },
  Authorised: { send: 'OnItsWay', cancel: 'Cancelled', close: 'Closed' },
  OnItsWay: { close: 'Closed' },
  Declined: { authorise: 'Authorised' }, // A person at the channel thought better of it.
  Cancelled: {},
  Closed: {},
});

export interface Agreement extends Omit<Return, 'at'> {
  readonly stage: Stage;
  readonly at: Timestamp;
  /** What was decided here, and whether who told of it knows. */
  readonly answer?: Answer;
}
export interface Answer {
  readonly word: 'approve' | 'decline';
  readonly reason?: DeclineReason;
  readonly note?: string;
  /** `by-hand`: a person has to tell them. */
  readonly work: Work | 'by-hand';
}
/** One teller's receipt or finding. A later telling of the same one can only add to it. */
export interface Told {
  readonly by: ConnectionId;
  readonly receipt: ExternalId;
  readonly location?: LocationId;
  readonly at: Timestamp;
  readonly lines: readonly ReturnLine[];
}
export type Graded = Readonly<Record<Disposition, number>>;
/** Units of a line that are in the books as come back to a place, and what was found of them. */
export interface Booked {
  readonly lineId: ExternalId;
  readonly sku: Sku;
  readonly location: LocationId;
  readonly quantity: number;
  readonly graded: Graded;
  /** Lots of it that went where inspection sent them. */
  readonly lots?: readonly LotUnits[];
}
export type Work = 'due' | 'asked' | 'done' | 'dropped';
/** What came in one go, for the ERP. */
export interface Receipt {
  readonly id: string;
  readonly location: LocationId;
  readonly at: Timestamp;
  readonly lines: readonly ReturnedLine[];
  readonly record: Work;
  /** What of it the ERP was told is not for sale, by line; absent until it was asked, and in states from before. */
  readonly spoiled?: Quantities;
}
/** What the ERP was told to take off its shelf after a receipt. */
export interface Spoilage {
  readonly id: string;
  readonly location: LocationId;
  readonly lines: readonly ReturnedLine[];
  readonly work: Work;
}
/** Money we asked the channel to give back. */
export interface OwnRefund {
  readonly key: IdempotencyKey;
  readonly units: Quantities;
  readonly work: Work;
  readonly wish: m.RefundReturn['data'];
  readonly external?: ExternalId;
}
/** One teller's word of a chargeback: what was taken, what of it came back to us, and whether it is lost. */
export interface Chargeback extends Pick<m.ChargebackOpened['data'], 'by' | 'dispute' | 'told' | 'at' | 'reason' | 'respondBy'> {
  readonly taken: Money;
  readonly back: Money;
  readonly lost: boolean;
}
export interface Overdue { readonly missing: 'goods' | 'refund'; readonly lineId: ExternalId; readonly upTo: number }

export interface State {
  readonly orderId?: OrderId;
  /** Order-to-cash was asked what was sold. */
  readonly asked: boolean;
  /** It knows no such order, so far. */
  readonly unknown: boolean;
  readonly sale?: Sale;
  readonly terms?: ReturnTerms;
  /** The last asking for terms, and the last one that was answered. */
  readonly round: number;
  readonly answered: number;
  readonly agreements: readonly Agreement[];
  readonly received: readonly Told[];
  readonly inspected: readonly Told[];
  readonly booked: readonly Booked[];
  /** Absent in states from before chargebacks were heard of. */
  readonly chargebacks?: readonly Chargeback[];
  readonly receipts: readonly Receipt[];
  readonly spoilages?: readonly Spoilage[];
  readonly gradings: number;
  readonly refunds: readonly OwnRefund[];
  /** Names of the settlements (credit, exchange) that were taken as refunds. */
  readonly settled: readonly string[];
  readonly settlements: readonly m.ReturnSettled['data'][];
  /** Units of each line up to which a counterpart is being waited for. */
  readonly watched: { readonly goods: Quantities; readonly refund: Quantities };
  readonly overdue: readonly Overdue[];
  /** Money that came back instead of reaching the buyer, in words, by refund. */
  readonly failed: Readonly<Record<string, string>>;
  /** Keys of the exceptions that stand, by topic. */
  readonly exceptions: Readonly<Record<string, IdempotencyKey>>;
  readonly raised: number;
}
export const initial: State = {
  asked: false, unknown: false, round: 0, answered: 0, agreements: [], received: [], inspected: [], booked: [], receipts: [], gradings: 0,
  refunds: [], settled: [], settlements: [], watched: { goods: {}, refund: {} }, overdue: [], failed: {}, exceptions: {}, raised: 0,
};

export type Taken = Step<State, Out>;
export const go = (state: State, ...send: Outgoing<Out>[]): Taken => ({ state, send });
export const stay = (state: State): Taken => ({ state, send: [] });
