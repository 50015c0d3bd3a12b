/**
 * The shop's event bus, posted as signed hints: HMAC-SHA-256 of the body in hex in `x-vendure-signature`.
 *
 * Sent once and never again, like the subscriber this stands for: what the receiver misses, its poll must
 * find. Faults: sent twice, sent after the next one.
 */
import { createHmac } from 'node:crypto';
import type { Faults } from '../faults.ts';

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
}
export interface Webhooks {
  send(topic: string, order: { id: string; code: string; state: string }, at: Date): void;
  /** Waits for the posts that are under way, and lets go of one that was held back. */
  settled(): Promise<void>;
  readonly sent: number;
}

export function createWebhooks(options: WebhookOptions | undefined, faults: Faults): Webhooks {
  let sent = 0;
  let running: Promise<unknown> = Promise.resolve();
  let held: (() => Promise<unknown>) | undefined;

  async function post(topic: string, body: string): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      'x-vendure-topic': topic,
      'x-vendure-signature': createHmac('sha256', options!.secret).update(body).digest('hex'),
    };
    sent += 1;
    await fetch(options!.url, { method: 'POST', headers, body }).catch(() => {});
  }
  const queue = (work: () => Promise<unknown>) => void (running = running.then(work));

  return {
    get sent() {
      return sent;
    },
    send(topic, order, at) {
      if (!options) return;
      const body = JSON.stringify({ id: `hint-${order.id}-${sent}`, topic, at: at.toISOString(), order });
      const fault = faults.next('webhook', ['duplicate', 'reorder']);
      if (fault === 'reorder' && !held) {
        held = () => post(topic, body);
        return;
      }
      queue(() => post(topic, body));
      if (fault === 'duplicate') queue(() => post(topic, body));
      if (held) queue(held);
      held = undefined;
    },
    async settled() {
      if (held) queue(held);
      held = undefined;
      await running;
    },
  };
}
