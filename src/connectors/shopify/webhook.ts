/**
 * Webhooks: the signature over the raw body, the topic in a header, and the subscriptions that must exist.
 *
 * Shopify removes a subscription after eight failed retries and tells nobody, so they are counted again regularly.
 * The privacy topics are set in the app's own configuration and cannot be asked for here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { Port, Webhook } from '../contract.ts';
import { SUBSCRIBE, SUBSCRIPTIONS } from './documents.ts';
import { ask } from './graphql.ts';
import { listOf } from './pages.ts';
import type { Settings } from './settings.ts';

type Headers = Readonly<Record<string, string>>;

/** Since 2026 deliveries may come with the names without the `x-`. */
const header = (headers: Headers, name: string): string | undefined =>
  headers[`x-shopify-${name}`] ?? headers[`shopify-${name}`];

export const webhook: Webhook<Settings> = {
  verify({ shop, webhookSecret, previousWebhookSecret }, raw, headers) {
    const given = Buffer.from(header(headers, 'hmac-sha256') ?? '', 'base64');
    const genuine = [webhookSecret, ...(previousWebhookSecret ? [previousWebhookSecret] : [])]
      .map((secret) => signedWith(secret, raw, given)).includes(true);
    const from = header(headers, 'shop-domain');
    return genuine && (from === undefined || from === shop);
  },
  topic: (headers, path) => header(headers, 'topic') ?? path ?? 'unknown',
};

function signedWith(secret: string, raw: Uint8Array, given: Buffer): boolean {
  const wanted = createHmac('sha256', secret).update(raw).digest();
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** What we listen to. orders/updated says everything; the others say it sooner, or say what it does not. */
export const TOPICS = [
  'ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_EDITED', 'ORDERS_CANCELLED', 'REFUNDS_CREATE', 'PRODUCTS_CREATE',
  'PRODUCTS_UPDATE', 'APP_UNINSTALLED', 'FULFILLMENT_ORDERS_PLACED_ON_HOLD', 'FULFILLMENT_ORDERS_HOLD_RELEASED',
  'FULFILLMENT_ORDERS_MOVED', 'FULFILLMENT_ORDERS_RESCHEDULED', 'FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY',
  'FULFILLMENT_ORDERS_CANCELLATION_REQUEST_SUBMITTED',
] as const;

/** Of an app that may read returns; asked for without that right, Shopify refuses. */
export const RETURN_TOPICS = [
  'RETURNS_REQUEST', 'RETURNS_APPROVE', 'RETURNS_DECLINE', 'RETURNS_CANCEL', 'RETURNS_CLOSE', 'RETURNS_REOPEN', 'RETURNS_UPDATE',
  'REVERSE_FULFILLMENT_ORDERS_DISPOSE',
] as const;

/** Of an app that may read disputes of Shopify Payments. */
export const DISPUTE_TOPICS = ['DISPUTES_CREATE', 'DISPUTES_UPDATE'] as const;

const Known = z.object({ webhookSubscriptions: listOf(z.object({ topic: z.string(), uri: z.string() })) });
const Made = z.object({ webhookSubscriptionCreate: z.object({
  webhookSubscription: z.object({ id: z.string() }).nullable(), userErrors: z.array(z.object({ message: z.string() })),
}).nullable() });

export async function subscribe(port: Port<Settings>, callback: string): Promise<{ renewed: string[] }> {
  const have = await subscribed(port, callback);
  const renewed: string[] = [];
  const { readsReturns, readsDisputes } = port.settings;
  const wanted = [...TOPICS, ...(readsReturns ? RETURN_TOPICS : []), ...(readsDisputes ? DISPUTE_TOPICS : [])];
  for (const topic of wanted.filter((t) => !have.has(t))) {
    const variables = { topic, to: { uri: callback, format: 'JSON' } };
    const { webhookSubscriptionCreate: made } = await ask(port,
      { document: SUBSCRIBE, variables, answer: Made, write: true });
    const [problem] = made?.userErrors ?? [];
    // Somebody else was quicker: it exists, which is all that is wanted.
    if (problem && !/taken/i.test(problem.message))
      throw stop.refused('PartnerRefused', `Shopify refuses the subscription to ${topic}: ${problem.message}`);
    if (!problem) renewed.push(topic);
  }
  return { renewed };
}

async function subscribed(port: Port<Settings>, callback: string): Promise<Set<string>> {
  const have = new Set<string>();
  for (let page: string | null = null, more = true; more;) {
    const data: z.infer<typeof Known> = await ask(port,
      { document: SUBSCRIPTIONS, variables: { after: page }, answer: Known });
    const { nodes, pageInfo } = data.webhookSubscriptions;
    for (const { topic, uri } of nodes) if (uri === callback) have.add(topic);
    more = pageInfo.hasNextPage;
    page = pageInfo.endCursor;
  }
  return have;
}
