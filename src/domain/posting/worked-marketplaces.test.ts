/** Worked entries of marketplaces whose orders we invoice: from the sale to the deposit, until nothing is left to clear. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type LocalDate } from '../brand.ts';
import type { Journal } from '../journal.ts';
import { currency, fromDecimal } from '../measure.ts';
import { reversed } from './payout.ts';
import { credited, freight, invoiced, left, paidOut, sold, tax, thing, written } from './worked.fixture.ts';

const eur = (text: string) => fromDecimal(text, currency('EUR'));
const day = (text: string) => brand<LocalDate>(text);
const wrap = [{ kind: 'gift-wrap' as const, amount: eur('5.00') }];
const order = sold('amazon', {
  lines: [thing('980.00', { discount: eur('20.00'), taxes: tax('80.00', 'channel') })], shipping: freight('50.00'), adjustments: wrap,
});
const settlement = (): readonly Journal[] => paidOut('amazon', [
  ['sale', '1000.00'], ['shipping', '50.00'], ['gift-wrap', '5.00'], ['promotion', '-20.00'], ['tax', '80.00'], ['facilitator-tax', '-80.00'],
  ['commission', '-150.00'], ['fulfillment-fee', '-120.00'], ['storage-fee', '-30.00'], ['advertising', '-60.00'], ['refund', '-100.00'],
  ['refund-tax', '-8.00'], ['facilitator-tax', '8.00'], ['commission', '15.00'], ['admin-fee', '-3.00'], ['reimbursement', '25.00'],
  ['reserve', '200.00'], ['reserve', '-300.00'],
]);

describe('orders of a marketplace, invoiced', () => {
  it('5.2 the sale before its discount, the discount beside it; the marketplace’s tax is no claim of ours', () =>
    assert.equal(written([invoiced(order, { discounts: 'apart' })]), `2026-11-02 * invoice #1001
  assets:clearing:amazon                          1035.00 EUR
  income:sales:amazon                            -1000.00 EUR
  income:shipping:amazon                           -50.00 EUR
  income:gift-wrap:amazon                           -5.00 EUR
  income:promotions:amazon                          20.00 EUR`));
  it('5.2 by default the sale after its discount, as the ERP’s invoice has it', () =>
    assert.equal(written([invoiced(order)]), `2026-11-02 * invoice #1001
  assets:clearing:amazon                          1035.00 EUR
  income:sales:amazon                             -980.00 EUR
  income:shipping:amazon                           -50.00 EUR
  income:gift-wrap:amazon                           -5.00 EUR`));
  it('5.2 the refund', () => assert.equal(written([credited(order, '100.00')]), `2026-11-05 * refund #1001 R
  income:returns:amazon                            100.00 EUR
  assets:clearing:amazon                          -100.00 EUR`));
  it('5.2 the settlement takes 935 off the clearing account, and nothing is left there', () => {
    assert.equal(written(settlement()), `2026-11-14 * payout amazon 9
  assets:bank:amazon                               512.00 EUR
  assets:clearing:amazon                          -935.00 EUR
  expenses:commission:amazon                       135.00 EUR
  expenses:fulfillment:amazon                      120.00 EUR
  expenses:storage:amazon                           30.00 EUR
  expenses:advertising:amazon                       60.00 EUR
  expenses:admin-fees:amazon                         3.00 EUR
  income:reimbursements:amazon                     -25.00 EUR
  assets:reserve:amazon                            100.00 EUR
  liabilities:facilitator-tax:amazon:collected         -72.00 EUR
  liabilities:facilitator-tax:amazon:withheld          72.00 EUR`);
    const books = left([invoiced(order, { discounts: 'apart' }), credited(order, '100.00'), ...settlement()]);
    assert.equal(books['assets:clearing:amazon EUR'], undefined);
    assert.deepEqual([books['assets:bank:amazon EUR'], books['assets:reserve:amazon EUR']], ['512.00', '100.00']);
  });
  it('5.2 an order that is not settled yet is what is left', () => {
    const other = sold('amazon', { lines: [thing('40.00')] });
    assert.equal(left([invoiced(order), credited(order, '100.00'), invoiced(other), ...settlement()])['assets:clearing:amazon EUR'], '40.00');
  });

  it('5.3 of invoiced orders a deferral only moves what is owed, and comes back before it is paid', () => {
    const one = sold('amazon', { lines: [thing('100.00')] });
    const deferral = paidOut('amazon', [['sale', '100.00'], ['commission', '-15.00']], { kind: 'deferral', depositDate: day('2026-11-30') });
    const paid = paidOut('amazon', [['sale', '100.00', { on: '2026-11-28' }], ['commission', '-15.00', { on: '2026-11-28' }]],
      { depositDate: day('2026-12-08') });
    assert.equal(written([...deferral, ...paid]), `2026-11-30 * deferred amazon 9
  assets:deferred:amazon                            85.00 EUR
  assets:clearing:amazon                          -100.00 EUR
  expenses:commission:amazon                        15.00 EUR

2026-12-01 * reversal of deferred amazon 9
  assets:deferred:amazon                           -85.00 EUR
  assets:clearing:amazon                           100.00 EUR
  expenses:commission:amazon                       -15.00 EUR

2026-11-30 * payout amazon 9 of 2026-11
  assets:carried-forward:amazon                     85.00 EUR
  assets:clearing:amazon                          -100.00 EUR
  expenses:commission:amazon                        15.00 EUR

2026-12-08 * payout amazon 9
  assets:bank:amazon                                85.00 EUR
  assets:carried-forward:amazon                    -85.00 EUR`);
    assert.deepEqual(left([invoiced(one), ...deferral, ...paid]), {
      'income:sales:amazon EUR': '-100.00', 'expenses:commission:amazon EUR': '15.00', 'assets:bank:amazon EUR': '85.00' });
  });

  it('5.5 below zero: a debt, deducted from the next one or paid by card', () => {
    const below = paidOut('amazon', [['refund', '-40.00']]);
    const deducted = paidOut('amazon', [['carried-forward', '-40.00'], ['sale', '100.00']], { depositDate: day('2026-11-28') });
    const byCard = paidOut('amazon', [['carried-forward', '-40.00'], ['transfer', '40.00']], { depositDate: day('2026-11-28') });
    assert.equal(written([...below, ...deducted]), `2026-11-14 * payout amazon 9
  liabilities:due-to-marketplace:amazon            -40.00 EUR
  assets:clearing:amazon                            40.00 EUR

2026-11-28 * payout amazon 9
  assets:bank:amazon                                60.00 EUR
  liabilities:due-to-marketplace:amazon             40.00 EUR
  assets:clearing:amazon                          -100.00 EUR`);
    assert.equal(written(byCard), `2026-11-28 * payout amazon 9
  assets:bank:amazon                               -40.00 EUR
  liabilities:due-to-marketplace:amazon             40.00 EUR`);
    for (const next of [deducted, byCard]) assert.equal(left([...below, ...next])['liabilities:due-to-marketplace:amazon EUR'], undefined);
  });
  it('5.5 a disbursement that failed is taken back, and paid with the next one', () => {
    const failed = paidOut('amazon', [['sale', '50.00']]);
    const next = paidOut('amazon', [['transfer', '50.00'], ['sale', '10.00']], { depositDate: day('2026-11-28') });
    assert.equal(written([...failed, ...next]), `2026-11-14 * payout amazon 9
  assets:bank:amazon                                50.00 EUR
  assets:clearing:amazon                           -50.00 EUR

2026-11-28 * payout amazon 9
  assets:bank:amazon                                10.00 EUR
  assets:clearing:amazon                           -10.00 EUR`);
    assert.equal(left([...failed, ...next])['assets:bank:amazon EUR'], '60.00', 'one deposit of 60 is what the bank will see');
  });

  it('5.7 what was held back is released into the next payout', () => {
    const held = paidOut('walmart', [['sale', '600.00'], ['shipping', '12.00'], ['tax', '40.00'], ['facilitator-tax', '-40.00'],
      ['commission', '-90.00'], ['fulfillment-fee', '-45.00'], ['refund', '-60.00'], ['commission', '9.00'], ['reserve', '-26.00']]);
    const released = paidOut('walmart', [['reserve', '26.00'], ['adjustment', '-3.50'], ['reimbursement', '12.00']],
      { depositDate: day('2026-11-28') });
    assert.equal(written(held), `2026-11-14 * payout walmart 9
  assets:bank:walmart                              400.00 EUR
  assets:clearing:walmart                         -552.00 EUR
  expenses:commission:walmart                       81.00 EUR
  expenses:fulfillment:walmart                      45.00 EUR
  assets:reserve:walmart                            26.00 EUR
  liabilities:facilitator-tax:walmart:collected         -40.00 EUR
  liabilities:facilitator-tax:walmart:withheld          40.00 EUR`);
    assert.equal(written(released), `2026-11-28 * payout walmart 9
  assets:bank:walmart                               34.50 EUR
  assets:reserve:walmart                           -26.00 EUR
  expenses:adjustments:walmart                       3.50 EUR
  income:reimbursements:walmart                    -12.00 EUR`);
    assert.equal(left([...held, ...released])['assets:reserve:walmart EUR'], undefined);
  });
});

it('5.1 what is taken back is the same entry the other way, with a date of its own', () => {
  const [made] = settlement();
  const back = reversed(made!, day('2026-12-01'));
  assert.deepEqual([left([made!, back]), back.date, back.memo], [{}, '2026-12-01', 'reversal of payout amazon 9']);
});
