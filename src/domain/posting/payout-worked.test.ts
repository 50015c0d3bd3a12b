/** Worked entries of payouts, as an accountant writes them: what rolls on, what is a debt, what is only tax. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type ConnectionId, type ExternalId, type LocalDate } from '../brand.ts';
import { toText } from '../journal.ts';
import { currency, fromDecimal, sum, type Currency } from '../measure.ts';
import type { Payout, PayoutClass, PayoutLine } from '../payout.ts';
import { postPayout, type Mode } from './payout.ts';

type Row = readonly [PayoutClass, string, order?: string];
interface Of { readonly unit?: string; readonly day?: string; readonly kind?: Payout['kind']; readonly mode?: Mode }
function posted(
  connection: string, rows: readonly Row[], { unit = 'EUR', day = '2026-11-14', kind = 'deposit', mode = 'documents' }: Of = {},
): string {
  const money = currency(unit);
  const lines = rows.map(([c, amount, order]): PayoutLine =>
    ({ class: c, amount: fromDecimal(amount, money), code: c, ...(order && { order: brand<ExternalId>(order) }) }));
  const payout: Payout = {
    connection: brand<ConnectionId>(connection), external: brand<ExternalId>('9'), currency: money as Currency, kind,
    depositDate: brand<LocalDate>(day), net: sum(money, lines.map((l) => l.amount)), lines,
  };
  return postPayout(payout, { mode }).map(toText).join('\n\n');
}

describe('a payout, worked', () => {
  it('a reserve rolls on: what is held at the end is what the last settlement held', () => {
    assert.equal(posted('amazon', [['sale', '1000.00'], ['commission', '-150.00'], ['reserve', '-300.00']]),
`2026-11-14 * payout amazon 9
  assets:bank:amazon                               550.00 EUR
  assets:clearing:amazon                         -1000.00 EUR
  expenses:commission:amazon                       150.00 EUR
  assets:reserve:amazon                            300.00 EUR`);
    assert.equal(posted('amazon', [['reserve', '300.00'], ['sale', '400.00'], ['commission', '-60.00'], ['reserve', '-250.00']], { day: '2026-11-28' }),
`2026-11-28 * payout amazon 9
  assets:bank:amazon                               390.00 EUR
  assets:reserve:amazon                            -50.00 EUR
  assets:clearing:amazon                          -400.00 EUR
  expenses:commission:amazon                        60.00 EUR`);
  });

  it('an operator’s log: commission with its tax, tax that the operator remits, a subscription, a payment', () => {
    assert.equal(posted('mirakl', [['sale', '100.00', 'A'], ['tax', '20.00', 'A'], ['shipping', '4.90', 'A'], ['commission', '-15.00'],
      ['fee-tax', '-3.00'], ['facilitator-tax', '-20.00', 'A'], ['subscription', '-39.90'], ['transfer', '-47.00']], { kind: 'balance' }),
`2026-11-14 * payout mirakl 9
  assets:clearing:mirakl                          -104.90 EUR
  expenses:commission:mirakl                        15.00 EUR
  assets:input-tax:mirakl                            3.00 EUR
  expenses:subscriptions:mirakl                     39.90 EUR
  assets:bank:mirakl                                47.00 EUR
  liabilities:facilitator-tax:mirakl:collected         -20.00 EUR
  liabilities:facilitator-tax:mirakl:withheld          20.00 EUR`);
  });

  it('money held and released moves between balance and reserve, and nowhere else', () => {
    assert.equal(posted('paypal', [['reserve', '-80.00'], ['sale', '80.00'], ['processing-fee', '-2.90']], { kind: 'balance' }),
`2026-11-14 * payout paypal 9
  assets:balance:paypal                             -2.90 EUR
  assets:reserve:paypal                             80.00 EUR
  assets:clearing:paypal                           -80.00 EUR
  expenses:processing-fees:paypal                    2.90 EUR`);
    assert.equal(posted('paypal', [['reserve', '80.00']], { kind: 'balance', day: '2026-12-05' }),
`2026-12-05 * payout paypal 9
  assets:balance:paypal                             80.00 EUR
  assets:reserve:paypal                            -80.00 EUR`);
  });

  it('tips and gift cards are debts, a loan is paid off, tax on a fee is a claim', () => {
    assert.equal(posted('square', [['sale', '100.00'], ['tip', '12.00'], ['gift-card', '50.00'], ['tax', '8.00', 'S'],
      ['processing-fee', '-4.60'], ['fee-tax', '-0.92'], ['loan', '-20.00']], { mode: 'summary' }),
`2026-11-14 * payout square 9
  assets:bank:square                               144.48 EUR
  income:sales:square                             -100.00 EUR
  liabilities:tips                                 -12.00 EUR
  liabilities:gift-cards                           -50.00 EUR
  expenses:processing-fees:square                    4.60 EUR
  assets:input-tax:square                            0.92 EUR
  liabilities:loans:square                          20.00 EUR
  liabilities:sales-tax                             -8.00 EUR`);
  });

  it('what is deferred leaves the clearing account at the month’s end and comes back the day after', () => {
    assert.equal(posted('amazon', [['sale', '100.00', 'D'], ['commission', '-15.00', 'D']], { kind: 'deferral', day: '2026-11-30' }),
`2026-11-30 * deferred amazon 9
  assets:deferred:amazon                            85.00 EUR
  assets:clearing:amazon                          -100.00 EUR
  expenses:commission:amazon                        15.00 EUR

2026-12-01 * reversal of deferred amazon 9
  assets:deferred:amazon                           -85.00 EUR
  assets:clearing:amazon                           100.00 EUR
  expenses:commission:amazon                       -15.00 EUR`);
  });

  it('a tax that the seller collects clears with the order, or is owed', () => {
    assert.equal(posted('amazon-de', [['sale', '100.00', 'E'], ['tax', '19.00', 'E'], ['commission', '-15.00'], ['fee-tax', '-2.85']]),
`2026-11-14 * payout amazon-de 9
  assets:bank:amazon-de                            101.15 EUR
  assets:clearing:amazon-de                       -119.00 EUR
  expenses:commission:amazon-de                     15.00 EUR
  assets:input-tax:amazon-de                         2.85 EUR`);
    assert.equal(posted('amazon-de', [['sale', '100.00', 'E'], ['tax', '19.00', 'E'], ['commission', '-15.00'], ['fee-tax', '-2.85']], { mode: 'summary' }),
`2026-11-14 * payout amazon-de 9
  assets:bank:amazon-de                            101.15 EUR
  income:sales:amazon-de                          -100.00 EUR
  expenses:commission:amazon-de                     15.00 EUR
  assets:input-tax:amazon-de                         2.85 EUR
  liabilities:sales-tax                            -19.00 EUR`);
  });

  it('tax withheld from the seller is a claim; a reimbursement is income of its own', () => {
    assert.equal(posted('amazon-in', [['sale', '100.00', 'E'], ['tax', '18.00', 'E'], ['withheld-tax', '-1.00', 'E'],
      ['withheld-tax', '-0.10', 'E'], ['reimbursement', '25.00']], { unit: 'INR', mode: 'summary' }),
`2026-11-14 * payout amazon-in 9
  assets:bank:amazon-in                            141.90 INR
  income:sales:amazon-in                          -100.00 INR
  assets:withheld-tax:amazon-in                      1.10 INR
  income:reimbursements:amazon-in                  -25.00 INR
  liabilities:sales-tax                            -18.00 INR`);
  });
});
