/** Notifications: subscribing, the envelope, and a queue that delivers at least once. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DE, US } from './index.ts';
import { notificationProblem } from './models.ts';
import { bench, subscribe, type Bench, type Json } from './testkit.ts';

const one = { sku: 'TEE', quantity: 2, unitPrice: '10.00' };

describe('Amazon twin: subscriptions', () => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench();
    b.time.tick = 10_000;
  });

  it('makes one destination and one subscription, finds them, and removes them in order', async () => {
    const id = await subscribe(b);
    const found = await b.call('GET', '/notifications/v1/subscriptions/ORDER_CHANGE');
    assert.equal(found.body['payload']?.['subscriptionId'], id);
    const destinationId = String(found.body['payload']?.['destinationId']);
    const again = await b.call('POST', '/notifications/v1/subscriptions/ORDER_CHANGE', {
      body: { payloadVersion: '1.0', destinationId },
    });
    assert.equal(again.status, 409);
    const grant = await b.token({ grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' });
    const token = String(grant.body['access_token']);
    const remove = (path: string) => b.call('DELETE', `/notifications/v1/${path}`, { token });
    assert.equal((await remove(`destinations/${destinationId}`)).status, 409);
    assert.equal((await remove(`subscriptions/ORDER_CHANGE/${id}`)).status, 200);
    assert.equal((await remove(`destinations/${destinationId}`)).status, 200);
    assert.equal((await b.call('GET', '/notifications/v1/subscriptions/ORDER_CHANGE')).status, 404);
    await b.stop();
  });

  it('refuses a type it does not know, a queue it cannot reach and a body without its fields', async () => {
    const grant = await b.token({ grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' });
    const token = String(grant.body['access_token']);
    const make = (arn: string) => b.call('POST', '/notifications/v1/destinations', {
      token, body: { name: 'n', resourceSpecification: { sqs: { arn } } },
    });
    assert.equal((await make('arn:aws:sqs:us-east-1:1:other')).status, 400);
    assert.equal((await make('not-an-arn')).status, 400);
    const to = (type: string, body: object) => b.call('POST', `/notifications/v1/subscriptions/${type}`, { body });
    assert.equal((await to('ORDER_CHANGED', { payloadVersion: '1.0', destinationId: 'x' })).status, 400);
    assert.equal((await to('ORDER_CHANGE', { payloadVersion: '1.0', destinationId: 'x' })).status, 400);
    assert.equal((await to('ORDER_CHANGE', {})).status, 400);
    await b.stop();
  });

  it('sends only what the filter lets through', async () => {
    await subscribe(b, {
      eventFilterType: 'ORDER_CHANGE', marketplaceIds: [US.id], orderChangeTypes: ['BuyerRequestedChange'],
    });
    b.twin.requestCancel(b.twin.placeOrder({ marketplaceId: DE.id, pending: false, items: [one] }));
    const wanted = b.twin.placeOrder({ marketplaceId: US.id, pending: false, items: [one] });
    assert.equal(b.twin.state().queued, 0);
    b.twin.requestCancel(wanted);
    assert.equal(b.twin.state().queued, 1);
    await b.stop();
  });
});

describe('Amazon twin: queue', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
    b.time.tick = 10_000;
    await subscribe(b);
  });
  after(() => b.stop());

  const receive = async (body: object = {}) =>
    [...((await b.sqs('ReceiveMessage', { MaxNumberOfMessages: 10, ...body })).body?.['Messages'] ?? [])];
  const remove = (message: Json | undefined) => b.sqs('DeleteMessage', { ReceiptHandle: message?.['ReceiptHandle'] });
  const drain = async () => {
    const all = await receive();
    for (const message of all) await remove(message);
    return all.map((m) => JSON.parse(String(m['Body'])) as Json);
  };
  const statusOf = (e: Json) => e['Payload']?.['OrderChangeNotification']?.['Summary']?.['OrderStatus'];

  it('carries each change in an envelope of Amazon\'s schema, without money or buyer', async () => {
    const id = b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    b.twin.payOrder(id);
    b.twin.requestCancel(id);
    b.twin.cancelOrder(id);
    const envelopes = await drain();
    assert.deepEqual(envelopes.map(statusOf), ['Pending', 'Unshipped', 'Unshipped', 'Canceled']);
    for (const envelope of envelopes) {
      assert.equal(notificationProblem('OrderChangeNotification', envelope), undefined);
      assert.equal(envelope['Payload']?.['OrderChangeNotification']?.['AmazonOrderId'], id);
      assert.doesNotMatch(JSON.stringify(envelope), /10\.00|Buyer \d|Sample Street/);
    }
    const changes = envelopes.map((e) => e['Payload']?.['OrderChangeNotification']?.['OrderChangeType']);
    assert.equal(changes[2], 'BuyerRequestedChange');
    const ids = envelopes.map((e) => e['NotificationMetadata']?.['NotificationId']);
    assert.equal(new Set(ids).size, 4);
  });

  it('hides a received message and gives it again unless it was deleted', async () => {
    b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    const [first] = await receive({ VisibilityTimeout: 60 });
    assert.equal(first?.['MD5OfBody'], createHash('md5').update(String(first?.['Body'])).digest('hex'));
    assert.deepEqual(await receive(), []);
    b.time.clock += 60_001;
    const [second] = await receive();
    assert.equal(second?.['MessageId'], first?.['MessageId']);
    assert.equal(second?.['Attributes']?.['ApproximateReceiveCount'], '2');
    assert.equal((await remove(first)).status, 200); // The old handle is accepted and deletes nothing.
    assert.equal(b.twin.state().queued, 1);
    await remove(second);
    assert.equal(b.twin.state().queued, 0);
    assert.equal((await remove(second)).status, 200);
  });

  it('waits for a message when asked to', async () => {
    const waiting = receive({ WaitTimeSeconds: 5 });
    setTimeout(() => b.twin.placeOrder({ marketplaceId: US.id, items: [one] }), 120);
    const before = performance.now();
    const found = await waiting;
    assert.equal(found.length, 1);
    assert.ok(performance.now() - before < 2000);
    await remove(found[0]);
  });

  it('repeats and reorders, and loses nothing', async () => {
    b.faults.order('notification', 'duplicate');
    b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    const twice = await drain();
    assert.equal(twice.length, 2);
    assert.deepEqual(twice[0], twice[1]);
    b.faults.order('notification', 'reorder');
    const id = b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    b.twin.payOrder(id);
    assert.deepEqual((await drain()).map(statusOf), ['Unshipped', 'Pending']);
    b.faults.order('notification', 'reorder');
    b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    assert.equal((await drain()).length, 1); // Nothing followed it; a quiet queue gives it out.
  });

  it('deletes in batches, of which one entry may fail', async () => {
    for (let n = 0; n < 3; n += 1) b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    const entries = (await receive()).map((m, n) => ({ Id: String(n), ReceiptHandle: m['ReceiptHandle'] }));
    b.faults.order('DeleteMessageBatch', 'partial');
    const { body } = await b.sqs('DeleteMessageBatch', { Entries: entries });
    assert.deepEqual([...(body['Successful'] ?? [])].map((e) => e['Id']), ['0', '1']);
    assert.deepEqual([...(body['Failed'] ?? [])].map((e) => e['Id']), ['2']);
    assert.equal(b.twin.state().queued, 1);
    b.time.clock += 31_000;
    await drain();
  });

  it('hands a message out although the answer is lost, and again after its timeout', async () => {
    b.twin.placeOrder({ marketplaceId: US.id, items: [one] });
    b.faults.order('ReceiveMessage', 'timeout-after-apply');
    await assert.rejects(receive());
    assert.deepEqual(await receive(), []);
    b.time.clock += 30_001;
    assert.equal((await drain()).length, 1);
  });

  it('believes only what is signed with the account\'s secret', async () => {
    const forged = await b.sqs('ReceiveMessage', {}, 'another-secret');
    assert.equal(forged.status, 403);
    assert.equal(forged.body['__type'], 'com.amazonaws.sqs#SignatureDoesNotMatch');
    const unsigned = await fetch(b.twin.queue.url, {
      method: 'POST', body: '{}', headers: { 'content-type': 'application/x-amz-json-1.0' },
    });
    assert.equal(unsigned.status, 403);
  });

  it('answers what is wrong in the queue\'s own words', async () => {
    const type = async (operation: string, body: object) => (await b.sqs(operation, body)).body['__type'];
    assert.equal(await type('ReceiveMessage', { MaxNumberOfMessages: 11 }), 'com.amazonaws.sqs#InvalidParameterValue');
    assert.equal(await type('DeleteMessage', {}), 'com.amazonaws.sqs#MissingParameter');
    assert.equal(await type('Teleport', {}), 'com.amazonaws.sqs#UnknownOperationException');
    assert.equal(await type('ReceiveMessage', { QueueUrl: 'http://x/1/other' }), 'com.amazonaws.sqs#QueueDoesNotExist');
    assert.equal(await type('DeleteMessageBatch', { Entries: [] }), 'com.amazonaws.sqs#EmptyBatchRequest');
  });
});
