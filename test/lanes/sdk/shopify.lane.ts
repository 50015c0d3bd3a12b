/**
 * Shopify's own libraries in conversation with the twin: what they ask it answers as they expect, and what it
 * sends they take. And our connector agrees with them about which webhook is genuine.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import shopify from '#connectors/shopify/index.ts';
import { seededFaults, type Faults } from '#sandbox/faults.ts';
import { startShopifyTwin, type ShopifyTwin } from '#sandbox/shopify/index.ts';
import { openBridge, SdkError, type Bridge } from './bridge.ts';
import type { Cost, Delivery, GraphqlAnswer, steps } from './shopify-client.ts';
import { installSdks } from './versions.ts';

const SHOP = 'harbor-pine.myshopify.com';
const TOKEN = 'shpat_lane';
const SECRET = 'hush-lane';
const TOPICS = ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_CANCELLED', 'REFUNDS_CREATE', 'PRODUCTS_UPDATE'];
const CLIENTS = ['admin-api-client', 'shopify-api'] as const;

let missing: string | undefined;
let faults: Faults;
let twin: ShopifyTwin;
let bridge: Bridge<typeof steps> | undefined;
let webhooks: string;

before(async () => {
  const sdks = await installSdks();
  if ('missing' in sdks) {
    missing = sdks.missing;
    return;
  }
  faults = seededFaults(1);
  twin = await startShopifyTwin({
    faults, shop: SHOP, accessToken: TOKEN, webhookSecret: SECRET, currency: 'USD', pointsPerSecond: 200,
    retryScale: 0.0001,
    catalog: [
      { sku: 'MUG', title: 'Mug, café crème ☕', price: '18.50', stock: 40 },
      { sku: 'TEA', title: 'Assam tea', price: '9.90', stock: 100 },
    ],
  });
  bridge = openBridge({ client: 'shopify-client.ts', modules: sdks.folder, routes: { [SHOP]: twin.url } });
  ({ webhooks } = await bridge.ask('open', { shop: SHOP, accessToken: TOKEN, secret: SECRET, topics: TOPICS }));
}, { timeout: 330_000 });
after(async () => {
  await bridge?.stop();
  await twin?.stop();
});

/** A step of the conversation; without the SDKs it is skipped and says why. */
const step = (name: string, work: (sdk: Bridge<typeof steps>) => Promise<void>) =>
  it(name, async (t) => (bridge ? work(bridge) : t.skip(missing ?? 'the SDKs did not start')));

const request = (sdk: Bridge<typeof steps>, client: (typeof CLIENTS)[number], document: string, more: object = {}) =>
  sdk.ask('request', { client, document, ...more });
const costOf = ({ extensions }: GraphqlAnswer): Cost => extensions?.cost ?? assert.fail('no cost');
const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

