/** Revenue is posted once: whichever way a channel goes, and when it changes from one way to the other. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { explainClearing } from '#runtime/operations/reconcile.ts';
import { booksGround, TENANT, type Books } from './books.fixture.ts';

let b: Books;
before(async () => { b = await booksGround({ '*': { settlement: 'documents', settledBy: { simulated: 'stripe' } } }); });
after(() => b.close());

const revenue = async () => -(await b.balance('income:sales:shop') + await b.balance('income:sales:stripe'));
const ways = async (payout: string) => b.rows<{ mode: string; otherwise: number }>(`
  select p.mode, (select count(*)::int from payout_line l where l.payout_id = p.payout_id and l.mode is not null) as otherwise
  from payout_view p where p.external = $1`, [payout]);

it('documents post it and the payout clears', async () => {
  await b.invoice('O-1', 1000n);
  await b.stripe('po_1', '2026-11-20', [['O-1', '10.00', '2026-11-19']]);
  assert.equal(await revenue(), 1000n);
  assert.equal(await b.balance('assets:clearing:stripe'), 0n);
});

it('a channel that changes to summary: what documents posted is cleared, the rest is posted by the payout', async () => {
  await b.invoice('O-2', 2000n);
  await b.policy('*', { settlement: 'summary', settledBy: { simulated: 'stripe' } });
  await b.invoice('O-3', 3000n, { posted: false });
  assert.equal(await revenue(), 3000n, 'the invoice of O-3 is left to the payout');
  await b.stripe('po_2', '2026-11-21', [['O-2', '20.00', '2026-11-20'], ['O-3', '30.00', '2026-11-20']]);
  assert.equal(await revenue(), 6000n);
  assert.equal(await b.balance('assets:clearing:stripe'), 0n);
  assert.deepEqual(await ways('po_2'), [{ mode: 'summary', otherwise: 1 }]);
});

it('and back again: what the payout posted is not invoiced into the books, what was left to it is its revenue', async () => {
  await b.stripe('po_3', '2026-11-22', [['O-4', '40.00', '2026-11-21']]);
  await b.invoice('O-5', 5000n, { posted: false });
  await b.policy('*', { settlement: 'documents', settledBy: { simulated: 'stripe' } });
  await b.stripe('po_4', '2026-11-23', [['O-5', '50.00', '2026-11-22']]);
  assert.equal(await revenue(), 15_000n, '10 + 20 + 30 + 40 + 50');
  assert.deepEqual(await ways('po_4'), [{ mode: 'documents', otherwise: 1 }]);
  await b.invoice('O-6', 6000n);
  assert.equal(await revenue(), 21_000n);
  await b.stripe('po_5', '2026-11-24', [['O-6', '60.00', '2026-11-23']]);
  assert.equal(await revenue(), 21_000n);
  assert.equal(await b.balance('assets:clearing:stripe'), 0n);
});

it('and every item of it is explained', async () => {
  const [account] = await explainClearing(b.platform, TENANT, { entity: 'main', asOf: '2026-12-31' });
  assert.deepEqual([account?.balance, account?.items], ['0.00', []]);
});

it('a payout in two exports of Shopify is booked once, whichever comes first', async () => {
  const sums = (date: string, charges: string, fees: string, total: string) => b.hand('shopify', 'settlement',
    'Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,Currency\n' +
    `${date},paid,${charges},0.00,0.00,0.00,${fees},0.00,${total},USD\n`);
  const one = (payout: string, date: string, [order, ...amounts]: readonly string[]) => b.hand('shopify', 'settlement',
    'Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Currency\n' +
    `${date} 09:00:00 +0000,charge,${order},visa,online,paid,${date},${payout},${amounts.join(',')},USD\n`);
  const bank = () => b.balance('assets:bank:shopify');
  await one('900001', '2026-10-05', ['#7001', '50.00', '1.75', '48.25']);
  assert.equal(await bank(), 4825n);
  const twice = await sums('2026-10-05', '50.00', '1.75', '48.25');
  assert.match(JSON.stringify(twice), /looks like payout 900001 of 2026-10-05/);
  await sums('2026-10-06', '80.00', '2.62', '77.38');
  const again = await one('900002', '2026-10-06', ['#7002', '80.00', '2.62', '77.38']);
  assert.match(JSON.stringify(again), /with its sums only/);
  await sums('2026-10-07', '81.00', '3.62', '77.38');
  await one('900003', '2026-10-09', ['#7003', '50.00', '1.75', '48.25']);
  assert.equal(await bank(), 4825n + 7738n + 7738n + 4825n, 'the same amount on another day is another payout');
});
