/** 37: the shop holds an order for review after release, and nobody hears that it let it go. The poll finds it, and it is sent. */
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, settledOf, shippedOf, times, worries, type Order } from './stage.ts';

const [, { sku }] = SPECIAL.quiet;
const RELEASED = 'fulfillment_orders/hold_released';

export function held(): Scene {
  let bought: Order;
  let lost = 0;
  return {
    number: 37, name: 'A hold after release, and the word of its lifting is lost', at: 0.34,
    async play(day, tell) {
      const shop = day.cast.shops['shopify-us'];
      await day.cast.clock.alone(async (stop) => {
        stop();
        bought = order(day, 37, 'shopify-us', { lines: [{ sku, quantity: 1 }] });
        await happened(day, bought, 'FulfillmentRequested');
        shop.holdOrder(bought.id, 'HIGH_RISK_OF_FRAUD');
        await happened(day, bought, 'FulfillmentCancelled');
        await until('somebody is asked to look at it', async () =>
          (await worries(day, bought)).some((w) => w.exception === 'FraudHold'), 60);
      });
      lost = shop.dropSubscription(RELEASED);
      shop.releaseOrder(bought.id);
      tell(`${bought.name} was held for review and asked back; that it was let go, nobody was told`);
    },
    async check(day) {
      const o = await account(day, bought);
      const seen = await day.look.said('shopify-us', bought.id, 'PlacementSeen');
      return new Findings().that(lost > 0, 'the word was not lost').equal('shipped', shippedOf(o), 1)
        .equal('asked for', await times(day, bought, 'RequestFulfillment'), 2)
        .that(seen.some((m) => m.data['only'] !== undefined), 'no poll found the hold lifted')
        .equal('still on somebody’s list', (await worries(day, bought)).length, 0)
        .that(settledOf(o), 'the shipment is not in the ERP, not told or not invoiced').verdict();
    },
  };
}
