/** What a document of Square says. Events about orders and stock are hints: what they name is fetched. */
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import { after } from '#domain/time.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { parseJson, read as readAs } from '#connectors/parse.ts';
import { ask, call, inWords, problemsOf } from './call.ts';
import { isJson } from '../statement/json.ts';
import { sourceOf } from '../statement/source.ts';
import { itemNews } from './catalog.ts';
import { readDashboard } from './dashboard.ts';
import { changeNews } from './inventory.ts';
import { dayEndNews } from './days.ts';
import { drawerNews } from './drawers.ts';
import { answerReference, asFarAs, countsNews, onlyNamed, unaided, unwrapped } from './handed.ts';
import { orderNews } from './order.ts';
import { listedPayouts } from './payouts.ts';
import { amountNews } from './refund.ts';
import type { Settings } from './settings.ts';
import { SquareOrder, SquareRefund, when } from './shape.ts';

const Event = z.object({
  type: z.string(), data: z.object({ id: z.string(), object: z.looseObject({}).nullish() }),
});
const Counts = z.object({ inventory_counts: z.array(z.object({
  catalog_object_id: z.string(), location_id: z.string(), calculated_at: when,
})) });

/** Loosely, because it must not throw: what is wrong with a document is said when it is read. */
interface Glance {
  readonly id?: string;
  readonly payout?: { readonly id?: string };
  readonly shift?: { readonly id?: string };
  readonly data?: {
    readonly id?: string;
    readonly object?: { readonly inventory_counts?: readonly { readonly catalog_object_id?: string }[] };
  };
}
const ABOUT: readonly (readonly [topics: string, reference: (g: Glance) => string])[] = [
  ['order', (g) => `orders/${g.data?.id ?? g.id}`], ['refund', (g) => `refunds/${g.data?.id ?? g.id}`],
  ['inventory', (g) => `stock/${g.data?.object?.inventory_counts?.[0]?.catalog_object_id}`], ['item', (g) => `items/${g.id}`],
  ['cash-drawer-shift', (g) => `cash-drawer-shifts/${g.shift?.id}`],
];

export function reference({ topic, body }: Document): string {
  try {
    const glance = parseJson(body) as Glance;
    const answer = answerReference(body, glance);
    if (answer) return answer;
    const [, about] = ABOUT.find(([topics]) => topic.startsWith(topics)) ?? [];
    return about?.(glance) ?? `${topic}/${glance.data?.id ?? glance.payout?.id ?? glance.id ?? ''}`;
  } catch {
    return topic;
  }
}

export const PAYOUTS = ['payout', 'payouts', 'settlement'];

export async function read(given: Port<Settings>, document: Document): Promise<readonly News[]> {
  const { topic, body } = document;
  const port = document.recorded ? unaided(given) : given;
  if (PAYOUTS.includes(topic)) {
    const source = await sourceOf(document);
    return isJson(source.head) ? listedPayouts(port, parseJson(await source.whole())) : readDashboard(port, source);
  }
  const value = parseJson(body);
  const recorded = document.recorded === true;
  const inside = recorded ? unwrapped(value) : undefined;
  if (!inside) return readOne(port, topic, { value, recorded });
  const news: News[] = [];
  for (const one of inside) news.push(...(await readOne(port, one.topic, { value: one.value, recorded })));
  return news.length > 0 ? news : [{ said: 'nothing', why: 'the answer is empty' }];
}

interface Said { readonly value: unknown; readonly recorded: boolean }
async function readOne(port: Port<Settings>, topic: string, { value, recorded }: Said): Promise<readonly News[]> {
  switch (topic) {
    case 'order':
      return orderNews(port, readAs(SquareOrder, value));
    case 'order.created':
    case 'order.updated':
    case 'order.fulfillment.updated': {
      const { id } = readAs(Event, value).data;
      return orderNews(port, await asFarAs(recorded, () => fetchOrder(port, id)) ?? onlyNamed(`order ${id}`));
    }
    case 'refund':
      return refundNews(port, readAs(SquareRefund, value), recorded);
    case 'refund.created':
    case 'refund.updated':
      return refundNews(port, readAs(z.object({ refund: SquareRefund }), readAs(Event, value).data.object).refund, recorded);
    case 'change':
      return changeNews(port, value);
    case 'counts':
      return countsNews(value);
    case 'inventory.count.updated': {
      const { object } = readAs(Event, value).data;
      return await asFarAs(recorded, () => changesSince(port, readAs(Counts, object))) ?? countsNews(object);
    }
    case 'item':
      return itemNews(value);
    default:
      return readDay(port, topic, value);
  }
}
function readDay(port: Port<Settings>, topic: string, value: unknown): News[] {
  switch (topic) {
    case 'cash-drawer-shift':
      return drawerNews(port, value);
    case 'day-end':
      return dayEndNews(port, value);
    default:
      return [{ said: 'nothing', why: `${readAs(z.object({ type: z.string() }), value).type} is an event nothing is done with` }];
  }
}

const One = z.object({ order: SquareOrder });
/** Square announces an order before all of its servers have it. */
async function fetchOrder(port: Port<Settings>, id: string): Promise<SquareOrder> {
  const answer = await call(port, { method: 'GET', url: `/v2/orders/${encodeURIComponent(id)}`, accept: [404] });
  if (answer.status === 404) throw stop.unavailable(`Square does not have order ${id} yet`);
  if (answer.status >= 400) throw stop.refused('PartnerRefused', `Square does not show order ${id}: ${inWords(problemsOf(answer))}`);
  return readAs(One, answer.json()).order;
}

async function refundNews(port: Port<Settings>, refund: SquareRefund, recorded: boolean): Promise<News[]> {
  const { order_id: order } = refund;
  return amountNews(refund, order ? await asFarAs(recorded, () => fetchOrder(port, order)) : undefined);
}

/** A count is the sum of changes; the changes say what happened. Some time before it, because they are listed late. */
const BEFORE_SECONDS = 600;
async function changesSince(port: Port<Settings>, { inventory_counts: counts }: z.output<typeof Counts>): Promise<News[]> {
  const from = counts.map((c) => c.calculated_at).sort()[0];
  if (!from) return [{ said: 'nothing', why: 'no counts were updated' }];
  const news: News[] = [];
  for (let page: string | undefined = ''; page !== undefined;) {
    const body = {
      catalog_object_ids: [...new Set(counts.map((c) => c.catalog_object_id))],
      location_ids: [...new Set(counts.map((c) => c.location_id))],
      updated_after: after(from, -BEFORE_SECONDS), ...(page && { cursor: page }),
    };
    const answer: { changes: unknown[]; cursor?: string | undefined } = await ask(port,
      { method: 'POST', url: '/v2/inventory/changes/batch-retrieve', body },
      z.object({ changes: z.array(z.unknown()).default([]), cursor: z.string().optional() }));
    for (const change of answer.changes) news.push(...(await changeNews(port, change)));
    page = answer.cursor;
  }
  return news.length > 0 ? news : [{ said: 'nothing', why: 'the changes behind the counts are not listed yet; the poll finds them' }];
}
