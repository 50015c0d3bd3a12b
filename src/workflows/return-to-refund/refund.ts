/**
 * Money for goods that came back. Most channels give it back themselves; where the terms say that we do, it is asked
 * for once for each unit, within what each means of payment paid. Credit that a returns platform gave counts as a
 * refund, too: the return leg of an exchange.
 */
import type { ExternalId, Timestamp } from '#domain/brand.ts';
import { amountsFor, type Quantities } from '#domain/document.ts';
import { add, allocate, measure, subtract, sum, zero, type Money } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';
import type { Order, Refund, RefundLine, Tax } from '#domain/order.ts';
import type { Sale, SoldLine } from '#domain/return.ts';
import { forbids } from './chargeback.ts';
import { approved, late, ourFault, reasonOf } from './terms.ts';
import { go, stay, type OwnRefund, type State, type Taken } from './state.ts';
import { agreementsFor, back, counted, gradedUnits, keyOf, of, refundedUnits, replacedUnits } from './views.ts';

/** Credit given by who runs the return. */
export function crediting(s: State): Taken {
  const next = s.settlements.find((x) => !s.settled.includes(nameOf(x)));
  if (!next || !s.sale || !s.orderId) return stay(s);
  const told = [{ by: next.by, receipt: next.external, at: next.at, lines: next.lines }];
  const units: Record<string, number> = {};
  for (const c of counted(s, told).counts) units[c.lineId] = of(units, c.lineId) + c.quantity;
  const lines = refundLines(s, s.sale.order, units);
  const { currency } = s.sale.order;
  const none = zero(currency);
  const external = nameOf(next) as ExternalId;
  const refund: Refund = {
    external, at: next.at, lines, shipping: none, shippingTax: none,
    adjustment: subtract(next.amount, sum(currency, lines.flatMap((l) => [l.net, l.tax]))),
    tenders: [{ external, method: next.method ?? 'store-credit', amount: next.amount, state: 'paid' }],
    reason: SAYS[next.kind](next.exchange),
  };
  return go({ ...s, settled: [...s.settled, nameOf(next)] },
    { type: 'RefundSeen', data: { orderId: s.orderId, refund }, key: keyOf(s.orderId, external) });
}
const SAYS: Readonly<Record<m.ReturnSettled['data']['kind'], (order: string | undefined) => string>> = {
  exchange: (order) => `exchanged${order ? ` for order ${order}` : ''}`, 'store-credit': () => 'store credit', refund: () => 'paid out',
};
const nameOf = (x: m.ReturnSettled['data']): string => `${x.by}-${x.external}`;

/** What units of lines were charged, after those that were refunded before; the channel's tax included. */
function refundLines(s: State, order: Order, units: Quantities): RefundLine[] {
  const before = Object.fromEntries(order.lines.map((l) => [l.lineId, refundedUnits(s, l.lineId) + of(inTheAir(s), l.lineId)]));
  return amountsFor(allOurs(order), { units, before, extras: false }).lines
    .map(({ lineId, quantity, net, tax }) => ({ lineId, quantity, net, tax, restock: 'return' }));
}
const allOurs = (order: Order): Order =>
  ({ ...order, lines: order.lines.map((l) => ({ ...l, taxes: l.taxes.map((t): Tax => ({ ...t, liable: 'seller' })) })) });

/** Asked for, and not yet seen among the channel's refunds. What a person gave up is not asked for again. */
const pending = (s: State): OwnRefund[] =>
  s.refunds.filter((r) => !(r.work === 'done' && s.sale?.refunds.some((x) => x.refund === r.external || x.refund === `${r.external}-1`)));
function inTheAir(s: State): Quantities {
  const units: Record<string, number> = {};
  for (const r of pending(s)) for (const [lineId, n] of Object.entries(r.units)) units[lineId] = of(units, lineId) + n;
  return units;
}

/** Units that are to be paid back by us now. */
export function payable(s: State): Quantities {
  const { sale, terms } = s;
  if (!sale || terms?.refund !== 'us') return {};
  const here = (lineId: string) => (terms.refundOn === 'inspection' ? gradedUnits(s, lineId) : back(s, lineId));
  const due = sale.lines.map((line) => [line.lineId, !approved(s, line) || late(s, line) || settledElsewhere(s, line) ? 0
    : here(line.lineId) - refundedUnits(s, line.lineId) - replacedUnits(s, line) - of(inTheAir(s), line.lineId)] as const);
  return Object.fromEntries(due.filter(([, n]) => n > 0));
}
const settledElsewhere = (s: State, line: SoldLine): boolean =>
  agreementsFor(s, line).some((a) => a.resolution === 'exchange' || a.resolution === 'store-credit');

/** The wish that is due, if any; undefined `tenders` when more would go back than was paid. */
export function due(s: State): { wish: Omit<m.RefundReturn['data'], 'key'>; units: Quantities; covered: boolean } | undefined {
  const { sale, orderId, terms } = s;
  const units = payable(s);
  if (!sale || !orderId || !terms || Object.keys(units).length === 0) return undefined;
  const { order } = sale;
  const lines = refundLines(s, order, units).map((l) => ({ ...l, sku: sale.lines.find((x) => x.lineId === l.lineId)!.sku }));
  const reasons = sale.lines.filter((l) => of(units, l.lineId) > 0).map((l) => reasonOf(s, l));
  const fault = reasons.some(ourFault);
  const freight = freightOf(s, sale, units, terms.shipping === 'always' || (terms.shipping === 'our-fault' && fault));
  const goods = sum(order.currency, lines.map((l) => l.net));
  const fee = fault ? zero(order.currency) : measure((goods.count * BigInt(terms.feeBasisPoints)) / 10_000n, order.currency);
  const gross = sum(order.currency, [...lines.flatMap((l) => [l.net, l.tax]), freight.net, freight.tax]);
  const total = subtract(gross, fee);
  const tenders = spread(s, order, total);
  const [reason] = reasons;
  return {
    units, covered: tenders !== undefined,
    wish: {
      to: order.channel, orderId, order: order.external, lines, shipping: freight.net, shippingTax: freight.tax, fee, total,
      tenders: tenders ?? [], at: lastAt(s), ...(reason && { reason }),
    },
  };
}
const lastAt = (s: State): Timestamp => [...s.received, ...s.inspected].map((t) => t.at).sort().at(-1)!;

