/** Runs a race and judges what came of it; what depends on the mode is answered in numbers. */
import assert from 'node:assert/strict';
import { stockFaults } from '#runtime/operations/stock-repair.ts';
import { verify } from '#runtime/operations/verify.ts';
import { TENANT } from '../engine/bench.fixture.ts';
import { quiescent, race, settled, SKU, type Plan, type Race } from './race.fixture.ts';
import { rows } from './shop.fixture.ts';

export interface Judged {
  readonly unitsSold: number;
  readonly promised: number;
  /** Promised from goods on order. */
  readonly claimed: number;
  readonly oversold: number;
  /** Orders the shops sold and the ledger could not promise in full. */
  readonly disappointed: number;
  readonly said: string;
}

export async function judged(plan: Plan, then: (r: Race) => Promise<void> = async () => {}): Promise<Judged> {
  const r = await race(plan);
  try {
    await quiescent(r.g);
    const [n] = await rows<{ promised: number; claimed: number; owed: number; full: number; known: number }>(r.g, `
      select (select coalesce(sum(reserved), 0) from reservation where sku = $1)::int as promised,
             (select coalesce(sum(quantity), 0) from stock_claim where sku = $1)::int as claimed,
             (select coalesce(-sum(least(0, amount)), 0) from balance where unit = $1 and account like 'goods:owed:%')::int as owed,
             (select count(*) from order_line_view l where l.reserved >= l.ordered)::int as full,
             (select count(*) from order_view)::int as known`, [SKU]);
    assert.ok(!plan.kill || r.killed);
    assert.equal(n!.known, r.sold, 'each sale is one order');
    await settled(r.g, r.channels);
    const laws = (await verify(r.g.opened.platform)).filter((f) => f.violations.length > 0);
    assert.deepEqual(laws.map((f) => f.violations), []);
    assert.deepEqual(await stockFaults(r.g.opened.platform, TENANT), [], 'nothing to repair');
    await then(r);
    const disappointed = r.sold - n!.full;
    const said = `${r.sold} sales of ${r.units} units (${r.deliveredTwice} told twice) for ${plan.units} on the shelf` +
      `${plan.incoming ? ` and ${plan.incoming} on order` : ''}: ${n!.promised} units promised, ${n!.claimed} claimed, ` +
      `${n!.owed} oversold, ${disappointed} sales disappointed or waiting`;
    return { unitsSold: r.units, promised: n!.promised, claimed: n!.claimed, oversold: n!.owed, disappointed, said };
  } finally {
    await r.close();
  }
}
