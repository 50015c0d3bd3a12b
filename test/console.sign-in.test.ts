/** The console's server side. Signing in without a browser: password and second factor, what is refused and how often, and an identity provider. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { OAuth2Server } from 'oauth2-mock-server';
import { Secret, TOTP } from 'otpauth';
import { hashPassword, isPassword, newFactor, stepOf } from '#api/password.ts';
import type { FastifyInstance } from 'fastify';
import { buildApi } from '#api/server.ts';
import { apiGround, browserSession, type ApiGround } from './api/api.fixture.ts';

let g: ApiGround;
let provider: OAuth2Server;
let app: FastifyInstance;
/** What the provider says of who signs in. */
let claims: Record<string, unknown> = {};
const PASSWORD = 'correct horse battery staple';

before(async () => {
  g = await apiGround();
  provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, '127.0.0.1');
  provider.service.on('beforeTokenSigning', (token: { payload: Record<string, unknown> }) => Object.assign(token.payload, claims));
  const { platform, meter } = g.opened;
  app = await buildApi(platform, {
    intake: g.intake, meter, oidc: { issuer: provider.issuer.url!, clientId: 'threadline', clientSecret: 'shared', name: 'Example ID' },
  });
});
after(async () => {
  await app?.close();
  await provider?.stop();
  await g?.close();
});

const enter = (body: object) => g.app.inject({ method: 'POST', url: '/sign-in/password', payload: body });
const cookieIn = (answer: { headers: Record<string, unknown> }): string =>
  [answer.headers['set-cookie']].flat().map(String).find((c) => c.startsWith('threadline_session='))?.split(';')[0] ?? '';
const whoIs = async (cookie: string) => {
  const answer = await g.app.inject({ url: '/v1/session', headers: { cookie } });
  return answer.statusCode === 200 ? answer.json<{ who: string }>().who : answer.statusCode;
};
const codeOf = (secret: string, steps = 0) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

it('a password is slow to guess and its form says how', async () => {
  const stored = await hashPassword(PASSWORD);
  assert.match(stored, /^argon2id\$19456\$2\$/);
  assert.equal(await isPassword(PASSWORD, stored), true);
  assert.equal(await isPassword(`${PASSWORD}x`, stored), false);
  assert.equal(await isPassword(PASSWORD, undefined), false);
  assert.notEqual(stored, await hashPassword(PASSWORD), 'salted');
});

it('a code is good for its step and its neighbours, not for an earlier one', () => {
  const { secret, uri } = newFactor('ada@example.com');
  assert.match(uri, /^otpauth:\/\/totp\/Threadline:ada%40example\.com\?/);
  assert.ok(stepOf(secret, codeOf(secret)));
  assert.equal(stepOf(secret, codeOf(secret, -4)), undefined);
  assert.equal(stepOf(secret, 'letters'), undefined);
});

it('an account needs both; a code works once, a recovery code too; closing it ends its sessions', async () => {
  const link = (await g.call('POST', '/v1/people', { body: { email: 'Bea@Example.com', name: 'Bea', role: 'finance' } })).json<{ link: string }>().link;
  const opened = await g.app.inject({ url: new URL(link).pathname + new URL(link).search });
  const cookie = cookieIn(opened);
  assert.equal(await whoIs(cookie), 'user:bea@example.com');
  const { secret } = (await g.app.inject({ method: 'POST', url: '/v1/me/factor', headers: { cookie } })).json<{ secret: string }>();
  const mine = (body: object) => g.app.inject({ method: 'POST', url: '/v1/me/account', headers: { cookie }, payload: body });
  assert.equal((await mine({ password: 'too short', secret, code: codeOf(secret) })).statusCode, 400);
  assert.equal((await mine({ password: PASSWORD, secret, code: '000000' })).statusCode, 400);
  const { recovery } = (await mine({ password: PASSWORD, secret, code: codeOf(secret) })).json<{ recovery: string[] }>();
  assert.equal((await mine({ password: 'another long one', secret, code: codeOf(secret) })).statusCode, 400, 'the present password is asked for');

  assert.equal((await enter({ email: 'bea@example.com', password: 'wrong wrong wrong' })).statusCode, 401);
  assert.deepEqual((await enter({ email: 'BEA@example.com', password: PASSWORD })).json(), { needs: 'code' });
  const code = codeOf(secret);
  const entered = await enter({ email: 'bea@example.com', password: PASSWORD, code });
  assert.equal(await whoIs(cookieIn(entered)), 'user:bea@example.com');
  assert.equal((await enter({ email: 'bea@example.com', password: PASSWORD, code })).statusCode, 401, 'a code works once');
  assert.equal((await enter({ email: 'bea@example.com', password: PASSWORD, code: recovery[0] })).statusCode, 200);
  assert.equal((await enter({ email: 'bea@example.com', password: PASSWORD, code: recovery[0] })).statusCode, 401, 'so does a recovery code');

  const stored = await g.query('select password, encode(factor, $1) as factor, recovery from person', ['escape']);
  assert.ok(!JSON.stringify(stored).includes(PASSWORD) && !JSON.stringify(stored).includes(secret) && !JSON.stringify(stored).includes(recovery[1]!));
  assert.equal((await g.call('POST', '/v1/people/disable', { body: { email: 'bea@example.com' } })).statusCode, 200);
  assert.equal(await whoIs(cookieIn(entered)), 401);
  assert.equal((await enter({ email: 'bea@example.com', password: PASSWORD, code: recovery[1] })).statusCode, 401);
});

