/** 32: a settlement for a month that is closed. It waits for the approver; an order of the same hour ships and is invoiced. */
import { closePeriod } from '#runtime/operations/close.ts';
import { letLateIn, listLate } from '#runtime/operations/periods.ts';
import { until } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { account, happened, order, settledOf, type Order } from './stage.ts';
import { dayOf, fileOf, hand, monthFrom, OUTLET, posted } from './settlements.ts';

const SETTLEMENT = '23100000321';
const act = (who: string, why: string) => ({ tenant: TENANT, who: `demo:${who}`, why });

export function closedPeriod(): Scene {
  const closed = monthFrom(-2);
  let bought: Order;
  let waited = false;
  return {
    number: 32, name: 'A settlement for a closed period', at: 0.35,
    async play(day, tell) {
      const { platform } = day.retailer.opened;
      const done = await closePeriod(platform, act('controller', 'reported to the board'),
        { entity: 'harbor-us', period: closed.toString() }, { inSpite: true });
      tell(`${done.period} is closed, and a settlement of it comes`);
      await hand(day, fileOf({ id: SETTLEMENT, start: dayOf(closed, 2), end: dayOf(closed, 12), deposit: dayOf(closed, 14), rows: [
        ['sale', 'Principal', 9900, dayOf(closed, 5)], ['fee', 'Commission', -1485, dayOf(closed, 5)],
      ] }));
      const late = await until('it waits for the approver', async () => (await listLate(platform, TENANT))[0], 90);
      bought = order(day, 32, 'shopify-us', { lines: [{ sku: 'HP-CAP', quantity: 1 }] });
      await happened(day, bought, 'ShipmentReported');
      waited = (await listLate(platform, TENANT)).some((l) => l.delivery === late.delivery);
      await letLateIn(platform, act('controller', 'goes into the open month'), late.delivery);
      await posted(day, SETTLEMENT);
      tell(`an order shipped meanwhile; the settlement was let into the next open month`);
    },
    async check(day) {
      const found = new Findings();
      found.that(waited, 'it did not wait');
      found.that(settledOf(await account(day, bought)), 'the order of that hour is not settled');
      const rows = await day.look.rows<{ date: string; document_date: string; amount: bigint }>(`
        select e.date::text as date, e.document_date::text as document_date, sum(p.amount)::bigint as amount
        from entry e join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id
        join payout_view v on v.tenant = e.tenant and e.document = 'payout:' || v.payout_id
        where e.tenant = $1 and v.external = $2 and p.account = $3 group by 1, 2`, SETTLEMENT, `assets:bank:${OUTLET}`);
      found.equal('posted', rows, [{ date: dayOf(monthFrom(-1), 1), document_date: dayOf(closed, 14), amount: 8415n }]);
      return found.verdict();
    },
  };
}
