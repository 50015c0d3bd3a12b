import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CONFIDENCE_DEFAULTS, confidenceOf, stepAfter, stepOver, type Evidence } from './confidence.ts';
import type { ConfidenceStep } from './sellable.ts';

const policy = { ...CONFIDENCE_DEFAULTS, everySeconds: 600 };
const fine: Evidence = { feedAgeSeconds: 300, drift: { units: 0, of: 100 }, unmapped: 0, quarantined: 0, unprocessed: 0 };

it('a feed in time is believed; each one missed costs, and the reason says so', () => {
  assert.deepEqual(confidenceOf(fine, policy), { score: 100, reasons: [] });
  const late = confidenceOf({ ...fine, feedAgeSeconds: 2400 }, policy);
  assert.equal(late.score, 50);
  assert.deepEqual(late.reasons, [{ points: 50, what: 'last feed 40 min ago, expected every 10 min' }]);
  assert.equal(confidenceOf({ ...fine, feedAgeSeconds: undefined }, policy).score, 0);
});

it('drift, mappings, quarantine and backlog each take their part, never below zero', () => {
  const c = confidenceOf({ feedAgeSeconds: 100_000, drift: { units: 10, of: 100 }, unmapped: 4, quarantined: 1, unprocessed: 100 }, policy);
  assert.equal(c.score, 0);
  assert.deepEqual(c.reasons.map((r) => r.points), [100, 20, 8, 40, 10]);
});

it('the ladder goes down at once, comes up a step at a time, and not at the line where it went down', () => {
  const walk = (scores: readonly number[]): ConfidenceStep[] => {
    let step: ConfidenceStep = 'full';
    return scores.map((score) => (step = stepAfter(step, score, policy)));
  };
  assert.deepEqual(walk([100, 74, 76, 84, 85]), ['full', 'buffer', 'buffer', 'buffer', 'full']);
  assert.deepEqual(walk([10, 100, 100, 100]), ['pause', 'floor', 'buffer', 'full']);
  assert.deepEqual(walk([49, 55, 59, 60, 40]), ['floor', 'floor', 'floor', 'buffer', 'floor']);
  assert.equal(stepAfter('pause', 0, CONFIDENCE_DEFAULTS), 'full', 'where no feed is expected nothing is throttled');
});

it('one paused place sells nothing and leaves the others be', () => {
  assert.equal(stepOver(['pause', 'full']), 'full');
  assert.equal(stepOver(['pause', 'buffer', 'floor']), 'floor');
  assert.equal(stepOver(['pause', 'pause']), 'pause');
  assert.equal(stepOver([]), 'full');
});
