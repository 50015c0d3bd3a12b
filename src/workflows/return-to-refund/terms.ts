/** Asking what was sold and which terms hold; and what the terms say of a line: whether it was agreed to, and in time. */
import type { ReturnReason, SoldLine } from '#domain/return.ts';
import { OUR_FAULT } from '#domain/return.ts';
import { go, stay, type Stage, type State, type Taken } from './state.ts';
import { agreementsFor, counted, keyOf } from './views.ts';

export function asking(s: State): Taken {
  const { orderId } = s;
  if (!orderId || s.asked) return stay(s);
  return go({ ...s, asked: true }, { type: 'TellSale', data: { key: keyOf('sale', orderId), orderId } });
}

/** Once for each agreement, and once for goods or money that nobody announced: a later return is under later terms. */
export function assessing(s: State): Taken {
  const { sale, orderId } = s;
  const round = Math.max(1, s.agreements.length);
  if (!sale || !orderId || s.round >= round) return stay(s);
  const { order: { channel }, erp } = sale;
  const tellers = [...new Set(s.agreements.map((a) => a.by))];
  const skus = [...new Set(sale.lines.map((l) => l.sku))];
  return go({ ...s, round }, {
    type: 'AssessReturn', data: { key: keyOf('terms', orderId, round), orderId, channel, skus, round, tellers, ...(erp && { erp }) },
  });
}

const AGREED: ReadonlySet<Stage> = new Set<Stage>(['Authorised', 'OnItsWay', 'Closed']);
/** Whoever has to agree has agreed. */
export function approved(s: State, line: SoldLine): boolean {
  const { approval = 'none' } = s.terms ?? {};
  if (approval === 'none') return true;
  const channel = s.sale?.order.channel;
  return agreementsFor(s, line).some((a) => AGREED.has(a.stage) && (approval === 'person' || a.by === channel));
}

/** Came or was announced after the window, and nobody agreed all the same. */
export function late(s: State, line: SoldLine): boolean {
  const days = s.terms?.windowDays;
  if (days === undefined || !line.shippedAt) return false;
  const agreements = agreementsFor(s, line);
  if (agreements.some((a) => AGREED.has(a.stage))) return false;
  const told = [...agreements, ...[...s.received, ...s.inspected].filter((t) => tells(s, t, line))].map((x) => x.at).sort();
  const [first] = told;
  return first !== undefined && Temporal.Instant.from(line.shippedAt).until(first).total('hours') > days * 24;
}
const tells = (s: State, told: State['received'][number], { lineId }: SoldLine): boolean =>
  counted(s, [told]).counts.some((c) => c.lineId === lineId);

/** The first reason anybody gave. */
export function reasonOf(s: State, line: SoldLine): ReturnReason | undefined {
  const said = [...s.agreements, ...s.received].flatMap((x) => x.lines);
  return said.find((l) => l.reason && (l.lineId === line.lineId || (l.lineId === undefined && l.sku === line.sku)))?.reason;
}
export const ourFault = (reason: ReturnReason | undefined): boolean => reason !== undefined && OUR_FAULT.includes(reason);
