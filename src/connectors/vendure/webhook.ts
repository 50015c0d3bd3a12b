/**
 * The hints a shop's subscriber posts: `{topic, at, order: {id, code, state}}`, signed with HMAC-SHA-256 of
 * the body, in hex, in `x-vendure-signature`.
 *
 * Vendure has no webhooks of its own; this form is ours, and test/lanes/vendure/webhooks.ts is the subscriber.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Document, Webhook } from '#connectors/contract.ts';
import { id, parseJson } from '#connectors/parse.ts';
import type { Settings } from './settings.ts';

export const HINTS = ['order.placed', 'order.state', 'fulfillment.state', 'refund.state'];
export const Hint = z.object({
  topic: z.string(), order: z.object({ id, code: z.string(), state: z.string().optional() }),
});

export const webhook: Webhook<Settings> = {
  verify({ webhookSecret }, raw, headers) {
    const wanted = createHmac('sha256', webhookSecret).update(raw).digest();
    const given = Buffer.from(headers['x-vendure-signature'] ?? '', 'hex');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  },
  topic: (headers, path) => headers['x-vendure-topic'] ?? path ?? 'unknown',
};

/** What a document is about. Any document: what cannot be read is about itself. */
export function reference({ topic, body }: Document): string {
  try {
    const found = z.object({ order: z.object({ id }).optional(), id: id.optional() }).safeParse(parseJson(body));
    if (found.data?.order) return `orders/${found.data.order.id}`;
    return `${topic}/${found.data?.id ?? 'unreadable'}`;
  } catch {
    return `${topic}/unreadable`;
  }
}
