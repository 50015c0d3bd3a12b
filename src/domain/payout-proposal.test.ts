/** A proposal is what somebody who knows the trade would say at first sight. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { proposedClass } from './payout-proposal.ts';

const TABLE: readonly (readonly [code: string, sum: bigint, is: string])[] = [
  ['ServiceFee/other-transaction/LowInventoryLevelFee', -1n, 'fulfillment-fee'], ['FBAFees/AWD Storage Fee/Base fee', -1n, 'storage-fee'],
  ['ServiceFee/other-transaction/FBAInboundDefectFee', -1n, 'fulfillment-fee'], ['Order/ItemFees/DigitalServicesFee', -1n, 'processing-fee'],
  ['other-transaction/other-transaction/COMPENSATED_CLAWBACK', -1n, 'reimbursement'], ['Order/ItemFees/ExportCharge', -1n, 'processing-fee'],
  ['ADJUSTMENT/WFS Return Label', -1n, 'shipping-label'], ['Fee/Reimbursement/Hazmat Storage', -1n, 'storage-fee'],
  ['Prepaid Return Label', -1n, 'shipping-label'], ['GST on commission', -1n, 'fee-tax'], ['IVA sobre comisión', -1n, 'fee-tax'],
  ['Comisión por venta', -1n, 'commission'], ['Lagergebühr', -1n, 'storage-fee'], ['Gutschrift Werbekosten', 1n, 'advertising'],
  ['Rücklage', -1n, 'reserve'], ['Rückbuchung', -1n, 'chargeback'], ['Rückbuchungsgebühr', -1n, 'chargeback-fee'],
  ['Frais de gestion', -1n, 'processing-fee'], ['Penalty late shipment', -1n, 'admin-fee'], ['Instant payout fee', -1n, 'processing-fee'],
  ['Currency conversion fee', -1n, 'processing-fee'], ['Refund of commission', 1n, 'commission'], ['Manual correction', 1n, 'adjustment'],
  ['Gift wrap', 1n, 'gift-wrap'], ['Delivery surcharge', 1n, 'shipping'], ['MerchantPayin', 1n, 'transfer'], ['Top-Up', 1n, 'transfer'],
  ['Website Payment', 1n, 'sale'], ['Website Payment', -1n, 'adjustment'], ['Allgemeine Zahlung', 1n, 'sale'],
  ['Trinkgeld', 1n, 'tip'], ['Rimborso', -1n, 'refund'], ['T8888', 5n, 'reimbursement'], ['T8888', -5n, 'adjustment'],
  ['MarketplaceFacilitatorTax-Other', -1n, 'facilitator-tax'], ['Vorauszahlung Darlehen', 1n, 'loan'], ['Sponsored Products', -1n, 'advertising'],
];
for (const [code, sum, is] of TABLE)
  it(`${code} (${sum > 0n ? 'paid' : 'charged'}): ${is}`, () => assert.equal(proposedClass(code, sum), is));
