import assert from 'node:assert/strict';
import { it } from 'node:test';
import { clearingReason, type OnClearing } from './clearing.ts';
import { inBulk } from './clearing-bulk.ts';

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
it('takings of registers are paid in bulk, the oldest first; what is left stands with its day', () => {
  const day = (name: string, posted: bigint, since: string): OnClearing =>
    ({ ...order, kind: 'document', name: `register:${name}`, number: name, orderUnit: null, total: null, posted, since });
  const paid = (settled: bigint): OnClearing =>
    ({ ...order, kind: 'line', name: '', number: null, orderUnit: null, total: null, posted: 0n, settled, since: '2026-11-05' });
  const left = (...items: OnClearing[]) => inBulk(items).map((x) => {
    const { item, amount, reason, says } = clearingReason(x, at);
    return [item, amount, reason, says.replace(/^.*and /, '')];
  });
  const [tue, mon] = [day('tue', 700n, '2026-11-03'), day('mon', 500n, '2026-11-02')];
  assert.deepEqual(left(tue, mon, paid(1200n)), []);
  assert.deepEqual(left(tue, mon, paid(600n)), [['tue', 600n, 'timing', 'not all of it is paid out yet']]);
  assert.deepEqual(left(tue, mon), [['tue', 700n, 'timing', 'not paid out yet'], ['mon', 500n, 'timing', 'not paid out yet']]);
  assert.deepEqual(left(tue, mon, paid(1201n)), [['lines without an order', -1n, 'no reference', 'the lines name no order']]);
  assert.deepEqual(left(mon, day('wed', -100n, '2026-11-04'), paid(400n)), [], 'what registers gave back is paid out as less');
  assert.deepEqual(left(paid(400n), { ...mon, unit: 'EUR' }).length, 2, 'another currency is another matter');
});