it('a link that was not used yet ends with the role it was made for, and with the account', async () => {
  const invited = async (role: string) => {
    const { link } = (await g.call('POST', '/v1/people', { body: { email: 'ida@example.com', name: 'Ida', role } })).json<{ link: string }>();
    return async () => g.app.inject({ url: new URL(link).pathname + new URL(link).search });
  };
  const asAdministrator = await invited('administrator');
  const asViewer = await invited('viewer');
  assert.equal((await asAdministrator()).statusCode, 401);
  assert.equal((await g.call('POST', '/v1/people/disable', { body: { email: 'ida@example.com' } })).statusCode, 200);
  assert.equal((await asViewer()).statusCode, 401);
});

it('guesses at one account are held up, and whether there is an account is not told', async () => {
  const answers = [];
  for (let i = 0; i < 10; i += 1) answers.push(await enter({ email: 'nobody@example.com', password: `guess number ${i}` }));
  assert.equal(answers[0]!.statusCode, 401);
  assert.equal(answers.at(-1)!.statusCode, 429);
  assert.match(answers[0]!.json<{ detail: string }>().detail, /do not fit together/);
});

it('the first-run link makes a new account, and takes none over', async () => {
  await g.call('POST', '/v1/people', { body: { email: 'dora@example.com', name: 'Dora', role: 'viewer' } });
  const cookie = await browserSession(g);
  const { secret } = (await g.app.inject({ method: 'POST', url: '/v1/me/factor', headers: { cookie } })).json<{ secret: string }>();
  const made = (email: string) => g.app.inject({
    method: 'POST', url: '/v1/me/account', headers: { cookie }, payload: { email, password: PASSWORD, secret, code: codeOf(secret) },
  });
  assert.equal((await made('dora@example.com')).statusCode, 409);
  assert.equal((await made('first@example.com')).statusCode, 200);
  assert.deepEqual(await g.query(`select role from person where email = 'first@example.com'`), [{ role: 'administrator' }]);
});

/** The browser's way to the provider and back. */
async function throughProvider(more: { state?: string } = {}) {
  const begun = await app.inject({ url: '/sign-in/provider?back=/orders', headers: { host: '127.0.0.1:4400' } });
  assert.equal(begun.statusCode, 303);
  const state = /threadline_state=([\w-]+)/.exec(String(begun.headers['set-cookie']))![1]!;
  const consent = await fetch(String(begun.headers.location), { redirect: 'manual' });
  const back = new URL(consent.headers.get('location')!);
  return app.inject({
    url: back.pathname + back.search, headers: { host: '127.0.0.1:4400', cookie: `threadline_state=${more.state ?? state}` },
  });
}

it('an identity provider signs in whom an administrator invited, by a verified address', async () => {
  claims = { email: 'Eve@example.com', email_verified: true, sub: 'eve-1' };
  const stranger = await throughProvider();
  assert.equal(stranger.statusCode, 403, stranger.body);
  assert.match(stranger.body, /Nobody has invited you yet/);
  await g.call('POST', '/v1/people', { body: { email: 'eve@example.com', name: 'Eve', role: 'operations' } });
  claims = { email: 'eve@example.com', email_verified: false, sub: 'eve-1' };
  assert.equal((await throughProvider()).statusCode, 403, 'an address that nobody checked is nobody’s');
  claims = { email: 'eve@example.com', email_verified: true, sub: 'eve-1' };
  const entered = await throughProvider();
  assert.equal(entered.statusCode, 303, entered.body);
  assert.equal(entered.headers.location, '/orders');
  assert.equal(await whoIs(cookieIn(entered)), 'user:eve@example.com');
  claims = { email: 'new-address@example.com', email_verified: true, sub: 'eve-1' };
  assert.equal(await whoIs(cookieIn(await throughProvider())), 'user:eve@example.com', 'who it is stays who it is');
  claims = { email: 'eve@example.com', email_verified: true, sub: 'somebody-else' };
  assert.equal((await throughProvider()).statusCode, 403, 'the address alone does not take an account over');
});

it('an answer that this browser did not ask for is refused', async () => {
  claims = { email: 'eve@example.com', email_verified: true, sub: 'eve-1' };
  assert.equal((await throughProvider({ state: 'another-browsers' })).statusCode, 401);
  assert.equal((await app.inject({ url: '/sign-in/provider?back=//evil.example', headers: { host: 'x' } })).statusCode, 400);
});

it('every address that the console asks is one that the API describes', async () => {
  const described = (await g.app.inject('/openapi.json')).json<{ paths: Record<string, unknown> }>().paths;
  // Some end in a word that is chosen when it is asked: those are beginnings.
  const fits = (path: string, known: string) => path.split('/').every((part, i) => {
    const wanted = known.split('/')[i];
    return wanted !== undefined && (wanted === part || part === 'x' || wanted.startsWith('{'));
  });
  const asked = globSync('console/src/**/*.{ts,tsx}').flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/['`](\/v1\/[^'`?\s]*)/g)]
    .map(([, path]) => path!.replace(/\$\{[^}]*\}/g, 'x').replace(/\/$/, '')));
  assert.ok(asked.length > 30, `${asked.length} found`);
  assert.deepEqual([...new Set(asked)].filter((path) => !Object.keys(described).some((known) => fits(path, known))), []);
});
