/**
 * Shopify Payments: a payout and every balance transaction in it, as lines with a class.
 *
 * A transaction is stated as amount and fee, and moves the balance by amount less fee: each is its own line. The
 * type stays verbatim in the code; a type nobody has classified is `unknown` and stands in suspense.
 */
import { z } from 'zod';
import { dateIn } from '#domain/time.ts';
import { negate, type Money } from '#domain/measure.ts';
import type { Payout, PayoutClass, PayoutLine } from '#domain/payout.ts';
import type { News, Port } from '../contract.ts';
import { read } from '../parse.ts';
import { currencyOf, money } from './amounts.ts';
import { gidNumber } from './ids.ts';
import type { Settings } from './settings.ts';
import { timeOf } from './time.ts';

const Amount = z.object({ amount: z.string(), currencyCode: z.string() });
const Entry = z.object({
  id: z.string(), type: z.string(), test: z.boolean(), transactionDate: z.string(), sourceId: z.string().nullish(),
  sourceType: z.string().nullish(), adjustmentReason: z.string().nullish(), amount: Amount, fee: Amount, net: Amount,
  associatedOrder: z.object({ id: gidNumber }).nullish(),
});
const PayoutDocument = z.object({
  payout: z.object({ id: gidNumber, issuedAt: z.string(), status: z.string(), net: Amount }),
  entries: z.array(Entry),
});
type Entry = z.infer<typeof Entry>;

const CLASSES: Readonly<Record<string, PayoutClass>> = {
  CHARGE: 'sale', CHARGE_ADJUSTMENT: 'sale', SHOP_CASH_CREDIT: 'sale',
  REFUND: 'refund', REFUND_FAILURE: 'refund', REFUND_ADJUSTMENT: 'refund', APPLICATION_FEE_REFUND: 'refund',
  SHOP_CASH_REFUND_DEBIT: 'refund',
  CHARGEBACK_HOLD: 'chargeback', CHARGEBACK_HOLD_RELEASE: 'chargeback', DISPUTE_WITHDRAWAL: 'chargeback',
  DISPUTE_REVERSAL: 'chargeback', CHARGEBACK_PROTECTION_CREDIT: 'chargeback', RISK_WITHDRAWAL: 'chargeback',
  RISK_REVERSAL: 'chargeback', CHARGEBACK_FEE: 'chargeback-fee', CHARGEBACK_FEE_REFUND: 'chargeback-fee',
  RESERVED_FUNDS: 'reserve', RESERVED_FUNDS_REVERSAL: 'reserve', RESERVED_FUNDS_WITHDRAWAL: 'reserve',
  STRIPE_FEE: 'processing-fee', REFERRAL_FEE: 'commission', REFERRAL_FEE_TAX: 'fee-tax',
  MARKETPLACE_FEE_CREDIT: 'commission', MARKETPLACE_FEE_CREDIT_REVERSAL: 'commission',
  SHIPPING_LABEL: 'shipping-label', SHIPPING_LABEL_ADJUSTMENT: 'shipping-label',
  SHIPPING_LABEL_ADJUSTMENT_BASE: 'shipping-label', SHIPPING_LABEL_ADJUSTMENT_SURCHARGE: 'shipping-label',
  SHIPPING_RETURN_TO_ORIGIN_ADJUSTMENT: 'shipping-label', SHIPPING_OTHER_CARRIER_CHARGE_ADJUSTMENT: 'shipping-label',
  BILLING_DEBIT: 'subscription', BILLING_DEBIT_REVERSAL: 'subscription',
  ADS_PUBLISHER_CREDIT: 'advertising', ADS_PUBLISHER_CREDIT_REVERSAL: 'advertising',
  SHOP_CASH_CAMPAIGN_BILLING_DEBIT: 'advertising', SHOP_CASH_CAMPAIGN_BILLING_DEBIT_REVERSAL: 'advertising',
  TAX_ADJUSTMENT_DEBIT: 'tax', TAX_ADJUSTMENT_DEBIT_REVERSAL: 'tax', TAX_ADJUSTMENT_CREDIT: 'tax',
  TAX_ADJUSTMENT_CREDIT_REVERSAL: 'tax', VAT_REFUND_CREDIT: 'tax', VAT_REFUND_CREDIT_REVERSAL: 'tax',
  LENDING_CREDIT: 'loan', LENDING_DEBIT: 'loan', LENDING_CAPITAL_REMITTANCE: 'loan', LENDING_CREDIT_REMITTANCE: 'loan',
  LENDING_CAPITAL_REFUND: 'loan', ADVANCE: 'loan', ADVANCE_FUNDING: 'loan',
  TRANSFER_FAILURE: 'transfer', TRANSFER_CANCEL: 'transfer', TRANSFER_REFUND: 'transfer',
  PROMOTION_CREDIT: 'reimbursement', MERCHANT_GOODWILL_CREDIT: 'reimbursement', ANOMALY_CREDIT: 'adjustment',
  ANOMALY_DEBIT: 'adjustment', ADJUSTMENT: 'adjustment',
};

export function payoutIn(port: Port<Settings>, body: unknown): News {
  const { payout, entries } = read(PayoutDocument, body);
  const unit = currencyOf(payout.net.currencyCode);
  const at = timeOf(payout.issuedAt);
  const times = entries.map((e) => timeOf(e.transactionDate)).sort();
  const [first, last] = [times[0], times.at(-1)];
  const made: Payout = {
    connection: port.connection, external: payout.id, currency: unit, depositDate: dateIn(at, port.settings.timeZone),
    net: money(payout.net.amount, unit), lines: entries.flatMap((e) => linesOf(e, (a) => money(a.amount, unit))),
    ...(first && { periodStart: first }), ...(last && { periodEnd: last }),
  };
  return { said: 'payout', payout: made };
}

function linesOf(entry: Entry, amountOf: (a: z.infer<typeof Amount>) => Money): PayoutLine[] {
  const { type } = entry;
  const about = {
    postedAt: timeOf(entry.transactionDate), ...(entry.associatedOrder && { order: entry.associatedOrder.id }),
  };
  const [gross, fee] = [amountOf(entry.amount), negate(amountOf(entry.fee))];
  const reason = entry.adjustmentReason ? `/${entry.adjustmentReason}` : '';
  const feeClass: PayoutClass = type.startsWith('CHARGEBACK') ? 'chargeback-fee' : 'processing-fee';
  const lines: PayoutLine[] = [
    { class: CLASSES[type] ?? 'unknown', amount: gross, code: `${type}${reason}`, ...about },
    { class: feeClass, amount: fee, code: `${type}/fee`, ...about },
  ];
  return lines.filter((l, i) => i === 0 || l.amount.count !== 0n);
}
