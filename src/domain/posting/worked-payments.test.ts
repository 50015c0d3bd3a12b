/** Worked entries of payment providers: acquirers that pay each deposit out, balances that are kept, cash from couriers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand, type LocalDate } from '../brand.ts';
import { currency, fromDecimal } from '../measure.ts';
import { postLostChargeback } from './chargeback.ts';
import { credited, freight, invoiced, left, paidBy, paidOut, repaid, sold, tax, thing, written } from './worked.fixture.ts';

const eur = (text: string) => fromDecimal(text, currency('EUR'));
const day = (text: string) => brand<LocalDate>(text);

describe('a card acquirer', () => {
  const sale = sold('shop', { lines: [thing('430.00', { taxes: tax('50.00') })], shipping: freight('20.00'), tenders: [paidBy('card', '500.00')] });
  const begun = [invoiced(sale), credited(sale, '36.00', { of: '4.00', tenders: repaid('card', '40.00') }),
    ...paidOut('shop', [['sale', '500.00'], ['refund', '-40.00'], ['processing-fee', '-15.00'], ['chargeback', '-60.00'],
      ['chargeback-fee', '-15.00'], ['reserve', '-25.00']])];

  it('5.6 sale, refund and payout: 500 less 40 less 460', () => {
    assert.equal(written(begun), `2026-11-02 * invoice #1001
  assets:clearing:shop                             500.00 EUR
  income:sales:shop                               -430.00 EUR
  income:shipping:shop                             -20.00 EUR
  liabilities:sales-tax                            -50.00 EUR

2026-11-05 * refund #1001 R
  income:returns:shop                               36.00 EUR
  liabilities:sales-tax                              4.00 EUR
  assets:clearing:shop                             -40.00 EUR

2026-11-14 * payout shop 9
  assets:bank:shop                                 345.00 EUR
  assets:clearing:shop                            -460.00 EUR
  expenses:processing-fees:shop                     15.00 EUR
  assets:disputes:shop                              60.00 EUR
  expenses:chargeback-fees:shop                     15.00 EUR
  assets:reserve:shop                               25.00 EUR`);
    assert.equal(left(begun)['assets:clearing:shop EUR'], undefined);
  });
  it('5.6 the chargeback is won: it comes back with its fee', () => {
    const won = paidOut('shop', [['chargeback', '60.00'], ['chargeback-fee', '15.00'], ['reserve', '25.00']], { depositDate: day('2026-12-01') });
    assert.equal(written(won), `2026-12-01 * payout shop 9
  assets:bank:shop                                 100.00 EUR
  assets:disputes:shop                             -60.00 EUR
  expenses:chargeback-fees:shop                    -15.00 EUR
  assets:reserve:shop                              -25.00 EUR`);
    const books = left([...begun, ...won]);
    assert.deepEqual(['assets:disputes:shop EUR', 'expenses:chargeback-fees:shop EUR', 'assets:reserve:shop EUR'].map((a) => books[a]),
      [undefined, undefined, undefined]);
  });
  it('5.6 the chargeback is lost: a loss, or a return when the goods came back', () => {
    const lost = (returned: boolean) =>
      postLostChargeback({ connection: brand('shop'), reference: 'D-1', amount: eur('60.00'), date: day('2026-12-01'), returned });
    assert.equal(written([lost(false), lost(true)]), `2026-12-01 * chargeback lost shop D-1
  expenses:chargebacks:shop                         60.00 EUR
  assets:disputes:shop                             -60.00 EUR

2026-12-01 * chargeback lost shop D-1
  income:returns:shop                               60.00 EUR
  assets:disputes:shop                             -60.00 EUR`);
    assert.equal(left([...begun, lost(false)])['assets:disputes:shop EUR'], undefined);
  });
  it('5.6 a payout that failed is in the balance again, and in the next one', () => {
    const next = paidOut('shop', [['transfer', '345.00'], ['sale', '20.00'], ['processing-fee', '-0.80']], { depositDate: day('2026-11-16') });
    assert.equal(written(next), `2026-11-16 * payout shop 9
  assets:bank:shop                                  19.20 EUR
  assets:clearing:shop                             -20.00 EUR
  expenses:processing-fees:shop                      0.80 EUR`);
    assert.equal(left([...begun, ...next])['assets:bank:shop EUR'], '364.20', 'what the bank will see: 345 and 19.20 in one');
  });
  it('5.6 gift cards: sold, spent beside a card, paid back onto one', () => {
    const card = sold('shop', { lines: [thing('100.00', { giftCard: true })], tenders: [paidBy('card', '100.00')] });
    const spent = sold('shop', { lines: [thing('100.00', { taxes: tax('20.00') })], tenders: [paidBy('gift-card', '100.00'), paidBy('card', '20.00')] });
    const back = credited(spent, '10.00', { of: '2.00', tenders: repaid('gift-card', '12.00') });
    assert.equal(written([invoiced(card), invoiced(spent), back]), `2026-11-02 * invoice #1001
  assets:clearing:shop                             100.00 EUR
  liabilities:gift-cards                          -100.00 EUR

2026-11-02 * invoice #1001
  liabilities:gift-cards                           100.00 EUR
  assets:clearing:shop                              20.00 EUR
  income:sales:shop                               -100.00 EUR
  liabilities:sales-tax                            -20.00 EUR

2026-11-05 * refund #1001 R
  income:returns:shop                               10.00 EUR
  liabilities:sales-tax                              2.00 EUR
  liabilities:gift-cards                           -12.00 EUR`);
    const payout = paidOut('shop', [['sale', '120.00']]);
    assert.deepEqual(left([invoiced(card), invoiced(spent), back, ...payout]), {
      'liabilities:gift-cards EUR': '-12.00', 'income:sales:shop EUR': '-100.00', 'liabilities:sales-tax EUR': '-18.00',
      'income:returns:shop EUR': '10.00', 'assets:bank:shop EUR': '120.00' });
  });
  it('5.6 a loan is paid out and paid back, labels are freight, duties a debt', () =>
    assert.equal(written(paidOut('shop', [['sale', '200.00'], ['loan', '1000.00'], ['loan', '-100.00'], ['shipping-label', '-7.40'],
      ['duty', '-4.00'], ['processing-fee', '-6.10']])), `2026-11-14 * payout shop 9
  assets:bank:shop                                1082.50 EUR
  assets:clearing:shop                            -200.00 EUR
  liabilities:loans:shop                          -900.00 EUR
  expenses:freight:shop                              7.40 EUR
  liabilities:duties                                 4.00 EUR
  expenses:processing-fees:shop                      6.10 EUR`));
});

describe('a balance that is kept at the provider', () => {
  it('5.8 every movement, and withdrawals to the bank: the balance of the books is the provider’s', () => {
    const moved = paidOut('stripe', [
      ['sale', '100.00'], ['processing-fee', '-3.20'], ['fee-tax', '-0.61'], ['refund', '-20.00'], ['refund', '20.00'], ['chargeback', '-15.00'],
      ['chargeback-fee', '-15.00'], ['reserve', '-10.00'], ['transfer', '50.00'], ['transfer', '-80.00'], ['transfer', '80.00'],
      ['transfer', '-79.00'], ['loan', '-5.00'], ['unknown', '-1.11'],
    ], { kind: 'balance', opening: eur('12.00'), closing: eur('33.08') });
    assert.equal(written(moved), `2026-11-14 * payout stripe 9
  assets:balance:stripe                             21.08 EUR
  assets:clearing:stripe                          -100.00 EUR
  expenses:processing-fees:stripe                    3.20 EUR
  assets:input-tax:stripe                            0.61 EUR
  assets:disputes:stripe                            15.00 EUR
  expenses:chargeback-fees:stripe                   15.00 EUR
  assets:reserve:stripe                             10.00 EUR
  assets:bank:stripe                                29.00 EUR
  liabilities:loans:stripe                           5.00 EUR
  suspense:stripe                                    1.11 EUR`);
    assert.equal(left(moved)['assets:balance:stripe EUR'], '21.08', 'the closing balance less the opening one');
  });
  it('5.9 one account per currency, the two legs of a conversion, a hold, a withdrawal', () => {
    const dollars = paidOut('paypal', [['sale', '100.00'], ['processing-fee', '-3.20'], ['reserve', '-10.00'], ['reserve', '10.00'],
      ['conversion', '-96.80']], { kind: 'balance', unit: 'USD' });
    const euros = paidOut('paypal', [['conversion', '88.00'], ['transfer', '-88.00']], { kind: 'balance' });
    assert.equal(written([...dollars, ...euros]), `2026-11-14 * payout paypal 9
  assets:clearing:paypal                          -100.00 USD
  expenses:processing-fees:paypal                    3.20 USD
  assets:exchange:paypal                            96.80 USD

2026-11-14 * payout paypal 9
  assets:exchange:paypal                           -88.00 EUR
  assets:bank:paypal                                88.00 EUR`);
    const books = left([...dollars, ...euros]);
    assert.deepEqual(['assets:balance:paypal USD', 'assets:balance:paypal EUR', 'assets:reserve:paypal USD'].map((a) => books[a]),
      [undefined, undefined, undefined]);
    assert.deepEqual([books['assets:exchange:paypal USD'], books['assets:exchange:paypal EUR']], ['96.80', '-88.00']);
  });
});

describe('cash on delivery', () => {
  const order = sold('shop', { lines: [thing('100.00', { taxes: tax('10.00') })], tenders: [paidBy('cash-on-delivery', '110.00', 'dhl')] });
  it('5.10 the courier owes it until it is remitted, less its fee and what is missing', () => {
    const remitted = paidOut('dhl', [['cash-on-delivery', '110.00'], ['processing-fee', '-7.00'], ['adjustment', '-1.00']]);
    assert.equal(written([invoiced(order), ...remitted]), `2026-11-02 * invoice #1001
  assets:cash-on-delivery:dhl                      110.00 EUR
  income:sales:shop                               -100.00 EUR
  liabilities:sales-tax                            -10.00 EUR

2026-11-14 * payout dhl 9
  assets:bank:dhl                                  102.00 EUR
  assets:cash-on-delivery:dhl                     -110.00 EUR
  expenses:processing-fees:dhl                       7.00 EUR
  expenses:adjustments:dhl                           1.00 EUR`);
    assert.equal(left([invoiced(order), ...remitted])['assets:cash-on-delivery:dhl EUR'], undefined);
  });
  it('5.10 a parcel that is refused: the sale is taken back, the freight stays, and nothing is owed any more', () => {
    const refused = [invoiced(order), credited(order, '100.00', { of: '10.00', tenders: repaid('cash-on-delivery', '110.00') }),
      ...paidOut('dhl', [['shipping-label', '-9.00']])];
    assert.equal(written(refused.slice(1)), `2026-11-05 * refund #1001 R
  income:returns:shop                              100.00 EUR
  liabilities:sales-tax                             10.00 EUR
  assets:cash-on-delivery:dhl                     -110.00 EUR

2026-11-14 * payout dhl 9
  liabilities:due-to-marketplace:dhl                -9.00 EUR
  expenses:freight:dhl                               9.00 EUR`);
    assert.deepEqual(left(refused), { 'income:sales:shop EUR': '-100.00', 'income:returns:shop EUR': '100.00',
      'liabilities:due-to-marketplace:dhl EUR': '-9.00', 'expenses:freight:dhl EUR': '9.00' });
  });
});
