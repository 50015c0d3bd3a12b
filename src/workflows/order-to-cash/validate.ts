/**
 * Placing, editing and validating. What an edit takes away (units, a hold, a date) is in force at once; what
 * it adds or alters is validated first, and only while no warehouse has the order. Too late, it stays aside as
 * `edit` and a person is asked, until a recall brings everything back or the channel takes it back.
 */
import type * as m from '#domain/messages.ts';
import { wanted, type Order, type OrderLine } from '#domain/order.ts';
import { alike } from '../alike.ts';
import { go, stay, type State, type Taken } from './state.ts';
import { tooLate } from './edit.ts';
import { gone, keyOf, live, released } from './views.ts';
import { lessAccepted } from './withdraw.ts';

export const placed = (s: State, { order }: m.OrderPlaced['data']): Taken =>
  s.order ? stay(s) : go({ ...s, order, validation: { ...s.validation, due: true } });

export function changed(s: State, { order: shown }: m.OrderChanged['data']): Taken {
  const { order, edit, validation: v } = s;
  const now = lessAccepted(s, shown);
  if (!order) return placed(s, { order: now });
  if (gone(s) || now.updatedAt < (edit ?? order).updatedAt) return stay(s);
  const eased = lessened(order, now);
  const altered = alters(order, now);
  const next = altered ? now : undefined;
  if (alike(eased, order) && alike(next, edit)) return stay(s);
  return go({ ...s, order: eased, edit: next, validation: { ...v, due: dueAfter(s, order, now) } });
}

/** An asking that is still in the air is overtaken by whatever touches its lines. */
function dueAfter({ edit, validation: v }: State, order: Order, now: Order): boolean {
  const altered = alters(order, now);
  const reverted = edit !== undefined && !altered;
  if (v.waits && (reverted || !alike((edit ?? order).lines, now.lines))) return true;
  return altered ? v.due || !edit || alters(edit, now) : v.round === 0;
}

/** The order in force, less what the newer snapshot no longer wants, with its holds, tenders and dates. */
function lessened(order: Order, now: Order): Order {
  const { shipBy: _shipBy, deliverBy: _deliverBy, ...rest } = order;
  const left = new Map(now.lines.map((l) => [l.lineId, wanted(l)]));
  return {
    ...rest,
    updatedAt: now.updatedAt, holds: now.holds, tenders: now.tenders, refunds: now.refunds,
    ...(now.shipBy && { shipBy: now.shipBy }), ...(now.deliverBy && { deliverBy: now.deliverBy }),
    lines: order.lines.map((l) => ({ ...l, ...sent(now, l),
      cancelled: Math.max(l.cancelled, l.quantity - Math.min(left.get(l.lineId) ?? 0, l.quantity)) })),
  };
}

/** What the marketplace has sent is a fact, like what is no longer wanted. */
function sent(now: Order, { lineId }: OrderLine): Pick<OrderLine, 'sentByChannel'> {
  const units = now.lines.find((l) => l.lineId === lineId)?.sentByChannel;
  return units === undefined ? {} : { sentByChannel: units };
}

/** Whether there is more to a newer snapshot than units that are no longer wanted. */
export function alters(order: Order, now: Order): boolean {
  const bare = (o: Order) => o.lines.map((l) => ({ ...l, cancelled: 0, sentByChannel: undefined }));
  const before = new Map(order.lines.map((l) => [l.lineId, l.cancelled]));
  const rest = (o: Order) => [o.shipTo, o.pickupAt, o.total, o.shipping, o.adjustments];
  return !alike(bare(order), bare(now)) || !alike(rest(order), rest(now)) ||
    now.lines.some((l) => l.cancelled < (before.get(l.lineId) ?? 0));
}

const isTooLate = (s: State): boolean => released(s) && (tooLate(s) !== undefined || !s.edit);

/** Asks whenever there is news to validate, and once a warehouse has the order, that can still be taken. */
export function validating(s: State): Taken {
  const { order, edit, validation: v } = s;
  if (!order || !v.due || !live(s) || isTooLate(s)) return stay(s);
  const round = v.round + 1;
  return go({ ...s, validation: { round, due: false, waits: true } },
    { type: 'ValidateOrder', data: { key: validationKey(order, round), order: edit ?? order, round } });
}
export const validationKey = ({ orderId }: Order, round: number) => keyOf('validate', orderId, round);

export function validated(s: State, { lines, route, round }: m.OrderValidated['data']): Taken {
  const { validation: v, stock } = s;
  if (!v.waits || !s.order || (round ?? v.round) !== v.round) return stay(s);
  // Something left or was invoiced while it was being looked at.
  if (isTooLate(s)) return go({ ...s, validation: { ...v, waits: false, due: true } });
  return go({
    ...s, order: s.edit ?? s.order, edit: undefined, lines, route, validation: { ...v, waits: false },
    stock: { ...stock, short: stock.short === 'yes' ? 'retrying' : stock.short },
  });
}
