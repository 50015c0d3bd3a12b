/** Deposits found, each way with its reason; what fits in two ways is left to a person. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brand } from './brand.ts';
import { DEPOSITS, matchDeposits, onlySum, patientUntil, type DepositPolicy, type Expected, type OpenLine } from './deposit-match.ts';
import { currency, fromDecimal, type Currency, type Money } from './measure.ts';

const [EUR, USD] = [currency('EUR'), currency('USD')];
const line = (id: string, amount: string, text: string, more: Partial<OpenLine> = {}): OpenLine => ({
  id, bank: brand('bank'), amount: fromDecimal(amount, EUR), booked: brand('2026-11-10'), payer: '', text, names: [], ...more,
});
const payout = (external: string, amount: string, more: Partial<Expected> = {}, unit: Currency = EUR): Expected => ({
  id: `d-${external}`, payoutId: `p-${external}`, connection: brand('stripe'), external: brand(external), amount: fromDecimal(amount, unit),
  due: brand('2026-11-09'), names: [], ...more,
});
const run = (lines: readonly OpenLine[], expected: readonly Expected[], policy: Partial<DepositPolicy> = {}, books?: (m: Money) =>
  Money) => {
  const { found, open } = matchDeposits(lines, expected, { policy: () => ({ ...DEPOSITS, ...policy }), ...(books && { inBooks: books }) });
  return { found: found.map((f) => `${f.by}: ${f.lines.map((l) => l.id).join('+')} = ${f.deposits.map((e) => e.external).join('+')}` +
    (f.rounding ? ` rounding ${f.rounding}` : '') + (f.fee ? ` fee ${f.fee}` : '')), open };
};

describe('one line, one deposit', () => {
  it('by the number it names, whatever the bank did to its signs', () =>
    assert.deepEqual(run([line('a', '100.00', 'STRIPE PO 1ABC-234')],
      [payout('po_1abc234', '100.00'), payout('po_9zzz999', '100.00')]).found,
      ['reference: a = po_1abc234']));
  it('by who pays and how much', () =>
    assert.deepEqual(run([line('a', '100.00', 'Stripe Payments UK')], [payout('po_000001', '100.00')]).found,
      ['payer and amount: a = po_000001']));
  it('by the amount alone, when nobody else’s name stands there', () => {
    assert.deepEqual(run([line('a', '100.00', 'INCOMING')], [payout('po_000001', '100.00')]).found, ['amount: a = po_000001']);
    assert.deepEqual(run([line('a', '100.00', 'PAYPAL')], [payout('po_000001', '100.00')]).found, []);
  });
  it('equal deposits of one connection are taken oldest first', () =>
    assert.deepEqual(run([line('a', '100.00', 'STRIPE'), line('b', '100.00', 'STRIPE', { booked: brand('2026-11-11') })],
      [payout('po_000002', '100.00', { due: brand('2026-11-10') }), payout('po_000001', '100.00')]).found,
      ['payer and amount: a = po_000001', 'payer and amount: b = po_000002']));
  it('equal ones of two connections are a person’s choice, and it is said why', () => {
    const { found, open } = run([line('a', '100.00', 'INCOMING')],
      [payout('po_000001', '100.00'), payout('sq_000001', '100.00', { connection: brand('square') })]);
    assert.deepEqual(found, []);
    assert.equal(open.get('a'), '2 payouts of this amount are expected: po_000001, sq_000001');
  });
  it('outside its days it is not believed', () =>
    assert.deepEqual(run([line('a', '100.00', 'STRIPE', { booked: brand('2026-12-20') })], [payout('po_000001', '100.00')]).found, []));
  it('what a provider takes is matched with what left', () =>
    assert.deepEqual(run([line('a', '-40.00', 'STRIPE')], [payout('po_000001', '-40.00'), payout('po_000002', '40.00')]).found,
      ['payer and amount: a = po_000001']));
});

describe('what lies between', () => {
  it('a cent is rounding, two are not', () => {
    assert.deepEqual(run([line('a', '99.99', 'STRIPE')], [payout('po_000001', '100.00')]).found,
      ['payer and amount: a = po_000001 rounding -1']);
    const { found, open } = run([line('a', '99.98', 'STRIPE')], [payout('po_000001', '100.00')]);
    assert.deepEqual([found, open.get('a')], [[], 'could be stripe po_000001, and -0.02 EUR lie between them']);
    assert.equal(open.get('d-po_000001'), 'the bank saw 99.98 EUR on 2026-11-10 instead');
  });
  it('what the bank says it kept; or, by policy, what it may keep without a word', () => {
    const kept = line('a', '98.50', 'STRIPE', { charges: fromDecimal('1.50', EUR) });
    assert.deepEqual(run([kept], [payout('po_000001', '100.00')]).found, ['charges: a = po_000001 fee -150']);
    assert.deepEqual(run([line('a', '92.00', 'STRIPE')], [payout('po_000001', '100.00')], { feeUpTo: '10.00' }).found,
      ['fee: a = po_000001 fee -800']);
    assert.deepEqual(run([line('a', '92.00', 'STRIPE')], [payout('po_000001', '100.00')], { feeUpTo: '5' }).found, []);
  });
  it('another currency: by what was sent, or near the books’ rate', () => {
    const sent = line('a', '91.00', 'STRIPE', { original: fromDecimal('100.00', USD) });
    assert.deepEqual(run([sent], [payout('po_000001', '100.00', {}, USD)]).found, ['exchange: a = po_000001']);
    const rate = (m: Money): Money => ({ count: (m.count * 92n) / 100n, unit: EUR });
    assert.deepEqual(run([line('a', '91.00', 'STRIPE')], [payout('po_000001', '100.00', {}, USD)], {}, rate).found,
      ['exchange: a = po_000001']);
    assert.deepEqual(run([line('a', '81.00', 'STRIPE')], [payout('po_000001', '100.00', {}, USD)], {}, rate).found, []);
  });
});

describe('several', () => {
  it('payouts in one deposit, when only one choice adds up', () => {
    const three = ['10.00', '20.00', '45.00'].map((amount, i) => payout(`po_00000${i}`, amount));
    assert.deepEqual(run([line('a', '55.00', 'STRIPE')], three).found, ['several payouts: a = po_000000+po_000002']);
    assert.deepEqual(run([line('a', '30.00', 'STRIPE')], [...three, payout('po_000009', '20.00')]).found, []);
  });
  it('deposits of one payout', () =>
    assert.deepEqual(run([line('a', '60.00', 'STRIPE'), line('b', '40.00', 'STRIPE')], [payout('po_000001', '100.00')]).found,
      ['several deposits: a+b = po_000001']));
  it('the only sum, or none', () => {
    const of = (...all: string[]) => all.map((a) => ({ amount: fromDecimal(a, EUR) }));
    assert.equal(onlySum(of('1', '2', '3', '4'), 500n), undefined);
    assert.equal(onlySum(of('1', '2', '4'), 500n)?.length, 2);
  });
});

describe('time', () => {
  it('a weekend is no bank day', () => {
    assert.equal(patientUntil(brand('2026-11-06'), 2), '2026-11-10');
    assert.equal(patientUntil(brand('2026-11-09'), 2), '2026-11-11');
  });
  it('what a person has separated stays apart', () => {
    const { found } = matchDeposits([line('a', '100.00', 'STRIPE po_000001')], [payout('po_000001', '100.00')],
      { policy: () => DEPOSITS, apart: new Set(['a d-po_000001']) });
    assert.deepEqual(found, []);
  });
});
