/** The bank, register days and the fee audit over HTTP: for finance, through the wall between tenants. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeIntake } from '#runtime/intake.ts';
import { drain } from '#runtime/operations/drain.ts';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { apiGround, type ApiGround } from './api.fixture.ts';

let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  const body = Buffer.from('Date,Description,Amount,Currency,Balance\n2026-11-19,STRIPE,12.00,USD,112.00\n2026-11-20,CHEQUE,-2.00,USD,110.00\n');
  const taken = await ingestFile(g.opened.platform, g.intake, { tenant: 'main', who: 'test' }, { connection: 'bank', topic: 'statement', body });
  await drain(g.opened.platform, { tenant: 'main', documents: [taken], controlUrl: g.url, intake: makeIntake(g.opened.platform, () => {}) });
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
interface Page<T> { readonly items: readonly T[]; readonly next?: string | null }

it('shows lines page by page, statements, accounts and deposits', async () => {
  const first = await get<Page<{ id: string; amount: string; text: string; state: string }>>('/v1/bank/lines?limit=1');
  assert.deepEqual(first.items.map((l) => [l.amount, l.text, l.state]), [['-2.00', 'CHEQUE', 'open']]);
  const second = await get<typeof first>(`/v1/bank/lines?limit=1&after=${first.next}`);
  assert.deepEqual([second.items[0]!.amount, second.next], ['12.00', null]);
  const statements = await get<Page<{ opening: string; closing: string; open: number; openAmount: string }>>('/v1/bank/statements');
  assert.deepEqual(statements.items.map((s) => [s.opening, s.closing, s.open, s.openAmount]), [['100.00', '110.00', 2, '10.00']]);
  const accounts = await get<Page<{ closing: string; before: string }>>('/v1/bank/accounts');
  assert.deepEqual(accounts.items.map((a) => [a.closing, a.before]), [['110.00', '100.00']]);
  assert.deepEqual((await get<Page<unknown>>('/v1/deposits')).items, []);
  assert.deepEqual((await get<Page<unknown>>('/v1/register-days')).items, []);
});

it('explains a line for who may, and says no in a sentence', async () => {
  const { items: [line] } = await get<Page<{ id: string }>>('/v1/bank/lines?state=open');
  const ask = async (role: 'finance' | 'auditor', body: object) =>
    g.call('POST', `/v1/bank/lines/${line!.id}/explain`, { as: await g.key(role), body });
  assert.equal((await ask('auditor', { account: 'expenses:bank-fees' })).statusCode, 403);
  assert.equal((await ask('finance', { account: 'nonsense' })).statusCode, 400);
  assert.equal((await ask('finance', { account: 'expenses:bank-fees', why: 'a cheque' })).statusCode, 200);
  assert.match((await g.call('GET', '/v1/fee-audit', { as: await g.key('finance') })).body, /There is no rate card/);
  assert.deepEqual((await get<Page<unknown>>('/v1/fee-claims')).items, []);
  assert.equal((await g.call('POST', '/v1/fee-claims', { as: await g.key('auditor'), body: {} })).statusCode, 403);
  assert.match((await g.call('POST', '/v1/fee-claims', { as: await g.key('finance'), body: {} })).body, /There is no rate card/);
  const answer = { state: 'rejected', why: 'too late' };
  assert.equal((await g.call('POST', '/v1/fee-claims/clm-none/decide', { as: await g.key('finance'), body: answer })).statusCode, 404);
  const trial = await g.call('GET', '/v1/trial-balance?period=2026-10', { as: await g.key('finance') });
  assert.deepEqual([trial.statusCode, /No connected ERP/.test(trial.body)], [400, true]);
  assert.equal((await g.call('GET', '/v1/register-days/reg-none', { as: await g.key('finance') })).statusCode, 404);
});
