/** What a person does: fix a mapping and 3 orders go on, retry, assign, snooze, drop, suspend, resume; once each, and in the trail. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { place, quiet, stockUp } from '../engine/bench.fixture.ts';
import { apiGround, type ApiGround } from './api.fixture.ts';

interface Exception {
  readonly delivery: { shard: number; message: string; handler: string };
  readonly name: string;
  readonly exception: string;
  readonly owner: string;
  readonly assignee: string | null;
  readonly why: string;
  readonly fix: string;
  readonly means: string;
  readonly waitsOn: string | null;
  readonly snoozedUntil: string | null;
}
let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 40);
  for (let i = 1; i <= 3; i += 1) await place(g, `U-${i}`, [{ sku: 'THEIR-TEE', quantity: 1 }]);
  await place(g, 'S-1', [{ sku: 'HOT', quantity: 1 }]);
  await quiet(g);
});
after(async () => {
  await worker.stop();
  await g.close();
});

const exceptions = async (query = ''): Promise<Exception[]> =>
  (await g.call('GET', `/v1/exceptions${query}`)).json<{ items: Exception[] }>().items;
const act = (e: Exception, what: string, body?: object, headers?: Record<string, string>) =>
  g.call('POST', `/v1/deliveries/${e.delivery.shard}/${e.delivery.message}/${encodeURIComponent(e.delivery.handler)}/${what}`,
    { ...(body && { body }), ...(headers && { headers }) });
const trail = async (what: string) => (await g.call('GET', `/v1/audit?what=${what}`)).json<{ items: { who: string; why: string | null }[] }>().items;

it('what needs a person is said in words, with whose it is and what fixes it', async () => {
  const all = await exceptions();
  assert.deepEqual(all.map((e) => e.exception).sort(), ['StockShort', 'UnmappedSku', 'UnmappedSku', 'UnmappedSku']);
  const unmapped = await exceptions('?kind=UnmappedSku&owner=operations');
  assert.equal(unmapped.length, 3);
  assert.match(unmapped[0]!.why, /THEIR-TEE/);
  assert.match(unmapped[0]!.means, /SKU we do not know/);
  assert.match(unmapped[0]!.fix, /everything that waited on it is released/);
  assert.equal(unmapped[0]!.waitsOn, 'mapping:sku:shop:THEIR-TEE');
  assert.deepEqual(await exceptions('?owner=finance'), []);
  const counts = (await g.call('GET', '/v1/exceptions/counts')).json<{ items: { exception: string; count: number }[] }>().items;
  assert.deepEqual(counts.map((c) => [c.exception, c.count]), [['UnmappedSku', 3], ['StockShort', 1]]);
  const first = (await g.call('GET', '/v1/exceptions?limit=3')).json<{ items: Exception[]; next: string }>();
  const rest = (await g.call('GET', `/v1/exceptions?limit=3&after=${first.next}`)).json<{ items: Exception[]; next: null }>();
  assert.deepEqual([...first.items, ...rest.items].map((e) => e.name), all.map((e) => e.name));
  assert.equal(rest.next, null);
});

it('assigned and snoozed, and back', async () => {
  const [e] = await exceptions('?kind=StockShort');
  assert.equal((await act(e!, 'assign', { assignee: 'ann' })).json<{ done: string }>().done, 'It is ann’s.');
  assert.equal((await exceptions('?assignee=ann')).length, 1);
  assert.equal((await act(e!, 'assign', { assignee: null })).statusCode, 200);
  assert.equal((await act(e!, 'snooze', { until: '2020-01-01T00:00:00Z' })).statusCode, 400);
  const until = new Date(Date.now() + 3_600_000).toISOString();
  assert.equal((await act(e!, 'snooze', { until, why: 'stock comes tomorrow' })).statusCode, 200);
  assert.equal((await exceptions('?kind=StockShort')).length, 0);
  assert.equal((await exceptions('?kind=StockShort&snoozed=true'))[0]!.snoozedUntil, until);
  assert.equal((await trail('delivery.snooze'))[0]!.why, 'stock comes tomorrow');
});

it('a retry with one Idempotency-Key happens once; the same key with something else is refused', async () => {
  const [e] = await exceptions('?kind=UnmappedSku');
  const key = { 'idempotency-key': 'click-1' };
  const answers = [await act(e!, 'retry', { why: 'again' }, key), await act(e!, 'retry', { why: 'again' }, key)];
  assert.deepEqual(answers.map((a) => [a.statusCode, a.body]), [[200, '{"done":"It is due now."}'], [200, '{"done":"It is due now."}']]);
  assert.deepEqual(answers.map((a) => a.headers['idempotent-replayed']), [undefined, 'true']);
  assert.equal((await trail('delivery.retry')).length, 1);
  assert.equal((await act(e!, 'retry', { why: 'other' }, key)).statusCode, 422);
  assert.equal((await act(e!, 'retry', {}, { 'idempotency-key': 'x'.repeat(201) })).statusCode, 400);
  const wrong = { 'idempotency-key': 'click-2' };
  const failed = [await act(e!, 'drop', {}, wrong), await act(e!, 'drop', {}, wrong)];
  assert.deepEqual(failed.map((a) => a.statusCode), [400, 400], 'a refusal is no answer that blocks the key');
  await quiet(g);
});

it('two at once with one key: one works, the other waits or gets the same', async () => {
  const body = { name: 'carrier', connection: 'shop', external: 'UPSN', own: 'UPS' };
  const answers = await Promise.all([1, 2, 3, 4].map(() => g.call('POST', '/v1/mappings', { body, headers: { 'idempotency-key': 'map-1' } })));
  for (const a of answers) assert.ok([200, 409].includes(a.statusCode), a.body);
  const [row] = await g.query(`select count(*)::int as n from mapping where name = 'carrier'`);
  assert.equal(row!['n'], 1);
});

it('keys are never kept for repetition, and the made key is not in the database', async () => {
  const body = { name: 'k', role: 'viewer' };
  const keys = await Promise.all([1, 2].map(() => g.call('POST', '/v1/keys', { body, headers: { 'idempotency-key': 'key-1' } })));
  assert.equal(new Set(keys.map((k) => k.json<{ key: string }>().key)).size, 2);
  assert.deepEqual(await g.query(`select 1 from api_answer where body like '%tl_%'`), []);
});

it('setting the mapping releases all that waited on it, by that one act', async () => {
  const answer = await g.call('POST', '/v1/mappings', { body: { name: 'sku', connection: 'shop', external: 'THEIR-TEE', own: 'TEE', why: 'same shirt' } });
  assert.equal(answer.json<{ released: number }>().released, 3);
  const { items } = (await g.call('GET', '/v1/mappings?name=sku')).json<{ items: object[] }>();
  assert.deepEqual(items.map((m) => ({ ...m, version: 0 })),
    [{ name: 'sku', connection: 'shop', external: 'THEIR-TEE', version: 0, own: 'TEE', author: 'key:administrator all' }]);
  for (let i = 0; i < 60 && (await exceptions('?kind=UnmappedSku')).length > 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  await quiet(g);
  assert.deepEqual(await exceptions('?kind=UnmappedSku'), []);
  const stages = (await g.call('GET', '/v1/orders')).json<{ items: { number: string; stage: string }[] }>().items;
  assert.deepEqual(stages.filter((o) => o.number.startsWith('U-')).map((o) => o.stage), ['released', 'released', 'released']);
  for (const [body, words] of [
    [{ name: 'color', connection: 'shop', external: 'a', own: 'b' }, /There is no mapping color/],
    [{ name: 'sku', connection: 'nobody', external: 'a', own: 'b' }, /There is no connection nobody/],
    [{ name: 'sku', connection: 'shop', own: 'b' }, /body\/external/],
  ] as const) {
    const refused = await g.call('POST', '/v1/mappings', { body });
    assert.equal(refused.statusCode, 400);
    assert.match(refused.json<{ detail: string }>().detail, words);
  }
});

it('a drop needs a reason, and the reason stands in the trail', async () => {
  const [e] = await exceptions('?kind=StockShort&snoozed=true');
  assert.equal((await act(e!, 'drop', { why: '' })).statusCode, 400);
  assert.equal((await act(e!, 'drop', { why: 'sold elsewhere' })).statusCode, 200);
  assert.equal((await act(e!, 'drop', { why: 'again' })).statusCode, 409);
  assert.deepEqual((await trail('delivery.drop')).map((a) => [a.who, a.why]), [['key:administrator all', 'sold elsewhere']]);
  const gone = { ...e!, delivery: { ...e!.delivery, message: '999999' } };
  assert.equal((await act(gone, 'retry')).statusCode, 404);
  assert.equal((await g.call('GET', '/v1/audit/chain')).json<{ intact: boolean }>().intact, true);
});

it('suspend and resume: the reason is shown, what waited goes on, secrets never show', async () => {
  const get = async () => (await g.call('GET', '/v1/connections/wms')).json<Record<string, unknown> & { backlog: { ready: number } }>();
  assert.equal((await g.call('POST', '/v1/connections/wms/suspend', { body: {} })).statusCode, 400);
  assert.equal((await g.call('POST', '/v1/connections/wms/suspend', { body: { why: 'stocktaking' } })).statusCode, 200);
  assert.equal((await g.call('POST', '/v1/connections/wms/suspend', { body: { why: 'again' } })).statusCode, 409);
  assert.deepEqual([(await get())['state'], (await get())['reason']], ['suspended', 'stocktaking']);
  await new Promise((resolve) => setTimeout(resolve, 400)); // Workers look at the gates a few times a second.
  await place(g, 'Q-1', [{ sku: 'TEE', quantity: 1 }]);
  for (let i = 0; i < 80 && (await get()).backlog.ready === 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await get()).backlog.ready, 1);
  assert.equal((await g.call('POST', '/v1/connections/wms/resume')).statusCode, 200);
  await quiet(g);
  assert.deepEqual([(await get())['state'], (await get()).backlog.ready], ['active', 0]);
  const all = (await g.call('GET', '/v1/connections')).body;
  assert.doesNotMatch(all, /:"(hook|secret)"/);
  assert.match(all, /"secretsSet":\["token","webhookSecret"\]/);
  assert.equal((await g.call('POST', '/v1/connections/nobody/resume')).statusCode, 404);
});

it('metrics count what happened and what waits', async () => {
  const { body } = await g.app.inject('/metrics');
  assert.match(body, /^threadline_deliveries_total\{where="local",outcome="done"\} \d+$/m);
  assert.match(body, /^threadline_budget_tokens\{tenant="main",connection="wms",bucket="default"\} \d+/m);
  assert.match(body, /^threadline_workers_alive 1$/m);
  await place(g, 'U-9', [{ sku: 'STRANGE', quantity: 1 }]);
  await quiet(g);
  assert.match((await g.app.inject('/metrics')).body, /^threadline_exceptions\{tenant="main",exception="UnmappedSku",owner="operations"\} 1$/m);
});

it('a part of an order is cancelled by whoever may work, once, with a reason of ours, and it is in the trail', async () => {
  await place(g, 'C-1', [{ sku: 'TEE', quantity: 3 }]);
  await quiet(g);
  const body = { reason: 'price', why: 'wrong price tag', lines: [{ line: 'TEE', quantity: 1 }] };
  const ask = (more: object) => g.call('POST', '/v1/orders/C-1/cancellation', { body: { ...body, ...more }, headers: { 'idempotency-key': 'c-1' } });
  const [first, again] = [await ask({}), await ask({})];
  assert.deepEqual([first.statusCode, again.json()], [200, first.json()]);
  await quiet(g);
  const { rows: asked } = await g.opened.platform.pool.query(`select count(*)::int as n from message where type = 'CancelFulfillment'
    and data->>'orderId' = $1`, [first.json<{ orderId: string }>().orderId]);
  assert.deepEqual(asked, [{ n: 1 }]);
  assert.deepEqual((await trail('order.cancel')).map((e) => e.why), ['wrong price tag']);
  const odd = await g.call('POST', '/v1/orders/C-1/cancellation', { body: { ...body, reason: 'boredom' } });
  assert.equal(odd.statusCode, 400);
  const many = await g.call('POST', '/v1/orders/C-1/cancellation', { body: { ...body, lines: [{ line: 'TEE', quantity: 9 }] } });
  assert.match(many.body, /3 can still be cancelled, not 9/);
});

it('cancelling says before what it would do, and no more than waits can be taken back', async () => {
  await place(g, 'C-9', [{ sku: 'TEE', quantity: 2 }]);
  await quiet(g);
  const view = (await g.call('GET', '/v1/orders/C-9/cancellation')).json<{ lines: { sku: string; open: number }[]; part: string[]; waiting: object[] }>();
  assert.deepEqual([view.lines.map((l) => [l.sku, l.open]), view.waiting], [[['TEE', 2]], []]);
  assert.ok(view.part.length >= 3, view.part.join('\n'));
  const asked = await g.call('POST', '/v1/orders/C-9/cancellation', { body: { reason: 'price', lines: [{ line: 'TEE', quantity: 1 }], why: 'he called' } });
  assert.equal(asked.statusCode, 200);
  const nobody = await g.call('POST', '/v1/orders/C-9/cancellation/none/withdraw', { body: {} });
  assert.deepEqual([nobody.statusCode, /No such cancellation/.test(nobody.body)], [404, true]);
  assert.equal((await trail('order.cancel'))[0]?.why, 'he called');
});

it('a body that says it is JSON and is empty is no body where it may be left out; elsewhere it is said what is expected', async () => {
  const url = await g.app.listen({ port: 0, host: '127.0.0.1' });
  const headers = { authorization: `Bearer ${await g.key('administrator')}`, 'content-type': 'application/json' };
  const post = async (path: string, body?: string) => {
    const answer = await fetch(url + path, { method: 'POST', headers, ...(body !== undefined && { body }) });
    return [answer.status, ((await answer.json()) as { detail?: string }).detail ?? ''] as const;
  };
  await place(g, 'C-10', [{ sku: 'TEE', quantity: 1 }]);
  await quiet(g);
  for (const body of [undefined, '', '  \n'])
    assert.match((await post('/v1/orders/C-10/cancellation/none/withdraw', body)).join(' '), /404 No such cancellation of C-10 waits/);
  const [status, detail] = await post('/v1/orders/C-10/cancellation', '');
  assert.deepEqual([status, detail], [400, 'Send a body as application/json: { reason, why?, lines? }; nothing was sent.']);
  assert.deepEqual(await post('/v1/orders/C-10/cancellation', '{"reason":'),
    [400, 'The body is not JSON: look for a missing quote, comma or bracket.']);
  assert.match((await post('/v1/orders/C-10/cancellation', '{"reason":"price","__proto__":{"x":1}}')).join(' '), /400/);
  assert.match((await post('/sign-in/password', '')).join(' '), /400 Send a body as application\/json: \{ email, password, code\? \}/);
});
