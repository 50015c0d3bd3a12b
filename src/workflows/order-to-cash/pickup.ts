/** Pickups: put aside in the store, told to the channel, collected (which is a shipment without a parcel) or not. */
import type * as m from '#domain/messages.ts';
import { replace, requestOf } from './fulfill.ts';
import { go, stay, type State, type Taken } from './state.ts';
import { isOpen, keyOf, live } from './views.ts';

export function putAside(s: State, { fulfillmentId, at, until }: m.PickupReady['data']): Taken {
  const request = requestOf(s, fulfillmentId);
  if (!request || request.ready || !isOpen(request)) return stay(s);
  return go(replace(s, { ...request, ready: { at, ...(until && { until }), report: 'due' } }));
}

/** Told once, while there is something to collect. */
export function collecting(s: State): Taken {
  const { order, route } = s;
  const request = s.requests.find((r) => r.ready?.report === 'due');
  if (!order || !route || !request?.ready) return stay(s);
  const marked = (report: 'asked' | 'none') => replace(s, { ...request, ready: { ...request.ready!, report } });
  if (!live(s) || !isOpen(request) || !route.tells?.includes('ReportPickupReady')) return go(marked('none'));
  return go(marked('asked'), {
    type: 'ReportPickupReady',
    data: {
      key: keyOf('ready', request.id), to: order.channel, orderId: order.orderId, order: order.external, fulfillmentId: request.id,
      lines: request.open,
    },
  });
}

export function toldReady(s: State, fulfillmentId: string, report: 'done' | 'dropped' = 'done'): Taken {
  const request = requestOf(s, fulfillmentId);
  return request?.ready?.report === 'asked' ? go(replace(s, { ...request, ready: { ...request.ready, report } })) : stay(s);
}
