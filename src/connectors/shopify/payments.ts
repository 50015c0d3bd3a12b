/**
 * How an order was paid, by gateway, and how refunds were paid back.
 *
 * Transactions of one gateway are one tender: an authorization and its capture, or two captures, settle to one
 * clearing account. The tender's id is the gateway's name, which both a webhook and GraphQL can state.
 */
import type { ExternalId } from '#domain/brand.ts';
import { add, measure, subtract, zero, type Currency, type Money } from '#domain/measure.ts';
import type { Refund, Tender } from '#domain/order.ts';
import { money } from './amounts.ts';
import type { SeenPayment, SeenRefund } from './seen.ts';

const METHODS: Readonly<Record<string, Tender['method']>> = {
  shopify_payments: 'card', stripe: 'card', authorize_net: 'card', adyen: 'card', checkout_com: 'card', bogus: 'card',
  gift_card: 'gift-card', shopify_store_credit: 'store-credit', store_credit: 'store-credit',
  exchange_credit: 'store-credit', shop_cash: 'wallet', paypal: 'wallet', shop_pay: 'wallet', apple_pay: 'wallet',
  google_pay: 'wallet', amazon_payments: 'wallet', amazon_pay: 'wallet', cash: 'cash', bank_deposit: 'bank-transfer',
  money_order: 'bank-transfer', cash_on_delivery: 'cash-on-delivery', cash_on_delivery_cod: 'cash-on-delivery',
  klarna: 'terms', afterpay: 'terms', affirm: 'terms', shop_pay_installments: 'terms', payment_terms: 'terms',
};
export const methodOf = (gateway: string): Tender['method'] =>
  METHODS[gateway.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_|_$/g, '')] ?? 'other';

type Sums = Record<'captured' | 'authorised' | 'pending' | 'voided', Money>;

export function tendersOf(payments: readonly SeenPayment[], unit: Currency): Tender[] {
  const gateways = [...new Set(payments.filter((p) => p.kind !== 'refund').map((p) => p.gateway))];
  return gateways.flatMap((gateway): Tender[] => {
    const sums = sumsOf(payments.filter((p) => p.gateway === gateway), unit);
    const state = (['captured', 'authorised', 'pending', 'voided'] as const).find((s) => sums[s].count > 0n);
    if (!state) return [];
    return [{ external: gateway as ExternalId, method: methodOf(gateway), provider: gateway, state,
      amount: sums[state] }];
  });
}

function sumsOf(payments: readonly SeenPayment[], unit: Currency): Sums {
  const sums: Sums = { captured: zero(unit), authorised: zero(unit), pending: zero(unit), voided: zero(unit) };
  for (const { kind, status, amount } of payments) {
    const value = money(amount, unit);
    if (status === 'pending' && kind !== 'refund') sums.pending = add(sums.pending, value);
    if (status !== 'success') continue;
    if (kind === 'sale' || kind === 'capture') sums.captured = add(sums.captured, value);
    // Coins handed back over the counter.
    if (kind === 'change') sums.captured = subtract(sums.captured, value);
    if (kind === 'authorization' || kind === 'emv_authorization') sums.authorised = add(sums.authorised, value);
    if (kind === 'void') sums.voided = add(sums.voided, value);
  }
  // A void takes the authorization with it; its amount may be stated as nothing.
  return sums.voided.count > 0n ? { ...sums, authorised: measure(0n, unit) } : sums;
}

const STATES: Readonly<Record<string, Refund['tenders'][number]['state']>> =
  { success: 'paid', pending: 'pending', awaiting_response: 'pending', unknown: 'pending' };

export const refundTenders = (refund: SeenRefund, unit: Currency): Refund['tenders'] =>
  refund.payments.filter((p) => p.kind === 'refund').map((p) => ({
    external: p.id, method: methodOf(p.gateway), amount: money(p.amount, unit), state: STATES[p.status] ?? 'failed',
  }));
