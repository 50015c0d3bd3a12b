/** The month end: every clearing account explained item by item, roll-forwards that tie, and what blocks a close. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { writeOff } from '#runtime/operations/write-off.ts';
import { closePeriod } from '#runtime/operations/close.ts';
import { checklist } from '#runtime/operations/close-checks.ts';
import { correct } from '#runtime/operations/corrections.ts';
import { watchClearing } from '#runtime/operations/clearing-watch.ts';
import { decideJournal } from '#runtime/operations/approvals.ts';
import { listPeriods } from '#runtime/operations/periods.ts';
import { explainClearing, reconcile } from '#runtime/operations/reconcile.ts';
import { rollForward, ROLLED } from '#runtime/operations/roll-forwards.ts';
import { daysOf } from '#domain/period.ts';
import { PAYOUT_CLASSES } from '#domain/payout.ts';
import { payoutAccount } from '#domain/posting/payout-accounts.ts';
import { act, booksGround, TENANT, type Books } from './books.fixture.ts';

let b: Books;
before(async () => {
  b = await booksGround({ '*': { settlement: 'documents', clearingDays: 20 }, shop: { settledBy: { simulated: 'stripe' } } });
});
after(() => b.close());

const october = { entity: 'main', period: '2026-10' };
const clearing = async (asOf: string) => (await explainClearing(b.platform, TENANT, { entity: 'main', asOf })).flatMap((c) =>
  c.items.map((i) => [i.item, i.amount, i.reason, i.days]));
const states = async () => Object.fromEntries((await checklist(b.platform, TENANT, october)).checks.map((c) => [c.check, c.state]));

it('explains what is open by order, at any day', async () => {
  await b.invoice('C-1', 10_000n, { at: '2026-10-20T09:00:00.000Z' });
  await b.invoice('C-2', 5000n, { at: '2026-10-28T09:00:00.000Z' });
  await b.stripe('po_1', '2026-10-25', [['C-1', '99.99', '2026-10-24'], ['Z-9', '30.00', '2026-10-24']]);
  await b.stripe('po_2', '2026-11-02', [['C-2', '50.00', '2026-10-30']]);
  assert.deepEqual(await clearing('2026-10-22'), [['C-1', '100.00', 'timing', 2]]);
  assert.deepEqual(await clearing('2026-10-29'), [['C-1', '0.01', 'rounding', 9], ['Z-9', '-30.00', 'missing order', 4], ['C-2', '50.00', 'timing', 1]]);
  assert.deepEqual(await clearing('2026-11-30'), [['C-1', '0.01', 'rounding', 41], ['Z-9', '-30.00', 'missing order', 36]],
    'the line of October was carried forward, and clears in October');
});

it('rolls every account forward by class of document, and ties to the balances', async () => {
  const { rows, ties } = await rollForward(b.platform, TENANT, { period: '2026-10' });
  const shown = rows.map((r) => [r.account, r.opening, r.debit, r.credit, r.closing, r.movements.map((m) => m.kind).join()]);
  assert.deepEqual(shown, [
    ['assets:carried-forward:stripe', '0.00', '50.00', '0.00', '50.00', 'payout'],
    ['assets:clearing:stripe', '0.00', '150.00', '179.99', '-29.99', 'invoice,payout']]);
  assert.equal(ties, true);
  const next = await rollForward(b.platform, TENANT, { period: '2026-11', entity: 'main' });
  assert.deepEqual(next.rows.map((r) => [r.account, r.opening, r.closing]), [
    ['assets:carried-forward:stripe', '50.00', '0.00'], ['assets:clearing:stripe', '-29.99', '-29.99']]);
});

it('what will never be settled is written off item by item, with a second person, or by rule', async () => {
  const off = (item: string, why = 'the provider closed the case') =>
    writeOff(b.platform, act('anna', why), { account: 'assets:clearing:stripe', item, date: '2026-11-20' });
  await assert.rejects(off('nobody'), /Nothing called nobody is open/);
  const asked = await off('Z-9');
  assert.deepEqual([asked.state, asked.amount, asked.reason], ['waiting', '-30.00', 'missing order']);
  await decideJournal(b.platform, act('ben'), asked.id, 'approved');
  await b.policy('*', { settlement: 'documents', clearingDays: 20, approval: { 'write-off': { above: '1.00' } } });
  const small = await off('C-1');
  assert.deepEqual([small.state, small.amount, small.reason], ['posted', '0.01', 'rounding']);
  b.worker.wake();
  await b.until('written off', async () => (await clearing('2026-11-30')).length === 0);
  assert.deepEqual([await b.balance('expenses:rounding'), await b.balance('expenses:adjustments:stripe')], [1n, -3000n]);
  assert.deepEqual(await clearing('2026-10-31'), [['C-1', '0.01', 'rounding', 11], ['Z-9', '-30.00', 'missing order', 6]],
    'October is as it was: the write-off is of November');
  await b.policy('*', { settlement: 'documents', clearingDays: 20 });
});

it('an entry that is taken back while its lines still settle orders cannot be explained', async () => {
  await b.stripe('po_bad', '2026-10-26', [['Z-8', '7.00', '2026-10-25']]);
  const [entry] = await b.rows<{ number: string }>(`select number from entry where memo = 'payout stripe po_bad'`);
  const { id } = await correct(b.platform, act('anna', 'not ours'), { reverses: entry!.number, date: '2026-10-26' });
  await decideJournal(b.platform, act('ben'), id, 'approved');
  b.worker.wake();
  await b.until('taken back', async () => (await b.rows(`select 1 from entry where kind = 'reversal'`)).length === 1);
  const proven = await reconcile(b.platform, TENANT, { entity: 'main', from: '2026-10-01', to: '2026-10-31' });
  const open = proven.clearing[0]!.items.map((i) => [i.item, i.amount, i.reason, i.looks]);
  assert.deepEqual(open[0], ['po_bad', '7.00', 'unexplained', true]);
  assert.equal(proven.proven, false);
  assert.equal(proven.clearing[0]?.balance, '-29.99');
});

it('is an exception for finance when the clock looks, once, and closes when it is explained', async () => {
  const worries = () => b.rows<{ detail: string; owner: string }>(`
    select fault->>'detail' as detail, owner from delivery where exception = 'ClearingNotZero' and state = 'Parked'`);
  assert.deepEqual((await watchClearing(b.platform, TENANT)).raised, ['clearing:main:assets:clearing:stripe:USD']);
  b.worker.wake();
  await b.until('on the worklist', async () => (await worries()).length === 1);
  assert.match((await worries())[0]!.detail, /stands at 0\.00 USD; to look at: 2\. po_bad 7\.00 USD \(unexplained/);
  assert.deepEqual((await watchClearing(b.platform, TENANT)).raised, [], 'it is there already');
  await b.policy('*', { settlement: 'documents', clearingDays: 20_000 });
  await b.rows(`update payout_view set mode = 'summary' where external = 'po_bad'`);
  assert.deepEqual(await watchClearing(b.platform, TENANT), { raised: [], settled: 1 });
  assert.deepEqual(await worries(), []);
  await b.rows(`update payout_view set mode = 'documents' where external = 'po_bad'`);
  await b.policy('*', { settlement: 'documents', clearingDays: 20 });
});

it('says what blocks a close and what to do, and closes when nothing does', async () => {
  assert.deepEqual(await states(), {
    'the month is over': 'fine', 'earlier months': 'fine', 'journals balance': 'fine', 'clearing explained': 'blocks', 'clearing open': 'open',
    'documents posted': 'fine', 'journals in the ERP': 'fine', 'roll-forwards tie': 'fine', suspense: 'fine', 'facilitator tax': 'fine',
    approvals: 'fine', 'codes classified late': 'fine', deposits: 'fine', 'exceptions of finance': 'fine', 'payouts without a stated total': 'open', chargebacks: 'fine' });
  await assert.rejects(closePeriod(b.platform, act('fin'), october), /cannot be closed: clearing explained \(1\)/);
  await assert.rejects(closePeriod(b.platform, act('fin'), october, { inSpite: true }), /needs a reason/);
  const done = await closePeriod(b.platform, act('fin', 'the provider sends a correction'), october, { inSpite: true });
  assert.deepEqual([done.state, done.inSpite], ['closed', ['clearing explained']]);
  const [kept] = await b.rows<{ checklist: { by: string; inSpite: string[] } }>(`select checklist from period where period = '2026-10'`);
  assert.deepEqual([kept?.checklist.by, kept?.checklist.inSpite], ['test:fin', ['clearing explained']]);
  await assert.rejects(closePeriod(b.platform, act('fin'), october), /closed already/);
  assert.equal((await listPeriods(b.platform, TENANT))[0]?.state, 'closed');
});

it('a month is closed after those before it', async () => {
  await b.stripe('po_sep', '2026-09-10', [['Z-7', '1.00', '2026-09-09']]);
  const list = await checklist(b.platform, TENANT, { entity: 'main', period: '2026-11' });
  assert.deepEqual(list.checks.find((c) => c.check === 'earlier months')?.items, ['2026-09']);
});

it('a cent within the tolerance is written off by the clock where the policy wants nobody asked, and says so', async () => {
  await b.invoice('R-1', 1000n, { at: '2026-11-02T09:00:00.000Z' });
  await b.stripe('po_cent', '2026-11-05', [['R-1', '9.99', '2026-11-03']]);
  const open = async () => (await clearing('2026-11-30')).filter(([item]) => item === 'R-1').map(([, amount, reason]) => [amount, reason]);
  await watchClearing(b.platform, TENANT);
  assert.deepEqual(await open(), [['0.01', 'rounding']], 'every write-off is approved unless the policy says otherwise');
  await b.policy('*', { settlement: 'documents', clearingDays: 20_000, approval: { 'write-off': { above: '0.05' } } });
  await watchClearing(b.platform, TENANT);
  b.worker.wake();
  await b.until('written off', async () => (await open()).length === 0);
  const [audit] = await b.rows<{ who: string; why: string }>(`select who, why from audit where after::text like '%R-1%' order by position desc limit 1`);
  assert.deepEqual([audit?.who, audit?.why], ['threadline', 'within the tolerance of the policy books: up to 1 in minor units']);
  const before = await b.balance('expenses:rounding');
  await watchClearing(b.platform, TENANT);
  assert.equal(await b.balance('expenses:rounding'), before, 'once');
});

it('month after month every account rolls forward to what its postings come to, asked of the database otherwise', async () => {
  const stands = async (to: string) => new Map((await b.rows<{ name: string; amount: bigint }>(`
    select l->>'account' || ' ' || (l->>'unit') as name, sum((l->>'amount')::bigint)::bigint as amount
    from entry e cross join jsonb_array_elements(e.lines) as l where e.book = 'money' and e.date <= $1::date group by 1`, [to]))
    .map((r) => [r.name, r.amount]));
  const cents = (text: string) => BigInt(text.replace('.', ''));
  let before = new Map<string, bigint>();
  for (const period of ['2026-09', '2026-10', '2026-11', '2026-12']) {
    const { rows, ties } = await rollForward(b.platform, TENANT, { period, roots: [] });
    const there = await stands(daysOf(period).to);
    assert.ok(ties && rows.length > 0, period);
    for (const { account, currency, opening, debit, credit, closing, movements } of rows) {
      const name = `${account} ${currency}`;
      assert.equal(cents(opening), before.get(name) ?? 0n, `${period} ${name}: it opens with what it closed with`);
      assert.equal(cents(opening) + cents(debit) - cents(credit), cents(closing), `${period} ${name}`);
      assert.equal(cents(closing), there.get(name) ?? 0n, `${period} ${name}: the postings say otherwise`);
      assert.equal(movements.reduce((n, m) => n + cents(m.debit) - cents(m.credit), 0n), cents(debit) - cents(credit), `${period} ${name}: by class`);
    }
    const shown = new Set(rows.map((r) => `${r.account} ${r.currency}`));
    assert.deepEqual([...there].filter(([name, amount]) => amount !== 0n && !shown.has(name)), [], 'an account is left out');
    before = there;
  }
});

it('whatever a payout puts on an account that must come back is rolled forward', () => {
  const places = PAYOUT_CLASSES.flatMap((c) => (['documents', 'summary'] as const).map((mode) => String(payoutAccount(c, 'x' as never, mode))));
  const kept = places.filter((a) => /^(assets|liabilities|suspense)/.test(a) && !/^(assets:(bank|input-tax)|liabilities:(sales-tax|tips|duties))/.test(a));
  assert.deepEqual([...new Set(kept)].filter((a) => !ROLLED.some((root) => a === root || a.startsWith(`${root}:`))), []);
});
