import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reasonsToAsk } from './approval.ts';

const payout = { kind: 'payout', unit: 'USD', amount: 1_000_000n, variance: 0n };

it('asks nobody unless a policy says so, but for what a person enters by hand', () => {
  assert.deepEqual(reasonsToAsk({}, payout), []);
  assert.deepEqual(reasonsToAsk({}, { ...payout, kind: 'reversal' }), ['every reversal is approved']);
  assert.deepEqual(reasonsToAsk({ reversal: { above: '20000' } }, { ...payout, kind: 'reversal' }), []);
});
it('asks from an amount on', () => {
  assert.deepEqual(reasonsToAsk({ payout: { above: '10000.00' } }, payout), []);
  assert.deepEqual(reasonsToAsk({ payout: { above: '9999.99' } }, payout), ['it is over more than 9999.99 USD']);
});
it('asks when too much is not explained, whichever way', () => {
  const policy = { '*': { variance: '5' } };
  assert.deepEqual(reasonsToAsk(policy, { ...payout, variance: -500n }), []);
  assert.deepEqual(reasonsToAsk(policy, { ...payout, variance: -501n }), ['more than 5 USD of it is not explained']);
});
it('reads a threshold in the places of the currency', () => {
  assert.deepEqual(reasonsToAsk({ payout: { above: '1000.00' } }, { ...payout, unit: 'JPY', amount: 1001n }), ['it is over more than 1000.00 JPY']);
  assert.deepEqual(reasonsToAsk({ payout: { above: '1' } }, { ...payout, unit: 'KWD', amount: 1000n }), []);
});
