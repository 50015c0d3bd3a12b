/**
 * Webhooks of Square: signed over the notification URL and the raw body, and mostly hints. The signature key belongs to the
 * subscription, so a subscription is mended here and never made anew: a new one would sign with a key nobody knows.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { Port, Webhook } from '#connectors/contract.ts';
import { parseJson } from '#connectors/parse.ts';
import { ask } from './call.ts';
import type { Settings } from './settings.ts';

export const webhook: Webhook<Settings> = {
  verify({ webhookSignatureKey, callbackUrl }, raw, headers, url) {
    if (!webhookSignatureKey) return false;
    const given = Buffer.from(headers['x-square-hmacsha256-signature'] ?? '', 'base64');
    const wanted = createHmac('sha256', webhookSignatureKey).update(callbackUrl ?? url).update(raw).digest();
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  },
  topic(_headers, path, raw) {
    try {
      const { type } = parseJson(raw) as { type?: unknown };
      return typeof type === 'string' ? type : (path ?? 'unknown');
    } catch {
      return path ?? 'unknown';
    }
  },
};

export const TOPICS = [
  'order.created', 'order.updated', 'order.fulfillment.updated', 'refund.created', 'refund.updated', 'inventory.count.updated',
] as const;

const Subscription = z.object({
  id: z.string(), enabled: z.boolean().default(true), event_types: z.array(z.string()).default([]), notification_url: z.string().optional(),
});

export async function subscribe(port: Port<Settings>, callback: string): Promise<{ renewed: string[] }> {
  const url = '/v2/webhooks/subscriptions';
  const { subscriptions } = await ask(port, { method: 'GET', url: `${url}?include_disabled=true` },
    z.object({ subscriptions: z.array(Subscription).default([]) }));
  const ours = subscriptions.find((s) => s.notification_url === callback);
  if (!ours)
    throw stop.refused('PartnerRefused', `no webhook subscription of Square points to ${callback}; make one in the Developer Console ` +
      `for ${TOPICS.join(', ')} and put its signature key into webhookSignatureKey`);
  const missing = TOPICS.filter((topic) => !ours.enabled || !ours.event_types.includes(topic));
  if (missing.length === 0) return { renewed: [] };
  const subscription = { enabled: true, event_types: [...new Set([...ours.event_types, ...TOPICS])] };
  await ask(port, { method: 'PUT', url: `${url}/${ours.id}`, write: true, body: { subscription } }, z.looseObject({}));
  return { renewed: [...missing] };
}
