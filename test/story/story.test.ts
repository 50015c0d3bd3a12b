/** Any number finds the story; the story holds everything and no personal data; on a terminal it reads as a thread. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import pino from 'pino';
import { openPlatform, type Opened } from '#runtime/open.ts';
import { readStory, type Story } from '#runtime/story.ts';
import { storyText } from '#runtime/story-text.ts';
import { say, spokenTypes } from '#runtime/story-words.ts';
import { findStories } from '#store/story.ts';
import { testDatabase, type TestDatabase } from '#store/postgres/testing.ts';
import { correlation, orderId, payoutId, payoutStory, TENANT, writeStory } from './story.fixture.ts';

let database: TestDatabase;
let opened: Opened;
let ids: string[];
let story: Story;
before(async () => {
  database = await testDatabase();
  const directory = mkdtempSync(join(tmpdir(), 'threadline-story-'));
  opened = await openPlatform({ directory, databaseUrl: database.url, log: pino({ level: 'silent' }), application: 'test' });
  ids = await writeStory(opened.platform);
  await query(`update delivery set state = 'Done'`);
  await query(`
    update delivery d set state = 'Parked', exception = 'ShipmentRejected', owner = 'operations', attempts = 2,
      fault = '{"kind":"Refused","exception":"ShipmentRejected","detail":"shopify-us: the order is archived"}'
    from message m where m.shard = d.shard and m.position = d.message and m.type = 'ReportShipment'`);
  story = (await readStory(opened.platform, TENANT, correlation))!;
});
after(async () => {
  await opened.close();
  await database.drop();
});
const query = (text: string, values: unknown[] = []) => opened.platform.pool.query(text, values);
const find = async (reference: string) => (await findStories(opened.platform.pool, TENANT, reference)).map((f) => f.correlation);

it('finds a story by every number somebody may have', async () => {
  const entry = story.entries[0]!.id;
  for (const number of ['#1001', '1001', ' #1001 ', '5001', 'so-0017', 'SO-0017', '1Z999AA10123456784', '1z999aa1 0123456784', orderId,
    `${orderId}-1`, `${orderId}-1-S1`, correlation, correlation.toUpperCase(), ids[2]!, entry])
    assert.deepEqual(await find(number), [correlation], number);
  for (const number of ['po-88', payoutId, payoutStory]) assert.deepEqual(await find(number), [payoutStory], number);
  for (const number of ['', '   ', '1002', 'ord-unknown', 'pay-1', '00000000-0000-4000-8000-000000000000', '%', "'; --"])
    assert.deepEqual(await find(number), [], number);
});

it('another tenant finds nothing', async () => {
  for (const number of ['#1001', orderId, correlation, ids[2]!]) assert.deepEqual(await findStories(opened.platform.pool, 'other', number), []);
  assert.equal(await readStory(opened.platform, 'other', correlation), undefined);
});

it('two stories with one number are both found', async () => {
  await query(`insert into reference (tenant, shard, reference, kind, own, connection, correlation)
    select tenant, shard, reference, kind, 'order:ord-other', 'amazon', gen_random_uuid() from reference where reference = '5001'`);
  assert.equal((await find('5001')).length, 2);
  await query(`delete from reference where own = 'order:ord-other'`);
});

it('holds head, thread with the document of another story, open work, ledger, payout lines and numbers', () => {
  assert.ok(story.head.kind === 'order');
  assert.deepEqual([story.head.number, story.head.total, story.head.currency, story.head.stage], ['#1001', '66.96', 'USD', 'invoiced']);
  assert.deepEqual(story.head.lines.map((l) => [l.sku, l.ordered, l.reserved, l.released, l.shipped]), [['TEE-M', 2, 0, 2, 2], ['MUG', 1, 0, 1, 1]]);
  assert.deepEqual(story.messages.map((m) => m.id), ids);
  assert.equal(story.messages[11]!.says, 'sends confirmation as a file (812 bytes)');
  assert.deepEqual(story.open.map((w) => [w.state, w.exception, w.owner, w.handler, w.id, w.fix]),
    [['Parked', 'ShipmentRejected', 'operations', 'connection:shopify-us', ids[15], 'Correct what it names, then retry.']]);
  assert.deepEqual(story.entries.map((e) => [e.book, e.lines.map((l) => l.amount)]), [['goods', ['-2', '2']], ['money', ['66.96', '-62.00', '-4.96']]]);
  assert.deepEqual(story.payoutLines.map((l) => [l.external, l.class, l.amount]), [['po-88', 'sale', '66.96'], ['po-88', 'processing-fee', '-2.24']]);
  assert.deepEqual(story.references.map((r) => `${r.kind} ${r.reference}`),
    ['order #1001', 'order 5001', 'erp order SO-0017', 'erp order 17', 'tracking 1Z999AA10123456784', 'invoice INV-0009']);
});

it('is JSON as it stands and holds no personal data, not even its ids', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(story)), story);
  assert.doesNotMatch(JSON.stringify(story) + storyText(story), /pty-secret/);
});

it('a payout’s story says what it is made of', async () => {
  const payout = (await readStory(opened.platform, TENANT, payoutStory))!;
  assert.ok(payout.head.kind === 'payout');
  assert.deepEqual(payout.head.classes.map((c) => [c.class, c.amount]), [['sale', '66.96'], ['unknown', '-1.00'], ['processing-fee', '-2.24']]);
  const text = storyText(payout);
  assert.match(text, /^Payout po-88 · 63\.72 USD · shopify-us\nDeposit of 2026-11-24, 3 lines, -1\.00 USD in suspense\n/);
  assert.match(text, /deposit +3 lines +63\.72 USD/);
  assert.equal(payout.messages[0]!.type, 'PartnerSpoke', 'the document it came in, which has a story of its own');
});

it('the text is a thread: columns line up, a ledger entry names its line, open work says what fixes it', () => {
  const text = storyText(story, { width: 200 });
  const thread = text.split('\n').filter((l) => /^ {2}[ \d]\d {2}\d\d:\d\d:\d\d\.\d{3} {2}/.test(l));
  assert.equal(thread.length, 16);
  assert.deepEqual([...new Set(thread.map((l) => l.slice(20, 32)))], ['shopify-us  ', 'Threadline  ', 'tryton      ', 'threepl     ']);
  assert.match(text, /2026-11-21 \* Invoice INV-0009, order #1001 {2}; from line 15\n {6}assets:clearing:shopify-us +66\.96 USD\n/);
  assert.match(text, /! ShipmentRejected {2}connection:shopify-us at line 16 waits for operations since .* UTC, 2 attempts/);
  assert.match(text, /What fixes it: Correct what it names, then retry\./);
  assert.match(text, /together +64\.72 USD/);
  assert.match(text, / {2}13 .*has shipped 2 × TEE-M, 1 × MUG from east with UPSN 1Z999AA10123456784/);
  const nothing = storyText({ ...story, open: [] });
  assert.match(nothing, /OPEN {2}nothing: every step is done/);
});

it('what channels were told of stock after one act is one line that says how it ended; every message can be shown', () => {
  const made = (id: string, type: string, more: object) => ({
    id, type, subject: 'stock:TEE-M', key: id, at: '2026-11-21T09:15:10.000Z', seen: '2026-11-21T09:15:10.000Z', says: `${type} ${id}`, ...more });
  const act = ids[5]!;
  const stock = (answers: number) => [
    made('c1', 'AvailabilityChanged', { cause: act }), made('c2', 'AvailabilityChanged', { cause: act, subject: 'stock:MUG' }),
    made('t1', 'PublishStock', { cause: 'c1', to: 'shopify-us' }), made('t2', 'PublishStock', { cause: 'c1', to: 'amazon' }),
    made('t3', 'PublishStock', { cause: 'c2', to: 'amazon' }),
    ...['t1', 't2', 't3'].slice(0, answers).map((cause, i) => made(`k${cause}`, 'StockPublished', { cause, seen: `2026-11-21T09:15:1${i + 1}.400Z` })),
  ];
  const told = (answers: number) => ({ ...story, messages: [...story.messages.slice(0, 6), ...stock(answers), ...story.messages.slice(6)] });
  const all = storyText(told(3), { width: 200 });
  assert.match(all, / {2} 7 {2}.* what can be sold of TEE-M, MUG has changed; 2 channels are told and know it after 3\.4 s\n/);
  assert.doesNotMatch(all, /PublishStock|StockPublished/);
  assert.match(all, /; from line 16\n/, 'lines are counted as they are shown');
  assert.match(storyText(told(2), { width: 200 }), /has changed; 2 channels are told, 2 of 3 answers are in\n/);
  const full = storyText(told(3), { width: 200, all: true });
  assert.equal(full.match(/PublishStock t\d/g)?.length, 3);
  const payout = storyText({ ...told(3), head: { kind: 'other', subject: 'stock:TEE-M' } });
  assert.match(payout, /StockPublished kt1/, 'the story of the stock itself is told message by message');
});

it('the text keeps to the width and the zone', () => {
  const narrow = storyText(story, { width: 80, zone: 'America/New_York' });
  const tables = /^QUANTITIES|^ {2}(TEE-M|MUG|\d{4}-|together|numbers|order|!)/;
  for (const line of narrow.split('\n')) assert.ok(line.length <= 80 || tables.test(line), line);
  assert.match(narrow, /Placed 2026-11-21 04:15 UTC-05:00, 3 units in 2 lines/);
  assert.ok(storyText(story, { color: true }).startsWith('\u001b[1mOrder #1001'));
  assert.ok(!storyText(story).includes('\u001b'));
});

it('there is a sentence for every message there is', () => {
  const source = readFileSync(new URL('../../src/domain/messages.ts', import.meta.url), 'utf8');
  const types = [...source.matchAll(/= Message<'(\w+)'/g)].map((m) => m[1]!);
  assert.ok(types.length > 40);
  assert.deepEqual(types.filter((t) => !spokenTypes().includes(t)), []);
  assert.equal(say('NeverHeardOf', {}), 'NeverHeardOf');
  assert.equal(say('OrderPlaced', {}), 'OrderPlaced', 'data of another version is named, not guessed at');
});

it('reads in time however much else there is', async () => {
  const begin = performance.now();
  for (let i = 0; i < 10; i += 1) {
    const [found] = await findStories(opened.platform.pool, TENANT, '1001');
    await readStory(opened.platform, TENANT, found!.correlation);
  }
  assert.ok((performance.now() - begin) / 10 < 250, `${(performance.now() - begin) / 10} ms`);
});
