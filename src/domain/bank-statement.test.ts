import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gapsIn, imbalance, keysOf, repeatsEarlier, type BankLine, type BankStatement, type Link } from './bank-statement.ts';
import { brand } from './brand.ts';
import { currency, fromDecimal } from './measure.ts';

const EUR = currency('EUR');
const eur = (text: string) => fromDecimal(text, EUR);
const line = (amount: string, text: string): BankLine => ({ amount: eur(amount), booked: brand('2026-11-20'), text, names: [] });
const statement = (opening: string, closing: string, ...amounts: string[]): BankStatement => ({
  connection: brand('bank'), account: 'DE1', currency: EUR, format: 'CSV', number: '7', to: brand('2026-11-20'), opening: eur(opening),
  closing: eur(closing), lines: amounts.map((a) => line(a, 'x')),
});
const link = (from: string, to: string, opening: string, closing: string): Link =>
  ({ id: `${from}/${to}/${opening}`, from: brand(`2026-11-${from}`), to: brand(`2026-11-${to}`), opening: eur(opening),
    closing: eur(closing) });
const gaps = (...links: Link[]) => gapsIn(links).map((g) => `${g.before.to} ${g.after.to} ${g.missing.count}`);

describe('a statement', () => {
  it('leads from opening to closing, or says by how much not', () => {
    assert.equal(imbalance(statement('10.00', '12.50', '3.00', '-0.50')), undefined);
    assert.equal(imbalance(statement('10.00', '12.51', '3.00', '-0.50')),
      'statement 7 of DE1 to 2026-11-20: 10.00 EUR and 2 movements over 2.50 ' +
        'come to 12.50, the closing balance is 12.51; difference -0.01');
  });
  it('equal bookings of a day are told apart by their number', () =>
    assert.deepEqual(keysOf([line('1', 'fee'), line('1', 'fee'), line('1', 'other')]).map((k) => k.slice(-1)), ['1', '2', '1']));
});

describe('a chain of statements', () => {
  it('has no gap when each begins where one ended, in whatever order they came', () =>
    assert.deepEqual(gaps(link('20', '20', '30', '40'), link('18', '18', '10', '20'), link('19', '19', '20', '30')), []));
  it('several of one day follow each other by their balances', () =>
    assert.deepEqual(gaps(link('18', '18', '30', '5'), link('18', '18', '10', '20'), link('18', '18', '20', '30')), []));
  it('shows the one that is missing', () => assert.deepEqual(gaps(link('18', '18', '10', '20'), link('20', '20', '31', '40')),
    ['2026-11-18 2026-11-20 1100']));
  it('a longer one over the same days stands instead of them', () => {
    assert.deepEqual(gaps(link('17', '17', '5', '10'), link('18', '18', '10', '20'), link('19', '19', '20', '30'),
      link('18', '20', '10', '40')), []);
    assert.deepEqual(gaps(link('16', '20', '10', '40'), link('18', '18', '20', '25'), link('21', '21', '40', '41')), []);
  });
  it('lines of days that were told already are looked at again, unless the statement goes on where one ended', () => {
    assert.equal(repeatsEarlier(link('18', '20', '10', '40'), [link('18', '18', '10', '20')]), true);
    assert.equal(repeatsEarlier(link('18', '18', '20', '30'), [link('18', '18', '10', '20')]), false);
    assert.equal(repeatsEarlier(link('21', '21', '50', '60'), [link('18', '18', '10', '20')]), false);
  });
});
