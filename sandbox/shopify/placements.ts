/** What happens to a fulfillment order beside being fulfilled, and the webhook that tells of each: only ids and words. */
import { extendSplit, hold, move, release } from './fulfillment.ts';
import { status } from './standing.ts';
import type { FulfillmentOrder, Hold, Place, World } from './world.ts';
import { gid } from './world.ts';

const named = (fo: FulfillmentOrder): Record<string, string> =>
  ({ id: gid('FulfillmentOrder', fo.id), status: status(fo).toLowerCase() });
const tell = (world: World, topic: string, body: () => unknown): void =>
  world.announce([{ topic: `fulfillment_orders/${topic}`, body }]);

export interface HoldWish extends Omit<Hold, 'id'> {
  /** Only these units: the others go on in a fulfillment order of their own. */
  readonly lines?: readonly { readonly id: string; readonly quantity: number }[];
}
export function holdAndTell(world: World, fo: FulfillmentOrder, { lines = [], ...wish }: HoldWish): Hold {
  if (lines.length > 0) extendSplit(world, fo, new Map(lines.map((l) => [l.id, l.quantity])));
  const first = fo.holds.length === 0;
  const held = hold(world, fo, wish);
  if (first) tell(world, 'placed_on_hold', () => ({ fulfillment_order: { ...named(fo),
    fulfillment_holds: fo.holds.map((h) => ({ id: gid('FulfillmentHold', h.id), reason: h.reason.toLowerCase() })) } }));
  return held;
}
export function releaseAndTell(world: World, fo: FulfillmentOrder, ids?: readonly bigint[]): void {
  const was = fo.holds.length;
  release(world, fo, ids);
  if (was > 0 && fo.holds.length === 0) tell(world, 'hold_released', () => ({ fulfillment_order: named(fo) }));
}
export function moveAndTell(world: World, fo: FulfillmentOrder, to: Place): void {
  const from = fo.place;
  move(world, fo, to);
  tell(world, 'moved', () => ({
    original_fulfillment_order: { ...named(fo), assigned_location_id: gid('Location', from.id) },
    moved_fulfillment_order: { ...named(fo), assigned_location_id: gid('Location', to.id) },
    destination_location_id: gid('Location', to.id), source_location: { id: gid('Location', from.id) },
    fulfillment_order_line_items_requested: [],
  }));
}
export function reschedule(world: World, fo: FulfillmentOrder, at: Date | undefined): void {
  fo.fulfillAt = at;
  fo.updatedAt = world.now();
  tell(world, at ? 'rescheduled' : 'scheduled_fulfillment_order_ready', () => ({ fulfillment_order: {
    ...named(fo), ...(at && { fulfill_at: at.toISOString() }) } }));
}
export function callBack(world: World, fo: FulfillmentOrder): void {
  fo.request = 'CANCELLATION_REQUESTED';
  fo.updatedAt = world.now();
  tell(world, 'cancellation_request_submitted', () => ({
    fulfillment_order: { ...named(fo), request_status: 'cancellation_requested' },
    fulfillment_order_merchant_request: { id: gid('FulfillmentOrderMerchantRequest', fo.id), message: 'The customer changed their mind' },
  }));
}
