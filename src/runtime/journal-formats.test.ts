/** The ledger's formats: exact amounts, names that stay apart, and nothing that a reader could run or misread. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { decimalOf, entryText, JOURNAL_FORMATS, journalIn, journalWriter, type JournalEntry } from './journal-formats.ts';

const entry = (more: Partial<JournalEntry> = {}): JournalEntry => ({
  id: '0190-1', book: 'money', date: '2026-11-21', memo: 'Invoice INV-1', document: 'order:ord-1', legalEntity: 'main', correlation: 'c',
  lines: [
    { account: 'assets:clearing:shopify-us', unit: 'USD', amount: '66.96' },
    { account: 'revenue:sales', unit: 'USD', amount: '-66.96' },
  ], ...more,
});
const goods = entry({ book: 'goods', date: '2026-11-20', lines: [
  { account: 'stock:east:on_hand', unit: 'tee m/1', amount: '-2' }, { account: 'stock:east:on-hand', unit: 'TEE-M-1', amount: '2' }] });

it('amounts have the places of their unit; goods are whole even when a SKU is spelled like a currency', () => {
  assert.equal(decimalOf('money', 1234n, 'JPY'), '1234');
  assert.equal(decimalOf('money', -5n, 'KWD'), '-0.005');
  assert.equal(decimalOf('goods', 5n, 'USD'), '5');
});

it('plain text: one block per entry, amounts aligned, comments and commodities safe', () => {
  assert.equal(journalIn('text', [entry()]), [
    '2026-11-21 * Invoice INV-1',
    '    assets:clearing:shopify-us                   66.96 USD',
    '    revenue:sales                               -66.96 USD', '',
  ].join('\n'));
  assert.match(entryText(entry({ memo: 'a;b\n2026-01-01 * c' })), /^2026-11-21 \* a,b 2026-01-01 \* c\n {4}assets/);
  assert.match(entryText(goods), /-2 "tee m\/1"$/m);
  const long = entryText(entry({ lines: [{ account: 'a'.repeat(60), unit: 'EUR', amount: '-123456789012345.00' }] }));
  assert.match(long, /a {2}-123456789012345\.00 EUR$/, 'two spaces part account and amount, always');
});

it('csv: reads back as it was; a formula is text, a negative amount is a number', () => {
  const memo = '=HYPERLINK("http://x"), "quoted"\nsecond line';
  const text = journalIn('csv', [entry({ memo, lines: [
    { account: '+cmd', unit: '@SKU', amount: '-1.00' }, { account: '-x', unit: '\tA', amount: '1.00' }] })]);
  assert.match(text, /^date,entry,book,legal_entity,document,memo,account,unit,amount,number,kind,document_date,reverses,channel,marketplace,location,dimensions\r\n/);
  const [first, second] = parse(text, { columns: true }) as Record<string, string>[];
  assert.equal(first!['memo'], `'${memo}`);
  assert.deepEqual([first!['account'], first!['unit'], first!['amount']], ["'+cmd", "'@SKU", '-1.00']);
  assert.deepEqual([second!['account'], second!['unit'], second!['amount']], ["'-x", "'\tA", '1.00']);
});

it('beancount: five roots, every account opened once before its use, names respelled and never merged', () => {
  const text = journalIn('beancount', [entry({ memo: 'say "hi" \\ there' }), goods, entry({ lines: [
    { account: 'weird', unit: '1', amount: '1' }, { account: 'assets', unit: '1', amount: '-1' }] })]);
  assert.match(text, /^2026-11-21 open Assets:All$/m);
  assert.match(text, /^2026-11-20 open Assets:Stock:East:On-hand$/m);
  assert.match(text, /^2026-11-21 \* "say \\"hi\\" \\\\ there"$/m);
  assert.match(text, /^ {2}Assets:Stock:East:On-hand +-2 TEE-M-1\n {4}account: "stock:east:on_hand"\n {4}unit: "tee m\/1"$/m);
  assert.match(text, /^ {2}Assets:Stock:East:On-hand-2 +2 TEE-M-1-2\n {4}account: "stock:east:on-hand"\n {4}unit: "TEE-M-1"$/m);
  assert.match(text, /^ {2}Equity:Other:Weird +1 SKU-1$/m);
  for (const [, name] of text.matchAll(/^ {2}((?:Assets|Equity|Income):\S+) /gm))
    assert.equal(text.split(` open ${name}\n`).length, 2, `${name} is not opened once`);
  assert.ok(text.indexOf('open Assets:Stock:East:On-hand\n') < text.indexOf('  Assets:Stock:East:On-hand '));
});

it('json is the entries; nothing is an empty journal in every format', () => {
  assert.deepEqual(JSON.parse(journalIn('json', [entry(), goods])), [entry(), goods]);
  assert.deepEqual(JSON.parse(journalIn('json', [])), []);
  assert.equal(journalIn('text', []), '');
  assert.equal(journalIn('beancount', []), '');
  assert.equal(journalIn('csv', []).split('\r\n').length, 2);
});

it('pages make the same journal as the whole', () => {
  const entries = [goods, entry(), entry({ id: '0190-2' })];
  for (const format of JOURNAL_FORMATS) {
    const writer = journalWriter(format);
    const paged = [...entries.map((e) => writer.page([e])), writer.end()].join('');
    assert.equal(paged, journalIn(format, entries), format);
  }
});
