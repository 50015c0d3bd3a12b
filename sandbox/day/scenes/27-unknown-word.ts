/** 27: an unknown status word and a new column from a partner. Kept, flagged, nothing guessed. */
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, settledOf, shippedOf, times, type Order } from './stage.ts';

const [{ sku }] = SPECIAL.quiet;

export function unknownWord(): Scene {
  let bought: Order;
  let flagged: readonly string[] = [];
  return {
    number: 27, name: 'An unknown status word and a new column', at: 0.26,
    async play(day, tell) {
      const { RTM } = day.cast.houses;
      RTM.misbehave('SHIPCONF', 'unknown-word');
      RTM.misbehave('ACK', 'unknown-column');
      bought = order(day, 27, 'shopify-us', { lines: [{ sku, quantity: 1 }] });
      flagged = await until('both oddities are on a developer’s list', async () => {
        const drift = (await day.look.parked()).filter((p) => p.exception === 'ContractDrift');
        const both = ['CROSSDOCKED', 'dock_door'].every((word) => drift.some((d) => d.detail.includes(word)));
        return both && drift.map((d) => d.owner);
      }, 120);
      await happened(day, bought, 'ShipmentDispatched', 120);
      tell(`Rotterdam says CROSSDOCKED and adds a column dock_door: kept and shown to a ${flagged[0]}; the corrected row ships ${bought.name}`);
    },
    async check(day) {
      const o = await account(day, bought);
      return new Findings().equal('owners', [...new Set(flagged)], ['developer'])
        .equal('shipped', shippedOf(o), 1).equal('shipments', await times(day, bought, 'ShipmentDispatched'), 1)
        .that(settledOf(o), 'the shipment is not settled').verdict();
    },
  };
}
