/** Who may call, how often, and what is said to the others. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { modelProblem, modelsAbsent } from './models.ts';
import { ACCOUNT, bench, type Bench } from './testkit.ts';

const ACCOUNT_FORM = { client_id: ACCOUNT.clientId, client_secret: ACCOUNT.clientSecret };
const SEARCH = '/orders/2026-01-01/orders?createdAfter=2026-11-01T00:00:00Z';

describe('Amazon twin: access', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
  });
  after(() => b.stop());

  it('trades the refresh token for a bearer token of an hour', async () => {
    const { status, body } = await b.token();
    assert.equal(status, 200);
    assert.equal(body['token_type'], 'bearer');
    assert.equal(body['expires_in'], 3600);
    assert.equal(body['refresh_token'], ACCOUNT.refreshToken);
  });

  it('refuses another client, another refresh token and another grant, in the words of OAuth', async () => {
    const word = async (grant: Record<string, string>) => {
      const { status, body } = await b.token(grant);
      return `${status} ${String(body['error'])}`;
    };
    assert.equal(await word({ client_secret: 'x' }), '401 invalid_client');
    assert.equal(await word({ client_id: '' }), '401 invalid_client');
    assert.equal(await word({ refresh_token: 'Atzr|old' }), '400 invalid_grant');
    assert.equal(await word({ grant_type: 'password' }), '400 unsupported_grant_type');
    assert.equal(await word({ grant_type: 'client_credentials' }), '400 invalid_scope');
  });

  it('answers a missing, an invented and an expired token in SP-API\'s error list', async () => {
    const missing = await b.call('GET', SEARCH, { token: '' });
    assert.equal(missing.status, 403);
    assert.equal(missing.body['errors']?.[0]?.['code'], 'Unauthorized');
    assert.equal((await b.call('GET', SEARCH, { token: 'Atza|made-up' })).status, 403);
    const reports = '/reports/2021-06-30/reports?reportTypes=X';
    assert.equal((await b.call('GET', reports, { token: 'Atza|made-up' })).status, 401); // Its model knows 401.
    b.time.clock += 3_600_001;
    const expired = await b.call('GET', SEARCH);
    assert.equal(expired.status, 403);
    assert.match(String(expired.body['errors']?.[0]?.['details']), /expired/);
    await b.login();
    assert.equal((await b.call('GET', SEARCH)).status, 200);
  });

  it('keeps grantless and seller tokens apart', async () => {
    const grantless = await b.token({ grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' });
    const token = String(grantless.body['access_token']);
    assert.equal((await b.call('GET', SEARCH, { token })).status, 403);
    assert.equal((await b.call('GET', '/notifications/v1/destinations')).status, 403);
    assert.equal((await b.call('GET', '/notifications/v1/destinations', { token })).status, 200);
  });

  it('takes a login written as JSON, a request that says JSON and has no body, and no JSON that is none', async () => {
    const grant = { grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' };
    const login = await fetch(`${b.twin.url}/auth/o2/token`, { method: 'POST',
      headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...ACCOUNT_FORM, ...grant }) });
    assert.equal(login.status, 200);
    const { access_token: token } = await login.json() as { access_token: string };
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const nowhere = '/notifications/v1/destinations/none';
    const absent = await b.call('DELETE', nowhere, { token, headers });
    assert.equal(absent.status, 404);
    const broken = await fetch(b.twin.url + nowhere, { method: 'DELETE', body: '{',
      headers: { ...headers, 'x-amz-access-token': token } });
    assert.equal(broken.status, 400);
  });

  it('wants a User-Agent', async () => {
    const { status, body } = await b.call('GET', SEARCH, { headers: { 'user-agent': '' } });
    assert.equal(status, 400);
    assert.match(String(body['errors']?.[0]?.['details']), /User-Agent/);
  });

  it('says what it does not know', async () => {
    const response = await fetch(`${b.twin.url}/orders/v0/orders`, { headers: { 'user-agent': 'x' } });
    assert.equal(response.status, 404);
    assert.equal(((await response.json()) as { errors: { code: string }[] }).errors[0]?.code, 'NotFound');
  });
});

describe('Amazon twin: budget', () => {
  it('gives searchOrders twenty calls, then one in 178 seconds, and names its rate', async () => {
    const b = await bench();
    for (let call = 0; call < 20; call += 1) {
      const { status, headers } = await b.call('GET', SEARCH);
      assert.equal(status, 200);
      assert.equal(headers.get('x-amzn-ratelimit-limit'), '0.0056');
    }
    const refused = await b.call('GET', SEARCH);
    assert.equal(refused.status, 429);
    assert.equal(refused.body['errors']?.[0]?.['code'], 'QuotaExceeded');
    assert.equal(refused.headers.get('x-amzn-ratelimit-limit'), null);
    b.time.clock += 178_000;
    assert.equal((await b.call('GET', SEARCH)).status, 429);
    b.time.clock += 1_000;
    assert.equal((await b.call('GET', SEARCH)).status, 200);
    assert.equal((await b.call('GET', SEARCH)).status, 429);
    assert.equal((await b.call('GET', '/reports/2021-06-30/reports?reportTypes=X')).status, 200); // Its own bucket.
    await b.stop();
  });

  it('can be made faster for a day that is shorter', async () => {
    const b = await bench({ rateScale: 1000 });
    for (let call = 0; call < 20; call += 1) await b.call('GET', SEARCH);
    assert.equal((await b.call('GET', SEARCH)).status, 429);
    b.time.clock += 200;
    const { status, headers } = await b.call('GET', SEARCH);
    assert.equal(status, 200);
    assert.equal(headers.get('x-amzn-ratelimit-limit'), '5.6');
    await b.stop();
  });

  it('throttles, fails, delays and drifts when it is told to', async () => {
    const b = await bench();
    const once = async (kind: 'throttle' | 'error' | 'delay' | 'drift', check = true) => {
      b.faults.order('searchOrders', kind);
      return b.call('GET', SEARCH, { check });
    };
    assert.equal((await once('throttle')).status, 429);
    assert.equal((await once('error')).status, 500);
    const before = performance.now();
    assert.equal((await once('delay')).status, 200);
    assert.ok(performance.now() - before >= 25);
    b.twin.placeOrder({ marketplaceId: 'ATVPDKIKX0DER', items: [{ sku: 'S', quantity: 1, unitPrice: '5.00' }] });
    b.faults.order('searchOrders', 'drift');
    const { body } = await b.call('GET', `${SEARCH}&includedData=FULFILLMENT`, { check: false });
    const [order] = body['orders'] ?? [];
    assert.deepEqual(order?.['sustainabilityBadge'], { level: 'GOLD' });
    assert.equal(order?.['fulfillment']?.['fulfillmentStatus'], 'AWAITING_VERIFICATION');
    await b.stop();
  });
});

it('the model check bites', { skip: modelsAbsent }, () => {
  const path = '/orders/2026-01-01/orders/114-1234567-1234567';
  const order = {
    orderId: '1', createdTime: '2026-11-01T00:00:00Z', lastUpdatedTime: '2026-11-01T00:00:00Z',
    salesChannel: { channelName: 'AMAZON' }, orderItems: [],
  };
  assert.equal(modelProblem('GET', path, 200, { order }), undefined);
  assert.match(modelProblem('GET', path, 200, { order: { ...order, createdTime: 'yesterday' } }) ?? '', /date-time/);
  assert.match(modelProblem('GET', path, 200, { order: { ...order, orderId: 1 } }) ?? '', /string/);
  assert.match(modelProblem('GET', path, 418, {}) ?? '', /does not know status/);
  assert.match(modelProblem('GET', '/orders/3000', 200, {}) ?? '', /no model/);
});
