/** Payouts over month ends, balances kept at a provider, money that is earned and deferred, and other currencies. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { brand, type ConnectionId, type ExternalId, type LocalDate, type Timestamp } from '../brand.ts';
import { toText, type Journal } from '../journal.ts';
import { currency, fromDecimal, measure, sum, type Money } from '../measure.ts';
import type { Payout, PayoutClass, PayoutLine } from '../payout.ts';
import { postLostChargeback } from './chargeback.ts';
import { converted } from './payout-exchange.ts';
import { postPayout, type PayoutPosting } from './payout.ts';

const USD = currency('USD');
const usd = (text: string) => fromDecimal(text, USD);
type Row = readonly [PayoutClass, string, day?: string | undefined, more?: Partial<PayoutLine>];

const made = (connection: string, rows: readonly Row[], more: Partial<Payout> = {}): Payout => {
  const lines = rows.map(([kind, amount, day, rest]): PayoutLine => ({
    class: kind, amount: fromDecimal(amount, more.currency ?? USD), code: kind, order: brand<ExternalId>('O-1'),
    ...(day && { postedAt: `2026-${day}T12:00:00.000Z` as Timestamp }), ...rest,
  }));
  return {
    connection: brand<ConnectionId>(connection), external: brand<ExternalId>('7781'), currency: USD,
    depositDate: brand<LocalDate>('2026-11-10'), net: sum(more.currency ?? USD, lines.map((l) => l.amount)), lines, ...more,
  };
};
const text = (journals: readonly Journal[]): string => journals.map(toText).join('\n\n');
const posted = (p: Payout, how: PayoutPosting = { mode: 'summary' }): string => text(postPayout(p, how));

describe('a payout over a month end', () => {
  it('carries what the first month earned to the month of the deposit', () =>
    assert.equal(posted(made('amazon-us', [
      ['sale', '400.00', '10-28'], ['commission', '-100.00', '10-29'], ['sale', '250.00', '11-03'], ['commission', '-38.00', '11-04'],
    ])), `2026-10-31 * payout amazon-us 7781 of 2026-10
  assets:carried-forward:amazon-us                 300.00 USD
  income:sales:amazon-us                          -400.00 USD
  expenses:commission:amazon-us                    100.00 USD

2026-11-10 * payout amazon-us 7781
  assets:bank:amazon-us                            512.00 USD
  assets:carried-forward:amazon-us                -300.00 USD
  income:sales:amazon-us                          -250.00 USD
  expenses:commission:amazon-us                     38.00 USD`));

  it('knows the month by the ledger’s zone, not by the provider’s', () => {
    const late = made('shop', [['sale', '10.00', undefined, { postedAt: '2026-11-01T03:30:00.000Z' as Timestamp }]]);
    assert.equal(postPayout(late, { mode: 'summary' }).length, 1);
    assert.deepEqual(postPayout(late, { mode: 'summary', zone: 'America/New_York' }).map((j) => j.date),
      ['2026-10-31', '2026-11-10']);
  });

  it('washes a tax in the month it was collected', () => {
    const [october] = postPayout(made('amazon-us', [
      ['tax', '8.00', '10-30'], ['facilitator-tax', '-8.00', '10-30'], ['sale', '100.00', '10-30'], ['sale', '1.00', '11-01'],
    ]), { mode: 'summary' });
    assert.match(toText(october!), /facilitator-tax:amazon-us:collected +-8\.00[\s\S]*withheld +8\.00/);
  });

  it('ends with nothing carried, whatever the days', () => fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 40 }),
    (rows) => {
      const p = made('c', rows.map(([cents, day]): Row => ['sale', '0', undefined, {
        amount: measure(BigInt(cents), USD),
        postedAt: Temporal.Instant.from('2026-11-10T00:00:00Z').subtract({ hours: day * 24 }).toString() as Timestamp }]));
      const all = postPayout(p, { mode: 'documents' }).flatMap((j) => j.postings);
      const on = (name: string) => all.filter((x) => x.account === name).reduce((n, x) => n + x.amount.count, 0n);
      assert.equal(on('assets:carried-forward:c'), 0n);
      assert.equal(on('assets:clearing:c'), -p.net.count);
    })));
});

it('a deferral is taken back on the first day of the next month', () => {
  assert.equal(posted(made('amazon-us', [['sale', '100.00'], ['commission', '-15.00']],
    { kind: 'deferral', depositDate: brand<LocalDate>('2026-12-31') })),
  `2026-12-31 * deferred amazon-us 7781
  assets:deferred:amazon-us                         85.00 USD
  income:sales:amazon-us                          -100.00 USD
  expenses:commission:amazon-us                     15.00 USD

2027-01-01 * reversal of deferred amazon-us 7781
  assets:deferred:amazon-us                        -85.00 USD
  income:sales:amazon-us                           100.00 USD
  expenses:commission:amazon-us                    -15.00 USD`);
});

describe('a balance kept at the provider', () => {
  it('moves by what the statement says, and a withdrawal is money in the bank', () =>
    assert.equal(posted(made('paypal', [
      ['sale', '100.00'], ['processing-fee', '-3.20'], ['refund', '-20.00'], ['reserve', '-10.00'], ['transfer', '-60.00'],
    ], { kind: 'balance', opening: usd('5.00'), closing: usd('11.80') }), { mode: 'documents' }),
    `2026-11-10 * payout paypal 7781
  assets:balance:paypal                              6.80 USD
  assets:clearing:paypal                           -80.00 USD
  expenses:processing-fees:paypal                    3.20 USD
  assets:reserve:paypal                             10.00 USD
  assets:bank:paypal                                60.00 USD`));

  it('is refused when the provider’s own balances say something else', () =>
    assert.throws(() => posted(made('paypal', [['sale', '100.00']], { kind: 'balance', opening: usd('5.00'), closing: usd('104.99') })),
      /balance went from 5\.00 to 104\.99; difference 0\.01/));

  it('converted into another currency leaves nothing on the exchange account in the end', () => {
    const legs = [
      made('paypal', [['conversion', '-100.00']], { kind: 'balance' }),
      made('paypal', [['conversion', '91.00']], { kind: 'balance', currency: currency('EUR') }),
    ].flatMap((p) => postPayout(p, { mode: 'documents' }));
    assert.match(text(legs), /assets:exchange:paypal +100\.00 USD[\s\S]*assets:exchange:paypal +-91\.00 EUR/);
  });
});

describe('a sale in another currency than its payout', () => {
  const gbp = fromDecimal('100.00', currency('GBP'));
  const EUR = currency('EUR');
  const sold = made('stripe-eu', [['sale', '116.00', undefined, { original: gbp }], ['processing-fee', '-2.00']], { currency: EUR });

  it('clears the invoice in its own currency, and realises what the rates differ by', () =>
    assert.equal(posted(sold, { mode: 'documents', orderRate: () => '1.1500' }), `2026-11-10 * payout stripe-eu 7781
  assets:bank:stripe-eu                            114.00 EUR
  expenses:processing-fees:stripe-eu                 2.00 EUR
  assets:clearing:stripe-eu                       -100.00 GBP
  assets:exchange:stripe-eu                        100.00 GBP
  assets:exchange:stripe-eu                       -115.00 EUR
  expenses:exchange:stripe-eu                       -1.00 EUR`));

  it('leaves the difference open when the books know no rate', () =>
    assert.match(posted(sold, { mode: 'documents' }), /assets:exchange:stripe-eu +-116\.00 EUR$/m));

  it('is plain revenue in summary', () =>
    assert.match(posted(sold), /income:sales:stripe-eu +-116\.00 EUR/));

  it('converts to the cent between currencies of any number of decimals', () => {
    const jpy = currency('JPY');
    const kwd = currency('KWD');
    const to = (amount: Money, unit: typeof jpy, rate: string) => converted(amount, unit, rate).count;
    assert.equal(to(usd('10.00'), jpy, '151.237'), 1512n);
    assert.equal(to(usd('-10.00'), jpy, '151.25'), -1513n);
    assert.equal(to(measure(1000n, jpy), USD, '0.0066'), 660n);
    assert.equal(to(usd('10.00'), kwd, '0.3075'), 3075n);
    assert.equal(to(measure(1n, jpy), kwd, '2'), 2000n);
  });
});

it('cash on delivery: the courier’s fee and a missing unit of account explain what was not remitted', () =>
  assert.equal(posted(made('courier', [['cash-on-delivery', '110.00'], ['processing-fee', '-7.00'], ['adjustment', '-1.00']]),
    { mode: 'documents' }), `2026-11-10 * payout courier 7781
  assets:bank:courier                              102.00 USD
  assets:cash-on-delivery:courier                 -110.00 USD
  expenses:processing-fees:courier                   7.00 USD
  expenses:adjustments:courier                       1.00 USD`));

it('a chargeback is over when it is won or lost: nothing stays among the disputes', () => {
  const taken = postPayout(made('shop', [['chargeback', '-60.00'], ['chargeback-fee', '-15.00']]), { mode: 'documents' });
  const won = postPayout(made('shop', [['chargeback', '60.00'], ['chargeback-fee', '15.00']]), { mode: 'documents' });
  const lost = postLostChargeback({ connection: brand('shop'), reference: 'D-1', amount: usd('60.00'), date: brand('2026-12-02') });
  const disputes = (journals: readonly Journal[]) => journals.flatMap((j) => j.postings)
    .filter((p) => p.account === 'assets:disputes:shop').reduce((n, p) => n + p.amount.count, 0n);
  assert.equal(disputes(taken), 6000n);
  assert.equal(disputes([...taken, ...won]), 0n);
  assert.equal(disputes([...taken, lost]), 0n);
  assert.match(text([lost]), /expenses:chargebacks:shop +60\.00/);
  const loss = { connection: brand<ConnectionId>('shop'), reference: 'D-1', amount: usd('60.00'), date: brand<LocalDate>('2026-12-02') };
  assert.match(text([postLostChargeback({ ...loss, returned: true })]), /income:returns:shop +60\.00/);
});

it('a failed disbursement undoes the bank leg, and the next payout pays it again', () => {
  const all = [
    ...postPayout(made('amazon-us', [['sale', '50.00']]), { mode: 'documents' }),
    ...postPayout(made('amazon-us', [['transfer', '50.00'], ['sale', '10.00']]), { mode: 'documents' }),
  ].flatMap((j) => j.postings).filter((p) => p.account === 'assets:bank:amazon-us').map((p) => p.amount);
  assert.deepEqual(sum(USD, all as Money[]), usd('60.00'));

});
