/**
 * The second way an order comes: a search for what changed since the last one, every three minutes (the
 * budget allows no more). It finds what a notification never told, and brings whole orders. The windows
 * overlap, and end where Amazon says they end, so nothing falls between two of them.
 */
import { z } from 'zod';
import type { Timestamp } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { after, timestamp } from '#domain/time.ts';
import type { Page, Poll, Port } from '#connectors/contract.ts';
import { parseJson, read } from '#connectors/parse.ts';
import { call, errorsOf } from './login.ts';
import type { Settings } from './settings.ts';

export const INCLUDED_DATA = 'BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT';
const OVERLAP_SECONDS = 300;
const DAY_SECONDS = 86_400;
/** Amazon forgets a page token after a day; a poll that slept longer starts its window again. */
const TOKEN_SECONDS = 23 * 3600;

const Where = z.object({
  since: z.string(),
  token: z.object({ text: z.string(), at: z.string() }).optional(),
});
type Where = z.output<typeof Where>;
const Answer = z.object({
  orders: z.array(z.looseObject({ orderId: z.string().min(1) })),
  pagination: z.object({ nextToken: z.string().optional() }).optional(),
  lastUpdatedBefore: z.iso.datetime({ offset: true }).optional(),
});

export const orders: Poll<Settings> = {
  name: 'orders',
  everySeconds: 180,
  transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const where = whereOf(port, cursor);
    const answer = await call(port, { method: 'GET', url: urlOf(port, where), bucket: 'searchOrders' });
    if (answer.status === 400 && where.token)
      return { documents: [], next: JSON.stringify({ since: where.since }), more: true };
    if (answer.status !== 200) throw stop.refused('PartnerRefused', `Amazon refuses the search: ${errorsOf(answer)}`);
    const { orders: found, pagination, lastUpdatedBefore } = read(Answer, answer.json());
    const text = pagination?.nextToken;
    const next: Where = text ? { since: where.since, token: { text, at: where.token?.at ?? port.now } }
      : { since: after(timestamp(lastUpdatedBefore ?? port.now), -OVERLAP_SECONDS) };
    return {
      documents: found.map((o) => ({ topic: 'order', reference: `orders/${o.orderId}`, body: JSON.stringify(o) })),
      next: JSON.stringify(next),
      more: text !== undefined,
    };
  },
};

function whereOf(port: Port<Settings>, cursor: string | undefined): Where {
  if (cursor === undefined) return { since: after(port.now, -port.settings.backfillDays * DAY_SECONDS) };
  const { since, token } = read(Where, parseJson(cursor));
  const fresh = token && after(token.at as Timestamp, TOKEN_SECONDS) > port.now;
  return fresh ? { since, token } : { since };
}

function urlOf({ settings }: Port<Settings>, { since, token }: Where): string {
  const query = new URLSearchParams(token ? { paginationToken: token.text }
    : { lastUpdatedAfter: since, marketplaceIds: settings.marketplaceIds.join(',') });
  query.set('includedData', INCLUDED_DATA);
  query.set('maxResultsPerPage', '100');
  return `/orders/2026-01-01/orders?${query}`;
}

/** One order, whole. Undefined when Amazon does not know it. */
export async function fetchOrder(port: Port<Settings>, id: string, includedData = INCLUDED_DATA): Promise<unknown> {
  const url = `/orders/2026-01-01/orders/${encodeURIComponent(id)}?includedData=${includedData}`;
  const answer = await call(port, { method: 'GET', url, bucket: 'getOrder', accept: [404] });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw stop.refused('PartnerRefused', `Amazon refuses order ${id}: ${errorsOf(answer)}`);
  return read(z.object({ order: z.looseObject({}) }), answer.json()).order;
}
