/**
 * The SP-API clients that people use, in conversation with the twin: tokens, orders, shipments, listings, and
 * what each does when it is cut off or limited. Feeds, reports and notifications stand in amazon-files.lane.ts.
 */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { DE, US } from '#sandbox/amazon/index.ts';
import type { SpCall } from './amazon-client.ts';
import { amazonLane, call, kit, place, refusal, SELLER, type Sdk } from './amazon-lane.ts';

const lane = amazonLane();
const { step } = lane;

interface WireOrder {
  readonly orderId: string;
  readonly fulfillment: { readonly fulfillmentStatus: string };
  readonly orderItems: readonly { readonly orderItemId: string; readonly quantityOrdered: number }[];
  readonly packages?: readonly { readonly packageReferenceId: string; readonly trackingNumber: string }[];
  readonly recipient?: object;
}
const ALL = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'PACKAGES', 'TAX', 'PAYMENT'];

describe('Login with Amazon', () => {
  step('gives both clients a token, one for all who wait at the same moment', async (sdk) => {
    const tokens = await sdk.ask('kitTokens', { count: 4 });
    assert.equal(new Set(tokens).size, 1);
    assert.match(tokens[0]!, /^Atza\|/);
    assert.match(await sdk.ask('kitGrantless', { scopes: ['sellingpartnerapi::notifications'] }), /^Atza\|/);
  });
  step('is refused in the words of OAuth', async (sdk) => {
    const operation = 'orders.getOrder';
    const path = { orderId: place(lane) };
    const as = (other: object) => refusal(sdk.ask('callAs', { operation, path, other }));
    assert.equal((await as({ clientSecret: 'guess' })).code, 'invalid_client');
    assert.equal((await as({ refreshToken: 'Atzr|other' })).code, 'invalid_grant');
    const kitSays = await refusal(sdk.ask('kitTokens', { count: 1, clientSecret: 'guess' }));
    assert.deepEqual([kitSays.name, kitSays.status], ['SellingPartnerApiAuthError', 401]);
    assert.equal((kitSays.body as { error: string }).error, 'invalid_client');
    const scopes = ['sellingpartnerapi::client_credential:rotation', 'nonsense'];
    assert.equal((await refusal(sdk.ask('kitGrantless', { scopes }))).status, 400);
  });
  step('is asked again by the client whose token has expired', async (sdk) => {
    const path = { orderId: place(lane) };
    await call(sdk, 'orders.getOrder', { path });
    const before = await sdk.ask('token', undefined);
    lane.twin.expireTokens();
    const { order } = await call<{ order: WireOrder }>(sdk, 'orders.getOrder', { path });
    assert.equal(order.orderId, path.orderId);
    assert.notEqual(await sdk.ask('token', undefined), before);
  });
  step('in another region is another host, which is not here', async (sdk) => {
    const there = sdk.ask('callAs', { operation: 'orders.getOrder', path: { orderId: '1' }, region: 'eu' });
    const said = await refusal(there);
    assert.equal(said.code, 'EHOSTREFUSED');
    assert.match(said.message, /sellingpartnerapi-eu\.amazon\.com/);
  });
});

describe('orders', () => {
  step('are the same to both clients, whole or with what was asked for', async (sdk) => {
    const orderId = place(lane);
    const query = { includedData: ALL };
    const one = await call<{ order: WireOrder }>(sdk, 'orders.getOrder', { path: { orderId }, query });
    const two = await kit<{ order: WireOrder }>(sdk, 'getOrder', { orderId, includedData: ALL });
    assert.equal(one.order.fulfillment.fulfillmentStatus, 'UNSHIPPED');
    assert.ok(one.order.recipient);
    assert.deepEqual(two.data, one);
    const bare = await call<{ order: WireOrder }>(sdk, 'orders.getOrder', { path: { orderId } });
    assert.equal(bare.order.recipient, undefined);
  });
  step('are found by search, page after page', async (sdk) => {
    const createdAfter = new Date(Date.now() - 1).toISOString();
    const placed = new Set([place(lane), place(lane), place(lane, DE.id), place(lane)]);
    const first = { createdAfter, marketplaceIds: [US.id, DE.id], maxResultsPerPage: 3 };
    const page = (token: string | undefined) => (token ? { paginationToken: token, maxResultsPerPage: 3 } : first);
    for (const search of [
      (token?: string) => call<Found>(sdk, 'orders.searchOrders', { query: page(token) }),
      async (token?: string) => (await kit<Found>(sdk, 'searchOrders', page(token))).data,
    ]) {
      const sizes: number[] = [];
      const seen: string[] = [];
      for (let token: string | undefined, more = true; more; more = token !== undefined) {
        const { orders, pagination } = await search(token);
        sizes.push(orders.length);
        seen.push(...orders.map((o) => o.orderId));
        token = pagination?.nextToken;
      }
      assert.deepEqual(sizes, [3, 1]);
      assert.deepEqual(new Set(seen), placed);
    }
  });
  step('that are not there, or asked for wrongly, are refused with Amazon’s codes', async (sdk) => {
    const getOrder = (orderId: string) => refusal(call(sdk, 'orders.getOrder', { path: { orderId } }));
    assert.equal((await getOrder('114-0000000-0000000')).code, 'NotFound');
    assert.equal((await getOrder('order 1')).code, 'InvalidInput');
    const kitSays = await refusal(kit(sdk, 'getOrder', { orderId: '114-0000000-0000000' }));
    assert.deepEqual([kitSays.name, kitSays.status], ['SellingPartnerApiError', 404]);
    assert.match(kitSays.message, /orders \(2026-01-01\) error: Response code 404/);
    const both = { createdAfter: '2026-01-01T00:00:00Z', lastUpdatedAfter: '2026-01-01T00:00:00Z' };
    assert.equal((await refusal(call(sdk, 'orders.searchOrders', { query: both }))).code, 'InvalidInput');
  });
});
interface Found {
  readonly orders: readonly WireOrder[];
  readonly pagination?: { readonly nextToken?: string };
}

