/** What the console's pages stand on, without a browser: causes, previews, many at once, tables in and out, raw words. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { slaOf } from '#domain/exception-sla.ts';
import { keepParty } from '#runtime/parties.ts';
import { measureFigures } from '#runtime/operations/figures.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { exceptionAges } from '#store/list-figures.ts';
import { transaction } from '#store/query.ts';
import { apiGround, type ApiGround } from './api/api.fixture.ts';
import { hostile, place, quiet, stockUp, TENANT } from './engine/bench.fixture.ts';

let g: ApiGround;
let worker: Worker;
before(async () => {
  g = await apiGround();
  worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  await stockUp(g, 'TEE', 100);
  for (const n of ['B-1', 'B-2', 'B-3']) await place(g, n, [{ sku: 'GHOST', quantity: 1 }]);
  await place(g, 'B-4', [{ sku: 'SPOOK', quantity: 2 }]);
  await place(g, 'B-5', [{ sku: 'TEE', quantity: 2 }]);
  await quiet(g);
});
after(async () => {
  await worker?.stop();
  await g?.close();
});

interface Group { exception: string; owner: string; cause: string; waitsOn: string; count: number; orders: number; held: object[]; overdue: number; dueBy: string }
interface Item { name: string; order: string; value: string; delivery: { shard: number; message: string; handler: string } }
const get = async <T>(url: string, as?: string): Promise<T> => {
  const answer = await g.call('GET', url, as === undefined ? {} : { as });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<T>();
};
const groups = async (query = '') => (await get<{ items: Group[] }>(`/v1/exceptions/groups${query}`)).items;
const itemsOf = async (cause: string) => (await get<{ items: Item[] }>(`/v1/exceptions?cause=${encodeURIComponent(cause)}`)).items;

it('what stopped for the same reason is one row with what it holds', async () => {
  const found = await groups();
  assert.deepEqual(found.map((x) => [x.exception, x.owner, x.waitsOn, x.count, x.orders, x.held]), [
    ['UnmappedSku', 'operations', 'mapping:sku:shop:GHOST', 3, 3, [{ currency: 'EUR', amount: '30.00' }]],
    ['UnmappedSku', 'operations', 'mapping:sku:shop:SPOOK', 1, 1, [{ currency: 'EUR', amount: '10.00' }]],
  ]);
  assert.deepEqual((await itemsOf(found[0]!.cause)).map((e) => [e.order, e.value]).sort(), [['B-1', '10.00'], ['B-2', '10.00'], ['B-3', '10.00']]);
  assert.ok(found.every((x) => x.overdue === 0 && Date.parse(x.dueBy) > Date.now() + 3.9 * 3_600_000), 'UnmappedSku is due in four hours');
  await g.query(`update delivery set changed = now() - interval '5 hours' where state = 'Parked' and waits_on = 'mapping:sku:shop:SPOOK'`);
  assert.deepEqual((await groups()).map((x) => [x.waitsOn, x.overdue]), [['mapping:sku:shop:SPOOK', 1], ['mapping:sku:shop:GHOST', 0]], 'overdue first');
  const [late] = (await get<{ items: { dueBy: string }[] }>('/v1/exceptions')).items;
  assert.ok(Date.parse(late!.dueBy) < Date.now());
  assert.deepEqual(await exceptionAges(g.opened.platform.pool, TENANT, slaOf({})), [
    { owner: 'operations', bucket: 'day', count: 1, overdue: 1 }, { owner: 'operations', bucket: 'hour', count: 3, overdue: 0 }]);
  await g.query(`update delivery set changed = now() where state = 'Parked' and waits_on = 'mapping:sku:shop:SPOOK'`);
  assert.deepEqual(await groups('?owner=finance'), []);
  assert.deepEqual(await groups('?connection=wms'), [], 'only what stopped with that partner');
});

it('what a fix will release is said before, and is what it then releases', async () => {
  const [ghost] = await groups();
  const [{ delivery: d }] = await itemsOf(ghost!.cause) as [Item];
  const effect = await get<{ mapping: object; released: number; orders: number; retry: string; drop: string }>(
    `/v1/deliveries/${d.shard}/${d.message}/${encodeURIComponent(d.handler)}/effect`);
  assert.deepEqual(effect.mapping, { name: 'sku', connection: 'shop', external: 'GHOST' });
  const imported = await g.call('POST', '/v1/mappings/import', { body: { items: [
    { name: 'sku', connection: 'shop', external: 'GHOST', own: 'TEE' }, { name: 'nothing', connection: 'shop', external: 'x', own: 'y' },
  ] } });
  const { set, released, refused } = imported.json<{ set: number; released: number; refused: { row: number; why: string }[] }>();
  assert.deepEqual([set, released, refused.map((r) => r.row)], [1, effect.released, [2]]);
  assert.match(refused[0]!.why, /There is no mapping nothing/);
  await quiet(g);
  assert.deepEqual((await groups()).map((x) => x.waitsOn), ['mapping:sku:shop:SPOOK']);
  const versions = await get<{ items: { own: string; author: string }[] }>('/v1/mappings/versions?name=sku&connection=shop&external=GHOST');
  assert.deepEqual(versions.items.map((v) => v.own), ['TEE']);
});

it('many at once are done or say why not; a note stays with the story', async () => {
  const [spook] = await groups();
  const [item] = await itemsOf(spook!.cause) as [Item & { correlation: string }];
  const bulk = (body: object) => g.call('POST', '/v1/deliveries/bulk', { body: { names: [item!.name, '7-999-policy:none'], ...body } });
  const taken = (await bulk({ action: 'assign', assignee: 'ada' })).json<{ done: number; refused: { name: string; why: string }[] }>();
  assert.deepEqual([taken.done, taken.refused.map((r) => r.name)], [1, ['7-999-policy:none']]);
  assert.equal((await groups('?assignee=ada')).length, 1);
  const note = `/v1/stories/notes/${item!.correlation}`;
  assert.equal((await g.call('POST', note, { body: { text: 'Asked the shop.' }, as: await g.key('customer service') })).statusCode, 200);
  assert.equal((await g.call('POST', note, { body: { text: 'No.' }, as: await g.key('viewer') })).statusCode, 403);
  assert.deepEqual((await get<{ items: { text: string; who: string }[] }>(note)).items.map((n) => n.text), ['Asked the shop.']);
  assert.equal((await bulk({ action: 'snooze', until: new Date(Date.now() + 3_600_000).toISOString() })).json<{ done: number }>().done, 1);
  assert.deepEqual(await groups(), []);
  assert.equal((await groups('?snoozed=true')).length, 1);
  assert.equal((await bulk({ action: 'drop', why: 'a test' })).json<{ done: number }>().done, 1);
});

it('a document nobody can read is corrected in place and read; what came stays in the log', async () => {
  await hostile(g, '{"order": "B-6", "at": "2026-11-21T08:00:00Z", "currency": "EUR", "lines": [{"id": "1", "sku": "TEE", "quantity": 1, "net": "10.00"}');
  await quiet(g);
  const [item] = (await get<{ items: (Item & { retryable: boolean; document: { shard: number; id: string } })[] }>('/v1/exceptions?kind=Unreadable')).items;
  const { body } = await get<{ body: string }>(`/v1/documents/${item!.document.shard}/${item!.document.id}`, await g.key('developer'));
  const at = `/v1/deliveries/${item!.delivery.shard}/${item!.delivery.message}/${encodeURIComponent(item!.delivery.handler)}/correct`;
  const correct = (text: string, as = 'developer' as 'developer' | 'finance') =>
    g.key(as).then((key) => g.call('POST', at, { body: { body: text, why: 'the file was cut off' }, as: key }));
  assert.equal((await correct(`${body}]}`, 'finance')).statusCode, 403);
  assert.match((await correct(body)).body, /Nothing was changed/);
  assert.equal((await correct(`${body}]}`)).statusCode, 200);
  await quiet(g);
  assert.deepEqual((await get<{ items: object[] }>('/v1/exceptions?kind=Unreadable')).items, []);
  assert.equal((await g.query(`select count(*)::int as n from order_view where number = 'B-6'`))[0]!['n'], 1);
  assert.equal((await g.query(`select count(*)::int as n from message where type = 'PartnerSpoke' and data->>'reference' = 'orders/A-6'`))[0]!['n'], 2);
  assert.deepEqual(await g.query(`select why from audit where what = 'delivery.correct'`), [{ why: 'the file was cut off' }]);
});

it('figures count what the log says', async () => {
  const f = await get<{ orders: { count: number }; orderToErp: { count: number; p95Seconds: number; inTime: number } }>('/v1/figures');
  const [said] = await g.query(`select count(*)::int as n from message where type = 'ErpOrderCreated'`);
  assert.equal(f.orderToErp.count, said!['n']);
  assert.ok(f.orderToErp.p95Seconds > 0 && f.orderToErp.inTime === f.orderToErp.count);
  assert.equal(f.orders.count, 6);
});

it('each list says how many it has in all, and it is what walking it finds', async () => {
  const { paths } = await get<{ paths: Record<string, { get?: { parameters?: { name: string }[] } }> }>('/openapi.json');
  const lists = Object.entries(paths).filter(([path, { get: g }]) => !path.includes('{') && g?.parameters?.some((x) => x.name === 'total')).map(([path]) => path);
  assert.ok(lists.length >= 10, lists.join(' '));
  const seen: Record<string, number> = {};
  for (const path of [...lists, '/v1/orders?open=true', '/v1/shipments?untold=channel', '/v1/stock?only=reserved', '/v1/exceptions?age=hour',
    '/v1/figures/orderToErp/steps', '/v1/figures/orders/steps', '/v1/figures/orderToErp/steps?late=true', '/v1/deliveries?connection=erp']) {
    const at = `${path}${path.includes('?') ? '&' : '?'}limit=4`;
    const { total } = await get<{ total: number }>(`${at}&total=true`);
    let [n, after] = [0, '' as string | null];
    while (after !== null) {
      const found: { items: object[]; next: string | null } = await get(after ? `${at}&after=${after}` : at);
      [n, after] = [n + found.items.length, found.next];
    }
    assert.equal(total, n, path);
    seen[path] = n;
  }
  assert.deepEqual([seen['/v1/orders'], seen['/v1/figures/orders/steps'], seen['/v1/stock?only=reserved'], seen['/v1/figures/orderToErp/steps?late=true']], [6, 6, 1, 0]);
  assert.equal(seen['/v1/figures/orderToErp/steps'], (await get<{ orderToErp: { count: number } }>('/v1/figures')).orderToErp.count);
  assert.equal((await get<{ items: object[] }>('/v1/orders')).items.length, 6);
});

it('who begins sees lines: the last hour by the minute', async () => {
  interface History { grain: string; orders: { count: number; points: { value: number }[] }; orderToErp: { count: number; inTime: number } }
  const hour = await get<History>('/v1/figures/history?range=hour');
  assert.deepEqual([hour.grain, hour.orders.count, hour.orderToErp.inTime], ['minute', 6, hour.orderToErp.count]);
  const soon = async () => (await g.query(`select every_seconds from schedule where name = 'figures'`))[0]?.['every_seconds'];
  await measureFigures(g.opened.platform, TENANT);
  assert.equal(await soon(), 60, 'measured each minute in the first hour');
  await g.query(`update figure_point set at = at - interval '2 hours' where grain = 'hour'`);
  await measureFigures(g.opened.platform, TENANT);
  assert.equal(await soon(), 900);
  await g.query('delete from figure_point');
});

it('figures are measured by the clock and kept: a week and a month say what the log said when it was asked', async () => {
  await measureFigures(g.opened.platform, TENANT);
  await measureFigures(g.opened.platform, TENANT);
  interface History { grain: string; orders: { count: number; points: { value: number }[] }; orderToErp: { count: number; inTime: number } }
  const week = await get<History>('/v1/figures/history?range=week');
  const [said] = await g.query(`select count(*)::int as n from message where type = 'ErpOrderCreated'`);
  assert.deepEqual([week.grain, week.orders.count, week.orderToErp.count, week.orderToErp.inTime], ['hour', 6, said!['n'], said!['n']], 'twice measured is measured once');
  await g.query(`insert into figure_point values ($1, 'orders', 'day', now() - interval '10 days', 7, 7, 7), ($1, 'orders', 'hour', now() - interval '10 days', 7, 7, 7),
    ($1, 'orders', 'hour', now() - interval '100 days', 9, 9, 9), ($1, 'orders', 'day', now() - interval '800 days', 9, 9, 9)`, [TENANT]);
  assert.deepEqual([(await get<History>('/v1/figures/history?range=week')).orders.count, (await get<History>('/v1/figures/history?range=month')).orders.count], [6, 13]);
  await measureFigures(g.opened.platform, TENANT);
  assert.deepEqual(await g.query(`select grain from figure_point where value = 9`), [], 'what is too old goes');
});

it('a partner’s raw words are for those who may, without what signs them; each look is in the trail', async () => {
  const { heard } = await get<{ heard: { shard: number; id: string; reference: string }[] }>('/v1/connections/shop/traffic');
  const one = heard.find((h) => h.reference === 'orders/B-5')!;
  const url = `/v1/documents/${one.shard}/${one.id}`;
  assert.match((await get<{ body: string }>(url)).body, /"sku":"TEE"/);
  assert.equal((await g.call('GET', url, { as: await g.key('finance') })).statusCode, 403);
  const [seen] = await g.query(`select after->>'document' as id from audit where what = 'document.read' order by position desc limit 1`);
  assert.equal(seen!['id'], one.id);
});

it('products come in and go out by the table; settings of a connector draw its form', async () => {
  const saved = await g.call('POST', '/v1/products', { body: { items: [{ sku: 'NEW-1', title: 'One' }, { sku: 'NEW-2', title: 'Two', gtin: '4006381333931' }] } });
  assert.deepEqual(saved.json(), { saved: 2 });
  assert.deepEqual((await get<{ items: { sku: string }[] }>('/v1/products?search=4006381333931')).items.map((p) => p.sku), ['NEW-2']);
  const { items } = await get<{ items: { name: string; secrets: string[]; schema: { properties: object } }[] }>('/v1/connectors');
  const simulated = items.find((c) => c.name === 'simulated')!;
  assert.deepEqual(Object.keys(simulated.schema.properties), ['baseUrl', 'token', 'webhookSecret']);
  const body = { connector: 'simulated', roles: ['channel'], settings: { baseUrl: 'not an address', token: 't', webhookSecret: 's' } };
  const wrong = await g.call('POST', '/v1/connections/shop-9', { body });
  assert.match(wrong.body, /settings\.baseUrl/);
  assert.equal((await g.call('POST', '/v1/connections/shop-9', { body, as: await g.key('operations') })).statusCode, 403);
});

it('orders are found by an e-mail address that is stored nowhere in clear, by whoever may; the trail says who looked', async () => {
  const { platform } = g.opened;
  const [order] = await g.query('select correlation from order_view where number = $1', ['B-5']);
  await transaction(platform.pool, (tx) => keepParty(platform, tx, TENANT, {
    party: 'pty-mail' as never, correlation: String(order!['correlation']), data: { name: 'Ada', email: 'Ada@Example.com' } }));
  const find = async (email: string, as?: string) => g.call('POST', '/v1/stories/by-mail', { body: { email }, ...(as && { as }) });
  const found = (await find(' ada@example.com'.trim())).json<{ items: { number: string; stage: string }[] }>().items;
  assert.deepEqual(found.map((o) => o.number), ['B-5']);
  assert.deepEqual((await find('nobody@example.com')).json(), { items: [] });
  assert.equal((await find('ada@example.com', await g.key('finance'))).statusCode, 403);
  const trail = await g.query(`select a.after::text as after from audit a where a.what = 'party.find'`);
  assert.equal(trail.length, 2);
  assert.doesNotMatch(JSON.stringify(trail), /example/i);
  const [row] = await g.query(`select v.mailbox from vault_party v where v.party = 'pty-mail'`);
  assert.match(String(row!['mailbox']), /^[\w-]{43}$/);
});

it('filters are kept under a name on the server, for one person', async () => {
  const view = { page: '/orders', name: 'short ones', search: '?stage=short' };
  assert.equal((await g.call('POST', '/v1/views', { body: view })).statusCode, 200);
  await g.call('POST', '/v1/views', { body: { ...view, search: '?stage=short&channel=shop' } });
  assert.deepEqual(await get('/v1/views'), { items: [{ ...view, search: '?stage=short&channel=shop' }] });
  assert.deepEqual(await get('/v1/views', await g.key('viewer')), { items: [] });
  assert.equal((await g.call('POST', '/v1/views/forget', { body: view, as: await g.key('viewer') })).statusCode, 200);
  assert.equal((await get<{ items: object[] }>('/v1/views')).items.length, 1, 'nobody else forgets it');
  await g.call('POST', '/v1/views/forget', { body: view });
  assert.deepEqual(await get('/v1/views'), { items: [] });
});
