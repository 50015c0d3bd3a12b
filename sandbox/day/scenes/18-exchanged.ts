/**
 * 18: a cap is exchanged for something dearer, through the returns platform and at the shop itself. At the platform the return
 * leg is credited, and the sale leg is an order of its own that the credit and a card pay. At the shop both legs are lines of
 * one order, and a card pays what is missing. Either way the difference is collected once, and revenue stands once.
 */
import { Findings, type Scene } from '../scene.ts';
import type { Day } from '../day.ts';
import type { Look } from '../look.ts';
import { delivered, nextSecond } from '../traffic.ts';
import { account, happened, order, settledOf, times, type Order } from './stage.ts';

const shop = 'shopify-us';
const [OLD, NEW] = ['HP-CAP', 'HP-KNIFE'] as const;

export function exchanged(): Scene {
  let first: Order;
  let second: Order;
  let own: Order;
  return {
    number: 18, name: 'Exchange with a price difference', at: 0.2,
    async play(day, tell) {
      const { returns } = day.cast;
      first = order(day, 18, shop, { lines: [{ sku: OLD, quantity: 1 }], taxes: [] });
      await delivered(day, shop, first.id);
      const { id } = returns.open({ order: { id: first.id, number: first.name }, outcome: 'exchange',
        items: [{ sku: OLD, quantity: 1, reason: 'size' }] });
      await nextSecond();
      second = order(day, 18, shop, { lines: [{ sku: NEW, quantity: 1 }], taxes: [],
        tenders: [{ gateway: 'store_credit', amount: first.total }, { gateway: 'shopify_payments' }] });
      returns.credit(id, first.total, 'USD', { id: second.id, number: second.name });
      returns.send(id, `1ZBACK${first.id}`);
      await delivered(day, shop, second.id);
      // The platform and the warehouse tell of the same cap.
      returns.receive(id, 'PDX');
      await day.cast.houses.PDX.receiveReturn([{ rma: returns.returns.get(id)!.rma, orderRef: first.name, lineRef: '', sku: OLD,
        quantity: 1, grade: 'A' }]);
      await happened(day, first, 'GoodsRestocked');
      await happened(day, first, 'CreditMemoIssued');
      returns.complete(id);
      own = await atTheShop(day);
      tell(`${first.name} is exchanged for ${second.name}: ${first.total} in credit, the rest of ${second.total} by card`);
    },
    async check(day) {
      const found = new Findings();
      const { look } = day;
      found.equal('goods back in the books', await times(day, first, 'GoodsReturned'), 1);
      found.equal('refunds recorded', await times(day, first, 'RefundRecorded'), 1);
      found.equal('store credit left', await posted(look, [first, second], 'liabilities:store-credit'), 0n);
      const cents = (o: Order) => BigInt(o.total.replace('.', ''));
      found.equal('revenue', await posted(look, [first, second], `income:sales:${shop}`), -cents(first) - cents(second));
      found.equal('returns', await posted(look, [first, second], `income:returns:${shop}`), cents(first));
      found.that(settledOf(await account(day, second)), 'the new order is not settled');
      await checkOwn(day, own, found);
      return found.verdict();
    },
  };
}

/** The shop's own exchange: the cap comes back on a return, the knife goes out as a line of the same order. */
async function atTheShop(day: Day): Promise<Order> {
  const { shops, houses } = day.cast;
  const own = order(day, 18, shop, { lines: [{ sku: OLD, quantity: 1 }], taxes: [], due: { [OLD]: 1, [NEW]: 1 }, edited: true });
  await delivered(day, shop, own.id);
  await nextSecond();
  const back = shops[shop].openReturn(own.id, { lines: [{ sku: OLD, quantity: 1, reason: 'SIZE_TOO_SMALL' }], instead: [{ sku: NEW, quantity: 1 }] });
  await nextSecond();
  shops[shop].processReturn(back);
  await houses.PDX.receiveReturn([{ rma: `${own.name}-R1`, orderRef: own.name, lineRef: '', sku: OLD, quantity: 1, grade: 'A' }]);
  await happened(day, own, 'GoodsRestocked');
  await happened(day, own, 'CreditMemoIssued');
  return own;
}
async function checkOwn(day: Day, own: Order, found: Findings): Promise<void> {
  const worth = day.cast.shops[shop].worth(own.id);
  found.equal('refunds recorded of the shop’s own exchange', await times(day, own, 'RefundRecorded'), 1);
  found.equal('credit memos of it', await times(day, own, 'CreditMemoIssued'), 1);
  found.equal('ERP orders of it', await times(day, own, 'ErpOrderCreated'), 1);
  const cents = (text: string) => BigInt(text.replace('.', ''));
  found.equal('its revenue, both legs', await posted(day.look, [own], `income:sales:${shop}`), -cents(worth.total));
  found.equal('its return leg', await posted(day.look, [own], `income:returns:${shop}`), cents(own.total));
  found.equal('its fees kept back', await posted(day.look, [own], `income:restocking-fees:${shop}`), 0n);
  found.that(settledOf(await account(day, own)), 'the exchanged order is not settled');
}

/** What the orders' documents left on an account. */
async function posted(look: Look, orders: readonly Order[], name: string): Promise<bigint> {
  const [row] = await look.rows<{ amount: bigint }>(`
    select coalesce(sum(p.amount), 0)::bigint as amount
    from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
    where e.tenant = $1 and e.correlation = any($2::uuid[]) and p.account = $3`, orders.map((o) => look.storyOf(o.channel, o.id)), name);
  return row!.amount;
}
