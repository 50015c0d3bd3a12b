/**
 * Everything the Amazon connector says to the SP-API, one scene each: what it does, which operations it asks
 * in which order, and what comes of it. Orders, sellers and parcels are invented.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import amazon from '#connectors/amazon/index.ts';
import type { Settings } from '#connectors/amazon/settings.ts';
import { packageReference } from '#connectors/amazon/shipments.ts';
import type { News, Page, Port, Receipt } from '#connectors/contract.ts';
import type { Recording } from '#connectors/recording.ts';
import { DOCUMENTS, MARKETPLACES, type Wishes } from './port.ts';

export interface Scene extends Wishes {
  /** Operations, in the order they are asked. */
  readonly asks: readonly string[];
  run(port: Port<Settings>): Promise<unknown>;
  /** Looks at what came of it when all went well. */
  seen(result: never): void;
}

const ORDER = '202-1234567-8901234';
const poll = (name: string) => amazon.can.polls?.find((p) => p.name === name) ?? assert.fail(name);
const writes = amazon.can.writes ?? assert.fail('writes nothing');
/** A page and the one after it. */
const pages = async (name: string, port: Port<Settings>, since?: string): Promise<readonly Page[]> => {
  const first = await poll(name).page(port, since);
  return first.more ? [first, await poll(name).page(port, first.next)] : [first];
};
const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString();

export const notification = Buffer.from(JSON.stringify({
  NotificationType: 'ORDER_CHANGE', Payload: { OrderChangeNotification: {
    AmazonOrderId: ORDER, Summary: { OrderStatus: 'Unshipped', MarketplaceId: MARKETPLACES[0] },
  } },
}));
export const hear = async (port: Port<Settings>, topic: string, body: Uint8Array | string): Promise<readonly News[]> =>
  amazon.can.read!(port, { topic, headers: {}, body: Buffer.from(body as string) });

const shipment = {
  key: 'k-ship', to: 'amazon', orderId: 'ord-1', order: ORDER,
  shipment: {
    shipmentId: 's-1', orderId: 'ord-1', fulfillmentId: 'f-1', location: 'L', at: '2026-11-20T17:00:00.000Z',
    lines: [{ lineId: '20212345678901', sku: 'TEE', quantity: 3 }],
    // One carrier by Amazon's code, one that has none.
    parcels: [{ carrier: 'UPSN', tracking: '1Z-1' }, { carrier: 'Cycle Couriers', tracking: 'CC-2' }],
  },
} as never;
const receipt = `${ORDER}/${packageReference('s-1', 0)}+${packageReference('s-1', 1)}`;
const stock = { key: 'k-stock', to: 'amazon', sku: 'A/B 50% & more', item: 'A/B 50% & more', quantity: 7 } as never;
const cancellation = { key: 'k-cancel', to: 'amazon', orderId: 'ord-1', order: ORDER, reason: 'out-of-stock' } as never;

const recorded = new URL('../../../src/connectors/amazon/recordings/read-settlement-us.json', import.meta.url);
const settlement = (JSON.parse(readFileSync(recorded, 'utf8')) as Recording).document?.body as string;

interface AnOrder {
  readonly order: { readonly fulfillment: object; readonly packages?: readonly object[] };
}
const unshipped = ({ order }: AnOrder) =>
  ({ order: { ...order, fulfillment: { ...order.fulfillment, fulfillmentStatus: 'UNSHIPPED' } } });
const elsewhere = <T>(body: T) => ({ ...body, url: `${DOCUMENTS}1` });
const queue = (account: string) => ({
  queueUrl: `https://sqs.us-east-2.amazonaws.com/${account}/queue1`, queueRegion: 'us-east-2',
  queueAccessKeyId: 'AKIALANE', queueSecretAccessKey: 'secret',
});

