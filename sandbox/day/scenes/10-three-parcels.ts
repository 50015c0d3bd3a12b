/** 10: three lines from two locations in three shipments, one short-picked. The channel is told of each once. */
import { Findings, type Scene } from '../scene.ts';
import { instruct } from '../traffic.ts';
import { account, happened, order, settledOf, shippedOf, times, worries, type Order } from './stage.ts';

const LINES = [{ sku: 'HP-LAMP', quantity: 3 }, { sku: 'HP-CAP', quantity: 1 }, { sku: 'HP-COAT', quantity: 1 }];

export function threeParcels(): Scene {
  let bought: Order;
  return {
    number: 10, name: 'Three lines, two locations, three shipments, one unit short', at: 0.14,
    async play(day, tell) {
      bought = order(day, 10, 'shopify-us', { lines: LINES, due: { 'HP-LAMP': 2, 'HP-CAP': 1, 'HP-COAT': 1 } });
      instruct(day, { kind: 'short', sku: 'HP-LAMP', quantity: 1, reason: 'NOT_ON_SHELF' }, 'shopify-us', bought.id);
      instruct(day, { kind: 'partial' }, 'shopify-us', bought.id);
      await happened(day, bought, 'FulfillmentShorted');
      tell(`${bought.name}: Portland finds 2 of 3 lanterns and sends twice, El Paso once`);
    },
    async check(day) {
      const found = new Findings();
      const o = await account(day, bought);
      found.equal('shipments', o.shipments.length, 3).equal('locations', new Set(o.shipments.map((s) => s.location)).size, 2);
      found.equal('units shipped', shippedOf(o), 4);
      found.that(settledOf(o), 'a shipment is not in the ERP, not told or not invoiced');
      const told = new Set(day.cast.shops['shopify-us'].state().orders
        .find((x) => x['id'] === bought.id)?.['fulfillments'] as unknown[]);
      found.equal('fulfillments at the shop', told.size, 3);
      found.equal('invoices', await times(day, bought, 'InvoiceIssued'), 3);
      const open = await worries(day, bought);
      return found.equal('what a person sees of it', open.map((w) => w.exception), ['StockShort']).verdict();
    },
  };
}
