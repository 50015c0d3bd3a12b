/**
 * Four channels, two processes of which one is killed, harsh faults: no unit promised twice, the ledger in balance, every
 * shop shows what can be sold. Many seeds, more processes and the other modes: test/lanes/stock/race.lane.ts.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { judged } from './race.judge.ts';

it('four shops race for 5 units over HTTP', async (t) => {
  const r = await judged({ seed: 3, units: 5, buyers: 16, processes: 2, kill: true, channels: 4 });
  t.diagnostic(r.said);
  assert.equal(r.promised, Math.min(5, r.unitsSold), 'every unit is promised once');
  assert.equal(r.oversold, 0);
});
