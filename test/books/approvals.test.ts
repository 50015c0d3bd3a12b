/** A second person: before the ERP hears of a payout, before an entry is taken back, before one is entered by hand. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { decideJournal, listApprovals } from '#runtime/operations/approvals.ts';
import { correct } from '#runtime/operations/corrections.ts';
import { act, booksGround, TENANT, type Books } from './books.fixture.ts';

let b: Books;
before(async () => {
  b = await booksGround({
    '*': { settlement: 'documents', journalsTo: 'erp', journalLines: 2,
      approval: { payout: { above: '100.00', variance: '1000' }, reversal: { always: true }, correction: { always: true } } },
  });
});
after(() => b.close());

const wishes = () => b.rows<{ key: string; memo: string }>(`
  select key, data->'journal'->>'memo' as memo from message where type = 'PostJournal' order by position`);
const posted = async () => (await b.rows<{ n: number }>(`select count(*)::int as n from message where type = 'JournalPosted'`))[0]!.n;
const raised = async () => (await b.rows<{ detail: string }>(`
  select fault->>'detail' as detail from delivery where exception = 'JournalAwaitsApproval' and state = 'Parked'`)).map((r) => r.detail);

it('a small payout goes to the ERP at once, in parts as long as it takes', async () => {
  await b.hand('stripe', 'settlement', `id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Transfer,Transfer Date (UTC),order_id (metadata)
txn_1,charge,ch_1,50.00,2.00,48.00,usd,2026-11-05 10:00,po_small,2026-11-06 00:00,A-1\n`);
  await b.until('posted', async () => (await posted()) === 3);
  assert.deepEqual((await wishes()).map((w) => w.memo),
    ['payout stripe po_small (1 of 3)', 'payout stripe po_small (2 of 3)', 'payout stripe po_small (3 of 3)']);
});

it('a large one is in the ledger and waits for a second person', async () => {
  await b.stripe('po_large', '2026-11-07', [['A-2', '250.00', '2026-11-06']]);
  assert.equal(await b.balance('assets:bank:stripe'), 29_800n);
  assert.equal(await posted(), 3);
  const [waiting] = await listApprovals(b.platform, TENANT);
  assert.ok(waiting);
  assert.deepEqual([waiting.amount, waiting.kind, waiting.reasons, waiting.posted], ['250.00', 'payout', ['it is over more than 100.00 USD'], true]);
  assert.match((await raised()).join(), /^PAY-2026-000002 over 250\.00 USD/);
  await decideJournal(b.platform, act('ben'), waiting.id, 'approved');
  b.worker.wake();
  await b.until('posted', async () => (await posted()) === 4);
  assert.deepEqual(await raised(), []);
  await assert.rejects(decideJournal(b.platform, act('cem'), waiting.id, 'rejected'), /approved by test:ben already/);
});

it('a rejected one is taken back here, and the ERP hears of neither', async () => {
  await b.stripe('po_wrong', '2026-11-08', [['A-3', '500.00', '2026-11-07']]);
  const [waiting] = await listApprovals(b.platform, TENANT);
  await decideJournal(b.platform, act('ben', 'not ours'), waiting!.id, 'rejected');
  b.worker.wake();
  await b.until('taken back', async () => (await b.balance('assets:bank:stripe')) === 29_800n);
  assert.equal(await posted(), 4);
  const [back] = await b.rows<{ number: string; reverses: string }>(`select number, reverses from entry where kind = 'reversal'`);
  assert.deepEqual([back?.number, back?.reverses], ['REV-2026-000001', waiting!.entry]);
});

it('taking an entry back is proposed by one person and agreed by another; once; the ERP follows', async () => {
  const why = 'posted to the wrong month';
  const made = await correct(b.platform, act('anna', why), { reverses: 'PAY-2026-000002', date: '2026-11-20' });
  assert.equal(made.state, 'waiting');
  await assert.rejects(decideJournal(b.platform, act('anna'), made.id, 'approved'), /somebody else has to decide/);
  assert.equal(await b.balance('assets:bank:stripe'), 29_800n, 'nothing moves before somebody agrees');
  await decideJournal(b.platform, act('ben'), made.id, 'approved');
  b.worker.wake();
  await b.until('taken back', async () => (await b.balance('assets:bank:stripe')) === 4800n);
  await b.until('posted', async () => (await posted()) === 5);
  await assert.rejects(correct(b.platform, act('anna', why), { reverses: 'PAY-2026-000002', date: '2026-11-20' }), /taken back already/);
  await assert.rejects(correct(b.platform, act('anna', why), { reverses: 'REV-2026-000001', date: '2026-11-20' }), /takes an entry back itself/);
});

it('an entry by hand balances, has a reason, and waits for a second person', async () => {
  const lines = (more: string) => [{ account: 'expenses:rounding', amount: '0.02', currency: 'USD' }, { account: 'assets:clearing:stripe', amount: more, currency: 'USD' }];
  await assert.rejects(correct(b.platform, act('anna'), { date: '2026-11-20', journal: { memo: 'rounding', lines: lines('-0.02') } }), /needs a reason/);
  await assert.rejects(correct(b.platform, act('anna', 'cents'), { date: '2026-11-20', journal: { memo: 'rounding', lines: lines('-0.03') } }),
    /off by -1 USD/);
  const { id } = await correct(b.platform, act('anna', 'cents'), { date: '2026-11-20', journal: { memo: 'rounding', lines: lines('-0.02') } });
  await decideJournal(b.platform, act('ben'), id, 'approved');
  b.worker.wake();
  await b.until('entered', async () => (await b.balance('expenses:rounding')) === 2n);
  assert.deepEqual((await b.rows<{ number: string; kind: string }>(`select number, kind from entry where memo = 'rounding'`)),
    [{ number: 'COR-2026-000001', kind: 'correction' }]);
});
