/** What a channel says of how an order is to be sent: held, moved, scheduled, called back; and what it is told of ours. */
import type { ConnectionId, ExternalId, IdempotencyKey, LocationId, OrderId, Timestamp } from './brand.ts';
import type { Message } from './message.ts';
import type { Hold } from './order.ts';

interface Units { readonly lineId: ExternalId; readonly quantity: number }
/** What one place was to send, as the channel has it. */
export interface PlacementPart {
  /** The channel's id of it. */
  readonly external: ExternalId;
  /** Still to be sent. */
  readonly lines: readonly Units[];
  readonly holds: readonly Hold[];
  /** Not to be sent before. */
  readonly scheduled?: Timestamp;
  /** The merchant asks not to send it after all, and waits for an answer. */
  readonly recalled?: boolean;
}
/** Only parts that are held, scheduled or called back; none: nothing keeps the order from being sent. */
export type PlacementSeen = Message<'PlacementSeen', {
  readonly orderId: OrderId; readonly at: Timestamp; readonly parts: readonly PlacementPart[];
  /** Only this part of the channel was looked at; what was said of the others stands. */
  readonly only?: ExternalId;
  /** Somebody at the channel chose another place to send it from. */
  readonly movedTo?: LocationId;
}>;

interface Asked {
  readonly key: IdempotencyKey; readonly to: ConnectionId; readonly orderId: OrderId; readonly order: ExternalId;
}
interface Answered { readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey }
/** The channel is to show these units as held by us, and no others. */
export type ReportHold = Message<'ReportHold', Asked & { readonly reason: 'out-of-stock'; readonly lines: readonly Units[] }>;
export type HoldReported = Message<'HoldReported', Answered>;
/** Whether a part that was called back could be stopped. */
export type AnswerRecall = Message<'AnswerRecall', Asked & { readonly part: ExternalId; readonly granted: boolean }>;
export type RecallAnswered = Message<'RecallAnswered', Answered & { readonly part: ExternalId; readonly granted: boolean }>;
