/**
 * Goods that moved without a fulfillment of ours: sold over the counter, brought back, received, transferred, found,
 * lost, damaged. A movement is a fact: it is booked even when the books had less, and the difference is told to a person.
 */
import { stop } from '#domain/fault.ts';
import { earlyAt, OUTSIDE, owedAt, stockAccount, transferOf } from '#domain/goods.ts';
import type { GoodsExpected, MovementKind, StockMoved } from '#domain/messages.ts';
import type { Draft } from '../append.ts';
import { arriving, changed, complain, countedBefore, eaches, leaving, onHand, type GoodsCase } from './goods-case.ts';
import { disappoint, landed, lostOnTheWay, receive } from './goods-claim.ts';
import { lotsMoved } from './goods-lots-out.ts';
import type { Movement } from './goods-stock.ts';

type Moved = StockMoved['data'];
interface Move { readonly at: { readonly location: string; readonly sku: string }; readonly quantity: number; readonly m: Moved }

/** Per kind: what moves, and how many physically left (negative: came). */
const KINDS: Readonly<Record<MovementKind, (c: GoodsCase, x: Move) => { movements: Movement[]; out: number }>> = {
  sold: (c, x) => ({ movements: leaving(c, OUTSIDE.sold, x.at, x.quantity), out: x.quantity }),
  lost: (c, x) => ({ movements: leaving(c, OUTSIDE.lost, x.at, x.quantity), out: x.quantity }),
  damaged: (c, x) => ({ movements: leaving(c, stockAccount(x.at.location, 'damaged'), x.at, x.quantity), out: x.quantity }),
  sent: (c, x) => ({ movements: sending(c, x), out: x.quantity }),
  received: (c, x) => ({ movements: arriving(c, OUTSIDE.supplier, x.at, x.quantity), out: -x.quantity }),
  found: (c, x) => ({ movements: arriving(c, OUTSIDE.found, x.at, x.quantity), out: -x.quantity }),
  arrived: (c, x) => ({ movements: landing(c, x), out: -x.quantity }),
  returned: (c, x) => {
    const { disposition = 'sellable' } = x.m;
    if (disposition === 'sellable') return { movements: arriving(c, OUTSIDE.returned, x.at, x.quantity), out: -x.quantity };
    const to = stockAccount(x.at.location, disposition);
    return { movements: [{ sku: x.at.sku, from: OUTSIDE.returned, to, quantity: x.quantity }], out: 0 };
  },
};

export function moved(c: GoodsCase, m: Moved): Draft[] {
  const { d, stock } = c;
  if (!Number.isSafeInteger(m.quantity) || m.quantity <= 0) throw stop.malformed(`${m.external} moves ${m.quantity} of ${m.sku}`);
  const x: Move = { at: { location: m.location, sku: m.sku }, quantity: eaches(c, m.sku, m.quantity, m.unit), m };
  const before = stock.owed(d.tenant, m.location, m.sku);
  const { movements, out } = KINDS[m.kind](c, x);
  stock.move(d, movements, m.kind);
  const serial = lotsMoved(c, x.at, x.quantity, m);
  countedBefore(c, x.at, out, m.at);
  const told = m.kind === 'received' ? receive(c, x.at, x.quantity, m.document) : m.kind === 'arrived' ? landed(c, x.at, x.quantity) : [];
  const over = transferred(c, x);
  const owed = stock.owed(d.tenant, m.location, m.sku);
  const detail = `${m.location} ${m.kind} ${x.quantity} of ${m.sku}, ${owed - before} more than the books had free there`;
  return [
    ...told, ...over, ...serial,
    ...(owed > before ? [complain(c, 'StockNegative', `moved:${m.connection}:${m.external}:${m.sku}`, detail)] : []),
    ...changed(c, [m.sku]),
  ];
}

