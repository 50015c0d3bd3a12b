import assert from 'node:assert/strict';
import { it } from 'node:test';
import { brand, type LocalDate } from './brand.ts';
import { daysOf, nextFor, periodOf, PERIODS, placeOf, type Books, type PeriodState } from './period.ts';

const day = (text: string) => brand<LocalDate>(text);
const books = (states: Record<string, PeriodState>, policy = PERIODS): Books => ({ states: new Map(Object.entries(states)), policy });

it('a month that nobody closed is open', () =>
  assert.deepEqual(placeOf('payout', day('2026-10-31'), books({})), { date: '2026-10-31' }));

it('a closed month stops every class, until a person lets it into the next open one', () => {
  const closed = books({ '2026-10': 'closed', '2026-11': 'closed', '2026-12': 'open' });
  for (const kind of ['payout', 'invoice', 'reversal', 'something new'])
    assert.deepEqual(placeOf(kind, day('2026-10-31'), closed), { parked: '2026-10' });
  assert.deepEqual(placeOf('payout', day('2026-10-31'), closed, true), { date: '2026-12-01' });
});

it('into a soft-closed month finance may post, and what business goes on goes on in the next', () => {
  const soft = books({ '2026-10': 'soft-closed' });
  assert.deepEqual(placeOf('payout', day('2026-10-15'), soft), { date: '2026-10-15' });
  assert.deepEqual(placeOf('invoice', day('2026-10-15'), soft), { date: '2026-11-01' });
});

it('the policy of a class wins over the one for all', () => {
  const policy = { softClosed: { '*': 'park' as const, payout: 'next' as const }, closed: { '*': 'park' as const, invoice: 'next' as const } };
  const both = books({ '2026-09': 'closed', '2026-10': 'soft-closed' }, policy);
  assert.deepEqual(placeOf('invoice', day('2026-09-30'), both), { date: '2026-11-01' }, 'October would park it');
  assert.deepEqual(placeOf('payout', day('2026-10-01'), both), { date: '2026-11-01' });
  assert.deepEqual(placeOf('deposit', day('2026-10-01'), both), { parked: '2026-10' });
});

it('knows its days over year ends and leap years', () => {
  assert.deepEqual(daysOf('2028-02'), { from: '2028-02-01', to: '2028-02-29' });
  assert.equal(nextFor('payout', '2026-12', books({})), '2027-01');
  assert.equal(periodOf('2026-10-31'), '2026-10');
});
