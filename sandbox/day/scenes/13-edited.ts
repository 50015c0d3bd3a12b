/** 13: an order is edited after the ERP document exists: one line less, one more. Amended, and the difference refunded. */
import { decimal, minorOf } from '../catalog.ts';
import { Findings, type Scene } from '../scene.ts';
import { nextSecond } from '../traffic.ts';
import { account, happened, order, settledOf, times, type Order } from './stage.ts';

export function edited(): Scene {
  let bought: Order;
  let left = '';
  return {
    number: 13, name: 'One line less, one more, after the ERP document', at: 0.22,
    async play(day, tell) {
      const shop = day.cast.shops['shopify-us'];
      bought = order(day, 13, 'shopify-us', {
        lines: [{ sku: 'HP-KNIFE', quantity: 1 }, { sku: 'HP-LAMP', quantity: 1 }],
        tenders: [{ gateway: 'shopify_payments', amount: '80.00' }], due: { 'HP-KNIFE': 1, 'HP-CAP': 1 }, edited: true,
      });
      await happened(day, bought, 'ErpOrderCreated');
      await nextSecond();
      shop.editOrder(bought.id, { remove: [{ sku: 'HP-LAMP', quantity: 1 }], add: [{ sku: 'HP-CAP', quantity: 1 }] });
      await nextSecond();
      left = shop.worth(bought.id).current;
      const over = decimal(minorOf('80.00') - minorOf(left), 2);
      shop.refundOrder(bought.id, { amount: over, note: 'the cap is cheaper than the lantern' });
      tell(`${bought.name}: a lantern becomes a cap; 80.00 was paid, ${left} is due, ${over} goes back`);
    },
    async check(day) {
      const found = new Findings();
      const o = await account(day, bought);
      found.that((await times(day, bought, 'ErpOrderAmended')) >= 1, 'the ERP order was not amended');
      found.equal('ERP orders created', await times(day, bought, 'ErpOrderCreated'), 1);
      const [amend] = (await day.look.said('shopify-us', bought.id, 'AmendErpOrder')).slice(-1);
      const stated = (amend?.data as { amounts?: { total: { count: string } } } | undefined)?.amounts?.total.count;
      found.equal('amended total', Number(stated), Number(minorOf(left)));
      found.equal('refunds recorded', await times(day, bought, 'RefundRecorded'), 1);
      return found.that(settledOf(o), 'a shipment is not invoiced or not told').verdict();
    },
  };
}
