/**
 * What a row of a settlement is, by transaction-type × amount-type × amount-description. Amazon publishes
 * no list of the words; these were seen in real reports or are described by those who read them. The same
 * word stands under several amount-types, so the description decides and the types narrow it. A word that
 * is not here is `unknown` and goes to suspense: nothing is matched by resemblance.
 */
import type { PayoutClass } from '#domain/payout.ts';

/** Raise it when a word changes its class, here or in the words of the other layouts. */
export const CLASSES_VERSION = 2;

const key = (text: string): string => text.toLowerCase().replaceAll(/[\s_/-]+/g, '');
const table = (rows: Readonly<Partial<Record<PayoutClass, readonly string[]>>>): ReadonlyMap<string, PayoutClass> =>
  new Map(Object.entries(rows).flatMap(([c, words]) => words.map((w) => [key(w), c as PayoutClass])));

/** What a buyer paid (ItemPrice). */
const PRICE = table({
  sale: ['Principal'],
  shipping: ['Shipping', 'ShippingCharge', 'COD', 'CODFee'],
  'gift-wrap': ['GiftWrap'],
  tax: ['Tax', 'ShippingTax', 'GiftWrapTax', 'CODTax', 'CODFeeTax', 'TaxDiscount'],
  refund: ['Goodwill'],
  'restocking-fee': ['RestockingFee'],
});
/** The same words on a refund. */
const RETURNED = table({
  refund: ['Principal', 'GiftWrap', 'Goodwill'],
  'refund-shipping': ['Shipping', 'ShippingCharge', 'ReturnShipping', 'COD', 'CODFee'],
  'refund-tax': ['Tax', 'ShippingTax', 'GiftWrapTax', 'CODTax', 'CODFeeTax', 'TaxDiscount'],
  'restocking-fee': ['RestockingFee'],
});
const PROMOTION = table({
  promotion: ['Principal', 'Shipping', 'GiftWrap'],
  tax: ['TaxDiscount', 'Tax', 'ShippingTax'],
});

