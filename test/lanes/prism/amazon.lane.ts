/**
 * The Amazon connector and a mock nobody here wrote: Prism, loaded with Amazon's own models. Each request the
 * connector makes is held against the model, and each answer the model gives is read, or refused in words.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import amazon from '#connectors/amazon/index.ts';
import type { HttpRequest } from '#connectors/contract.ts';
import { readModels, type Models } from './model.ts';
import { converse, MARKETPLACES, type Conversation, type Exchange, type Wishes } from './port.ts';
import { hear, notification, scenes, type Scene } from './scenes.ts';
import { startPrism, type RealPrism } from './start.ts';

const MODELS = [
  'orders_2026-01-01', 'ordersV0', 'listingsItems_2021-08-01', 'reports_2021-06-30', 'notifications', 'feeds_2021-06-30',
].map((name) => new URL(`../../../../shared/partners/amazon-sp-api/models/${name}.json`, import.meta.url));

let missing: string | undefined;
let prism: RealPrism | undefined;
let models: Models;

before(async () => {
  const started = await startPrism(MODELS);
  if ('missing' in started) {
    missing = started.missing;
    return;
  }
  prism = started;
  models = readModels(MODELS);
}, { timeout: 330_000 });
after(() => prism?.stop());

const step = (name: string, work: (url: string) => Promise<void>) =>
  it(name, async (t) => (prism ? work(prism.url) : t.skip(missing ?? 'Prism did not start')));
const inScene = (url: string, scene: Scene, more: Wishes = {}): Conversation =>
  converse(url, models, { ...scene, ...more, prefer: { ...scene.prefer, ...more.prefer } });

describe('what the connector asks of the SP-API', () => {
  const heard: Exchange[] = [];

  for (const [name, scene] of Object.entries(scenes))
    step(`${name}: the model has nothing against it`, async (url) => {
      const conversation = inScene(url, scene);
      scene.seen(await scene.run(conversation.port) as never);
      assert.deepEqual(conversation.heard.map((e) => e.operation.id), scene.asks);
      for (const { request, operation, violations } of conversation.heard) {
        assert.deepEqual(violations, []);
        assert.deepEqual(operation.strange(new URL(request.url, url), request.body), []);
        assert.equal(operation.deprecated, false, `${operation.id} of ${operation.model} is deprecated`);
      }
      heard.push(...conversation.heard);
    });

  step('is all there is: every bucket of its budget was drawn from', async () => {
    const { default: _, login: _login, queue: _queue, download: _download, ...buckets } = amazon.budget as Buckets;
    assert.deepEqual(new Set(heard.map((e) => e.request.bucket)), new Set(Object.keys(buckets)));
  });
});
type Buckets = Readonly<Record<string, unknown>>;

describe('the judge', () => {
  const orders = '/orders/2026-01-01/orders';
  const listing = '/listings/2021-08-01/items/A1SELLER/TEE';
  const confirm = '/orders/v0/orders/114-1/shipmentConfirmation';
  const parcel = { packageReferenceId: '1', carrierCode: 'UPS', trackingNumber: '1Z', shipDate: '2026-11-20T17:00:00Z' };
  const WRONG: readonly (readonly [request: HttpRequest, why: RegExp])[] = [
    [{ method: 'GET', url: `${orders}/114-1?includedData=BUYER,NOPE` }, /allowed values/],
    [{ method: 'GET', url: '/reports/2021-06-30/reports?pageSize=101' }, /<= 100/],
    [{ method: 'GET', url: '/reports/2021-06-30/reports?processingStatuses=READY' }, /allowed values/],
    [{ method: 'GET', url: listing }, /marketplaceids/],
    [{ method: 'PATCH', url: `${listing}?marketplaceIds=A`, body: { productType: 'PRODUCT', patches: [
      { op: 'upsert', path: '/attributes/fulfillment_availability' }] } }, /allowed values/],
    [{ method: 'POST', url: confirm, body: { packageDetail: { ...parcel, orderItems: [] } } }, /marketplaceId/],
    [{ method: 'POST', url: confirm, body: { marketplaceId: 'A', packageDetail: {
      ...parcel, orderItems: [{ orderItemId: '1', quantity: 'two' }] } } }, /integer/],
    [{ method: 'POST', url: '/feeds/2021-06-30/feeds', body: { feedType: 'X', marketplaceIds: ['A'] } },
      /inputFeedDocumentId/],
    [{ method: 'POST', url: '/notifications/v1/destinations', body: { resourceSpecification: {} } }, /name/],
  ];
  const heardOf = async (url: string, request: HttpRequest): Promise<Exchange> => {
    const { port, heard } = converse(url, models);
    await port.http(request);
    return heard[0] ?? assert.fail('nothing was asked');
  };

  step('finds what is wrong with a request', async (url) => {
    for (const [request, why] of WRONG) assert.match((await heardOf(url, request)).violations.join(), why);
  });
  step('finds a name that no model knows, which Prism lets through', async (url) => {
    const strange = async (request: HttpRequest) => {
      const { operation, violations } = await heardOf(url, request);
      assert.deepEqual(violations, []);
      return operation.strange(new URL(request.url, url), request.body).join();
    };
    assert.equal(await strange({ method: 'GET', url: `${orders}/114-1?includeData=BUYER` }), '?includeData');
    const packageDetail = { ...parcel, trackingNo: '1Z', orderItems: [{ orderItemId: '1', quantity: 1, sku: 'TEE' }] };
    assert.equal(await strange({ method: 'POST', url: confirm, body: { marketplaceId: 'A', packageDetail } }),
      'packageDetail.trackingNo,packageDetail.orderItems.sku');
  });
});

describe('what the SP-API may answer', () => {
  /** Who acts next on a status that the model knows, where it is not the rule. */
  const ELSE: Readonly<Record<string, string>> = {
    'fetches the order that a notification names: getOrder 404': 'Unavailable',
    ...Object.fromEntries([400, 404, 413, 415].map((status) =>
      [`looks whether the quantity is listed: getListingsItem ${status}`, 'answered'])),
    'subscribes the queue that is known already: createSubscription 409': 'answered',
    'makes a queue known and subscribes it: createSubscription 409': 'answered',
    'subscribes the queue that is known already: getSubscription 404': 'answered',
    'makes a queue known and subscribes it: getSubscription 404': 'answered',
    'checks its credentials: getSubscription 404': 'answered',
  };
  const rule = (status: number, write = false): string => {
    if (status === 429) return 'Throttled';
    if (status === 401 || status === 403) return 'Unauthorised';
    return status < 500 ? 'Refused' : write ? 'Unknown' : 'Unavailable';
  };
  /** What a scene ended in; anything thrown that is no fault of the six is a defect and is thrown on. */
  async function ending({ port }: Conversation, scene: Scene): Promise<{ kind: string; detail: string }> {
    try {
      await scene.run(port);
      return { kind: 'answered', detail: '' };
    } catch (error) {
      if (error instanceof Stopped) return error.fault;
      throw error;
    }
  }
  const inWords = (detail: string) => assert.doesNotMatch(detail, /undefined|\[object|NaN|^\W*$/);

  step('in refusal, by each status the models know, comes to whoever must act', async (url) => {
    const wrong: string[] = [];
    let tried = 0;
    for (const [name, scene] of Object.entries(scenes)) {
      const usual = inScene(url, scene);
      await scene.run(usual.port);
      const asked = new Map(usual.heard.map((e) => [e.operation.id, e]));
      for (const [id, { operation, request }] of asked) for (const status of operation.refusals) {
        const { kind, detail } = await ending(inScene(url, scene, { prefer: { [id]: `code=${status}` } }), scene);
        const expected = ELSE[`${name}: ${id} ${status}`] ?? rule(status, request.write);
        if (kind !== expected) wrong.push(`${name}: ${id} ${status} is ${kind} ${detail}, not ${expected}`);
        if (kind !== 'answered') inWords(detail);
        tried += 1;
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(tried > 150, `only ${tried} refusals were tried`);
  });
  step('in any shape the models allow, is taken or refused in words', async (url) => {
    for (let seed = 1; seed <= 12; seed += 1) for (const [name, scene] of Object.entries(scenes)) {
      const dynamic = Object.fromEntries(scene.asks.map((id) => [id, `dynamic=true, seed=${seed}`]));
      const { kind, detail } = await ending(inScene(url, scene, { prefer: dynamic }), scene);
      assert.ok(['answered', 'Malformed', 'Refused'].includes(kind), `${name}, seed ${seed}: ${kind} ${detail}`);
      if (kind !== 'answered') inWords(detail);
    }
  });
  step('as an order, is an order or says by its path what is missing', async (url) => {
    const said = new Map<string, number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const prefer = { getOrder: `dynamic=true, seed=order-${seed}` };
      // Every second one with the little that lets a stranger's order through the door.
      const { port } = converse(url, models, { prefer, ...(seed % 2 && { amend: { getOrder: sold } }) });
      const outcome = await hear(port, 'ORDER_CHANGE', notification).then(
        (news) => news[0]?.said ?? 'nothing at all',
        (error) => (error instanceof Stopped ? `${error.fault.kind}: ${error.fault.detail}` : Promise.reject(error)));
      assert.match(outcome, /^(order|cancellation|nothing|Malformed: [\w[\].]+: \S.*)$/, `seed ${seed}`);
      const [kind = ''] = outcome.split(':');
      said.set(kind, (said.get(kind) ?? 0) + 1);
    }
    assert.ok((said.get('order') ?? 0) >= 5 && (said.get('Malformed') ?? 0) >= 5, JSON.stringify([...said]));
  });
});

/** An answer of getOrder as if it had been sold in our marketplace for nothing, whatever else stands in it. */
function sold(body: { readonly order: { readonly fulfillment?: object; readonly orderItems: readonly object[] } }) {
  const { order } = free(body) as typeof body;
  return { order: {
    ...order, salesChannel: { channelName: 'AMAZON', marketplaceId: MARKETPLACES[0] },
    fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
    orderItems: order.orderItems.map((item) => ({ ...item, quantityOrdered: 2, fulfillment: undefined })),
  } };
}
function free(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(free);
  if (typeof value !== 'object' || value === null) return value;
  if ('amount' in value && 'currencyCode' in value) return { amount: '0.00', currencyCode: 'USD' };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, free(member)]));
}
