/** What a document of the shop says. A hint says only which order to look at; the order is then fetched. */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import type { Document, News, Port } from '#connectors/contract.ts';
import { id, parseJson, read as parsed } from '#connectors/parse.ts';
import { says } from '#connectors/translation.ts';
import { fetchOrder, Shown } from './order-query.ts';
import { orderNews } from './orders.ts';
import type { Settings } from './settings.ts';
import { ORDER } from './status.ts';
import { Hint, HINTS } from './webhook.ts';

const Variant = z.object({ id, sku: z.string(), name: z.string() });

export async function read(port: Port<Settings>, { topic, body }: Document): Promise<readonly News[]> {
  const given = parseJson(body);
  if (HINTS.includes(topic)) return followHint(port, parsed(Hint, given).order, topic === 'order.placed');
  if (topic === 'orders') return orderNews(port, parsed(Shown, given), 'stored');
  if (topic === 'variants') {
    const { id: item, sku, name } = parsed(Variant, given);
    return [{ said: 'product', item: brand(item), statedSku: sku, title: name }];
  }
  return [{ said: 'drift', path: 'topic', detail: `${topic} is no topic of ours; the document was kept, not read` }];
}

type Named = z.output<typeof Hint>['order'];
async function followHint(port: Port<Settings>, { id, code, state = '' }: Named, placed: boolean): Promise<readonly News[]> {
  // A buyer on the way to the till makes several of these; none of them is an order yet.
  if (says(ORDER, state, 'early') && !placed) return [{ said: 'nothing', why: `${code} is a cart, not an order` }];
  const { activeChannel, order } = await fetchOrder(port, id);
  if (!order) return [{ said: 'nothing', why: `the shop has no order ${code} any more` }];
  return orderNews(port, { activeChannel, order }, 'read');
}
