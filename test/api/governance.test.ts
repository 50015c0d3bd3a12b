/** Before a change counts: proposed, run over past traffic, approved by another, on one connection first, taken back. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ROLE_RIGHTS, ROLES, type Right } from '#api/rights.ts';
import { append } from '#runtime/append.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { transaction } from '#store/query.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { place, quiet, stockUp, TENANT } from '../engine/bench.fixture.ts';
import { apiGround, type ApiGround } from './api.fixture.ts';

let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  for (const sku of ['TEE', 'MUG']) await stockUp(g, sku, 40);
  for (let i = 1; i <= 3; i += 1) await place(g, `B-${i}`, [{ sku: 'TEE', quantity: 2 }, { sku: 'MUG', quantity: 1 }]);
  await place(g, 'B-9', [{ sku: 'MUG', quantity: 1 }]);
  await place(g, 'B-8', [{ sku: 'STRANGE', quantity: 1 }]);
  await quiet(g);
  const [money, none] = [{ count: 1000n, unit: 'EUR' }, { count: 0n, unit: 'EUR' }];
  await transaction(g.opened.platform.pool, (tx) => append(tx, [{
    tenant: TENANT, type: 'InvoiceIssued', key: 'InvoiceIssued:test:B-9', at: '2026-11-20T10:00:00.000Z',
    data: { orderId: orderIdOf(TENANT, 'shop', 'B-9'), by: 'erp', external: 'INV-9', shipmentId: 'shp-9', amounts: {
      lines: [{ lineId: '1', sku: 'MUG', title: 'Mug', quantity: 1, net: money, tax: none }], shippingNet: none, shippingTax: none,
      other: none, total: money } },
  }]));
  worker.wake();
  await quiet(g);
});
after(async () => {
  await worker.stop();
  await g.close();
});

interface Difference {
  kind: string; type: string; subject: string; changes: { path: string; before: string | null; after: string | null }[];
}
interface Backtest {
  state: string; looked: number; total: number; counts: Record<string, number>; differences: Difference[];
  notJudged: string[]; error?: string;
}
interface Proposal {
  id: string; state: string; canary: string | null; version: number | null; guarded: boolean; author: string; backtest: Backtest | null;
}
const post = async (url: string, body: object, as?: string): ReturnType<ApiGround['call']> =>
  g.call('POST', url, { body, ...(as && { as }) });
const made = async (url: string, body: object, as?: string): Promise<Proposal> => {
  const answer = await post(url, body, as);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<Proposal>();
};
const propose = (changes: object[], as?: string): Promise<Proposal> => made('/v1/proposals', { changes, why: 'a test' }, as);
async function tested(p: Proposal, more: object = {}): Promise<Backtest> {
  await made(`/v1/proposals/${p.id}/backtest`, { days: 1, ...more });
  for (let tries = 0; tries < 200; tries += 1) {
    const { backtest } = (await g.call('GET', `/v1/proposals/${p.id}`)).json<Proposal>();
    if (backtest?.state !== 'running') return backtest!;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the backtest did not end');
}
const sku = (external: string, own: string | null, connection = '*') => ({ kind: 'mapping', name: 'sku', connection, external, own });
const everything = async () => (await g.query(`select (select count(*) from message)::int as messages,
  (select count(*) from entry)::int as entries,
  (select count(*) from delivery)::int as deliveries, (select count(*) from mapping)::int as mappings`))[0];

it('a backtest shows each document that would differ, in the stories it would differ in, and writes and asks nothing', async () => {
  const before = await everything();
  const found = await tested(await propose([sku('TEE', 'MUG')]));
  assert.deepEqual([found.state, found.error], ['done', undefined]);
  assert.equal(found.looked, found.total);
  const of = (type: string) => found.differences.filter((d) => d.type === type);
  assert.equal(of('OrderValidated').length, 3, 'not the order without a TEE');
  assert.deepEqual(of('OrderValidated')[0]!.changes, [{ path: 'lines.0.sku', before: 'TEE', after: 'MUG' }]);
  for (const [wish, kind] of [['CreateErpOrder', 'document'], ['ReserveStock', 'decision']] as const) {
    assert.equal(new Set(of(wish).map((d) => d.subject)).size, 3, wish);
    assert.ok(of(wish).every((d) => d.kind === kind && d.changes.some((c) => c.before === 'TEE' && c.after === 'MUG')), wish);
  }
  assert.deepEqual(await everything(), before);
});

it('what would stop, and what would go on, is said', async () => {
  const found = await tested(await propose([sku('STRANGE', 'TEE', 'shop')]));
  assert.equal(found.counts['goes on'], 1);
  assert.match(found.differences.find((d) => d.kind === 'goes on')!.changes[0]!.before ?? '', /no SKU of ours/);
});

it('journals that a policy would change are shown with what stands there and what would', async () => {
  const entries = await g.query(`select count(*)::int as n from entry where book = 'money'`);
  const value = { legalEntity: 'shop-gmbh', settlement: 'summary' };
  const found = await tested(await propose([{ kind: 'policy', name: 'books', scope: 'shop', value }]));
  assert.deepEqual([found.state, found.error], ['done', undefined]);
  assert.equal(found.counts['journal'], 1);
  assert.equal(entries[0]!['n'], 1, 'every entry of the books so far');
  const [first] = found.differences;
  assert.ok(first!.changes.some((c) => c.path === 'legal entity' && c.before === 'main' && c.after === null));
  const [stored] = await g.query(`select lines from entry where book = 'money' order by at limit 1`);
  const shown = first!.changes.flatMap((c) => (c.path.endsWith(' EUR') ? [c.before!.replace(/\D/g, '')] : [])).sort();
  assert.deepEqual(shown, (stored!['lines'] as { amount: string }[]).map((l) => l.amount.replace(/\D/g, '')).sort());
});

it('what cannot be judged afterwards is said, not guessed; nonsense is refused in words', async () => {
  const found = await tested(await propose([{ kind: 'policy', name: 'sourcing', scope: '*', value: { splits: 1 } }]));
  assert.match(found.notJudged[0]!, /not known afterwards/);
  for (const [change, says] of [
    [{ kind: 'policy', name: 'sourcing', scope: '*', value: { split: 1 } }, /split/],
    [{ kind: 'policy', name: 'nothing', scope: '*', value: {} }, /no policy nothing/],
    [{ kind: 'policy', name: 'books', scope: '*', value: { settlment: 'summary' } }, /no settlment/],
    [sku('X', 'TEE', 'nobody'), /no connection nobody/],
  ] as const) {
    const refused = await post('/v1/proposals', { changes: [change] });
    assert.ok(refused.statusCode >= 400 && refused.statusCode < 500, refused.body);
    assert.match(refused.json<{ detail: string }>().detail, says);
  }
});

it('approved by somebody else, for one connection first, then for all, and taken back', async () => {
  const operator = await g.key('operations');
  const p = await propose([sku('NEW-TEE', 'TEE')], operator);
  const own = await post(`/v1/proposals/${p.id}/approve`, {}, operator);
  assert.equal(own.statusCode, 409);
  assert.match(own.json<{ detail: string }>().detail, /somebody else/);
  const current = async () => (await g.call('GET', '/v1/mappings?name=sku'))
    .json<{ items: { connection: string; external: string; own: string }[] }>().items
    .filter((m) => m.external === 'NEW-TEE').map((m) => `${m.connection} ${m.own}`);
  const canary = await made(`/v1/proposals/${p.id}/approve`, { canary: 'shop' });
  assert.deepEqual([canary.state, canary.canary], ['canary', 'shop']);
  assert.deepEqual(await current(), ['shop TEE']);
  assert.equal((await made(`/v1/proposals/${p.id}/approve`, { why: 'went well' })).state, 'active');
  assert.deepEqual(await current(), ['* TEE']);
  assert.equal((await made(`/v1/proposals/${p.id}/take-back`, {})).state, 'taken back');
  assert.deepEqual(await current(), []);
  const trail = (await g.call('GET', '/v1/audit?limit=20')).json<{ items: { what: string; who: string }[] }>().items.map((a) => a.what);
  for (const what of ['proposal.make', 'proposal.canary', 'proposal.active', 'proposal.taken-back']) assert.ok(trail.includes(what), what);
});

it('of a policy, what is not named stays', async () => {
  const stock = (value: object) => ({ kind: 'policy', name: 'stock', scope: 'shop', value });
  const first = await propose([stock({ safety: 2, cap: 9 })], await g.key('operations'));
  await made(`/v1/proposals/${first.id}/approve`, {});
  const second = await propose([stock({ safety: 3, cap: null, floor: 1 })], await g.key('operations'));
  assert.deepEqual((second as unknown as { changes: { value: object }[] }).changes[0]!.value, { safety: 3, floor: 1 });
});

it('an approval from a day on does not count before it', async () => {
  const p = await propose([sku('LATER', 'TEE')], await g.key('operations'));
  const from = new Date(Date.now() + 86_400_000).toISOString();
  assert.equal((await made(`/v1/proposals/${p.id}/approve`, { from })).state, 'active');
  const set = (await g.call('GET', '/v1/mappings?name=sku')).json<{ items: { external: string }[] }>().items;
  assert.equal(set.some((m) => m.external === 'LATER'), false);
});

it('what decides about money is proposed, and approved by who may approve', async () => {
  for (const name of ['tax', 'fee', 'account']) {
    const own = name === 'fee' ? 'commission' : '1200';
    const direct = await post('/v1/mappings', { name, connection: '*', external: 'assets:bank', own });
    assert.equal(direct.statusCode, 409, name);
    assert.match(direct.json<{ detail: string }>().detail, /somebody else approves/);
  }
  const account = { kind: 'mapping', name: 'account', connection: 'erp', external: 'assets:bank', own: '1200' };
  const p = await propose([account], await g.key('developer'));
  assert.equal(p.guarded, true);
  assert.equal((await post(`/v1/proposals/${p.id}/approve`, {}, await g.key('operations'))).statusCode, 403);
  assert.equal((await made(`/v1/proposals/${p.id}/approve`, {}, await g.key('finance'))).state, 'active');
  assert.equal((await post('/v1/proposals', { changes: [sku('A', 'TEE')] }, await g.key('customer service'))).statusCode, 403);
});

it('the census counts what came in, was read and posted, and what was asked and acknowledged, and names what is not', async () => {
  interface Row { kind: string; received: number; accepted: number; posted: number; asked: number; acknowledged: number; missing: string[] }
  const of = async (connection: string) => (await g.call('GET', `/v1/census/${connection}?hours=2`)).json<{ heard: Row[]; told: Row[] }>();
  const shop = await of('shop');
  const sum = (rows: Row[], what: 'received' | 'accepted' | 'posted' | 'asked' | 'acknowledged') => rows.reduce((n, r) => n + r[what], 0);
  const [stored] = await g.query(`select count(*)::int as n from message where type = 'PartnerSpoke' and connection = 'shop'`);
  assert.equal(sum(shop.heard, 'received'), stored!['n']);
  assert.equal(sum(shop.heard, 'accepted'), 5);
  const erp = await of('erp');
  assert.deepEqual(erp.told.filter((r) => r.kind === 'CreateErpOrder').map((r) => [r.asked, r.acknowledged]), [[4, 4]]);
  const refused = await post('/v1/census/shop/source', {});
  assert.equal(refused.statusCode, 409);
  assert.match(refused.json<{ detail: string }>().detail, /only calls us/);
  assert.equal((await g.call('GET', '/v1/census/nobody')).statusCode, 404);
});

it('the roles have the rights that part 8 of the design gives them', () => {
  const may = (right: Right) => ROLES.filter((role) => ROLE_RIGHTS[role].includes(right)).sort();
  assert.deepEqual(ROLES.length, 7);
  assert.deepEqual(may('read'), [...ROLES].sort());
  assert.deepEqual(may('administer'), ['administrator']);
  assert.deepEqual(may('approve'), ['administrator', 'finance']);
  assert.deepEqual(may('audit'), ['administrator', 'auditor']);
  assert.deepEqual(may('finance'), ['administrator', 'auditor', 'finance']);
  assert.deepEqual(may('personal'), ['administrator', 'customer service', 'developer', 'operations']);
  assert.equal(ROLE_RIGHTS.auditor.some((right) => ['work', 'operate', 'approve', 'administer'].includes(right)), false, 'an auditor changes nothing');
  assert.deepEqual(ROLE_RIGHTS.viewer, ['read']);
});
