/**
 * Money given back. Square makes an order of its own for goods that come back, which names the order and lines they were
 * bought in; an amount given back without goods is only a refund of a payment.
 */
import { brand } from '#domain/brand.ts';
import { subtract, sum, zero } from '#domain/measure.ts';
import type { Refund, RefundLine } from '#domain/order.ts';
import type { News } from '#connectors/contract.ts';
import { REFUND } from './status.ts';
import { isKnown, meaning, strange } from '#connectors/translation.ts';
import { money, pieces, unitOf, type SquareOrder, type SquareRefund, type SquareReturn } from './shape.ts';
import { webOrder } from './web.ts';

/** The returns of an order, each against the order it was bought in; one without is nobody's refund. */
export function returnNews(o: SquareOrder): News[] {
  const odd = oddStates(...(o.refunds ?? []).map((r) => r.status));
  if (odd.length > 0) return odd;
  return (o.returns ?? []).flatMap((r, i): News[] => {
    if (r.source_order_id) return [{ said: 'refund', order: brand(r.source_order_id), refund: returned(o, r, i) }];
    return webOrder(o, r) ? [] : [{ said: 'nothing', why: `return ${o.id} names no order it was bought in` }];
  });
}

function returned(o: SquareOrder, r: SquareReturn, i: number): Refund {
  const lines = r.return_line_items ?? [];
  const unit = unitOf([r.return_amounts?.total_money, ...lines.map((l) => l.total_money)]);
  const named = lines.flatMap((l): RefundLine[] => {
    if (!l.source_line_item_uid) return [];
    const tax = money(l.total_tax_money, unit);
    return [{
      lineId: brand(l.source_line_item_uid), quantity: Math.max(pieces(l.quantity).count, 1), tax, restock: 'return',
      net: subtract(money(l.total_money, unit), tax),
    }];
  });
  const covered = sum(unit, named.flatMap((l) => [l.net, l.tax]));
  const amount = r.return_amounts?.total_money ? money(r.return_amounts.total_money, unit) : covered;
  const [given] = o.refunds ?? [];
  return {
    external: brand(i === 0 ? o.id : `${o.id}/${r.uid ?? i}`), at: o.closed_at ?? o.updated_at ?? o.created_at, lines: named,
    shipping: zero(unit), shippingTax: zero(unit), adjustment: subtract(amount, covered),
    tenders: [{ external: brand(given?.id ?? `${o.id}/back`), method: 'other', amount, state: stateOf(given?.status) }],
  };
}

/** An amount given back on an order that took nothing back. */
export function amountNews(r: SquareRefund, order: SquareOrder | undefined): News[] {
  const odd = oddStates(r.status);
  return odd.length > 0 ? odd : [amountIn(r, order)];
}
function amountIn(r: SquareRefund, order: SquareOrder | undefined): News {
  if (!r.order_id || !order) return { said: 'nothing', why: `refund ${r.id} is of no order` };
  if ((order.returns ?? []).length > 0) return { said: 'nothing', why: `refund ${r.id} is told by the return ${order.id}` };
  const unit = unitOf([r.amount_money]);
  const amount = money(r.amount_money, unit);
  return { said: 'refund', order: brand(r.order_id), refund: {
    external: brand(r.id), at: r.updated_at ?? r.created_at ?? order.created_at, lines: [],
    shipping: zero(unit), shippingTax: zero(unit), adjustment: amount, ...(r.reason && { reason: r.reason }),
    tenders: [{ external: brand(r.id), method: 'other', amount, state: stateOf(r.status) }],
  } };
}

/** An order that names no state of a refund was made when the money went back; of a word nobody knows, only that is known. */
const stateOf = (status: string | null | undefined): Refund['tenders'][number]['state'] =>
  (status ? meaning(REFUND, status) ?? 'pending' : 'paid');
const oddStates = (...all: readonly (string | null | undefined)[]): News[] =>
  all.flatMap((s) => (s && !isKnown(REFUND, s) ? [strange(REFUND, s)] : []));
