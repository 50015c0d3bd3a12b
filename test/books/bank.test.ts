/** The bank: deposits found, grouped, split, short by a cent, late, missing; statements that repeat, and that leave a gap. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { loadConfiguration } from '#runtime/platform.ts';
import { bankAccounts, explainByHand, listBankLines, listDeposits, matchByHand, unmatch } from '#runtime/operations/bank.ts';
import { savePolicies } from '#store/operate-configuration.ts';
import { act, booksGround, TENANT, type Books } from './books.fixture.ts';

let b: Books;
before(async () => { b = await booksGround(); });
after(() => b.close());

const HEAD = 'Date,Description,Amount,Currency,Balance\n';
/** A statement as CSV: opening balance, then [day, text, amount in cents]. */
function csv(opening: number, lines: readonly (readonly [string, string, number])[]): string {
  let balance = opening;
  return HEAD + lines.map(([day, text, cents]) => {
    balance += cents;
    return `${day},${text},${(cents / 100).toFixed(2)},USD,${(balance / 100).toFixed(2)}\n`;
  }).join('');
}
const bank = (opening: number, lines: readonly (readonly [string, string, number])[]) => b.hand('bank', 'statement', csv(opening, lines));
const deposits = () => b.rows<{ external: string; state: string }>(`
  select external, case when match_id is not null then 'matched' when missing then 'missing' else 'open' end as state from deposit order by external`);
const states = async () => Object.fromEntries((await deposits()).map((d) => [d.external, d.state]));
const asked = async (kind: string) => (await b.rows<{ detail: string }>(`
  select fault->>'detail' as detail from delivery where exception = $1 and state = 'Parked'`, [kind])).map((r) => r.detail);

it('a payout’s money is in transit until the bank has it', async () => {
  await b.stripe('po_first1', '2026-11-03', [['A-1', '100.00', '2026-11-02']]);
  assert.equal(await b.balance('assets:bank:stripe'), 10_000n);
  const seen = await bank(50_000, [['2026-11-03', 'STRIPE TRANSFER PO_FIRST1', 10_000], ['2026-11-03', 'OFFICE RENT', -5000]]);
  assert.equal(seen.messages['BankStatementReceived'], 1);
  await b.until('matched', async () => (await states())['po_first1'] === 'matched');
  await b.until('posted', async () => (await b.balance('assets:bank:bank')) === 10_000n);
  assert.equal(await b.balance('assets:bank:stripe'), 0n);
});

it('the same statement again, and a longer one over the same days, change nothing', async () => {
  await bank(50_000, [['2026-11-03', 'STRIPE TRANSFER PO_FIRST1', 10_000], ['2026-11-03', 'OFFICE RENT', -5000]]);
  await bank(50_000, [['2026-11-03', 'STRIPE TRANSFER PO_FIRST1', 10_000], ['2026-11-03', 'OFFICE RENT', -5000], ['2026-11-04', 'COFFEE', -300]]);
  const [lines] = await b.rows<{ n: number; repeats: number }>(
    'select count(*) filter (where not repeats)::int as n, count(*) filter (where repeats)::int as repeats from bank_line');
  assert.deepEqual(lines, { n: 3, repeats: 2 });
  assert.equal(await b.balance('assets:bank:bank'), 10_000n);
});

it('one that does not add up is refused whole, with the difference', async () => {
  const broken = csv(54_700, [['2026-11-05', 'STRIPE', 100], ['2026-11-05', 'STRIPE', 200]]).replace('550.00', '550.01');
  const seen = await b.hand('bank', 'statement', broken);
  assert.match(seen.waiting[0]?.detail ?? '', /difference 0\.01/);
  assert.equal(seen.waiting[0]?.exception, 'StatementVariance');
});

it('a cent too little is rounding, by policy and in sight', async () => {
  await b.stripe('po_cent01', '2026-11-05', [['A-2', '70.00', '2026-11-04']]);
  await bank(54_700, [['2026-11-05', 'STRIPE PAYMENTS', 6999]]);
  await b.until('rounding', async () => (await b.balance('expenses:rounding:bank')) === 1n);
  assert.equal((await states())['po_cent01'], 'matched');
});

it('several payouts in one deposit, one payout in several', async () => {
  await b.stripe('po_two001', '2026-11-06', [['A-3', '30.00', '2026-11-05']]);
  await b.stripe('po_two002', '2026-11-06', [['A-4', '45.00', '2026-11-05']]);
  await b.stripe('po_parts1', '2026-11-06', [['A-5', '90.00', '2026-11-05']]);
  await bank(61_699, [['2026-11-06', 'STRIPE PAYMENTS', 7500], ['2026-11-06', 'STRIPE 1/2 po_parts1', 5000], ['2026-11-06', 'STRIPE 2/2 po_parts1', 4000]]);
  await b.until('all three', async () => ['po_two001', 'po_two002', 'po_parts1'].every(((s) => (p: string) => s[p] === 'matched')(await states())));
  const by = await b.rows<{ by: string }>('select by from deposit_match order by matched_at, by');
  assert.deepEqual(by.map((m) => m.by).slice(-2).sort(), ['several deposits', 'several payouts']);
});

