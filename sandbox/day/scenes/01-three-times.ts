/** 1: the same webhook arrives three times, then the poll finds the order again. One order, one ERP document. */
import { hurry } from '#store/flow.ts';
import { until } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, times, type Order } from './stage.ts';

export function threeTimes(): Scene {
  let bought: Order;
  let statuses: readonly number[] = [];
  return {
    number: 1, name: 'One webhook three times, and the poll once more', at: 0.02,
    async play(day, tell) {
      bought = order(day, 1, 'shopify-us', { lines: [{ sku: 'HP-BELL', quantity: 1 }] });
      await happened(day, bought, 'OrderPlaced');
      const { id } = bought;
      statuses = await until(`the postman has ${bought.name}`, async () => {
        const told = await day.cast.postman.again((l) =>
          l.to === 'shopify-us' && l.headers['x-shopify-topic'] === 'orders/create' && l.body.includes(`"id":${id},`), 3);
        return told.length > 0 && told;
      }, 20).catch(() => []);
      await hurry(day.retailer.opened.platform.pool, TENANT, 'poll:shopify-us:orders');
      tell(`${bought.name} was told four times and polled: three repetitions answered ${statuses.join(', ')}`);
    },
    async check(day) {
      const found = new Findings();
      const o = await account(day, bought);
      found.equal('answers to the repetitions', statuses, [200, 200, 200]);
      found.equal('orders placed', await times(day, bought, 'OrderPlaced'), 1);
      found.equal('ERP orders created', await times(day, bought, 'ErpOrderCreated'), 1);
      found.equal('ERP orders asked for', await times(day, bought, 'CreateErpOrder'), 1);
      return found.that(o.shipments.length === 1, `${o.shipments.length} shipments`).verdict();
    },
  };
}
