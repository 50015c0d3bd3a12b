/**
 * The SP-API clients and the twin, continued: what goes through documents (feeds, reports, packed ones too),
 * notifications with the application's own token, and being throttled.
 */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { toDecimal } from '#domain/measure.ts';
import { disagreement } from '#domain/payout.ts';
import { envelope } from '#connectors/amazon/cancel.ts';
import amazon from '#connectors/amazon/index.ts';
import { replay } from '#connectors/recording.ts';
import { DE, US } from '#sandbox/amazon/index.ts';
import type { DocumentLink } from './amazon-client.ts';
import { amazonLane, call, kit, place, refusal, SELLER, type Sdk } from './amazon-lane.ts';

const lane = amazonLane();
const { step } = lane;
const itemsOf = (orderId: string): string[] =>
  lane.twin.state().orders.find((o) => o.id === orderId)?.items.map((i) => i.id) ?? [];

describe('notifications', () => {
  step('flow into a queue: the application’s token names it, the seller’s subscribes it', async (sdk) => {
    const { arn } = lane.twin.queue;
    const made = await call<{ destinationId: string }>(sdk, 'notifications.createDestination', {
      body: { name: 'lane', resourceSpecification: { sqs: { arn } } },
    });
    const all = await call<readonly object[]>(sdk, 'notifications.getDestinations');
    assert.deepEqual(all, [{ destinationId: made.destinationId, name: 'lane', resource: { sqs: { arn } } }]);
    const path = { notificationType: 'ORDER_CHANGE' };
    const none = await refusal(call(sdk, 'notifications.getSubscription', { path: { ...path } }));
    assert.equal(none.code, 'NotFound');
    const body = { payloadVersion: '1.0', destinationId: made.destinationId };
    const { subscriptionId } = await call<Subscription>(
      sdk, 'notifications.createSubscription', { path: { ...path }, body });
    const one = await call<Subscription>(sdk, 'notifications.getSubscriptionById', { path: { ...path, subscriptionId } });
    assert.deepEqual(one, await call<Subscription>(sdk, 'notifications.getSubscription', { path: { ...path } }));
    place(lane);
    assert.ok(lane.twin.state().queued > 0);
    const gone = () => call(sdk, 'notifications.deleteDestination', { path: { destinationId: made.destinationId } });
    assert.equal((await refusal(gone())).code, 'Conflict');
    await call(sdk, 'notifications.deleteSubscriptionById', { path: { ...path, subscriptionId } });
    await gone();
    assert.deepEqual(await call(sdk, 'notifications.getDestinations'), []);
  });
});
interface Subscription {
  readonly subscriptionId: string;
}

describe('a feed', () => {
  const contentType = 'text/xml; charset=utf-8';
  /** Hands in what our connector writes to cancel an order, and answers what Amazon says became of it. */
  async function cancel(sdk: Sdk, orderId: string, items: readonly string[]): Promise<string> {
    const link = await call<DocumentLink & { feedDocumentId: string }>(
      sdk, 'feeds.createFeedDocument', { body: { contentType } });
    await sdk.ask('upload', { link, content: envelope(SELLER, orderId, items, 'NoInventory'), contentType });
    const { feedId } = await call<{ feedId: string }>(sdk, 'feeds.createFeed', { body: {
      feedType: 'POST_ORDER_ACKNOWLEDGEMENT_DATA', marketplaceIds: [US.id], inputFeedDocumentId: link.feedDocumentId,
    } });
    const feed = await call<{ processingStatus: string; resultFeedDocumentId: string }>(
      sdk, 'feeds.getFeed', { path: { feedId } });
    assert.equal(feed.processingStatus, 'DONE');
    const result = await call<DocumentLink>(
      sdk, 'feeds.getFeedDocument', { path: { feedDocumentId: feed.resultFeedDocumentId } });
    return String(await sdk.ask('download', { link: result }));
  }

  step('cancels an order, and its result says so', async (sdk) => {
    const orderId = place(lane);
    assert.match(await cancel(sdk, orderId, itemsOf(orderId)), /<MessagesSuccessful>1</);
    const { order } = await call<{ order: { fulfillment: { fulfillmentStatus: string } } }>(
      sdk, 'orders.getOrder', { path: { orderId }, query: { includedData: ['FULFILLMENT'] } });
    assert.equal(order.fulfillment.fulfillmentStatus, 'CANCELLED');
  });
  step('about an article that was not ordered changes nothing, and its result says why', async (sdk) => {
    const orderId = place(lane);
    assert.match(await cancel(sdk, orderId, ['1']), /<ResultMessageCode>13012</);
    assert.equal(lane.twin.state().orders.find((o) => o.id === orderId)?.status, 'UNSHIPPED');
  });
});

