/**
 * Cancelling a part: some units of some lines, wish by wish. What is asked for is held back from warehouses, and asked
 * back from them where it has to be; then the channel is told, one wish at a time, and when it has agreed the units count
 * as cancelled. As much is granted as has not left; of the rest a person hears. A channel that cannot be told is told by
 * a person, and shows it.
 */
import type { CancelLine, CancellationRequested, CancellationWithdrawn, ChannelLinesCancelled } from '#domain/cancel-messages.ts';
import type { Quantities } from '#domain/document.ts';
import { wanted, type Order } from '#domain/order.ts';
import { turned } from './cancel.ts';
import { any, of, tally, words } from './quantities.ts';
import { isShort } from './reserve.ts';
import { go, stay, type State, type Taken, type Wish } from './state.ts';
import { aside, deficit, isOpen, keyOf, live, ready, skus, uncommitted } from './views.ts';

export function requested(s: State, { lines, reason = 'buyer', wish }: CancellationRequested['data']): Taken {
  if (!lines || all(s, lines)) return whole(s, wish ?? WHOLE, reason);
  const id = wish ?? JSON.stringify(lines.map((l) => [l.lineId, l.quantity]));
  return wished(s, { id, asked: tally(lines.filter((l) => l.quantity > 0)), reason });
}

/** Of the whole order nobody names an asking: a buyer's, or a policy's. */
export const WHOLE = 'order';
/** The asking that counts for all of the order, while it is not settled. */
export const askedWhole = ({ cancel, asks }: Pick<State, 'cancel' | 'asks'>): string | undefined =>
  (cancel === 'Recalling' || cancel === 'Telling' ? asks?.at(-1) ?? WHOLE : undefined);

function whole(s: State, ask: string, reason: Wish['reason']): Taken {
  if (s.cancel !== 'None' || s.asks?.includes(ask)) return stay(s);
  return turned({ ...s, reason, asks: [...(s.asks ?? []), ask] }, 'request');
}

function wished(s: State, wish: Pick<Wish, 'id' | 'asked' | 'reason'>): Taken {
  if (s.wishes?.some((w) => w.id === wish.id)) return stay(s);
  return go({ ...s, wishes: [...(s.wishes ?? []), { ...wish, at: 'Recalling', late: {} }] });
}

/** The parts are the whole, and nothing has left. */
function all({ order, sent, early }: State, lines: readonly CancelLine[]): boolean {
  const asked = tally(lines);
  return order !== undefined && sent.length + early.length === 0 && order.lines.every((l) => of(asked, l.lineId) >= wanted(l));
}

/** The first wish that is not settled takes a step. */
export function withdrawing(s: State): Taken {
  if (!s.order || !live(s)) return stay(s);
  const short = missing(s);
  if (short) return short;
  const wish = s.wishes?.find((w) => w.at === 'Recalling' || w.at === 'Telling' || w.at === 'ByHand');
  if (!wish) return stay(s);
  if (wish.at !== 'Recalling') return wish.at === 'ByHand' && shown(s.order, wish) ? go(replaced(s, { ...wish, at: 'Accepted' })) : stay(s);
  return ready(s) && s.early.length === 0 ? granting(s, s.order, wish) : stay(s);
}
const shown = (order: Order, { upTo = {} }: Wish): boolean => order.lines.every((l) => l.cancelled >= of(upTo, l.lineId));

/** A policy that cancels what is short cancels only that, where something else is there. */
function missing(s: State): Taken | undefined {
  if (s.route?.whenShort !== 'cancel' || !isShort(s) || s.stock.claimed || s.stock.asked.length > 0) return undefined;
  if (!s.route.tells?.includes('CancelChannelLines') || s.stock.free.length + s.requests.length + s.sent.length === 0) return undefined;
  const gaps = deficit(s);
  const left = Object.entries(gaps).map(([lineId, n]) => ({ lineId, quantity: n - of(aside(s), lineId) })).filter((l) => l.quantity > 0);
  const id = `short-${s.stock.answered}-${s.stock.releases}`;
  const taken = wished(s, { id, asked: tally(left), reason: 'out-of-stock' });
  return left.length > 0 && taken.state !== s ? taken : undefined;
}

