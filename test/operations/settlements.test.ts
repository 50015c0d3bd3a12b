/**
 * A settlement too large to hold goes the long way: into pieces, read as a stream, written before the turn that tells of
 * it, added up by the database. It must come to what the short way comes to.
 */
import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { brand } from '#domain/brand.ts';
import { toText } from '#domain/journal.ts';
import { postPayout } from '#domain/posting/payout.ts';
import { makeIntake } from '#runtime/intake.ts';
import { drain } from '#runtime/operations/drain.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { PIECE } from '#runtime/pieces.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { readSettlement } from '#connectors/amazon/settlement/file.ts';
import { writeSettlement } from '../../bench/settlement-file.ts';
import { ground, TENANT, type Ground } from '../engine/bench.fixture.ts';

const LINES = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'settlements-'));
const file = join(folder, 'settlement.txt');
let g: Ground;
let worker: Worker;
before(async () => {
  g = await ground();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
  rmSync(folder, { recursive: true, force: true });
});

const hand = async (path: string) => {
  const head = readFileSync(path).subarray(0, PIECE);
  const taken = await ingestFile(g.opened.platform, g.intake, { tenant: TENANT, who: 'test:anna' },
    { connection: 'amazon', topic: 'settlement', body: head, pieces: () => createReadStream(path, { highWaterMark: PIECE }) });
  return drain(g.opened.platform, { tenant: TENANT, documents: [taken], controlUrl: g.url,
    intake: makeIntake(g.opened.platform, () => {}), timeoutSeconds: 60 });
};
const rows = async (table: 'payout_line' | 'payout_view' | 'raw_piece' | 'entry'): Promise<number> =>
  (await g.opened.platform.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]!.n;

it('comes to the same journals as the same lines one by one', async () => {
  const written = writeSettlement(file, '20000000555', LINES);
  const { payouts: [x], waiting, complete } = await hand(file);
  assert.ok(x && complete);
  assert.deepEqual(waiting, []);
  assert.deepEqual([x.lines, x.sum, x.suspense], [LINES, `${written.total / 100n}.${String(written.total % 100n).padStart(2, '0')}`, '0.00']);
  const whole = readSettlement(brand('amazon'), readFileSync(file)).payout;
  const texts = postPayout(whole, { mode: 'documents' }).map(toText);
  const booked = x.journal.map((e) => ({ date: e.date, lines: e.lines.map((l) => `${l.account} ${l.amount} ${l.unit}`).sort() }));
  assert.deepEqual(booked, texts.map((text) => ({
    date: text.slice(0, 10), lines: text.split('\n').slice(1).map((l) => l.trim().replaceAll(/ +/g, ' ')).sort(),
  })));
});

it('the same file again changes nothing, and is not stored a second time', async () => {
  const before = [await rows('payout_line'), await rows('entry'), await rows('raw_piece')];
  const { changed, refused } = await hand(file);
  assert.deepEqual([changed, refused], [false, []]);
  assert.deepEqual([await rows('payout_line'), await rows('entry'), await rows('raw_piece')], before);
});

it('a large one that was corrected is booked as its difference, line by line, and told once more changes nothing', async () => {
  const corrected = join(folder, 'corrected.txt');
  const lines = readFileSync(file, 'utf8').split('\n');
  // One fee is a cent more and another is a cent less, so that neither the sum nor the number of lines says that something changed.
  const [up, down] = lines.flatMap((l, i) => (/\t-3\.22\t/.test(l) ? [i] : [])) as [number, number];
  lines[up] = lines[up]!.replace('\t-3.22\t', '\t-3.23\t');
  lines[down] = lines[down]!.replace('\t-3.22\t', '\t-3.21\t');
  writeFileSync(corrected, lines.join('\n'));
  const { payouts: [x], waiting, changed } = await hand(corrected);
  assert.deepEqual([waiting, changed, x?.external, x?.lines, x?.sum], [[], true, '20000000555 (corrected 2)', 4, '0.00']);
  const there = [await rows('payout_line'), await rows('entry')];
  assert.deepEqual([(await hand(corrected)).changed, await rows('payout_line'), await rows('entry')], [false, ...there]);
});

