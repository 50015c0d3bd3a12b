/** 19: the ERP is down at peak. Intake and stock go on; the backlog drains in order; nothing is repeated. */
import { pause, until } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { testimonies } from '../witness.ts';
import { happened, order, type Order } from './stage.ts';

const SECONDS = { full: 8, small: 3 } as const;

export function erpDown(): Scene {
  const bought: Order[] = [];
  let reservedInTheDark = 0;
  let mended = '';
  return {
    number: 19, name: 'The ERP is down at peak', at: 0.45,
    async play(day, tell) {
      const { erpLine } = day.cast;
      const seconds = day.plan.orders >= 40 ? SECONDS.full : SECONDS.small;
      const mend = await erpLine.cut();
      const dark = performance.now();
      try {
        for (const shop of ['shopify-us', 'shopify-uk', 'shopify-us'] as const)
          bought.push(order(day, 19, shop, { lines: [{ sku: 'HP-SOAP', quantity: 2 }] }));
        for (const b of bought) await happened(day, b, 'StockReserved', 60);
        reservedInTheDark = bought.length;
        await pause(Math.max(0, seconds * 1000 - (performance.now() - dark)));
      } finally {
        await mend();
      }
      mended = new Date().toISOString();
      const took = ((performance.now() - dark) / 1000).toFixed(1);
      const { ready, queued } = await until('the backlog is counted', () => day.look.work(), 30);
      tell(`the ERP was away for ${took} s: ${bought.length} new orders were promised meanwhile, ${ready + queued} pieces of work waited`);
      for (const b of bought) await happened(day, b, 'ErpOrderCreated', 120);
    },
    async check(day) {
      const found = new Findings().equal('promised while it was away', reservedInTheDark, bought.length);
      for (const b of bought) {
        const said = await day.look.said(b.channel, b.id, 'StockReserved', 'ErpOrderCreated', 'FulfillmentRequested');
        found.equal(`${b.name} in order`, said.map((s) => s.type), ['StockReserved', 'ErpOrderCreated', 'FulfillmentRequested']);
        found.that(said[1]!.seen.toString() > mended, `${b.name} was in the ERP before it came back`);
      }
      return found.equal('twice in the ERP', (await testimonies(day)).find((t) => t.partner === 'tryton')?.twice, []).verdict();
    },
  };
}
