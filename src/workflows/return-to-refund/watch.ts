/**
 * Goods without money, money without goods: both are posted, and each waits for the other. Units of a line are matched
 * in the order they came; what has waited as long as the terms say is put before a person, and settles itself when
 * the other half comes.
 */
import type { ExternalId } from '#domain/brand.ts';
import type * as m from '#domain/messages.ts';
import type { SoldLine } from '#domain/return.ts';
import type { Outgoing } from '#domain/workflow.ts';
import { standing } from './chargeback.ts';
import { go, stay, type Out, type Overdue, type State, type Taken } from './state.ts';
import { back, keyOf, of, refundedUnits, replacedUnits } from './views.ts';

/** A timer for every half that has come further than any before it. */
export function watching(s: State): Taken {
  const { sale, terms, orderId } = s;
  if (!sale || !terms || !orderId) return stay(s);
  const goods: Record<string, number> = { ...s.watched.goods };
  const refund: Record<string, number> = { ...s.watched.refund };
  const send: Outgoing<Out>[] = [];
  const watch = (missing: Overdue['missing'], lineId: ExternalId, upTo: number) => {
    if (has(s, { missing, lineId, upTo })) return;
    const wait = Math.max(terms.counterpartSeconds, 1);
    const key = keyOf(orderId, missing, lineId, upTo);
    send.push({ type: 'AwaitCounterpart', data: { key, orderId, missing, lineId, upTo }, subject: `order:${orderId}/waits:${key}`, wait });
  };
  for (const { lineId } of sale.lines) {
    const came = back(s, lineId);
    const paid = refundedUnits(s, lineId, true);
    if (came > of(goods, lineId)) watch('refund', lineId, (goods[lineId] = came));
    if (paid > of(refund, lineId)) watch('goods', lineId, (refund[lineId] = paid));
  }
  if (of2(goods) === of2(s.watched.goods) && of2(refund) === of2(s.watched.refund)) return stay(s);
  return go({ ...s, watched: { goods, refund } }, ...send);
}
const of2 = (units: Readonly<Record<string, number>>): number => Object.values(units).reduce((a, b) => a + b, 0);

/** Whether the other half of so many units is there. */
export function has(s: State, { missing, lineId, upTo }: Overdue): boolean {
  const line = s.sale?.lines.find((l) => l.lineId === lineId);
  return missing === 'goods' ? back(s, lineId) >= upTo
    : refundedUnits(s, lineId) + (line ? replacedUnits(s, line) : 0) >= upTo;
}

/** Time is up. */
export function overdue(s: State, { missing, lineId, upTo }: m.CounterpartOverdue['data']): Taken {
  if (s.overdue.some((o) => o.missing === missing && o.lineId === lineId && o.upTo === upTo)) return stay(s);
  const late = { missing, lineId, upTo };
  return has(s, late) ? stay(s) : go({ ...s, overdue: [...s.overdue, late] });
}

/** What has no counterpart after its time, per line, in words. What the buyer's bank took back needs no refund. */
export function lonely(s: State): { topic: string; detail: string }[] {
  return (s.sale?.lines ?? []).flatMap((line) => (['goods', 'refund'] as const).flatMap((missing) => {
    const late = s.overdue.filter((o) => o.lineId === line.lineId && o.missing === missing && !has(s, o));
    if (late.length === 0 || (missing === 'refund' && standing(s) > 0n)) return [];
    const [units, other] = [Math.max(...late.map((o) => o.upTo)), have(s, line, missing)];
    const n = `${units - other} × ${line.sku}`;
    return [{ topic: `${missing}:${line.lineId}`, detail: missing === 'goods'
      ? `${n} refunded, and nothing of it came back in time` : `${n} came back, and nobody refunded it in time` }];
  }));
}
const have = (s: State, line: SoldLine, missing: Overdue['missing']): number =>
  (missing === 'goods' ? back(s, line.lineId) : refundedUnits(s, line.lineId) + replacedUnits(s, line));
