/**
 * The endpoint itself: credentials, cost and throttling, errors, faults, payouts.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { GraphQLSchema, IntrospectionQuery } from 'graphql';
import { buildClientSchema, parse, validate } from 'graphql';
import { leakyBucket, queryCost } from './cost.ts';
import { ask, shop } from './testing.ts';

const SHARED = new URL('../../../shared/partners/shopify/', import.meta.url);
const QUERIES = new URL('samples/bcapps-queries/', SHARED);
const skip = existsSync(QUERIES) ? false : 'no ../shared/partners/shopify here: no recorded costs to compare with';

test('a wrong token, a wrong version and a wrong field are told apart', async (t) => {
  const twin = await shop(t);
  const call = (path: string, token: string): Promise<Response> => fetch(`${twin.url}${path}`, { method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: '{"query":"{ shop { nam } }"}' });
  assert.equal((await call('/admin/api/2026-10/graphql.json', 'wrong')).status, 401);
  assert.equal((await call('/admin/api/2019-04/graphql.json', 'shpat_twin')).status, 404);
  const wrong = await call('/admin/api/2026-10/graphql.json', 'shpat_twin');
  assert.equal(wrong.status, 200);
  assert.match(await wrong.text(), /Cannot query field/);
});

test('cost is charged before running; an empty bucket throttles with HTTP 200', async (t) => {
  const twin = await shop(t, { pointsPerSecond: 1 });
  const first = await ask(twin, '{ orders(first: 25) { nodes { id } } }');
  const { requestedQueryCost, throttleStatus } = first.body.extensions.cost;
  assert.equal(requestedQueryCost, 8);
  assert.deepEqual([throttleStatus.maximumAvailable, throttleStatus.currentlyAvailable, throttleStatus.restoreRate],
    [20, 12, 1]);
  await ask(twin, '{ orders(first: 25) { nodes { id } } }');
  const third = await ask(twin, '{ orders(first: 25) { nodes { id } } }');
  assert.equal(third.status, 200);
  assert.equal(third.body.errors?.[0]?.extensions.code, 'THROTTLED');
  assert.equal(third.body.data, undefined);
  assert.equal(third.body.extensions.cost.actualQueryCost, null);
});

test('the bucket fills at its rate and no further than twenty seconds of it', () => {
  let now = 0;
  const bucket = leakyBucket(100, () => now);
  assert.equal(bucket.take(2000), true);
  assert.equal(bucket.take(1), false);
  now += 500;
  assert.equal(bucket.status().currentlyAvailable, 50);
  now += 3_600_000;
  assert.equal(bucket.status().currentlyAvailable, 2000);
});

test('a query over 1000 points is refused, and a page size beyond 250 too', async (t) => {
  const twin = await shop(t);
  const wide = await ask(twin, `{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { variant { product { id }
    inventoryItem { inventoryLevels(first: 250) { nodes { id } } } } } } } } }`);
  assert.equal(wide.body.errors?.[0]?.extensions.code, 'MAX_COST_EXCEEDED');
  assert.match((await ask(twin, '{ orders(first: 251) { nodes { id } } }')).body.errors?.[0]?.message ?? '', /250/);
  assert.match((await ask(twin, '{ orders { nodes { id } } }')).body.errors?.[0]?.message ?? '', /first or last/);
});

test('error and throttle apply nothing, timeout-after-apply applies and cuts, drift says strange words', async (t) => {
  const twin = await shop(t, { delayMs: 30 });
  const placed = twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }] });
  const tag = 'mutation($id: ID!) { tagsAdd(id: $id, tags: ["seen"]) { userErrors { message } } }';
  const tags = (): unknown => twin.state().orders[0]?.['tags'];
  twin.faults.order('tagsAdd', 'error');
  assert.equal((await ask(twin, tag, { id: placed.gid })).status, 500);
  twin.faults.order('tagsAdd', 'throttle');
  assert.equal((await ask(twin, tag, { id: placed.gid })).body.errors?.[0]?.extensions.code, 'THROTTLED');
  assert.deepEqual(tags(), []);
  twin.faults.order('tagsAdd', 'timeout-after-apply');
  await assert.rejects(ask(twin, tag, { id: placed.gid }));
  assert.deepEqual(tags(), ['seen']);
  twin.faults.order('order', 'drift');
  const odd = await ask(twin, 'query($id: ID!) { order(id: $id) { displayFulfillmentStatus } }', { id: placed.gid });
  assert.equal(odd.at('order', 'displayFulfillmentStatus'), 'AWAITING_DRONE');
  twin.faults.order('shop', 'delay');
  const before = performance.now();
  await ask(twin, '{ shop { name } }');
  assert.ok(performance.now() - before >= 25);
});

test('a payout is the net of its charges, refunds and fees; its own transfer is the opposite', async (t) => {
  const twin = await shop(t);
  const placed = twin.placeOrder({ lines: [{ sku: 'POT-L', quantity: 1 }] });
  twin.placeOrder({ lines: [{ sku: 'TEA-200', quantity: 1 }], tenders: [{ gateway: 'gift_card' }] });
  twin.refundOrder(placed.id, { amount: '29.00' });
  const id = twin.makePayout({ entries: [{ type: 'RESERVED_FUNDS', amount: '-10.00' }] });
  const answer = await ask(twin,
    `query($q: String!) { shopifyPaymentsAccount { payouts(first: 5) { nodes { id net { amount }
    status transactionType summary { chargesGross { amount } chargesFee { amount } refundsFeeGross { amount }
    reservedFundsGross { amount } } } }
    all: balanceTransactions(first: 10, query: $q) { nodes { type net { amount } } }
    own: balanceTransactions(first: 10, query: $q, hideTransfers: true) { nodes { type amount { amount } fee { amount }
      net { amount } associatedOrder { name } } } } }`, { q: `payments_transfer_id:${id}` });
  assert.deepEqual(answer.at('shopifyPaymentsAccount', 'payouts', 'nodes', 0), {
    id: `gid://shopify/ShopifyPaymentsPayout/${id}`, net: { amount: '85.96' }, status: 'PAID',
    transactionType: 'DEPOSIT', summary: { chargesGross: { amount: '129.00' }, chargesFee: { amount: '4.04' },
      refundsFeeGross: { amount: '-29.00' },
      reservedFundsGross: { amount: '-10.00' } } });
  assert.deepEqual(answer.at('shopifyPaymentsAccount', 'own', 'nodes'), [
    { type: 'CHARGE', amount: { amount: '129.00' }, fee: { amount: '4.04' }, net: { amount: '124.96' },
      associatedOrder: { name: '#1001' } },
    { type: 'REFUND', amount: { amount: '-29.00' }, fee: { amount: '0.00' }, net: { amount: '-29.00' },
      associatedOrder: { name: '#1001' } },
    { type: 'RESERVED_FUNDS', amount: { amount: '-10.00' }, fee: { amount: '0.00' }, net: { amount: '-10.00' },
      associatedOrder: null }]);
  const all = answer.at<{ net: { amount: string } }[]>('shopifyPaymentsAccount', 'all', 'nodes');
  assert.equal(all.reduce((sum, e) => sum + Math.round(Number(e.net.amount) * 100), 0), 0);
});

test('the cost formula meets the costs a large connector has recorded', { skip }, () => {
  const schema = published();
  const [met, missed]: [string[], string[]] = [[], []];
  for (const file of readdirSync(QUERIES)) {
    const recorded = recordedQuery(readFileSync(new URL(file, QUERIES), 'utf8'));
    if (!recorded || validate(schema, parse(recorded.query)).length > 0) continue;
    (queryCost(schema, parse(recorded.query)) === recorded.cost ? met : missed).push(file);
  }
  assert.ok(met.length >= 40 && met.length > 4 * missed.length, `met ${met.length}, missed ${missed.join(' ')}`);
});

function published(): GraphQLSchema {
  const file = readFileSync(new URL('graphql/admin_2026-10.introspection.json.gz', SHARED));
  const whole = JSON.parse(gunzipSync(file).toString()) as { data?: IntrospectionQuery };
  // Published as it is: it breaks one rule about deprecated interface fields.
  return buildClientSchema(whole.data ?? (whole as unknown as IntrospectionQuery), { assumeValid: true });
}

/** The document in one recorded request, its placeholders filled with something that parses. */
function recordedQuery(text: string): { query: string; cost: number } | undefined {
  const cost = /# cost: (\d+)/.exec(text)?.[1];
  const quoted = /"query"\s*:\s*"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1];
  if (!cost || !quoted) return undefined;
  const query = (JSON.parse(`"${quoted}"`) as string).replaceAll(/first:\s*\{\{\w+\}\}/g, 'first: 100')
    .replaceAll(/\{\{\w+\}\}/g, '1');
  try {
    parse(query);
    return { query, cost: Number(cost) };
  } catch {
    return undefined;
  }
}
