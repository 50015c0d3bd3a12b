/**
 * The first way an order comes: ORDER_CHANGE messages from the account's own queue. A message is a hint, it
 * names the order; `read` fetches it. It is deleted once stored, so a crash in between only repeats it.
 */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { HttpResponse, Page, PolledDocument, Poll, Port } from '#connectors/contract.ts';
import { parseJson, read } from '#connectors/parse.ts';
import { queueOf, type Queue, type Settings } from './settings.ts';
import { signed } from './sigv4.ts';

const Messages = z.object({
  Messages: z.array(z.object({ MessageId: z.string(), ReceiptHandle: z.string(), Body: z.string() })).optional(),
});
/** 'com.amazonaws.sqs#QueueDoesNotExist' to its last word. */
const Problem = z.record(z.string(), z.unknown()).transform((p) => String(p['__type'] ?? 'an error').split('#').at(-1));
const VISIBILITY_SECONDS = 120;

export const notifications: Poll<Settings> = {
  name: 'notifications',
  everySeconds: 2,
  transport: 'queue',
  async page(port): Promise<Page> {
    const queue = queueOf(port.settings);
    if (!queue) return { documents: [], next: 'queue', more: false };
    const answer = await ask(port, queue, 'ReceiveMessage', {
      MaxNumberOfMessages: 10, VisibilityTimeout: VISIBILITY_SECONDS, WaitTimeSeconds: 1,
    });
    const { Messages: messages = [] } = read(Messages, answer.json());
    const documents = messages.map((m): PolledDocument => ({
      ...about(m.Body), body: m.Body,
      settle: async () => void await ask(port, queue, 'DeleteMessage', { ReceiptHandle: m.ReceiptHandle }),
    }));
    return { documents, next: 'queue', more: documents.length > 0 };
  },
};

async function ask(port: Port<Settings>, queue: Queue, operation: string, fields: object): Promise<HttpResponse> {
  const body = JSON.stringify({ QueueUrl: queue.url, ...fields });
  const answer = await port.http({
    method: 'POST', url: queue.url, bucket: 'queue', body, headers: signed(queue, operation, body, port.now),
    timeoutMs: 30_000, accept: [400],
  });
  if (answer.status === 200) return answer;
  const type = read(Problem, answer.json());
  if (type === 'RequestThrottled') throw stop.unavailable('the queue throttles us');
  throw stop.unauthorised(`the queue answers ${type} to ${operation}: check queueUrl, queueRegion and its credentials`);
}

const Envelope = z.object({
  NotificationType: z.string(),
  Payload: z.object({
    OrderChangeNotification: z.object({
      AmazonOrderId: z.string().min(1),
      Summary: z.object({
        OrderStatus: z.string().optional(), MarketplaceId: z.string().optional(), FulfillmentType: z.string().optional(),
        PurchaseDate: z.string().optional(),
        OrderItems: z.array(z.object({ OrderItemId: z.string(), SellerSKU: z.string(), Quantity: z.number().int() })).optional(),
      }).optional(),
    }).optional(),
  }),
});
export type Envelope = z.output<typeof Envelope>;

/** @throws Stopped Malformed when the notification is not what its schema says. */
export const envelopeOf = (body: Uint8Array | string): Envelope => read(Envelope, parseJson(body));

/** Topic and reference without throwing: what cannot be read is stored all the same, and refused when it is read. */
export function about(body: Uint8Array | string): { topic: string; reference: string } {
  try {
    const { NotificationType: topic, Payload } = envelopeOf(body);
    const order = Payload.OrderChangeNotification?.AmazonOrderId;
    return { topic, reference: order ? `orders/${order}` : `notifications/${topic}` };
  } catch {
    return { topic: 'ORDER_CHANGE', reference: 'notifications/unreadable' };
  }
}
