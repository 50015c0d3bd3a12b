/** 36: a buyer calls and wants one less, with the warehouse at work. Asked back, told to the shop, the rest sent; the ERP knows. */
import { orderIdOf } from '#runtime/identity.ts';
import { askToCancel } from '#runtime/operations/cancellations.ts';
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, settledOf, shippedOf, times, type Order } from './stage.ts';

const [{ sku }] = SPECIAL.quiet;

export function partCancelled(): Scene {
  let bought: Order;
  return {
    number: 36, name: 'One of three is cancelled by customer service, with the warehouse at work', at: 0.3,
    async play(day, tell) {
      await day.cast.clock.alone(async (stop) => {
        stop();
        bought = order(day, 36, 'shopify-us', { lines: [{ sku, quantity: 3 }], due: { [sku]: 2 } });
        await happened(day, bought, 'FulfillmentRequested');
        const act = { tenant: TENANT, who: 'demo:clerk', why: 'the buyer called' };
        const wish = { order: orderIdOf(TENANT, bought.channel, bought.id), reason: 'buyer', lines: [{ line: sku, quantity: 1 }] } as const;
        // A person presses the button again when the database was not there.
        await until('the wish is taken', () => askToCancel(day.retailer.opened.platform, act, wish), 60);
        await happened(day, bought, 'ChannelLinesCancelled');
      });
      tell(`${bought.name}: one of three flags is asked back and cancelled at the shop, two are sent`);
    },
    async check(day) {
      const o = await account(day, bought);
      return new Findings().equal('shipped', shippedOf(o), 2).equal('cancelled', o.lines.reduce((n, l) => n + l.cancelled, 0), 1)
        .equal('told to the shop', await times(day, bought, 'ChannelLinesCancelled'), 1)
        .equal('asked back', await times(day, bought, 'FulfillmentCancelled'), 1)
        .that((await times(day, bought, 'ErpOrderAmended')) >= 1, 'the ERP order still says three')
        .that(settledOf(o), 'a shipment is not in the ERP, not told or not invoiced').verdict();
    },
  };
}
