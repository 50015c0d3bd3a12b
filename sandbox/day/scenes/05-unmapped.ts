/** 5: 41 orders wait on one unmapped SKU. Somebody maps it, and that one act releases them all. */
import { setMapping } from '#runtime/operations/mappings.ts';
import { SPECIAL } from '../catalog.ts';
import { pause, until } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, order, seen, settledOf, type Order } from './stage.ts';

/** A small day has fewer of them; the law is the same. */
const howMany = (orders: number): number => (orders >= 40 ? 41 : 5);
const { sku } = SPECIAL.unknown;

export function unmapped(): Scene {
  const bought: Order[] = [];
  let [released, presses] = [0, 0];
  let waitedOn: readonly string[] = [];
  return {
    number: 5, name: 'Orders wait on one unmapped SKU', at: 0.08,
    async play(day, tell) {
      const many = howMany(day.plan.orders);
      for (let i = 0; i < many; i += 1) {
        bought.push(order(day, 5, 'shopify-us', { lines: [{ sku, quantity: 1 }] }));
        await pause(40);
      }
      const waiting = await until(`${many} orders wait for ${sku}`, async () => {
        const parked = (await day.look.parked()).filter((p) => p.exception === 'UnmappedSku' && p.detail.includes(sku));
        return parked.length >= many && parked;
      }, 120);
      waitedOn = [...new Set(waiting.map((p) => p.waits_on ?? 'nothing'))];
      const external = waitedOn[0]!.split(':').slice(3).join(':');
      const { platform } = day.retailer.opened;
      const act = { tenant: TENANT, who: 'demo:clerk', why: 'the buyer forgot to list it' };
      // The database may be restarting: a person presses the button again, and what the first press released counts.
      await until('it is mapped', async () => {
        presses += 1;
        released += (await setMapping(platform, act, { name: 'sku', connection: 'shopify-us', external, own: sku })).released;
        return true;
      }, 60);
      tell(`${many} orders stood still for ${waitedOn[0]}; one mapping released ${released}`);
    },
    async check(day) {
      const found = new Findings().equal('what they waited on', waitedOn.length, 1);
      // What the first press released may have been answered by nobody.
      if (presses === 1) found.equal('released by one act', released, bought.length);
      for (const b of bought) {
        const o = await account(day, b);
        found.that(o.shipments.length === 1 && settledOf(o), `${b.name} ended ${(await seen(day, b))?.stage}`);
      }
      return found.verdict();
    },
  };
}
