import assert from 'node:assert/strict';
import { it } from 'node:test';
import { currency } from './measure.ts';
import { compareTrial, type ErpAccount, type ErpPart, type OurPart } from './trial-balance.ts';

const USD = currency('USD');
const erp = (number: string, balance: bigint, parts: readonly (readonly [ErpPart['of'], bigint, string?])[], converted = 0n): ErpAccount => ({
  number, name: `account ${number}`, debit: balance > 0n ? balance : 0n, credit: balance < 0n ? -balance : 0n, converted,
  parts: parts.map(([of, amount, unit = 'USD']) => ({ of, amount, unit: currency(unit) })),
});
const mine = (number: string, of: OurPart['of'], amount: bigint, unit = 'USD'): OurPart => ({ number, unit, of, amount });
const compared = (ours: readonly OurPart[], accounts: readonly ErpAccount[]) =>
  compareTrial(ours, { currency: USD, accounts }).map((r) =>
    [r.number, r.unit, r.ours, r.erp, Object.fromEntries(r.because.map((b) => [b.reason, b.amount])), r.explained]);

it('accounts that agree are shown without a reason, and those on which nothing moved not at all', () =>
  assert.deepEqual(compared([mine('1010', 'journal', 500n), mine('1150', 'journal', -500n), mine('1150', 'document', 700n)],
    [erp('1010', 500n, [['journal', 500n]]), erp('1150', 200n, [['journal', -500n], ['document', 700n]]), erp('6100', 0n, [])]),
  [['1010', 'USD', 500n, 500n, {}, true], ['1150', 'USD', 200n, 200n, {}, true]]));

it('what the ERP has not taken, what stays here and what others booked there are reasons', () =>
  assert.deepEqual(compared(
    [mine('1010', 'journal', 500n), mine('1010', 'waiting', 80n), mine('1010', 'kept', -3n), mine('1200', 'document', 0n)],
    [erp('1010', 507n, [['journal', 500n], ['other', 7n]]), erp('1200', 20n, [['document', 20n]])]),
  [['1010', 'USD', 577n, 507n, { 'not in the ERP yet': -80n, 'kept here': 3n, 'not from us': 7n }, true],
    ['1200', 'USD', 0n, 20n, { 'booked otherwise': 20n }, true]]));

it('a cent that nobody can say anything of is unexplained', () => {
  assert.deepEqual(compared([mine('1010', 'journal', 500n)], [erp('1010', 499n, [['journal', 499n]])]),
    [['1010', 'USD', 500n, 499n, { unexplained: -1n }, false]]);
  assert.deepEqual(compared([mine('1010', 'journal', 500n)], [erp('1010', 501n, [['journal', 500n]])]),
    [['1010', 'USD', 500n, 501n, { unexplained: 1n }, false]], 'its lines do not come to its trial balance');
  assert.deepEqual(compared([mine('assets:new', 'journal', 9n)], []), [['assets:new', 'USD', 9n, 0n, { unexplained: -9n }, false]]);
});

it('another currency is compared in itself, and what it was converted to stands beside it', () =>
  assert.deepEqual(compared([mine('1150', 'journal', -10_000n, 'GBP')], [erp('1150', -12_500n, [['journal', -10_000n, 'GBP']], -12_500n)]),
    [['1150', 'GBP', -10_000n, -10_000n, {}, true], ['1150', 'USD', 0n, -12_500n, { converted: -12_500n }, true]]));
