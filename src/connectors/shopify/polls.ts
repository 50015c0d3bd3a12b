/**
 * What is asked for regularly, in case a webhook was lost: orders and products by their time of change. See cursor.ts.
 */
import { z } from 'zod';
import type { Timestamp } from '#domain/brand.ts';
import type { Page, Poll, PolledDocument, Port } from '../contract.ts';
import { cursorIn, nextCursor, type At } from './cursor.ts';
import { MORE_VARIANTS, ORDERS, PLACEMENTS, PRODUCTS } from './documents.ts';
import { ask } from './graphql.ts';
import { numberIn } from './ids.ts';
import { completed, listOf, OrderNode, rest } from './pages.ts';
import { payouts } from './payout-poll.ts';
import { PLACEMENT_LIST } from './placement.ts';
import type { Settings } from './settings.ts';
import { timeOf } from './time.ts';

const changedSince = (port: Port<Settings>, { since }: At): string => {
  const from = since ?? port.settings.ordersFrom;
  return from ? `updated_at:>='${from}'` : '';
};
const latestOf = (nodes: readonly { updatedAt: string }[]): Timestamp | undefined =>
  nodes.map((n) => timeOf(n.updatedAt)).sort().at(-1);

const orders: Poll<Settings> = {
  name: 'orders', everySeconds: 60, transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const at = cursorIn(cursor);
    const answer = z.object({ orders: listOf(OrderNode) });
    const variables = { after: at.page ?? null, filter: changedSince(port, at) };
    const { orders: list } = await ask(port, { document: ORDERS, variables, answer });
    const documents: PolledDocument[] = [];
    for (const node of list.nodes)
      documents.push(documentOf('order', 'orders', await completed(port, node)));
    return { documents, next: nextCursor(at, latestOf(list.nodes), list.pageInfo), more: list.pageInfo.hasNextPage };
  },
};

const documentOf = (topic: string, group: string, node: { id: string; [member: string]: unknown }): PolledDocument =>
  ({ topic, reference: `${group}/${numberIn(node.id)}`, body: JSON.stringify(node) });

const ProductNode = z.object({
  id: z.string(), title: z.string(), updatedAt: z.string(), variants: listOf(z.unknown()),
});

const products: Poll<Settings> = {
  name: 'products', everySeconds: 900, transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const at = cursorIn(cursor);
    const variables = { after: at.page ?? null, filter: at.since ? `updated_at:>='${at.since}'` : '' };
    const answer = z.object({ products: listOf(ProductNode) });
    const { products: list } = await ask(port, { document: PRODUCTS, variables, answer });
    const documents: PolledDocument[] = [];
    for (const node of list.nodes) {
      const from = { id: node.id, owner: 'product', field: 'variants', document: MORE_VARIANTS };
      // Without its time of change: stock moves it all day, and nothing that is read here changes with stock.
      documents.push(documentOf('product', 'products',
        { id: node.id, title: node.title, variants: await rest(port, from, node.variants) }));
    }
    return { documents, next: nextCursor(at, latestOf(list.nodes), list.pageInfo), more: list.pageInfo.hasNextPage };
  },
};

/**
 * A hold that was lifted, an order that was moved, and nobody heard: one document for a page of what changed. The first time,
 * what is open is asked for.
 */
const placements: Poll<Settings> = {
  name: 'placements', everySeconds: 120, transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const at = cursorIn(cursor);
    const node = z.looseObject({ id: z.string(), updatedAt: z.string() });
    const variables = { after: at.page ?? null, filter: at.since ? `updated_at:>='${at.since}'` : '', closed: at.since !== undefined };
    const { fulfillmentOrders: { nodes, pageInfo } } = await ask(port, { document: PLACEMENTS, variables,
      answer: z.object({ fulfillmentOrders: listOf(node) }) });
    const documents = nodes.length === 0 ? []
      : [{ topic: PLACEMENT_LIST, reference: 'fulfillment_orders', body: JSON.stringify({ asked: port.now, nodes }) }];
    return { documents, next: nextCursor(at, latestOf(nodes), pageInfo), more: pageInfo.hasNextPage };
  },
};

export const polls: readonly Poll<Settings>[] = [orders, products, payouts, placements];
