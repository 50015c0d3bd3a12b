/**
 * The order book: a channel shows its order again and again, and this decides what of it is new.
 *
 *   OrderSeen → OrderPlaced once, OrderChanged when something that matters differs
 *   CancellationSeen, or a cancelled snapshot → OrderCancelled once
 *   RefundSeen, or a refund riding in a snapshot → RefundRecorded once per refund, then RefundPaid or RefundFailed
 *
 * Snapshots are merged by when the channel changed the order, never by when we heard of it. A cancellation
 * or refund counts wherever it is found, also in an old snapshot: those facts are not taken back. What
 * overtakes its own order waits here and comes out with it.
 */
import type { Timestamp } from '#domain/brand.ts';
import type * as m from '#domain/messages.ts';
import type { Order, Refund } from '#domain/order.ts';
import type { Outgoing, Step, Workflow } from '#domain/workflow.ts';
import { differences, fingerprint } from './alike.ts';

export type In = m.OrderSeen | m.CancellationSeen | m.RefundSeen;
export type Out = m.OrderPlaced | m.OrderChanged | m.OrderCancelled | m.CancellationRequested | m.RefundRecorded
  | m.RefundPaid | m.RefundFailed;

export interface Book {
  /** The latest snapshot, with every refund that was recorded. */
  readonly order?: Order;
  /** Earlier contents of the same `updatedAt`, so that a repeated one does not win again. */
  readonly seen: readonly string[];
  /** When the latest snapshot was asked for, if it was: it is what the channel had then, whatever is told late. */
  readonly fetched?: Timestamp | undefined;
  readonly cancelled?: { readonly at: Timestamp; readonly reason?: string };
  readonly requested: boolean;
  /** Lines of which the buyer asked to cancel only these. */
  readonly asked?: readonly string[];
  /** External ids of recorded refunds. */
  readonly refunds: readonly string[];
  /** Refunds that came before their order. */
  readonly early: readonly Refund[];
}
type Taken = Step<Book, Out>;

export const orderBook: Workflow<In, Book, Out> = {
  name: 'order-book',
  key: ({ data }) => ('order' in data ? data.order.orderId : data.orderId),
  initial: { seen: [], requested: false, refunds: [], early: [] },
  on: {
    OrderSeen: (s, { data: { order, fetched } }) => {
      const cancelled = s.cancelled ?? (order.cancelledAt ? cancellationIn(order, order.cancelledAt) : undefined);
      const known = s.order ? merged(s, s.order, { order, fetched }) : appeared({ ...s, fetched }, order, cancelled);
      return chain(known,
        (b) => cancel(b, s.order ? cancelled : undefined),
        (b) => record(b, [...s.early, ...order.refunds]),
        (b) => followed(b, order.refunds),
        (b) => request(b, order));
    },
    CancellationSeen: (s, { data: { at, reason } }) =>
      s.cancelled ? quiet(s) : cancel(s, { at, ...(reason && { reason }) }),
    RefundSeen: (s, { data: { refund } }) => chain(record(s, [refund]), (b) => followed(b, [refund])),
  },
};

const quiet = (state: Book): Taken => ({ state, send: [] });
const chain = (first: Taken, ...more: ((s: Book) => Taken)[]): Taken => more.reduce<Taken>((done, next) => {
  const { state, send } = next(done.state);
  return { state, send: [...done.send, ...send] };
}, first);

/** First sight. An order that is already cancelled is never placed: nobody downstream has to undo it. */
function appeared(s: Book, order: Order, cancelled: Book['cancelled']): Taken {
  const { orderId } = order;
  if (!cancelled) return { state: { ...s, order }, send: [{ type: 'OrderPlaced', data: { order } }] };
  const data = { orderId, ...cancelled, order };
  return { state: { ...s, order, cancelled }, send: [{ type: 'OrderCancelled', data }] };
}

/**
 * A newer snapshot replaces the older. Of equal times, what was fetched last counts, for it is the state now; what is
 * told, the state then, replaces only what was told, and only by content that was not here before. (A channel that
 * counts seconds may change an order twice in one; the next poll then finds the later state.)
 */
function merged(s: Book, before: Order, { order: now, fetched }: Snapshot): Taken {
  if (now.updatedAt < before.updatedAt) return quiet(s);
  const order = { ...now, refunds: before.refunds };
  const changed = differences(before, now);
  if (now.updatedAt > before.updatedAt) return { state: { ...s, order, seen: [], fetched }, send: tell(s, now, changed) };
  if (changed.length === 0) return quiet(later(s.fetched, fetched) ? { ...s, fetched } : s);
  const wins = fetched ? !later(fetched, s.fetched) : !s.fetched && !s.seen.includes(fingerprint(now));
  if (!wins) return quiet(s);
  const seen = [...s.seen.filter((name) => name !== fingerprint(now)), fingerprint(before)];
  return { state: { ...s, order, seen, fetched: fetched ?? s.fetched }, send: tell(s, now, changed) };
}
interface Snapshot { readonly order: Order; readonly fetched?: Timestamp | undefined }
const later = (than: Timestamp | undefined, time: Timestamp | undefined): boolean =>
  time !== undefined && (than === undefined || time > than);