it('what does not come is missing after its days, and closes by itself when it does', async () => {
  await b.stripe('po_late01', '2026-11-09', [['A-6', '55.00', '2026-11-08']]);
  await bank(78_199, [['2026-11-10', 'OFFICE RENT', -100]]);
  assert.deepEqual(await asked('DepositMissing'), []);
  await bank(78_099, [['2026-11-12', 'OFFICE RENT', -100]]);
  await b.until('missing', async () => (await asked('DepositMissing')).length === 1);
  assert.match((await asked('DepositMissing'))[0]!, /stripe says that it paid 55\.00 USD on 2026-11-09 \(po_late01\)/);
  await bank(77_999, [['2026-11-13', 'STRIPE PAYMENTS', 5500]]);
  await b.until('settled', async () => (await asked('DepositMissing')).length === 0);
  assert.equal((await states())['po_late01'], 'matched');
});

it('a statement that does not begin where the last one ended leaves a gap, until the one between comes', async () => {
  await bank(90_000, [['2026-11-18', 'COFFEE', -300]]);
  await b.until('gap', async () => (await asked('StatementGap')).length === 1);
  assert.match((await asked('StatementGap'))[0]!, /ends with 834\.99 USD, .* begins with 900\.00; 65\.01 moved/);
  await bank(83_499, [['2026-11-16', 'A CHEQUE', 6501]]);
  await b.until('closed', async () => (await asked('StatementGap')).length === 0);
});

it('lines that are no deposits are posted by the words of a rule', async () => {
  await savePolicies(b.platform.pool, { tenant: TENANT, version: 900, author: 'test' },
    [{ name: 'deposits', scope: '*', value: { rules: [{ text: 'monthly fee', account: 'expenses:bank-fees', only: 'out' }] } }]);
  await loadConfiguration(b.platform);
  await bank(89_700, [['2026-11-19', 'MONTHLY FEE', -1250]]);
  await b.until('posted', async () => (await b.balance('expenses:bank-fees')) === 1250n);
});

it('a payout that is told after the bank had it finds its line', async () => {
  await bank(88_450, [['2026-11-19', 'STRIPE po_after1', 4200]]);
  await b.stripe('po_after1', '2026-11-19', [['A-7', '42.00', '2026-11-18']]);
  await b.until('matched', async () => (await states())['po_after1'] === 'matched');
});

it('a person says what a line is, what belongs together, and takes it back; all of it audited', async () => {
  await b.stripe('po_hand01', '2026-11-19', [['A-8', '64.00', '2026-11-18']]);
  const handed = await bank(92_650, [['2026-11-20', 'STRIPE PAYMENTS', 6123], ['2026-11-20', 'MYSTERY', -777]]);
  assert.deepEqual(handed.statements.map((s) => [s.open, s.openAmount]), [[2, '53.46']]);
  const open = await listBankLines(b.platform, act('anna'), { state: 'open', limit: 50 });
  const [line, mystery] = ['61.23', '-7.77'].map((amount) => open.find((l) => l.amount === amount)!);
  assert.equal(line!.reason, 'could be stripe po_hand01, and -2.77 USD lie between them');
  const [deposit] = await listDeposits(b.platform, TENANT, { state: 'open', limit: 50 });
  await matchByHand(b.platform, act('ben', 'the bank kept a fee'), { lines: [line!.id], deposits: [deposit!.id] });
  await explainByHand(b.platform, act('ben', 'a refund of ours'), mystery!.id, 'income:returns');
  b.worker.wake();
  await b.until('posted', async () => (await b.balance('income:returns')) === 777n && (await b.balance('expenses:bank-fees:bank')) === 277n);
  await assert.rejects(matchByHand(b.platform, act('cem'), { lines: [line!.id], deposits: [deposit!.id] }), /are not open/);
  const [after] = await listDeposits(b.platform, TENANT, { payout: deposit!.payout, limit: 5 });
  assert.deepEqual([after!.state, after!.match?.by, after!.match?.fee], ['matched', 'person', '-2.77']);
  await unmatch(b.platform, act('ben', 'it was another one'), after!.match!.id);
  b.worker.wake();
  await b.until('taken back', async () => (await b.balance('expenses:bank-fees:bank')) === 0n);
  assert.equal((await states())['po_hand01'], 'open');
  const audited = await b.rows<{ what: string }>(`select distinct what from audit where what like 'deposit.%' or what like 'bank.%' order by what`);
  assert.deepEqual(audited.map((a) => a.what), ['bank.explain', 'bank.read', 'deposit.match', 'deposit.unmatch']);
});

it('the account adds up: what was there before, what the books have, what is open', async () => {
  const [a] = await bankAccounts(b.platform, TENANT);
  assert.deepEqual([a!.closing, a!.before], ['979.96', '500.00']);
  assert.equal(await b.balance('assets:bank:bank'), 97_996n - 50_000n - BigInt(Math.round(Number(a!.open) * 100)));
});
