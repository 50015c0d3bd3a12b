/**
 * A person asks to cancel an order or some of it, for a reason the channel is told in its own codes. It is a wish like a
 * buyer's: the workflow asks back what warehouses have, tells the channel, and says what comes too late.
 */
import type { ExternalId, OrderId } from '#domain/brand.ts';
import type { CancellationRequested, CancelReason } from '#domain/cancel-messages.ts';
import { findStories } from '#store/story.ts';
import { storyLines, type StoryLineRow } from '#store/story-parts.ts';
import { append } from '../append.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export interface CancellationWish {
  /** Any number of the order. */
  readonly order: string;
  readonly reason: CancelReason;
  /** By SKU or by the channel's id of the line; none: all of it. */
  readonly lines?: readonly { readonly line: string; readonly quantity: number }[] | undefined;
}
export interface Asked { readonly orderId: string; readonly wish: string }

export async function askToCancel(p: Platform, act: Act, { order, reason, lines }: CancellationWish): Promise<Asked> {
  const orderId = await orderNamed(p, act.tenant, order);
  const known = await storyLines(p.pool, act.tenant, orderId);
  const open = known.some((l) => l.ordered - l.cancelled - l.shipped > 0);
  if (!open) throw conflict(`Of ${order} nothing is left to cancel: it has left or is cancelled. Arrange a return.`);
  const wish = newId();
  const wanted = lines?.length ? { lines: lines.flatMap((l) => unitsOf(known, l)) } : {};
  const data: CancellationRequested['data'] = { orderId, reason, wish, ...wanted };
  return audited(p, act, async (tx) => {
    await append(tx, [{ tenant: act.tenant, type: 'CancellationRequested', data, key: `CancellationRequested:${wish}`, at: now() }]);
    return { result: { orderId, wish }, what: 'order.cancel', before: null, after: data };
  });
}

export async function orderNamed(p: Platform, tenant: string, name: string): Promise<OrderId> {
  const found = (await findStories(p.pool, tenant, name)).flatMap((f) => /^order:([^/]+)/.exec(f.own)?.[1] ?? []);
  const [only, another] = [...new Set(found)];
  if (!only) throw notFound(`There is no order ${name}.`);
  if (another) throw conflict(`${name} is the number of several orders: use one of their ids.`);
  return only as OrderId;
}

/** Units of the lines it names; of several lines with one SKU, the first ones that have some. */
function unitsOf(known: readonly StoryLineRow[], { line, quantity }: { line: string; quantity: number }) {
  const named = known.filter((l) => l.line_id === line || l.sku === line);
  const free = named.map((l) => ({ lineId: l.line_id as ExternalId, left: l.ordered - l.cancelled - l.shipped })).filter((l) => l.left > 0);
  const there = free.reduce((n, l) => n + l.left, 0);
  if (named.length === 0) throw invalid(`The order has no line ${line}.`);
  if (quantity > there) throw invalid(`Of ${line}, ${there} can still be cancelled, not ${quantity}.`);
  let due = quantity;
  return free.flatMap(({ lineId, left }) => {
    const units = Math.min(left, due);
    due -= units;
    return units > 0 ? [{ lineId, quantity: units }] : [];
  });
}
