/** Words of a column `type` that mean a class, beside the names of the classes themselves. */
import { PAYOUT_CLASSES, type PayoutClass } from '#domain/payout.ts';
import { classTable, wordKey } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 1;

const own = new Map(PAYOUT_CLASSES.filter((c) => c !== 'unknown').map((c) => [wordKey(c), c]));
const WORDS = classTable({
  sale: ['order', 'charge', 'payment', 'capture', 'purchase'], refund: ['return', 'credit'], chargeback: ['dispute'],
  'processing-fee': ['fee', 'fees', 'transaction fee'], transfer: ['withdrawal', 'payout', 'bank transfer'], tip: ['gratuity'],
  'cash-on-delivery': ['cod'], tax: ['vat', 'sales tax'], 'fee-tax': ['vat on fees', 'tax on fees'], reserve: ['hold', 'release'],
  'shipping-label': ['label', 'postage'], advertising: ['ads', 'marketing'], 'fulfillment-fee': ['fulfillment'],
});
export const classify = (word: string): PayoutClass | undefined => own.get(wordKey(word)) ?? WORDS(word);
