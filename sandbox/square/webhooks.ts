/** Events, signed over the notification URL and the body, and posted again until the receiver takes them. */
import { createHmac } from 'node:crypto';
import type { Faults } from '../faults.ts';
import type { Announcement, World } from './world.ts';

export interface Sender {
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  stop(): void;
}
const TRIES = 6;

export function startSender(world: World, how: { signatureKey: string; faults: Faults; retryMs: number }): Sender {
  const under = new Set<Promise<void>>();
  let held: (() => void) | undefined;
  const running = new AbortController();

  async function post(url: string, body: string): Promise<void> {
    const signature = createHmac('sha256', how.signatureKey).update(url + body).digest('base64');
    const headers = { 'content-type': 'application/json', 'x-square-hmacsha256-signature': signature, 'square-environment': 'Sandbox' };
    for (let attempt = 0; attempt < TRIES && !running.signal.aborted; attempt += 1) {
      const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, how.retryMs * 2 ** attempt));
    }
  }
  const send = (url: string, body: string): void => {
    const sending = post(url, body);
    under.add(sending);
    void sending.finally(() => under.delete(sending));
  };
  function announce(event: Announcement): void {
    const body = JSON.stringify({
      merchant_id: world.merchant, type: event.type, event_id: world.id(), created_at: world.stamp(),
      data: { type: event.kind, id: event.id, object: event.object },
    });
    for (const s of world.subscriptions.values()) {
      if (!s.enabled || !s.event_types.includes(event.type)) continue;
      const fault = how.faults.next('webhook', ['duplicate', 'reorder']);
      if (fault === 'reorder' && !held) {
        held = () => send(s.notification_url, body);
        continue;
      }
      send(s.notification_url, body);
      if (fault === 'duplicate') send(s.notification_url, body);
      held?.();
      held = undefined;
    }
  }
  world.announce = (events) => { for (const event of events) announce(event); };
  return {
    async settled() {
      held?.();
      held = undefined;
      while (under.size > 0) await Promise.all(under);
    },
    stop: () => running.abort(),
  };
}
