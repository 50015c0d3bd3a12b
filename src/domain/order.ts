/**
 * The canonical order: what a buyer bought, as the channel stated it.
 *
 * It has no status. Lines have quantities (ordered, cancelled, …) under laws, and the words people use
 * are derived from them. It has no personal data: `shipTo` keeps the country and region that tax and
 * sourcing need, the person is a PartyId in the vault.
 */
import type { ConnectionId, ExternalId, LocationId, OrderId, PartyId, Sku, Timestamp } from './brand.ts';
import type { LotUnits } from './lot.ts';
import { add, sum, type Currency, type Money } from './measure.ts';

/** Who owes a tax to the authority. 'channel' is a marketplace facilitator: never our liability. */
export type LiableParty = 'seller' | 'channel' | 'unknown';

export interface Tax {
  /** The partner's name of it: 'NY State Tax', 'VAT', 'MarketplaceFacilitator'. */
  readonly title: string;
  /** Decimal fraction as text, '0.08875', when the partner states it. */
  readonly rate?: string;
  readonly jurisdiction?: string;
  readonly amount: Money;
  readonly liable: LiableParty;
}

/** `counter`: handed over at the register as it was paid; nobody ships it, and the store says itself what left the shelf. */
export type FulfillmentType =
  | 'ship' | 'ship-from-store' | 'pickup' | 'marketplace-fulfilled' | 'drop-ship' | 'digital' | 'counter';

export interface OrderLine {
  /** The channel's line id; unique within the order and stable over edits. */
  readonly lineId: ExternalId;
  /** The channel's id of the sold item (variant id, ASIN or seller SKU): what SKU mappings are keyed by. */
  readonly item: ExternalId;
  /** The SKU text the channel states, if any; our SKU when no mapping says otherwise and we know it. */
  readonly statedSku?: string;
  readonly title: string;
  /** Whole units bought. */
  readonly quantity: number;
  /** Of these, no longer wanted (edited away or cancelled). 0 ≤ cancelled ≤ quantity. */
  readonly cancelled: number;
  /** As the channel shows it, per unit, before discount; with tax when the order is tax-inclusive. */
  readonly unitPrice: Money;
  /** All discount that falls on the line, order-level shares included; zero or positive. */
  readonly discount: Money;
  /** For all `quantity` units: after discount, without tax. */
  readonly net: Money;
  readonly taxes: readonly Tax[];
  readonly fulfillment: FulfillmentType;
  /** Of a marketplace-fulfilled line: units that the marketplace says it has sent. */
  readonly sentByChannel?: number;
  /** A gift card sold is a liability, not revenue. */
  readonly giftCard?: boolean;
}

export interface ShippingLine {
  readonly lineId: ExternalId;
  readonly title: string;
  readonly discount: Money;
  /** After discount, without tax. */
  readonly net: Money;
  readonly taxes: readonly Tax[];
}

export type AdjustmentKind = 'tip' | 'duty' | 'cash-rounding' | 'gift-wrap' | 'fee';
export interface Adjustment {
  readonly kind: AdjustmentKind;
  readonly amount: Money;
}

/** One means of payment; a split tender is several. */
export interface Tender {
  readonly external: ExternalId;
  readonly method: 'card' | 'gift-card' | 'store-credit' | 'cash' | 'bank-transfer' | 'cash-on-delivery' | 'wallet'
    | 'marketplace' | 'terms' | 'other';
  /** The provider's name as the channel writes it: 'shopify_payments', 'amazon'. */
  readonly provider: string;
  readonly state: 'pending' | 'authorised' | 'captured' | 'voided' | 'failed';
  readonly amount: Money;
}

export interface RefundLine {
  readonly lineId: ExternalId;
  readonly quantity: number;
  /** Goods value given back, without tax. */
  readonly net: Money;
  readonly tax: Money;
  /** What happens to the goods: they come back, were never sent, or stay away. */
  readonly restock: 'return' | 'cancel' | 'none';
}
export interface Refund {
  readonly external: ExternalId;
  readonly at: Timestamp;
  readonly lines: readonly RefundLine[];
  readonly shipping: Money;
  readonly shippingTax: Money;
  /** Money back beyond goods and shipping (goodwill positive), as the channel states it. */
  readonly adjustment: Money;
  readonly tenders: readonly { readonly external: ExternalId; readonly method: Tender['method']; readonly amount: Money;
    readonly state: 'pending' | 'paid' | 'failed' }[];
  readonly reason?: string;
}