/** Amazon's charges, whichever amount-type they stand under. */
const FEES = table({
  commission: [
    'Commission', 'FixedClosingFee', 'VariableClosingFee', 'ShippingHB', 'GiftwrapCommission', 'DigitalServicesFee',
    'HighVolumeListingFee', 'ReferralFee', 'PerItemFee',
  ],
  'admin-fee': ['RefundCommission', 'NonSubscriptionFeeAdj'],
  'fulfillment-fee': [
    'FBAPerUnitFulfillmentFee', 'FBAPerOrderFulfillmentFee', 'FBAWeightBasedFee', 'FBATransportationFee',
    'FBACustomerReturnPerOrderFee', 'FBACustomerReturnPerUnitFee', 'FBACustomerReturnWeightBasedFee',
    'FBAInboundTransportationFee', 'Inbound Transportation Fee', 'ShippingChargeback', 'GiftwrapChargeback',
    'FBAPickAndPackFee', 'FBAInboundConvenienceFee', 'FBAInboundDefectFee', 'FBAPlacementServiceFee', 'FBAInboundPlacementServiceFee',
    'FBAInternationalInboundFreightFee', 'FBAInternationalInboundFreightTaxAndDuty', 'FBAFuelSurcharge', 'FBARemovalFee',
      'FBADisposalFee',
    'HighReturnRateFee', 'DisposalComplete', 'RemovalComplete', 'Manual Processing Fee',
      'Multi-Channel Fulfillment Brand-Neutral Box Fee',
  ],
  'storage-fee': ['Storage Fee', 'StorageRenewalBilling', 'FBA storage fee', 'FBALongTermStorageFee', 'FBAStorageFee',
    'StorageBilling', 'AgedInventorySurcharge', 'FBAOverageFee', 'AmazonUpstreamStorageTransportationFee'],
  subscription: ['Subscription Fee'],
  'shipping-label': [
    'Shipping label purchase', 'Shipping label purchase for return', 'ShippingServices', 'ShippingServicesRefund',
  ],
  'processing-fee': ['SalesTaxServiceFee', 'CODChargeback', 'PaymentMethodFee'],
  advertising: ['LightningDealFee', 'LightningDealFee Special', 'Cost of Advertising', 'CouponRedemptionFee', 'CouponParticipationFee',
    'CouponPerformanceFee', 'DealFee', 'DealParticipationFee', 'DealPerformanceFee', 'VineFee', 'Vine Enrollment Fee',
      'Vine Enrolment Fee'],
  reimbursement: [
    'COMPENSATED_CLAWBACK', 'MISSING_FROM_INBOUND_CLAWBACK', 'RE_EVALUATION', 'FREE_REPLACEMENT_REFUND_ITEMS',
      'Refund Reimbursal', 'REVERSAL_REIMBURSEMENT', 'WAREHOUSE_DAMAGE', 'WAREHOUSE_DAMAGE_EXCEPTION', 'WAREHOUSE_LOST',
    'MISSING_FROM_INBOUND', 'CS_ERROR_ITEMS', 'INCORRECT_FEES_ITEMS', 'INCORRECT_FEES_NON_ITEMIZED',
    'MULTICHANNEL_ORDER_DAMAGED', 'MULTICHANNEL_ORDER_LATE', 'MULTICHANNEL_ORDER_LOST', 'REMOVAL_ORDER_DAMAGED',
    'FBA Inventory Reimbursement - Customer Return', 'Manual Processing Fee Reimbursement', 'SAFE-T Reimbursement',
  ],
  reserve: ['Current Reserve Amount', 'Previous Reserve Amount Balance'],
  'carried-forward': ['Payable to Amazon'],
  transfer: ['Successful charge', 'Failed Disbursement', 'Micro Deposit'],
  loan: ['Amazon Capital Services'],
  adjustment: ['Adjustment', 'Balance Adjustment', 'BalanceAdjustment'],
  'restocking-fee': ['RestockingFee'],
  'refund-shipping': ['ReturnShipping'],
  refund: ['Goodwill'],
});
/** Amount-types that say it all; their descriptions are 'TransactionTotalAmount', 'Base fee' and the like. */
const BY_TYPE = table({
  advertising: ['Cost of Advertising', 'CouponRedemptionFee'],
  'storage-fee': ['FBA Inventory Storage Fee', 'FBA Long-Term Storage Fee'],
  'fulfillment-fee': ['FBA Amazon-Partnered Carrier Shipment Fee', 'FBA Inbound Placement Service Fee'],
});

/** Tax that Amazon withholds and remits; India's TCS and TDS are the seller's own tax, paid ahead. */
const WITHHELD = /^(marketplacefacilitator(tax|vat)|lowvaluegoodstax)/;
const PAID_AHEAD = /^(itemtcs|tcs|tds)(igst|cgst|sgst|utgst|\(?section194o\)?)?$/;
const REFUNDS = new Set(['Refund', 'Chargeback Refund', 'A-to-z Guarantee Refund', 'Refund_Retrocharge'].map(key));

export function classify(transactionType: string, amountType: string, description: string): PayoutClass {
  const [transaction, type, word] = [key(transactionType), key(amountType), key(description)];
  if (WITHHELD.test(word)) return 'facilitator-tax';
  if (PAID_AHEAD.test(word)) return 'withheld-tax';
  const refunded = REFUNDS.has(transaction);
  if (type === 'itemprice') return price(word, refunded, transaction);
  if (type === 'promotion') return promoted(word, refunded);
  if (type === 'itemwithheldtax') return 'unknown';
  // The description; else the types themselves, as old files name a fee in the transaction-type.
  const named = word === '' || word === type ? FEES.get(transaction) : undefined;
  return FEES.get(word) ?? BY_TYPE.get(type) ?? named ?? 'unknown';
}

function promoted(word: string, refunded: boolean): PayoutClass {
  const found = PROMOTION.get(word);
  if (!refunded || found === undefined) return found ?? 'unknown';
  return found === 'tax' ? 'refund-tax' : 'refund-promotion';
}

function price(word: string, refunded: boolean, transaction: string): PayoutClass {
  const found = (refunded ? RETURNED : PRICE).get(word) ?? 'unknown';
  return found === 'refund' && transaction === 'chargebackrefund' ? 'chargeback' : found;
}
