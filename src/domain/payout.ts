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
  'tip', 'duty', 'gift-card', 'withheld-tax', 'conversion', 'cash-on-delivery', 'adjustment', 'unknown',
] as const;
export type PayoutClass = (typeof PAYOUT_CLASSES)[number];

export interface PayoutLine {
  readonly class: PayoutClass;
  /** Signed as it changed the deposit: a sale is positive, a fee negative. */
  readonly amount: Money;
  /** The partner's own words, joined with '/', verbatim: 'Order/ItemPrice/Principal'. */
  readonly code: string;
  readonly order?: ExternalId;
  /** The provider's id of this movement; unique among its lines, but for a fee beside its movement. */
  readonly reference?: ExternalId;
  /** The provider's id of the payment it belongs to: joins a line to a tender when no order is named. */
  readonly payment?: ExternalId;
  /** In the currency the buyer paid or we invoiced in, when the provider converted it. */
  readonly original?: Money;
  readonly lineItem?: ExternalId;
  readonly shipment?: ExternalId;
  readonly refund?: ExternalId;
  readonly sku?: string;
  readonly quantity?: number;
  readonly marketplace?: string;
  /** Version of the mapping that gave the class; absent: the reader's own table. */
  readonly classifiedBy?: number;
  readonly postedAt?: Timestamp;
}

/**
 * `deposit`: lines add up to what was sent to the bank. `balance`: lines add up to how a balance kept at the
 * provider moved, withdrawals among them. `deferral`: what is earned and not yet payable at a day; reversed on the
 * first day of the next month, because the payout that pays it posts it for good.
 */
export type PayoutKind = 'deposit' | 'balance' | 'deferral';

export interface Payout {
  /** Absent: a deposit. */
  readonly kind?: PayoutKind;
  readonly connection: ConnectionId;
  readonly external: ExternalId;
  readonly currency: Currency;
  readonly periodStart?: Timestamp;
  readonly periodEnd?: Timestamp;
  readonly depositDate: LocalDate;
  /** The header's total: what the partner says it sent (negative: what it took). */
  readonly net: Money;
  /** Of a balance: what the provider says it held before and after. */
  readonly opening?: Money;
  readonly closing?: Money;
  /** Its source states neither a total nor a balance: whether a row is missing shows when the money comes. */
  readonly unproved?: true;
  readonly lines: readonly PayoutLine[];
}

/** Undefined when the lines add up to the header; otherwise one sentence naming the difference to the cent. */
export const disagreement = (payout: Payout): string | undefined =>
  disagreementOf(payout, sum(payout.currency, payout.lines.map((l) => l.amount)), payout.lines.length);

/** The same of lines that are added up already. */
export function disagreementOf(payout: Omit<Payout, 'lines'>, total: Money, count: number): string | undefined {
  const { opening, closing } = payout;
  if (opening && closing && !same(subtract(closing, opening), payout.net))
    return `payout ${payout.external}: it moved ${toDecimal(payout.net)} ${payout.currency}, the balance went from ` +
      `${toDecimal(opening)} to ${toDecimal(closing)}; difference ${toDecimal(subtract(payout.net, subtract(closing, opening)))}`;
  if (same(total, payout.net)) return undefined;
  const off = subtract(total, payout.net);
  return `payout ${payout.external}: the header says ${toDecimal(payout.net)} ${payout.currency}, the ` +
    `${count} lines add up to ${toDecimal(total)}; difference ${toDecimal(off)}`;
}
