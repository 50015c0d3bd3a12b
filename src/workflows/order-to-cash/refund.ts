/**
 * Money given back. Units that were invoiced are credited, once their invoice exists; units that were never
 * sent need no document, because the order itself states fewer of them. A refund waits here until every one
 * of its units is known to be the one or the other, and then has one credit memo or none.
 */
import { amountsForRefund, amountsOfOrder, leftBy, roundingOf, type Quantities } from '#domain/document.ts';
import { add, measure } from '#domain/measure.ts';
import type * as m from '#domain/messages.ts';
import type { Order, Refund, Tax } from '#domain/order.ts';
import { of, tally } from './quantities.ts';
import { go, stay, type Claim, type State, type Taken, type Work } from './state.ts';
import { deficit, elsewhere, gone, keyOf, live, open, shipped, skus, target } from './views.ts';

export function refunded(s: State, { refund }: m.RefundRecorded['data']): Taken {
  if (s.claims.some((c) => c.refund.external === refund.external)) return stay(s);
  return go({ ...s, claims: [...s.claims, { refund, memo: 'due', credited: [], unsent: [] }] });
}

export function crediting(s: State): Taken {
  const { order } = s;
  if (!order || (!s.route && !gone(s))) return stay(s);
  for (const claim of s.claims.filter((c) => c.memo === 'due')) {
    const known = s.route?.erp ? split(s, order, claim.refund) : { credited: [], unsent: [] };
    const settled = known && { ...claim, ...known };
    if (settled && !waits(s, order, settled)) return memo(s, order, settled);
  }
  return stay(s);
}

/**
 * A cent that the channel's own rounding leaves, when the refund comes after the last invoice of its line: it is the credit
 * memo's, since no invoice is left to take it. Below zero when the channel gave less back than the invoices leave.
 */
function cents(s: State, order: Order, claim: Claim): { left: bigint; rounding: boolean } {
  const claims = [...s.claims.filter((c) => c.refund.external !== claim.refund.external && c.memo !== 'due'), claim];
  const gone = claims.flatMap(({ refund, unsent }) => refund.lines.map((line, i) => ({ line, units: unsent[i] ?? 0 })));
  const ofMine = (lineId: string) => claim.refund.lines.some((r, i) => r.lineId === lineId && (claim.unsent[i] ?? 0) > 0);
  const mine = order.lines.filter((l) => ofMine(l.lineId));
  const found = mine.map((l) => ({ left: leftBy(l, gone, s.billed ?? {}), most: roundingOf(l) }));
  const rounding = found.every(({ left, most }) => left <= most && -left <= most);
  return { left: found.reduce((n, f) => n - f.left, 0n), rounding };
}
/** A cent that nobody invoices any more waits for the invoice it stands beside. */
const waits = (s: State, order: Order, claim: Claim): boolean =>
  s.sent.some((x) => x.invoice === 'asked') && !hasInvoice(s) && cents(s, order, claim).left !== 0n;
function withCents(amounts: m.DocumentAmounts, { left, rounding }: ReturnType<typeof cents>): m.DocumentAmounts {
  if (left === 0n) return amounts;
  const more = measure(left, amounts.total.unit);
  return { ...amounts, other: add(amounts.other, more), total: add(amounts.total, more), ...(rounding && { rounding: more }) };
}

function memo(s: State, order: Order, claim: Claim): Taken {
  const { refund, credited } = claim;
  const { to, external } = s.erp;
  const marked = (work: Work): State =>
    ({ ...s, claims: s.claims.map((c) => (c.refund.external === refund.external ? { ...claim, memo: work } : c)) });
  const over = cents(s, order, claim);
  const stated = amountsForRefund(order, refund, { units: credited, skus: skus(s) });
  const amounts = withCents(stated, over);
  // Money kept back is no credit, and neither is what was paid over the order's total: no invoice ever claimed it.
  const nothing = over.left === 0n && stated.lines.length === 0 &&
    (stated.total.count <= 0n || stated.total.count <= overpaid(s, order, refund));
  if (!to || !external || !hasInvoice(s) || nothing) return go(marked('none'));
  const { orderId } = order;
  const restock = refund.lines.some((l, i) => l.restock === 'return' && (credited[i] ?? 0) > 0);
  return go(marked('asked'), {
    type: 'IssueCreditMemo',
    data: {
      key: creditKey(order, refund), to, orderId, erpOrder: external, refund: refund.external, at: refund.at,
      restock, amounts,
    },
  });
}
/**
 * What was paid beyond what the order now comes to, tax that the channel owes included, less what other refunds gave
 * back of it. In minor units.
 */
