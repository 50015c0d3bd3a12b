/**
 * What the Amazon twin remembers. One plain object, changed only by `life.ts` (orders), `listings.ts`
 * and `settlement.ts`; the HTTP side reads it. Kept as data so that `state()` is a copy and no more.
 */
import type { Applied } from '../twin.ts';

export interface Marketplace {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly country: string;
  /** Tax rate in hundredths of a percent. */
  readonly taxBasisPoints: bigint;
  /** Whether shown prices contain the tax (Europe) or it comes on top (United States). */
  readonly taxIncluded: boolean;
  /** Whether Amazon collects and remits the tax. */
  readonly facilitator: boolean;
  /** First group of its order numbers. */
  readonly prefix: string;
  /** How its settlement file writes numbers and dates. */
  readonly locale: 'US' | 'DE';
}

export const US: Marketplace = {
  id: 'ATVPDKIKX0DER', name: 'Amazon.com', currency: 'USD', country: 'US', prefix: '114',
  taxBasisPoints: 825n, taxIncluded: false, facilitator: true, locale: 'US',
};
export const DE: Marketplace = {
  id: 'A1PA6795UKMFR9', name: 'Amazon.de', currency: 'EUR', country: 'DE', prefix: '304',
  taxBasisPoints: 1900n, taxIncluded: true, facilitator: false, locale: 'DE',
};

export type FulfillmentStatus =
  | 'PENDING_AVAILABILITY' | 'PENDING' | 'UNSHIPPED' | 'PARTIALLY_SHIPPED' | 'SHIPPED' | 'CANCELLED' | 'UNFULFILLABLE';

/** One order item's money in minor units; discounts are negative. In Europe the taxes are inside the prices. */
export interface ItemAmounts {
  readonly item: bigint;
  readonly shipping: bigint;
  readonly giftWrap: bigint;
  readonly itemDiscount: bigint;
  readonly shippingDiscount: bigint;
  readonly tax: {
    readonly item: bigint;
    readonly shipping: bigint;
    readonly giftWrap: bigint;
    readonly itemDiscount: bigint;
    readonly shippingDiscount: bigint;
  };
}

export interface Item {
  readonly id: string;
  readonly sku: string;
  readonly asin: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: bigint;
  readonly amounts: ItemAmounts;
  readonly promotionId?: string;
  readonly giftWrapLevel?: string;
  /** Units whose money has been booked: shipped, and of these refunded. */
  charged: number;
  refunded: number;
  cancelRequested?: string;
  cancelled?: { by: 'BUYER' | 'MERCHANT' | 'AMAZON'; reason: string };
}

export interface Package {
  readonly reference: string;
  readonly carrierCode: string;
  readonly carrierName?: string;
  readonly shippingMethod?: string;
  readonly trackingNumber: string;
  readonly shipDate: string;
  readonly created: string;
  readonly items: readonly { readonly orderItemId: string; readonly quantity: number }[];
}

export interface Address {
  readonly name: string;
  readonly addressLine1: string;
  readonly city: string;
  readonly stateOrRegion?: string;
  readonly postalCode: string;
  readonly countryCode: string;
  readonly phone?: string;
}

export interface Order {
  readonly id: string;
  readonly marketplace: Marketplace;
  readonly fulfilledBy: 'MERCHANT' | 'AMAZON';
  readonly serviceLevel: string;
  readonly created: string;
  readonly items: readonly Item[];
  readonly buyer: { readonly name: string; readonly email: string; readonly purchaseOrder?: string };
  readonly address: Address;
  /** Orders this one replaces: Amazon's replacement has no proceeds. */
  readonly replaces?: string;
  status: FulfillmentStatus;
  updated: string;
  packages: Package[];
}

/** A movement of money that waits for a settlement. */
export interface MoneyEvent {
  readonly kind: 'shipment' | 'refund';
  readonly marketplaceId: string;
  readonly orderId: string;
  readonly itemId: string;
  /** Units from..to of the item, so that portions of money always add up to the whole. */
  readonly from: number;
  readonly to: number;
  readonly posted: string;
  readonly shipmentId: string;
  readonly adjustmentId?: string;
  readonly named?: string;
  readonly withShipping?: boolean;
  settlementId?: string;
}

/** A buyer's request to send something back, as Amazon shows it to the seller. */
export interface ReturnRequest {
  readonly orderId: string;
  readonly rma: string;
  readonly requested: string;
  readonly sku: string;
  readonly quantity: number;
  readonly reason: string;
  status: string;
}

export interface Listing {
  readonly sku: string;
  readonly marketplaceId: string;
  readonly asin: string;
  readonly productType: string;
  readonly title: string;
  readonly price: bigint;
  readonly created: string;
  updated: string;
  quantity: number;
}

export interface Report {
  readonly id: string;
  readonly type: string;
  readonly marketplaceIds: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly created: string;
  readonly status: 'CANCELLED' | 'DONE' | 'FATAL' | 'IN_PROGRESS' | 'IN_QUEUE';
  readonly documentId?: string;
}

export interface Document {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly gzip: boolean;
}

export interface World {
  readonly sellerId: string;
  readonly marketplaces: readonly Marketplace[];
  /** Business time: orders, shipments, settlements. Protocol timers run on the wall clock instead. */
  readonly now: () => Date;
  readonly orders: Map<string, Order>;
  readonly listings: Map<string, Listing>;
  readonly events: MoneyEvent[];
  readonly returns: ReturnRequest[];
  readonly reports: Map<string, Report>;
  readonly documents: Map<string, Document>;
  /** Held back at the last settlement, by marketplace; and what a negative one left owing. */
  readonly reserves: Map<string, bigint>;
  readonly owed: Map<string, bigint>;
  /** Where the last settlement of a marketplace ended. */
  readonly settledTo: Map<string, string>;
  readonly applied: Applied[];
  /** Runs after every change of an order that Amazon tells the seller about. */
  changed: (order: Order, change: OrderChange) => void;
  serial: number;
}

export interface OrderChange {
  readonly type: 'OrderStatusChange' | 'BuyerRequestedChange';
  readonly reason: string;
}

export function emptyWorld(seller: string, marketplaces: readonly Marketplace[], now: () => Date): World {
  return {
    sellerId: seller, marketplaces, now, serial: 0, changed: () => {},
    orders: new Map(), listings: new Map(), events: [], returns: [], reports: new Map(), documents: new Map(),
    reserves: new Map(), owed: new Map(), settledTo: new Map(), applied: [],
  };
}

export const serial = (world: World): number => (world.serial += 1);
export const stamp = (world: World): string => world.now().toISOString();
export const listingKey = (marketplaceId: string, sku: string): string => `${marketplaceId} ${sku}`;

export function marketplaceOf(world: World, id: string): Marketplace {
  const found = world.marketplaces.find((m) => m.id === id);
  if (!found) throw new Error(`the twin does not sell on ${id}`);
  return found;
}