function granting(s: State, order: Order, wish: Wish): Taken {
  const others = { ...s, wishes: s.wishes!.filter((w) => w.id !== wish.id) };
  const there = uncommitted(others);
  const units = Object.fromEntries(Object.entries(wish.asked).map(([id, n]) => [id, Math.min(n, Math.max(0, of(there, id)))]));
  const lacking = Object.fromEntries(Object.entries(wish.asked).map(([id, n]) => [id, n - of(units, id)]));
  if (any(lacking) && s.requests.some((r) => r.recall !== 'refused' && isOpen(r) && r.open.some((l) => of(lacking, l.lineId) > 0)))
    return stay(s);
  const late = { ...wish, asked: units, late: lacking };
  if (!any(units)) return go(replaced(s, { ...late, at: 'Refused' }));
  const upTo = Object.fromEntries(order.lines.filter((l) => of(units, l.lineId) > 0)
    .map((l) => [l.lineId, l.cancelled + of(units, l.lineId)]));
  if (!s.route?.tells?.includes('CancelChannelLines')) return go(replaced(s, { ...late, upTo, at: 'ByHand' }));
  return go(replaced(s, { ...late, upTo, at: 'Telling' }), {
    type: 'CancelChannelLines',
    data: {
      key: withdrawalKey(order, wish.id), to: order.channel, orderId: order.orderId, order: order.external, wish: wish.id,
      reason: wish.reason, lines: s.lines.filter((l) => of(units, l.lineId) > 0).map((l) => ({ ...l, quantity: of(units, l.lineId) })),
    },
  });
}
export const withdrawalKey = ({ orderId }: Order, wish: string) => keyOf('cancel', orderId, wish);

const replaced = (s: State, wish: Wish): State =>
  ({ ...s, wishes: (s.wishes ?? []).map((w) => (w.id === wish.id ? wish : w)) });

/** The channel agreed; its next snapshot says so, too. */
export function withdrawn(s: State, { wish: id }: ChannelLinesCancelled['data']): Taken {
  const wish = s.wishes?.find((w) => w.id === id && w.at === 'Telling');
  if (!wish || !s.order) return stay(s);
  const state = replaced(s, { ...wish, at: 'Accepted' });
  return go({ ...state, order: lessAccepted(state, s.order), ...(s.edit && { edit: lessAccepted(state, s.edit) }) });
}
/** A person took it back. What the channel is being told of, it may have done already: that person hears of it. */
export function withdrawnAgain(s: State, { wish: id }: CancellationWithdrawn['data']): Taken {
  const wish = s.wishes?.find((w) => w.id === id);
  if (!wish) return s.cancel !== 'None' && (s.asks?.at(-1) ?? WHOLE) === id ? wholeWithdrawn(s) : stay(s);
  if (wish.at === 'ByHand' || wish.at === 'Recalling') return go(replaced(s, { ...wish, at: 'Kept', late: {} }));
  return isTold(wish.at) && !wish.wantedBack ? go(replaced(s, { ...wish, wantedBack: true })) : stay(s);
}
function wholeWithdrawn(s: State): Taken {
  if (s.cancel === 'Recalling') return turned({ ...s, reason: 'buyer' }, 'withdraw');
  return isTold(s.cancel) && !s.wantedBack ? go({ ...s, wantedBack: true }) : stay(s);
}
const isTold = (at: State['cancel'] | Wish['at']): boolean => at === 'Telling' || at === 'Accepted';
/** A person gave up telling the channel. */
export const withdrawalKept = (s: State, wish: Wish): Taken => (wish.at === 'Telling' ? go(replaced(s, { ...wish, at: 'Kept' })) : stay(s));

/** A snapshot from before the channel had cancelled what it agreed to cancel does not bring it back. */
export function lessAccepted({ wishes = [] }: State, order: Order): Order {
  const accepted = wishes.filter((w) => w.at === 'Accepted');
  if (accepted.length === 0) return order;
  const upTo = (lineId: string) => Math.max(0, ...accepted.map((w) => of(w.upTo ?? {}, lineId)));
  return { ...order, lines: order.lines.map((l) => ({ ...l, cancelled: Math.max(l.cancelled, Math.min(l.quantity, upTo(l.lineId))) })) };
}

export interface Withdrawn {
  readonly topic: string; readonly kind: 'CancelTooLate' | 'CancelByHand' | 'CancelStands'; readonly detail: string;
}
export function withdrawals(s: State): Withdrawn[] {
  const told = 'was to be taken back; the channel had been told to cancel';
  if (!live(s)) return s.wantedBack && isTold(s.cancel) ? [{ topic: 'stands', kind: 'CancelStands', detail: `${told} the order` }] : [];
  const named = (units: Quantities) => words(Object.entries(units).filter(([, n]) => n > 0)
    .map(([lineId, quantity]) => ({ lineId, quantity, sku: skus(s)[lineId] ?? lineId })));
  return (s.wishes ?? []).flatMap(({ id, late, at, asked, wantedBack }): Withdrawn[] => [
    ...(any(late) ? [{ topic: `late:${id}`, kind: 'CancelTooLate' as const,
      detail: `${named(late)} was to be cancelled, and has left or will` }] : []),
    ...(at === 'ByHand'
      ? [{ topic: `by-hand:${id}`, kind: 'CancelByHand' as const, detail: `cancel ${named(asked)} at the channel` }] : []),
    ...(wantedBack && isTold(at)
      ? [{ topic: `stands:${id}`, kind: 'CancelStands' as const, detail: `${told} ${named(asked)}` }] : []),
  ]);
}
