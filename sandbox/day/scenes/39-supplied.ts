/** 39: a supplier sends one line to the buyer itself. Asked at its price, confirmed by it, and what it charges is owed. */
import { SPECIAL } from '../catalog.ts';
import { Findings, type Scene } from '../scene.ts';
import { BOATYARD } from '../cast.ts';
import { account, happened, order, settledOf, times, type Order } from './stage.ts';

const { sku } = SPECIAL.supplied;

export function supplied(): Scene {
  let bought: Order;
  return {
    number: 39, name: 'A supplier sends one of two lines itself', at: 0.46,
    async play(day, tell) {
      bought = order(day, 39, 'shopify-us', { lines: [{ sku, quantity: 1 }, { sku: 'HP-ROPE-10', quantity: 1 }] });
      await happened(day, bought, 'SupplierOwed');
      tell(`${bought.name}: the boatyard sends the skiff, Portland the rope`);
    },
    async check(day) {
      const o = await account(day, bought);
      const owed = await day.look.rows<{ account: string; amount: bigint }>(`
        select p.account, p.amount from posting p join entry e on e.tenant = p.tenant and e.shard = p.shard and e.id = p.entry
        where e.tenant = $1 and e.correlation = $2 and p.account ~ 'cost-of-goods|supplier-accruals' order by p.account`, o.correlation);
      return new Findings().equal('sent from', o.shipments.map((s) => s.location).sort(), [BOATYARD, 'PDX'])
        .equal('confirmed', await times(day, bought, 'SupplierOwed'), 1)
        .equal('owed', owed.map((p) => [p.account, Number(p.amount)]), [
          ['expenses:cost-of-goods:shopify-us', 54_000], [`liabilities:supplier-accruals:${BOATYARD}`, -54_000]])
        .that(settledOf(o), 'a shipment is not in the ERP, not told or not invoiced').verdict();
    },
  };
}
