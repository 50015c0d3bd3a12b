/**
 * Fulfilling through the API: create, change tracking, hold, release, move.
 *
 * fulfillmentCreate takes no idempotency key. Called twice with the same lines it fails the second time,
 * because nothing is left to fulfill: looking the fulfillment up is the caller's business.
 */
import type { Pick } from './fulfillment.ts';
import { fulfill, picked, track } from './fulfillment.ts';
import type { Desk } from './mutations-stock.ts';
import { holdAndTell, moveAndTell, releaseAndTell } from './placements.ts';
import { isOpen, status } from './standing.ts';
import { fulfillmentOrderView, fulfillmentView, holdView } from './views-fulfillment.ts';
import { viewsOf } from './views-order.ts';
import type { FulfillmentOrder, Tracking, World } from './world.ts';
import { gid, idOf } from './world.ts';

interface TrackingInput {
  readonly company?: string | null;
  readonly number?: string | null;
  readonly numbers?: readonly string[] | null;
  readonly url?: string | null;
  readonly urls?: readonly string[] | null;
}

export function fulfillmentCreate(desk: Desk, { fulfillment: input }: { fulfillment: {
  lineItemsByFulfillmentOrder: readonly Pick[]; trackingInfo?: TrackingInput | null;
} }): unknown {
  const ready = picked(desk.world, input.lineItemsByFulfillmentOrder);
  if ('error' in ready) return { fulfillment: null, userErrors: [userError(['fulfillment'], ready.error)] };
  const tracking = trackingOf(input.trackingInfo);
  const made = fulfill(desk.world, ready, tracking);
  const key = tracking.numbers[0];
  desk.record({ operation: 'fulfillmentCreate', id: gid('Fulfillment', made.id), ...(key ? { key } : {}) });
  return { fulfillment: fulfillmentView(made, viewsOf(desk.world)), userErrors: [] };
}

export function fulfillmentTrackingInfoUpdate(desk: Desk, { fulfillmentId, trackingInfoInput }: {
  fulfillmentId: string; trackingInfoInput: TrackingInput;
}): unknown {
  const known = desk.world.fulfillments.get(idOf('Fulfillment', fulfillmentId) ?? 0n);
  if (!known) return { fulfillment: null, userErrors: [userError(['fulfillmentId'], 'Fulfillment does not exist.')] };
  track(desk.world, known, trackingOf(trackingInfoInput));
  desk.record({ operation: 'fulfillmentTrackingInfoUpdate', id: fulfillmentId, key: known.tracking.numbers.join(' ') });
  return { fulfillment: fulfillmentView(known, viewsOf(desk.world)), userErrors: [] };
}

export function fulfillmentOrderHold(desk: Desk, { id, fulfillmentHold }: {
  id: string; fulfillmentHold: { reason: string; reasonNotes?: string | null; handle?: string | null;
    fulfillmentOrderLineItems?: readonly { id: string; quantity: number }[] | null };
}): unknown {
  const fo = fulfillmentOrder(desk.world, id);
  const refused = !fo || ['CLOSED', 'CANCELLED'].includes(status(fo)) ? notFound()
    : fo.holds.some((h) => h.handle === (fulfillmentHold.handle ?? ''))
      ? { code: 'DUPLICATE_FULFILLMENT_HOLD_HANDLE',
        ...userError(['fulfillmentHold', 'handle'], 'The handle is taken.') } : undefined;
  if (!fo || refused) return { fulfillmentHold: null, fulfillmentOrder: null, userErrors: [refused] };
  const { reason, reasonNotes = null, handle = '', fulfillmentOrderLineItems: lines } = fulfillmentHold;
  const held = holdAndTell(desk.world, fo, { reason, notes: reasonNotes, handle, byApp: true, ...(lines?.length && { lines }) });
  desk.record({ operation: 'fulfillmentOrderHold', id: gid('FulfillmentHold', held.id), key: id });
  return { fulfillmentHold: holdView(held), fulfillmentOrder: shown(desk.world, fo), userErrors: [] };
}

export function fulfillmentOrderReleaseHold(desk: Desk, { id, holdIds }: {
  id: string; holdIds?: readonly string[] | null;
}): unknown {
  const fo = fulfillmentOrder(desk.world, id);
  if (!fo) return { fulfillmentOrder: null, userErrors: [notFound()] };
  releaseAndTell(desk.world, fo, holdIds?.map((h) => idOf('FulfillmentHold', h) ?? 0n));
  desk.record({ operation: 'fulfillmentOrderReleaseHold', id, key: id });
  return { fulfillmentOrder: shown(desk.world, fo), userErrors: [] };
}

