import assert from 'node:assert/strict';
import { it } from 'node:test';
import { claimState, paidBack, type Claimed, type GivenBack } from './fee-claim.ts';

const claim = (id: string, difference: bigint, more: Partial<Claimed> = {}): Claimed =>
  ({ id, order: '111-1', sku: 'CAP', fee: 'commission', difference, reimbursed: 0n, ...more });
const given = (amount: bigint, more: Partial<GivenBack> = {}): GivenBack => ({ order: '111-1', class: 'reimbursement', amount, ...more });

it('a line that gives the amount back closes the claim, and only that', () => {
  assert.deepEqual(paidBack([claim('a', 300n), claim('b', 40n)], [given(40n)]), [{ id: 'b', amount: 40n, whole: true }]);
  assert.deepEqual(paidBack([claim('a', 300n), claim('b', 40n, { sku: 'TV' })], [given(340n)]),
    [{ id: 'a', amount: 300n, whole: true }, { id: 'b', amount: 40n, whole: true }]);
  assert.deepEqual(paidBack([claim('a', 300n)], [given(300n, { order: '111-2' })]), []);
  assert.deepEqual(paidBack([claim('a', 300n)], [given(300n, { sku: 'TV' })]), [], 'of another item');
  assert.deepEqual(paidBack([claim('a', 300n)], [given(300n, { class: 'fulfillment-fee' })]), [], 'another fee');
});
it('a part stays claimed with what is left; a cent is not chased', () => {
  assert.deepEqual(paidBack([claim('a', 300n)], [given(100n)]), [{ id: 'a', amount: 100n, whole: false }]);
  assert.deepEqual(paidBack([claim('a', 300n, { reimbursed: 100n })], [given(199n, { class: 'commission', sku: 'CAP' })]),
    [{ id: 'a', amount: 199n, whole: true }]);
});
it('nobody answers for ever', () =>
  assert.deepEqual([claimState('claimed', '2026-05-01', '2026-05-01'), claimState('claimed', '2026-05-01', '2026-05-02'),
    claimState('rejected', '2026-05-01', '2026-06-01')], ['claimed', 'expired', 'rejected']));
