/** Months of the books: what may be posted into one that is not open, and who decides. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { letLateIn, listLate, listPeriods, reopenPeriod, softClose, turn } from '#runtime/operations/periods.ts';
import { act, booksGround, TENANT, type Books } from './books.fixture.ts';

let b: Books;
before(async () => { b = await booksGround({ '*': { settlement: 'documents' }, shop: { settledBy: { simulated: 'stripe' } } }); });
after(() => b.close());

const entries = (payout: string) => b.rows<{ date: string; document_date: string | null; number: string; kind: string }>(`
  select e.date, e.document_date, e.number, e.kind from entry e join payout_view p on e.document = 'payout:' || p.payout_id
  where p.external = $1 order by e.date, e.number`, [payout]);

it('an open month takes what is of it, numbered without a gap', async () => {
  await b.stripe('po_a', '2026-10-05', [['N-1', '10.00', '2026-10-04']]);
  await b.stripe('po_b', '2026-10-06', [['N-2', '10.00', '2026-10-05']]);
  await b.stripe('po_b', '2026-10-06', [['N-2', '10.00', '2026-10-05']]);
  await b.stripe('po_c', '2026-10-07', [['N-3', '10.00', '2026-10-06']]);
  assert.deepEqual((await Promise.all(['po_a', 'po_b', 'po_c'].map((name) => entries(name)))).flat().map((e) => [e.date, e.document_date, e.number, e.kind]), [
    ['2026-10-05', null, 'PAY-2026-000001', 'payout'], ['2026-10-06', null, 'PAY-2026-000002', 'payout'],
    ['2026-10-07', null, 'PAY-2026-000003', 'payout']]);
});

it('a settlement of a closed month is parked for finance, orders go on, and a person lets it into the next', async () => {
  await turn(b.platform, act('fin'), { entity: 'main', period: '2026-10', state: 'closed' });
  const { waiting, payouts } = await b.stripe('po_late', '2026-10-20', [['N-4', '40.00', '2026-10-19']]);
  assert.deepEqual(waiting.map((w) => [w.exception, w.owner, w.waitsOn]), [['PeriodClosed', 'finance', 'period:main:2026-10']]);
  assert.match(waiting[0]?.detail ?? '', /payout stripe po_late is of 2026-10-20.*closed for 2026-10: let it into 2026-11/);
  assert.deepEqual(payouts.map((p) => p.journal), [[]]);
  await b.invoice('L-1', 4000n);
  assert.equal(await b.balance('assets:clearing:stripe'), -3000n + 4000n, 'the invoice of November is posted meanwhile');

  const [late] = await listLate(b.platform, TENANT);
  assert.equal(late?.period, '2026-10');
  assert.ok(late);
  await letLateIn(b.platform, act('fin', 'came late'), late.delivery);
  await b.until('posted', async () => (await entries('po_late')).length > 0);
  assert.deepEqual((await entries('po_late')).map((e) => [e.date, e.document_date, e.number]), [['2026-11-01', '2026-10-20', 'PAY-2026-000004']]);
  assert.deepEqual(await listLate(b.platform, TENANT), []);
  await assert.rejects(letLateIn(b.platform, act('fin'), late.delivery), /No document/);
});

it('opening a month again releases what waited for it, on its own day', async () => {
  await b.stripe('po_wait', '2026-10-25', [['N-5', '5.00', '2026-10-24']]);
  assert.equal((await entries('po_wait')).length, 0);
  await assert.rejects(reopenPeriod(b.platform, act('fin'), { entity: 'main', period: '2026-10' }), /needs a reason/);
  const { released } = await reopenPeriod(b.platform, act('fin', 'a statement came late'), { entity: 'main', period: '2026-10' });
  assert.equal(released, 1);
  await b.until('posted', async () => (await entries('po_wait')).length > 0);
  assert.deepEqual((await entries('po_wait')).map((e) => [e.date, e.document_date]), [['2026-10-25', null]]);
});

it('a soft-closed month takes payouts and moves invoices on', async () => {
  await softClose(b.platform, act('fin'), { entity: 'main', period: '2026-11' });
  await b.stripe('po_soft', '2026-11-10', [['N-6', '6.00', '2026-11-09']]);
  assert.deepEqual((await entries('po_soft')).map((e) => e.date), ['2026-11-10']);
  await b.invoice('L-2', 700n);
  const [invoice] = await b.rows<{ date: string; document_date: string }>(`
    select e.date, e.document_date from entry e where e.memo = 'invoice L-2'`);
  assert.deepEqual([invoice?.date, invoice?.document_date], ['2026-12-01', '2026-11-20']);
});

it('lists every month with its state and who turned it', async () => {
  const all = await listPeriods(b.platform, TENANT);
  assert.deepEqual(all.map((p) => [p.entity, p.period, p.state, p.changedBy]), [
    ['main', '2026-10', 'open', 'test:fin'], ['main', '2026-11', 'soft-closed', 'test:fin'], ['main', '2026-12', 'open', null]]);
  const [{ n }] = await b.rows<{ n: number }>(`select count(*)::int as n from audit where what like 'period.%'`) as [{ n: number }];
  assert.equal(n, 4);
});
