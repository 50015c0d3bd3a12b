/**
 * After goods left: where their parcels are, and under which numbers. News of carriers come late and twice; what is
 * further on the way is never taken back by what is not.
 */
import type * as m from '#domain/messages.ts';
import { alike } from '../alike.ts';
import { go, stay, type Sent, type State, type Taken, type Work } from './state.ts';
import { keyOf } from './views.ts';

const replaced = (s: State, x: Sent): State => ({ ...s, sent: s.sent.map((other) => (other.id === x.id ? x : other)) });
const shipmentOf = (s: State, id: string): Sent | undefined => s.sent.find((x) => x.id === id && x.shipment);

/** How far each word is on the way; those beside the way count by their time alone. */
const WAY: Readonly<Partial<Record<m.ParcelWord, number>>> = { announced: 0, accepted: 1, 'in-transit': 2,
  'out-for-delivery': 3, delivered: 4 };

type Place = NonNullable<Sent['parcels']>[string];
/** Whether the second says more than the first. */
export function further(before: Place | undefined, now: Place): boolean {
  if (!before) return true;
  if (before.word === 'delivered') return now.word === 'returned' && now.at > before.at;
  if (now.word === 'delivered') return before.word !== 'returned' || now.at > before.at;
  const [was, is] = [WAY[before.word], WAY[now.word]];
  return was !== undefined && is !== undefined ? is > was : now.at > before.at;
}

export function tracked(s: State, { shipmentId, tracking, word, at }: m.ParcelTracked['data']): Taken {
  const x = shipmentOf(s, shipmentId);
  if (!x?.shipment || !further(x.parcels?.[tracking], { word, at })) return stay(s);
  const parcels = { ...x.parcels, [tracking]: { word, at } };
  const there = x.shipment.parcels.map((p) => parcels[p.tracking]);
  const last = there.every((p) => p?.word === 'delivered') ? there.map((p) => p!.at).toSorted().at(-1) : undefined;
  const now = { ...x, parcels, ...(last && !x.delivered && { delivered: last }) };
  if (!last || x.delivered || !s.order) return go(replaced(s, now));
  return go(replaced(s, now),
    { type: 'ShipmentDelivered', data: { orderId: s.order.orderId, shipmentId, at: last, lines: x.lines } });
}

/** The shipment travels under other numbers now; the channel is told of them when it knows the shipment. */
export function renumbered(s: State, { shipmentId, parcels }: m.TrackingChanged['data']): Taken {
  const x = shipmentOf(s, shipmentId);
  if (!x?.shipment || alike(x.shipment.parcels, parcels)) return stay(s);
  const told = x.report === 'asked' || x.report === 'done';
  const was = x.renumbered?.report === 'due' ? x.renumbered.was : x.shipment.parcels;
  return go(replaced(s, { ...x, shipment: { ...x.shipment, parcels },
    ...(told && { renumbered: { times: (x.renumbered?.times ?? 0) + 1, report: 'due', was } }) }));
}

export function retelling(s: State): Taken {
  const { order, route } = s;
  const x = s.sent.find((one) => one.renumbered?.report === 'due' && one.report === 'done');
  if (!order || !route || !x?.renumbered || !x.shipment) return stay(s);
  const can = route.tells?.includes('ReportTracking') && s.cancel !== 'Accepted';
  const state = replaced(s, { ...x, renumbered: { ...x.renumbered, report: can ? 'asked' : 'none' } });
  return can ? go(state, {
    type: 'ReportTracking',
    data: { key: keyOf('tracking', x.id, x.renumbered.times), to: order.channel, orderId: order.orderId,
      order: order.external, shipment: x.shipment, was: x.renumbered.was },
  }) : go(state);
}

export function toldNumbers(s: State, shipmentId: string, report: Work = 'done'): Taken {
  const x = shipmentOf(s, shipmentId);
  return x?.renumbered?.report === 'asked' ? go(replaced(s, { ...x, renumbered: { ...x.renumbered, report } })) : stay(s);
}

interface Trouble { readonly topic: string; readonly kind: 'ParcelInTrouble'; readonly detail: string }
const TROUBLE: Readonly<Partial<Record<m.ParcelWord, string>>> = { trouble: 'cannot be delivered', returned: 'comes back' };
export const troubles = (s: State): Trouble[] => s.sent.flatMap((x) => Object.entries(x.parcels ?? {}).flatMap(([tracking,
  { word }]) => {
  const what = TROUBLE[word];
  return what === undefined ? [] : [{ topic: `parcel:${tracking}:${word}`, kind: 'ParcelInTrouble',
    detail: `parcel ${tracking} ${what}` }];
}));
