/** 11: the customer cancels while the warehouse is being asked. It is recalled; never both shipped and cancelled. */
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, shippedOf, times, type Order } from './stage.ts';

const [{ sku }] = SPECIAL.quiet;

export function recalled(): Scene {
  let bought: Order;
  return {
    number: 11, name: 'Cancelled while the warehouse is being asked', at: 0.16,
    async play(day, tell) {
      const house = day.cast.houses.RTM;
      await day.cast.clock.alone(async (stop) => {
        stop();
        bought = order(day, 11, 'shopify-us', { lines: [{ sku, quantity: 2 }], cancelled: true });
        await happened(day, bought, 'RequestFulfillment');
        day.cast.shops['shopify-us'].cancelOrder(bought.id);
        await until('Rotterdam lets go', () => [...house.requests.values()].some((r) =>
          r.orderRef === bought.name && r.state === 'cancelled'), 90);
      });
      tell(`${bought.name} was cancelled with Rotterdam at work: recalled before the pick`);
    },
    async check(day) {
      const found = new Findings();
      const o = await account(day, bought);
      found.equal('shipped', shippedOf(o), 0).equal('stage', o.stage, 'cancelled');
      found.equal('reserved', o.lines.reduce((n, l) => n + l.reserved, 0), 0);
      found.equal('ERP order cancelled', await times(day, bought, 'ErpOrderCancelled'), 1);
      return found.equal('asked to let go', await times(day, bought, 'CancelFulfillment'), 1).verdict();
    },
  };
}
