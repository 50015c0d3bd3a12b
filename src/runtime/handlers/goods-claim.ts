/**
 * Claims on goods that are on order: who asked first gets the first units that come. Claimed units leave `incoming`;
 * when they arrive they are held for their order until it asks again, so nobody who comes later is served before.
 */
import type { LocalDate, OrderId, Sku } from '#domain/brand.ts';
import { OUTSIDE, stockAccount } from '#domain/goods.ts';
import { totals } from '#domain/kit.ts';
import type { Shortage } from '#domain/sourcing.ts';
import type { Draft } from '../append.ts';
import { onHand, policyFor, tenantIn, type GoodsCase } from './goods-case.ts';
import type { Wish } from './goods-sources.ts';
import { follow } from './handler.ts';

export type Expected = { readonly claimed?: true; readonly expected?: LocalDate };

/** Claims what the shelf is short of, all of it or nothing; says by when it should be here. */
export function claimIncoming(c: GoodsCase, wish: Wish & { orderId: OrderId }, short: readonly Shortage[]): Expected {
  if (short.length === 0) return {};
  const picks: { sku: Sku; location: string; quantity: number }[] = [];
  for (const [sku, wanted] of totals(wish.demands)) {
    const free = tenantIn(c).locations.reduce((n, l) => n + c.stock.at(c.d.tenant, onHand(l.location), sku), 0);
    const missing = Math.max(0, wanted - free);
    const found = missing === 0 ? [] : pick(c, wish, sku, missing);
    if (!found) return {};
    picks.push(...found);
  }
  if (picks.length === 0) return {};
  for (const { sku, location, quantity } of picks) {
    c.stock.move(c.d, [{ sku, from: stockAccount(location, 'incoming'), to: stockAccount(location, 'claimed'), quantity }], 'claimed');
    c.stock.claim({ tenant: c.d.tenant, sku, location, order_id: wish.orderId, quantity, allotted: 0, asked: c.batch.now });
    // A row without units, by which a cancellation finds the claim.
    const line = wish.demands.find((x) => x.pieces.some((p) => p.sku === sku))!;
    c.stock.hold({
      tenant: c.d.tenant, orderId: wish.orderId, lineId: line.lineId, sku, location, reserved: 0, taken: 0,
      per: line.pieces.find((p) => p.sku === sku)!.per, ...(sku !== line.sku && { lineSku: line.sku }),
    });
  }
  const days = picks.map((p) => dueDay(c, p));
  const expected = days.every((day) => day !== undefined) ? days.sort().at(-1) : undefined;
  return { claimed: true, ...(expected && { expected: expected as LocalDate }) };
}

function pick(c: GoodsCase, wish: Wish, sku: Sku, missing: number): { sku: Sku; location: string; quantity: number }[] | undefined {
  const policy = policyFor(c, wish.channel, sku);
  const limit = Math.max(policy.backorder, policy.preorder);
  const claimed = c.stock.claimsOn(c.d.tenant, sku).reduce((n, x) => n + x.quantity - x.allotted, 0);
  if (policy.reach !== 'backorder' || claimed + missing > limit) return undefined;
  const places = [...new Set(c.stock.expectedAt(c.d.tenant, sku).map((row) => row.location))];
  let open = missing;
  const found = places.flatMap((location) => {
    const quantity = Math.min(open, c.stock.at(c.d.tenant, stockAccount(location, 'incoming'), sku));
    open -= quantity;
    return quantity > 0 ? [{ sku, location, quantity }] : [];
  });
  return open === 0 ? found : undefined;
}

/** The day by which the goods of this and all earlier claims should be here. */
function dueDay(c: GoodsCase, { sku, location }: { sku: Sku; location: string }): string | undefined {
  let need = c.stock.claimsOn(c.d.tenant, sku, location).reduce((n, x) => n + x.quantity - x.allotted, 0);
  for (const row of c.stock.expectedAt(c.d.tenant, sku, location)) {
    need -= row.quantity;
    if (need <= 0) return row.expected ?? undefined;
  }
  return undefined;
}

/** Gives back what an order claimed: it asks anew, or does not want it any more. */
export function unclaim(c: GoodsCase, orderId: string, skus: readonly string[]): string[] {
  const { d, stock } = c;
  const mine = skus.flatMap((sku) => stock.claimsOn(d.tenant, sku).filter((x) => x.order_id === orderId));
  for (const claim of mine) {
    const { sku, location } = claim;
    stock.move(d, [
      { sku, from: stockAccount(location, 'held'), to: onHand(location), quantity: claim.allotted },
      { sku, from: stockAccount(location, 'claimed'), to: stockAccount(location, 'incoming'), quantity: claim.quantity - claim.allotted },
    ], 'unclaimed');
    stock.claim({ ...claim, quantity: 0, allotted: 0 });
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
    const n = Math.min(open, claim.quantity - claim.allotted);
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
    const n = Math.min(came - units, claim.quantity - claim.allotted, stock.at(d.tenant, onHand(location), sku));
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
