/**
 * The webhook sender: signs, posts, and tries again with the original payload until it gives up.
 *
 * Nothing is ordered: every delivery runs on its own. A subscription whose delivery failed eight
 * retries is removed, silently, which is why a careful receiver looks whether it still exists.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { stringify } from 'lossless-json';
import { Agent, request } from 'undici';
import type { Faults } from '../faults.ts';
import { API_VERSION } from './schema.ts';
import type { Announcement, Subscription, World } from './world.ts';

export interface SenderOptions {
  readonly secret: string;
  readonly faults: Faults;
  /** What the eight waits (four hours in all) are multiplied by. */
  readonly retryScale: number;
  /** How long the receiver has for its answer. */
  readonly timeoutMs: number;
}
export interface Delivery {
  readonly topic: string;
  readonly webhookId: string;
  readonly attempts: number;
  readonly status: 'delivered' | 'failing' | 'given-up';
}
interface Sending {
  readonly subscription: Subscription;
  readonly topic: string;
  readonly webhookId: string;
  readonly headers: Record<string, string>;
  /** Emptied when nobody needs it any more: a long day has many. */
  body: string;
  attempts: number;
  /** How often it is still to be accepted: twice when it is sent as a duplicate. */
  pending: number;
  status: Delivery['status'];
}

/** Seconds before each retry: about four hours together. */
const CONNECTIONS = 64;
const WAITS = [10, 30, 120, 300, 900, 1800, 3600, 7200];

export interface Sender {
  announce(topics: readonly Announcement[]): void;
  /** Everything that was sent, tried or given up. */
  readonly deliveries: readonly Delivery[];
  /** Resolves when nothing is under way or waiting. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What a running sender has in hand. */
interface Post {
  readonly world: World;
  readonly options: SenderOptions;
  readonly agent: Agent;
  readonly deliveries: Sending[];
  readonly timers: Set<NodeJS.Timeout>;
  readonly under: Set<Promise<void>>;
  /** Those that wait for one of the connections; the receiver's time starts when it is sent. */
  readonly queue: Sending[];
  /** One that waits behind the next (the reorder fault). */
  held: Sending | undefined;
  stopped: boolean;
}

export function webhookSender(world: World, options: SenderOptions): Sender {
  const post: Post = {
    world, options, deliveries: [], timers: new Set(), under: new Set(), queue: [], held: undefined, stopped: false,
    agent: new Agent({ connections: CONNECTIONS, connect: { timeout: 1000 }, headersTimeout: options.timeoutMs }),
  };
  return {
    announce: (topics) => announce(post, topics),
    deliveries: post.deliveries,
    async settled() {
      while (post.under.size > 0 || post.timers.size > 0 || post.queue.length > 0) {
        await Promise.all(post.under);
        if (post.timers.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async stop() {
      post.stopped = true;
      for (const timer of post.timers) clearTimeout(timer);
      post.timers.clear();
      await post.agent.destroy();
      await Promise.all(post.under);
    },
  };
}

function announce(post: Post, topics: readonly Announcement[]): void {
  const event = randomUUID();
  for (const { topic, body } of topics) {
    const listeners = [...post.world.subscriptions.values()].filter((s) => s.topic === topic);
    if (listeners.length === 0 || post.stopped) continue;
    const fault = post.options.faults.next(`webhook ${topic}`, ['duplicate', 'reorder', 'delay', 'drift']);
    const value = body() as Record<string, unknown>;
    const text = stringify(fault === 'drift' ? { ...value, loyalty_circle: { tier: 'gold' } } : value) ?? '{}';
    for (const subscription of listeners) send(post, sending(post, subscription, { topic, text, event }), fault);
  }
}

function sending(post: Post, subscription: Subscription, say: { topic: string; text: string; event: string }): Sending {
  const webhookId = randomUUID();
  const headers = {
    'content-type': 'application/json', 'user-agent': 'Shopify-Captain-Hook', 'x-shopify-topic': say.topic,
    'x-shopify-hmac-sha256': createHmac('sha256', post.options.secret).update(say.text).digest('base64'),
    'x-shopify-shop-domain': post.world.domain, 'x-shopify-api-version': API_VERSION,
    'x-shopify-webhook-id': webhookId, 'x-shopify-event-id': say.event,
    'x-shopify-triggered-at': post.world.now().toISOString(),
    ...(subscription.name ? { 'x-shopify-name': subscription.name } : {}),
  };
  const { topic, text: body } = say;
  const made: Sending = { subscription, topic, webhookId, headers, body, attempts: 0, pending: 1, status: 'failing' };
  post.deliveries.push(made);
  return made;
}

function send(post: Post, delivery: Sending, fault: string | undefined): void {
  if (fault === 'reorder' && !post.held) {
    post.held = delivery;
    return wait(post, 2000 * Math.min(1, post.options.retryScale * 10), () => release(post, delivery));
  }
  if (fault === 'duplicate') {
    delivery.pending += 1;
    go(post, delivery);
  }
  if (fault === 'delay') wait(post, 10_000 * post.options.retryScale, () => go(post, delivery));
  else go(post, delivery);
  if (post.held) release(post, post.held);
}

function release(post: Post, delivery: Sending): void {
  if (post.held !== delivery) return;
  post.held = undefined;
  go(post, delivery);
}

function go(post: Post, delivery: Sending): void {
  if (post.under.size >= CONNECTIONS) return void post.queue.push(delivery);
  const run = attempt(post, delivery).finally(() => {
    post.under.delete(run);
    const next = post.stopped ? undefined : post.queue.shift();
    if (next) go(post, next);
  });
  post.under.add(run);
}

async function attempt(post: Post, delivery: Sending): Promise<void> {
  delivery.attempts += 1;
  if (!(await accepted(post, delivery))) return again(post, delivery);
  delivery.status = 'delivered';
  delivery.pending -= 1;
  if (delivery.pending === 0) delivery.body = '';
}

async function accepted({ agent, options }: Post, { subscription, headers, body }: Sending): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(options.timeoutMs);
    const answer = await request(subscription.uri, { method: 'POST', dispatcher: agent, headers, body, signal });
    await answer.body.dump();
    return answer.statusCode >= 200 && answer.statusCode < 300;
  } catch {
    return false;
  }
}

function again(post: Post, delivery: Sending): void {
  if (delivery.status === 'delivered' || post.stopped) return;
  const seconds = WAITS[delivery.attempts - 1];
  if (seconds !== undefined) return wait(post, seconds * 1000 * post.options.retryScale, () => go(post, delivery));
  delivery.status = 'given-up';
  delivery.body = '';
  if (!delivery.subscription.appOwned) post.world.subscriptions.delete(delivery.subscription.id);
}

function wait(post: Post, ms: number, then: () => void): void {
  const timer = setTimeout(() => {
    post.timers.delete(timer);
    if (!post.stopped) then();
  }, ms);
  post.timers.add(timer);
}
