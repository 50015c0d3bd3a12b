/**
 * What a code nobody has classified reads like: a proposal for the person who decides, never applied by itself. The
 * words of a code say more than its sign, and the sign decides between what was paid and what was charged.
 */
import type { PayoutClass } from './payout.ts';

/** In the order in which words count: 'refund of storage fee' is about storage. */
const WORDS: readonly (readonly [PayoutClass, RegExp])[] = [
  ['facilitator-tax', /facilitator|withheld|remitted|marketplace.?tax/],
  ['withheld-tax', /\b(tds|tcs|withholding)\b/],
  ['chargeback-fee', /(chargeback|dispute).*fee|fee.*(chargeback|dispute)/],
  ['chargeback', /chargeback|dispute|claim|a-to-z/],
  ['reimbursement', /reimburse|compensat|damage|lost|goodwill/],
  ['storage-fee', /storage|aged|inventory/],
  ['advertising', /advert|sponsor|promoted|campaign|coupon|deal|\bads?\b/],
  ['fulfillment-fee', /fba|wfs|fulfill?ment|pick|pack|removal|disposal|inbound|prep/],
  ['shipping-label', /label|postage|carrier|shipping.?service/],
  ['subscription', /subscription|monthly|membership/],
  ['fee-tax', /fee.*(tax|vat|gst)|(vat|gst|tax).*fee/],
  ['commission', /commission|referral|final.?value|marketplace.?fee|closing/],
  ['restocking-fee', /restock/],
  ['reserve', /reserve|hold/],
  ['loan', /loan|lending|capital|advance/],
  ['transfer', /transfer|payout|disburse|withdraw|deposit/],
  ['conversion', /conversion|exchange|\bfx\b/],
  ['gift-card', /gift.?card|voucher/],
  ['tip', /\btips?\b|gratuity/],
  ['refund-tax', /refund.*tax|tax.*refund/],
  ['tax', /\btax\b|\bvat\b|\bgst\b/],
  ['refund', /refund|return/],
  ['promotion', /promo|discount|rebate/],
  ['shipping', /shipping|postage|delivery/],
  ['processing-fee', /fee|charge|cost/],
];

export function proposedClass(code: string, sum: bigint): PayoutClass {
  const words = code.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replaceAll(/[_/]+/g, ' ');
  const found = WORDS.find(([, pattern]) => pattern.test(words));
  if (found) return found[0];
  return sum > 0n ? 'reimbursement' : 'adjustment';
}
