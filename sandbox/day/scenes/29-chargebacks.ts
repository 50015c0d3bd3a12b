/** 29: Shopify’s payout takes back two chargebacks with their fees; one is won and comes back, the other is lost and written off. */
import { listDisputes, loseChargeback } from '#runtime/operations/fee-codes.ts';
import { hurry } from '#store/flow.ts';
import { until, type Day } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { happened, order, type Order } from './stage.ts';

const SHOP = 'shopify-us';
const booked = (day: Day, external: string): Promise<unknown> => until(`payout ${external} is in the books`, async () => {
  await hurry(day.retailer.opened.platform.pool, TENANT, `poll:${SHOP}:`);
  return (await day.look.rows(`select 1 from entry e join payout_view p on p.tenant = e.tenant and e.document = 'payout:' || p.payout_id
    where e.tenant = $1 and p.external = $2`, external)).length > 0;
}, 120);

export function chargebacks(): Scene {
  let won: Order;
  let lost: Order;
  return {
    number: 29, name: 'A payout with chargebacks, one won and one lost', at: 0.25,
    async play(day, tell) {
      const line = { sku: 'HP-CAP', quantity: 1 };
      won = order(day, 29, SHOP, { lines: [line] });
      lost = order(day, 29, SHOP, { lines: [line] });
      for (const o of [won, lost]) await happened(day, o, 'ShipmentReported');
      const shop = day.cast.shops[SHOP];
      const taken = shop.makePayout({ entries: [won, lost].map(({ id, total }) =>
        ({ type: 'CHARGEBACK_HOLD', amount: `-${total}`, fee: '15.00', orderId: id })) });
      tell(`two buyers dispute ${won.total} each; the payout takes both back, and 15.00 for each`);
      await booked(day, taken!);
      const back = shop.makePayout({ entries: [{ type: 'CHARGEBACK_HOLD_RELEASE', amount: won.total, fee: '-15.00', orderId: won.id }] });
      await booked(day, back!);
      const [open] = await listDisputes(day.retailer.opened.platform, TENANT, SHOP);
      await loseChargeback(day.retailer.opened.platform, { tenant: TENANT, who: 'demo:clerk', why: 'the bank decided' },
        { connection: SHOP, reference: open!.reference, date: Temporal.Now.plainDateISO('UTC').toString() });
      tell('one is won and paid back with its fee; the other is lost');
    },
    async check(day) {
      const found = new Findings();
      const rows = await day.look.rows<{ account: string; amount: bigint }>(`
        select b.account, sum(b.amount)::bigint as amount from balance b where b.tenant = $1 and b.account = any($2) group by 1`,
      ['disputes', 'chargebacks', 'chargeback-fees'].map((what) => `${what === 'disputes' ? 'assets' : 'expenses'}:${what}:${SHOP}`));
      const on = (name: string) => rows.find((r) => r.account.includes(`:${name}:`))?.amount ?? 0n;
      found.equal('among the disputes', on('disputes'), 0n);
      found.equal('written off', on('chargebacks'), BigInt(lost.total.replace('.', '')));
      found.equal('fees', on('chargeback-fees'), 1500n);
      found.equal('open disputes', (await listDisputes(day.retailer.opened.platform, TENANT, SHOP)).length, 0);
      return found.verdict();
    },
  };
}