describe('a shipment', () => {
  const payload = ({ orderItems }: WireOrder, packageReferenceId: string, at: number, quantity: number) => ({
    marketplaceId: US.id, packageDetail: {
      packageReferenceId, carrierCode: 'UPS', trackingNumber: `1Z-${packageReferenceId}`,
      shipDate: new Date().toISOString(), orderItems: [{ orderItemId: orderItems[at]!.orderItemId, quantity }],
    },
  });
  const look = async (sdk: Sdk, orderId: string) =>
    (await kit<{ order: WireOrder }>(sdk, 'getOrder', { orderId, includedData: ALL })).data.order;
  const applied = (orderId: string) =>
    lane.twin.applied.filter((a) => a.id.startsWith(orderId)).map((a) => `${a.operation} ${a.id.split('/')[1]}`);

  step('is confirmed in parts by both clients until all has left', async (sdk) => {
    const orderId = place(lane);
    const order = await look(sdk, orderId);
    const path = { orderId };
    const body = payload(order, '1', 0, 2);
    assert.deepEqual(await call(sdk, 'orders.confirmShipment', { path, body }), { success: true });
    assert.equal((await look(sdk, orderId)).fulfillment.fulfillmentStatus, 'PARTIALLY_SHIPPED');
    const { status } = await kit(sdk, 'confirmShipment', { orderId, payload: payload(order, '2', 0, 1) });
    assert.equal(status, 204);
    await kit(sdk, 'confirmShipment', { orderId, payload: payload(order, '3', 1, 1) });
    const shipped = await look(sdk, orderId);
    assert.equal(shipped.fulfillment.fulfillmentStatus, 'SHIPPED');
    assert.deepEqual(shipped.packages?.map((p) => p.trackingNumber), ['1Z-1', '1Z-2', '1Z-3']);
  });
  step('beyond what was ordered is refused', async (sdk) => {
    const orderId = place(lane);
    const body = payload(await look(sdk, orderId), '1', 1, 2);
    const said = await refusal(call(sdk, 'orders.confirmShipment', { path: { orderId }, body }));
    assert.equal(said.code, 'InvalidInput');
    assert.match(String(said.details), /than was ordered/);
    assert.equal((await refusal(kit(sdk, 'confirmShipment', { orderId, payload: body }))).status, 400);
    assert.deepEqual(applied(orderId), []);
  });
  step('that a client repeats blindly after a cut is one parcel, and the twin saw the repeat', async (sdk) => {
    const orderId = place(lane);
    const body = payload(await look(sdk, orderId), '1', 0, 3);
    lane.twin.faults.order('confirmShipment', 'timeout-after-apply');
    assert.deepEqual(await call(sdk, 'orders.confirmShipment', { path: { orderId }, body }), { success: true });
    assert.deepEqual(applied(orderId), ['confirmShipment 1', 'confirmShipment:repeat 1']);
    assert.equal((await look(sdk, orderId)).packages?.length, 1);
  });
});

describe('a listing', () => {
  const stockOf = (quantity: number) => ({ productType: 'PRODUCT', patches: [{
    op: 'replace', path: '/attributes/fulfillment_availability',
    value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
  }] });
  const query = { marketplaceIds: [US.id] };
  step('is patched and read back, whatever stands in its SKU', async (sdk) => {
    for (const sku of ['PATCH-ME', 'A/B & C+D é(1)']) {
      lane.twin.setListing({ sku, marketplaceId: US.id, quantity: 1 });
      const path = () => ({ sellerId: SELLER, sku });
      const patch = (quantity: number) => call<{ status: string; issues: readonly { code: string }[] }>(
        sdk, 'listingsItems.patchListingsItem', { path: path(), query, body: stockOf(quantity) });
      assert.equal((await patch(17)).status, 'ACCEPTED');
      const refused = await patch(-1);
      assert.deepEqual([refused.status, refused.issues.map((i) => i.code)], ['INVALID', ['90220']]);
      const listed = await call<Listed>(sdk, 'listingsItems.getListingsItem', {
        path: path(), query: { ...query, includedData: ['summaries', 'fulfillmentAvailability'] },
      });
      assert.equal(listed.sku, sku);
      assert.deepEqual(listed.fulfillmentAvailability, [{ fulfillmentChannelCode: 'DEFAULT', quantity: 17 }]);
    }
  });
  step('of many at once meets the limit, and the client gets all of them through', async (sdk) => {
    const skus = Array.from({ length: 9 }, (_, at) => `MANY-${at}`);
    for (const sku of skus) lane.twin.setListing({ sku, marketplaceId: US.id });
    const calls = skus.map((sku, quantity): SpCall => ({
      operation: 'listingsItems.patchListingsItem', path: { sellerId: SELLER, sku }, query, body: stockOf(quantity),
    }));
    const started = performance.now();
    const answers = await sdk.ask('callAll', { calls }) as readonly { status: string }[];
    // Five at once and five a second are allowed, so the last ones were sent away first.
    assert.ok(performance.now() - started > 600);
    assert.ok(answers.every((a) => a.status === 'ACCEPTED'));
    const listed = lane.twin.state().listings.filter((l) => l.sku.startsWith('MANY-'));
    assert.deepEqual(listed.map((l) => l.quantity), skus.map((_, quantity) => quantity));
  });
});
interface Listed {
  readonly sku: string;
  readonly fulfillmentAvailability: readonly object[];
}
