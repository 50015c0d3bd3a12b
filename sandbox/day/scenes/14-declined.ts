/** 14: a location declines what it was asked for; the second one accepts. Re-sourced, and explained. */
import { SPECIAL } from '../catalog.ts';
import { countShelves } from '../count.ts';
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, times, type Order } from './stage.ts';

const { sku } = SPECIAL.declined;

export function declined(): Scene {
  let bought: Order;
  return {
    number: 14, name: 'The first location declines, the second ships', at: 0.24,
    async play(day, tell) {
      // Somebody counted paperweights in Rotterdam; its own system knows no such article.
      await countShelves(day.cast.houses.RTM, { [sku]: 5 });
      await until('Rotterdam is said to have some', async () => (await day.look.stock(sku)).some((b) =>
        b.account === 'stock:RTM:on_hand' && b.amount === 5n), 60);
      bought = order(day, 14, 'shopify-us', { lines: [{ sku, quantity: 1 }] });
      await happened(day, bought, 'FulfillmentRefused');
      await happened(day, bought, 'ShipmentDispatched');
      await countShelves(day.cast.houses.RTM, { [sku]: 0 });
      tell(`${bought.name}: Rotterdam does not know the article, El Paso sends it`);
    },
    async check(day) {
      const o = await account(day, bought);
      const [refusal] = await day.look.said('shopify-us', bought.id, 'FulfillmentRefused');
      return new Findings()
        .equal('asked for', await times(day, bought, 'RequestFulfillment'), 2)
        .equal('shipped from', o.shipments.map((s) => s.location), ['ELP'])
        .that(/UNKNOWN_SKU/.test(JSON.stringify(refusal?.data)), 'the reason is lost')
        .verdict();
    },
  };
}
