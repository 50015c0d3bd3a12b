/**
 * Square's own library in conversation with the twin: what it asks is answered as it expects, and it agrees with our
 * connector about which event is genuine.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import square from '#connectors/square/index.ts';
import { VERSION } from '#connectors/square/call.ts';
import { seededFaults, type Faults } from '#sandbox/faults.ts';
import { startSquareTwin, type SquareTwin } from '#sandbox/square/index.ts';
import { openBridge, SdkError, type Bridge } from './bridge.ts';
import { installed } from './install.ts';
import type { steps } from './square-client.ts';

const [TOKEN, KEY] = ['square-lane', 'key-of-the-lane'];
let missing: string | undefined;
let faults: Faults;
let twin: SquareTwin;
let bridge: Bridge<typeof steps> | undefined;
const arrived: { readonly body: string; readonly signature: string; readonly url: string }[] = [];
const hooks = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}${request.url}`;
  arrived.push({ body: Buffer.concat(chunks).toString(), signature: String(request.headers['x-square-hmacsha256-signature']), url });
  response.end();
});

before(async () => {
  const sdk = await installed('square', { square: '46.0.0' });
  if ('missing' in sdk) {
    missing = sdk.missing;
    return;
  }
  await new Promise<void>((resolve) => { hooks.listen(0, '127.0.0.1', resolve); });
  faults = seededFaults(1);
  twin = await startSquareTwin({
    faults, token: TOKEN, signatureKey: KEY, items: { MUG: { title: 'Mug', price: 1850 }, TEA: { title: 'Tea', price: 990 } },
    stock: { MUG: 40, TEA: 100 }, notificationUrl: `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/hooks/square`,
  });
  bridge = openBridge({ client: 'square-client.ts', modules: sdk.folder, routes: { 'connect.squareupsandbox.com': twin.url } });
  await bridge.ask('open', { token: TOKEN, version: VERSION });
}, { timeout: 330_000 });
after(async () => {
  await bridge?.stop();
  await twin?.stop();
  hooks.close();
});

/** A step of the conversation; without the library it is skipped and says why. */
const step = (name: string, work: (sdk: Bridge<typeof steps>) => Promise<void>) =>
  it(name, async (t) => (bridge ? work(bridge) : t.skip(missing ?? 'the library did not start')));

describe('Square’s library', () => {
  step('reads locations, items, orders page by page, refunds and payouts', async (sdk) => {
    const [north] = twin.locations as [string];
    for (let i = 0; i < 5; i += 1) twin.sell({ location: north, lines: [{ sku: 'MUG', quantity: 1 }] });
    const [first] = twin.orders.keys();
    twin.giveBack({ order: first!, amount: 500 });
    twin.payOut();
    assert.deepEqual((await sdk.ask('locations', null)).map((l) => l.name), ['North Street', 'South Mall']);
    const items = await sdk.ask('items', null) as { itemData: { variations: { itemVariationData: { sku: string } }[] } }[];
    assert.deepEqual(items.map((i) => i.itemData.variations[0]!.itemVariationData.sku), ['MUG', 'TEA']);
    const orders = await sdk.ask('orders', { locationIds: [...twin.locations], limit: 2 }) as { id: string; totalMoney: { amount: number } }[];
    assert.deepEqual(orders.map((o) => o.totalMoney.amount), Array.from({ length: 5 }, () => 2014));
    assert.equal((await sdk.ask('order', first!) as { id: string }).id, first);
    assert.equal((await sdk.ask('refunds', null)).length, 1);
    assert.equal((await sdk.ask('payouts', null))[0]!.entries.length, 5);
  });
  step('sets a count once per key, and is refused the key with another count', async (sdk) => {
    const [north] = twin.locations as [string];
    const change = (quantity: string, occurredAt = new Date().toISOString()) => ({ idempotencyKey: 'lane-1', changes: [{ type: 'PHYSICAL_COUNT',
      physicalCount: { catalogObjectId: twin.variationOf('TEA'), locationId: north, state: 'IN_STOCK', quantity, occurredAt } }] });
    const asked = change('61');
    for (let i = 0; i < 2; i += 1) assert.equal((await sdk.ask('setStock', asked)).changes?.length, 1);
    const refused = await sdk.ask('setStock', change('62')).then(() => assert.fail('taken'), (e) => e as SdkError);
    assert.match(refused.message, /IDEMPOTENCY_KEY_REUSED/);
    const [count] = await sdk.ask('counts', { catalogObjectIds: [twin.variationOf('TEA')], locationIds: [north] }) as { quantity: string }[];
    assert.equal(count?.quantity, '61');
    const changes = await sdk.ask('changes', { catalogObjectIds: [twin.variationOf('TEA')] }) as { type: string }[];
    assert.deepEqual(changes.map((c) => c.type), ['PHYSICAL_COUNT']);
  });
  step('tells a limit from a fault of Square', async (sdk) => {
    const words = () => sdk.ask('locations', null).then(() => 'answered', (e) => (e as SdkError).message);
    faults.order('GET /v2/locations', 'throttle');
    assert.match(await words(), /RATE_LIMITED/);
    faults.order('GET /v2/locations', 'error');
    assert.match(await words(), /INTERNAL_SERVER_ERROR/);
  });
  step('takes the events our connector takes, and no others', async (sdk) => {
    await twin.settled();
    assert.ok(arrived.length > 0);
    const settings = square.settings.parse({ accessToken: TOKEN, webhookSignatureKey: KEY }) as never;
    for (const { body, signature, url } of arrived) {
      for (const [text, genuine] of [[body, true], [`${body} `, false]] as const) {
        const theirs = await sdk.ask('verify', { requestBody: text, signatureHeader: signature, signatureKey: KEY, notificationUrl: url });
        const ours = square.can.webhook!.verify(settings, Buffer.from(text), { 'x-square-hmacsha256-signature': signature }, url);
        assert.deepEqual([theirs, ours], [genuine, genuine]);
      }
    }
  });
});
