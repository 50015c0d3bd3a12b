/**
 * 10: three lines from two locations in three shipments, one unit short-picked. Each is invoiced and told once; the
 * remainder follows by policy: it is backordered, and asked for again as soon as the books say that it is there.
 */
import { Findings, type Scene } from '../scene.ts';
import { instruct } from '../traffic.ts';
import { account, happened, order, settledOf, shippedOf, times, type Order } from './stage.ts';

const LINES = [{ sku: 'HP-LAMP', quantity: 3 }, { sku: 'HP-CAP', quantity: 1 }, { sku: 'HP-COAT', quantity: 1 }];

export function threeParcels(): Scene {
  let bought: Order;
  return {
    number: 10, name: 'Three lines, two locations, three shipments, one unit short', at: 0.14,
    async play(day, tell) {
      bought = order(day, 10, 'shopify-us', { lines: LINES });
      instruct(day, { kind: 'short', sku: 'HP-LAMP', quantity: 1, reason: 'NOT_ON_SHELF' }, 'shopify-us', bought.id);
      instruct(day, { kind: 'partial' }, 'shopify-us', bought.id);
      await happened(day, bought, 'FulfillmentShorted');
      tell(`${bought.name}: Portland finds 2 of 3 lanterns and sends twice, El Paso once`);
    },
    async check(day) {
      const found = new Findings();
      const o = await account(day, bought);
      const [first, ...later] = await day.look.said('shopify-us', bought.id, 'RequestFulfillment');
      found.that(later.length >= 1 && first !== undefined, 'only one location was asked');
      found.equal('locations', new Set(o.shipments.map((s) => s.location)).size, 2);
      found.that(o.shipments.length >= 3, `only ${o.shipments.length} shipments`);
      found.equal('units short', await times(day, bought, 'FulfillmentShorted'), 1);
      found.that(settledOf(o), 'a shipment is not in the ERP, not told or not invoiced');
      const told = day.cast.shops['shopify-us'].state().orders.find((x) => x['id'] === bought.id)?.['fulfillments'];
      found.equal('fulfillments at the shop', (told as unknown[]).length, o.shipments.length);
      found.equal('invoices', await times(day, bought, 'InvoiceIssued'), o.shipments.length);
      const raised = (await day.look.said('shopify-us', bought.id, 'RaiseException')).map((m) => m.data['kind']);
      found.that(raised.includes('StockShort'), 'no person saw that a unit was short');
      return found.equal('units shipped in the end', shippedOf(o), 5).verdict();
    },
  };
}
