/** The connector beside its twin over HTTP, and the rules of the port between them. */
import assert from 'node:assert/strict';
import { brand } from '#domain/brand.ts';
import { Stopped, stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Order } from '#domain/order.ts';
import type { Payout } from '#domain/payout.ts';
import { fromEpoch } from '#domain/time.ts';
import type { HttpRequest, HttpResponse, News, PolledDocument, Port } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { replay } from '#connectors/recording.ts';
import { DE, startAmazonTwin, US, type AmazonTwin } from '#sandbox/amazon/index.ts';
import { seededFaults, type FaultLevel, type Faults } from '#sandbox/faults.ts';
import amazon from './index.ts';
import type { Settings } from './settings.ts';

export const ACCOUNT = { clientId: 'client', clientSecret: 'secret', refreshToken: 'Atzr|1', sellerId: 'A1SELLER' };

export interface Bench {
  readonly twin: AmazonTwin;
  readonly faults: Faults;
  /** `ahead`: how far the twin's own clock has been put forward, for what it works on. */
  readonly time: { now: number; ahead: number };
  port(): Port<Settings>;
  /** Every document of a poll, each settled, until it has no more. */
  drain(poll: string): Promise<PolledDocument[]>;
  stop(): Promise<void>;
}

export async function bench(level: FaultLevel = 'none', seed = 3): Promise<Bench> {
  const faults = seededFaults(seed, level);
  const time = { now: Date.now(), ahead: 0 };
  const now = () => new Date(time.now);
  const twin = await startAmazonTwin({
    ...ACCOUNT, faults, now, rateScale: 100_000, searchLag: 0, delay: 5, longestWait: 0, feedSeconds: 30,
    clock: () => Date.now() + time.ahead,
  });
  const cursors = new Map<string, string>();
  const settings = {
    ...ACCOUNT, baseUrl: twin.url, loginUrl: `${twin.url}/auth/o2/token`, marketplaceIds: [US.id, DE.id],
    queueUrl: twin.queue.url, queueRegion: twin.queue.region, queueAccessKeyId: twin.queue.accessKeyId,
    queueSecretAccessKey: twin.queue.secretAccessKey,
  };
  const memory = new Map<string, unknown>();
  const self: Bench = {
    twin, faults, time,
    port: () => ({
      ...replay(amazon, { name: 'live', settings }), memory, now: fromEpoch(Date.now()), http: (r) => send(twin.url, r),
    }),
    async drain(name) {
      const poll = amazon.can.polls?.find((p) => p.name === name) ?? assert.fail(name);
      const all: PolledDocument[] = [];
      for (let more = true; more;) {
        const page = await poll.page(self.port(), cursors.get(name));
        for (const document of page.documents) {
          all.push(document);
          await document.settle?.();
        }
        cursors.set(name, page.next);
        more = page.more;
      }
      return all;
    },
    stop: () => twin.stop(),
  };
  return self;
}

/** The port's rules in short: what was not answered is Unknown for a write and Unavailable for a read. */
export async function send(base: string, r: HttpRequest): Promise<HttpResponse> {
  const body = r.body === undefined || typeof r.body === 'string' ? r.body : JSON.stringify(r.body);
  const type = typeof r.body === 'object' ? { 'content-type': 'application/json' } : {};
  const headers = { 'user-agent': 'threadline-test', ...type, ...r.headers };
  let answer: Response;
  try {
    answer = await fetch(new URL(r.url, base), { method: r.method, headers, ...(body !== undefined && { body }) });
  } catch (error) {
    throw r.write ? stop.unknown(String(error)) : stop.unavailable(String(error));
  }
  const bytes = Buffer.from(await answer.arrayBuffer());
  const { status } = answer;
  if (!r.accept?.includes(status)) {
    if (status === 429) throw stop.throttled(brand('2026-11-21T12:00:01.000Z'));
    if (status === 401 || status === 403) throw stop.unauthorised(String(status));
    if (status >= 500) throw r.write ? stop.unknown(String(status)) : stop.unavailable(String(status));
  }
  const received = Object.fromEntries(answer.headers);
  return { status, bytes, text: bytes.toString(), headers: received, json: () => parseJson(bytes) };
}

export const read = (b: Bench, d: PolledDocument): Promise<readonly News[]> =>
  amazon.can.read?.(b.port(), { topic: d.topic, headers: d.headers ?? {}, body: Buffer.from(d.body) }) ?? assert.fail();
export const hear = async (b: Bench, documents: readonly PolledDocument[]): Promise<News[]> => {
  const all: News[] = [];
  for (const d of documents) all.push(...await read(b, d));
  return all;
};
export const ordersIn = (news: readonly News[]): Order[] => news.flatMap((n) => (n.said === 'order' ? [n.order] : []));
export const payoutsIn = (news: readonly News[]): Payout[] => news.flatMap((n) => (n.said === 'payout' ? [n.payout] : []));
export const isUnknown = (e: unknown): boolean => e instanceof Stopped && e.fault.kind === 'Unknown';

export const shipmentOf = (order: Order, parcels: number): WishOf<'ReportShipment'> => ({
  key: brand('k'), to: brand('amazon'), orderId: order.orderId, order: order.external,
  shipment: { shipmentId: `s-${order.number}`, orderId: order.orderId, fulfillmentId: 'f', location: brand('L'),
    at: brand('2026-11-10T17:00:00.000Z'),
    lines: order.lines.map((l) => ({ lineId: l.lineId, sku: brand(l.item), quantity: l.quantity })),
    parcels: Array.from({ length: parcels }, (_, at) => ({ carrier: 'UPSN', tracking: `1Z${order.number}-${at}` })) },
});
