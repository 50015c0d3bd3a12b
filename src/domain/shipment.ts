import type { LotUnits } from './lot.ts';
import type { Money } from './measure.ts';
import type { ConnectionId, ExternalId, LocationId, OrderId, Sku, Timestamp } from './brand.ts';

export interface ShippedLine {
  readonly lineId: ExternalId;
  readonly sku: Sku;
  readonly quantity: number;
  /** Of a request to a supplier: what was agreed for a unit; of its shipment: what it charges, where it says so. */
  readonly cost?: Money;
  /** Where lots are kept: of a request, which are to go; of a shipment, which went. */
  readonly lots?: readonly LotUnits[];
}
export interface Parcel {
  /** SCAC when known ('UPSN', 'FDXG'), else the partner's own word; connectors map it to the channel's word. */
  readonly carrier: string;
  readonly tracking: string;
  readonly trackingUrl?: string;
}
export interface Shipment {
  readonly shipmentId: string;
  readonly orderId: OrderId;
  readonly fulfillmentId: string;
  readonly location: LocationId;
  readonly at: Timestamp;
  readonly lines: readonly ShippedLine[];
  readonly parcels: readonly Parcel[];
}

/** A request to one location to ship. `fulfillmentId` is our reference; the warehouse repeats it. */
export interface Fulfillment {
  readonly fulfillmentId: string;
  readonly orderId: OrderId;
  readonly location: LocationId;
  readonly connection: ConnectionId;
  readonly lines: readonly ShippedLine[];
}
