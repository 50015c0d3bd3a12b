/**
 * A payout: one deposit and everything the partner says it is made of.
 *
 * Readers give every line a class and keep the partner's own code verbatim; the class decides the
 * account (posting/payout.ts). A code nobody has classified is `unknown` and stands in suspense.
 */
import type { ConnectionId, ExternalId, LocalDate, Timestamp } from './brand.ts';
import { same, sum, toDecimal, subtract, type Currency, type Money } from './measure.ts';

export const PAYOUT_CLASSES = [
  'sale', 'shipping', 'gift-wrap', 'promotion', 'tax', 'facilitator-tax',
  'refund', 'refund-shipping', 'refund-promotion', 'refund-tax', 'chargeback', 'chargeback-fee',
  'commission', 'fulfillment-fee', 'storage-fee', 'advertising', 'processing-fee', 'admin-fee', 'subscription',
  'shipping-label', 'fee-tax', 'reimbursement', 'restocking-fee', 'reserve', 'carried-forward', 'transfer', 'loan',
  'adjustment', 'unknown',
] as const;
export type PayoutClass = (typeof PAYOUT_CLASSES)[number];

export interface PayoutLine {
  readonly class: PayoutClass;
  /** Signed as it changed the deposit: a sale is positive, a fee negative. */
  readonly amount: Money;
  /** The partner's own words, joined with '/', verbatim: 'Order/ItemPrice/Principal'. */
  readonly code: string;
  readonly order?: ExternalId;
  readonly lineItem?: ExternalId;
  readonly shipment?: ExternalId;
  readonly refund?: ExternalId;
  readonly sku?: string;
  readonly quantity?: number;
  readonly marketplace?: string;
  readonly postedAt?: Timestamp;
}

export interface Payout {
  readonly connection: ConnectionId;
  readonly external: ExternalId;
  readonly currency: Currency;
  readonly periodStart?: Timestamp;
  readonly periodEnd?: Timestamp;
  readonly depositDate: LocalDate;
  /** The header's total: what the partner says it sent (negative: what it took). */
  readonly net: Money;
  readonly lines: readonly PayoutLine[];
}

/** Undefined when the lines add up to the header; otherwise one sentence naming the difference to the cent. */
export function disagreement(payout: Payout): string | undefined {
  const total = sum(payout.currency, payout.lines.map((l) => l.amount));
  if (same(total, payout.net)) return undefined;
  const off = subtract(total, payout.net);
  return `payout ${payout.external}: the header says ${toDecimal(payout.net)} ${payout.currency}, the ` +
    `${payout.lines.length} lines add up to ${toDecimal(total)}; difference ${toDecimal(off)}`;
}
