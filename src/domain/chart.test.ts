import assert from 'node:assert/strict';
import { it } from 'node:test';
import { brand } from './brand.ts';
import { CHART, suggested } from './chart.ts';

it('suggests the row of the nearest path above an account', () => {
  const clearing = { path: 'assets:clearing', number: '1150', name: 'Clearing' };
  assert.deepEqual(suggested(brand('assets:clearing:shop')), clearing);
  assert.equal(suggested(brand('liabilities:facilitator-tax:amazon-us:withheld'))?.number, '2110');
  assert.equal(suggested(brand('suspense:amazon-us'))?.number, '9990');
  assert.equal(suggested(brand('assets')), undefined);
  assert.equal(suggested(brand('assets:clearingx')), undefined);
});

it('has every path once, with a number and a name', () => {
  assert.equal(new Set(CHART.map((r) => r.path)).size, CHART.length);
  for (const row of CHART) assert.ok(/^\d{4}$/.test(row.number) && row.name.length > 3, row.path);
});
