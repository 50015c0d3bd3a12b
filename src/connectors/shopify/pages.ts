/**
 * Lists inside an order that are longer than one page: lines, lines of refunds, lines of fulfillments. They are
 * fetched before the order is stored, so that a stored order is a whole one.
 */
import { z } from 'zod';
import type { Port } from '../contract.ts';
import { MORE_LINES, MORE_REFUND_LINES, MORE_SENT_LINES } from './documents.ts';
import { ask } from './graphql.ts';
import type { Settings } from './settings.ts';

export const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
export const listOf = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node), pageInfo: PageInfo });
const Loose = listOf(z.unknown());
type List = z.infer<typeof Loose>;

/** An order as it is stored: what matters here are its lists. */
export const OrderNode = z.looseObject({
  id: z.string(), updatedAt: z.string(), lineItems: Loose,
  refunds: z.array(z.looseObject({ id: z.string(), refundLineItems: Loose })),
  fulfillments: z.array(z.looseObject({ id: z.string(), fulfillmentLineItems: Loose })),
});
export type OrderNode = z.infer<typeof OrderNode>;

export async function completed(port: Port<Settings>, order: OrderNode): Promise<OrderNode> {
  const more = (owner: string, field: string, document: string) => (id: string, list: List): Promise<List> =>
    rest(port, { id, owner, field, document }, list);
  const lines = more('order', 'lineItems', MORE_LINES);
  const refundLines = more('refund', 'refundLineItems', MORE_REFUND_LINES);
  const sentLines = more('fulfillment', 'fulfillmentLineItems', MORE_SENT_LINES);
  return {
    ...order,
    lineItems: await lines(order.id, order.lineItems),
    refunds: await each(order.refunds,
      async (r) => ({ ...r, refundLineItems: await refundLines(r.id, r.refundLineItems) })),
    fulfillments: await each(order.fulfillments, async (f) =>
      ({ ...f, fulfillmentLineItems: await sentLines(f.id, f.fulfillmentLineItems) })),
  };
}

async function each<T>(items: readonly T[], change: (item: T) => Promise<T>): Promise<T[]> {
  const changed: T[] = [];
  for (const item of items) changed.push(await change(item));
  return changed;
}

/** The whole list that starts with `first`, asked for page by page from its owner. */
export async function rest(
  port: Port<Settings>, from: { id: string; owner: string; field: string; document: string }, first: List,
): Promise<List> {
  const nodes = [...first.nodes];
  let { pageInfo } = first;
  while (pageInfo.hasNextPage) {
    const answer = z.object({ [from.owner]: z.object({ [from.field]: Loose }) });
    const data = await ask(port, { document: from.document, answer,
      variables: { id: from.id, after: pageInfo.endCursor } });
    const page = (data as Record<string, Record<string, List>>)[from.owner]?.[from.field] ?? { nodes: [], pageInfo };
    nodes.push(...page.nodes);
    if (page.nodes.length === 0) break;
    pageInfo = page.pageInfo;
  }
  // The same text whatever pages it came in: a stored document is compared with the next one.
  return { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
}
