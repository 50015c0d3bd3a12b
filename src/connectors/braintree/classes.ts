/** What a settled transaction is, and what is charged for it. */
import { classTable } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 1;

export const classify = classTable({
  sale: ['sale'], refund: ['credit', 'refund', 'void'],
  chargeback: ['chargeback', 'dispute', 'retrieval', 'chargeback reversal', 'pre-arbitration', 'dispute won', 'dispute lost'],
  'chargeback-fee': ['chargeback fee', 'dispute fee'], 'processing-fee': ['fee'], adjustment: ['adjustment'],
});
export const isOut = (type: string): boolean => /^(credit|refund|void|chargeback|dispute|dispute lost)$/i.test(type.trim());
