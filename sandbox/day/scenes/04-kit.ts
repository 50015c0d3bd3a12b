/** 4: a kit and its loose component are sold together with stock for one. The component is counted once. */
import { SPECIAL } from '../catalog.ts';
import { until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, shippedOf, times, type Order } from './stage.ts';

const { kit, glass, wick } = SPECIAL.kit;

export function kitAndPart(): Scene {
  let both: Order;
  let loose: Order;
  let detail = '';
  let onShelf = 0n;
  return {
    number: 4, name: 'A kit and its loose component, with stock for one', at: 0.2,
    async play(day, tell) {
      both = order(day, 4, 'shopify-us', { tenders: [], cancelled: true,
        lines: [{ sku: kit.sku, quantity: 1 }, { sku: glass.sku, quantity: 1 }] });
      await happened(day, both, 'StockRefused');
      const [refusal] = await day.look.said('shopify-us', both.id, 'StockRefused');
      detail = JSON.stringify(refusal?.data);
      onShelf = (await day.look.stock(glass.sku)).find((b) => b.account === 'stock:RTM:on_hand')?.amount ?? 0n;
      day.cast.shops['shopify-us'].cancelOrder(both.id);
      await happened(day, both, 'OrderCancelled');
      loose = order(day, 4, 'shopify-us', { lines: [{ sku: glass.sku, quantity: 1 }] });
      await happened(day, loose, 'ShipmentDispatched');
      await until('the glass has left the books', async () =>
        (await day.look.stock(glass.sku)).every((b) => b.amount === 0n), 60);
      tell(`${both.name} wants the glass twice and one is there: nothing is promised; ${loose.name} gets it`);
    },
    async check(day) {
      const found = new Findings().equal('glass on the shelf when both were refused', onShelf, 1n)
        .equal('promised to the kit and the part', await times(day, both, 'StockReserved'), 0)
        .that(detail.includes(glass.sku) && detail.includes('"available":0'), `the refusal does not name the part: ${detail}`);
      const left = (await day.look.stock(wick.sku)).reduce((n, b) => n + b.amount, 0n);
      return found.equal('wicks', left, BigInt(wick.stock.RTM)).equal('loose glass shipped', shippedOf(await account(day, loose)), 1).verdict();
    },
  };
}
