/** 2: a cancellation overtakes its own order. Closed, nothing reserved, nothing asked of anybody. */
import { Findings, type Scene } from '../scene.ts';
import { pause } from '../day.ts';
import { happened, order, times, type Order } from './stage.ts';

export function overtaken(): Scene {
  let bought: Order;
  return {
    number: 2, name: 'A cancellation overtakes its order', at: 0.05,
    async play(day, tell) {
      // Unpaid, so that no other word of the order is on its way when the cancellation comes.
      const late = day.cast.postman.keep((l) => l.to === 'shopify-us' && l.headers['x-shopify-topic'] === 'orders/create' &&
        l.body.includes(`"id":${bought?.id ?? 'none'},`));
      bought = order(day, 2, 'shopify-us', { lines: [{ sku: 'HP-BELL', quantity: 2 }], tenders: [], cancelled: true });
      day.cast.shops['shopify-us'].cancelOrder(bought.id);
      await happened(day, bought, 'OrderCancelled');
      await pause(300);
      late();
      tell(`${bought.name} was cancelled before its order was heard of`);
    },
    async check(day) {
      const found = new Findings();
      for (const never of ['ReserveStock', 'CreateErpOrder', 'RequestFulfillment'])
        found.equal(never, await times(day, bought, never), 0);
      found.equal('OrderCancelled', await times(day, bought, 'OrderCancelled'), 1);
      const o = await day.look.order('shopify-us', bought.id);
      return found.equal('stage', o?.stage, 'cancelled').verdict();
    },
  };
}
