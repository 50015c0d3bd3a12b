/**
 * What the channel says of sending: parts that are held, scheduled or called back are kept from warehouses, and asked back
 * from those that have them; an order that somebody moved is promised where it was moved to. And what it is told of ours:
 * units that wait for stock are shown as held, and a merchant who called something back hears whether it was in time.
 */
import type { Timestamp } from '#domain/brand.ts';
import type { ExceptionKind } from '#domain/exception.ts';
import type { PlacementPart, PlacementSeen } from '#domain/placement-messages.ts';
import { alike } from '../alike.ts';
import { any, of } from './quantities.ts';
import { isShort, release } from './reserve.ts';
import { go, stay, type State, type Taken } from './state.ts';
import { deficit, heldThere, isOpen, keyOf, live, open, ready, released, shipped, target } from './views.ts';

/** What was asked for later counts; a look at one part counts for that part, and leaves the others as they are. */
export function placementSeen(s: State, { at, parts: seen, movedTo, only }: PlacementSeen['data']): Taken {
  const { at: whole = NEVER, parts = [], alone = {}, movedTo: before } = s.placement ?? {};
  const moved = movedTo ?? before;
  const more = moved ? { movedTo: moved } : {};
  if (only) {
    const last = alone[only];
    if (whole > at || (last !== undefined && last > at)) return stay(s);
    const others = parts.filter((p) => p.external !== only);
    return go({ ...s, placement: { at: whole, parts: [...others, ...seen], alone: { ...alone, [only]: at }, ...more } });
  }
  if (whole > at) return stay(s);
  const newer = Object.fromEntries(Object.entries(alone).filter(([, when]) => when > at));
  const kept = parts.filter((p) => p.external in newer);
  return go({ ...s, placement: { at, parts: [...seen.filter((p) => !(p.external in newer)), ...kept], alone: newer, ...more } });
}
const NEVER = '' as Timestamp;

/** A promise elsewhere is given back; reserving then asks for the place it was moved to. */
export function relocating(s: State): Taken {
  const to = s.placement?.movedTo;
  if (!to || !live(s) || released(s)) return stay(s);
  const elsewhere = s.stock.free.filter((l) => l.location !== to);
  if (elsewhere.length === 0) return stay(s);
  return release({ ...s, stock: { ...s.stock, free: s.stock.free.filter((l) => l.location === to) } }, elsewhere);
}

/** A part that was called back: granted when no warehouse has it, not granted when one keeps it or it has left. */
export function answering(s: State): Taken {
  const { order, placement } = s;
  if (!order || !live(s) || !s.route?.tells?.includes('AnswerRecall')) return stay(s);
  for (const part of placement?.parts.filter((p) => p.recalled && !(p.external in (s.answers ?? {}))) ?? []) {
    const granted = standing(s, part);
    if (granted === undefined) continue;
    return go({ ...s, answers: { ...s.answers, [part.external]: granted } }, { type: 'AnswerRecall', data: {
      key: keyOf('answer', order.orderId, part.external), to: order.channel, orderId: order.orderId, order: order.external,
      part: part.external, granted,
    } });
  }
  return stay(s);
}
function standing(s: State, { lines }: PlacementPart): boolean | undefined {
  const [aim, asked, gone] = [target(s), open(s), shipped(s)];
  const stuck = lines.filter((l) => of(asked, l.lineId) + of(gone, l.lineId) + l.quantity > of(aim, l.lineId));
  if (stuck.length === 0) return true;
  const asking = s.requests.some((r) =>
    r.recall !== 'refused' && isOpen(r) && r.open.some((l) => stuck.some((x) => x.lineId === l.lineId)));
  return asking ? undefined : false;
}

/** A state, not a fact: told anew whenever other units are short. */
export function holding(s: State): Taken {
  const { order, held = { units: {}, times: 0, asked: false } } = s;
  const can = ready(s) && s.route?.tells?.includes('ReportHold');
  if (!order || !can || held.asked || s.stock.asked.length > 0) return stay(s);
  const units = isShort(s) ? Object.fromEntries(Object.entries(deficit(s)).filter(([, n]) => n > 0)) : {};
  if (alike(units, held.units)) return stay(s);
  const times = held.times + 1;
  return go({ ...s, held: { units, times, asked: true } }, { type: 'ReportHold', data: {
    key: keyOf('hold', order.orderId, times), to: order.channel, orderId: order.orderId, order: order.external, reason: 'out-of-stock',
    lines: order.lines.filter((l) => of(units, l.lineId) > 0).map((l) => ({ lineId: l.lineId, quantity: of(units, l.lineId) })),
  } });
}
export const holdReported = (s: State): Taken =>
  (s.held?.asked ? go({ ...s, held: { ...s.held, asked: false } }) : stay(s));

interface Placed { readonly topic: string; readonly kind: ExceptionKind; readonly detail: string }
export function placements(s: State): Placed[] {
  if (!live(s)) return [];
  const found: Placed[] = [];
  const here = (lineId: string) => s.stock.free.some((f) => f.lineId === lineId);
  const [first] = (s.placement?.parts ?? []).filter((p) => p.lines.some((l) => here(l.lineId))).flatMap((p) => p.holds);
  if (first && ready(s) && any(heldThere(s)))
    found.push({ topic: 'held', kind: first.kind === 'address' ? 'AddressInvalid' : 'FraudHold',
      detail: `held at the channel: ${first.detail}` });
  const to = s.placement?.movedTo;
  const other = to && s.requests.find((r) => isOpen(r) && r.location !== to);
  if (other) found.push({ topic: `moved:${to}`, kind: 'EditTooLate',
    detail: `moved to ${to} at the channel after ${other.location} was asked for it: recall it there, or let it be sent` });
  return found;
}