it('one that does not add up leaves nothing behind', async () => {
  const broken = join(folder, 'broken.txt');
  writeFileSync(broken, readFileSync(file, 'utf8').replaceAll('20000000555', '20000000556').replace('\t-3.22\t', '\t-3.23\t'));
  const { payouts, waiting, refused, changed } = await hand(broken);
  assert.deepEqual([payouts, changed, refused], [[], false, [waiting[0]?.detail]]);
  assert.match(waiting[0]?.detail ?? '', /payout 20000000556: .* difference -0\.01/);
  assert.deepEqual([await rows('payout_line'), await rows('payout_view')], [LINES + 4, 2]);
});

const stripe = (rows: readonly string[], end = '\n'): string => ['balance_transaction_id,created_utc,currency,gross,fee,net,' +
  'reporting_category,automatic_payout_id,automatic_payout_effective_at_utc', ...rows, ''].join(end);
const handed = async (text: string) => {
  const path = join(folder, 'stripe.csv');
  writeFileSync(path, text);
  const taken = await ingestFile(g.opened.platform, g.intake, { tenant: TENANT, who: 'test:anna' },
    { connection: 'stripe', topic: 'settlement', body: readFileSync(path) });
  return drain(g.opened.platform, { tenant: TENANT, documents: [taken], controlUrl: g.url, intake: g.intake, timeoutSeconds: 60 });
};
const charge = (n: number, gross: string, net: string): string =>
  `txn_${n},2026-11-0${n} 10:00:00,eur,${gross},1.00,${net},charge,po_77,2026-11-09 00:00:00`;

it('told once more in other order and spelling changes nothing; a corrected one is booked as the difference, once', async () => {
  const first = await handed(stripe([charge(1, '20.00', '19.00'), charge(2, '30.00', '29.00')]));
  assert.deepEqual([first.payouts[0]?.sum, first.waiting, first.changed, first.refused], ['48.00', [], true, []]);
  const before = [await rows('payout_line'), await rows('entry')];
  const again = await handed(stripe([charge(2, '30.00', '29.00'), charge(1, '20.00', '19.00')], '\r\n'));
  assert.deepEqual([again.waiting, again.changed, again.refused], [[], false, []]);
  assert.deepEqual([await rows('payout_line'), await rows('entry')], before);
  const now = [charge(1, '20.00', '19.00'), charge(2, '33.00', '32.00'), charge(3, '5.00', '4.00')];
  const { payouts: [x], waiting, entries } = await handed(stripe(now));
  assert.deepEqual(waiting, []);
  assert.deepEqual([x?.external, x?.sum, x?.lines], ['po_77 (corrected 2)', '7.00', 4]);
  assert.equal(entries.length, 1);
  const booked = [await rows('payout_line'), await rows('entry')];
  await handed(stripe(now.toReversed(), '\r'));
  assert.deepEqual([await rows('payout_line'), await rows('entry')], booked);
});

it('two statements of days that overlap are not both booked, although their rows have no numbers', async () => {
  const { document } = JSON.parse(readFileSync('src/connectors/amazon/recordings/read-range-us.json', 'utf8')) as { document: { body: string } };
  const [short, long] = ['short', 'long'].map((name) => join(folder, name));
  writeFileSync(short!, document.body);
  const last = document.body.trimEnd().split('\n').at(-1)!;
  writeFileSync(long!, `${document.body}${last.replace('Nov 2', 'Nov 9')}\n`);
  assert.deepEqual((await hand(short!)).waiting, []);
  const { waiting, payouts } = await hand(long!);
  assert.deepEqual(payouts, []);
  assert.match(waiting[0]?.detail ?? '', /overlaps with .*: .*Order 113-3333333-0000001.* stands in both/);
});
