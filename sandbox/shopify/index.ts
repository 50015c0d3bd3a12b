/**
 * The Shopify twin: one shop behind Admin GraphQL 2026-10, sending webhooks.
 *
 * Started with `startShopifyTwin`; driven by its methods (a buyer orders, a merchant edits, a payout
 * falls due), spoken to over HTTP like the real one. `state()` and `applied` are for looking.
 */
import Fastify from 'fastify';
import type { Applied, Twin, TwinOptions } from '../twin.ts';
import { listen } from '../twin.ts';
import { graphqlApi } from './api.ts';
import { leakyBucket } from './cost.ts';
import type { Driver } from './driver.ts';
import { driver } from './driver.ts';
import { mutations } from './mutations.ts';
import { queries } from './queries.ts';
import type { CatalogItem } from './stock.ts';
import { addProduct } from './stock.ts';
import type { Delivery } from './webhooks.ts';
import { webhookSender } from './webhooks.ts';
import type { World } from './world.ts';

export type { OrderWish, LineWish } from './orders.ts';
export type { EditWish } from './edits.ts';
export type { PayoutWish } from './payouts.ts';
export type { CatalogItem } from './stock.ts';
export type { Driver, PlacedOrder, ShopState } from './driver.ts';

export interface ShopifyTwinOptions extends TwinOptions {
  /** `harbor-pine.myshopify.com`. */
  readonly shop: string;
  readonly accessToken: string;
  readonly webhookSecret: string;
  /** ISO 4217, of the shop's books. */
  readonly currency: string;
  readonly taxesIncluded?: boolean;
  /** The plan's rate: 100 standard, 200 advanced, 1000 Plus, 2000 enterprise. */
  readonly pointsPerSecond?: number;
  readonly locations?: readonly { readonly name: string; readonly country?: string; readonly city?: string;
    readonly zip?: string }[];
  readonly catalog?: readonly CatalogItem[];
  /** Where the app's configuration sends the privacy topics. */
  readonly privacyUri?: string;
  /** What the waits between webhook retries (four hours in all) are multiplied by. Tests take 0.0001. */
  readonly retryScale?: number;
  readonly webhookTimeoutMs?: number;
  /** How long the delay fault takes. */
  readonly delayMs?: number;
}
export interface ShopifyTwin extends Twin, Driver {
  /** Every webhook sent or given up, in order of its event. */
  readonly deliveries: readonly Delivery[];
  /** Resolves when no webhook is under way or waiting. */
  settled(): Promise<void>;
}

export async function startShopifyTwin(options: ShopifyTwinOptions): Promise<ShopifyTwin> {
  const world = newWorld(options);
  const applied: Applied[] = [];
  const sender = webhookSender(world, {
    secret: options.webhookSecret, faults: options.faults, retryScale: options.retryScale ?? 1,
    timeoutMs: options.webhookTimeoutMs ?? 5000,
  });
  world.announce = sender.announce;
  for (const item of options.catalog ?? []) addProduct(world, item);
  const drive = driver(world, options.privacyUri);
  const app = Fastify({ bodyLimit: 4 * 1024 * 1024, forceCloseConnections: true });
  graphqlApi(app, {
    accessToken: options.accessToken, faults: options.faults, bucket: leakyBucket(options.pointsPerSecond ?? 100),
    root: { ...queries(world), ...mutations({ world, memory: new Map(), record: (a) => void applied.push(a) }) },
    delayMs: options.delayMs ?? 1000, installed: drive.installed,
  });
  const url = await listen(app, options.port);
  return {
    name: 'shopify', url, faults: options.faults, applied, ...drive,
    deliveries: sender.deliveries, settled: sender.settled,
    async stop() {
      await sender.stop();
      await app.close();
    },
  };
}

function newWorld(options: ShopifyTwinOptions): World {
  const id = ids();
  const places = (options.locations ?? [{ name: 'Main warehouse' }]).map((l) =>
    ({ id: id(), name: l.name, country: l.country ?? 'US', city: l.city ?? 'Portland', zip: l.zip ?? '97201' }));
  return {
    shopId: id(), domain: options.shop, currency: options.currency, taxesIncluded: options.taxesIncluded ?? false,
    now: options.now ?? (() => new Date()), id, places,
    products: new Map(), variants: new Map(), items: new Map(), levels: new Map(),
    orders: new Map(), customers: new Map(),
    fulfillmentOrders: new Map(), fulfillments: new Map(), refunds: new Map(), returns: new Map(), ledger: [], payouts: [],
    subscriptions: new Map(), announce: () => undefined,
  };
}

/** Ascending ids; the big ones are odd and near 8 × 10^17, where doubles are 128 apart. */
function ids(): (big?: boolean) => bigint {
  let small = 5_304_500_000_000n;
  let big = 820_982_911_946_150_001n;
  return (wantBig = false) => {
    if (!wantBig) return (small += 7n);
    return (big += 22n);
  };
}
