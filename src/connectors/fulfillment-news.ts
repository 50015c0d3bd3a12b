/** What documents say of goods on their way, or kept for a buyer who has yet to pay, beyond the order and the shipment. */
import type { AssignedPart } from '#domain/assigned-part.ts';
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import type { ParcelWord } from '#domain/fulfillment-messages.ts';
import type { PlacementPart } from '#domain/placement-messages.ts';
import type { Parcel } from '#domain/shipment.ts';

export type FulfillmentNews =
  /**
   * A buyer has ordered and not paid: the channel shows these units no longer, and may yet show the order. It is not placed.
   * Told once; it ends with the order, or with its cancellation.
   */
  | { readonly said: 'pending'; readonly order: ExternalId; readonly at: Timestamp;
      readonly lines: readonly {
        readonly lineId: ExternalId; readonly item: ExternalId; readonly statedSku?: string; readonly quantity: number }[] }
  /** Parts of an order that are not to be sent now, all of them; none lifts what was said before. It was asked for just now. */
  | { readonly said: 'placement'; readonly order: ExternalId;
      readonly parts: readonly PlacementPart[];
      /** A list of the channel showed this part alone, as it was then. */
      readonly only?: { readonly part: ExternalId; readonly at: Timestamp };
      /** Where the parts that are still to be sent are sent from: one elsewhere than it was seen last has been moved. */
      readonly assigned?: readonly AssignedPart[];
      /** The channel's id of the place somebody moved it to. */ readonly movedTo?: ExternalId }
  /** What a buyer is to collect is put aside; `fulfillment` is our reference. */
  | { readonly said: 'pickup-ready'; readonly fulfillment: string; readonly at: Timestamp; readonly until?: Timestamp }
  /** Where a parcel is. Of one that nobody here sent, nothing is made. */
  | { readonly said: 'parcel'; readonly tracking: string; readonly at: Timestamp; readonly word: ParcelWord; readonly detail?: string }
  /** A shipment travels under other numbers: `external` is the one it was told under. */
  | { readonly said: 'tracking'; readonly fulfillment: string; readonly external: ExternalId; readonly at: Timestamp;
      readonly parcels: readonly Parcel[] };
