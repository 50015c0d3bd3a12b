/** What a row of Adyen's settlement details is, by its Type (the journal types of Adyen's reports). */
import { classTable } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 2;

export const classify = classTable({
  sale: [
    'Settled', 'SettledBulk', 'BulkSettlement', 'SettledInstallment', 'SettledExternally', 'SettledExternallyWithInfo',
    'SettledReversed', 'CaptureFailed',
  ],
  refund: [
    'Refunded', 'RefundedBulk', 'RefundedExternally', 'RefundedExternallyWithInfo', 'RefundedReversed',
    'RefundedInInstallments', 'RefundNotCleared', 'RefundFailed', 'RefundReversed',
  ],
  chargeback: [
    'Chargeback', 'ChargebackExternally', 'ChargebackExternallyWithInfo', 'SecondChargeback', 'ChargebackReversed',
    'ChargebackReversedExternally', 'SecondChargebackReversed', 'PreArbitrationWon', 'PreArbitrationLost',
  ],
  'chargeback-fee': ['ChargebackFee', 'DisputeFee'],
  'processing-fee': ['Fee', 'PaymentCost', 'InvoiceDeduction', 'MiscCosts', 'TransactionFees', 'SchemeFee'],
  'fee-tax': ['InvoiceDeductionTax', 'VAT'],
  reserve: ['DepositCorrection', 'ReserveAdjustment', 'ReserveWithheld', 'ReserveReleased'],
  'carried-forward': ['Balancetransfer', 'BalanceTransfer'],
  transfer: ['MerchantPayin', 'MerchantPayoutReversed', 'PayoutReversed', 'BankTransferReturned', 'BankInstructionReturned',
    'InternalCompanyPayout', 'PaidOutReversed'],
  loan: ['Advancement', 'AdvancementCommissioned', 'GrantIssued', 'Repayment'],
  adjustment: ['ManualCorrected', 'ManualCorrection', 'MatchedStatement'],
});

/** The row that pays the batch: the deposit itself, no part of it. */
export const isDeposit = (type: string): boolean => /^(MerchantPayout|PaidOut)$/i.test(type.replaceAll(/\s/g, ''));
