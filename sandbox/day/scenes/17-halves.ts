/**
 * 17: money goes back and no goods come; goods come back and no money goes. Each is posted, and each half is put before a
 * person when its time is up: one settles itself when the goods come, the other a clerk closes.
 */
import { savePolicy } from '#store/configuration.ts';
import { until, type Day } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { delivered, nextSecond } from '../traffic.ts';
import { drop, happened, order, times, worries, type Order } from './stage.ts';

const [KEPT, SENT] = ['HP-LAMP', 'HP-CAP'] as const;
const shop = 'shopify-uk';

export function halves(): Scene {
  let paid: Order;
  let back: Order;
  return {
    number: 17, name: 'Refund without return, return without refund', at: 0.22,
    async prepare({ retailer }) {
      // Fourteen days are a few seconds today.
      await savePolicy(retailer.opened.platform.pool, TENANT, { name: 'returns', scope: shop, author: 'demo:setup',
        value: { counterpartAfter: 'PT2S' } });
    },
    async play(day, tell) {
      paid = order(day, 17, shop, { lines: [{ sku: KEPT, quantity: 1 }] });
      back = order(day, 17, shop, { lines: [{ sku: SENT, quantity: 2 }] });
      await delivered(day, shop, paid.id);
      await delivered(day, shop, back.id);
      await nextSecond();
      day.cast.shops[shop].refundOrder(paid.id, { lines: [{ sku: KEPT, quantity: 1, restock: 'return' }] });
      await takeBack(day, back, SENT);
      await lonely(day, paid);
      await lonely(day, back);
      tell(`${paid.name} was refunded and nothing came back; ${back.name} came back and nobody refunded it: both are put before a person`);
      await takeBack(day, paid, KEPT);
      await until(`${paid.name} to settle itself`, async () => (await halvesOpen(day, paid)).length === 0, 90);
      const [row] = await halvesOpen(day, back);
      if (row) await drop(day, row, 'the buyer took a voucher at the fair');
      tell(`${paid.name}’s goods came and settled it; a clerk closed ${back.name} with a reason`);
    },
    async check(day) {
      const found = new Findings();
      for (const [o, name] of [[paid, 'refunded'], [back, 'sent back']] as const) {
        found.equal(`goods of the ${name} order in the books`, await times(day, o, 'GoodsReturned'), 1);
        found.equal(`raised for the ${name} order`, await raised(day, o), 1);
        found.equal(`left of the ${name} order`, (await halvesOpen(day, o)).length, 0);
      }
      found.equal('credit memos', [await times(day, paid, 'CreditMemoIssued'), await times(day, back, 'CreditMemoIssued')], [1, 0]);
      return found.that((await times(day, paid, 'ExceptionSettled')) > 0, 'the refunded order did not settle itself').verdict();
    },
  };
}

const KIND = 'ReturnAwaitingCounterpart';
const halvesOpen = async (day: Day, o: Order) => (await worries(day, o)).filter((w) => w.exception === KIND);
const raised = async (day: Day, { channel, id }: Order): Promise<number> =>
  (await day.look.said(channel, id, 'RaiseException')).filter((m) => (m.data as { kind?: string }).kind === KIND).length;
const lonely = (day: Day, o: Order) => until(`${o.name} waits for its other half`, async () => (await halvesOpen(day, o)).length > 0, 90);

/** Comes in at the warehouse with the order's number on the slip. */
async function takeBack(day: Day, o: Order, sku: string): Promise<void> {
  const [line] = await day.look.rows<{ line_id: string }>(
    'select l.line_id from order_line_view l join order_view o on o.tenant = l.tenant and o.shard = l.shard and o.order_id = l.order_id ' +
    'where l.tenant = $1 and o.channel = $2 and o.external = $3', o.channel, o.id);
  await day.cast.houses.PDX.receiveReturn([{ rma: '', orderRef: o.name, lineRef: line!.line_id, sku, quantity: 1, grade: 'A' }]);
  await happened(day, o, 'GoodsRestocked');
}
