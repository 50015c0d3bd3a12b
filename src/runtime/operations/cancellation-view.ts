/**
 * What cancelling would do, before anybody presses the button: what of the order can still be had, in which words its channel
 * would be told, what follows; and what was asked for already and waits.
 */
import { CANCEL_REASONS, type CancelReason } from '#domain/cancel-messages.ts';
import { wanted } from '#domain/order.ts';
import { shardOf } from '#domain/shard.ts';
import { revive } from '#domain/wire.ts';
import type { State } from '#workflows/order-to-cash/state.ts';
import { askedWhole } from '#workflows/order-to-cash/withdraw.ts';
import { loadStates } from '#store/state.ts';
import { storyLines, storyOrder } from '#store/story-parts.ts';
import { mappingOf, tenantOf, type Connection, type Platform } from '../platform.ts';
import { orderNamed } from './cancellations.ts';
import { stoppedTelling } from './cancellation-telling.ts';
import { notFound } from './operation.ts';

export interface CancelView {
  readonly orderId: string;
  readonly channel: string;
  readonly lines: readonly { readonly line: string; readonly sku: string | null; readonly title: string;
    /** Neither cancelled nor gone; of these, how many a warehouse has in hand. */ readonly open: number; readonly released: number }[];
  /** `code`: what the channel is told; null where it has no codes. */
  readonly reasons: readonly { readonly reason: CancelReason; readonly code: string | null }[];
  /** What happens, sentence by sentence: of the whole order, and of a part. */
  readonly whole: readonly string[];
  readonly part: readonly string[];
  readonly waiting: readonly Waiting[];
}

interface Waiting {
  readonly wish: string; readonly reason: CancelReason; readonly units: number; readonly says: string;
  /** While the channel was not told; `whole`: of the whole order. */
  readonly revocable: boolean; readonly whole: boolean;
}

export async function cancellationOf(p: Platform, tenant: string, name: string): Promise<CancelView> {
  const orderId = await orderNamed(p, tenant, name);
  const [order, lines] = await Promise.all([storyOrder(p.pool, tenant, orderId), storyLines(p.pool, tenant, orderId)]);
  if (!order) throw notFound(`There is no order ${name}.`);
  const t = tenantOf(p, tenant);
  const c = t.connections.get(order.channel);
  const codes = c?.connector.cancelCodes;
  const [state, stopped] = await Promise.all([stateOf(p, tenant, orderId), stoppedTelling(p, tenant, orderId)]);
  return {
    orderId, channel: order.channel,
    lines: lines.map((l) => {
      const open = Math.max(0, l.ordered - l.cancelled - l.shipped);
      return { line: l.line_id, sku: l.sku, title: l.title, open, released: Math.min(open, withWarehouse(state, l.line_id)) };
    }),
    reasons: CANCEL_REASONS.map((reason) =>
      ({ reason, code: codes ? mappingOf(t, 'reason', order.channel, reason)?.own ?? codes[reason] : null })),
    ...says(order.channel, c), waiting: waitingIn(state).map((w) =>
      (stopped.some((d) => d.wish === (w.whole ? undefined : w.wish)) ? { ...w, says: STOPPED, revocable: true } : w)),
  };
}

export async function stateOf(p: Platform, tenant: string, orderId: string): Promise<State | undefined> {
  const at = { shard: shardOf(tenant, `order:${orderId}`), tenant, workflow: 'workflow:order-to-cash', key: `order:${orderId}` };
  const [row] = await loadStates(p.pool, [at]);
  return row && revive<State>(row.state);
}
const withWarehouse = (s: State | undefined, lineId: string): number =>
  (s?.requests ?? []).flatMap((r) => r.open).filter((l) => l.lineId === lineId).reduce((n, l) => n + l.quantity, 0);

const AT = {
  Recalling: 'asked back from the warehouse', Telling: 'the channel is being told',
  ByHand: 'waits for a person to cancel it at the channel',
} as const;
const STOPPED = 'the channel did not do it and a person decides: see its exception';
const sum = (units: readonly number[]): number => units.reduce((n, x) => n + x, 0);
function waitingIn(s: State | undefined): readonly Waiting[] {
  const whole = s && askedWhole(s);
  const parts = (s?.wishes ?? []).flatMap(({ id, reason, at, asked }) => (at === 'Recalling' || at === 'Telling' || at === 'ByHand'
    ? [{ wish: id, reason, units: sum(Object.values(asked)), says: AT[at], revocable: at !== 'Telling', whole: false }] : []));
  if (!whole || (s.cancel !== 'Recalling' && s.cancel !== 'Telling')) return parts;
  const units = sum((s.order?.lines ?? []).map(wanted));
  return [{ wish: whole, reason: s.reason, units, says: AT[s.cancel], revocable: s.cancel === 'Recalling', whole: true }, ...parts];
}

function says(channel: string, c: Connection | undefined): Pick<CancelView, 'whole' | 'part'> {
  const can = c?.connector.can.writes;
  const back = 'What a warehouse has in hand is asked back first. What has left by then is not cancelled: arrange a return.';
  const byHand = `${channel} cannot be told from here: you cancel it there, and a task waits until ${channel} shows it.`;
  return {
    whole: [back, can?.CancelChannelOrder ? `Then ${channel} is told, which pays back what was paid.` : byHand,
      'If anything has left, or a warehouse keeps it, nothing is cancelled and somebody hears of it.',
      'The ERP order is cancelled and the promised stock is free again.'],
    part: [back, can?.CancelChannelLines ? `Then ${channel} is told of these units, and pays back what they were worth.` : byHand,
      'The rest of the order goes on; the ERP order is amended.'],
  };
}
