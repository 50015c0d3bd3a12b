/** 6: a gift card and a card pay one order; later a part is refunded. Each tender within what it paid, the liability right. */
import { Findings, type Scene } from '../scene.ts';
import { delivered, nextSecond } from '../traffic.ts';
import { account, happened, order, settledOf, type Order } from './stage.ts';

const PAID = { 'gift-card': 60_00, card: 43_00 } as const;
interface Tender { readonly method: keyof typeof PAID; readonly amount: { readonly count: string } }

export function twoTenders(): Scene {
  let bought: Order;
  return {
    number: 6, name: 'A gift card and a card, later a part refunded', at: 0.04,
    async play(day, tell) {
      bought = order(day, 6, 'shopify-us', {
        lines: [{ sku: 'HP-BELL', quantity: 1 }, { sku: 'HP-CAP', quantity: 1 }], taxes: [],
        tenders: [{ gateway: 'gift_card', amount: '60.00' }, { gateway: 'shopify_payments' }],
      });
      await delivered(day, 'shopify-us', bought.id);
      await nextSecond();
      day.cast.shops['shopify-us'].refundOrder(bought.id, { lines: [{ sku: 'HP-BELL', quantity: 1, restock: 'return' }] });
      await happened(day, bought, 'CreditMemoIssued');
      tell(`${bought.name}: 60.00 by gift card and 43.00 by card; the bell for 84.00 comes back`);
    },
    async check(day) {
      const found = new Findings();
      const [recorded] = await day.look.said('shopify-us', bought.id, 'RefundRecorded');
      const refunded = (recorded?.data as { refund?: { tenders: readonly Tender[] } } | undefined)?.refund?.tenders ?? [];
      for (const t of refunded) found.that(Number(t.amount.count) <= PAID[t.method], `${t.method} gives back more than it paid`);
      found.equal('given back', refunded.reduce((n, t) => n + Number(t.amount.count), 0), 84_00);
      // The card of 60.00 was used up and is whole again; of the 43.00, 24.00 go back and 19.00 are settled by the payout.
      found.equal('gift-card liability', await posted(day.look, bought, 'liabilities:gift-cards'), 0n);
      found.equal('left to be paid out', await posted(day.look, bought, 'assets:clearing:shopify-us'), 19_00n);
      return found.that(settledOf(await account(day, bought)), 'a shipment is not settled').verdict();
    },
  };
}

/** What the order's documents left on an account. */
async function posted(look: import('../look.ts').Look, { channel, id }: Order, name: string): Promise<bigint> {
  const [row] = await look.rows<{ amount: bigint }>(`
    select coalesce(sum(p.amount), 0)::bigint as amount
    from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
    where e.tenant = $1 and e.correlation = $2 and p.account = $3`, look.storyOf(channel, id), name);
  return row!.amount;
}
