/**
 * Goods on their way back: what was agreed, what came, and what it is fit for. Each is a fact of its own, told by
 * whoever knows it (channel, returns platform, store, warehouse), in any order; the rules are in
 * workflows/return-to-refund.ts.
 */
import type { ConnectionId, ExternalId, LocationId, Sku, Timestamp } from './brand.ts';
import type { LotUnits } from './lot.ts';
import type { Order } from './order.ts';

/** What inspection found: for sale again, kept but not for sale, or thrown away. */
export type Disposition = 'resaleable' | 'damaged' | 'destroyed';
export const DISPOSITIONS: readonly Disposition[] = ['resaleable', 'damaged', 'destroyed'];

/** Why the buyer sends it back, as far as policies care. `fault`: ours, so nothing is kept back. */
export type ReturnReason = 'unwanted' | 'size' | 'defective' | 'wrong-item' | 'not-as-described' | 'late' | 'undeliverable' | 'other';
export const OUR_FAULT: readonly ReturnReason[] = ['defective', 'wrong-item', 'not-as-described', 'late'];

/** Why a return is declined, as far as partners have words for it. */
export type DeclineReason = 'too-late' | 'final-sale' | 'other';

/** What the buyer gets for it. */
export type Resolution = 'refund' | 'exchange' | 'store-credit' | 'replacement';

/** A line of a return as it is told: by the order's line where that is known, else by item. */
export interface ReturnLine {
  readonly lineId?: ExternalId;
  readonly sku?: Sku;
  readonly quantity: number;
  readonly reason?: ReturnReason;
  readonly disposition?: Disposition;
  /** Where lots are kept: which came back, as far as anybody says. */
  readonly lots?: readonly LotUnits[];
}

/** The agreement that something may come back. */
export interface Return {
  readonly returnId: string;
  /** Who told of it, and its number there. */
  readonly by: ConnectionId;
  readonly external: ExternalId;
  readonly number?: string;
  readonly at: Timestamp;
  readonly lines: readonly ReturnLine[];
  readonly resolution?: Resolution;
  /** The order that replaces the goods, as the channel calls it. */
  readonly exchange?: ExternalId;
  readonly tracking?: string;
}

/** Units that moved, of the order's lines, at a place. */
export interface ReturnedLine {
  readonly lineId: ExternalId;
  readonly sku: Sku;
  readonly quantity: number;
}

/** What a retailer agrees to, per channel: the policy `returns`, resolved. */
export interface ReturnTerms {
  /** Whether somebody must agree before money goes back: the marketplace, or a person of ours. */
  readonly approval: 'none' | 'channel' | 'person';
  /** Days after it left in which goods may come back; none: for ever. */
  readonly windowDays?: number;
  /** After so many seconds a half without its counterpart is put before a person. */
  readonly counterpartSeconds: number;
  /** Refunds of which no goods come back are asked after too, not only those the channel calls a return. */
  readonly expectAll: boolean;
  /** Who gives the money back: the channel (or a person there), or we, when the goods are here. */
  readonly refund: 'channel' | 'us';
  /** When we refund: as the goods arrive, or when they have been looked at. */
  readonly refundOn: 'receipt' | 'inspection';
  /** Share of the goods' value that is kept back, in basis points; never when it was our fault. */
  readonly feeBasisPoints: number;
  /** Whether the buyer's freight is given back. */
  readonly shipping: 'keep' | 'our-fault' | 'always';
  /** Where goods are taken to be that come back without a place being named. */
  readonly returnTo?: LocationId;
  /** Items that are never sold again, whatever inspection says. */
  readonly notResaleable: readonly Sku[];
  /** Who can be told what we decide of a return, of those who told of one; absent: nobody. */
  readonly answers?: readonly ConnectionId[];
  /** The ERP that takes return receipts, if any does. */
  readonly recordAt?: ConnectionId;
  /** The same, where it can also set apart what is found damaged later. */
  readonly spoilAt?: ConnectionId;
}

/** What was sold, as far as returns need it: told by order-to-cash, again whenever it changes. */
export interface Sale {
  readonly order: Order;
  readonly erp?: ConnectionId;
  readonly erpOrder?: ExternalId;
  readonly lines: readonly SoldLine[];
  readonly refunds: readonly SettledClaim[];
}
export interface SoldLine {
  readonly lineId: ExternalId;
  readonly sku: Sku;
  readonly shipped: number;
  /** When and from where the last of it left. */
  readonly shippedAt?: Timestamp;
  readonly from?: LocationId;
}
/** A refund, and the units it gave money for that had left; those that never left need not come back. */
export interface SettledClaim {
  readonly refund: ExternalId;
  readonly lines: readonly { readonly lineId: ExternalId; readonly quantity: number; readonly comesBack: boolean }[];
}
