/** Facts and wishes about goods on their way: deadlines, pickups in a store, news of carriers, tracking that is replaced. */
import type { ConnectionId, ExternalId, IdempotencyKey, LocationId, OrderId, Sku, Timestamp } from './brand.ts';
import type { Money } from './measure.ts';
import type { Message } from './message.ts';
import type { Hold } from './order.ts';
import type { Parcel, Shipment, ShippedLine } from './shipment.ts';

interface Wish { readonly key: IdempotencyKey }
interface Asked extends Wish { readonly to: ConnectionId; readonly orderId: OrderId }

/** What an order is to be done by: leave, arrive, be collected. */
export type Deadline = 'ship' | 'deliver' | 'collect';
/** A timer beside its order; the policy `deadlines` of the channel says how long before it is told. */
export type AwaitDeadline = Message<'AwaitDeadline', Wish & {
  readonly orderId: OrderId; readonly channel: ConnectionId; readonly deadline: Deadline;
  /** The time itself; or since when the policy's own time counts. */ readonly by?: Timestamp; readonly since?: Timestamp;
  /** Of a pickup: which one. */ readonly fulfillmentId?: string;
}>;
/** The time is near; of a pickup, it is over. */
export type DeadlineNear = Message<'DeadlineNear', {
  readonly orderId: OrderId; readonly deadline: Deadline; readonly by: Timestamp; readonly fulfillmentId?: string;
}>;

/** A store has put aside what the buyer comes for. */
export type PickupReady = Message<'PickupReady', {
  readonly orderId: OrderId; readonly fulfillmentId: string; readonly at: Timestamp;
  /** How long it is kept; absent: as the policy says. */ readonly until?: Timestamp;
}>;
/** The channel is to tell the buyer that it can be collected. */
export type ReportPickupReady = Message<'ReportPickupReady', Asked & {
  readonly order: ExternalId; readonly fulfillmentId: string; readonly lines: readonly ShippedLine[];
}>;
export type PickupReadyReported = Message<'PickupReadyReported', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  readonly fulfillmentId: string;
}>;

export const PARCEL_WORDS = ['announced', 'accepted', 'in-transit', 'out-for-delivery', 'attempted', 'delivered',
  'returned', 'trouble'] as const;
export type ParcelWord = (typeof PARCEL_WORDS)[number];
/** A carrier, or whoever watches carriers, tells where a parcel is. */
export type ParcelTracked = Message<'ParcelTracked', {
  readonly orderId: OrderId; readonly shipmentId: string; readonly tracking: string; readonly word: ParcelWord; readonly at: Timestamp;
  readonly detail?: string;
}>;
/** Every parcel of a shipment has arrived. */
export type ShipmentDelivered = Message<'ShipmentDelivered', {
  readonly orderId: OrderId; readonly shipmentId: string; readonly at: Timestamp; readonly lines: readonly ShippedLine[];
}>;
/**
 * A supplier has sent goods to the buyer for us, and charges for it: what a unit costs by its confirmation, else as it was
 * agreed when it was asked.
 */
export type SupplierOwed = Message<'SupplierOwed', {
  readonly orderId: OrderId; readonly number: string; readonly channel: ConnectionId; readonly supplier: LocationId;
  readonly shipmentId: string; readonly at: Timestamp; readonly lines: readonly SuppliedLine[];
}>;
export interface SuppliedLine {
  readonly lineId: ExternalId; readonly sku: Sku; readonly quantity: number;
  /** Of one unit. */ readonly cost: Money;
  /** What was agreed, where the supplier charges something else. */ readonly agreed?: Money;
}
/** The channel is to show other tracking numbers than it was told. */
export type ReportTracking = Message<'ReportTracking', Asked & {
  readonly order: ExternalId; readonly shipment: Shipment; /** As it was told before. */ readonly was: readonly Parcel[];
}>;
export type TrackingReported = Message<'TrackingReported', {
  readonly orderId: OrderId; readonly by: ConnectionId; readonly external: ExternalId; readonly key?: IdempotencyKey;
  readonly shipmentId: string;
}>;
/** A shipment travels under other numbers than it was told of. */
export type TrackingChanged = Message<'TrackingChanged', {
  readonly orderId: OrderId; readonly shipmentId: string; readonly at: Timestamp; readonly parcels: readonly Parcel[];
}>;
/** The timer of a promise to an order on hold, beside its order: what happens to the order meanwhile does not wait for it. */
export type AwaitExpiry = Message<'AwaitExpiry', {
  readonly orderId: OrderId; readonly round: number; readonly because: Hold['kind']; readonly minutes: number;
}>;
