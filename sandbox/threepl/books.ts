/** The warehouse's books: shelves, the requests it has accepted, how fast it works, and its number ranges. */
import type { Applied } from '../twin.ts';
import type { Behaviour, Picked } from './picking.ts';

export interface Numbers {
  request: number;
  shipment: number;
  package: number;
}

/** Goods that came together; the twin picks what ends soonest first, unless it is asked for others or mistakes one for another. */
export interface LotOnShelf {
  readonly lot: string;
  readonly expires?: string;
  quantity: number;
}
export interface Shelf {
  onHand: number;
  /** Where lots are kept; they add up to `onHand`. */
  lots?: LotOnShelf[];
  allocated: number;
  damaged: number;
  /** Taken off the shelf for a request and not yet out of the door. */
  picked: number;
}
/** `sku`: of a kit's part. */
export interface LotAsked { readonly sku?: string; readonly lot: string; readonly quantity: number }
export interface Line {
  readonly lineRef: string;
  readonly sku: string;
  readonly quantity: number;
  cancelled: boolean;
  /** As the request asks, first to last. */
  readonly lots: readonly LotAsked[];
  /** Of a house that sells to whoever asks: what a unit is to cost. */
  readonly cost?: { readonly unit_cost: string; readonly currency: string };
}
export interface ShippingRequest {
  readonly ref: string;
  readonly orderRef: string;
  readonly warehouseRef: string;
  readonly service: string;
  readonly lines: Line[];
  readonly acceptedAt: number;
  state: 'accepted' | 'picked' | 'shipped' | 'cancelled';
  pickedAt?: number;
  picked?: Picked;
  shippedParts: number;
  /** Of a pickup: it lies at the desk, and whether the buyer has come for it. */
  told?: boolean;
  /** The picker mistakes one lot for another. */
  otherLots?: boolean;
  collected?: boolean;
}
export interface Pace {
  readonly pickMs: number;
  readonly shipMs: number;
  readonly betweenMs: number;
}
export interface Warehouse {
  readonly location: string;
  readonly pace: Pace;
  readonly shelves: Map<string, Shelf>;
  /** Items that this house puts together from parts as it picks them; it then confirms the parts. */
  readonly kits: Map<string, Readonly<Record<string, number>>>;
  readonly requests: Map<string, ShippingRequest>;
  readonly applied: Applied[];
  readonly numbers: Numbers;
  /** The behaviours for this request; asked once, when it is picked. */
  readonly behaviours: (request: ShippingRequest) => readonly Behaviour[];
}
