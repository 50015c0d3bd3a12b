/** 9: marketplace orders to two states, tax collected and remitted by Amazon. It washes to zero, per line. */
import { MARKETS } from '../cast.ts';
import { priceIn } from '../catalog.ts';
import { Findings, type Scene } from '../scene.ts';

const STATES = [{ stateOrRegion: 'WA', city: 'Seattle', postalCode: '98101' }, { stateOrRegion: 'NY', city: 'Albany', postalCode: '12207' }];
interface Tax { readonly item: string; readonly amount: bigint; readonly rows: number }

export function facilitator(): Scene {
  const bought: string[] = [];
  return {
    number: 9, name: 'Facilitator tax of two states', at: 0.15,
    async play(day, tell) {
      const twin = day.cast.markets['amazon-us'];
      for (const address of STATES) {
        const id = twin.placeOrder({ marketplaceId: MARKETS['amazon-us'].id, pending: false, address, items: [
          { sku: 'HP-LAMP', quantity: 2, unitPrice: priceIn('USD', '59.90'), shipping: '3.99' },
          { sku: 'HP-SOAP', quantity: 3, unitPrice: priceIn('USD', '6.95'), discount: '1.00', promotionId: 'SOAP' }] });
        bought.push(id);
        day.book.push({ channel: 'amazon-us', external: id, number: id, due: { 'HP-LAMP': 2, 'HP-SOAP': 3 }, scene: 9 });
      }
      tell(`two orders, to Washington and New York: ${bought.join(', ')}`);
    },
    async check(day) {
      const found = new Findings();
      for (const id of bought) {
        const taxes = await day.look.rows<Tax>(`
          select l.detail->>'lineItem' as item, sum(l.amount)::bigint as amount, count(*)::int as rows from payout_line l
          where l.tenant = $1 and l.order_external = $2 and l.class in ('tax', 'facilitator-tax') group by 1`, id);
        found.equal(`${id} lines with tax`, taxes.length, 2).equal(`${id} tax left`, taxes.map((t) => t.amount), [0n, 0n]);
        const invoices = await day.look.said('amazon-us', id, 'InvoiceIssued');
        const ours = invoices.flatMap((m) => (m.data as { amounts?: { lines: { tax: { count: string } }[] } }).amounts?.lines ?? []);
        found.that(ours.every((l) => Number(l.tax.count) === 0), `${id}: the invoice states tax that Amazon owes`);
      }
      const [account] = await day.look.rows<{ amount: bigint }>(`
        select coalesce(sum(b.amount), 0)::bigint as amount from balance b where b.tenant = $1 and b.account like '%facilitator%'`);
      return found.equal('facilitator account', account?.amount, 0n).verdict();
    },
  };
}