/** Freight goes back once, with the last unit of the order. */
function freightOf(s: State, { order, lines }: Sale, units: Quantities, wanted: boolean): { net: Money; tax: Money } {
  const none = zero(order.currency);
  const before = order.refunds.some((r) => r.shipping.count !== 0n) || s.refunds.some((r) => r.wish.shipping.count !== 0n);
  const air = inTheAir(s);
  const whole = lines.every((l) => refundedUnits(s, l.lineId) + of(air, l.lineId) + of(units, l.lineId) >= l.shipped);
  if (!wanted || before || !whole) return { net: none, tax: none };
  return {
    net: sum(order.currency, order.shipping.map((l) => l.net)),
    tax: sum(order.currency, order.shipping.flatMap((l) => l.taxes.map((t) => t.amount))),
  };
}

/** By what each means of payment has left; undefined when together they have less. */
function spread(s: State, order: Order, total: Money): m.RefundReturn['data']['tenders'] | undefined {
  const given = new Map<string, bigint>();
  const take = (method: string, n: bigint) => given.set(method, (given.get(method) ?? 0n) + n);
  for (const t of order.refunds.flatMap((r) => r.tenders).filter((x) => x.state !== 'failed')) take(t.method, t.amount.count);
  for (const t of pending(s).flatMap((r) => r.wish.tenders)) take(t.method, t.amount.count);
  const left = order.tenders.filter((t) => t.state === 'captured').map((t) => {
    const used = given.get(t.method) ?? 0n;
    const off = used < t.amount.count ? used : t.amount.count;
    given.set(t.method, used - off);
    return { external: t.external, method: t.method, amount: t.amount.count - off };
  }).filter((t) => t.amount > 0n);
  const all = left.reduce((n, t) => n + t.amount, 0n);
  if (total.count > all || left.length === 0) return undefined;
  const parts = allocate(total, left.map((t) => t.amount));
  return left.map(({ external, method }, i) => ({ external, method, amount: parts[i]! })).filter((t) => t.amount.count > 0n);
}

export function refunding(s: State): Taken {
  const next = due(s);
  if (!next?.covered || forbids(s, next.wish.total)) return stay(s);
  const key = refundKey(s, s.refunds.length + 1);
  const wish = { key, ...next.wish };
  return go({ ...s, refunds: [...s.refunds, { key, units: next.units, work: 'asked', wish }] }, { type: 'RefundReturn', data: wish });
}
const refundKey = (s: State, n: number) => keyOf('refund', s.orderId ?? '', n);

/** Answered. What the channel does not show by itself is recorded as we asked for it. */
export function paidBack(s: State, { key, external, untold }: m.ReturnRefunded['data']): Taken {
  const own = s.refunds.find((r) => r.key === key && r.work === 'asked');
  if (!own || !s.orderId) return stay(s);
  const state: State = { ...s, refunds: s.refunds.map((r) => (r === own ? { ...r, work: 'done', external } : r)) };
  if (!untold) return go(state);
  const { orderId } = s;
  return go(state, ...untoldRefunds(own.wish, external).map((refund) =>
    ({ type: 'RefundSeen' as const, data: { orderId, refund }, key: keyOf(orderId, refund.external) })));
}

/** One for each line, as the partner names them: `external-1` and so on. Freight and the fee are with the first. */
function untoldRefunds(wish: m.RefundReturn['data'], external: ExternalId): Refund[] {
  const { lines, shipping, shippingTax, fee, tenders, reason, at } = wish;
  const none = zero(fee.unit);
  const amounts = lines.map((l, i) => sum(fee.unit, [l.net, l.tax, ...(i === 0 ? [shipping, shippingTax, subtract(none, fee)] : [])]));
  const shares = tenders.map((t) => allocate(t.amount, amounts.map((a) => a.count)));
  return lines.map(({ sku: _sku, ...line }, i) => ({
    external: `${external}-${i + 1}` as ExternalId, at, lines: [line], ...(reason && { reason }),
    shipping: i === 0 ? shipping : none, shippingTax: i === 0 ? shippingTax : none, adjustment: i === 0 ? subtract(none, fee) : none,
    tenders: tenders.map((t, k) => ({ ...t, amount: shares[k]![i]!, state: 'paid' as const })).filter((t) => t.amount.count > 0n),
  }));
}
export const givenUp = (s: State, key: string | undefined): Taken => {
  const own = s.refunds.find((r) => r.work === 'asked' && (key === undefined || r.key === key));
  return own ? go({ ...s, refunds: s.refunds.map((r) => (r === own ? { ...r, work: 'dropped' } : r)) }) : stay(s);
};
export const totalBack = (wish: m.RefundReturn['data']): Money => add(wish.total, wish.fee);
