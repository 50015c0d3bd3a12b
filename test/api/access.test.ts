/** Who may call what, by trying: every route without a key, every write as a viewer, keys that ended, other sites, other tenants. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, it } from 'node:test';
import { createApiKey, createSignInLink } from '#api/access.ts';
import { RIGHTS, ROLE_RIGHTS, ROLES } from '#api/rights.ts';
import { buildApi } from '#api/server.ts';
import { ensureTenant, loadConfiguration } from '#runtime/platform.ts';
import { place } from '../engine/bench.fixture.ts';
import { apiGround, browserSession, type ApiGround } from './api.fixture.ts';

interface Route { readonly method: 'GET' | 'POST'; readonly url: string; readonly right: string }
let g: ApiGround;
let routes: Route[];
before(async () => {
  g = await apiGround();
  const { paths } = (await g.call('GET', '/openapi.json', { as: null })).json<{ paths: Record<string, Record<string, { description?: string }>> }>();
  routes = Object.entries(paths).filter(([path]) => path.startsWith('/v1/')).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { description }]) => ({
      method: method.toUpperCase() as Route['method'],
      url: path.replaceAll(/\{shard\}|\{message\}/g, '1').replaceAll(/\{[^}]+\}/g, 'connection:x'),
      right: /Needs the right `(\w+)`/.exec(description ?? '')?.[1] ?? 'undocumented',
    })));
});
after(() => g.close());

const type = (r: { json(): unknown }) => (r.json() as { type: string }).type;

it('every route under /v1 is documented with its right, and closed to nobody and to a made-up key', async () => {
  assert.ok(routes.length > 30, `${routes.length} routes`);
  for (const { method, url, right } of routes) {
    assert.ok((RIGHTS as readonly string[]).includes(right), `${method} ${url}: ${right}`);
    for (const as of [null, 'tl_made-up', '']) {
      const answer = await g.app.inject({ method, url, remoteAddress: `10.1.${routes.length}.${Math.floor(Math.random() * 250)}`,
        headers: as === null ? {} : { authorization: `Bearer ${as}` } });
      assert.equal(answer.statusCode, 401, `${method} ${url} as ${as}`);
      assert.equal(type(answer), 'urn:threadline:problem:sign-in-needed');
    }
  }
});

it('each role may exactly what its rights say, on every route', async () => {
  for (const role of ROLES) for (const { method, url, right } of routes) {
    if (url === '/v1/events' || url === '/v1/session/close') continue;
    const answer = await g.call(method, url, { as: await g.key(role) });
    const may = (ROLE_RIGHTS[role] as readonly string[]).includes(right);
    assert.equal(answer.statusCode === 403, !may, `${role} ${method} ${url}: ${answer.statusCode}`);
    assert.ok(answer.statusCode < 500, `${role} ${method} ${url}: ${answer.body}`);
  }
});

it('writes are for those who run it, and the answer says so', async () => {
  for (const role of ['viewer', 'finance', 'auditor', 'customer service'] as const) {
    const answer = await g.call('POST', '/v1/connections/wms/suspend', { as: await g.key(role), body: { why: 'x' } });
    assert.equal(answer.statusCode, 403);
    assert.match(answer.json<{ detail: string }>().detail, /operations or developer or administrator/);
  }
});

it('a key has the scopes it was given, never more than its role', async () => {
  const reading = await g.key('administrator', ['read']);
  assert.equal((await g.call('GET', '/v1/orders', { as: reading })).statusCode, 200);
  for (const url of ['/v1/payouts', '/v1/audit', '/v1/keys']) {
    const answer = await g.call('GET', url, { as: reading });
    assert.equal(answer.statusCode, 403, url);
    assert.match(answer.json<{ detail: string }>().detail, /This key does not have the scope/);
  }
  await assert.rejects(createApiKey(g.opened.platform, { name: 'x', role: 'viewer', scopes: ['operate'], by: 'test' }), /viewer has no right to operate/);
  await assert.rejects(createApiKey(g.opened.platform, { name: ' ', role: 'viewer', by: 'test' }), /Give the key a name/);
  await assert.rejects(createApiKey(g.opened.platform, { name: 'x', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z', by: 'test' }), /not a time to come/);
});

it('an expired or revoked key opens nothing, at once', async () => {
  const { id, key } = await createApiKey(g.opened.platform, { name: 'short', role: 'viewer', by: 'test', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  assert.equal((await g.call('GET', '/v1/session', { as: key })).statusCode, 200);
  await g.query(`update api_key set expires_at = now() - interval '1 second' where id = $1`, [id]);
  assert.equal((await g.call('GET', '/v1/session', { as: key })).statusCode, 401);
  const made = (await g.call('POST', '/v1/keys', { body: { name: 'ci', role: 'operations', scopes: ['read'] } })).json<{ id: string; key: string }>();
  assert.equal((await g.call('GET', '/v1/session', { as: made.key })).json<{ who: string }>().who, 'key:ci');
  assert.equal((await g.call('POST', `/v1/keys/${made.id}/revoke`, { body: { why: 'leaked' } })).statusCode, 200);
  assert.equal((await g.call('GET', '/v1/session', { as: made.key })).statusCode, 401);
  assert.equal((await g.call('POST', `/v1/keys/${made.id}/revoke`)).statusCode, 404);
  const trail = (await g.call('GET', '/v1/audit?what=key.revoke')).json<{ items: { who: string; why: string }[] }>().items;
  assert.deepEqual(trail.map((a) => a.why), ['leaked']);
});

it('tokens are in the database as hashes only, and in no list', async () => {
  const key = await g.key('viewer');
  const session = (await browserSession(g)).split('=')[1]!;
  const tables = await g.query(`
    select to_jsonb(k)::text as row from api_key k union all select to_jsonb(s)::text from api_session s
    union all select to_jsonb(s)::text from sign_in s union all select to_jsonb(a)::text from audit a`);
  const all = tables.map((r) => String(r['row'])).join('\n');
  for (const token of [key, session]) {
    assert.ok(!all.includes(token) && !all.includes(token.slice(3)));
    assert.ok(all.includes(createHash('sha256').update(token).digest('hex')), 'the hash is what is stored');
  }
  assert.ok(!(await g.call('GET', '/v1/keys')).body.includes(key));
});

it('a sign-in link works once, within its hour, also when two come at once', async () => {
  const { platform } = g.opened;
  const open = (link: string) => g.app.inject({ method: 'GET', url: link.slice('http://h'.length) });
  const link = await createSignInLink(platform, 'http://h/');
  const answers = await Promise.all([open(link), open(link), open(link)]);
  assert.deepEqual(answers.map((a) => a.statusCode).sort(), [303, 401, 401]);
  const cookie = String(answers.find((a) => a.statusCode === 303)!.headers['set-cookie']);
  assert.match(cookie, /^threadline_session=se_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  const late = await createSignInLink(platform, 'http://h');
  await g.query(`update sign_in set expires_at = now() where used_at is null`);
  assert.equal((await open(late)).statusCode, 401);
});

it('a session is a person with a role; it ends when it is closed', async () => {
  const cookie = await browserSession(g, { who: 'user:ann@example.com', role: 'finance' });
  const as = { as: null, headers: { cookie: `theme=1; ${cookie}` } };
  assert.deepEqual((await g.call('GET', '/v1/session', as)).json(),
    { tenant: 'main', who: 'user:ann@example.com', role: 'finance', rights: ['read', 'finance', 'work', 'approve'], by: 'session' });
  assert.equal((await g.call('POST', '/v1/deliveries/retry', { ...as, body: { owner: 'finance' } })).statusCode, 403);
  const closed = await g.call('POST', '/v1/session/close', as);
  assert.match(String(closed.headers['set-cookie']), /^threadline_session=; .*Max-Age=0$/);
  assert.equal((await g.call('GET', '/v1/session', as)).statusCode, 401);
  assert.equal((await g.call('GET', '/v1/session', { as: null, headers: { cookie: 'threadline_session=se_x' } })).statusCode, 401);
});

it('another site cannot make a browser write', async () => {
  const cookie = await browserSession(g);
  const write = (headers: Record<string, string>) =>
    g.call('POST', '/v1/deliveries/retry', { as: null, headers: { cookie, host: 'threadline.example', ...headers }, body: { owner: 'nobody' } });
  assert.equal((await write({})).statusCode, 200);
  assert.equal((await write({ origin: 'http://threadline.example', 'sec-fetch-site': 'same-origin' })).statusCode, 200);
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])
    assert.equal((await write(headers)).statusCode, 403, JSON.stringify(headers));
  assert.equal((await g.call('GET', '/v1/orders', { as: null, headers: { cookie, origin: 'https://evil.example' } })).statusCode, 200);
  const form = await g.app.inject({ method: 'POST', url: '/v1/deliveries/retry', headers: { cookie, 'content-type': 'text/plain' }, payload: '{"owner":"x"}' });
  assert.equal(form.statusCode, 415);
});

it('a tenant sees nothing of another, whatever it asks for', async () => {
  await ensureTenant(g.opened.platform, 'second', 'Second');
  await loadConfiguration(g.opened.platform);
  const { key } = await createApiKey(g.opened.platform, { tenant: 'second', name: 'other', role: 'administrator', by: 'test' });
  await place(g, 'T-1', [{ sku: 'TEE', quantity: 1 }]);
  const [spoke] = await g.query(`select correlation, id from message where data->>'reference' = 'orders/T-1'`);
  for (const url of [`/v1/stories/${spoke!['correlation']}`, `/v1/stories/${spoke!['id']}`, '/v1/orders/T-1', '/v1/stock/TEE'])
    assert.equal((await g.call('GET', url, { as: key })).statusCode, 404, url);
  for (const url of ['/v1/orders', '/v1/exceptions', '/v1/shipments', '/v1/payouts', '/v1/journals'])
    assert.deepEqual((await g.call('GET', url, { as: key })).json<{ items: unknown[] }>().items, [], url);
  const keys = (await g.call('GET', '/v1/keys', { as: key })).json<{ items: { name: string }[] }>().items;
  assert.deepEqual(keys.map((k) => k.name), ['other']);
  const overview = (await g.call('GET', '/v1/overview', { as: key })).json<{ backlog: { ready: number } }>();
  assert.equal(overview.backlog.ready, 0);
});

it('who guesses keys waits', async () => {
  const app = await buildApi(g.opened.platform, { intake: g.intake, meter: g.opened.meter });
  const guess = (authorization: string, remoteAddress: string) => app.inject({ method: 'GET', url: '/v1/session', headers: { authorization }, remoteAddress });
  for (let i = 0; i < 120; i += 1) await guess(`Bearer tl_${i}`, '10.9.9.9');
  const answer = await guess(`Bearer ${await g.key('viewer')}`, '10.9.9.9');
  assert.equal(answer.statusCode, 429);
  assert.ok(Number(answer.headers['retry-after']) > 0);
  assert.equal((await guess(`Bearer ${await g.key('viewer')}`, '10.9.9.8')).statusCode, 200, 'others do not');
  await app.close();
});

it('metrics are for this machine, or for a key that may; a forwarded request is not from here', async () => {
  const ask = (remoteAddress: string, headers = {}) => g.app.inject({ method: 'GET', url: '/metrics', remoteAddress, headers });
  for (const here of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) assert.equal((await ask(here)).statusCode, 200, here);
  assert.equal((await ask('10.0.0.9')).statusCode, 401);
  assert.equal((await ask('127.0.0.1', { 'x-forwarded-for': '10.0.0.9' })).statusCode, 401);
  assert.equal((await ask('10.0.0.9', { authorization: `Bearer ${await g.key('viewer')}` })).statusCode, 403);
  const answer = await ask('10.0.0.9', { authorization: `Bearer ${await g.key('developer')}` });
  assert.equal(answer.statusCode, 200);
  assert.match(answer.body, /^threadline_connection_active\{tenant="main",connection="shop"\} 1$/m);
});