export interface Hold {
  readonly kind: 'fraud' | 'payment' | 'address' | 'merchant';
  readonly detail: string;
}

export interface Order {
  readonly orderId: OrderId;
  readonly channel: ConnectionId;
  readonly external: ExternalId;
  /** What buyer and service call it: '#1001', '114-1234567-1234567'. */
  readonly number: string;
  readonly placedAt: Timestamp;
  /** When the channel last changed it; later wins, and equal times with other content win too. */
  readonly updatedAt: Timestamp;
  /** The seller's books currency; all amounts below are in it. */
  readonly currency: Currency;
  readonly taxIncluded: boolean;
  readonly lines: readonly OrderLine[];
  readonly shipping: readonly ShippingLine[];
  readonly adjustments: readonly Adjustment[];
  readonly tenders: readonly Tender[];
  readonly refunds: readonly Refund[];
  /** What the channel says the buyer owes for the order as placed, verbatim. */
  readonly total: Money;
  /** The same in the buyer's currency, when it differs. */
  readonly presentmentTotal?: Money;
  readonly shipTo?: { readonly party: PartyId; readonly country: string; readonly region?: string;
    /** The vault's count of changes to this person: the only trace a corrected street leaves outside the vault. */
    readonly revision?: number };
  readonly buyer?: PartyId;
  /** The store of a pickup order. */
  readonly pickupAt?: LocationId;
  /** Made here, at no charge, instead of goods of that order: the channel does not know of it. */
  readonly replaces?: ExternalId;
  /** Our hold from which the goods were promised to the buyer before the order was placed. */
  readonly promisedBy?: string;
  readonly holds: readonly Hold[];
  readonly cancelledAt?: Timestamp;
  readonly cancelReason?: string;
  /** The buyer asked the marketplace to cancel; we may still refuse. */
  readonly cancelRequested?: boolean;
  /** Of some lines only. */
  readonly cancelLines?: readonly { readonly lineId: ExternalId; readonly quantity: number }[];
  readonly shipBy?: Timestamp;
  readonly deliverBy?: Timestamp;
}

/** A hold's id as channels carry it for us; anything else in its place is not one of ours. */
export const holdNamed = (text: string | null | undefined): { promisedBy?: string } =>
  (text && /^hold-[0-9a-f-]{36}$/.test(text) ? { promisedBy: text } : {});
/** The hold of an order that its channel has and nobody has paid yet. */
export const pendingHold = (orderId: OrderId): string => `pending-${orderId}`;
/** Under this name a storefront tells an order's hold: an attribute, a metadata key, a custom field. */
export const HOLD_ATTRIBUTE = 'threadline_hold';

/** A line that has been validated: it knows our SKU. */
export interface PromisedLine {
  readonly lineId: ExternalId;
  readonly sku: Sku;
  readonly quantity: number;
  readonly location: LocationId;
  /** What a supplier charges for a unit that it sends itself. */
  readonly cost?: Money;
  /** Which lots are to go, where they are kept. */
  readonly lots?: readonly LotUnits[];
}

export const taxOf = (unit: Currency, taxes: readonly Tax[]): Money => sum(unit, taxes.map((t) => t.amount));
export const lineTotal = (unit: Currency, line: { net: Money; taxes: readonly Tax[] }): Money =>
  add(line.net, taxOf(unit, line.taxes));

/** What our own parts add up to; law 9 compares it with `total`. */
export const computedTotal = (order: Order): Money =>
  sum(order.currency, [
    ...order.lines.map((l) => lineTotal(order.currency, l)),
    ...order.shipping.map((s) => lineTotal(order.currency, s)),
    ...order.adjustments.map((a) => a.amount),
  ]);

/** The largest difference that is a rounding line and not an exception: one minor unit per amount that was rounded. */
export const roundingBound = (order: Order): bigint =>
  BigInt(order.lines.reduce((n, l) => n + 1 + l.taxes.length, 0) + order.shipping.length);

export const wanted = (line: OrderLine): number => line.quantity - line.cancelled;
