/** The books over HTTP: months, the proof, approvals and corrections, by whoever has the right. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { unzipSync } from 'fflate';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { payoutId, writeStory } from '../story/story.fixture.ts';
import { apiGround, type ApiGround } from './api.fixture.ts';

let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  await writeStory(g.opened.platform);
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
});
after(async () => {
  await worker.stop();
  await g.close();
});
const get = async <T>(url: string): Promise<T> => {
  const answer = await g.call('GET', url, { as: await g.key('finance') });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<T>();
};

it('a month has a checklist, a proof and roll-forwards', async () => {
  const { items } = await get<{ items: { period: string; state: string }[] }>('/v1/periods');
  const period = items[0]!.period;
  const list = await get<{ checks: { check: string }[]; ready: boolean }>(`/v1/periods/${period}/checklist`);
  assert.ok(list.checks.length > 10);
  const proof = await get<{ journals: { unbalanced: number }; clearing: unknown[] }>(`/v1/reconciliation?period=${period}`);
  assert.equal(proof.journals.unbalanced, 0);
  const rolled = await get<{ ties: boolean; rows: unknown[] }>(`/v1/roll-forwards?period=${period}`);
  assert.equal(rolled.ties, true);
  assert.equal((await g.call('GET', '/v1/roll-forwards?period=2026-13')).statusCode, 400);
  assert.equal((await g.call('GET', `/v1/reconciliation?period=${period}&entity=nobody`)).statusCode, 404);
});

it('a month is closed by who may, with a reason for what is open, and opened again with one', async () => {
  const auditor = await g.key('auditor');
  assert.equal((await g.call('POST', '/v1/periods/2026-01/close', { as: auditor })).statusCode, 403);
  const finance = await g.key('finance');
  const closed = await g.call('POST', '/v1/periods/2026-01/close', { as: finance, body: { inSpite: true, why: 'nothing was traded' } });
  assert.equal(closed.statusCode, 200, closed.body);
  assert.equal(closed.json<{ state: string }>().state, 'closed');
  assert.equal((await g.call('POST', '/v1/periods/2026-01/close', { as: finance })).statusCode, 409);
  assert.equal((await g.call('POST', '/v1/periods/2026-01/reopen', { as: finance, body: {} })).statusCode, 400);
  assert.equal((await g.call('POST', '/v1/periods/2026-01/reopen', { as: finance, body: { why: 'a statement came' } })).statusCode, 200);
  assert.deepEqual(await get('/v1/late-documents'), { items: [] });
});

it('an entry is corrected by one key and approved by another', async () => {
  const body = { date: '2026-11-20', why: 'cents', journal: { memo: 'rounding', lines: [
    { account: 'expenses:rounding', amount: '0.01', currency: 'EUR' }, { account: 'assets:bank:x', amount: '-0.01', currency: 'EUR' }] } };
  const asked = await g.call('POST', '/v1/journals/corrections', { as: await g.key('finance'), body });
  assert.equal(asked.statusCode, 200, asked.body);
  const { id, state } = asked.json<{ id: string; state: string }>();
  assert.equal(state, 'waiting');
  assert.equal((await g.call('POST', `/v1/approvals/${id}/approve`, { as: await g.key('finance') })).statusCode, 409);
  assert.equal((await g.call('POST', `/v1/approvals/${id}/approve`, { as: await g.key('administrator') })).statusCode, 200);
  const { items } = await get<{ items: { state: string; author: string }[] }>('/v1/approvals?all=true');
  assert.deepEqual(items.map((a) => [a.state, a.author]), [['approved', 'key:finance all']]);
});

it('a payout is printed, a ledger is a workbook, a month is an archive', async () => {
  const page = await g.call('GET', `/v1/payouts/${payoutId}/statement`);
  assert.equal(page.statusCode, 200, page.body);
  assert.match(String(page.headers['content-type']), /text\/html/);
  assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-/);
  const book = await g.call('GET', '/v1/journals?format=xlsx');
  assert.ok(unzipSync(book.rawPayload)['xl/workbook.xml']);
  const archive = await g.call('GET', '/v1/periods/2026-11/evidence', { as: await g.key('auditor') });
  assert.ok(unzipSync(archive.rawPayload)['index.json'], archive.body.slice(0, 200));
});