describe('a settlement report', () => {
  const STYLES = [
    { marketplace: US, style: { gzip: true }, charset: undefined },
    { marketplace: US, style: {}, charset: undefined },
    { marketplace: DE, style: { gzip: true, encoding: 'latin1' }, charset: 'latin1' },
  ] as const;

  step('is found, fetched and unpacked, and our connector reads what the client wrote down', async (sdk) => {
    for (const { marketplace, style, charset } of STYLES) {
      const orderId = place(lane, marketplace.id);
      await ship(sdk, orderId, marketplace.id);
      const made = lane.twin.makeSettlement({ marketplaceId: marketplace.id, fees: [
        { amount: '-39.99', description: 'Subscription Fee' }] }, style);
      const { link, compressionAlgorithm } = await linkTo(sdk, made.documentId);
      assert.equal(compressionAlgorithm, 'gzip' in style ? 'GZIP' : undefined);
      const text = String(await sdk.ask('download', { link, ...(charset && { charset }) }));
      assert.equal(text, made.text);
      assert.match(text, /TASSE-GRÜN/);
      const port = replay(amazon, { name: 'lane', settings: {
        baseUrl: lane.twin.url, clientId: 'c', clientSecret: 's', refreshToken: 'r', sellerId: SELLER,
        marketplaceIds: [US.id, DE.id],
      } });
      const [news] = await amazon.can.read!(port, { topic: 'settlement', headers: {}, body: Buffer.from(text) });
      assert.ok(news?.said === 'payout');
      assert.equal(toDecimal(news.payout.net), made.total);
      assert.equal(disagreement(news.payout), undefined);
    }
  });
  step('is listed in pages, the newest first', async (sdk) => {
    const made = Array.from({ length: 3 }, () => lane.twin.makeSettlement({ marketplaceId: US.id }).reportId);
    type Listed = { reports: readonly { reportId: string; processingStatus: string }[]; nextToken?: string };
    const query = { reportTypes: ['GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2'], pageSize: 2 };
    const seen: string[] = [];
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const page = await call<Listed>(sdk, 'reports.getReports', { query: token ? { nextToken: token } : query });
      assert.ok(page.reports.length <= 2 && page.reports.every((r) => r.processingStatus === 'DONE'));
      seen.push(...page.reports.map((r) => r.reportId));
      token = page.nextToken;
    }
    assert.deepEqual(new Set(seen), new Set(lane.twin.state().reports.map((r) => r.id)));
    assert.equal(seen.length, lane.twin.state().reports.length);
    const { reportId } = await call<{ reportId: string }>(sdk, 'reports.getReport', { path: { reportId: made[0]! } });
    assert.equal(reportId, made[0]);
  });
  step('is behind an address of five minutes', async (sdk) => {
    const { documentId, text } = lane.twin.makeSettlement({ marketplaceId: US.id });
    const { link } = await linkTo(sdk, documentId);
    assert.equal(await sdk.ask('download', { link }), text);
    lane.ahead += 5 * 60_000 + 1000;
    const late = await refusal(sdk.ask('download', { link }));
    assert.deepEqual([late.code, late.message], ['AccessDenied', 'Request has expired']);
  });

  async function linkTo(sdk: Sdk, reportDocumentId: string) {
    const link = await call<DocumentLink>(sdk, 'reports.getReportDocument', { path: { reportDocumentId } });
    return { link, compressionAlgorithm: link.compressionAlgorithm };
  }
  async function ship(sdk: Sdk, orderId: string, marketplaceId: string): Promise<void> {
    const ordered = lane.twin.state().orders.find((o) => o.id === orderId)?.items ?? [];
    const payload = { marketplaceId, packageDetail: {
      packageReferenceId: '1', carrierCode: 'DHL', trackingNumber: 'JD01', shipDate: new Date().toISOString(),
      orderItems: ordered.map(({ id, quantity }) => ({ orderItemId: id, quantity })),
    } };
    await kit(sdk, 'confirmShipment', { orderId, payload });
  }
});

describe('a client that is throttled', () => {
  step('waits as long as the operation’s rate says, and is answered', async (sdk) => {
    const orderId = place(lane);
    const { faults } = lane.twin;
    faults.order('getOrder', 'throttle');
    const started = performance.now();
    const { order } = await call<{ order: { orderId: string } }>(sdk, 'orders.getOrder', { path: { orderId } });
    assert.equal(order.orderId, orderId);
    assert.ok(performance.now() - started >= 1900, 'one call in two seconds is the rate of getOrder');
    faults.order('getOrder', 'throttle');
    const { retries, status } = await kit(sdk, 'getOrder', { orderId });
    assert.equal(status, 200);
    assert.deepEqual(retries, [{ retryCount: 1, rateLimit: 0.5, delay: 3500 }]);
  });
});
