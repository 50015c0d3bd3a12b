/**
 * What a balance transaction of Stripe's is: by its reporting category where the report has one, else by its type.
 * A type of its own for disputes does not exist: they are adjustments, told by what they are about.
 */
import type { PayoutClass } from '#domain/payout.ts';
import { classTable } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 2;

const WORDS = classTable({
  sale: ['charge', 'payment', 'payment_unreconciled', 'unreconciled_customer_funds'],
  refund: [
    'refund', 'payment_refund', 'refund_failure', 'payment_failure_refund', 'payment_reversal', 'charge_failure',
    'partial_capture_reversal',
  ],
  chargeback: ['dispute', 'dispute_reversal'],
  'processing-fee': ['stripe_fee', 'stripe_fx_fee', 'fee', 'network_cost', 'payment_network_fee', 'fee_credit_funding'],
  'fee-tax': ['tax_fee', 'tax'],
  reserve: [
    'reserve_hold', 'reserve_release', 'reserved_funds', 'reserve_transaction', 'risk_reserved_funds',
    'payment_network_reserve_hold', 'payment_network_reserve_release', 'payout_minimum_balance_hold',
    'payout_minimum_balance_release', 'connect_reserved_funds',
  ],
  transfer: [
    'payout', 'payout_cancel', 'payout_failure', 'payout_reversal', 'topup', 'topup_reversal', 'transfer', 'transfer_cancel',
    'transfer_failure', 'transfer_refund', 'transfer_reversal', 'connect_collection_transfer', 'inbound_transfer',
    'inbound_transfer_reversal',
  ],
  loan: ['advance', 'advance_funding', 'anticipation_repayment', 'financing_paydown', 'financing_payout'],
  commission: ['application_fee', 'application_fee_refund', 'platform_earning', 'platform_earning_refund'],
  'shipping-label': ['shipping_label'],
});

export interface Kind { readonly type: string; readonly category?: string; readonly source?: string; readonly description?: string }

export function classify({ type, category = '', source = '', description = '' }: Kind): PayoutClass {
  const word = WORDS(category) ?? WORDS(type);
  if (word) return word;
  const disputed = /^(dp|du|dispute)_/.test(source) || /dispute|chargeback/i.test(description);
  return type === 'adjustment' && disputed ? 'chargeback' : 'unknown';
}

/** What a fee beside a movement is: of a dispute, of taxes, or of processing. */
export const feeClass = (about: PayoutClass, word = ''): PayoutClass =>
  (/tax|vat|gst/i.test(word) ? 'fee-tax' : about === 'chargeback' ? 'chargeback-fee' : 'processing-fee');
