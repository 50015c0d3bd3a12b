import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dimensionsOf, onAccount, type DimensionRules } from './dimension.ts';

const rules: DimensionRules = {
  region: { of: 'channel', values: { 'amazon-de': 'EU', 'amazon-us': 'NA' }, otherwise: 'other', accounts: ['income', 'expenses'] },
  team: { of: 'location', values: { 'ST-1': 'retail' } },
  channel: { of: 'channel', values: {}, accounts: ['income', 'expenses', 'assets:clearing'] },
};
it('follow from what is known of an entry', () => {
  assert.deepEqual(dimensionsOf({ channel: 'amazon-de' }, rules), { channel: 'amazon-de', region: 'EU' });
  assert.deepEqual(dimensionsOf({ channel: 'shop', location: 'ST-1' }, rules), { channel: 'shop', location: 'ST-1', region: 'other', team: 'retail' });
  assert.deepEqual(dimensionsOf({ location: 'ST-2' }, rules), { location: 'ST-2' });
});
it('stand on the accounts they are of', () => {
  const all = { channel: 'amazon-de', region: 'EU' };
  assert.equal(onAccount('income:sales:amazon-de', all, rules), undefined, 'all of them');
  assert.deepEqual(onAccount('assets:clearing:amazon-de', all, rules), { channel: 'amazon-de' });
  assert.deepEqual(onAccount('assets:bank:amazon-de', all, rules), {});
  assert.deepEqual(onAccount('incomes', all, rules), {});
});
