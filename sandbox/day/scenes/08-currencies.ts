/** 8: prices with tax inside, a currency without decimals, one with three. Stated totals verbatim, ours equal. */
import { computedTotal, type Order as Canonical } from '#domain/order.ts';
import { revive } from '#domain/wire.ts';
import { minorOf } from '../catalog.ts';
import type { Shop } from '../cast.ts';
import { shopWish, seedFor, unitsOf } from '../buyers.ts';
import { GOODS } from '../catalog.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, order, type Order } from './stage.ts';

const WHERE: readonly Shop[] = ['shopify-uk', 'shopify-jp', 'shopify-kw'];
const ODD = [GOODS.find((g) => g.sku === 'HP-BOARD')!, GOODS.find((g) => g.sku === 'HP-CHART')!];

export function currencies(): Scene {
  const bought: Order[] = [];
  return {
    number: 8, name: 'Tax inside, no decimals, three decimals', at: 0.12,
    async play(day, tell) {
      for (const shop of WHERE) {
        const wanted = ODD.map((article, i) => ({ article, quantity: i + 2 }));
        const wish = shopWish(shop, wanted, seedFor(day.plan.seed, shop), { plainly: true });
        bought.push(order(day, 8, shop, { ...wish, due: unitsOf(wanted) }));
      }
      tell(bought.map((b) => `${b.name} ${b.total} (${b.channel.slice(-2)})`).join(', '));
    },
    async check(day) {
      const found = new Findings();
      for (const b of bought) {
        const o = await account(day, b);
        found.equal(`${b.channel} total`, o.total, minorOf(b.total));
        found.equal(`${b.channel} parts`, computedTotal(revive<Canonical>(o.document)).count, minorOf(b.total));
        const invoices = await day.look.said(b.channel, b.id, 'InvoiceIssued');
        const invoiced = invoices.reduce((n, m) =>
          n + BigInt((m.data as { amounts?: { total: { count: string } } }).amounts?.total.count ?? 0), 0n);
        found.equal(`${b.channel} invoiced`, invoiced, minorOf(b.total));
      }
      return found.verdict();
    },
  };
}
