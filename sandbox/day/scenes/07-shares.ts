/** 7: an order discount over three lines of 9.99, and one line cancelled. Shares by largest remainder, sums exact. */
import { SPECIAL } from '../catalog.ts';
import { Findings, type Scene } from '../scene.ts';
import { nextSecond } from '../traffic.ts';
import { account, happened, order, shippedOf, type Order } from './stage.ts';

const [a, b, c] = SPECIAL.nine.map((x) => x.sku) as [string, string, string];
interface Line { readonly statedSku: string; readonly discount: { readonly count: string }; readonly cancelled: number }

export function shares(): Scene {
  let bought: Order;
  return {
    number: 7, name: 'A discount of 10.00 over three lines of 9.99, one cancelled', at: 0.1,
    async play(day, tell) {
      // Paid for two of the three: the third is taken out, and then the order is paid.
      bought = order(day, 7, 'shopify-us', {
        lines: [a, b, c].map((sku) => ({ sku, quantity: 1 })), discount: { code: 'TEN', amount: '10.00' }, taxes: [],
        tenders: [{ gateway: 'shopify_payments', amount: '13.31' }], due: { [a]: 1, [c]: 1 },
      });
      await happened(day, bought, 'ErpOrderCreated');
      await nextSecond();
      day.cast.shops['shopify-us'].editOrder(bought.id, { remove: [{ sku: b, quantity: 1 }] });
      tell(`${bought.name}: 29.97 less 10.00 is 19.97; without the middle line ${day.cast.shops['shopify-us'].worth(bought.id).current}`);
    },
    async check(day) {
      const found = new Findings();
      const o = await account(day, bought);
      const lines = (o.document as { lines: readonly Line[] }).lines;
      found.equal('shares', lines.map((l) => Number(l.discount.count)).sort((x, y) => y - x), [334, 333, 333]);
      found.equal('total as the shop states it', o.total, 1997n);
      found.equal('units shipped', shippedOf(o), 2);
      const invoices = await day.look.said('shopify-us', bought.id, 'InvoiceIssued');
      const invoiced = invoices.reduce((n, m) => n + Number((m.data as { amounts?: { total: { count: string } } }).amounts?.total.count ?? 0), 0);
      const left = Number(day.cast.shops['shopify-us'].worth(bought.id).current.replace('.', ''));
      return found.equal('invoiced', invoiced, left).verdict();
    },
  };
}
