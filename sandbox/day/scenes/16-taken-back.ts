/**
 * 16: a store takes back what was bought at Amazon, damaged. Amazon has to agree before money goes back; then we refund
 * through Amazon, once. The goods are set aside and never sold again.
 */
import { join } from 'node:path';
import { hurry } from '#store/flow.ts';
import { saveLocation, savePolicy } from '#store/configuration.ts';
import { addConnection } from '#runtime/operations/connections.ts';
import { loadConfiguration } from '#runtime/platform.ts';
import { seededFaults } from '../../faults.ts';
import { startRegisters, type RegistersTwin } from '../../registers/index.ts';
import { MARKETS } from '../cast.ts';
import { priceIn } from '../catalog.ts';
import { until, type Day } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { delivered } from '../traffic.ts';
import { happened, times, worries } from './stage.ts';

const STORE = 'ST-QUAY';
const CHANNEL = 'quay';
const SKU = 'HP-KNIFE';
const TERMS = { version: '2.2.1', currency: 'USD', zone: 'America/Chicago', tax: 625, taxIncluded: false } as const;
const amazon = 'amazon-us';

export function takenBack(): Scene {
  let chain: RegistersTwin;
  let bought: { channel: string; id: string };
  return {
    number: 16, name: 'An Amazon order returned in a store, damaged', at: 0.12,
    async prepare(day) {
      chain = await startRegisters({
        faults: seededFaults(day.plan.seed), folder: join(day.retailer.directory, CHANNEL), stores: [STORE], seed: day.plan.seed,
        items: { [SKU]: { title: 'Rigging knife', price: 4230 } }, shelf: { [SKU]: 0 }, terms: TERMS,
      });
      await enter(day, chain);
    },
    async play(day, tell) {
      const twin = day.cast.markets[amazon];
      const id = twin.placeOrder({ marketplaceId: MARKETS[amazon].id, pending: false, items: [
        { sku: SKU, quantity: 1, unitPrice: priceIn('USD', '42.30'), shipping: '3.99' }] });
      bought = { channel: amazon, id };
      day.book.push({ channel: amazon, external: id, number: id, due: { [SKU]: 1 }, scene: 16 });
      await delivered(day, amazon, id);
      chain.ring({ store: STORE, register: '1' }, [{ sku: SKU, quantity: 1, kind: 'return', disposal: 'Damaged', webOrder: id }]);
      await chain.upload();
      await happened(day, bought, 'GoodsRestocked');
      await until('somebody is told that Amazon has not agreed', async () =>
        (await worries(day, bought)).some((w) => w.exception === 'ReturnNotApproved'), 120);
      tell(`${id} came back to ${STORE}, damaged: set aside, and no money goes back before Amazon agrees`);
      twin.requestReturn({ orderId: id, sku: SKU, quantity: 1 });
      await agreed(day, bought);
      await happened(day, bought, 'CreditMemoIssued', 300);
      tell(`${id}: Amazon agreed, and was asked to refund it`);
    },
    check: (day) => judge(day, bought),
  };
}

/** Amazon's report of returns is asked for every half hour; somebody who waits for it presses the button. */
async function agreed(day: Day, bought: { channel: string; id: string }): Promise<void> {
  let pressed = 0;
  await until(`Amazon's agreement to ${bought.id}`, async () => {
    if (Date.now() - pressed > 2000) {
      pressed = Date.now();
      await hurry(day.retailer.opened.platform.pool, TENANT, `poll:${amazon}:returns`);
    }
    return (await times(day, bought, 'ReturnAuthorised')) > 0;
  }, 300);
}

async function judge(day: Day, bought: { channel: string; id: string }): Promise<string | undefined> {
  const found = new Findings();
  const [damaged] = await day.look.rows<{ n: number }>(`select coalesce(sum(b.amount), 0)::int as n from balance b
    where b.tenant = $1 and b.unit = $2 and b.account = $3`, SKU, `stock:${STORE}:damaged`);
  const [shelf] = await day.look.rows<{ n: number }>(`select coalesce(sum(b.amount), 0)::int as n from balance b
    where b.tenant = $1 and b.unit = $2 and b.account in ($3, $4)`, SKU, `stock:${STORE}:on_hand`, `stock:${STORE}:inspection`);
  found.equal('damaged at the store', damaged?.n, 1).equal('for sale at the store', shelf?.n, 0);
  found.equal('asked Amazon to refund', await times(day, bought, 'RefundReturn'), 1);
  // The settlement tells of the same refund, under the name we gave it.
  found.equal('refunds recorded', await times(day, bought, 'RefundRecorded'), 1);
  found.equal('credit memos', await times(day, bought, 'CreditMemoIssued'), 1);
  const left = (await worries(day, bought)).map((w) => w.exception).filter((e) => /^Re(turn|fund)/.test(e));
  return found.equal('left on the worklist', left, []).verdict();
}

async function enter({ retailer }: Day, chain: RegistersTwin): Promise<void> {
  const p = retailer.opened.platform;
  const act = { tenant: TENANT, who: 'demo:setup', why: 'a store takes returns' };
  await addConnection(p, act, { connection: CHANNEL, connector: 'poslog', roles: ['store'],
    settings: { filesUrl: chain.url, timeZone: TERMS.zone, pollSeconds: 1 } });
  await saveLocation(p.pool, TENANT, { location: STORE, name: STORE, kind: 'store', connection: CHANNEL, priority: 9, country: 'US' });
  await savePolicy(p.pool, TENANT, { name: 'returns', scope: amazon, author: act.who,
    value: { approval: 'channel', refund: 'us', refundOn: 'inspection' } });
  await loadConfiguration(p);
}