/** Whole fulfillment orders only: nothing of them may have been sent. */
export function fulfillmentOrderMove(desk: Desk, { id, newLocationId }: {
  id: string; newLocationId: string;
}): unknown {
  const fo = fulfillmentOrder(desk.world, id);
  const place = desk.world.places.find((p) => p.id === idOf('Location', newLocationId));
  const nothing = { movedFulfillmentOrder: null, originalFulfillmentOrder: null, remainingFulfillmentOrder: null };
  if (!fo || !place || !(isOpen(fo) || status(fo) === 'ON_HOLD'))
    return { ...nothing, userErrors: [userError(['id'], 'Fulfillment order cannot be moved.')] };
  if (status(fo) === 'IN_PROGRESS') return { ...nothing, userErrors: [{
    code: 'CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS',
    ...userError(['id'], 'Cannot move a fulfillment order that has had progress reported.') }] };
  moveAndTell(desk.world, fo, place);
  desk.record({ operation: 'fulfillmentOrderMove', id, key: newLocationId });
  const after = shown(desk.world, fo);
  return { ...nothing, movedFulfillmentOrder: after, originalFulfillmentOrder: after, userErrors: [] };
}

export function fulfillmentOrderLineItemsPreparedForPickup(desk: Desk, { input }: {
  input: { lineItemsByFulfillmentOrder: readonly { fulfillmentOrderId: string }[] };
}): unknown {
  const all = input.lineItemsByFulfillmentOrder.map((l) => fulfillmentOrder(desk.world, l.fulfillmentOrderId));
  if (all.some((fo) => !fo || fo.method !== 'PICK_UP' || !isOpen(fo)))
    return { userErrors: [userError(['input'], 'The fulfillment order is not a pickup that can be prepared.')] };
  for (const fo of all) fo!.prepared = true;
  for (const { fulfillmentOrderId: id } of input.lineItemsByFulfillmentOrder)
    desk.record({ operation: 'fulfillmentOrderLineItemsPreparedForPickup', id, key: id });
  return { userErrors: [] };
}

const answerTo = (answer: 'CANCELLATION_ACCEPTED' | 'CANCELLATION_REJECTED') => (desk: Desk, { id }: { id: string }): unknown => {
  const fo = fulfillmentOrder(desk.world, id);
  if (fo?.request !== 'CANCELLATION_REQUESTED')
    return { fulfillmentOrder: null, userErrors: [userError(['id'], 'There is no cancellation request to answer.')] };
  fo.request = answer;
  desk.record({ operation: answer, id, key: id });
  return { fulfillmentOrder: shown(desk.world, fo), userErrors: [] };
};
export const fulfillmentOrderAcceptCancellationRequest = answerTo('CANCELLATION_ACCEPTED');
export const fulfillmentOrderRejectCancellationRequest = answerTo('CANCELLATION_REJECTED');

const fulfillmentOrder = (world: World, id: string): FulfillmentOrder | undefined =>
  world.fulfillmentOrders.get(idOf('FulfillmentOrder', id) ?? 0n);
const shown = (world: World, fo: FulfillmentOrder): unknown => fulfillmentOrderView(fo, viewsOf(world));
const userError = (field: string[], message: string): { field: string[]; message: string } => ({ field, message });
const notFound = (): unknown =>
  ({ code: 'FULFILLMENT_ORDER_NOT_FOUND', ...userError(['id'], 'Fulfillment order not found.') });

/** Addresses Shopify builds itself when it knows the carrier's exact name and nobody gave one. */
const ADDRESSES: Record<string, string> = {
  UPS: 'https://www.ups.com/track?tracknum=', FedEx: 'https://www.fedex.com/fedextrack/?trknbr=',
  USPS: 'https://tools.usps.com/go/TrackConfirmAction?tLabels=', 'DHL Express': 'https://www.dhl.com/track?id=',
};

function trackingOf(input: TrackingInput | null | undefined): Tracking {
  if (!input) return { company: null, numbers: [], urls: [] };
  const numbers = input.numbers ?? (input.number ? [input.number] : []);
  const given = input.urls ?? (input.url ? [input.url] : []);
  return { company: input.company ?? null, numbers, urls: given.length > 0 ? given : built(input.company, numbers) };
}

function built(company: string | null | undefined, numbers: readonly string[]): string[] {
  const start = ADDRESSES[company ?? ''];
  return start ? numbers.map((n) => `${start}${n}`) : [];
}
