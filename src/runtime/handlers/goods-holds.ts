/**
 * Units kept for somebody until a time, and how an order takes them over: what was held passes to the order in one
 * movement, never free in between and never promised twice. What the order does not want of them is given back.
 */
import type { StockHeld, HoldEnded } from '#domain/messages.ts';
import { stop } from '#domain/fault.ts';
import { stockAccount } from '#domain/goods.ts';
import { explode, type Demand } from '#domain/kit.ts';
import type { PromisedLine } from '#domain/order.ts';
import type { LocationId, Sku } from '#domain/brand.ts';
import { take, type Shortage } from '#domain/sourcing.ts';
import { endHold, saveHold } from '#store/stock-reservation.ts';
import type { Draft } from '../append.ts';
import { changed, partsOf, tenantIn, type GoodsCase } from './goods-case.ts';
import { askedOf, giveBack } from './goods-give.ts';
import { find, promise, turn } from './goods-promise.ts';
import type { Wish } from './goods-sources.ts';
import { follow } from './handler.ts';

const SAME_MOMENT_SECONDS = 2;

/** All of it or nothing; of what a channel has sold already, as much as there is. */
export function hold(c: GoodsCase, { holdId, channel, reference, until, lines, at, pending }: StockHeld['data']): Draft[] {
  const { d, batch, stock } = c;
  const whole = explode(lines, partsOf(tenantIn(c)));
  const skus = [...new Set(whole.flatMap((x) => x.pieces.map((p) => p.sku)))];
  const wish = (some: readonly Demand[]) => find(c, { channel, demands: some, skus, ...(at && { pickupAt: at }) });
  let demands: readonly Demand[] = whole;
  let found = wish(demands);
  if (pending && found.promised.length === 0) {
    demands = whole.flatMap((x) => asMuch(x, found.short));
    found = wish(demands);
    if (found.promised.length === 0) return [];
  }
  if (found.promised.length === 0)
    throw stop.refused('StockShort', found.short.map((s) => `${s.wanted} × ${s.sku} wanted, ${s.available} there`).join('; '));
  promise(c, { id: holdId, kind: 'hold' }, demands, found.promised);
  stock.also(({ tx, now }) => saveHold(tx, { tenant: d.tenant, holdId, reference, channel, made: now, until }));
  const wait = Math.max(0, Temporal.Instant.from(batch.now).until(until).total('seconds'));
  const end = { holdId, because: 'expired' };
  // Order and hold may have come in the same moment, and neither saw the other.
  const heard = pending && follow(d, 7, {
    type: 'HoldEnded', data: { holdId, because: 'released', ifHeard: pending }, key: `${holdId}:heard`, subject: `hold:${holdId}/heard`,
    wait: SAME_MOMENT_SECONDS,
  }, batch.now);
  return [
    ...(heard ? [heard] : []),
    follow(d, 8, { type: 'HoldEnded', data: end, key: `${holdId}:expired`, subject: `hold:${holdId}/expires`, wait }, batch.now),
    ...changed(c, skus),
  ];
}
function asMuch(x: Demand, short: readonly Shortage[]): Demand[] {
  const there = x.pieces.map(({ sku, per }) => Math.floor((short.find((s) => s.sku === sku)?.available ?? Infinity) / per));
  const quantity = Math.min(x.quantity, ...there);
  return quantity > 0 ? [{ ...x, quantity }] : [];
}

/** A hold that ended before ends again without effect. */
export function holdEnded(c: GoodsCase, { holdId, because }: HoldEnded['data']): Draft[] {
  if (c.stock.endedHere(holdId)) return [];
  const given = giveBack(c, askedOf(c.held));
  c.stock.end(holdId);
  c.stock.also(({ tx }) => endHold(tx, c.d.tenant, { holdId, ended: because }));
  return changed(c, given.map((g) => g.sku));
}

export interface Lent {
  readonly lines: readonly PromisedLine[];
  /** What the order wants beyond it. */
  readonly rest: readonly Demand[];
  readonly why: readonly string[];
}

/** Of the order's demands, what the hold it names has for it, at places that may ship it. */
export function lentTo({ lent, stock }: GoodsCase, { demands, pickupAt, except }: Wish): Lent {
  if (!lent || stock.endedHere(lent.holdId)) return { lines: [], rest: demands, why: [] };
  const open = askedOf(lent.rows).filter((r) => (!pickupAt || r.location === pickupAt) && !except?.includes(r.location as LocationId));
  const places = [...Map.groupBy(open, (r) => r.location)].map(([location, rows]) => ({
    location: location as LocationId,
    stock: new Map([...Map.groupBy(rows, (r) => r.sku as Sku)].map(([sku, some]) => [sku, some.reduce((n, r) => n + r.quantity, 0)])),
  }));
  const lines = take(demands, places);
  const had = (d: Demand) => lines.filter((l) => l.lineId === d.lineId).reduce((n, l) => n + l.quantity, 0);
  const rest = demands.map((d) => ({ ...d, quantity: d.quantity - had(d) })).filter((d) => d.quantity > 0);
  const why = places.flatMap(({ location }) => {
    const mine = lines.filter((l) => l.location === location);
    const what = mine.map((l) => `${l.quantity} × ${l.sku}`).join(', ');
    return mine.length === 0 ? [] : [`${location}: takes ${what} held for ${lent.reference}`];
  });
  return { lines, rest, why };
}

/** Held units become the order's; the rest of the hold is free again. Answers whose availability that changes. */
export function takeOver(c: GoodsCase, orderId: string, demands: readonly Demand[], { lines }: Lent): string[] {
  const { d, stock, lent } = c;
  if (!lent || lines.length === 0) return [];
  const rows = askedOf(lent.rows).map((r) => ({ ...r, left: r.quantity }));
  for (const p of lines)
    for (const { sku, per } of demands.find((x) => x.lineId === p.lineId)!.pieces) {
      let open = p.quantity * per;
      const [from, to] = [stockAccount(p.location, 'held'), stockAccount(p.location, 'reserved')];
      stock.move(d, [{ sku, from, to, quantity: open }], 'taken over');
      stock.hold({
        tenant: d.tenant, orderId, lineId: p.lineId, sku, location: p.location, reserved: open, taken: 0, per, kind: 'order',
        ...(sku !== p.sku && { lineSku: p.sku }), ...turn(c, p.location, true),
      });
      for (const row of rows.filter((r) => r.sku === sku && r.location === p.location)) {
        const units = Math.min(open, row.left);
        open -= units;
        row.left -= units;
        stock.hold({ tenant: d.tenant, orderId: row.order_id, lineId: row.line_id, sku, location: row.location, reserved: -units,
          taken: 0, per: row.per, kind: 'hold' });
      }
    }
  const back = giveBack(c, rows.filter((r) => r.left > 0).map(({ left, ...r }) => ({ ...r, quantity: left })));
  stock.end(lent.holdId);
  stock.also(({ tx }) => endHold(tx, d.tenant, { holdId: lent.holdId, ended: 'taken', by: orderId }));
  return back.map((r) => r.sku);
}
