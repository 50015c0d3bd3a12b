/** What the API answers: pages without gaps, stories in two forms, stock spelled out, payouts, the ledger in four formats, live. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { buildApi } from '#api/server.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { place, quiet, stockUp } from '../engine/bench.fixture.ts';
import { orderId, payoutId, writeStory } from '../story/story.fixture.ts';
import { apiGround, type ApiGround } from './api.fixture.ts';

let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 40);
  for (let i = 1; i <= 11; i += 1) await place(g, `P-${i}`, [{ sku: 'TEE', quantity: 1 }]);
  await quiet(g);
  await worker.stop();
  await writeStory(g.opened.platform);
});
after(() => g.close());

interface Page { readonly items: Record<string, unknown>[]; readonly next: string | null }
const read = async <T = Page>(url: string): Promise<T> => {
  const answer = await g.call('GET', url);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<T>();
};
async function walk(url: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page: Page = await read(`${url}${url.includes('?') ? '&' : '?'}limit=3${after && `&after=${after}`}`);
    assert.ok(page.items.length <= 3);
    items.push(...page.items);
    after = page.next;
  }
  return items;
}

it('pages hold every order once, in order, also when new ones come between', async () => {
  const all = await walk('/v1/orders');
  assert.equal(all.length, 12);
  assert.equal(new Set(all.map((o) => o['id'])).size, 12);
  assert.deepEqual(all.map((o) => o['placedAt']), all.map((o) => o['placedAt'] as string).sort().toReversed());
  assert.deepEqual(all.find((o) => o['number'] === '#1001'), {
    id: orderId, number: '#1001', channel: 'shopify-us', external: '5001', placedAt: '2026-11-21T09:15:00.000Z', currency: 'USD',
    total: '66.96', stage: 'invoiced', erpOrder: 'SO-0017', cancelledAt: null, correlation: all.find((o) => o['number'] === '#1001')!['correlation'],
  });
  const first = await read('/v1/orders?limit=5');
  await g.query(`insert into order_view select tenant, shard, 'ord-new', channel, external, number, now() + interval '1 day', currency, total,
    document, erp_order, cancelled_at, stage, correlation from order_view where order_id = $1`, [orderId]);
  const second = await read(`/v1/orders?limit=5&after=${first.next}`);
  assert.deepEqual(second.items.map((o) => o['id']), all.slice(5, 10).map((o) => o['id']));
  await g.query(`delete from order_view where order_id = 'ord-new'`);
});

it('filters narrow, and a cursor that is not ours is refused in words', async () => {
  assert.equal((await read('/v1/orders?channel=shopify-us')).items.length, 1);
  assert.equal((await read('/v1/orders?stage=released&limit=200')).items.length, 11);
  assert.equal((await read('/v1/orders?from=2026-11-21T09:00:00Z&to=2026-11-21T10:00:00%2B00:00')).items.length, 1);
  for (const [url, path] of [
    ['/v1/orders?after=nonsense', 'after'], ['/v1/orders?after=WyJhIiwiYiJd', 'after'], ['/v1/orders?limit=0', 'limit'], ['/v1/orders?limit=1000', 'limit'],
    ['/v1/orders?from=yesterday', 'from'], ['/v1/orders?channel=%00', 'channel'], ['/v1/exceptions?after=e30', 'after'],
    ['/v1/journals?from=2026-02-30', 'from'], ['/v1/journals?after=WyIyMDI2LTAxLTAxIiwieCJd', 'after'], ['/v1/stories/x?zone=Mars', 'zone'],
  ] as const) {
    const answer = await g.call('GET', url);
    assert.equal(answer.statusCode, 400, `${url} ${answer.body}`);
    assert.match(answer.json<{ detail: string }>().detail, new RegExp(`^querystring/${path}: `), answer.body);
    assert.match(answer.headers['content-type'] as string, /^application\/problem\+json/);
  }
});

it('one order by id or number: quantities, shipments, the order itself without a person', async () => {
  for (const name of [orderId, '1001', '%231001', 'SO-0017', '1Z999AA10123456784']) {
    const order = await read<Record<string, unknown> & { document: { lines: unknown[] }; shipments: { invoice: string }[] }>(`/v1/orders/${name}`);
    assert.equal(order['id'], orderId, name);
    assert.equal(order.shipments[0]!.invoice, 'INV-0009');
    assert.equal(order.document.lines.length, 2);
  }
  assert.equal((await g.call('GET', '/v1/orders/po-88')).statusCode, 404, 'a payout is no order');
  const shipments = await read(`/v1/shipments?order=${orderId}`);
  assert.deepEqual(shipments.items.map((s) => [s['orderId'], s['reportedAt'], (s['parcels'] as unknown[]).length]), [[orderId, null, 1]]);
});

it('a story is JSON or text, by Accept or by name', async () => {
  const { stories, found } = await read<{ stories: { head: { kind: string }; messages: unknown[] }[]; found: unknown[] }>('/v1/stories/1001');
  assert.deepEqual([stories.length, found.length, stories[0]!.head.kind, stories[0]!.messages.length], [1, 1, 'order', 16]);
  for (const [url, headers] of [
    ['/v1/stories/1001', { accept: 'text/plain' }], ['/v1/stories/1001?format=text', {}], ['/v1/stories?reference=%231001&format=text', {}],
  ] as const) {
    const answer = await g.call('GET', url, { headers });
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(answer.body, /^Order #1001 · 66\.96 USD · shopify-us · invoiced\n/);
  }
  assert.match((await g.call('GET', '/v1/stories/1001?format=text&zone=Asia/Tokyo')).body, /Placed 2026-11-21 18:15 UTC\+09:00/);
  assert.match((await g.call('GET', '/v1/stories/1001', { headers: { accept: 'application/json, text/plain, */*' } })).body, /^\{/);
  const nobody = await g.call('GET', '/v1/stories/no-such-number');
  assert.equal(nobody.statusCode, 404);
  assert.match(nobody.json<{ detail: string }>().detail, /^Nobody knows no-such-number\./);
});

