/**
 * 18: a cap is exchanged for a dearer one through the returns platform. The return leg is credited, the sale leg is an
 * order of its own that the credit and a card pay: the difference is collected, revenue stands once.
 */
import { Findings, type Scene } from '../scene.ts';
import type { Look } from '../look.ts';
import { delivered, nextSecond } from '../traffic.ts';
import { account, happened, order, settledOf, times, type Order } from './stage.ts';

const shop = 'shopify-us';
const [OLD, NEW] = ['HP-CAP', 'HP-KNIFE'] as const;

export function exchanged(): Scene {
  let first: Order;
  let second: Order;
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
      return found.that(settledOf(await account(day, second)), 'the new order is not settled').verdict();
    },
  };
}

/** What the orders' documents left on an account. */
async function posted(look: Look, orders: readonly Order[], name: string): Promise<bigint> {
  const [row] = await look.rows<{ amount: bigint }>(`
    select coalesce(sum(p.amount), 0)::bigint as amount
    from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
    where e.tenant = $1 and e.correlation = any($2::uuid[]) and p.account = $3`, orders.map((o) => look.storyOf(o.channel, o.id)), name);
  return row!.amount;
}
