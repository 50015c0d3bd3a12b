/**
 * 28: an Amazon settlement over a month end, with a reserve, what was deferred at the month's end, and a balance below
 * zero that the next one deducts. Posted by month; every account rolls forward to what the ledger says.
 */
import { rollForward } from '#runtime/operations/roll-forwards.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { dayOf, fileOf, hand, monthFrom, OUTLET, posted, summaryBooks } from './settlements.ts';

export function monthEnd(): Scene {
  const [before, now] = [monthFrom(-1), monthFrom(0)];
  const last = before.daysInMonth;
  const [over, below, after] = ['23100000281', '23100000282', '23100000283'];
  return {
    number: 28, name: 'A settlement over a month end', at: 'closing',
    prepare: summaryBooks,
    async play(day, tell) {
      tell('Amazon’s outlet settles 28th to 5th: 300.00 of it earned last month, 212.00 this month, 100.00 held back');
      await hand(day, fileOf({ id: over, start: dayOf(before, last - 3), end: dayOf(now, 5), deposit: dayOf(now, 7), rows: [
        ['sale', 'Principal', 40000, dayOf(before, last - 2)], ['fee', 'Commission', -6000, dayOf(before, last - 2)],
        ['fee', 'FBAPerUnitFulfillmentFee', -4000, dayOf(before, last - 1)],
        ['sale', 'Principal', 25000, dayOf(now, 3)], ['fee', 'Commission', -3800, dayOf(now, 3)],
        ['other', 'Current Reserve Amount', -10000, dayOf(now, 5)],
      ] }));
      await hand(day, deferred(dayOf(before, last)));
      await hand(day, fileOf({ id: below, start: dayOf(now, 5), end: dayOf(now, 8), deposit: dayOf(now, 9), rows: [
        ['other', 'Previous Reserve Amount Balance', 10000, dayOf(now, 5)], ['refund', 'Principal', -25000, dayOf(now, 6)],
        ['fee', 'Commission', 3000, dayOf(now, 6)],
      ] }));
      await hand(day, fileOf({ id: after, start: dayOf(now, 8), end: dayOf(now, 10), deposit: dayOf(now, 11), rows: [
        ['other', 'Payable to Amazon', -12000, dayOf(now, 8)], ['sale', 'Principal', 20000, dayOf(now, 9)],
      ] }));
      for (const external of [over, below, after]) await posted(day, external);
      await posted(day, `deferred ${dayOf(before, last)}..${dayOf(before, last)} USD`);
      tell('the next one is 120.00 below zero, the one after deducts it; 85.00 was earned and deferred over the month end');
    },
    async check(day) {
      const found = new Findings();
      const at = async (period: Temporal.PlainYearMonth) => {
        const { rows, ties } = await rollForward(day.retailer.opened.platform, TENANT, { period: period.toString(), entity: 'harbor-us' });
        found.that(ties, `the roll-forwards of ${period.toString()} do not tie`);
        return Object.fromEntries(rows.filter((r) => r.account.endsWith(`:${OUTLET}`)).map((r) => [r.account, [r.opening, r.closing]]));
      };
      found.equal('last month', await at(before), {
        'assets:carried-forward:amazon': ['0.00', '300.00'], 'assets:deferred:amazon': ['0.00', '85.00'] });
      found.equal('this month', await at(now), {
        'assets:carried-forward:amazon': ['300.00', '0.00'], 'assets:deferred:amazon': ['85.00', '0.00'],
        'assets:reserve:amazon': ['0.00', '0.00'], 'liabilities:due-to-marketplace:amazon': ['0.00', '0.00'] });
      const bank = await day.look.rows<{ amount: bigint }>(`
        select sum(p.amount)::bigint as amount from payout_view v
        join entry e on e.tenant = v.tenant and e.document = 'payout:' || v.payout_id
        join posting p on p.tenant = e.tenant and p.shard = e.shard and p.entry = e.id and p.account = 'assets:bank:amazon'
        where v.tenant = $1 and v.external = any($2)`, [over, below, after]);
      found.equal('sent to the bank', bank[0]?.amount, 41200n + 8000n);
      return found.verdict();
    },
  };
}

/** As the Finances API says it: earned, and not yet payable. */
function deferred(day: string): Buffer {
  const money = (amount: number) => ({ currencyCode: 'USD', currencyAmount: amount });
  const part = (breakdownType: string, amount: number, breakdowns: object[] = []) => ({ breakdownType, breakdownAmount: money(amount), breakdowns });
  return Buffer.from(JSON.stringify({ payload: { transactions: [{
    transactionType: 'Shipment', transactionId: 'outlet-deferred-1', transactionStatus: 'DEFERRED', description: 'Order Payment',
    postedDate: `${day}T18:00:00Z`, totalAmount: money(85),
    breakdowns: [part('Sales', 100, [part('Product Charges', 100)]), part('Expenses', -15, [part('AmazonFees', -15, [part('Commission', -15)])])],
  }] } }));
}
