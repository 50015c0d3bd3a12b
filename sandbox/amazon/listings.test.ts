/** Listings Items: reading one, and setting the quantity for sale. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DE, US } from './index.ts';
import { ACCOUNT, bench, type Bench } from './testkit.ts';

describe('Amazon twin: listings', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
    b.time.tick = 10_000;
    b.twin.setListing({ sku: 'TEE/M 1', marketplaceId: US.id, productType: 'SHIRT', quantity: 5, price: 1999n });
    b.twin.setListing({ sku: 'TEE/M 1', marketplaceId: DE.id, productType: 'SHIRT', quantity: 5, price: 2499n });
  });
  after(() => b.stop());

  const path = (sku: string, query = `marketplaceIds=${US.id}`, seller: string = ACCOUNT.sellerId) =>
    `/listings/2021-08-01/items/${seller}/${encodeURIComponent(sku)}?${query}`;
  const patch = (quantity: unknown, more: object = {}, sku = 'TEE/M 1') => b.call('PATCH', path(sku), {
    body: { productType: 'SHIRT', patches: [{
      op: 'replace', path: '/attributes/fulfillment_availability',
      value: [{ fulfillment_channel_code: 'DEFAULT', quantity }], ...more,
    }] },
  });
  const quantity = () => b.twin.state().listings.map((l) => l.quantity);

  it('shows what is asked for', async () => {
    const data = 'summaries,offers,fulfillmentAvailability,productTypes,issues';
    const query = `marketplaceIds=${US.id},${DE.id}&includedData=${data}`;
    const { status, body } = await b.call('GET', path('TEE/M 1', query));
    assert.equal(status, 200);
    assert.equal(body['sku'], 'TEE/M 1');
    assert.deepEqual([...(body['summaries'] ?? [])].map((s) => s['marketplaceId']), [US.id, DE.id]);
    assert.deepEqual(body['fulfillmentAvailability']?.[0], { fulfillmentChannelCode: 'DEFAULT', quantity: 5 });
    assert.deepEqual(body['offers']?.[1]?.['price'], { currencyCode: 'EUR', amount: '24.99' });
    const bare = await b.call('GET', path('TEE/M 1'));
    assert.deepEqual(Object.keys(bare.body), ['sku', 'summaries']);
  });

  it('sets the quantity of a SKU in all its marketplaces', async () => {
    const { status, body } = await patch(9);
    assert.equal(status, 200);
    assert.equal(body['status'], 'ACCEPTED');
    assert.deepEqual(quantity(), [9, 9]);
    assert.equal(b.twin.applied.at(-1)?.id, 'TEE/M 1=9');
  });

  it('says INVALID with a 200 for what it cannot list, and changes nothing', async () => {
    const negative = await patch(-1);
    assert.equal(negative.status, 200);
    assert.equal(negative.body['status'], 'INVALID');
    assert.equal(negative.body['issues']?.[0]?.['severity'], 'ERROR');
    b.faults.order('patchListingsItem', 'partial');
    assert.equal((await patch(3)).body['status'], 'INVALID');
    assert.deepEqual(quantity(), [9, 9]);
  });

  it('only previews in preview mode', async () => {
    const { body } = await b.call('PATCH', path('TEE/M 1', `marketplaceIds=${US.id}&mode=VALIDATION_PREVIEW`), {
      body: { productType: 'SHIRT', patches: [{ op: 'replace', path: '/attributes/fulfillment_availability',
        value: [{ fulfillment_channel_code: 'DEFAULT', quantity: 1 }] }] },
    });
    assert.equal(body['status'], 'VALID');
    assert.deepEqual(quantity(), [9, 9]);
  });

  it('refuses requests that are not what the model says', async () => {
    assert.equal((await b.call('GET', path('TEE/M 1', ''))).status, 400);
    assert.equal((await b.call('GET', path('TEE/M 1', `marketplaceIds=${US.id}&includedData=all`))).status, 400);
    assert.equal((await b.call('GET', path('NOBODY'))).status, 404);
    assert.equal((await b.call('GET', path('TEE/M 1', `marketplaceIds=${US.id}`, 'A2OTHER'))).status, 403);
    assert.equal((await patch(1, { op: 'set' })).status, 400);
    assert.equal((await patch('many')).status, 400);
    assert.equal((await patch(1, { value: 'x' })).status, 400);
    assert.equal((await b.call('PATCH', path('TEE/M 1'), { body: { productType: 'SHIRT' } })).status, 400);
    assert.equal((await patch(1, {}, 'NOBODY')).status, 400);
  });
});
