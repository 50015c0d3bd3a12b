/**
 * Local pickup: the buyer is told that the goods lie ready. Shopify takes no units for it: a fulfillment order is ready or
 * not, and one that is has made progress, which is how a repetition is told from a first time.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Write } from '../contract.ts';
import { says } from '../translation.ts';
import { PICKUP_READY, TO_PREPARE } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT_ORDER } from './status.ts';

type Wish = WishOf<'ReportPickupReady'>;
const Part = z.object({
  id: z.string(), status: z.string(), deliveryMethod: z.object({ methodType: z.string() }).nullish(),
  lineItems: z.object({ nodes: z.array(z.object({ remainingQuantity: z.number().int(), lineItem: z.object({ id: gidNumber }) })) }),
});
const Answer = z.object({ order: z.object({ fulfillmentOrders: z.object({ nodes: z.array(Part) }) }).nullable() });
const Prepared = z.object({ fulfillmentOrderLineItemsPreparedForPickup: z.object({
  userErrors: z.array(z.object({ message: z.string() })),
}).nullable() });

export const reportPickupReady: Write<Settings, Wish> = {
  async apply(port, wish) {
    const parts = await partsOf(port, wish);
    if (parts.length === 0) throw stop.refused('ShipmentRejected', `Shopify has nothing to be collected of order ${wish.order}`);
    const waiting = parts.filter((p) => p.status === FULFILLMENT_ORDER.own.open);
    if (waiting.length > 0) await prepare(port, waiting.map((p) => p.id));
    return { external: brand(`${wish.order}/pickup/${wish.fulfillmentId}`) };
  },
  async find(port, wish) {
    const parts = await partsOf(port, wish);
    const done = parts.length > 0 && parts.every((p) => p.status !== FULFILLMENT_ORDER.own.open);
    return done ? { external: brand(`${wish.order}/pickup/${wish.fulfillmentId}`) } : undefined;
  },
};

async function partsOf(port: Port<Settings>, { order, lines }: Wish) {
  const { order: found } = await ask(port, { document: TO_PREPARE, variables: { id: gid('Order', order) }, answer: Answer });
  if (!found) throw stop.refused('ShipmentRejected', `Shopify has no order ${order}`);
  const ids = new Set<string>(lines.map((l) => l.lineId));
  return found.fulfillmentOrders.nodes.filter((p) => p.deliveryMethod?.methodType === 'PICK_UP' &&
    says(FULFILLMENT_ORDER, p.status, 'open', 'sent') && p.lineItems.nodes.some((l) => ids.has(l.lineItem.id)));
}

async function prepare(port: Port<Settings>, ids: readonly string[]): Promise<void> {
  const input = { lineItemsByFulfillmentOrder: ids.map((fulfillmentOrderId) => ({ fulfillmentOrderId })) };
  const { fulfillmentOrderLineItemsPreparedForPickup: done } = await ask(port,
    { document: PICKUP_READY, variables: { input }, answer: Prepared, write: true });
  const [problem] = done?.userErrors ?? [];
  if (problem) throw stop.refused('ShipmentRejected', `Shopify does not take that it can be collected: ${problem.message}`);
}
