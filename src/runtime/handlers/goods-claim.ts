/**
 * Claims on goods that are on order or on their way between our places: who asked first gets the first units that come.
 * Claimed units leave `incoming` or `in_transit`; when they arrive they are held for their order until it asks again, so
 * nobody who comes later is served before. What the shelf has of such an order is held for it at once.
 */
import type { LocalDate, OrderId, Sku } from '#domain/brand.ts';
import { OUTSIDE, stockAccount } from '#domain/goods.ts';
import { totals } from '#domain/kit.ts';
import type { Shortage, Source } from '#domain/sourcing.ts';
import type { Draft } from '../append.ts';
import { onHand, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { ceilingOf, sourcesFor, type Wish } from './goods-sources.ts';
import { follow } from './handler.ts';

export type Expected = { readonly claimed?: true; readonly expected?: LocalDate };

interface Pick {
  readonly sku: Sku; readonly location: string; readonly quantity: number;
  readonly from: 'on_hand' | 'in_transit' | 'incoming';
}

/**
 * What the shelf is short of is claimed from goods on their way or on order, as far as the policy sells those, and what
 * the shelf has is kept for the order: all of it or nothing. Says by when it should be here.
 */
export function claimIncoming(c: GoodsCase, wish: Wish & { orderId: OrderId }, short: readonly Shortage[]): Expected {
  if (short.length === 0) return {};
  const sources = sourcesFor(c, wish).filter((s) => !s.barred);
  const ceiling = ceilingOf(c, wish, sources);
  const picks: Pick[] = [];
  for (const [sku, wanted] of totals(wish.demands)) {
    const found = pick(c, { wish, sources, sku, wanted, shelf: ceiling.get(sku) ?? Infinity });
    if (!found) return {};
    picks.push(...found);
  }
  if (picks.every((p) => p.from === 'on_hand')) return {};
  for (const p of picks) {
    write(c, wish.orderId, p);
    // A row without units, by which a cancellation finds the claim.
    const line = wish.demands.find((x) => x.pieces.some((piece) => piece.sku === p.sku))!;
    c.stock.hold({
      tenant: c.d.tenant, orderId: wish.orderId, lineId: line.lineId, sku: p.sku, location: p.location, reserved: 0, taken: 0,
      per: line.pieces.find((piece) => piece.sku === p.sku)!.per, ...(p.sku !== line.sku && { lineSku: line.sku }),
    });
  }
  const days = picks.filter((p) => p.from !== 'on_hand').map((p) => (p.from === 'incoming' ? dueDay(c, p) : undefined));
  const expected = days.every((day) => day !== undefined) ? days.sort().at(-1) : undefined;
  return { claimed: true, ...(expected && { expected: expected as LocalDate }) };
}

/** An order that asks once more keeps its place among those who wait. */
function write({ d, batch, stock }: GoodsCase, orderId: OrderId, { sku, location, quantity, from }: Pick): void {
  const to = ({ on_hand: 'held', in_transit: 'bound', incoming: 'claimed' } as const)[from];
  stock.move(d, [{ sku, from: stockAccount(location, from), to: stockAccount(location, to), quantity }], 'claimed');
  const of = { tenant: d.tenant, sku, location, order_id: orderId };
  const before = stock.claimOf(of) ?? { ...of, quantity: 0, allotted: 0, moving: 0, asked: batch.now };
  stock.claim({
    ...before, quantity: before.quantity + quantity, allotted: before.allotted + (from === 'on_hand' ? quantity : 0),
    moving: before.moving + (from === 'in_transit' ? quantity : 0),
  });
}

const onOrder = (x: { quantity: number; allotted: number; moving: number }): number => x.quantity - x.allotted - x.moving;

interface Picking {
  readonly wish: Wish; readonly sources: readonly Source[]; readonly sku: Sku; readonly wanted: number;
  /** No more than this of the shelf: the rest is kept for other channels. */
  readonly shelf: number;
}
function pick(c: GoodsCase, { wish, sources, sku, wanted, shelf }: Picking): Pick[] | undefined {
  const { tenant } = c.d;
  let [open, onShelf] = [wanted, shelf];
  const take = (location: string, from: Pick['from'], there: number): Pick[] => {
    const quantity = Math.min(open, there);
    open -= Math.max(0, quantity);
    return quantity > 0 ? [{ sku, location, quantity, from }] : [];
  };
  const own = sources.filter((s) => !s.partsOnly?.has(sku));
  const here = own.flatMap(({ location, stock }) => {
    const found = take(location, 'on_hand', Math.min(onShelf, stock.get(sku) ?? 0));
    onShelf -= found[0]?.quantity ?? 0;
    return found;
  });
  const moving = own.flatMap(({ location }) => {
    const l = tenantIn(c).locations.find((x) => x.location === location);
    return policyFor(c, wish.channel, sku, l).sellInTransit
      ? take(location, 'in_transit', c.stock.at(tenant, stockAccount(location, 'in_transit'), sku)) : [];
  });
  const { backorder, preorder } = policyFor(c, wish.channel, sku);
  const claimed = c.stock.claimsOn(tenant, sku).reduce((n, x) => n + onOrder(x), 0);
  if (claimed + open > Math.max(backorder, preorder) && open > 0) return undefined;
  const sells = new Set<string>(own.map((s) => s.location));
  const places = [...new Set(c.stock.expectedAt(tenant, sku).map((row) => row.location))].filter((x) => sells.has(x));
  const ahead = places.flatMap((location) => take(location, 'incoming', c.stock.at(tenant, stockAccount(location, 'incoming'), sku)));
  return open === 0 ? [...here, ...moving, ...ahead] : undefined;
}

/** The day by which the goods of this and all earlier claims should be here. */
function dueDay(c: GoodsCase, { sku, location }: { sku: Sku; location: string }): string | undefined {
  let need = c.stock.claimsOn(c.d.tenant, sku, location).reduce((n, x) => n + onOrder(x), 0);
  for (const row of c.stock.expectedAt(c.d.tenant, sku, location)) {
    need -= row.quantity;
    if (need <= 0) return row.expected ?? undefined;
  }
  return undefined;
}

/** What an order has claimed of items, in words that differ when anything of it does. */
export const claimsOf = ({ d, stock }: GoodsCase, orderId: string, skus: readonly string[]): ReadonlyMap<string, string> =>
  new Map(skus.map((sku) => [sku, stock.claimsOn(d.tenant, sku).filter((x) => x.order_id === orderId)
    .map((x) => `${x.location} ${x.allotted} ${x.moving} ${onOrder(x)}`).sort().join()]));

/** Gives back what an order claimed: it asks anew, or does not want it any more. */
export function unclaim(c: GoodsCase, orderId: string, skus: readonly string[]): string[] {
  const { d, stock } = c;
  const mine = skus.flatMap((sku) => stock.claimsOn(d.tenant, sku).filter((x) => x.order_id === orderId));
  for (const claim of mine) {
    const { sku, location } = claim;
    stock.move(d, [
      { sku, from: stockAccount(location, 'held'), to: onHand(location), quantity: claim.allotted },
      { sku, from: stockAccount(location, 'bound'), to: stockAccount(location, 'in_transit'), quantity: claim.moving },
      { sku, from: stockAccount(location, 'claimed'), to: stockAccount(location, 'incoming'), quantity: onOrder(claim) },
    ], 'unclaimed');
    stock.claim({ ...claim, quantity: 0, allotted: 0, moving: 0 });
  }
  return mine.map((x) => x.sku);
}

/** Goods on order that have come: the books expect them no longer, and those who claimed them are told. */
export function receive(c: GoodsCase, at: { location: string; sku: string }, quantity: number, document: string | undefined): Draft[] {
  const { d, stock } = c;
  const rows = stock.expectedAt(d.tenant, at.sku, at.location).filter((r) => r.quantity > 0);
  const first = rows.filter((r) => r.document === document);
  let open = quantity;
  for (const row of [...first, ...(document === undefined ? rows : [])]) {
    const n = Math.min(open, row.quantity);
    open -= n;
    if (n > 0) stock.expect({ ...row, quantity: row.quantity - n });
  }
  const came = quantity - open;
  const claimed = allot(c, at, came);
  const rest = Math.min(came - claimed.units, stock.at(d.tenant, stockAccount(at.location, 'incoming'), at.sku));
  stock.move(d, [{ sku: at.sku, from: stockAccount(at.location, 'incoming'), to: OUTSIDE.onOrder, quantity: rest }], 'expected');
  return [...claimed.drafts, ...disappoint(c, at, came - claimed.units - rest, OUTSIDE.onOrder)];
}

/** Fewer goods come for them than were claimed: the latest claims go back, and their orders ask anew. */
export function disappoint(c: GoodsCase, { location, sku }: { location: string; sku: string }, missing: number, to: string): Draft[] {
  const { d, stock } = c;
  let open = missing;
  const told: Draft[] = [];
  for (const claim of stock.claimsOn(d.tenant, sku, location).toReversed()) {
    const n = Math.min(open, onOrder(claim));
    if (n <= 0) continue;
    open -= n;
    stock.move(d, [{ sku, from: stockAccount(location, 'claimed'), to, quantity: n }], 'unclaimed');
    stock.claim({ ...claim, quantity: claim.quantity - n });
    told.push(tell(c, claim.order_id));
  }
  return told;
}
const tell = ({ d, batch }: GoodsCase, orderId: string): Draft =>
  follow(d, 0, { type: 'StockArrived', data: { orderId }, key: `${orderId}:${d.id}` }, batch.now);

function allot(c: GoodsCase, { location, sku }: { location: string; sku: string }, came: number): { units: number; drafts: Draft[] } {
  const { d, stock } = c;
  let units = 0;
  const drafts: Draft[] = [];
  for (const claim of stock.claimsOn(d.tenant, sku, location)) {
    const n = Math.min(came - units, onOrder(claim), stock.at(d.tenant, onHand(location), sku));
    if (n <= 0) continue;
    units += n;
    stock.move(d, [
      { sku, from: stockAccount(location, 'claimed'), to: OUTSIDE.onOrder, quantity: n },
      { sku, from: onHand(location), to: stockAccount(location, 'held'), quantity: n },
    ], 'allotted');
    stock.claim({ ...claim, allotted: claim.allotted + n });
    drafts.push(tell(c, claim.order_id));
  }
  return { units, drafts };
}

/** Goods from another place of ours that orders claimed on their way: kept for them, who asked first first. */
export function landed(c: GoodsCase, { location, sku }: { location: string; sku: string }, quantity: number): Draft[] {
  const { d, stock } = c;
  let open = quantity;
  return stock.claimsOn(d.tenant, sku, location).flatMap((claim) => {
    const n = Math.min(open, claim.moving);
    if (n <= 0) return [];
    open -= n;
    stock.move(d, [{ sku, from: stockAccount(location, 'bound'), to: stockAccount(location, 'held'), quantity: n }], 'arrived');
    stock.claim({ ...claim, moving: claim.moving - n, allotted: claim.allotted + n });
    return [tell(c, claim.order_id)];
  });
}
/** Of a transfer that is closed, what never came and was claimed: the latest claims go, and their orders ask anew. */
export function lostOnTheWay(c: GoodsCase, { location, sku }: { location: string; sku: string }, quantity: number): Draft[] {
  const { d, stock } = c;
  let open = quantity;
  return stock.claimsOn(d.tenant, sku, location).toReversed().flatMap((claim) => {
    const n = Math.min(open, claim.moving);
    if (n <= 0) return [];
    open -= n;
    stock.move(d, [{ sku, from: stockAccount(location, 'bound'), to: OUTSIDE.lost, quantity: n }], 'transfer short');
    stock.claim({ ...claim, quantity: claim.quantity - n, moving: claim.moving - n });
    return [tell(c, claim.order_id)];
  });
}
