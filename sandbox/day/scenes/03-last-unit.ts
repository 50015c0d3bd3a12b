/** 3: three channels sell the last unit in the same second. One promise is kept; the others wait, by policy. */
import { MARKETS } from '../cast.ts';
import { priceIn, SPECIAL } from '../catalog.ts';
import { receiveGoods } from '../count.ts';
import { until, type Day } from '../day.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, order, shippedOf } from './stage.ts';

const { sku, price } = SPECIAL.last;
interface Rival { readonly channel: string; readonly id: string }

export function lastUnit(): Scene {
  let rivals: readonly Rival[] = [];
  let promised = 0;
  let refused: readonly string[] = [];
  return {
    number: 3, name: 'Three channels sell the last unit in the same second', at: 0.34,
    async play(day, tell) {
      rivals = compete(day);
      const answers = await until('all three have an answer', async () => {
        const said = await Promise.all(rivals.map(async (r) =>
          ({ ...r, types: (await day.look.said(r.channel, r.id, 'StockReserved', 'StockRefused')).map((m) => m.type) })));
        return said.every((s) => s.types.length > 0) && said;
      }, 120);
      promised = answers.filter((s) => s.types.includes('StockReserved')).length;
      const losers = answers.filter((s) => !s.types.includes('StockReserved'));
      refused = losers.map((l) => l.channel);
      const winner = answers.find((s) => s.types.includes('StockReserved'));
      await until('customer service sees the ones that wait', async () =>
        (await day.look.parked()).filter((p) => p.exception === 'StockShort' && p.detail.includes(sku)).length >= losers.length, 60);
      await receiveGoods(day.cast.houses.RTM, sku, 2);
      tell(`the sextant goes to ${winner?.channel ?? 'nobody'}; ${refused.join(' and ')} wait until two more come in`);
    },
    async check(day) {
      const found = new Findings().equal('promises for one unit', promised, 1).equal('backordered', refused.length, 2);
      for (const r of rivals) {
        const o = await account(day, r);
        found.equal(`${r.channel} shipped in the end`, shippedOf(o), 1);
      }
      const open = (await day.look.parked()).filter((p) => p.exception === 'StockShort' && p.detail.includes(sku));
      return found.equal('shortages still open', open.length, 0).verdict();
    },
  };
}

/** All in one tick. The marketplace’s buyer has paid at once. */
function compete(day: Day): Rival[] {
  const us = order(day, 3, 'shopify-us', { lines: [{ sku, quantity: 1 }] });
  const uk = order(day, 3, 'shopify-uk', { lines: [{ sku, quantity: 1 }] });
  const id = day.cast.markets['amazon-us'].placeOrder({ marketplaceId: MARKETS['amazon-us'].id, pending: false,
    items: [{ sku, quantity: 1, unitPrice: priceIn('USD', price) }] });
  day.book.push({ channel: 'amazon-us', external: id, number: id, due: { [sku]: 1 }, scene: 3 });
  return [us, uk, { channel: 'amazon-us', id }];
}
