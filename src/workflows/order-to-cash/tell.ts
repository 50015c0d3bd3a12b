/**
 * Telling return-to-refund what was sold, what of it left and what was refunded: once it has asked, and again whenever
 * that changes. Orders of which nothing comes back are never asked about.
 */
import type { OrderId } from '#domain/brand.ts';
import type { Sale, SettledClaim, SoldLine } from '#domain/return.ts';
import { alike } from '../alike.ts';
import { of, tally } from './quantities.ts';
import { go, stay, type Claim, type State, type Taken } from './state.ts';
import { shipped } from './views.ts';

/** Asked for the first time; an order that nobody has shown is answered at once. */
export function askedAbout(s: State, orderId: OrderId): Taken {
  if (s.told) return stay(s);
  return s.order ? go({ ...s, told: {} }) : go({ ...s, told: {} }, { type: 'SaleTold', data: { orderId } });
}

export function telling(s: State): Taken {
  const { order, told } = s;
  if (!order || !told) return stay(s);
  const { to, external } = s.erp;
  const sale: Sale = {
    order: { ...order, refunds: s.claims.map((c) => c.refund) }, lines: soldLines(s), refunds: settledClaims(s),
    ...(to && { erp: to }), ...(external && { erpOrder: external }),
  };
  if (alike(sale, told.sale)) return stay(s);
  return go({ ...s, told: { sale } }, { type: 'SaleTold', data: { orderId: order.orderId, sale } });
}

const soldLines = (s: State): SoldLine[] => s.lines.map(({ lineId, sku }) => {
  const last = s.sent.findLast((x) => x.lines.some((l) => l.lineId === lineId));
  return {
    lineId, sku, shipped: of(shipped(s), lineId), ...(last && { shippedAt: last.at }),
    ...(last?.shipment && { from: last.shipment.location }),
  };
});

/** A refund whose units are not known yet (its invoice has to come first) is told when they are. */
const settledClaims = (s: State): SettledClaim[] => s.claims.filter((c) => c.memo !== 'due').map((claim) => ({
  refund: claim.refund.external,
  lines: claim.refund.lines.map((l, i) => ({ lineId: l.lineId, quantity: unitsThatLeft(s, claim, i),
    comesBack: l.restock === 'return' }))
    .filter((l) => l.quantity > 0),
}));

/** Without an ERP nobody credits anything: as many as left. */
function unitsThatLeft(s: State, { refund, credited }: Claim, i: number): number {
  const line = refund.lines[i]!;
  if (s.route?.erp) return credited[i] ?? 0;
  const before = tally(refund.lines.slice(0, i).filter((l) => l.restock !== 'cancel'));
  return line.restock === 'cancel' ? 0 : Math.max(0, Math.min(line.quantity, of(shipped(s), line.lineId) - of(before, line.lineId)));
}
