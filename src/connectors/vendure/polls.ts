/**
 * Polls: orders by when they changed, recent orders once more for what does not touch that time, products.
 *
 * Pages go on from the last time seen and not by a growing `skip`, because an order that changes while we
 * page moves to the end and pulls an unread one into the part already read. Only when more than a page of
 * rows share one second is `skip` used, within that second.
 */
import { z } from 'zod';
import { brand, type Timestamp } from '#domain/brand.ts';
import { after } from '#domain/time.ts';
import type { Cursor, Page, Poll, PolledDocument, Port } from '#connectors/contract.ts';
import { ask } from './graphql.ts';
import { CHANNEL, orderFields } from './order-query.ts';
import type { Settings } from './settings.ts';

const PER_PAGE = 100;
/** Rows committed late, and drivers that store whole seconds: what was read within it is read again. */
const OVERLAP_SECONDS = 60;
const DAY = 86_400;

interface Position {
  readonly after: Timestamp;
  readonly skip: number;
}
const write = (p: Position): Cursor => (p.skip > 0 ? `${p.after}+${p.skip}` : p.after);
function positionOf(since: Cursor | undefined, start: Timestamp): Position {
  if (!since) return { after: start, skip: 0 };
  const [at = start, skip = '0'] = since.split('+');
  return { after: brand(at), skip: Number(skip) };
}

/** `times` are those of the rows that were read, in order. */
export function onwards(position: Position, times: readonly Timestamp[]): { next: Cursor; more: boolean } {
  const last = times.at(-1);
  if (!last) return { next: write({ ...position, skip: 0 }), more: false };
  if (times.length < PER_PAGE) {
    // Never before where this page began: an overlap must not walk backwards on a quiet day.
    const back = after(last, -OVERLAP_SECONDS);
    return { next: back > position.after ? back : position.after, more: false };
  }
  const within = after(last, -1);
  if (within > position.after) return { next: write({ after: within, skip: 0 }), more: true };
  return { next: write({ after: position.after, skip: position.skip + PER_PAGE }), more: true };
}

const Row = z.looseObject({ id: z.union([z.string(), z.number()]).transform(String), updatedAt: z.string() });
const time = (text: string): Timestamp => after(brand(text), 0);

const ordersWith = (settings: Settings) => `query ($filter: OrderFilterParameter, $sort: OrderSortParameter, $take: Int, $skip: Int) {
  ${CHANNEL}
  orders(options: { filter: $filter, sort: $sort, take: $take, skip: $skip }) { items { ${orderFields(settings)} } }
}`;
const Orders = z.object({
  activeChannel: z.unknown(),
  orders: z.object({ items: z.array(Row.extend({ orderPlacedAt: z.string().nullable() })) }),
});

async function ordersBy(
  port: Port<Settings>, by: 'updatedAt' | 'orderPlacedAt', position: Position,
): Promise<{ documents: PolledDocument[]; times: Timestamp[] }> {
  const { activeChannel, orders } = await ask(port, {
    query: ordersWith(port.settings), answer: Orders,
    variables: {
      filter: { active: { eq: false }, [by]: { after: position.after } }, sort: { [by]: 'ASC' }, take: PER_PAGE,
      skip: position.skip,
    },
  });
  return {
    documents: orders.items.map((order) => ({
      topic: 'orders', reference: `orders/${order.id}`, body: JSON.stringify({ activeChannel, order }),
    })),
    times: orders.items.map((order) => time(order[by] ?? order.updatedAt)),
  };
}

export const ordersPoll: Poll<Settings> = {
  name: 'orders',
  everySeconds: 60,
  transport: 'poll',
  async page(port, since): Promise<Page> {
    const position = positionOf(since, after(port.now, -port.settings.backfillDays * DAY));
    const { documents, times } = await ordersBy(port, 'updatedAt', position);
    return { documents, ...onwards(position, times) };
  },
};

/** What is unchanged since is the same text and is not stored again. Each round begins anew. */
export const recentPoll: Poll<Settings> = {
  name: 'recent',
  everySeconds: 3600,
  transport: 'poll',
  async page(port, since): Promise<Page> {
    const position = positionOf(since, after(port.now, -port.settings.sweepDays * DAY));
    const { documents, times } = await ordersBy(port, 'orderPlacedAt', position);
    const { next, more } = onwards(position, times);
    return { documents, more, next: more ? next : '' };
  },
};

const VARIANTS = `query ($filter: ProductVariantFilterParameter, $take: Int, $skip: Int) {
  productVariants(options: { filter: $filter, sort: { updatedAt: ASC }, take: $take, skip: $skip }) {
    items { id sku name updatedAt }
  }
}`;
const Variants = z.object({ productVariants: z.object({ items: z.array(Row) }) });

export const productsPoll: Poll<Settings> = {
  name: 'products',
  everySeconds: 3600,
  transport: 'poll',
  async page(port, since): Promise<Page> {
    const position = positionOf(since, brand('1970-01-01T00:00:00.000Z'));
    const { productVariants: { items } } = await ask(port, {
      query: VARIANTS, answer: Variants,
      variables: { filter: { updatedAt: { after: position.after } }, take: PER_PAGE, skip: position.skip },
    });
    const documents = items.map((variant) => ({
      topic: 'variants', reference: `variants/${variant.id}`, body: JSON.stringify(variant),
    }));
    return { documents, ...onwards(position, items.map((variant) => time(variant.updatedAt))) };
  },
};