function overpaid(s: State, order: Order, refund: Refund): bigint {
  const paid = order.tenders.filter((t) => t.state === 'captured').reduce((n, t) => n + t.amount.count, 0n);
  const back = s.claims.filter((c) => c.refund.external !== refund.external)
    .flatMap((c) => c.refund.tenders.filter((t) => t.state !== 'failed')).reduce((n, t) => n + t.amount.count, 0n);
  return paid - back - amountsOfOrder(allOurs(order)).total.count;
}
const allOurs = (order: Order): Order => ({
  ...order, lines: order.lines.map((l) => ({ ...l, taxes: l.taxes.map(ours) })),
  shipping: order.shipping.map((l) => ({ ...l, taxes: l.taxes.map(ours) })),
});
const ours = (tax: Tax): Tax => ({ ...tax, liable: 'seller' });

export const creditKey = ({ orderId }: Order, { external }: Refund) => keyOf('credit', orderId, external);

export function finishedMemo(s: State, refund: string, work: Work = 'done'): Taken {
  const claim = s.claims.find((c) => c.refund.external === refund && c.memo === 'asked');
  return claim ? go({ ...s, claims: s.claims.map((c) => (c === claim ? { ...c, memo: work } : c)) }) : stay(s);
}

const hasInvoice = (s: State): boolean => s.sent.some((x) => x.invoice === 'done');
const invoiced = (s: State): Quantities => tally(s.sent.filter((x) => x.invoice === 'done').flatMap((x) => x.lines));

/**
 * Which units of each refund line are credited and which were never sent; undefined while that cannot be known.
 * A channel may say of units that never left only that they do not come back, so `none` asks for those first, too.
 */
function split(s: State, order: Order, refund: Refund): Pick<Claim, 'credited' | 'unsent'> | undefined {
  const pools = poolsOf(s, order);
  const credited: number[] = [];
  const unsent: number[] = [];
  for (const { lineId, quantity, restock } of refund.lines) {
    const settled = isSettled(s, lineId);
    const never = restock === 'return' ? 0 : Math.min(of(pools.unsent, lineId), quantity);
    const paid = restock === 'cancel' && !settled ? 0 : Math.min(of(pools.invoiced, lineId), quantity - never);
    if (never + paid < quantity && !settled) return undefined;
    pools.unsent[lineId] = of(pools.unsent, lineId) - never;
    pools.invoiced[lineId] = of(pools.invoiced, lineId) - paid;
    credited.push(paid);
    unsent.push(never);
  }
  const money = refund.shipping.count !== 0n || refund.adjustment.count !== 0n;
  const waits = money && !hasInvoice(s) && !order.lines.every((l) => isSettled(s, l.lineId));
  return waits ? undefined : { credited, unsent };
}

/** Units of each line that no earlier refund has used up: invoiced ones, and ones that will never be sent. */
function poolsOf(s: State, order: Order) {
  const used = (which: 'credited' | 'unsent') => tally(s.claims.flatMap((c) =>
    c.refund.lines.map((l, i) => ({ lineId: l.lineId, quantity: c[which][i] ?? 0 }))));
  const [paid, credited, unsent, sent, asked, aim] =
    [invoiced(s), used('credited'), used('unsent'), shipped(s), open(s), { ...target(s), ...elsewhere(s) }];
  const pool = (size: (lineId: string, quantity: number) => number): Record<string, number> =>
    Object.fromEntries(order.lines.map((l) => [l.lineId, Math.max(size(l.lineId, l.quantity), 0)]));
  return {
    invoiced: pool((id) => of(paid, id) - of(credited, id)),
    unsent: pool((id, quantity) => quantity - Math.max(of(aim, id), of(sent, id) + of(asked, id)) - of(unsent, id)),
  };
}

/** No further invoice of the line can come. */
function isSettled(s: State, lineId: string): boolean {
  if (!live(s) && !gone(s)) return false;
  const waits = s.validation.waits || s.stock.asked.length > 0 || s.early.length > 0;
  const coming = s.sent.some((x) =>
    (x.invoice === 'due' || x.invoice === 'asked') && x.lines.some((l) => l.lineId === lineId));
  const held = s.stock.free.some((l) => l.lineId === lineId);
  if (live(s) && of(elsewhere(s), lineId) > of(shipped(s), lineId)) return false;
  return !coming && of(open(s), lineId) === 0 && (gone(s) || (!waits && !held && of(deficit(s), lineId) === 0));
}
