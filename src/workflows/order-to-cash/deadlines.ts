/**
 * Times an order is to be done by. The clock is elsewhere: each time is watched once, beside the order, and told when it
 * is near. What it means then is read off the state: an order that has left meanwhile has no trouble, and one in
 * trouble is over it the moment it leaves.
 */
import type { Timestamp } from '#domain/brand.ts';
import type { ExceptionKind } from '#domain/exception.ts';
import type * as m from '#domain/messages.ts';
import { after } from '#domain/time.ts';
import { any, of, tally, words } from './quantities.ts';
import { go, stay, type Request, type State, type Taken } from './state.ts';
import { isOpen, keyOf, live, shipped, target } from './views.ts';
import { waitsFor } from './waits.ts';

/** As the channel says; else by the retailer's own promise. */
export function shipBy({ order, route }: State): Timestamp | undefined {
  if (!order) return undefined;
  return order.shipBy ?? (route?.shipWithin === undefined ? undefined : after(order.placedAt, route.shipWithin));
}

export function watching(s: State): Taken {
  const { order, watched } = s;
  if (!order || !s.route || !live(s)) return stay(s);
  const times = { ship: shipBy(s), deliver: order.deliverBy };
  for (const deadline of ['ship', 'deliver'] as const) {
    const by = times[deadline];
    if (by && watched?.[deadline] !== by && any(target(s))) return watch(s, { ...watched, [deadline]: by }, { deadline, by }, by);
  }
  return keeping(s);
}

function keeping(s: State): Taken {
  const { watched } = s;
  const kept = s.requests.find((r) => r.ready && isOpen(r) && !watched?.collect?.includes(r.id));
  if (!kept?.ready) return stay(s);
  const { id, ready: { at, until } } = kept;
  return watch(s, { ...watched, collect: [...(watched?.collect ?? []), id] },
    { deadline: 'collect', fulfillmentId: id, ...(until ? { by: until } : { since: at }) }, id);
}

type Watch = Pick<m.AwaitDeadline['data'], 'deadline' | 'by' | 'since' | 'fulfillmentId'>;
function watch(s: State, watched: NonNullable<State['watched']>, what: Watch, name: string): Taken {
  const { orderId, channel } = s.order!;
  const key = keyOf('deadline', orderId, what.deadline, name);
  return { state: { ...s, watched }, send: [
    { type: 'AwaitDeadline', data: { key, orderId, channel, ...what },
      subject: `order:${orderId}/deadline:${what.deadline}:${name}` }] };
}

/** Of a time that has moved since, nothing is made. */
export function near(s: State, { deadline, by, fulfillmentId }: m.DeadlineNear['data']): Taken {
  if (deadline !== 'collect') return s.near?.[deadline] === by ? stay(s) : go({ ...s, near: { ...s.near, [deadline]: by } });
  const request = s.requests.find((r) => r.id === fulfillmentId);
  if (!request?.ready || request.ready.over || !isOpen(request)) return stay(s);
  const over: Request = { ...request, ready: { ...request.ready, over: true } };
  const late = { ...s, requests: s.requests.map((r) => (r === request ? over : r)) };
  // The whole order goes back where nothing of it is with the buyer or on its way; else a person is asked.
  return s.cancel === 'None' && isWhole(late) ? go({ ...late, reason: 'uncollected', cancel: 'Recalling' }) : go(late);
}
const isWhole = (s: State): boolean =>
  s.sent.length === 0 && s.early.length === 0 && s.requests.every((r) => !isOpen(r) || r.ready?.over === true);

/** Its ship-by time is near and something has not left, or the channel does not know it yet. */
export const hurried = (s: State): boolean => s.near?.ship !== undefined && s.near.ship === shipBy(s) && live(s);

interface Late { readonly topic: string; readonly kind: ExceptionKind; readonly detail: string }
export function late(s: State): Late[] {
  const found: Late[] = [];
  const missing = s.lines.map((l) => ({ ...l, quantity: of(target(s), l.lineId) - of(shipped(s),
    l.lineId) })).filter((l) => l.quantity > 0);
  const untold = s.sent.filter((x) => x.shipment && (x.report === 'due' || x.report === 'asked'));
  const waits = waitsFor(s).filter((what) => what !== 'a person').join(', ');
  if (hurried(s) && missing.length > 0)
    found.push({ topic: `ship-by:${s.near!.ship}`, kind: 'ShipByAtRisk',
      detail: `to leave by ${s.near!.ship}: ${words(missing)} has not; waits for ${waits}` });
  else if (hurried(s) && untold.length > 0)
    found.push({ topic: `ship-by:${s.near!.ship}`, kind: 'ShipByAtRisk',
      detail: `to leave by ${s.near!.ship}: it left, and the channel does not know yet` });
  return [...found, ...arriving(s, words(missing)), ...uncollected(s)];
}

function arriving(s: State, missing: string): Late[] {
  const by = s.order?.deliverBy;
  const away = words(s.sent.filter((x) => x.parcels && !x.delivered).flatMap((x) => skued(s, x.lines)));
  if (!live(s) || !by || s.near?.deliver !== by || (missing === '' && away === '')) return [];
  const what = missing === '' ? `${away} is on its way` : `${missing} has not left`;
  return [{ topic: `deliver-by:${by}`, kind: 'DeliverByAtRisk', detail: `to arrive by ${by}: ${what}` }];
}
const skued = (s: State, lines: readonly { readonly lineId: string; readonly quantity: number }[]) => {
  const sums = tally(lines);
  return s.lines.filter((l) => of(sums, l.lineId) > 0).map((l) => ({ ...l, quantity: of(sums, l.lineId) }));
};

const uncollected = (s: State): Late[] => (s.reason === 'uncollected' && s.cancel !== 'Refused' ? [] : s.requests
  .filter((r) => r.ready?.over && isOpen(r) && live(s))
  .map((r) => ({ topic: `uncollected:${r.id}`, kind: 'PickupNotCollected',
    detail: `${words(r.open)} lies at ${r.location} and was not collected in time` })));
