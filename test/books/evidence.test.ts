/** The evidence of a month: whoever has the original statement can hash it and find it, and every file is in the index. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { decideJournal, listApprovals } from '#runtime/operations/approvals.ts';
import { evidence } from '#runtime/operations/evidence.ts';
import { act, booksGround, statement, TENANT, type Books } from './books.fixture.ts';

let b: Books;
const files = new Map<string, string>();
const sent = statement('po_ev', '2026-10-20', [['E-1', '100.00', '2026-10-19']]);
const sha = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
before(async () => {
  b = await booksGround({ '*': { settlement: 'documents', approval: { payout: { above: '50' } } }, shop: { settledBy: { simulated: 'stripe' } } });
  await b.invoice('E-1', 10_000n, { at: '2026-10-15T09:00:00.000Z' });
  await b.hand('stripe', 'settlement', sent);
  const [waiting] = await listApprovals(b.platform, TENANT);
  await decideJournal(b.platform, act('ben', 'checked against the bank'), waiting!.id, 'approved');
  for await (const { path, content } of evidence(b.platform, TENANT, { entity: 'main', period: '2026-10' }, '2026-11-21'))
    files.set(path, path.endsWith('.xlsx') ? (content as Buffer).toString('base64') : String(content));
});
after(() => b.close());
const rows = (path: string) => parse(files.get(path) ?? '', { columns: true }) as Record<string, string>[];

it('holds what an auditor walks through', () =>
  assert.deepEqual([...files.keys()], [
    'journal.csv', 'journal.json', 'journal.beancount', 'journal.journal', 'journal.xlsx', 'trial-balance.csv', 'roll-forwards.json',
    'reconciliation.json', 'proof.csv', 'checklist.json', 'approvals.csv', 'reclassifications.csv', 'versions.csv', 'audit.csv', 'dimensions.csv', 'sources.csv',
    'payouts/stripe-po_ev.html', 'payouts/stripe-po_ev.json', 'classes.csv', 'index.json']));

it('names each statement by the digest of its bytes, and what was made of it', () =>
  assert.deepEqual(rows('sources.csv').map((r) => [r['connection'], r['transport'], r['sha256'], r['entries'], r['reader_version']]),
    [['stripe', 'ingest', sha(sent), 'PAY-2026-000001', '2']]));

it('says who approved what, with the audit entry that proves it', () => {
  assert.deepEqual(rows('approvals.csv').map((r) => [r['author'], r['state'], r['decided_by'], r['why']]),
    [['threadline', 'approved', 'test:ben', 'checked against the bank']]);
  const [entry] = rows('audit.csv').filter((r) => r['what'] === 'journal.approved');
  assert.match(entry?.['hash'] ?? '', /^[0-9a-f]{64}$/);
});

it('names the version of the table that gave each settlement its classes', () => {
  assert.deepEqual(rows('classes.csv').map((r) => [r['connection'], r['settlement'], r['by'], r['version']]), [['stripe', 'po_ev', 'table', '2']]);
  assert.match(files.get('payouts/stripe-po_ev.html')!, /Classes by table 2 of stripe\./);
});

it('has the proof line by line, and says when no ERP can be asked', () => {
  const proof = rows('proof.csv').map((r) => [r['side'], r['what'], r['currency'], r['amount'], r['holds']]);
  assert.deepEqual(proof.filter(([side]) => side === 'clearing'), [['clearing', 'assets:clearing:stripe', 'USD', '0.00', 'yes']]);
  assert.ok(proof.some(([side, , , , good]) => side === 'journals' && good === 'yes'));
  assert.ok(proof.some(([side, what]) => side === 'roll-forward' && what === 'assets:clearing:stripe'));
  assert.match(rows('proof.csv').find((r) => r['side'] === 'erp')?.['says'] ?? '', /ERP/);
});

it('proves itself: the trial balance comes to nothing, every file is in the index under its digest', () => {
  const total = rows('trial-balance.csv').reduce((n, r) => n + BigInt(r['closing']!.replace('.', '')), 0n);
  assert.equal(total, 0n);
  const { files: index } = JSON.parse(files.get('index.json')!) as { files: { path: string; sha256: string }[] };
  assert.equal(index.length, files.size - 1);
  for (const { path, sha256 } of index)
    assert.equal(sha256, sha(path.endsWith('.xlsx') ? Buffer.from(files.get(path)!, 'base64') : files.get(path)!), path);
  assert.equal(JSON.parse(files.get('reconciliation.json')!).proven, true);
});