describe('Shopify’s clients', () => {
  step('ask, are answered, and are told what it cost', async (sdk) => {
    for (const client of CLIENTS) {
      const answer = await request(sdk, client, '{ shop { myshopifyDomain currencyCode } }');
      assert.deepEqual(answer.data, { shop: { myshopifyDomain: SHOP, currencyCode: 'USD' } });
      assert.equal(answer.errors, undefined);
      const { requestedQueryCost, actualQueryCost, throttleStatus } = costOf(answer);
      assert.deepEqual([requestedQueryCost, actualQueryCost, throttleStatus.restoreRate], [1, 1, 200]);
      assert.equal(throttleStatus.maximumAvailable, 4000);
    }
  });
  step('tell a wrong token from a wrong field and from a partner that is broken', async (sdk) => {
    const shop = '{ shop { name } }';
    const stranger = await request(sdk, 'admin-api-client', shop, { accessToken: 'shpat_other' });
    assert.equal(stranger.errors?.networkStatusCode, 401);
    const wrong = await request(sdk, 'admin-api-client', '{ shop { nam } }');
    assert.equal(wrong.errors?.networkStatusCode, 200);
    assert.match(wrong.errors?.graphQLErrors?.[0]?.message ?? '', /Cannot query field "nam"/);
    const refusal = (document: string, more: object = {}) => request(sdk, 'shopify-api', document, more)
      .then(() => assert.fail('answered'), (e) => e instanceof SdkError && `${e.refusal.name} ${e.refusal.status}`);
    assert.equal(await refusal(shop, { accessToken: 'shpat_other' }), 'HttpResponseError 401');
    assert.equal(await refusal('{ shop { nam } }'), 'GraphqlQueryError 200');
    faults.order('shop', 'error');
    assert.equal(await refusal(shop), 'HttpInternalError 500');
  });
  step('page through all orders, each seen once', async (sdk) => {
    const placed = Array.from({ length: 5 }, () => twin.placeOrder({ lines: [{ sku: 'TEA', quantity: 1 }] }).gid);
    const document = `query Orders($after: String) { orders(first: 2, after: $after, sortKey: CREATED_AT) {
      nodes { id } pageInfo { hasNextPage endCursor } } }`;
    for (const client of CLIENTS) {
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const { orders } = (await request(sdk, client, document, { variables: { after } })).data as Orders;
        seen.push(...orders.nodes.map((o) => o.id));
        ({ hasNextPage: more, endCursor: after } = orders.pageInfo);
      }
      // Sorted here: those of one millisecond come in the order of their ids.
      assert.deepEqual(seen.sort(), placed.toSorted());
    }
  });
  step('repeat a cut-off write under its key, and it is applied once', async (sdk) => {
    const stock = () => twin.state().stock.find((s) => s.sku === 'MUG')!;
    const input = (quantity: number) => ({ name: 'available', reason: 'correction', quantities: [{
      quantity, changeFromQuantity: null, inventoryItemId: stock().inventoryItem, locationId: stock().locationId }] });
    const document = `mutation Set($input: InventorySetQuantitiesInput!, $key: String!) {
      inventorySetQuantities(input: $input) @idempotent(key: $key) {
        userErrors { code } inventoryAdjustmentGroup { id } } }`;
    const set = async (client: (typeof CLIENTS)[number], quantity: number, key: string) => {
      const variables = { input: input(quantity), key };
      return (await request(sdk, client, document, { variables, retries: 1 })).data as SetQuantities;
    };
    for (const [at, client] of CLIENTS.entries()) {
      const key = `set-${client}`;
      faults.order('inventorySetQuantities', 'timeout-after-apply');
      const { inventorySetQuantities: done } = await set(client, 30 + at, key);
      assert.deepEqual(done.userErrors, []);
      const applied = twin.applied.filter((a) => a.key === key);
      assert.deepEqual(applied.map((a) => a.id), [done.inventoryAdjustmentGroup?.id]);
      assert.equal(stock().available, 30 + at);
      const { inventorySetQuantities: misused } = await set(client, 7, key);
      assert.deepEqual(misused.userErrors, [{ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }]);
      assert.equal(stock().available, 30 + at);
    }
    const bare = document.replace(', $key: String!', '').replace('@idempotent(key: $key)', '');
    const refused = await request(sdk, 'admin-api-client', bare, { variables: { input: input(1) } });
    assert.match(refused.errors?.graphQLErrors?.[0]?.message ?? '', /@idempotent/);
  });
});

interface Orders {
  readonly orders: { readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } };
}
interface SetQuantities {
  readonly inventorySetQuantities: { readonly userErrors: readonly { readonly code: string }[];
    readonly inventoryAdjustmentGroup: { readonly id: string } | null };
}

