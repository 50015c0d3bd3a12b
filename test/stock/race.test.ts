/** Eight channels, several processes, harsh faults: no unit promised twice, the ledger in balance, every shop shows what can be sold. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { verify } from '#runtime/operations/verify.ts';
import { stockUp } from '../engine/bench.fixture.ts';
import { quiescent, race, settled, SKU } from './race.fixture.ts';
import { rows } from './shop.fixture.ts';

const SEEDS = (process.env['RACE_SEEDS'] ?? '3').split(',').map(Number);
const UNITS = 12;

for (const seed of SEEDS)
  it(`eight shops race for ${UNITS} units over HTTP, seed ${seed}`, async (t) => {
    const r = await race({ seed, units: UNITS, buyers: 60, processes: 2, kill: true });
    try {
      await quiescent(r.g);
      const [held] = await rows<{ promised: number; orders: number; short: number; known: number }>(r.g, `
        select (select coalesce(sum(reserved), 0) from reservation where sku = $1)::int as promised,
               (select count(*) from reservation where sku = $1 and reserved > 0)::int as orders,
               (select count(*) from order_view where stage = 'short')::int as short, (select count(*) from order_view)::int as known`, [SKU]);
      t.diagnostic(`${r.sold} sold at the shops, ${r.deliveredTwice} told twice, ${held!.promised} promised, ${held!.short} refused`);
      assert.ok(r.killed);
      assert.equal(held!.known, r.sold, 'each sale is one order');
      assert.equal(held!.promised, Math.min(UNITS, r.sold), 'every unit is promised once');
      assert.equal(held!.short, r.sold - held!.promised);
      await settled(r.g, UNITS - held!.promised);
      const laws = (await verify(r.g.opened.platform)).filter((f) => f.violations.length > 0);
      assert.deepEqual(laws.map((f) => f.violations), []);
      const more = UNITS + held!.short + 5;
      await stockUp(r.g, SKU, more, new Date().toISOString());
      await settled(r.g, more - r.sold);
    } finally {
      await r.close();
    }
  });
