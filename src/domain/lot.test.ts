import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { LocalDate, Sku } from './brand.ts';
import { firstLots, firstOut, otherLots, pickLots, sayLots, tooOld, units, type Lot } from './lot.ts';

const day = (text: string): LocalDate => text as LocalDate;
const LOTS: Lot[] = [
  { lot: 'C', quantity: 4 }, { lot: 'B', quantity: 3, expires: day('2026-12-20') }, { lot: 'A', quantity: 2, expires: day('2026-12-01') },
  { lot: 'Z', quantity: 0, expires: day('2026-11-01') },
];

it('goes out first what expires first; what has no end goes last', () => {
  assert.deepEqual(firstOut(LOTS).map((l) => l.lot), ['A', 'B', 'C']);
  assert.equal(sayLots(pickLots(LOTS, { after: 1, quantity: 3 })), '1 of lot A (until 2026-12-01), 2 of lot B (until 2026-12-20)');
});

it('is not for sale with fewer days left than the policy asks, nor after its last day', () => {
  const on = (text: string, days: number) => tooOld(LOTS, day(text), days).map((l) => l.lot);
  assert.deepEqual([on('2026-12-01', 0), on('2026-12-02', 0), on('2026-11-25', 7), on('2026-11-24', 7)], [[], ['A'], ['A'], []]);
});

const lots = fc.array(fc.record({
  lot: fc.string({ minLength: 1, maxLength: 3 }), quantity: fc.nat(9),
  expires: fc.option(fc.constantFrom(day('2026-12-01'), day('2026-12-09'), day('2027-01-31')), { nil: undefined }),
}));
it('picks whole, once, and in the same order whoever asks in parts', () => {
  fc.assert(fc.property(lots, fc.nat(20), fc.nat(20), (some, one, other) => {
    const both = pickLots(some, { after: 0, quantity: one + other });
    const apart = [...pickLots(some, { after: 0, quantity: one }), ...pickLots(some, { after: one, quantity: other })];
    assert.equal(units(both), Math.min(one + other, units(some)));
    assert.equal(units(apart), units(both));
    const days = (of: readonly Lot[]) => of.map((l) => l.expires ?? '9999');
    assert.deepEqual(days(both), days(both).sort());
  }));
});
it('of a line that is cut in two, every unit of a lot goes with one part, the soonest with the first', () => {
  fc.assert(fc.property(lots, fc.integer({ min: 1, max: 4 }), fc.nat(9), fc.nat(9), (some, per, first, rest) => {
    const all = first + rest;
    const whole = pickLots(some, { after: 0, quantity: all * per }).map((l) => ({ ...l, sku: 'PART' as Sku }));
    const [a, b] = [firstLots(whole, first, all), otherLots(whole, first, all)];
    if (units(whole) === all * per && all > 0) assert.deepEqual([units(a), units(b)], [first * per, rest * per]);
    assert.equal(units(a) + units(b), all > 0 ? units(whole) : 0);
    assert.ok((a.at(-1)?.expires ?? '9999') <= (b[0]?.expires ?? '9999') || a.length === 0 || b.length === 0);
  }));
});
