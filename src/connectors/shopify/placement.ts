/**
 * What Shopify says of sending: every webhook about fulfillment orders only names one, so all those of its order are asked
 * for. Parts that are held, scheduled or called back are told, and where each is sent from; holds that we placed ourselves
 * are an echo.
 */
import { z } from 'zod';
import type { AssignedPart } from '#domain/assigned-part.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { Hold } from '#domain/order.ts';
import type { PlacementPart } from '#domain/placement-messages.ts';
import type { News, Port } from '../contract.ts';
import { read } from '../parse.ts';
import { says, strange, isKnown } from '../translation.ts';
import { PLACEMENT } from './documents.ts';
import { ask } from './graphql.ts';
import { gid, gidNumber } from './ids.ts';
import { HOLD_REASON } from './reasons.ts';
import type { Settings } from './settings.ts';
import { FULFILLMENT_ORDER } from './status.ts';
import { timeOf } from './time.ts';

const Part = z.object({
  id: gidNumber, createdAt: z.string().optional(),
  assignedLocation: z.object({ location: z.object({ id: gidNumber }).nullish() }).optional(),
  status: z.string(), requestStatus: z.string(), fulfillAt: z.string().nullish(),
  fulfillmentHolds: z.array(z.object({ reason: z.string(), heldByRequestingApp: z.boolean() })),
  lineItems: z.object({ nodes: z.array(z.object({ remainingQuantity: z.number().int(), lineItem: z.object({ id: gidNumber }) })) }),
});
type Part = z.output<typeof Part>;
const Answer = z.object({ fulfillmentOrder: z.object({
  order: z.object({ id: gidNumber, fulfillmentOrders: z.object({ nodes: z.array(Part) }) }),
}).nullable() });

/** Undefined when it names no fulfillment order. */
export async function placementNews(port: Port<Settings>, topic: string, body: unknown): Promise<News[] | undefined> {
  const text = JSON.stringify(body);
  const named = /gid:\/\/shopify\/FulfillmentOrder\/(\d+)/.exec(text)?.[1];
  if (!named) return undefined;
  const { fulfillmentOrder: found } = await ask(port, { document: PLACEMENT, variables: { id: gid('FulfillmentOrder', named) },
    answer: Answer });
  if (!found) return [{ said: 'nothing', why: `Shopify no longer has fulfillment order ${named}` }];
  const { id: order, fulfillmentOrders: { nodes } } = found.order;
  const odd = nodes.flatMap(oddIn);
  if (odd.length > 0) return odd;
  const to = topic === 'fulfillment_orders/moved'
    ? /"destination_location_id":"gid:\/\/shopify\/Location\/(\d+)"/.exec(text)?.[1] : undefined;
  return [{ said: 'placement', order: order as string as ExternalId, parts: nodes.flatMap(partOf),
    assigned: nodes.flatMap(assignedOf), ...(to && { movedTo: to as ExternalId }) }];
}

/**
 * What the poll stores: each as it was when it was asked for, beside the others of its order. That moment is ours, like that of
 * every other look: Shopify's `updatedAt` has whole seconds, so what changed after a look would often seem older than it.
 */
export const PLACEMENT_LIST = 'fulfillment_orders';
const Listed = z.object({ asked: z.string().optional(), nodes: z.array(Part.extend({ orderId: gidNumber, updatedAt: z.string() })) });
export const placementsListed = (body: unknown): News[] => {
  const { asked, nodes } = read(Listed, body);
  return nodes.flatMap((p): News[] => {
    const odd = oddIn(p);
    return odd.length > 0 ? odd : [{ said: 'placement', order: p.orderId as string as ExternalId, parts: partOf(p), assigned: assignedOf(p),
      only: { part: p.id as string as ExternalId, at: timeOf(asked ?? p.updatedAt) } }];
  });
};

const oddIn = (p: Part): News[] => [
  ...(isKnown(FULFILLMENT_ORDER, p.status) ? [] : [strange(FULFILLMENT_ORDER, p.status)]),
  ...p.fulfillmentHolds.flatMap((h) => (isKnown(HOLD_REASON, h.reason) ? [] : [strange(HOLD_REASON, h.reason)])),
];

const isOver = (p: Part): boolean => says(FULFILLMENT_ORDER, p.status, 'cancelled') && !says(FULFILLMENT_ORDER, p.status, 'part-sent');
const leftOf = (p: Part): PlacementPart['lines'] => p.lineItems.nodes.filter((l) => l.remainingQuantity > 0)
  .map((l) => ({ lineId: l.lineItem.id as string as ExternalId, quantity: l.remainingQuantity }));

/** A part of which nothing is left to send is nowhere; neither is one that Shopify shows without its location. */
function assignedOf(p: Part): AssignedPart[] {
  const place = p.assignedLocation?.location?.id;
  const lines = isOver(p) ? [] : leftOf(p).map((l) => l.lineId);
  return lines.length === 0 || !place || !p.createdAt ? []
    : [{ part: p.id as string as ExternalId, place: place as string as ExternalId, lines, made: timeOf(p.createdAt) }];
}

function partOf(p: Part): PlacementPart[] {
  if (isOver(p)) return [];
  const lines = leftOf(p);
  const holds = p.fulfillmentHolds.filter((h) => !h.heldByRequestingApp)
    .map((h): Hold => ({ kind: HOLD_REASON.words[h.reason]![0]!, detail: h.reason.toLowerCase().replaceAll('_', ' ') }));
  const scheduled = p.status === 'SCHEDULED' && p.fulfillAt ? timeOf(p.fulfillAt) : undefined;
  const recalled = p.requestStatus === 'CANCELLATION_REQUESTED';
  return lines.length === 0 || (holds.length === 0 && !scheduled && !recalled) ? []
    : [{ external: p.id as string as ExternalId, lines, holds, ...(scheduled && { scheduled }), ...(recalled && { recalled }) }];
}
