import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clearingReason, type OnClearing } from './clearing.ts';

const order: OnClearing = { kind: 'order', name: 'ord-1', number: 'H-1', orderUnit: 'USD', total: 1000n, unit: 'USD', posted: 1000n, settled: 0n,
  since: '2026-11-01' };
const at = { tolerance: 1n, asOf: '2026-11-10', days: 14 };
const why = (x: Partial<OnClearing>, policy = at) => {
  const { reason, amount, days, looks } = clearingReason({ ...order, ...x }, policy);
  return [reason, amount, days, looks];
};

it('an order waits for its payout, and somebody looks when it has waited too long', () => {
  assert.deepEqual(why({}), ['timing', 1000n, 9, false]);
  assert.deepEqual(why({}, { ...at, asOf: '2026-11-16' }), ['timing', 1000n, 15, true]);
});
it('knows what differs', () => {
  assert.deepEqual(why({ settled: 999n }), ['rounding', 1n, 9, false]);
  assert.deepEqual(why({ settled: 1200n }), ['amount mismatch', -200n, 9, false]);
  assert.deepEqual(why({ orderUnit: 'EUR', settled: 10n }), ['other currency', 990n, 9, false]);
});
it('names lines of orders nobody knows', () => {
  const line = { kind: 'line' as const, number: null, orderUnit: null, total: null, posted: 0n, settled: 500n };
  assert.deepEqual(why({ ...line, name: 'X-9' }), ['missing order', -500n, 9, false]);
  assert.deepEqual(why({ ...line, name: '' }), ['no reference', -500n, 9, false]);
});
it('cannot explain an entry that its lines do not', () => {
  const entry = { kind: 'document' as const, name: 'payout:p', number: 'po_1', orderUnit: null, total: null };
  assert.deepEqual(why({ ...entry, posted: 0n, settled: -500n }), ['unexplained', 500n, 9, true]);
  assert.deepEqual(why({ ...entry, name: 'journal:1', number: null, posted: 2n, settled: 0n }), ['entered by hand', 2n, 9, false]);
});
