/**
 * What a row of the reconciliation report is: by its amount type, by the words of its description where the type is only
 * "fee" or "other", and by whether it is a sale or a refund.
 */
import type { PayoutClass } from '#domain/payout.ts';
import { classTable } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 1;

const SOLD = classTable({
  sale: ['Product Price', 'Product Price Adjustment', 'Item Price'], shipping: ['Shipping', 'Shipping Price', 'Shipping Charge'],
  'gift-wrap': ['Gift Wrap', 'Gift Wrap Price'],
  tax: ['Product tax', 'Shipping tax', 'Gift Wrap tax', 'Fee tax', 'Regulatory fee tax', 'Product Taxes', 'Shipping Taxes'],
  'facilitator-tax': [
    'Product tax withheld', 'Shipping tax withheld', 'Gift Wrap tax withheld', 'Fee tax withheld', 'Tax withheld',
      'Product Taxes Withheld',
    'Total Walmart Withheld Tax', 'Marketplace Facilitator Tax',
  ],
  promotion: ['Total Walmart Funded Savings', 'Walmart Funded Savings', 'Promo', 'Promo Code', 'Discount'], duty: ['Fee', 'Recycling Fee',
    'Regulatory fee'],
  commission: ['Commission on Product', 'Commission on Shipping', 'Commission on Gift Wrap', 'Commission', 'Commission on Fee'],
  'restocking-fee': ['Restocking fee', 'Restocking Fee Tax'],
});
const RETURNED: Readonly<Partial<Record<PayoutClass, PayoutClass>>> = {
  sale: 'refund', shipping: 'refund-shipping', 'gift-wrap': 'refund', tax: 'refund-tax', promotion: 'refund-promotion',
};

const WORDS: readonly (readonly [PayoutClass, RegExp])[] = [
  ['reserve', /reserve|hold(back)?\b/i],
  ['reimbursement', /lost|damage|reimburs|inventory (adjust|refund)|wfs refund|found/i],
  ['storage-fee', /storage|inventory (transfer|removal)|long.?term/i],
  ['fulfillment-fee', /wfs|fulfill?ment|pick|pack|prep|inbound|return processing|removal|disposal/i],
  ['advertising', /advertis|sponsored|walmart connect|\bsem\b|review accelerator|campaign/i],
  ['shipping-label', /return shipping|shipping label|ship with walmart|carrier/i],
  ['subscription', /subscription|membership/i],
  ['loan', /capital|loan|advance|repay/i],
  ['chargeback', /chargeback|dispute/i],
  ['carried-forward', /previous balance|negative balance|carried|debt/i],
  ['commission', /commission|referral|incentive/i],
  ['transfer', /payout|disburs|deposit/i],
];

export interface Kind { readonly type: string; readonly amountType: string; readonly description: string; readonly reason: string }

export function classify({ type, amountType, description, reason }: Kind): PayoutClass {
  const returned = /refund|return/i.test(type);
  const said = SOLD(amountType);
  const orders = /^(sale|refund|return|adjustment)/i.test(type);
  if (said && orders && !(said === 'duty' && !/^sale|^refund/i.test(type))) return returned ? RETURNED[said] ?? said : said;
  // Everything that is no order stands under 'Fee/Reimbursement': the description says which.
  const words = [`${description} ${reason}`, `${amountType.replace('/Reimbursement', '')} ${type}`];
  return words.map((text) => WORDS.find(([, pattern]) => pattern.test(text))?.[0]).find((kind) => kind !== undefined) ?? 'unknown';
}
