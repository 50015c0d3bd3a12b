/**
 * What a Vendure shop needs so that Threadline hears of its orders at once: a subscriber on the event bus
 * that posts a signed hint. The connector fetches the order itself, so the hint carries no more than its id.
 *
 * Signed with HMAC-SHA-256 over the body, in hex, in `x-vendure-signature`. It is sent once and not again:
 * a shop that cannot reach us loses hints, and the poll finds what they were about.
 */
import { createHmac, randomUUID } from 'node:crypto';

export interface EventBus {
  ofType(type: unknown): { subscribe(hear: (event: ShopEvent) => void): void };
}
interface ShopEvent {
  readonly toState?: string;
  readonly order?: { readonly id: unknown; readonly code: string };
  readonly fulfillment?: { readonly orders?: readonly { readonly id: unknown; readonly code: string }[] };
}
interface Options {
  readonly callback: string;
  readonly secret: string;
}

const TOPICS = {
  OrderPlacedEvent: 'order.placed',
  OrderStateTransitionEvent: 'order.state',
  FulfillmentStateTransitionEvent: 'fulfillment.state',
  RefundStateTransitionEvent: 'refund.state',
} as const;

export function sendWebhooks(bus: EventBus, events: Readonly<Record<string, unknown>>, options: Options): void {
  for (const [name, topic] of Object.entries(TOPICS))
    bus.ofType(events[name]).subscribe((event) => {
      for (const order of event.order ? [event.order] : (event.fulfillment?.orders ?? []))
        void send(options, topic, { id: String(order.id), code: order.code, state: event.toState ?? '' });
    });
}

async function send({ callback, secret }: Options, topic: string, order: object): Promise<void> {
  const body = JSON.stringify({ id: randomUUID(), topic, at: new Date().toISOString(), order });
  const headers = {
    'content-type': 'application/json',
    'x-vendure-topic': topic,
    'x-vendure-signature': createHmac('sha256', secret).update(body).digest('hex'),
  };
  await fetch(callback, { method: 'POST', headers, body }).catch(() => {}); // lost, as said above
}
