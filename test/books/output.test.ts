/** Journals and payouts on paper: beancount that bean-check takes, workbooks, one page of HTML, CSV; by command and API. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { entryOf } from '#runtime/journal-entry.ts';
import { journalIn } from '#runtime/journal-formats.ts';
import { explainPayout, findPayout } from '#runtime/operations/payouts.ts';
import { payoutIn } from '#runtime/payout-output.ts';
import { gathered, journalWorkbook, TooLong } from '#runtime/workbooks.ts';
import { entriesOf } from '#store/journal.ts';
import { booksGround, TENANT, type Books } from './books.fixture.ts';

let b: Books;
before(async () => {
  const dimensions = { region: { of: 'channel', values: { stripe: 'EU' }, accounts: ['assets:clearing'] },
    country: { of: 'marketplace', values: { 'Shop.de': 'DE', 'Shop.fr': 'FR' } } };
  b = await booksGround({ '*': { settlement: 'documents', dimensions }, shop: { settledBy: { simulated: 'stripe' } } });
  await b.invoice('W-1', 10_000n);
  await b.stripe('po_1', '2026-11-20', [['W-1', '100.00', '2026-10-30'], ['<b>W-2</b>', '7.00', '2026-11-19']]);
});
after(() => b.close());

const entries = async () => {
  const all = [];
  for await (const page of entriesOf(b.platform.pool, TENANT, { book: 'money' })) all.push(...page.map(entryOf));
  return all;
};
const explained = async () => explainPayout(b.platform, TENANT, await findPayout(b.platform, TENANT, 'po_1'));
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

it('beancount is read by beancount itself, where it is installed', async (t) => {
  const found = spawnSync('bean-check', ['--version']);
  if (found.error) return t.diagnostic('bean-check is not here: nothing was checked by it');
  const file = join(mkdtempSync(join(tmpdir(), 'books-')), 'ledger.beancount');
  writeFileSync(file, journalIn('beancount', await entries()));
  assert.equal(execFileSync('bean-check', [file]).toString(), '');
});

it('entries carry their number, class and dimensions into every format', async () => {
  const all = await entries();
  const payout = all.find((e) => e.memo === 'payout stripe po_1');
  assert.deepEqual([payout?.number, payout?.kind, payout?.dimensions], ['PAY-2026-000002', 'payout', { channel: 'stripe', region: 'EU' }]);
  const rows = parse(journalIn('csv', all), { columns: true }) as Record<string, string>[];
  assert.deepEqual([...new Set(rows.map((r) => `${r['kind']} ${r['number']} ${r['channel']}`))],
    ['payout PAY-2026-000001 stripe', 'invoice  shop', 'payout PAY-2026-000002 stripe']);
  assert.deepEqual(rows.filter((r) => r['number'] === 'PAY-2026-000002').map((r) => [r['account'], r['dimensions']]).toSorted(), [
    ['assets:bank:stripe', ''], ['assets:carried-forward:stripe', ''], ['assets:clearing:stripe', 'region=EU']]);
});

it('of a payout over several marketplaces each line stands under its own, and what follows from it', async () => {
  await b.policy('payout-csv', { settlement: 'summary', dimensions: { country: { of: 'marketplace', values: { 'Shop.de': 'DE', 'Shop.fr': 'FR' } } } });
  const row = (type: string, amount: string, marketplace: string) => `MP-1,2026-11-21,EUR,2026-11-20,${type},${amount},${marketplace}`;
  const { waiting } = await b.hand('payout-csv', 'settlement', ['payout,payout date,currency,date,type,amount,marketplace',
    row('sale', '100.00', 'Shop.de'), row('sale', '60.00', 'Shop.fr'), row('commission', '-10.00', 'Shop.de'), row('commission', '-9.00', 'Shop.fr'),
    row('subscription', '-5.00', ''), row('tax', '19.00', 'Shop.de'), row('facilitator-tax', '-19.00', 'Shop.de'), ''].join('\n'));
  assert.deepEqual(waiting, []);
  const rows = (parse(journalIn('csv', await entries()), { columns: true }) as Record<string, string>[])
    .filter((r) => r['memo'] === 'payout payout-csv MP-1');
  assert.deepEqual(rows.map((r) => `${r['account']} ${r['amount']} ${r['marketplace']} ${r['dimensions']}`).toSorted(), [
    'assets:bank:payout-csv 136.00  ', 'expenses:commission:payout-csv 10.00 Shop.de country=DE', 'expenses:commission:payout-csv 9.00 Shop.fr country=FR',
    'expenses:subscriptions:payout-csv 5.00  ', 'income:sales:payout-csv -100.00 Shop.de country=DE', 'income:sales:payout-csv -60.00 Shop.fr country=FR',
    'liabilities:facilitator-tax:payout-csv:collected -19.00 Shop.de country=DE', 'liabilities:facilitator-tax:payout-csv:withheld 19.00 Shop.de country=DE']);
  const [{ off }] = (await b.rows<{ off: string }>(`select coalesce(sum(abs(b.amount - p.amount)), 0)::text as off from balance b
    join (select account, unit, sum(amount) as amount from posting group by 1, 2) p using (account, unit) where b.account like '%:payout-csv%'`)) as [{ off: string }];
  assert.equal(off, '0', 'a balance is the sum of its postings, over all marketplaces');
});

it('a workbook has debit and credit as numbers, names from the chart, and no formulas', async () => {
  const made = unzipSync(await journalWorkbook([...await entries(),
    { id: 'x', book: 'money', date: '2026-11-21', memo: '=HYPERLINK("http://x")', document: 'd', legalEntity: 'main', correlation: 'c', lines: [] }]));
  const sheet = text(made['xl/worksheets/sheet1.xml']);
  assert.match(sheet, /<v>100<\/v>/);
  assert.doesNotMatch(sheet, /<f>/);
  assert.match(text(made['xl/sharedStrings.xml']), /Clearing/);
  const some = await entries();
  const page = Array.from({ length: 2000 }, () => some).flat();
  const endless = (async function* () { for (;;) yield page; })();
  await assert.rejects(gathered(endless), TooLong);
});

it('a payout prints on one page of HTML, harmless whatever a partner wrote', async () => {
  const page = String(await payoutIn('html', await explained(), '2026-11-21'));
  assert.match(page, /<h1>stripe po_1<\/h1>/);
  assert.match(page, /&lt;b&gt;W-2&lt;\/b&gt;/);
  assert.doesNotMatch(page, /<b>W-2/);
  assert.match(page, /Open on clearing<b>-7\.00 USD<\/b>/);
  assert.doesNotMatch(page, /<script|src=|href=/);
});

it('and as CSV and a workbook of three sheets', async () => {
  const x = await explained();
  const rows = parse(String(await payoutIn('csv', x, '2026-11-21')), { columns: true }) as Record<string, string>[];
  assert.deepEqual(rows.filter((r) => r['part'] === 'open').map((r) => [r['name'], r['amount'], r['why']]), [['<b>W-2</b>', '-7.00', 'missing order']]);
  const book = unzipSync(await payoutIn('xlsx', x, '2026-11-21') as Buffer);
  assert.deepEqual([...text(book['xl/workbook.xml']).matchAll(/<sheet [^>]*name="(\w+)"/g)].map((m) => m[1]), ['Payout', 'Open', 'Journal']);
});