export const scenes: Readonly<Record<string, Scene>> = {
  'looks for orders, page after page': {
    asks: ['searchOrders', 'searchOrders'],
    run: (port) => pages('orders', port),
    seen: ([first, second]: readonly Page[]) => {
      assert.match(first?.documents[0]?.reference ?? '', /^orders\/\d{3}-\d{7}-\d{7}$/);
      assert.equal(second?.documents.length, 1);
    },
  },
  'fetches the order that a notification names': {
    asks: ['getOrder'],
    run: (port) => hear(port, 'ORDER_CHANGE', notification),
    seen: (news: readonly News[]) => assert.equal(news[0]?.said, 'nothing', 'the example has left already'),
  },
  'lists settlements, page after page': {
    asks: ['getReports', 'getReports'],
    amend: { getReports: ({ reports, ...rest }: { reports: readonly object[] }) =>
      ({ ...rest, reports: reports.map((r) => ({ ...r, createdTime: yesterday() })) }) },
    run: (port) => pages('settlements', port),
    seen: (both: readonly Page[]) => {
      assert.equal(both.length, 2);
      assert.ok(both.every((page) => page.more && page.next.includes('"document":"string"')));
    },
  },
  'fetches a settlement': {
    asks: ['getReportDocument'],
    amend: { getReportDocument: elsewhere },
    document: gzipSync(settlement),
    run: async (port) => {
      const waiting = [{ document: 'amzn1.spdoc.1/4', created: yesterday() }];
      const [page] = await pages('settlements', port, JSON.stringify({ since: yesterday(), done: [], waiting }));
      return page && hear(port, 'settlement', page.documents[0]!.body);
    },
    seen: ([news]: readonly News[]) => assert.equal(news?.said, 'payout'),
  },
  'asks for a report of returns': {
    asks: ['createReport'],
    run: (port) => poll('returns').page(port, undefined),
    seen: ({ next, more }: Page) => assert.deepEqual([Object.keys(JSON.parse(next) as object), more], [['report'], false]),
  },
  'looks how far the report of returns is': {
    asks: ['getReport'],
    amend: { getReport: (report: object) => ({ ...report, processingStatus: 'DONE', reportDocumentId: 'amzn1.spdoc.1/5' }) },
    run: (port) => poll('returns').page(port, JSON.stringify({ report: 'ID323' })),
    seen: ({ next, more }: Page) => assert.deepEqual([JSON.parse(next), more], [{ document: 'amzn1.spdoc.1/5' }, true]),
  },
  'tells of two parcels': {
    asks: ['getOrder', 'confirmShipment', 'confirmShipment'],
    run: (port) => writes.ReportShipment!.apply(port, shipment, 'k' as never),
    seen: ({ external }: Receipt) => assert.equal(external, receipt),
  },
  'looks whether the parcels were told': {
    asks: ['getOrder'],
    amend: { getOrder: ({ order }: AnOrder) => ({ order: { ...order, packages: ['1Z-1', 'CC-2'].map((tracking, at) =>
      ({ ...order.packages?.[0], packageReferenceId: packageReference('s-1', at), trackingNumber: tracking })) } }) },
    run: (port) => writes.ReportShipment!.find!(port, shipment, 'k' as never),
    seen: (found?: Receipt) => assert.equal(found?.external, receipt),
  },
  'publishes a quantity': {
    asks: ['patchListingsItem'],
    run: (port) => writes.PublishStock!.apply(port, stock, 'k' as never),
    seen: ({ external }: Receipt) => assert.equal(external, 'A/B 50% & more'),
  },
  'looks whether the quantity is listed': {
    asks: ['getListingsItem'],
    amend: { getListingsItem: (body: object) =>
      ({ ...body, fulfillmentAvailability: [{ fulfillmentChannelCode: 'DEFAULT', quantity: 7 }] }) },
    run: (port) => writes.PublishStock!.find!(port, stock, 'k' as never),
    seen: (found?: Receipt) => assert.equal(found?.external, 'A/B 50% & more'),
  },
  'cancels an order by a feed, which Amazon has worked on': {
    asks: ['getOrder', 'createFeedDocument', 'createFeed', 'getFeed', 'getOrder', 'getFeedDocument'],
    amend: {
      getOrder: unshipped, createFeedDocument: elsewhere, getFeedDocument: elsewhere,
      getFeed: (body: object) => ({ ...body, processingStatus: 'DONE', resultFeedDocumentId: 'amzn1.tortuga.1/4' }),
    },
    document: Buffer.from('<ProcessingReport><Result><ResultCode>Error</ResultCode><ResultMessageCode>13014' +
      '</ResultMessageCode><ResultDescription>It has left.</ResultDescription></Result></ProcessingReport>'),
    // It ends in a refusal, which is the deepest it goes: the order of the example is never cancelled.
    run: (port) => writes.CancelChannelOrder!.apply(port, cancellation, 'k' as never)
      .catch((e: Error) => (e.message.includes('It has left.') ? e.message : Promise.reject(e))),
    seen: (said: string) => assert.match(said, /^Refused: Amazon does not cancel order \S+: .*13014/),
  },
  'looks whether an order is cancelled': {
    asks: ['getOrder'],
    run: (port) => writes.CancelChannelOrder!.find!(port, cancellation, 'k' as never),
    seen: (found?: Receipt) => assert.equal(found, undefined),
  },
  'subscribes the queue that is known already': {
    asks: ['getSubscription', 'getDestinations', 'createSubscription'],
    prefer: { getSubscription: 'code=404' },
    settings: queue('444455556666'),
    run: (port) => amazon.can.subscribe!(port, 'queue'),
    seen: ({ renewed }: { renewed: readonly string[] }) => assert.deepEqual(renewed, ['ORDER_CHANGE']),
  },
  'makes a queue known and subscribes it': {
    asks: ['getSubscription', 'getDestinations', 'createDestination', 'createSubscription'],
    prefer: { getSubscription: 'code=404' },
    settings: queue('210987654321'),
    run: (port) => amazon.can.subscribe!(port, 'queue'),
    seen: ({ renewed }: { renewed: readonly string[] }) => assert.deepEqual(renewed, ['ORDER_CHANGE']),
  },
  'checks its credentials': {
    asks: ['getSubscription'],
    run: (port) => amazon.can.check!(port),
    seen: (said: string) => assert.match(said, /signed in/),
  },
};
