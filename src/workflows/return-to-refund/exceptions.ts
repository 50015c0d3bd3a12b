/** What a person has to settle about a return: each topic that stands is raised once, and settles itself when it is over. */
import type { ExceptionKind } from '#domain/exception.ts';
import { toDecimal } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';
import type { SoldLine } from '#domain/return.ts';
import { byHand } from './answer.ts';
import { clashes, forbids } from './chargeback.ts';
import { due, totalBack } from './refund.ts';
import { go, stay, type State, type Taken } from './state.ts';
import { approved, late } from './terms.ts';
import { back, backAt, counted, foundAt, keyOf, totalOf } from './views.ts';
import { lonely } from './watch.ts';

interface Topic { readonly topic: string; readonly kind: ExceptionKind; readonly detail: string }

export function complaining(s: State): Taken {
  const { orderId } = s;
  if (!orderId) return stay(s);
  const standing = topics(s);
  const stands = (topic: string) => standing.some((t) => t.topic === topic);
  const fresh = standing.filter((t) => !(t.topic in s.exceptions));
  const over = Object.entries(s.exceptions).filter(([topic]) => !stands(topic));
  if (fresh.length === 0 && over.length === 0) return stay(s);
  const raised = fresh.map((t, i) => ({ ...t, key: keyOf('return-exception', orderId, t.topic, s.raised + i + 1) }));
  const kept = Object.entries(s.exceptions).filter(([topic]) => stands(topic));
  return go(
    { ...s, raised: s.raised + fresh.length,
      exceptions: Object.fromEntries([...kept, ...raised.map((r) => [r.topic, r.key] as const)]) },
    ...over.map(([, exception]): m.ExceptionSettled => ({ type: 'ExceptionSettled', data: { orderId, exception } })),
    ...raised.map(({ key, kind, detail }): m.RaiseException => ({ type: 'RaiseException', data: { key, orderId, kind, detail } })),
  );
}

const unpaid = (s: State): Topic[] =>
  Object.entries(s.failed).map(([refund, detail]): Topic => ({ topic: `failed:${refund}`, kind: 'RefundFailed', detail }));

function topics(s: State): Topic[] {
  return [...unpaid(s), ...byHand(s), ...clashes(s, due(s)?.wish.total), ...aboutGoods(s)];
}
function aboutGoods(s: State): Topic[] {
  if (!s.sale) return s.unknown && (s.received.length > 0 || s.inspected.length > 0 || s.settlements.length > 0)
    ? [{ topic: 'order', kind: 'ReturnUnexpected', detail: 'goods came back for an order that nobody has shown yet' }] : [];
  if (!s.terms) return [];
  return [...strangers(s), ...s.sale.lines.flatMap((l) => [...excess(s, l), ...disputed(s, l), ...agreed(s, l)]), ...tooMuch(s),
    ...lonely(s).map((x): Topic => ({ ...x, kind: 'ReturnAwaitingCounterpart' }))];
}

function strangers(s: State): Topic[] {
  const items = [...counted(s, s.received).strange, ...counted(s, s.inspected).strange].map((l) => l.sku ?? l.lineId ?? 'an item');
  if (items.length === 0) return [];
  return [{ topic: 'strange', kind: 'ReturnUnexpected', detail: `${[...new Set(items)].join(', ')} came back and is not of this order` }];
}
function excess(s: State, line: SoldLine): Topic[] {
  const told = [...backAt(s, line).values()].reduce((a, b) => a + b, 0);
  const over = told - line.shipped;
  if (over <= 0 || back(s, line.lineId) >= told) return [];
  return [{ topic: `excess:${line.lineId}`, kind: 'ReturnUnexpected',
    detail: `${told} × ${line.sku} came back of ${line.shipped} that left: ${over} is not in the books` }];
}
/** Two tellers found different things. The first word stands. */
function disputed(s: State, line: SoldLine): Topic[] {
  return s.booked.filter((b) => b.lineId === line.lineId && totalOf(foundAt(s, line, b.location)) > b.quantity).map((b) => ({
    topic: `found:${line.lineId}:${b.location}`, kind: 'ContradictsEarlier' as const,
    detail: `${b.quantity} × ${line.sku} came back to ${b.location}, and more was found of it: ${words(foundAt(s, line, b.location))}; ` +
      `booked as ${words(b.graded)}`,
  }));
}
const words = (graded: Readonly<Record<string, number>>): string =>
  Object.entries(graded).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`).join(', ') || 'not looked at';

function agreed(s: State, line: SoldLine): Topic[] {
  const asked = s.agreements.filter((a) => a.stage === 'Requested' && a.lines.some((l) => l.lineId === line.lineId || l.sku === line.sku));
  const found: Topic[] = [];
  const here = back(s, line.lineId);
  if (!approved(s, line) && (here > 0 || (s.terms?.approval === 'person' && asked.length > 0)))
    found.push({ topic: `approval:${line.lineId}`, kind: 'ReturnNotApproved', detail: here > 0
      ? `${here} × ${line.sku} came back before ${s.terms?.approval === 'channel' ? s.sale!.order.channel : 'anybody'} agreed`
      : `the buyer asks to send ${line.sku} back` });
  if (here > 0 && s.terms?.refund === 'us' && late(s, line))
    found.push({ topic: `late:${line.lineId}`, kind: 'ReturnOutsideWindow',
      detail: `${here} × ${line.sku} came back more than ${s.terms.windowDays} days after it left` });
  return found;
}

/** What a channel gave back beyond what a means of payment paid is a fact, and somebody looks at it. */
function overpaid(s: State): Topic[] {
  const { tenders = [], refunds = [] } = s.sale?.order ?? {};
  const sums = (of: readonly { readonly method: string; readonly amount: { readonly count: bigint } }[]) => {
    const by = new Map<string, bigint>();
    for (const t of of) by.set(t.method, (by.get(t.method) ?? 0n) + t.amount.count);
    return by;
  };
  const paid = sums(tenders.filter((t) => t.state === 'captured'));
  const back = sums(refunds.flatMap((r) => r.tenders).filter((t) => t.state !== 'failed'));
  return [...paid].filter(([method, n]) => (back.get(method) ?? 0n) > n).map(([method, n]) => {
    const unit = s.sale!.order.currency;
    return { topic: `paid:${method}`, kind: 'RefundBeyondPayment', detail: `${method} paid ${toDecimal({ count: n, unit })} ${unit} ` +
      `and gave back ${toDecimal({ count: back.get(method)!, unit })}` };
  });
}

function tooMuch(s: State): Topic[] {
  const next = due(s);
  if (!next || next.covered || forbids(s, next.wish.total)) return overpaid(s);
  const total = totalBack({ ...next.wish, key: '' as never });
  return [{ topic: 'payment', kind: 'RefundBeyondPayment',
    detail: `${toDecimal(total)} ${total.unit} would go back, more than the means of payment have left` }];
}
