/** 34: a worker is killed, then the database restarts. Nothing lost, nothing repeated. */
import { pause, until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { testimonies } from '../witness.ts';
import { account, order, settledOf, type Order } from './stage.ts';

export function killed(): Scene {
  const bought: Order[] = [];
  let victim = '';
  let took = 0;
  return {
    number: 34, name: 'A worker is killed, then the database restarts', at: 1,
    async play(day, tell) {
      const second = day.retailer.second();
      if (!second) throw new Error('there is no second worker to kill');
      victim = second.name;
      for (const shop of ['shopify-us', 'shopify-uk'] as const)
        for (let i = 0; i < 3; i += 1) bought.push(order(day, 34, shop, { lines: [{ sku: 'HP-TWINE', quantity: 1 }] }));
      await pause(500);
      await second.kill();
      const fell = performance.now();
      await until('its shards have another owner', async () => (await leases(day.look, victim)) === 0, 30);
      took = (performance.now() - fell) / 1000;
      const heir = await day.retailer.hire();
      const { restartDatabase } = day.retailer;
      if (restartDatabase) await restartDatabase();
      await until('the database answers', () => day.look.work(), 60);
      tell(`kill -9 of ${victim}: its shards had a new owner after ${took.toFixed(1)} s, ${heir.name} joined; ` +
        (restartDatabase ? 'then the database restarted under all of it' : 'the database is not ours to restart'));
    },
    async check(day) {
      const found = new Findings();
      for (const b of bought) {
        const o = await account(day, b);
        found.that(o.shipments.length === 1 && settledOf(o), `${b.name} ended ${o.stage}`);
      }
      for (const t of (await testimonies(day))) found.equal(`twice at ${t.partner}`, t.twice, []);
      return found.equal('shards still with the dead', await leases(day.look, victim), 0).verdict();
    },
  };
}

async function leases(look: import('../look.ts').Look, worker: string): Promise<number> {
  const [row] = await look.rows<{ n: number }>(
    'select count(*)::int as n from shard_lease l where l.worker = $2 and $1 <> $2', worker);
  return row!.n;
}
