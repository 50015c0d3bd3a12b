/** 21: writes time out after they were applied. Each is found by its key and not repeated. */
import type { Twin } from '../../twin.ts';
import { Findings, type Scene } from '../scene.ts';
import { testimonies } from '../witness.ts';
import { account, order, settledOf, times, type Order } from './stage.ts';

/** Where a line is cut once the work is done; the next call of that kind, whoever makes it. */
const CUTS: readonly (readonly [partner: string, operation: string])[] = [
  ['tryton', 'model.sale.sale.create'], ['shopify-us', 'fulfillmentCreate'], ['amazon-us', 'confirmShipment'],
];

export function unanswered(): Scene {
  let bought: Order;
  const cut = ({ faults }: Twin, operation: string): number => faults.done.get(`${operation} timeout-after-apply`) ?? 0;
  return {
    number: 21, name: 'Writes time out after they were applied', at: 0.3,
    async play(day, tell) {
      for (const [partner, operation] of CUTS) day.cast.weathers[partner]!.order(operation, 'timeout-after-apply');
      bought = order(day, 21, 'shopify-us', { lines: [{ sku: 'HP-ROPE-10', quantity: 1 }] });
      tell(`the ERP, the shop and the marketplace will each swallow one answer; ${bought.name} is on its way`);
    },
    async check(day) {
      const found = new Findings();
      for (const [partner, operation] of CUTS) {
        const { twin } = day.cast.twins.find((t) => t.name === partner)!;
        found.that(cut(twin, operation) >= 1, `${partner} never swallowed an answer to ${operation}`);
      }
      for (const t of (await testimonies(day))) found.equal(`twice at ${t.partner}`, t.twice, []);
      const o = await account(day, bought);
      found.equal('ERP orders', await times(day, bought, 'ErpOrderCreated'), 1);
      return found.that(settledOf(o) && o.shipments.length === 1, `${bought.name} ended ${o.stage}`).verdict();
    },
  };
}
