/**
 * Many seeds of the race for the last units: eight shops, webhooks posted from four processes to four others over real HTTP,
 * one of them killed, harsh faults. In strict mode nothing is oversold; what the other modes cost is told in numbers. Other
 * seeds and modes: `RACE_SEEDS=21,22,23 RACE_MODES=strict npm run lanes -- test/lanes/stock/race.lane.ts`.
 */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stockUp } from '../../engine/bench.fixture.ts';
import { settled, SKU, type Plan, type Race } from '../../stock/race.fixture.ts';
import { judged, type Judged } from '../../stock/race.judge.ts';

const SEEDS = (process.env['RACE_SEEDS'] ?? '11,12').split(',').map(Number);
/** Beginnings of names of modes; none: all of them for the first seed, strict for the others. */
const ONLY = process.env['RACE_MODES']?.split(',');
const UNITS = 12;
const base: Omit<Plan, 'seed'> = { units: UNITS, buyers: 60, processes: 4, posters: 4, kill: true, channels: 8 };

interface Mode { readonly name: string; readonly plan: Partial<Plan>; readonly holds: (j: Judged) => void }
const MODES: readonly Mode[] = [
  { name: 'strict', plan: {}, holds: (j) => {
    assert.deepEqual([j.promised, j.oversold], [Math.min(UNITS, j.unitsSold), 0]);
  } },
  { name: 'partial, up to three units a sale', plan: { most: 3, policy: { reach: 'partial' } }, holds: (j) => {
    assert.deepEqual([j.promised, j.oversold], [Math.min(UNITS, j.unitsSold), 0]);
  } },
  { name: 'oversell by up to three', plan: { policy: { reach: 'oversell', oversell: 3 } }, holds: (j) => {
    assert.equal(j.promised, Math.min(UNITS + 3, j.unitsSold));
    assert.equal(j.oversold, Math.max(0, j.promised - UNITS));
  } },
  { name: 'backorder of up to five from goods on order', plan: { incoming: 5, policy: { reach: 'backorder', backorder: 5 } }, holds: (j) => {
    assert.deepEqual([j.promised + j.claimed, j.oversold], [Math.min(UNITS + 5, j.unitsSold), 0]);
  } },
];

/** Goods for everybody come: all are promised, and the shops show what is left. */
async function enough(r: Race): Promise<void> {
  await stockUp(r.g, SKU, 2 * r.units, new Date().toISOString());
  await settled(r.g, r.channels);
}

const modesOf = (i: number): readonly Mode[] =>
  (ONLY ? MODES.filter((m) => ONLY.some((o) => m.name.startsWith(o))) : MODES.slice(0, i === 0 ? MODES.length : 1));

for (const [i, seed] of SEEDS.entries())
  for (const { name, plan, holds } of modesOf(i))
    it(`eight shops race for ${UNITS} units, ${name}, seed ${seed}`, async (t) => {
      const j = await judged({ ...base, ...plan, seed }, enough);
      t.diagnostic(`${name}: ${j.said}`);
      holds(j);
    });
