/**
 * Timers that still mean something. A timer is never taken back: what it finds when it is due is read off the state then. Whoever
 * reads the story before should not be told of one that will find nothing: the other half came, the goods have left.
 */
import type { AwaitCounterpart, AwaitDeadline } from '#domain/messages.ts';
import { shardOf } from '#domain/shard.ts';
import { revive } from '#domain/wire.ts';
import { loadStates } from '#store/state.ts';
import type { State as Order } from '#workflows/order-to-cash/state.ts';
import { shipBy } from '#workflows/order-to-cash/deadlines.ts';
import { of } from '#workflows/order-to-cash/quantities.ts';
import { isOpen, live, shipped, target } from '#workflows/order-to-cash/views.ts';
import type { State as Returns } from '#workflows/return-to-refund/state.ts';
import { has } from '#workflows/return-to-refund/watch.ts';
import type { Platform } from './platform.ts';

interface Timer { readonly type: string; readonly data: unknown }
const TIMERS: ReadonlySet<string> = new Set(['AwaitCounterpart', 'AwaitDeadline', 'AwaitExpiry']);
export const isTimer = (type: string): boolean => TIMERS.has(type);

/** Whether a timer of this order would find anything, as its workflows stand. */
export async function timersOf(p: Pick<Platform, 'pool'>, tenant: string, subject: string): Promise<(timer: Timer) => boolean> {
  const at = { shard: shardOf(tenant, subject), tenant, key: subject };
  const rows = await loadStates(p.pool, ['order-to-cash', 'return-to-refund'].map((name) => ({ ...at, workflow: `workflow:${name}` })));
  const stateOf = <S>(name: string): S | undefined => {
    const row = rows.find((r) => r.workflow === `workflow:${name}`);
    return row && revive<S>(row.state);
  };
  const [order, returns] = [stateOf<Order>('order-to-cash'), stateOf<Returns>('return-to-refund')];
  return ({ type, data }) => {
    if (type === 'AwaitCounterpart') return !returns || !has(returns, revive<AwaitCounterpart['data']>(data));
    if (!order || !live(order)) return order === undefined;
    return type === 'AwaitExpiry' ? (order.order?.holds.length ?? 0) > 0 : stands(order, revive<AwaitDeadline['data']>(data));
  };
}

function stands(s: Order, { deadline, by, fulfillmentId }: AwaitDeadline['data']): boolean {
  if (deadline === 'collect') return s.requests.some((r) => r.id === fulfillmentId && isOpen(r) && r.ready !== undefined);
  const [aim, gone] = [target(s), shipped(s)];
  const missing = Object.keys(aim).some((id) => of(gone, id) < of(aim, id));
  if (deadline === 'deliver') return by === s.order?.deliverBy && (missing || s.sent.some((x) => x.parcels !== undefined && !x.delivered));
  return by === shipBy(s) && (missing || s.sent.some((x) => x.shipment !== undefined && (x.report === 'due' || x.report === 'asked')));
}
