/** What each word of a settlement is, under its transaction and its amount-type. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { classify } from './classes.ts';

it('every word is what it is under its transaction and its amount-type, and an unknown one is unknown', () => {
  const table: readonly (readonly [string, string, string, string])[] = [
    ['Order', 'ItemPrice', 'Principal', 'sale'], ['Refund', 'ItemPrice', 'Principal', 'refund'],
    ['Chargeback Refund', 'ItemPrice', 'Principal', 'chargeback'],
    ['A-to-z Guarantee Refund', 'ItemPrice', 'Shipping', 'refund-shipping'],
    ['Order', 'ItemPrice', 'GiftWrap', 'gift-wrap'], ['Order', 'ItemPrice', 'ShippingTax', 'tax'],
    ['Refund', 'ItemPrice', 'Tax', 'refund-tax'], ['Order_Retrocharge', 'ItemPrice', 'Tax', 'tax'],
    ['Order', 'ItemWithheldTax', 'MarketplaceFacilitatorTax-Principal', 'facilitator-tax'],
    ['Order', 'ItemFees', 'MarketplaceFacilitatorVAT-Shipping', 'facilitator-tax'],
    ['Order', 'ItemWithheldTax', 'TDS (Section 194-O)', 'withheld-tax'],
    ['Order', 'Promotion', 'Shipping', 'promotion'], ['Refund', 'Promotion', 'Principal', 'refund-promotion'],
    ['Order', 'Promotion', 'TaxDiscount', 'tax'], ['Refund', 'ItemFees', 'Commission', 'commission'],
    ['Refund', 'ItemFees', 'RefundCommission', 'admin-fee'], ['Order', 'ItemFees', 'ShippingHB', 'commission'],
    ['Order', 'Shipment-Fees', 'FBAPerOrderFulfillmentFee', 'fulfillment-fee'],
    ['Order', 'ItemFees', 'FBAPerOrderFulfillmentFee', 'fulfillment-fee'],
    ['Refund', 'ItemFees', 'RestockingFee', 'restocking-fee'],
    ['Refund', 'ItemPrice', 'RestockingFee', 'restocking-fee'], ['Refund', 'ItemPrice', 'Goodwill', 'refund'],
    ['ServiceFee', 'Cost of Advertising', 'TransactionTotalAmount', 'advertising'],
    ['ServiceFee', 'other-transaction', 'Storage Fee', 'storage-fee'],
    ['FBAFees', 'FBA Inventory Storage Fee', 'Base fee', 'storage-fee'],
    ['other-transaction', 'other-transaction', 'WAREHOUSE_LOST', 'reimbursement'],
    ['Transfer', 'other-transaction', 'Current Reserve Amount', 'reserve'],
    ['other-transaction', 'other-transaction', 'Payable to Amazon', 'carried-forward'],
    ['other-transaction', 'other-transaction', 'Successful charge', 'transfer'],
    ['Subscription Fee', 'other-transaction', '', 'subscription'],
    ['ServiceFee', 'other-transaction', 'LowInventoryLevelFee', 'unknown'],
    ['Order', 'ItemPrice', 'Storage Fee', 'unknown'], ['Order', 'ItemFees', 'Principal', 'unknown'],
  ];
  for (const [transaction, type, word, expected] of table)
    assert.equal(classify(transaction, type, word), expected, `${transaction}/${type}/${word}`);
});

const CODES = new URL('../../../../../shared/partners/amazon-settlement/samples/fee-codes.json', import.meta.url);
it('most observed fee words have a class', {
  skip: existsSync(CODES) ? false : '../shared/partners/amazon-settlement is not here',
}, () => {
  const { entries } = JSON.parse(readFileSync(CODES, 'utf8')) as {
    entries: { description: string; amount_types: string[] }[];
  };
  const unknown = entries.flatMap(({ amount_types: types, description }) =>
    types.filter((t) => classify('Order', t, description) === 'unknown').map((t) => `${t}/${description}`));
  assert.deepEqual(unknown, [
    'other-transaction/Additional Other Expenses', 'Shipment-Fees/Shipping', 'other-transaction/Tax',
    'other-transaction/TransactionTotalAmount',
  ]);
});
