/**
 * The Amazon Selling Partner API as a server: Login with Amazon, Orders, Listings Items, Notifications
 * with their queue, Feeds for cancellations, Reports with the settlement file. One seller account.
 *
 * Business time (`now`) may run fast for a demonstration; tokens, buckets, links and the queue's
 * visibility run on `clock`, because the caller's own timers do too.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Applied, Twin, TwinOptions } from '../twin.ts';
import { listen } from '../twin.ts';
import { budget } from './budget.ts';
import { feedsApi } from './feeds-api.ts';
import type { Gate } from './gate.ts';
import * as life from './life.ts';
import type { NewOrder, RefundWish } from './life.ts';
import type { NewListing } from './listings-api.ts';
import { listingsApi, setListing } from './listings-api.ts';
import type { Notifications } from './notifications-api.ts';
import { notificationsApi } from './notifications-api.ts';
import { notifier } from './notify.ts';
import { ordersApi } from './orders-api.ts';
import { Problem } from './problem.ts';
import type { QueueSettings } from './queue-api.ts';
import { queueApi, queueArn, queuePath } from './queue-api.ts';
import { queue as makeQueue } from './queue.ts';
import { reportsApi } from './reports-api.ts';
import type { FileStyle } from './settlement-file.ts';
import type { MadeSettlement } from './settlement-report.ts';
import { makeSettlement } from './settlement-report.ts';
import type { SettlementWish } from './settlement.ts';
import { tokenRoute, tokens } from './tokens.ts';
import type { Listing, Marketplace, Order, Report } from './world.ts';
import { DE, emptyWorld, serial, stamp, US } from './world.ts';

export type { NewItem, NewOrder, RefundWish } from './life.ts';
export type { Listing, Marketplace, Order } from './world.ts';
export { DE, US } from './world.ts';

export interface AmazonTwinOptions extends TwinOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly sellerId: string;
  /** Default: Amazon.com in USD and Amazon.de in EUR. */
  readonly marketplaces?: readonly Marketplace[];
  /** Multiplies every documented rate: 1440 trades a day in a minute. */
  readonly rateScale?: number;
  /** How long searchOrders does not see an order yet; two minutes of business time unless given. */
  readonly searchLag?: number;
  /** Milliseconds for tokens, buckets, links and visibility; the wall clock unless given. */
  readonly clock?: () => number;
  /** Milliseconds after which a long poll of the queue gives up, whatever it asked for. */
  readonly longestWait?: number;
  /** Seconds that a feed takes; one unless given. */
  readonly feedSeconds?: number;
  /** How long a delayed answer takes. */
  readonly delay?: number;
  readonly queue?: Partial<QueueSettings>;
}

export interface AmazonState {
  readonly orders: readonly Order[];
  readonly listings: readonly Listing[];
  readonly reports: readonly Report[];
  readonly subscriptions: number;
  /** Messages of the queue that nobody deleted yet. */
  readonly queued: number;
}

export interface AmazonTwin extends Twin {
  /** What a consumer of the notifications needs; the account is invented. */
  readonly queue: QueueSettings & { readonly url: string; readonly arn: string };
  /** Returns the Amazon order id. */
  placeOrder(order: NewOrder): string;
  payOrder(orderId: string): void;
  requestCancel(orderId: string, reason?: string, skus?: readonly string[]): void;
  cancelOrder(orderId: string, by?: 'BUYER' | 'MERCHANT' | 'AMAZON', reason?: string): void;
  /** For orders fulfilled by Amazon. */
  shipByAmazon(orderId: string): void;
  refund(wish: RefundWish): string;
  /** The buyer asks to send something back; Amazon approves by its rules. Answers the RMA. */
  requestReturn(wish: { orderId: string; sku: string; quantity: number; reason?: string; status?: string }): string;
  setListing(listing: NewListing): void;
  makeSettlement(wish: SettlementWish, style?: FileStyle): MadeSettlement;
  /** Every token issued so far stops working. */
  expireTokens(): void;
  state(): AmazonState;
}

const QUEUE: QueueSettings = {
  accessKeyId: 'AKIATWINAMAZON000000', secretAccessKey: 'twin-queue-secret', region: 'us-east-1',
  account: '210987654321', name: 'amazon-notifications',
};

export async function startAmazonTwin(options: AmazonTwinOptions): Promise<AmazonTwin> {
  const now = options.now ?? (() => new Date());
  const clock = options.clock ?? Date.now;
  const { faults } = options;
  const delay = options.delay ?? 1000;
  const world = emptyWorld(options.sellerId, options.marketplaces ?? [US, DE], now);
  const settings: QueueSettings = { ...QUEUE, ...options.queue };
  const app = newApp();
  const queue = makeQueue(clock);
  const known: Notifications = { destinations: new Map(), subscriptions: new Map(), arn: queueArn(settings) };
  const gate: Gate = {
    app, tokens: tokens(options, clock), budget: budget(clock, options.rateScale ?? 1), faults, delay,
  };
  let url = '';
  world.changed = notifier(world, known.subscriptions, queue, faults);
  tokenRoute(app, gate.tokens);
  ordersApi(gate, world, { lag: options.searchLag ?? 120_000, clock });
  listingsApi(gate, world);
  notificationsApi(gate, world, known);
  reportsApi(gate, world, { clock, url: () => url });
  feedsApi(gate, world, { clock, url: () => url, seconds: options.feedSeconds ?? 1 });
  queueApi(app, { queue, settings, faults, delay, longestWait: options.longestWait ?? 20_000 });
  url = await listen(app, options.port);
  return {
    name: 'amazon', url, faults, applied: world.applied as readonly Applied[],
    queue: { ...settings, url: `${url}${queuePath(settings)}`, arn: known.arn },
    placeOrder: (order) => life.place(world, order).id,
    payOrder: (id) => life.pay(world, id),
    requestCancel: (id, reason = 'BUYER_CANCELLED', skus) => life.requestCancel(world, id, reason, skus),
    cancelOrder: (id, by = 'BUYER', reason = 'Buyer cancelled') => life.cancel(world, id, by, reason),
    shipByAmazon: (id) => life.shipByAmazon(world, id),
    refund: (wish) => life.refund(world, wish),
    requestReturn: ({ reason = 'CR-DEFECTIVE', status = 'Approved', ...wish }) => {
      const rma = `D${serial(world)}RRMA`;
      world.returns.push({ ...wish, rma, requested: stamp(world), reason, status });
      return rma;
    },
    setListing: (listing) => setListing(world, listing),
    makeSettlement: (wish, style) => makeSettlement(world, wish, style),
    expireTokens: () => gate.tokens.expireAll(),
    state: () => structuredClone({
      orders: [...world.orders.values()], listings: [...world.listings.values()], reports: [...world.reports.values()],
      subscriptions: known.subscriptions.size, queued: queue.depth().visible + queue.depth().inFlight,
    }),
    stop: () => app.close(),
  };
}

function newApp(): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true });
  // Clients say `application/json` of every request, also of one without a body; Amazon does not mind.
  const json = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) =>
    (body === '' ? done(null, undefined) : json(request, body, done)));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))));
  // The queue's signature covers the bytes, so they are kept as text.
  app.addContentTypeParser('application/x-amz-json-1.0', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const code = status === 500 ? 'InternalFailure' : 'InvalidInput';
    return reply.code(status).send(new Problem(status, code, error.message).body());
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(new Problem(404, 'NotFound', 'The requested resource does not exist.').body()));
  return app;
}
