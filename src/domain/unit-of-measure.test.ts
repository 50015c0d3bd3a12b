import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { factorOf, factorText, toEaches, wholeUnits } from './unit-of-measure.ts';

const units = { case: [12, 1], pallet: [480, 1], half: [1, 2] } as const;

describe('units of measure', () => {
  it('counts eaches exactly', () => {
    assert.deepEqual([toEaches(2, 'case', units), toEaches(-1, 'pallet', units), toEaches(4, 'half', units)], [24, -480, 2]);
    assert.deepEqual([toEaches(7, undefined), toEaches(7, 'EA'), toEaches(7, 'C62')], [7, 7, 7]);
  });
  it('refuses what is not whole or not known', () => {
    for (const [n, unit] of [[1, 'half'], [1, 'box'], [1.5, 'each']] as const)
      assert.throws(() => toEaches(n, unit, units), TypeError);
  });
  it('sells whole units only, and never more than there is', () =>
    fc.assert(fc.property(fc.nat(100_000), fc.constantFrom('case', 'pallet', 'half'), (eaches, unit) => {
      const n = wholeUnits(eaches, unit, units);
      const [a, b] = units[unit];
      assert.ok(BigInt(n) * BigInt(a) <= BigInt(eaches) * BigInt(b));
      assert.ok(BigInt(n + 1) * BigInt(a) > BigInt(eaches) * BigInt(b));
    })));
  it('reads and writes factors', () => {
    for (const text of ['12', '1/2', '7/3']) assert.equal(factorText(factorOf(text)), text);
    for (const text of ['0', '1.5', '-2', '1/0', '']) assert.throws(() => factorOf(text), TypeError);
  });
});