const tell = (s: Book, order: Order, changed: readonly string[]): Outgoing<Out>[] =>
  changed.length > 0 && !s.cancelled && !order.cancelledAt ? [{ type: 'OrderChanged', data: { order, changed } }] : [];

function cancel(s: Book, cancelled: Book['cancelled']): Taken {
  if (!cancelled || s.cancelled) return quiet(s);
  if (!s.order) return quiet({ ...s, cancelled });
  const data = { orderId: s.order.orderId, ...cancelled, order: s.order };
  return { state: { ...s, cancelled }, send: [{ type: 'OrderCancelled', data }] };
}
const cancellationIn = ({ cancelReason: reason }: Order, at: Timestamp) => ({ at, ...(reason && { reason }) });

/** Each refund once, under the channel's id of it. One whose every payment failed moved no money and is not one. */
function record(s: Book, found: readonly Refund[]): Taken {
  const fresh = found.filter((r, i) => moved(r) && !s.refunds.includes(r.external) &&
    found.findIndex((other) => other.external === r.external) === i);
  if (fresh.length === 0) return s.order && s.early.length > 0 ? quiet({ ...s, early: [] }) : quiet(s);
  if (!s.order) {
    const late = fresh.filter((r) => !s.early.some((e) => e.external === r.external));
    return late.length > 0 ? quiet({ ...s, early: [...s.early, ...late] }) : quiet(s);
  }
  const { orderId } = s.order;
  const recorded = s.order.refunds.filter((r) => s.refunds.includes(r.external));
  return {
    state: {
      ...s, order: { ...s.order, refunds: [...recorded, ...fresh] }, early: [],
      refunds: [...s.refunds, ...fresh.map((r) => r.external)],
    },
    send: fresh.map((refund) => ({ type: 'RefundRecorded', data: { orderId, refund } })),
  };
}
const moved = ({ tenders }: Refund): boolean => tenders.length === 0 || tenders.some((t) => t.state !== 'failed');

/**
 * What became of the payments of a refund that is recorded. Each goes forward only: a pending one is paid or fails, a paid
 * one may still be sent back; one that is told as pending after that is late news.
 */
function followed(s: Book, found: readonly Refund[]): Taken {
  if (!s.order) return quiet(s);
  const { orderId } = s.order;
  const send: Outgoing<Out>[] = [];
  const refunds = s.order.refunds.map((known): Refund => {
    const told = found.find((r) => r.external === known.external);
    const tenders = told ? forward(known, told, (type, t, again) =>
      send.push({ type, data: { orderId, refund: known.external, tender: t.external, method: t.method, amount: t.amount,
        ...(again && { again }) } })) : known.tenders;
    return tenders === known.tenders ? known : { ...known, tenders };
  });
  return send.length > 0 ? { state: { ...s, order: { ...s.order, refunds } }, send } : quiet(s);
}
type RefundTender = Refund['tenders'][number];
type Say = (type: 'RefundPaid' | 'RefundFailed', t: RefundTender, again: boolean) => void;
const RANK: Readonly<Record<RefundTender['state'], number>> = { pending: 0, paid: 1, failed: 2 };
function forward(known: Refund, told: Refund, say: Say): readonly RefundTender[] {
  const failed = known.tenders.some((t) => t.state === 'failed');
  const fresh = told.tenders.filter((t) => failed && t.state !== 'failed' && !known.tenders.some((k) => k.external === t.external));
  const now = known.tenders.map((k) => {
    const t = told.tenders.find((x) => x.external === k.external);
    return t && RANK[t.state] > RANK[k.state] ? t : k;
  });
  now.forEach((t, i) => { if (t !== known.tenders[i]) say(t.state === 'failed' ? 'RefundFailed' : 'RefundPaid', t, false); });
  for (const t of fresh) say('RefundPaid', t, true);
  return fresh.length > 0 || now.some((t, i) => t !== known.tenders[i]) ? [...now, ...fresh] : known.tenders;
}

function request(s: Book, order: Order): Taken {
  if (s.requested || s.cancelled) return quiet(s);
  const { orderId } = order;
  if (order.cancelRequested) return { state: { ...s, requested: true }, send: [{ type: 'CancellationRequested', data: { orderId } }] };
  const asked = s.asked ?? [];
  const lines = (order.cancelLines ?? []).filter((l) => !asked.includes(l.lineId));
  if (lines.length === 0) return quiet(s);
  const now = [...asked, ...lines.map((l) => l.lineId)];
  const data = { orderId, lines, reason: 'buyer', wish: `buyer-${now.length}` } as const;
  return { state: { ...s, asked: now }, send: [{ type: 'CancellationRequested', data }] };
}