it('stock says why it is this number', async () => {
  assert.deepEqual((await read('/v1/stock')).items.filter((s) => s['sku'] === 'TEE').map((s) => [s['sku'], s['onHand'], s['reserved'], s['available']]), [['TEE', 40, 11, 29]]);
  const tee = await read<Record<string, unknown> & { movements: { memo: string }[] }>('/v1/stock/TEE');
  assert.equal(tee['why'], '29 = BER (40 on hand − 11 reserved)');
  assert.deepEqual(tee['locations'], [{ location: 'BER', onHand: 40, reserved: 11, held: 0, available: 29, inspection: 0, owed: 0 }]);
  assert.ok(tee.movements.length >= 12);
  assert.equal((await g.call('GET', '/v1/stock/NOPE')).statusCode, 404);
});

it('payouts and their lines', async () => {
  assert.deepEqual((await read('/v1/payouts')).items.map((p) => [p['id'], p['net'], p['suspense'], p['depositDate'], p['lines']]),
    [[payoutId, '63.72', '-1.00', '2026-11-24', 3]]);
  const lines = await walk(`/v1/payouts/${payoutId}/lines`);
  assert.deepEqual(lines.map((l) => [l['class'], l['amount'], l['orderId']]),
    [['sale', '66.96', orderId], ['processing-fee', '-2.24', orderId], ['unknown', '-1.00', null]]);
  assert.equal((await read(`/v1/payouts/${payoutId}/lines?class=unknown`)).items.length, 1);
  assert.equal((await g.call('GET', '/v1/payouts/pay-none/lines')).statusCode, 404);
});

