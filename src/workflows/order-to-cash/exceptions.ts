/**
 * What a person has to settle, derived from the state like everything else: each topic that stands is raised
 * once, and one that stands no longer settles itself. So a backordered order is one row, however often it asks.
 */
import type { ExceptionKind } from '#domain/exception.ts';
import type * as m from '#domain/messages.ts';
import type { ValidatedLine } from '#domain/messages.ts';
import { any, of, tally, words } from './quantities.ts';
import { isShort, routed } from './reserve.ts';
import { late } from './deadlines.ts';
import { troubles } from './track.ts';
import { tooLate } from './edit.ts';
import { go, stay, type State, type Taken } from './state.ts';
import { placements } from './placement.ts';
import { withdrawals } from './withdraw.ts';
import { cleared, deficit, digital, documented, gone, isOpen, keyOf, live, released, target } from './views.ts';

interface Topic {
  readonly topic: string;
  readonly kind: ExceptionKind;
  readonly detail: string;
}

export function complaining(s: State): Taken {
  if (!s.order) return stay(s);
  const { orderId } = s.order;
  const standing = topics(s);
  const fresh = standing.filter((t) => !(t.topic in s.exceptions));
  const over = Object.entries(s.exceptions).filter(([topic]) => !standing.some((t) => t.topic === topic));
  if (fresh.length === 0 && over.length === 0) return stay(s);
  const raised = fresh.map((t, i) => ({ ...t, key: keyOf('exception', orderId, t.topic, s.raised + i + 1) }));
  const kept = Object.entries(s.exceptions).filter(([topic]) => standing.some((t) => t.topic === topic));
  return go(
    { ...s, raised: s.raised + fresh.length,
      exceptions: Object.fromEntries([...kept, ...raised.map((r) => [r.topic, r.key])]) },
    ...over.map(([, exception]): m.ExceptionSettled => ({ type: 'ExceptionSettled', data: { orderId, exception } })),
    ...raised.map(({ key, kind, detail }): m.RaiseException =>
      ({ type: 'RaiseException', data: { key, orderId, kind, detail } })),
  );
}

const topics = (s: State): Topic[] =>
  [...shortage(s), ...hold(s), ...nowhere(s), ...lateEdit(s), ...lateCancel(s), ...rejections(s), ...late(s),
    ...troubles(s), ...withdrawals(s), ...placements(s)];

function shortage(s: State): Topic[] {
  if (!isShort(s)) return [];
  const declined = Object.entries(s.stock.declined).map(([where, detail]) => `${where} declined: ${detail}`);
  const short = deficit(s);
  const lines = s.lines.map((l) => ({ ...l, quantity: of(short, l.lineId) })).filter((l) => l.quantity > 0);
  const detail = [`${words(lines)} short`, s.stock.detail, ...declined].filter(Boolean).join('; ');
  return [{ topic: 'short', kind: 'StockShort', detail }];
}

/** Only when it is the hold that stops the goods: most holds are over before the stock is promised. */
function hold(s: State): Topic[] {
  const [first] = s.order?.holds ?? [];
  if (!first || !cleared(s) || (s.stock.free.length === 0 && !any(digital(s)))) return [];
  const kind = first.kind === 'address' ? 'AddressInvalid' : 'FraudHold';
  return [{ topic: 'hold', kind, detail: `${first.kind}: ${first.detail}` }];
}

function nowhere(s: State): Topic[] {
  if (!cleared(s)) return [];
  const places = new Set(s.stock.free.map((l) => l.location).filter((location) => !routed(s.stock, location)));
  const why = (location: string): string =>
    s.stock.declined[location] === undefined ? 'has no connection to ask' : `declined: ${s.stock.declined[location]}`;
  return [...places].map((location) =>
    ({ topic: `location:${location}`, kind: 'NoLocationForOrder', detail: `${location} ${why(location)}` }));
}

function lateEdit(s: State): Topic[] {
  if (!live(s)) return [];
  const found: Topic[] = [];
  const late = (topic: string, detail: string) => found.push({ topic, kind: 'EditTooLate', detail });
  const why = s.edit && s.validation.due && released(s) ? tooLate(s) : undefined;
  if (s.edit && why) late(`edit:${s.edit.updatedAt}`, why);
  const lost = overshipped(s);
  if (lost.length > 0) late('edit', `${words(lost)} left, or will, and is no longer wanted: arrange a return`);
  if (s.erp.at === 'Cancelled' && any(documented(s))) late('revived', 'wanted again after its ERP order was cancelled');
  return found;
}

/** Units nobody wants that have left, or that a warehouse would not give back; not those that came back. */
function overshipped(s: State): ValidatedLine[] {
  const lost = tally([...s.sent, ...s.requests.filter((r) => r.recall === 'refused')]
    .flatMap((x) => ('open' in x ? x.open : x.shipment ? x.lines : [])));
  const refunds = s.order?.refunds ?? [];
  const returned = tally(refunds.flatMap((r) => r.lines.filter((l) => l.restock === 'return')));
  const aim = target(s);
  return s.lines.map((l) => ({ ...l, quantity: of(lost, l.lineId) - of(aim, l.lineId) - of(returned, l.lineId) }))
    .filter((l) => l.quantity > 0);
}

function lateCancel(s: State): Topic[] {
  const leaving = s.sent.length > 0 || s.requests.some((r) => isOpen(r) && r.recall === 'refused');
  if (s.cancel !== 'Refused' && !(gone(s) && leaving)) return [];
  // The buyer came after all, or is asked for by a topic of its own.
  if (s.cancel === 'Refused' && s.reason === 'uncollected') return [];
  const detail = s.cancel === 'Refused' ? 'the buyer asked to cancel; the goods have left or will'
    : 'cancelled after goods had left, or with a warehouse that ships them anyway';
  return [{ topic: 'cancel', kind: 'CancelTooLate', detail }];
}

const rejections = (s: State): Topic[] =>
  s.rejected.map(({ shipmentId, detail }) => ({ topic: `shipment:${shipmentId}`, kind: 'ShipmentRejected', detail }));
