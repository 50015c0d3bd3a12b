/**
 * What a balance transaction of Shopify Payments is, by its type: the API's words, and those of the older API and the
 * admin's export beside them. A type nobody has classified is `unknown` and stands in suspense.
 */
import type { PayoutClass } from '#domain/payout.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 2;

const CLASSES: Readonly<Record<string, PayoutClass>> = {
  CHARGE: 'sale', CHARGE_ADJUSTMENT: 'sale', SHOP_CASH_CREDIT: 'sale',
  REFUND: 'refund', REFUND_FAILURE: 'refund', REFUND_ADJUSTMENT: 'refund', APPLICATION_FEE_REFUND: 'refund',
  SHOP_CASH_REFUND_DEBIT: 'refund',
  CHARGEBACK_HOLD: 'chargeback', CHARGEBACK_HOLD_RELEASE: 'chargeback', DISPUTE_WITHDRAWAL: 'chargeback',
  DISPUTE_REVERSAL: 'chargeback', CHARGEBACK_PROTECTION_CREDIT: 'chargeback', RISK_WITHDRAWAL: 'chargeback',
  RISK_REVERSAL: 'chargeback', CHARGEBACK_FEE: 'chargeback-fee', CHARGEBACK_FEE_REFUND: 'chargeback-fee',
  RESERVED_FUNDS: 'reserve', RESERVED_FUNDS_REVERSAL: 'reserve', RESERVED_FUNDS_WITHDRAWAL: 'reserve',
  STRIPE_FEE: 'processing-fee', REFERRAL_FEE: 'commission', REFERRAL_FEE_TAX: 'fee-tax',
  MARKETPLACE_FEE_CREDIT: 'commission', MARKETPLACE_FEE_CREDIT_REVERSAL: 'commission',
  SHIPPING_LABEL: 'shipping-label', SHIPPING_LABEL_ADJUSTMENT: 'shipping-label',
  SHIPPING_LABEL_ADJUSTMENT_BASE: 'shipping-label', SHIPPING_LABEL_ADJUSTMENT_SURCHARGE: 'shipping-label',
  SHIPPING_RETURN_TO_ORIGIN_ADJUSTMENT: 'shipping-label', SHIPPING_OTHER_CARRIER_CHARGE_ADJUSTMENT: 'shipping-label',
  BILLING_DEBIT: 'subscription', BILLING_DEBIT_REVERSAL: 'subscription',
  ADS_PUBLISHER_CREDIT: 'advertising', ADS_PUBLISHER_CREDIT_REVERSAL: 'advertising',
  SHOP_CASH_CAMPAIGN_BILLING_DEBIT: 'advertising', SHOP_CASH_CAMPAIGN_BILLING_DEBIT_REVERSAL: 'advertising',
  TAX_ADJUSTMENT_DEBIT: 'tax', TAX_ADJUSTMENT_DEBIT_REVERSAL: 'tax', TAX_ADJUSTMENT_CREDIT: 'tax',
  TAX_ADJUSTMENT_CREDIT_REVERSAL: 'tax', VAT_REFUND_CREDIT: 'tax', VAT_REFUND_CREDIT_REVERSAL: 'tax',
  LENDING_CREDIT: 'loan', LENDING_DEBIT: 'loan', LENDING_CAPITAL_REMITTANCE: 'loan', LENDING_CREDIT_REMITTANCE: 'loan',
  LENDING_CAPITAL_REFUND: 'loan', ADVANCE: 'loan', ADVANCE_FUNDING: 'loan',
  TRANSFER_FAILURE: 'transfer', TRANSFER_CANCEL: 'transfer', TRANSFER_REFUND: 'transfer',
  PROMOTION_CREDIT: 'reimbursement', MERCHANT_GOODWILL_CREDIT: 'reimbursement', ANOMALY_CREDIT: 'adjustment',
  ANOMALY_DEBIT: 'adjustment', ADJUSTMENT: 'adjustment',
  DISPUTE: 'chargeback', CHARGEBACK: 'chargeback', CHARGEBACK_WON: 'chargeback', CHARGEBACK_REVERSAL: 'chargeback',
  RESERVE: 'reserve', RESERVE_RELEASE: 'reserve', CREDIT: 'adjustment', DEBIT: 'adjustment', PAYMENT_REFUND: 'refund',
  PAYOUT_FAILURE: 'transfer', PAYOUT_CANCELLATION: 'transfer', SHOPIFY_COLLECTIVE_DEBIT: 'adjustment',
  CUSTOMS_DUTY: 'duty', IMPORT_TAX: 'duty', CUSTOMS_DUTY_ADJUSTMENT: 'duty', IMPORT_TAX_ADJUSTMENT: 'duty',
};

const word = (type: string): string => type.trim().toUpperCase().replaceAll(/[\s-]+/g, '_');
export const classify = (type: string): PayoutClass => CLASSES[word(type)] ?? 'unknown';

/** The fee beside a movement: that of a chargeback is no cost of processing. */
export const feeClass = (type: string): PayoutClass =>
  (/^(CHARGEBACK|DISPUTE)/.test(word(type)) ? 'chargeback-fee' : 'processing-fee');

/** The payout's own row: the deposit itself, no part of it. */
export const isDeposit = (type: string): boolean => /^(PAYOUT|TRANSFER)$/.test(word(type));