it('the ledger in pages and in the formats of accountants’ tools', async () => {
  const money = (await read('/v1/journals')).items as { memo: string; lines: { amount: string }[] }[];
  assert.deepEqual(money.map((e) => [e.memo, e.lines.map((l) => l.amount)]), [['Invoice INV-0009; order #1001', ['66.96', '-62.00', '-4.96']]]);
  const goods = await walk('/v1/journals?book=goods');
  assert.equal(new Set(goods.map((e) => e['id'])).size, goods.length);
  assert.ok(goods.length >= 13);
  assert.equal((await read('/v1/journals?account=assets')).items.length, 1);
  assert.equal((await read('/v1/journals?account=asset')).items.length, 0, 'a beginning ends at a colon');
  assert.equal((await read('/v1/journals?to=2026-11-20')).items.length, 0);
  const text = await g.call('GET', '/v1/journals?format=text');
  assert.match(text.body, /^2026-11-21 \* Invoice INV-0009, order #1001\n {4}assets:clearing:shopify-us +66\.96 USD\n/);
  const csv = await g.call('GET', '/v1/journals?format=csv&book=goods');
  assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal((parse(csv.body, { columns: true }) as unknown[]).length, goods.reduce((n, e) => n + (e['lines'] as unknown[]).length, 0));
  assert.match((await g.call('GET', '/v1/journals?format=beancount')).body, /^2026-11-21 open Assets:Clearing:Shopify-us\n/);
  assert.equal((await g.call('GET', '/v1/journals?format=csv&account=assets')).statusCode, 400);
});

it('contracts and the description are schemas that hold for the answers', async () => {
  const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true, date: true, uri: true } });
  for (const [name, url] of [['Stories', '/v1/stories/1001'], ['Overview', '/v1/overview'], ['OrderDetail', `/v1/orders/${orderId}`]] as const) {
    const schema = await read<Record<string, unknown>>(`/v1/contracts/${name}`);
    const valid = ajv.validate(schema, await read(url));
    assert.ok(valid, `${name}: ${ajv.errorsText()}`);
  }
  const { items } = await read('/v1/contracts');
  assert.ok(items.some((c) => c['name'] === 'settings.simulated'));
  const secret = await read<{ 'x-secrets': string[]; properties: Record<string, unknown> }>('/v1/contracts/settings.simulated');
  assert.deepEqual(secret['x-secrets'], ['token', 'webhookSecret']);
  const api = await read<{ openapi: string; paths: Record<string, unknown>; components: { schemas: Record<string, unknown> } }>('/openapi.json');
  assert.equal(api.openapi, '3.1.0');
  assert.ok(api.paths['/hooks/{connection}'] && api.paths['/v1/stories/{reference}'] && api.components.schemas['Story']);
  assert.equal((await g.app.inject('/docs')).statusCode, 200);
});

it('what is our fault says nothing of inside, and the log has it under the same id', async () => {
  const lines: string[] = [];
  const { platform, meter } = g.opened;
  const broken = { ...platform, pool: { query: () => Promise.reject(new Error('password=hunter2 at /srv/secret.ts:1')) } } as never;
  const logger = { ...platform.log, error: (o: object) => lines.push(JSON.stringify(o)), child: () => logger } as never;
  const app = await buildApi(broken, { intake: g.intake, meter, logger });
  const answer = await app.inject({ method: 'GET', url: '/v1/orders', headers: { authorization: 'Bearer tl_x' } });
  assert.equal(answer.statusCode, 500);
  assert.doesNotMatch(answer.body, /hunter2|secret\.ts|stack|Error/);
  const { request } = answer.json<{ request: string }>();
  assert.equal(answer.headers['x-request-id'], request);
  assert.ok(lines.some((l) => l.includes(request) && l.includes('hunter2')), 'the log knows');
  const ready = await app.inject('/readyz');
  assert.deepEqual([ready.statusCode, ready.json<{ ready: boolean }>().ready], [503, false]);
  await app.close();
});

it('ready means the database answers and, where the process works, it owns shards', async () => {
  const { platform, meter } = g.opened;
  for (const [shards, status] of [[0, 503], [256, 200]] as const) {
    const app = await buildApi(platform, { intake: g.intake, meter, worker: { name: 'w', shards: () => shards, wake: () => {}, stop: async () => {} } });
    assert.equal((await app.inject('/readyz')).statusCode, status);
    assert.equal((await app.inject('/healthz')).statusCode, 200);
    await app.close();
  }
});

it('the event stream tells of a message within two seconds, and ends with the server', async () => {
  const { platform, meter } = g.opened;
  const app = await buildApi(platform, { intake: g.intake, meter });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${await g.key('viewer')}` } });
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const until = async (pattern: RegExp) => {
    while (!pattern.test(heard)) {
      const { value, done } = await reader.read();
      assert.ok(!done, `the stream ended: ${heard}`);
      heard += value;
    }
  };
  await until(/event: overview\ndata: \{"now".*\n\n/);
  const head = /"head":"(\d+)"/.exec(heard)![1]!;
  heard = '';
  const begin = performance.now();
  await place(g, 'LIVE-1', [{ sku: 'TEE', quantity: 1 }]);
  await until(new RegExp(`event: log\\ndata: \\{"head":"${BigInt(head) + 1n}"`));
  assert.ok(performance.now() - begin < 2500);
  await app.close();
  while (!(await reader.read()).done);
});
