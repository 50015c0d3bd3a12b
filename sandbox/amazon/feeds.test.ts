/** Cancelling an order by feed: the document, the feed, and what the result says. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { US } from './index.ts';
import { ACCOUNT, bench, type Bench } from './testkit.ts';

describe('Amazon twin: feeds', () => {
  let b: Bench;
  before(async () => {
    b = await bench({ feedSeconds: 30 });
    b.time.tick = 5_000;
  });
  after(() => b.stop());

  const order = () => b.twin.placeOrder({ marketplaceId: US.id, pending: false,
    items: [{ sku: 'TEE', quantity: 1, unitPrice: '5.00' }] });
  const itemOf = (id: string) => b.twin.state().orders.find((o) => o.id === id)?.items[0]?.id ?? '';
  const statusOf = (id: string) => b.twin.state().orders.find((o) => o.id === id)?.status;
  const envelope = (id: string, { reason = 'NoInventory', item = itemOf(id), seller = ACCOUNT.sellerId } = {}) =>
    `<?xml version="1.0"?><AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>${seller}`
    + '</MerchantIdentifier></Header><MessageType>OrderAcknowledgement</MessageType><Message><MessageID>1</MessageID>'
    + `<OrderAcknowledgement><AmazonOrderID>${id}</AmazonOrderID><StatusCode>Failure</StatusCode><Item>`
    + `<AmazonOrderItemCode>${item}</AmazonOrderItemCode><CancelReason>${reason}</CancelReason></Item>`
    + '</OrderAcknowledgement></Message></AmazonEnvelope>';
  const put = (url: string, body: string) =>
    fetch(url, { method: 'PUT', body, headers: { 'content-type': 'text/xml' } });
  const submit = async (xml: string) => {
    const document = await b.call('POST', '/feeds/2021-06-30/documents', { body: { contentType: 'text/xml' } });
    assert.equal((await put(String(document.body['url']), xml)).status, 200);
    const feed = await b.call('POST', '/feeds/2021-06-30/feeds', { body: { feedType: 'POST_ORDER_ACKNOWLEDGEMENT_DATA',
      marketplaceIds: [US.id], inputFeedDocumentId: document.body['feedDocumentId'] } });
    assert.equal(feed.status, 202);
    return String(feed.body['feedId']);
  };
  const result = async (feedId: string) => {
    b.time.clock += 30_000;
    const feed = await b.call('GET', `/feeds/2021-06-30/feeds/${feedId}`);
    const path = `/feeds/2021-06-30/documents/${String(feed.body['resultFeedDocumentId'])}`;
    const document = await b.call('GET', path);
    return (await fetch(String(document.body['url']))).text();
  };

  it('cancels after a while, and says so', async () => {
    const id = order();
    const feedId = await submit(envelope(id));
    const early = await b.call('GET', `/feeds/2021-06-30/feeds/${feedId}`);
    assert.equal(early.body['processingStatus'], 'IN_PROGRESS');
    assert.equal(statusOf(id), 'UNSHIPPED');
    assert.match(await result(feedId), /<MessagesSuccessful>1<.*<MessagesWithError>0</);
    assert.equal(statusOf(id), 'CANCELLED');
    assert.deepEqual(b.twin.applied.filter((a) => a.id === id).map((a) => a.operation), ['cancelOrder']);
    const shown = await b.call('GET', `/orders/2026-01-01/orders/${id}?includedData=CANCELLATION`);
    assert.deepEqual(shown.body['order']?.['orderItems']?.[0]?.['cancellation']?.['cancellationExecution'],
      { cancelledBy: 'MERCHANT', cancelReason: 'NoInventory' });
  });

  it('refuses an order twice cancelled, a reason, an item and an envelope it does not know', async () => {
    const id = order();
    const refusal = async (xml: string) => /<ResultMessageCode>(\d+)</.exec(await result(await submit(xml)))?.[1];
    assert.equal(await refusal(envelope(id, { reason: 'Tired' })), '13013');
    assert.equal(await refusal(envelope(id, { item: '1' })), '13012');
    assert.equal(await refusal(envelope(id, { seller: 'A2OTHER' })), '5001');
    assert.equal(await refusal(envelope('114-0000000-0000000', { item: '1' })), '13011');
    assert.equal(statusOf(id), 'UNSHIPPED');
    assert.equal(await refusal(envelope(id)), undefined);
    assert.equal(await refusal(envelope(id)), '13014');
  });

  it('refuses a feed without its fields, of another type, or of a document that was never filled', async () => {
    const feed = (body: object) => b.call('POST', '/feeds/2021-06-30/feeds', { body });
    const document = await b.call('POST', '/feeds/2021-06-30/documents', { body: { contentType: 'text/xml' } });
    const inputFeedDocumentId = document.body['feedDocumentId'];
    const feedType = 'POST_ORDER_ACKNOWLEDGEMENT_DATA';
    assert.equal((await feed({ feedType, marketplaceIds: [US.id] })).status, 400);
    const ended = 'POST_INVENTORY_AVAILABILITY_DATA';
    assert.equal((await feed({ feedType: ended, marketplaceIds: [US.id], inputFeedDocumentId })).status, 400);
    assert.equal((await feed({ feedType, marketplaceIds: [US.id], inputFeedDocumentId })).status, 400);
    assert.equal((await b.call('GET', '/feeds/2021-06-30/feeds/1')).status, 404);
    b.time.clock += 5 * 60_000 + 1;
    assert.equal((await put(String(document.body['url']), '<x/>')).status, 403);
  });
});
