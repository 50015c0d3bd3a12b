/** Orders as a seller sees them: the life of one, searching, and confirming shipments. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DE, US } from './index.ts';
import { bench, START, type Bench, type Json } from './testkit.ts';

const ALL = 'includedData=BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT';
const MINUTE = 60_000;

describe('Amazon twin: orders', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
    b.time.tick = 10_000;
  });
  after(() => b.stop());

  const get = async (id: string, query = ALL): Promise<Json> =>
    (await b.call('GET', `/orders/2026-01-01/orders/${id}?${query}`)).body['order'] as Json;
  const statusOf = async (id: string) => (await get(id))['fulfillment']?.['fulfillmentStatus'];
  const amount = (value: Json | undefined) => String(value?.['amount']);
  const confirm = (id: string, detail: object, marketplaceId: string = US.id) =>
    b.call('POST', `/orders/v0/orders/${id}/shipmentConfirmation`, {
      body: { marketplaceId, packageDetail: {
        packageReferenceId: '1', carrierCode: 'UPS', trackingNumber: '1Z9', shipDate: '2026-11-02T10:00:00.000Z',
        ...detail,
      } },
    });
  const twoLines = (pending = false) => b.twin.placeOrder({
    marketplaceId: US.id, pending,
    items: [
      { sku: 'TEE-M', quantity: 3, unitPrice: '19.99', shipping: '4.50', discount: '2.00', promotionId: 'FALL' },
      { sku: 'MUG', quantity: 1, unitPrice: '12.00', giftWrap: '3.00' },
    ],
  });

  it('shows a pending order without price and address', async () => {
    const id = twoLines(true);
    const order = await get(id);
    assert.equal(order['fulfillment']?.['fulfillmentStatus'], 'PENDING');
    assert.equal(order['proceeds'], undefined);
    assert.equal(order['recipient'], undefined);
    assert.equal(order['orderItems']?.[0]?.['product']?.['price'], undefined);
    b.time.now += MINUTE;
    b.twin.payOrder(id);
    const paid = await get(id);
    assert.equal(paid['fulfillment']?.['fulfillmentStatus'], 'UNSHIPPED');
    assert.ok(Date.parse(String(paid['lastUpdatedTime'])) > Date.parse(String(order['lastUpdatedTime'])));
    assert.equal(paid['recipient']?.['deliveryAddress']?.['countryCode'], 'US');
  });

  it('adds tax on top in the United States, and says Amazon owes it', async () => {
    const order = await get(twoLines());
    // 59.97 + 4.50 − 2.00 + 12.00 + 3.00 = 77.47; tax 4.95 + 0.37 − 0.17 + 0.99 + 0.25 = 6.39
    assert.equal(amount(order['proceeds']?.['grandTotal']), '83.86');
    const [tee] = order['orderItems'] ?? [];
    const parts = [...(tee?.['proceeds']?.['breakdowns'] ?? [])];
    assert.deepEqual(parts.map((p) => [p['type'], amount(p['subtotal'])]),
      [['ITEM', '59.97'], ['SHIPPING', '4.50'], ['DISCOUNT', '-2.00'], ['TAX', '5.15']]);
    assert.deepEqual([...(parts.at(-1)?.['detailedBreakdowns'] ?? [])].map((p) => [p['subtype'], amount(p['value'])]),
      [['ITEM', '4.95'], ['SHIPPING', '0.37'], ['DISCOUNT', '-0.17']]);
    assert.equal(tee?.['tax']?.['taxCollections']?.[0]?.['model'], 'MARKETPLACE_FACILITATOR');
  });

  it('keeps the tax inside the price in Germany', async () => {
    const id = b.twin.placeOrder({
      marketplaceId: DE.id, pending: false,
      items: [{ sku: 'TEE-M', quantity: 1, unitPrice: '119.00', discount: '11.90' }],
    });
    const order = await get(id);
    assert.deepEqual(order['proceeds']?.['grandTotal'], { amount: '107.10', currencyCode: 'EUR' });
    const parts = [...(order['orderItems']?.[0]?.['proceeds']?.['breakdowns'] ?? [])];
    assert.deepEqual(parts.map((p) => [p['type'], amount(p['subtotal'])]),
      [['ITEM', '119.00'], ['DISCOUNT', '-11.90'], ['TAX', '17.10']]);
    assert.equal(order['orderItems']?.[0]?.['tax'], undefined);
  });

  it('gives only what was asked for', async () => {
    const order = await get(twoLines(), 'includedData=PROCEEDS');
    assert.deepEqual(Object.keys(order).toSorted(),
      ['createdTime', 'lastUpdatedTime', 'orderId', 'orderItems', 'proceeds', 'programs', 'salesChannel']);
    const bad = await b.call('GET', `/orders/2026-01-01/orders/${String(order['orderId'])}?includedData=EVERYTHING`);
    assert.equal(bad.status, 400);
    assert.equal(bad.body['errors']?.[0]?.['code'], 'InvalidInput');
  });

  it('tells a malformed id from an unknown one', async () => {
    assert.equal((await b.call('GET', '/orders/2026-01-01/orders/12')).status, 400);
    assert.equal((await b.call('GET', '/orders/2026-01-01/orders/114-0000000-0000000')).status, 404);
  });

  it('ships in parts, shows the packages, and takes an edit of one', async () => {
    const id = twoLines();
    const [tee, mug] = [...((await get(id))['orderItems'] ?? [])].map((i) => String(i['orderItemId']));
    const first = await confirm(id, { orderItems: [{ orderItemId: tee, quantity: 2 }] });
    assert.equal(first.status, 204);
    assert.equal(await statusOf(id), 'PARTIALLY_SHIPPED');
    await confirm(id, { orderItems: [{ orderItemId: tee, quantity: 2 }], trackingNumber: '1Z10' });
    await confirm(id, { packageReferenceId: '2',
      orderItems: [{ orderItemId: tee, quantity: 1 }, { orderItemId: mug, quantity: 1 }] });
    const done = await get(id);
    assert.equal(done['fulfillment']?.['fulfillmentStatus'], 'SHIPPED');
    assert.deepEqual([...(done['packages'] ?? [])].map((p) => [p['packageReferenceId'], p['trackingNumber']]),
      [['1', '1Z10'], ['2', '1Z9']]);
    assert.equal(done['orderItems']?.[0]?.['fulfillment']?.['quantityUnfulfilled'], 0);
    assert.deepEqual(b.twin.applied.filter((a) => a.id.startsWith(id)).map((a) => `${a.operation} ${a.id}`),
      [`confirmShipment ${id}/1`, `confirmShipment:edit ${id}/1`, `confirmShipment ${id}/2`]);
  });

  it('applies a shipment whose answer was lost, and knows its repeat', async () => {
    const id = twoLines();
    const item = String((await get(id))['orderItems']?.[0]?.['orderItemId']);
    const parcel = { orderItems: [{ orderItemId: item, quantity: 1 }] };
    b.faults.order('confirmShipment', 'timeout-after-apply');
    await assert.rejects(confirm(id, parcel));
    assert.equal(await statusOf(id), 'PARTIALLY_SHIPPED');
    assert.equal((await confirm(id, parcel)).status, 204);
    assert.deepEqual(b.twin.applied.filter((a) => a.id.startsWith(id)).map((a) => a.operation),
      ['confirmShipment', 'confirmShipment:repeat']);
  });

  it('refuses what the model and the order do not allow', async () => {
    const id = twoLines();
    const item = String((await get(id))['orderItems']?.[0]?.['orderItemId']);
    const orderItems = [{ orderItemId: item, quantity: 1 }];
    const refused = async (detail: object, marketplaceId?: string) => {
      const { status, body } = await confirm(id, { orderItems, ...detail }, marketplaceId);
      assert.equal(status, 400);
      return String(body['errors']?.[0]?.['details']);
    };
    assert.match(await refused({ shipDate: '11/02/2026' }), /shipDate/);
    assert.match(await refused({ packageReferenceId: 'box-1' }), /packageReferenceId/);
    assert.match(await refused({ carrierCode: 'Pigeon' }), /carrierCode/);
    assert.match(await refused({ carrierCode: 'Other' }), /carrierName/);
    assert.match(await refused({ trackingNumber: '' }), /trackingNumber/);
    assert.match(await refused({ orderItems: [] }), /orderItems/);
    assert.match(await refused({ orderItems: [{ orderItemId: item, quantity: 4 }] }), /More of/);
    assert.match(await refused({ orderItems: [{ orderItemId: '1', quantity: 1 }] }), /not in this order/);
    assert.match(await refused({}, DE.id), /marketplace/);
    const pending = twoLines(true);
    assert.equal((await confirm(pending, { orderItems })).status, 400);
    assert.equal(b.twin.applied.filter((a) => a.id.startsWith(id)).length, 0);
  });

  it('shows a wish to cancel apart from a cancellation', async () => {
    const id = twoLines();
    b.twin.requestCancel(id, 'Bought by mistake');
    const asked = await get(id);
    assert.equal(asked['fulfillment']?.['fulfillmentStatus'], 'UNSHIPPED');
    assert.equal(asked['orderItems']?.[0]?.['cancellation']?.['cancellationRequest']?.['requester'], 'BUYER');
    b.twin.cancelOrder(id, 'AMAZON', 'Payment failed');
    const gone = await get(id);
    assert.equal(gone['fulfillment']?.['fulfillmentStatus'], 'CANCELLED');
    assert.equal(gone['orderItems']?.[0]?.['cancellation']?.['cancellationExecution']?.['cancelledBy'], 'AMAZON');
    assert.equal(gone['orderItems']?.[0]?.['fulfillment']?.['quantityUnfulfilled'], 0);
  });

  it('ships what it holds itself, and lets nobody else', async () => {
    const id = b.twin.placeOrder({ marketplaceId: US.id, pending: false, fulfilledBy: 'AMAZON',
      items: [{ sku: 'FBA-1', quantity: 1, unitPrice: '9.00' }] });
    const item = String((await get(id))['orderItems']?.[0]?.['orderItemId']);
    assert.equal((await confirm(id, { orderItems: [{ orderItemId: item, quantity: 1 }] })).status, 400);
    b.twin.shipByAmazon(id);
    const order = await get(id);
    assert.equal(order['fulfillment']?.['fulfillmentStatus'], 'SHIPPED');
    assert.equal(order['packages'], undefined);
    assert.equal(order['buyer']?.['buyerEmail'], undefined);
  });
});

describe('Amazon twin: searchOrders', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
    b.time.tick = 10_000;
    for (let n = 0; n < 7; n += 1) {
      b.time.now = START + n * MINUTE;
      b.twin.placeOrder({ marketplaceId: n % 2 ? DE.id : US.id, pending: n === 6,
        items: [{ sku: `S${n}`, quantity: 1, unitPrice: '1.00' }] });
    }
  });
  after(() => b.stop());

  const search = (query: string) => b.call('GET', `/orders/2026-01-01/orders?${query}`);
  const from = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
  const skus = (body: Json) => [...(body['orders'] ?? [])].map((o) => o['orderItems']?.[0]?.['product']?.['sellerSku']);

  it('wants exactly one lower bound, and bounds that go together', async () => {
    const problem = async (query: string) => {
      const { status, body } = await search(query);
      return `${status} ${String(body['errors']?.[0]?.['details'])}`;
    };
    assert.match(await problem(''), /^400 Exactly one/);
    assert.match(await problem(`createdAfter=${from(0)}&lastUpdatedAfter=${from(0)}`), /^400 Exactly one/);
    assert.match(await problem(`createdAfter=${from(0)}&lastUpdatedBefore=${from(1)}`), /^400 lastUpdatedBefore/);
    assert.match(await problem(`createdAfter=${from(2)}&createdBefore=${from(1)}`), /^400 The upper bound/);
    assert.match(await problem(`createdAfter=${from(0)}&createdBefore=${from(60)}`), /^400 .*two minutes/);
    assert.match(await problem('createdAfter=yesterday'), /^400 createdAfter must be/);
    assert.match(await problem(`createdAfter=${from(0)}&maxResultsPerPage=101`), /^400 maxResultsPerPage/);
    assert.match(await problem(`createdAfter=${from(0)}&fulfillmentStatuses=LOST`), /^400 fulfillmentStatuses/);
    assert.match(await problem('paginationToken=abc'), /^400 paginationToken/);
  });

  it('filters by marketplace, status and who fulfills', async () => {
    assert.deepEqual(skus((await search(`createdAfter=${from(0)}&marketplaceIds=${DE.id}`)).body), ['S1', 'S3', 'S5']);
    assert.deepEqual(skus((await search(`createdAfter=${from(0)}&fulfillmentStatuses=PENDING,SHIPPED`)).body), ['S6']);
    assert.deepEqual(skus((await search(`createdAfter=${from(0)}&fulfilledBy=AMAZON`)).body), []);
    assert.deepEqual(skus((await search(`createdAfter=${from(3)}&createdBefore=${from(4)}`)).body), ['S3', 'S4']);
  });

  it('pages by token without losing or repeating one, although an order changes in between', async () => {
    const first = await search(`lastUpdatedAfter=${from(0)}&maxResultsPerPage=3`);
    assert.deepEqual(skus(first.body), ['S0', 'S1', 'S2']);
    b.time.now += MINUTE;
    const [moved] = [...(first.body['orders'] ?? [])].map((o) => String(o['orderId']));
    b.twin.requestCancel(moved ?? '');
    const token = String(first.body['pagination']?.['nextToken']);
    const second = await search(`paginationToken=${token}&maxResultsPerPage=3`);
    assert.deepEqual(skus(second.body), ['S3', 'S4', 'S5']);
    const third = await search(`paginationToken=${String(second.body['pagination']?.['nextToken'])}`);
    assert.deepEqual(skus(third.body), ['S6']);
    assert.equal(third.body['pagination'], undefined);
    b.time.clock += 86_400_001;
    await b.login();
    assert.equal((await search(`paginationToken=${token}`)).status, 400);
  });

  it('does not see the last two minutes unless told otherwise', async () => {
    const real = await bench({ searchLag: 120_000 });
    real.twin.placeOrder({ marketplaceId: US.id, items: [{ sku: 'NEW', quantity: 1, unitPrice: '1.00' }] });
    const path = `/orders/2026-01-01/orders?createdAfter=${from(-60)}`;
    assert.deepEqual(skus((await real.call('GET', path)).body), []);
    real.time.now += 120_000;
    assert.deepEqual(skus((await real.call('GET', path)).body), ['NEW']);
    await real.stop();
  });
});
