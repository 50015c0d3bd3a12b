/**
 * What the twin's own tests share: a small shop, a client that speaks GraphQL to it over HTTP, and a
 * receiver that keeps the webhooks it is sent.
 */
import Fastify from 'fastify';
import { seededFaults } from '../faults.ts';
import { listen } from '../twin.ts';
import type { ShopifyTwin, ShopifyTwinOptions } from './index.ts';
import { startShopifyTwin } from './index.ts';

export const TOKEN = 'shpat_twin';
export const SECRET = 'hush-twin';

export const CATALOG = [
  { sku: 'MUG-BLUE', title: 'Stoneware mug, blue', price: '18.50', stock: 40 },
  { sku: 'TEA-200', title: 'Assam tea 200 g', price: '9.90', stock: 100 },
  { sku: 'POT-L', title: 'Cast iron pot', price: '129.00', stock: 5 },
  { sku: 'GIFT-50', title: 'Gift card', price: '50.00', giftCard: true },
];
export const ADDRESS = {
  firstName: 'Ines', lastName: 'Okafor', address1: '12 Quay Street', city: 'Portland', province: 'Oregon',
  provinceCode: 'OR', country: 'United States', countryCode: 'US', zip: '97209',
};
export const CUSTOMER = { firstName: 'Ines', lastName: 'Okafor', email: 'ines@example.net' };

/** Starts a shop that is stopped when the test ends. */
export async function shop(
  t: { after(fn: () => Promise<void>): void }, options: Partial<ShopifyTwinOptions> = {},
): Promise<ShopifyTwin> {
  const twin = await startShopifyTwin({
    faults: seededFaults(7), shop: 'harbor-pine.myshopify.com', accessToken: TOKEN, webhookSecret: SECRET,
    currency: 'USD', catalog: CATALOG, retryScale: 0.00001, ...options,
  });
  t.after(() => twin.stop());
  return twin;
}

/** A GraphQL answer as it came. `at` walks into data: `answer.at('order', 'name')`. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly { message: string; extensions: { code: string } }[];
    readonly extensions: { readonly cost: Cost };
  };
  at<T = string>(...path: (string | number)[]): T;
}
export interface Cost {
  readonly requestedQueryCost: number;
  readonly actualQueryCost: number | null;
  readonly throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

export async function ask(twin: ShopifyTwin, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(`${twin.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-shopify-access-token': TOKEN },
    body: JSON.stringify({ query, variables }),
  });
  const body = await response.json() as Answer['body'];
  return {
    status: response.status, body,
    at: <T>(...path: (string | number)[]) =>
      path.reduce<unknown>((at, step) => (at as Record<string | number, unknown> | undefined)?.[step], body.data) as T,
  };
}

export interface Caught { readonly topic: string; readonly headers: Record<string, string>; readonly raw: string }
export interface Receiver {
  readonly url: string;
  readonly caught: Caught[];
  /** Statuses to answer with, first to last; 0 never answers; 200 when there are none left. */
  readonly answers: number[];
}

export async function receiver(t: { after(fn: () => Promise<void>): void }): Promise<Receiver> {
  const app = Fastify({ forceCloseConnections: true });
  const caught: Caught[] = [];
  const answers: number[] = [];
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/hook', async (request, reply) => {
    const headers = request.headers as Record<string, string>;
    caught.push({ topic: headers['x-shopify-topic'] ?? '', headers, raw: request.body as string });
    const status = answers.shift() ?? 200;
    return status === 0 ? new Promise(() => undefined) : reply.code(status).send();
  });
  const url = await listen(app);
  t.after(() => app.close());
  return { url: `${url}/hook`, caught, answers };
}

/** Subscribes through the API, as the connector will. */
export async function subscribe(twin: ShopifyTwin, uri: string, ...topics: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const topic of topics) {
    const made = await ask(twin, `mutation($topic: WebhookSubscriptionTopic!, $s: WebhookSubscriptionInput!) {
      webhookSubscriptionCreate(topic: $topic, webhookSubscription: $s) {
        webhookSubscription { id } userErrors { message } }
    }`, { topic, s: { uri, format: 'JSON' } });
    ids.push(made.at('webhookSubscriptionCreate', 'webhookSubscription', 'id'));
  }
  return ids;
}
