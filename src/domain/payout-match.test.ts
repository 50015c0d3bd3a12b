import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLEARING_CLASSES, openOf, type KnownOrder, type SettledOrder } from './payout-match.ts';
import { proposedClass } from './payout-proposal.ts';

const settled = (amount: bigint, more: Partial<SettledOrder> = {}): SettledOrder =>
  ({ orderId: 'ord-1', external: 'A-1', unit: 'USD', amount, elsewhere: 0n, ...more });
const known = (expected: bigint, more: Partial<KnownOrder> = {}): KnownOrder =>
  ({ number: '#1', unit: 'USD', total: 10_000n, expected, placedAt: '2026-11-01T00:00:00Z', ...more });
const how = { tolerance: 1n, now: '2026-11-11T06:00:00Z' };
const reason = (s: SettledOrder, k: KnownOrder | undefined) => {
  const open = openOf(s, k, how);
  return open && [open.reason, open.amount];
};

describe('what is open of an order', () => {
  it('is nothing when the payouts took what the documents put there', () => {
    assert.equal(openOf(settled(10_000n), known(10_000n), how), undefined);
    assert.equal(openOf(settled(4000n, { elsewhere: 6000n }), known(10_000n), how), undefined);
    assert.equal(openOf(settled(0n), undefined, how), undefined);
  });
  it('has a reason, an amount and an age', () => {
    assert.deepEqual(openOf(settled(10_000n), known(0n), how), {
      order: '#1', unit: 'USD', amount: -10_000n, reason: 'timing', days: 10, says: 'settled, and not all of it is invoiced yet' });
    assert.deepEqual(reason(settled(6000n), known(10_000n)), ['timing', 4000n]);
    assert.deepEqual(reason(settled(10_001n), known(10_000n)), ['rounding', -1n]);
    assert.deepEqual(reason(settled(10_500n), known(10_000n)), ['amount mismatch', -500n]);
    assert.deepEqual(reason(settled(500n), undefined), ['missing order', -500n]);
    assert.equal(openOf(settled(500n, { since: '2026-11-04' }), undefined, how)?.days, 7, 'an order nobody knows has the age of its line');
    assert.deepEqual(reason({ unit: 'USD', amount: 7n, elsewhere: 0n }, undefined), ['no reference', -7n]);
    assert.deepEqual(reason(settled(500n, { unit: 'EUR' }), known(400n)), ['other currency', -500n]);
  });
  it('is asked of what clears, and of nothing else', () => {
    for (const c of ['sale', 'refund', 'shipping', 'promotion', 'tip'] as const) assert.ok(CLEARING_CLASSES.includes(c), c);
    for (const c of ['commission', 'reserve', 'unknown', 'facilitator-tax', 'transfer'] as const)
      assert.ok(!CLEARING_CLASSES.includes(c), c);
  });
});

it('a code reads like something, but never like “unknown”', () => {
  for (const [code, amount, kind] of [
    ['ServiceFee/other-transaction/LowInventoryLevelFee', -1n, 'fulfillment-fee'], ['FBAOrbitalPrepFee', -1n, 'fulfillment-fee'],
    ['Order/ItemFees/NewReferralThing', -1n, 'commission'], ['MarketplaceFacilitatorVAT-New', -1n, 'facilitator-tax'],
    ['CHARGEBACK_REPRESENTMENT_FEE', -1n, 'chargeback-fee'], ['zzz', -1n, 'adjustment'], ['zzz', 1n, 'reimbursement'],
  ] as const) assert.equal(proposedClass(code, amount), kind, code);
});
