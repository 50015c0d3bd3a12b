/** 35: a customer asks to be forgotten. Personal data is gone everywhere, and every law still holds. */
import { Findings, type Scene } from '../scene.ts';
import { until, type Day } from '../day.ts';
import { account, happened, order, settledOf, type Order } from './stage.ts';

const PERSON = { firstName: 'Quintilla', lastName: 'Vanterpool', email: 'quintilla.vanterpool@buyers.example' };
const ADDRESS = { firstName: PERSON.firstName, lastName: PERSON.lastName, address1: '3 Forgotten Alley', city: 'Salem',
  country: 'United States', countryCode: 'US', zip: '97301', provinceCode: 'OR' };

export function forgotten(): Scene {
  let bought: Order;
  let before = 0;
  return {
    number: 35, name: 'A customer asks to be forgotten', at: 'closing',
    prepare(day) {
      bought = order(day, 35, 'shopify-us', { lines: [{ sku: 'HP-LAMP', quantity: 1 }], customer: PERSON, shippingAddress: ADDRESS });
    },
    async play(day, tell) {
      before = await kept(day, bought);
      day.cast.shops['shopify-us'].redactCustomer(bought.id);
      await until('she is forgotten', async () => (await kept(day, bought)) === 0, 60);
      await happened(day, bought, 'InvoiceIssued', 5);
      tell(`${bought.name}: ${before} sealed records were hers; their keys are destroyed, the order still adds up`);
    },
    async check(day) {
      const found = new Findings().that(before > 0, 'nothing was kept of her in the first place');
      found.equal('records left', await kept(day, bought), 0);
      for (const word of [PERSON.lastName, PERSON.email, ADDRESS.address1])
        found.equal(`rows that say ${word}`, await rowsWith(day, word), 0);
      return found.that(settledOf(await account(day, bought)), 'the order does not add up any more').verdict();
    },
  };
}

/** Sealed records that can still be opened: people of the order, and what partners said about it. */
async function kept(day: Day, { channel, id }: Order): Promise<number> {
  const [row] = await day.look.rows<{ n: number }>(`
    select (select count(*) from vault_party v where v.tenant = $1 and v.correlation = $2 and v.wrapped_key is not null)::int
      + (select count(*) from raw_payload r join message m on m.tenant = r.tenant and m.data->>'payload' = r.id::text
         where r.tenant = $1 and m.correlation = $2 and m.type = 'PartnerSpoke' and r.body is not null)::int as n`,
  day.look.storyOf(channel, id));
  return row!.n;
}

async function rowsWith(day: Day, word: string): Promise<number> {
  const [row] = await day.look.rows<{ n: number }>(`
    select (select count(*) from message m where m.tenant = $1 and strpos(m.data::text, $2) > 0)::int
      + (select count(*) from order_view o where o.tenant = $1 and strpos(o.document::text, $2) > 0)::int
      + (select count(*) from workflow_state w where w.tenant = $1 and strpos(w.state::text, $2) > 0)::int
      + (select count(*) from delivery d where d.tenant = $1 and strpos(coalesce(d.fault::text, ''), $2) > 0)::int
      + (select count(*) from reference r where r.tenant = $1 and strpos(r.reference, lower($2)) > 0)::int
      + (select count(*) from audit a where a.tenant = $1 and strpos(a::text, $2) > 0)::int as n`, word);
  return row!.n;
}
