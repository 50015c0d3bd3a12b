import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drainSeconds, headOf, LONGEST_HEAD, paced, riskOf, unheardOf, type Drain } from './publication.ts';

it('pace is what went in about a day; what came in is no negative sale', () => {
  const first = paced(undefined, 100, 0);
  assert.equal(first.perDay, 0);
  const second = paced(first, 90, 3600);
  assert.equal(second.perDay, 10);
  assert.equal(paced(second, 190, 3600).perDay, 10);
  assert.ok(Math.abs(paced(second, 90, 3600 + 86_400).perDay - 10 / Math.E) < 1e-9);
});

it('the riskiest goes first: shows what is not there, sells fast, and the channel fines', () => {
  const score = (quantity: number, shown: number | undefined, perDay: number, penalty = 1) =>
    riskOf({ quantity, shown, perDay, penalty }).score;
  assert.ok(score(0, 5, 20) > score(3, 5, 20), 'nothing left before some left');
  assert.ok(score(3, 5, 20) > score(3, 5, 1), 'fast before slow');
  assert.ok(score(3, 5, 20) > score(9, 5, 20), 'too much shown before too little');
  assert.ok(score(3, 5, 20, 3) > score(3, 5, 20), 'a channel that fines before one that does not');
  assert.match(riskOf({ quantity: 0, shown: 5, perDay: 20, penalty: 2 }).why,
    /shows 5, nothing is left; 0 days of cover at 20 a day; a broken promise costs 2×/);
  for (const s of [score(0, 100, 1e9, 100), score(1, undefined, 0, 0)]) assert.ok(s >= 0 && s <= 1 && headOf({ score: s }) <= LONGEST_HEAD);
});

it('of what a channel sold, only what no order of ours says is taken off', () => {
  assert.deepEqual([unheardOf(3, 0), unheardOf(3, 2), unheardOf(3, 5), unheardOf(0, 1)], [3, 1, 0, 0]);
});

it('a backlog drains at the rate of its bucket, not before it was told to come back, and what is there at once', () => {
  const drain = (more: Partial<Drain>) => drainSeconds({ points: 0, there: 0, capacity: 40, perSecond: 5, blockedFor: 0, notBefore: 0, ...more });
  assert.equal(drain({ blockedFor: 60 }), 0, 'nothing waits');
  assert.equal(drain({ points: 100 }), 20);
  assert.equal(drain({ points: 100, there: 40 }), 12, 'forty of them go now');
  assert.equal(drain({ points: 10, there: 40 }), 0);
  assert.equal(drain({ points: 10, there: 40, blockedFor: 30 }), 30, 'after Retry-After, however much is there');
  assert.equal(drain({ points: 100, blockedFor: 60 }), 72, 'it was full again when it opened');
  assert.equal(drain({ points: 10, there: 0, notBefore: 45 }), 45, 'one call was asked to wait by itself');
});