describe('Shopify’s webhooks', () => {
  const heard = async (sdk: Bridge<typeof steps>) => {
    await twin.settled();
    return sdk.ask('heard', undefined);
  };
  /** What our connector says of a delivery. */
  const verified = ({ headers, rawBody }: Delivery, secret = SECRET): boolean => {
    const settings = { baseUrl: `https://${SHOP}`, shop: SHOP, accessToken: TOKEN, webhookSecret: secret };
    return shopify.can.webhook!.verify(shopify.settings.parse(settings), Buffer.from(rawBody), headers, webhooks);
  };

  step('are registered by the library itself, once, and a leftover is removed', async (sdk) => {
    const leftover = `mutation { webhookSubscriptionCreate(topic: ORDERS_PAID,
      webhookSubscription: { uri: "https://elsewhere.example/hooks" }) { userErrors { message } } }`;
    await request(sdk, 'admin-api-client', leftover);
    const done = await sdk.ask('register', undefined);
    const created = Object.fromEntries(TOPICS.map((topic) => [topic, ['create']]));
    assert.deepEqual(done, { ...created, ORDERS_PAID: ['delete'] });
    const uris = twin.state().subscriptions.map((s) => s.uri);
    assert.deepEqual(uris, TOPICS.map(() => webhooks));
    const again = await sdk.ask('register', undefined);
    assert.deepEqual(again, Object.fromEntries(TOPICS.map((topic) => [topic, []])));
    assert.equal(twin.state().subscriptions.length, TOPICS.length);
  });
  step('of the twin are taken by the library’s receiver, and our connector agrees about each', async (sdk) => {
    const order = twin.placeOrder({
      lines: [{ sku: 'MUG', quantity: 2 }],
      customer: { firstName: 'Zoë', lastName: 'Ærø', email: 'zoe@example.net' },
      note: 'Ring “twice” – 2nd floor ✓',
    });
    twin.refundOrder(order.id, { lines: [{ sku: 'MUG', quantity: 1 }] });
    twin.cancelOrder(order.id);
    twin.setPrice('MUG', '19.00');
    const { taken, arrived } = await heard(sdk);
    assert.deepEqual([...new Set(taken.map((t) => t.topic))].sort(), TOPICS.toSorted());
    assert.equal(taken.length, twin.deliveries.length);
    assert.ok(twin.deliveries.every((d) => d.status === 'delivered' && d.attempts === 1));
    assert.deepEqual(new Set(taken.map((t) => t.webhookId)), new Set(twin.deliveries.map((d) => d.webhookId)));
    assert.ok(taken.some((t) => t.rawBody.includes('“twice” – 2nd floor ✓')));
    for (const delivery of arrived) {
      assert.equal(delivery.answered, 200);
      assert.equal(verified(delivery), true);
    }
  });
  step('that were tampered with are refused by both', async (sdk) => {
    const { headers, rawBody } = (await heard(sdk)).arrived[0] ?? assert.fail('nothing arrived');
    const signature = headers['x-shopify-hmac-sha256']!;
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    const { 'x-shopify-hmac-sha256': _, ...unsigned } = headers;
    const tampered: readonly [Delivery, reason: string][] = [
      [{ headers, rawBody: rawBody.replace('18.50', '18.51') }, 'invalid_hmac'],
      [{ headers, rawBody: `${rawBody} ` }, 'invalid_hmac'],
      [{ headers: { ...headers, 'x-shopify-hmac-sha256': flipped }, rawBody }, 'invalid_hmac'],
      [{ headers: unsigned, rawBody }, 'missing_hmac'],
    ];
    assert.deepEqual(await sdk.ask('validate', { headers, rawBody }), { valid: true, topic: 'ORDERS_CREATE' });
    for (const [delivery, reason] of tampered) {
      assert.notDeepEqual(delivery, { headers, rawBody });
      assert.deepEqual(await sdk.ask('validate', delivery), { valid: false, reason });
      assert.equal(verified(delivery), false);
    }
    assert.equal(verified({ headers, rawBody }, 'another secret'), false);
  });
  step('signed by the library’s own cryptography are genuine to our connector', async (sdk) => {
    const long = JSON.stringify({ text: 'é'.repeat(70_000) });
    for (const rawBody of ['{"id":820982911946154509}', '{"note":"Größe ☕ 日本"}', long]) {
      const signature = await sdk.ask('sign', { secret: SECRET, payload: rawBody });
      for (const name of ['x-shopify-hmac-sha256', 'shopify-hmac-sha256']) {
        assert.equal(verified({ headers: { [name]: signature }, rawBody }), true);
        assert.equal(verified({ headers: { [name]: signature }, rawBody: rawBody.replace('{', '{ ') }), false);
        assert.equal(verified({ headers: { [name]: signature }, rawBody }, 'another secret'), false);
      }
    }
  });
});

// Last, because it leaves the shop's bucket empty.
describe('Shopify’s clients in a hurry', () => {
  step('are throttled with HTTP 200, and let in again when the cost they were told says so', async (sdk) => {
    const dear = `{ orders(first: 250) { nodes { id lineItems(first: 20) {
      nodes { id title variant { id product { id } } } } } } }`;
    for (const client of CLIENTS) {
      const answers: GraphqlAnswer[] = [];
      while (!answers.at(-1)?.errors && answers.length < 30) answers.push(await answered(sdk, client, dear));
      const last = answers.at(-1)!;
      assert.equal(last.errors?.graphQLErrors?.[0]?.extensions?.code, 'THROTTLED');
      const { requestedQueryCost, actualQueryCost, throttleStatus } = costOf(last);
      assert.equal(actualQueryCost, null);
      assert.ok(throttleStatus.currentlyAvailable < requestedQueryCost);
      await pause((requestedQueryCost - throttleStatus.currentlyAvailable) / throttleStatus.restoreRate + 0.1);
      assert.equal((await answered(sdk, client, dear)).errors, undefined);
    }
  });
});

/** One of the clients answers with errors, the other throws them with the whole answer inside. */
async function answered(
  sdk: Bridge<typeof steps>, client: (typeof CLIENTS)[number], document: string,
): Promise<GraphqlAnswer> {
  try {
    return await request(sdk, client, document);
  } catch (error) {
    if (!(error instanceof SdkError) || error.refusal.name !== 'GraphqlQueryError') throw error;
    return error.refusal.body as GraphqlAnswer;
  }
}
