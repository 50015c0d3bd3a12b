/**
 * The default chart of accounts: which number and name an ERP is offered for each account path of ours. A
 * proposal to start from; the mapping table `account` overrules it path by path.
 */
import type { Account } from './brand.ts';

export interface ChartRow {
  /** A path and everything below it. */
  readonly path: string;
  readonly number: string;
  readonly name: string;
}

export const CHART: readonly ChartRow[] = [
  ['assets:bank', '1010', 'Bank'],
  ['assets:clearing', '1150', 'Clearing'],
  ['assets:balance', '1155', 'Balance at the provider'],
  ['assets:reserve', '1160', 'Reserve held'],
  ['assets:carried-forward', '1162', 'Carried-forward settlement'],
  ['assets:deferred', '1165', 'Deferred marketplace receivable'],
  ['assets:cash-on-delivery', '1170', 'Cash on delivery receivable'],
  ['assets:disputes', '1175', 'Disputes receivable'],
  ['assets:exchange', '1190', 'Currency exchange'],
  ['assets:journal-parts', '1195', 'Between parts of a journal'],
  ['assets:till', '1180', 'Till and safe'],
  ['assets:safe', '1180', 'Till and safe'],
  ['assets:petty-cash', '1185', 'Petty cash'],
  ['assets:receivable', '1200', 'Accounts receivable'],
  ['assets:input-tax', '1250', 'Input tax on fees'],
  ['assets:withheld-tax', '1255', 'Tax withheld and recoverable'],
  ['liabilities:supplier-accruals', '2050', 'Goods received, not invoiced'],
  ['liabilities:sales-tax', '2100', 'Sales tax payable'],
  ['liabilities:facilitator-tax', '2110', 'Facilitator tax wash'],
  ['liabilities:duties', '2120', 'Duties payable'],
  ['liabilities:gift-cards', '2200', 'Gift card liability'],
  ['liabilities:store-credit', '2210', 'Store credit'],
  ['liabilities:refunds-due', '2215', 'Refunds to be paid again'],
  ['liabilities:tips', '2220', 'Tips payable'],
  ['liabilities:due-to-marketplace', '2300', 'Due to marketplace'],
  ['liabilities:loans', '2310', 'Seller loans'],
  ['income:sales', '4000', 'Sales'],
  ['income:shipping', '4010', 'Shipping income'],
  ['income:gift-wrap', '4020', 'Gift wrap'],
  ['income:fees', '4030', 'Order fees'],
  ['income:returns', '4090', 'Returns and allowances'],
  ['income:promotions', '4095', 'Discounts and promotions'],
  ['income:reimbursements', '4200', 'Reimbursements'],
  ['income:restocking-fees', '4220', 'Restocking fees'],
  ['expenses:cost-of-goods', '5000', 'Cost of goods sold'],
  ['expenses:freight', '5100', 'Freight and shipping labels'],
  ['expenses:commission', '6100', 'Commission'],
  ['expenses:fulfillment', '6110', 'Fulfillment fees'],
  ['expenses:storage', '6120', 'Storage fees'],
  ['expenses:advertising', '6130', 'Advertising'],
  ['expenses:goodwill', '6135', 'Goodwill to buyers'],
  ['expenses:processing-fees', '6140', 'Payment processing fees'],
  ['expenses:chargebacks', '6150', 'Chargeback losses'],
  ['expenses:chargeback-fees', '6160', 'Chargeback and admin fees'],
  ['expenses:admin-fees', '6160', 'Chargeback and admin fees'],
  ['expenses:subscriptions', '6170', 'Subscriptions'],
  ['expenses:adjustments', '6190', 'Marketplace adjustments'],
  ['expenses:bank-fees', '6180', 'Bank fees'],
  ['expenses:rounding', '6900', 'Rounding differences'],
  ['expenses:exchange', '6910', 'Exchange gain or loss'],
  ['expenses:cash-over-short', '6920', 'Cash over and short'],
  ['suspense', '9990', 'Suspense'],
].map(([path = '', number = '', name = '']) => ({ path, number, name }));

const byPath = new Map(CHART.map((row) => [row.path, row]));

/** The row whose path an account stands under; undefined for an account nobody has thought of. */
export function suggested(account: Account): ChartRow | undefined {
  const parts = account.split(':');
  for (let n = parts.length; n > 0; n -= 1) {
    const row = byPath.get(parts.slice(0, n).join(':'));
    if (row) return row;
  }
  return undefined;
}
