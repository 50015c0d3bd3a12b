/** The account of each class of payout line; two for a class whose revenue comes from documents or from the payout. */
import type { Account, ConnectionId } from '../brand.ts';
import type { PayoutClass } from '../payout.ts';
import { account } from './accounts.ts';

export type Mode = 'documents' | 'summary';

const CLEARING = 'assets:clearing';
/** Debts to others than a partner: one account for all connections. */
const SHARED = new Set(['liabilities:sales-tax', 'liabilities:tips', 'liabilities:duties', 'liabilities:gift-cards']);
/**
 * One account for whatever is rolled from payout to payout. A payout below zero, the deduction of it from the
 * next, and a balance too small to be sent are the same thing seen from two sides: with two accounts neither
 * would ever return to zero.
 */
const CARRIED = 'liabilities:due-to-marketplace';

const cleared = (summary: string): Readonly<Record<Mode, string>> => ({ documents: CLEARING, summary });

const ACCOUNTS: Readonly<Record<PayoutClass, string | Readonly<Record<Mode, string>>>> = {
  sale: cleared('income:sales'),
  shipping: cleared('income:shipping'),
  'gift-wrap': cleared('income:gift-wrap'),
  promotion: cleared('income:promotions'),
  tax: cleared('liabilities:sales-tax'),
  tip: cleared('liabilities:tips'),
  // What a buyer paid of it stands in the sale; a line of its own is what the provider paid to the customs for us.
  duty: 'liabilities:duties',
  'gift-card': cleared('liabilities:gift-cards'),
  'facilitator-tax': 'liabilities:facilitator-tax',
  refund: cleared('income:returns'),
  'refund-shipping': cleared('income:returns'),
  'refund-promotion': cleared('income:promotions'),
  'refund-tax': cleared('liabilities:sales-tax'),
  'cash-on-delivery': 'assets:cash-on-delivery',
  chargeback: 'assets:disputes',
  'chargeback-fee': 'expenses:chargeback-fees',
  commission: 'expenses:commission',
  'fulfillment-fee': 'expenses:fulfillment',
  'storage-fee': 'expenses:storage',
  advertising: 'expenses:advertising',
  'processing-fee': 'expenses:processing-fees',
  'admin-fee': 'expenses:admin-fees',
  subscription: 'expenses:subscriptions',
  'shipping-label': 'expenses:freight',
  'fee-tax': 'assets:input-tax',
  'withheld-tax': 'assets:withheld-tax',
  reimbursement: 'income:reimbursements',
  'restocking-fee': 'income:restocking-fees',
  reserve: 'assets:reserve',
  'carried-forward': CARRIED,
  transfer: 'assets:bank',
  conversion: 'assets:exchange',
  loan: 'liabilities:loans',
  adjustment: 'expenses:adjustments',
  unknown: 'suspense',
};

const pathOf = (payoutClass: PayoutClass, mode: Mode): string => {
  const path = ACCOUNTS[payoutClass];
  return typeof path === 'string' ? path : path[mode];
};

/** The account of a class of payout line; for tax, that of the part the marketplace did not withhold. */
export const payoutAccount = (payoutClass: PayoutClass, connection: ConnectionId, mode: Mode): Account => {
  const root = pathOf(payoutClass, mode);
  return SHARED.has(root) ? account(root) : account(root, connection);
};

/** Whether a line of this class takes away what a document put on the clearing account. */
export const isClearing = (payoutClass: PayoutClass, mode: Mode): boolean => pathOf(payoutClass, mode) === CLEARING;
