/** Where partners call: what is accepted is committed, what is refused leaves a number, and nothing of inside leaks. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { buildApi } from '#api/server.ts';
import { Full, type Intake } from '#runtime/intake.ts';
import { ensureTenant, loadConfiguration } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { setConnectionState } from '#store/configuration.ts';
import { quiet, TENANT } from '../engine/bench.fixture.ts';
import { apiGround, orderBody, signed, type ApiGround } from './api.fixture.ts';

let g: ApiGround;
before(async () => { g = await apiGround(); });
after(() => g.close());

const hook = (url: string, body: string | Buffer, headers: Record<string, string> = signed(body)) =>
  g.app.inject({ method: 'POST', url, payload: body, headers });
const stored = async () => Number((await g.query('select count(*)::int as n from raw_payload'))[0]!['n']);
const refused = async (connection: string, reason: string): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 1300));
  const rows = await g.query('select sum(count)::int as n from intake_refusal where connection = $1 and reason = $2', [connection, reason]);
  return Number(rows[0]!['n'] ?? 0);
};

it('a signed document is stored and answered; again it is stored once', async () => {
  for (let i = 0; i < 3; i += 1) {
    const answer = await hook('/hooks/shop', orderBody('W-1'));
    assert.deepEqual([answer.statusCode, answer.json()], [200, { accepted: true }]);
  }
  const rows = await g.query(`select data->>'topic' as topic, data->>'transport' as transport, data->>'reference' as reference
    from message where type = 'PartnerSpoke' and data->>'reference' = 'orders/W-1'`);
  assert.deepEqual(rows, [{ topic: 'order', transport: 'webhook', reference: 'orders/W-1' }]);
});

it('the answer comes after the commit, and not before', async () => {
  let commit: () => void = () => {};
  const slow: Intake = { waiting: () => 0, accept: (a) => new Promise((resolve) => {
    commit = () => void g.intake.accept(a).then(resolve);
  }) };
  const app = await buildApi(g.opened.platform, { intake: slow, meter: g.opened.meter });
  try {
    let answered = false;
    const answer = app.inject({ method: 'POST', url: '/hooks/shop', payload: orderBody('W-2'), headers: signed(orderBody('W-2')) });
    void answer.then(() => { answered = true; });
    await new Promise((resolve) => setTimeout(resolve, 80));
    assert.equal(answered, false);
    commit();
    assert.equal((await answer).statusCode, 200);
    assert.equal((await g.query(`select 1 from message where data->>'reference' = 'orders/W-2'`)).length, 1);
  } finally {
    await app.close();
  }
});

it('a wrong signature is 401: nothing is stored but a number, and the same for one more space', async () => {
  const before = await stored();
  const body = orderBody('W-3');
  for (const headers of [signed(`${body} `), signed(body, 'other'), { 'content-type': 'application/json' }, { ...signed(body), 'x-simulated-hmac': '' }]) {
    const answer = await hook('/hooks/shop', body, headers);
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.json<{ type: string }>().type, 'urn:threadline:problem:wrong-signature');
  }
  assert.equal(await stored(), before);
  assert.equal(await refused('shop', 'wrong signature'), 4);
  const [row] = await g.query(`select hour = date_trunc('hour', hour) as whole from intake_refusal`);
  assert.equal(row!['whole'], true);
});

it('an unknown connection is 404 and its name is not kept; no header names another tenant', async () => {
  const body = orderBody('W-4');
  for (const url of ['/hooks/nobody', '/hooks/shop%2F..', '/hooks/%00', `/hooks/${'x'.repeat(250)}`]) {
    const answer = await hook(url, body, { ...signed(body), 'x-threadline-tenant': 'main' });
    assert.equal(answer.statusCode, 404, url);
    assert.match(answer.headers['content-type'] as string, /problem\+json/);
  }
  assert.ok((await refused('unknown', 'unknown connection')) >= 3);
  assert.deepEqual(await g.query(`select connection from intake_refusal where connection not in ('unknown', 'shop')`), []);
  await ensureTenant(g.opened.platform, 'second', 'Second');
  await g.query(`insert into connection select 'second', 'theirs', connector, roles, settings, null from connection where connection = 'shop'`);
  await loadConfiguration(g.opened.platform);
  assert.equal((await hook('/hooks/theirs', body, { ...signed(body), 'x-threadline-tenant': 'second' })).statusCode, 404);
  await g.query(`delete from connection where tenant = 'second'`);
  await g.query(`delete from tenant where tenant = 'second'`);
});

it('too large is 413 before anything is stored', async () => {
  const before = await stored();
  const answer = await hook('/hooks/shop', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'), { 'content-type': 'application/json' });
  assert.equal(answer.statusCode, 413);
  assert.equal(await stored(), before);
  assert.equal(await refused('shop', 'too large'), 1);
});

it('what is signed is stored whatever it is: broken, empty, of any media type, on a path below', async () => {
  for (const [url, body, type] of [
    ['/hooks/shop', '{"broken', 'application/json'], ['/hooks/shop', '', 'text/plain'], ['/hooks/shop/orders/updated', '<xml/>', 'application/xml'],
    ['/hooks/shop', 'a=1', 'application/x-www-form-urlencoded'], ['/hooks/shop', 'raw', 'nonsense'],
    ['/hooks/shop', 'raw2', 'application/json; charset'], ['/hooks/shop', 'raw3', 'text/plain;;; x=1'], ['/hooks/shop', 'raw4', 'text/plain; charset=utf-8'],
    ['/hooks/shop', 'bytes', undefined],
  ] as const) {
    const { 'content-type': _, ...rest } = signed(body);
    const answer = await hook(url, body, { ...rest, ...(type && { 'content-type': type }) });
    assert.equal(answer.statusCode, 200, `${type} ${answer.body}`);
  }
});

it('a suspended connection still stores; a closed one is gone', async () => {
  const { platform } = g.opened;
  const set = async (state: 'active' | 'suspended' | 'closed') => {
    await setConnectionState(platform.pool, { tenant: TENANT, connection: 'wms' }, state, null);
    await loadConfiguration(platform);
  };
  await set('suspended');
  assert.equal((await hook('/hooks/wms', orderBody('W-5'))).statusCode, 200);
  await set('closed');
  assert.equal((await hook('/hooks/wms', orderBody('W-6'))).statusCode, 404);
  await set('active');
});

it('when too much is waiting, or the database is gone, the partner is told to come back, and nothing of inside', async () => {
  for (const error of [new Full('full'), new Error('connect ECONNREFUSED 10.0.0.7:5432 password=hunter2')]) {
    const app = await buildApi(g.opened.platform, { intake: { waiting: () => 0, accept: () => Promise.reject(error) }, meter: g.opened.meter });
    const answer = await app.inject({ method: 'POST', url: '/hooks/shop', payload: 'x', headers: signed('x') });
    assert.equal(answer.statusCode, 503);
    assert.match(String(answer.headers['retry-after']), /^\d+$/);
    assert.doesNotMatch(answer.body, /hunter2|ECONN|stack|\.ts/);
    await app.close();
  }
});

it('who keeps being turned away waits, for that connection only', async () => {
  const app = await buildApi(g.opened.platform, { intake: g.intake, meter: g.opened.meter });
  try {
    const bad = () => app.inject({ method: 'POST', url: '/hooks/erp', payload: 'x', headers: signed('y') });
    let last = await bad();
    for (let i = 0; i < 600; i += 1) last = await bad();
    assert.equal(last.statusCode, 429);
    assert.match(String(last.headers['retry-after']), /^\d+$/);
    const good = await app.inject({ method: 'POST', url: '/hooks/shop', payload: orderBody('W-7'), headers: signed(orderBody('W-7')) });
    assert.equal(good.statusCode, 200);
  } finally {
    await app.close();
  }
});

it('a broken document becomes one exception of its own; the order beside it goes its way', async () => {
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  try {
    await hook('/hooks/shop', orderBody('W-8'));
    await quiet(g);
    const items = (await g.call('GET', '/v1/exceptions?kind=Unreadable')).json<{ items: { owner: string; why: string }[] }>().items;
    assert.ok(items.some((e) => e.owner === 'developer' && /not JSON/.test(e.why)), JSON.stringify(items));
    const story = (await g.call('GET', '/v1/stories/W-8', { headers: { accept: 'text/plain' } })).body;
    assert.match(story, /^Order W-8 · 10\.00 EUR · shop · /);
    assert.match(story, /sends order by webhook/);
  } finally {
    await worker.stop();
  }
});
