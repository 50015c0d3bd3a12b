/** What is in the books and the correction of it come to what is said now. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { array, assert as always, constantFrom, integer, property, record, shuffledSubarray } from 'fast-check';
import { measure, sum, type Currency } from './measure.ts';
import { disagreement, type Payout, type PayoutLine } from './payout.ts';
import { correcting, LineTally, turned } from './payout-correction.ts';

const EUR = 'EUR' as Currency;
const line = record({ order: constantFrom('A', 'B'), cents: integer({ min: -3, max: 3 }) })
  .map(({ order, cents }): PayoutLine => ({ class: 'sale', code: 'sale', order: order as never, amount: measure(BigInt(cents), EUR) }));
const total = (lines: readonly PayoutLine[]) => sum(EUR, lines.map((l) => l.amount)).count;
const payoutOf = (lines: readonly PayoutLine[]): Payout => ({
  connection: 'c' as never, external: 'P-1' as never, currency: EUR, depositDate: '2026-11-01' as never, net: measure(total(lines), EUR), lines });

function difference(before: readonly PayoutLine[], now: readonly PayoutLine[]) {
  const tally = new LineTally();
  for (const l of before) tally.add(l);
  const added = now.filter((l) => !tally.take(l));
  return { added, taken: before.filter((l) => tally.take(l)).map(turned) };
}

it('adds up to what is said now, order by order', () => always(property(array(line), array(line), (before, now) => {
  const { payout } = correcting(payoutOf(now), difference(before, now), 2);
  assert.equal(disagreement(payout), undefined);
  for (const order of ['A', 'B']) {
    const of = (lines: readonly PayoutLine[]) => total(lines.filter((l) => l.order === order));
    assert.equal(of(before) + of(payout.lines), of(now));
  }
})));

it('says nothing of the same lines in another order', () => always(property(
  array(line).chain((lines) => shuffledSubarray(lines, { minLength: lines.length }).map((other) => ({ lines, other }))),
  ({ lines, other }) => assert.deepEqual(difference(lines, other), { added: [], taken: [] }))));
