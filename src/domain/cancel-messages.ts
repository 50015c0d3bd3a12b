/** Wishes to cancel, whole or in part, from every side; and what a channel is told of them. */
import type { ConnectionId, ExternalId, IdempotencyKey, OrderId, Sku } from './brand.ts';
import type { Message } from './message.ts';

/** Why something is cancelled. Each channel has its own codes for these (its `reasons.ts`). */
export const CANCEL_REASONS = ['buyer', 'out-of-stock', 'uncollected', 'address', 'fraud', 'payment', 'price', 'seller', 'other'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** So many units of a line of the order. */
export interface CancelLine { readonly lineId: ExternalId; readonly quantity: number }

/** Somebody asks for it: the buyer at the channel, a policy, or a person here. Absent lines: the whole order. */
export type CancellationRequested = Message<'CancellationRequested', {
  readonly orderId: OrderId; readonly reason?: CancelReason;
  readonly lines?: readonly CancelLine[];
  /** Which asking it is, so that one that comes twice counts once and can be taken back. */
  readonly wish?: string;
}>;

/** A person takes a wish back that is not with the channel yet, or that a person was to tell it. */
export type CancellationWithdrawn = Message<'CancellationWithdrawn', { readonly orderId: OrderId; readonly wish: string }>;

/** Units of an order that has not been cancelled as a whole; the channel pays back what they were worth. */
export type CancelChannelLines = Message<'CancelChannelLines', {
  readonly key: IdempotencyKey; readonly to: ConnectionId; readonly orderId: OrderId; readonly order: ExternalId;
  readonly wish: string; readonly reason: CancelReason;
  readonly lines: readonly (CancelLine & { readonly sku: Sku })[];
}>;
export type ChannelLinesCancelled = Message<'ChannelLinesCancelled', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  readonly wish: string;
}>;
