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
/** Of each document: account, amount, and whether it is what the buyer owes. */
type Documents = Readonly<Record<string, readonly (readonly [number: string, amount: bigint, owed?: 'owed'])[]>>;
const booked = (all: Documents) => new Map(Object.entries(all).map(([key, parts]) =>
  [key, parts.map(([number, amount, owed]) => ({ number, unit: 'USD', owed: owed !== undefined, amount }))]));
const compared = (
  ours: readonly OurPart[], accounts: readonly ErpAccount[],
  { theirs = {}, here = {}, other = [] }: { theirs?: Documents; here?: Documents; other?: readonly string[] } = {},
) => compareTrial(ours, { currency: USD, accounts, documents: booked(theirs) }, { documents: booked(here), ofOtherDays: new Set(other) }).map((r) =>
    [r.number, r.unit, r.ours, r.erp, Object.fromEntries(r.because.map((b) => [b.reason, b.amount])), r.explained]);

it('accounts that agree are shown without a reason, and those on which nothing moved not at all', () =>
  assert.deepEqual(compared([mine('1010', 'journal', 500n), mine('1150', 'journal', -500n), mine('1150', 'document', 700n)],
    [erp('1010', 500n, [['journal', 500n]]), erp('1150', 200n, [['journal', -500n], ['document', 700n]]), erp('6100', 0n, [])],
    { theirs: { 'invoice:1': [['1150', 700n, 'owed']] }, here: { 'invoice:1': [['1150', 700n, 'owed']] } }),
  [['1010', 'USD', 500n, 500n, {}, true], ['1150', 'USD', 200n, 200n, {}, true]]));

it('what the ERP has not taken, what stays here and what others booked there are reasons', () =>
  assert.deepEqual(compared(
    [mine('1010', 'journal', 500n), mine('1010', 'waiting', 80n), mine('1010', 'kept', -3n)],
    [erp('1010', 507n, [['journal', 500n], ['other', 7n]])]),
  [['1010', 'USD', 577n, 507n, { 'not in the ERP yet': -80n, 'kept here': 3n, 'not from us': 7n }, true]]));

it('a document is on other accounts there; its reasons name them, and come to nothing over all accounts', () => {
  const ours = { 'invoice:1': [['1150', 108n, 'owed'], ['4000', -100n], ['2100', -8n]], 'invoice:2': [['1150', 50n, 'owed'], ['4000', -50n]] } as const;
  const theirs = { 'invoice:1': [['1200', 108n, 'owed'], ['4001', -100n], ['2100', -8n]], 'invoice:2': [['1200', 50n, 'owed'], ['4001', -50n]] } as const;
  const rows = compareTrial(
    [mine('1150', 'document', 158n), mine('4000', 'document', -150n), mine('2100', 'document', -8n)],
    { currency: USD, documents: booked(theirs), accounts: [
      erp('1200', 158n, [['document', 158n]]), erp('4001', -150n, [['document', -150n]]), erp('2100', -8n, [['document', -8n]])] },
    { documents: booked(ours) });
  assert.deepEqual(rows.map((r) => [r.number, r.explained, ...r.because.map((b) => [b.reason, b.amount, b.documents, b.accounts])]), [
    ['1150', true, ['what buyers owe, on another account', -158n, 2, ['1200']]],
    ['1200', true, ['what buyers owe, on another account', 158n, 2, ['1150']]],
    ['2100', true],
    ['4000', true, ['sales and tax, on another account', 150n, 2, ['4001']]],
    ['4001', true, ['sales and tax, on another account', -150n, 2, ['4000']]]]);
  for (const some of Map.groupBy(rows.flatMap((r) => r.because), (b) => b.reason).values())
    assert.equal(some.reduce((n, b) => n + b.amount, 0n), 0n);
});

it('a document of another amount, and one that only one of the two has, are no reason but a question', () => {
  const [one, more] = [[['1150', 100n, 'owed'], ['4000', -100n]], [['1150', 101n, 'owed'], ['4000', -101n]]] as const;
  const of = (theirs: Documents, here: Documents, other: string[] = []) => {
    const sum = (all: Documents, n: string) => Object.values(all).flat().reduce((s, [number, amount]) => (number === n ? s + amount : s), 0n);
    return compared(['1150', '4000'].map((n) => mine(n, 'document', sum(here, n))),
      ['1150', '4000'].map((n) => erp(n, sum(theirs, n), [['document', sum(theirs, n)]])), { theirs, here, other }).map((r) => [r[0], r[4], r[5]]);
  };
  assert.deepEqual(of({ a: more }, { a: one }), [['1150', { 'another amount': 1n }, false], ['4000', { 'another amount': -1n }, false]]);
  assert.deepEqual(of({}, { a: one }), [['1150', { 'not in the ERP': -100n }, false], ['4000', { 'not in the ERP': 100n }, false]]);
  assert.deepEqual(of({ a: one }, {}), [['1150', { 'not in our books': 100n }, false], ['4000', { 'not in our books': -100n }, false]]);
  assert.deepEqual(of({ a: one }, {}, ['a']), [['1150', { 'of other days here': 100n }, true], ['4000', { 'of other days here': -100n }, true]]);
});

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
