/**
 * 38: somebody at the shop has it sent from another place, after the first was asked, and nobody hears of it. The poll finds it:
 * asked back there, promised and sent here.
 */
import { setMapping } from '#runtime/operations/mappings.ts';
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, settledOf, times, type Order } from './stage.ts';

const { sku } = SPECIAL.moved;

export function sentFromElsewhere(): Scene {
  let bought: Order;
  let lost = 0;
  return {
    number: 38, name: 'The shop moves an order to another location', at: 0.42,
    async play(day, tell) {
      const shop = day.cast.shops['shopify-us'];
      const place = shop.state().locations.find((l) => l.name === 'El Paso')!;
      const act = { tenant: TENANT, who: 'demo:clerk', why: 'the shop’s name for it' };
      await until('the place has a name of ours', () => setMapping(day.retailer.opened.platform, act,
        { name: 'location', connection: 'shopify-us', external: place.id, own: 'ELP' }), 60);
      await day.cast.clock.alone(async (stop) => {
        stop();
        bought = order(day, 38, 'shopify-us', { lines: [{ sku, quantity: 2 }] });
        await happened(day, bought, 'FulfillmentRequested');
        shop.holdOrder(bought.id, 'OTHER');
        await happened(day, bought, 'FulfillmentCancelled');
      });
      lost = shop.dropSubscription('fulfillment_orders/moved');
      shop.moveOrder(bought.id, place.name);
      await until('the move is heard of', async () =>
        (await day.look.said('shopify-us', bought.id, 'PlacementSeen')).some((m) => m.data['movedTo'] === 'ELP'), 90);
      shop.releaseOrder(bought.id);
      tell(`${bought.name} was with Rotterdam; the shop moved it to El Paso and told nobody; El Paso sends it`);
    },
    async check(day) {
      const o = await account(day, bought);
      const seen = await day.look.said('shopify-us', bought.id, 'PlacementSeen');
      return new Findings().that(lost > 0, 'the word was not lost')
        .that(seen.some((m) => m.data['only'] !== undefined && m.data['movedTo'] === 'ELP'), 'no poll found the move')
        .equal('sent from', o.shipments.map((s) => s.location), ['ELP'])
        .equal('asked for', await times(day, bought, 'RequestFulfillment'), 2)
        .that(settledOf(o), 'the shipment is not in the ERP, not told or not invoiced').verdict();
    },
  };
}