/** On its way to another place of ours; goods that were heard to arrive before settle that first. */
function sending(c: GoodsCase, { at, quantity, m }: Move): Movement[] {
  if (!m.other) return leaving(c, OUTSIDE.lost, at, quantity);
  const early = Math.min(quantity, Math.max(0, -c.stock.at(c.d.tenant, earlyAt(m.other), at.sku)));
  const goods = leaving(c, stockAccount(m.other, 'in_transit'), at, quantity);
  return [...goods, { sku: at.sku, from: stockAccount(m.other, 'in_transit'), to: earlyAt(m.other), quantity: early }];
}
/** What comes that orders claimed on its way is kept for them (`landed`); the rest settles what is owed there, then is free. */
function landing(c: GoodsCase, { at, quantity }: Move): Movement[] {
  const on = (kind: 'in_transit' | 'bound') => c.stock.at(c.d.tenant, stockAccount(at.location, kind), at.sku);
  const free = quantity - Math.min(quantity, on('bound'));
  const known = Math.min(free, on('in_transit'));
  const via = (from: string, n: number, owed: number) =>
    [{ sku: at.sku, from, to: owedAt(at.location), quantity: Math.min(n, owed) },
      { sku: at.sku, from, to: onHand(at.location), quantity: n - Math.min(n, owed) }];
  const owed = c.stock.owed(c.d.tenant, at.location, at.sku);
  return [
    ...via(stockAccount(at.location, 'in_transit'), known, owed),
    ...via(earlyAt(at.location), free - known, Math.max(0, owed - known)),
  ];
}

/** Both ends name one document: what is left of it when it is closed is short, what came beyond it is over. */
function transferred(c: GoodsCase, { at, quantity, m }: Move): Draft[] {
  if (!m.transfer || (m.kind !== 'sent' && m.kind !== 'arrived')) return [];
  const { d, stock } = c;
  const account = transferOf(m.transfer);
  const { sku, location } = at;
  stock.move(d, m.kind === 'sent' ? [{ sku, from: OUTSIDE.transfers, to: account, quantity }]
    : [{ sku, from: account, to: OUTSIDE.transfers, quantity }], `transfer ${m.kind}`);
  const left = stock.at(d.tenant, account, sku);
  if (m.kind !== 'arrived' || !m.final || left === 0) return [];
  const transit = Math.min(Math.max(0, left), stock.at(d.tenant, stockAccount(location, 'in_transit'), sku));
  const told = lostOnTheWay(c, at, Math.max(0, left) - transit);
  stock.move(d, [{ sku, from: stockAccount(location, 'in_transit'), to: OUTSIDE.lost, quantity: transit }], 'transfer short');
  stock.move(d, [{ sku, from: account, to: OUTSIDE.transfers, quantity: left }], 'transfer closed');
  const detail = left > 0 ? `transfer ${m.transfer} came to ${location} with ${left} × ${sku} less than was sent`
    : `transfer ${m.transfer} came to ${location} with ${-left} × ${sku} more than was sent`;
  return [...told, complain(c, 'TransferMismatch', `transfer:${m.transfer}:${location}:${sku}`, detail)];
}

/** What one document still leads us to expect. A word older than the last one says nothing. */
export function expected(c: GoodsCase, e: GoodsExpected['data']): Draft[] {
  const { d, stock } = c;
  const quantity = eaches(c, e.sku, e.quantity, e.unit);
  if (quantity < 0) throw stop.malformed(`${e.document} expects ${e.quantity} of ${e.sku}`);
  const last = stock.expectedAt(d.tenant, e.sku, e.location).find((r) => r.document === e.document);
  if (last && Temporal.Instant.compare(Temporal.Instant.from(e.at), instant(last.said_at)) < 0) return [];
  const incoming = stockAccount(e.location, 'incoming');
  const by = quantity - (last?.quantity ?? 0);
  const drafts = by < 0 ? disappoint(c, e, -by - stock.at(d.tenant, incoming, e.sku), incoming) : [];
  stock.move(d, by >= 0 ? [{ sku: e.sku, from: OUTSIDE.onOrder, to: incoming, quantity: by }]
    : [{ sku: e.sku, from: incoming, to: OUTSIDE.onOrder, quantity: Math.min(-by, stock.at(d.tenant, incoming, e.sku)) }], 'expected');
  stock.expect({
    tenant: d.tenant, sku: e.sku, location: e.location, document: e.document, quantity, expected: e.expected ?? null, said_at: e.at,
  });
  return [...drafts, ...changed(c, [e.sku])];
}
/** PostgreSQL writes a timestamp with a space and a short offset. */
const instant = (text: string): Temporal.Instant => Temporal.Instant.from(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
