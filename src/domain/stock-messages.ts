/** Facts about goods: what was counted, what moved, what is on order, and whose availability changed by it. */
import type { ConnectionId, ExternalId, LocalDate, LocationId, Sku, Timestamp } from './brand.ts';
import type { Lot } from './lot.ts';
import type { Message } from './message.ts';

export type StockCounted = Message<'StockCounted', {
  readonly connection: ConnectionId; readonly location: LocationId; readonly sku: Sku; readonly onHand: number;
  readonly asOf: Timestamp;
  /** What of it lies there by lot, where lots are kept: all of them, or nothing is said of lots. */
  readonly lots?: readonly Lot[];
}>;
/** Why goods moved at a location without a fulfillment of ours. `sent` is on its way to `other`, `arrived` came from it. */
export type MovementKind = 'sold' | 'returned' | 'received' | 'sent' | 'arrived' | 'found' | 'lost' | 'damaged';
/** A store sold over the counter, took back, received, transferred or wrote off. `external` is the identity of the movement. */
export type StockMoved = Message<'StockMoved', {
  readonly connection: ConnectionId; readonly external: ExternalId; readonly location: LocationId; readonly sku: Sku;
  /** Above zero; the kind says which way. */
  readonly quantity: number;
  readonly kind: MovementKind; readonly at: Timestamp;
  /** Of returned goods; absent: sellable. */
  readonly disposition?: 'sellable' | 'damaged' | 'inspection';
  /** The other end of a transfer, when it is a location of ours. */
  readonly other?: LocationId;
  /** The document both ends of a transfer name; with `final`, what is still missing of it is lost, not late. */
  readonly transfer?: ExternalId;
  readonly final?: boolean;
  /** The purchase order or inbound shipment that goods were received on. */
  readonly document?: ExternalId;
  /** Lot or serial number, where kept, and its last day. */
  readonly lot?: string;
  readonly expires?: LocalDate;
  /** What `quantity` counts: 'case'; absent: eaches. */
  readonly unit?: string;
}>;
/** Goods on order at a location: what one document still leads us to expect. A later word replaces an earlier one. */
export type GoodsExpected = Message<'GoodsExpected', {
  readonly connection: ConnectionId; readonly document: ExternalId; readonly location: LocationId; readonly sku: Sku;
  /** Still to come, of this document; zero withdraws it. */
  readonly quantity: number; readonly at: Timestamp; readonly expected?: LocalDate; readonly unit?: string;
}>;
/** What a document about a few items says lies there: looked at beside what was said of the place's other items lately. */
export type ItemsCounted = Message<'ItemsCounted', {
  readonly connection: ConnectionId; readonly location: LocationId; readonly asOf: Timestamp; readonly items: readonly CountedItem[];
}>;
export interface CountedItem {
  readonly sku: Sku; readonly onHand: number; readonly lots?: readonly Lot[];
  /** When, where it is not the moment of the whole. */
  readonly asOf?: Timestamp;
}
/** A feed that would empty or move too much at once: applied when a person says so, dropped when not. */
export type FeedSuspected = Message<'FeedSuspected', {
  readonly connection: ConnectionId; readonly location: LocationId; readonly asOf: Timestamp; readonly detail: string;
  readonly items: readonly CountedItem[];
  /** Of a feed that tells a few items a document: the mass that further words of it join. */
  readonly mass?: string;
}>;
/** A person says that a suspected feed is true. */
export type FeedApproved = Message<'FeedApproved', Omit<FeedSuspected['data'], 'detail' | 'mass'>>;
/** A person says that a mass is wrong, of which some words had been applied before it was seen: what each item had been. */
export type FeedGivenUp = Message<'FeedGivenUp', Omit<FeedApproved['data'], 'items'> & {
  readonly items: readonly { readonly sku: Sku; readonly onHand: number; readonly applied: number; readonly asOf: Timestamp }[];
}>;
/** A person puts items back to what they had been before words that were wrong. */
export type CountsRestored = Message<'CountsRestored', FeedGivenUp['data']>;
export type AvailabilityChanged = Message<'AvailabilityChanged', { readonly sku: Sku }>;
export type ProductSeen = Message<'ProductSeen', {
  readonly connection: ConnectionId; readonly external: ExternalId; readonly statedSku?: string; readonly title: string;
}>;
