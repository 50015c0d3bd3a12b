/**
 * Promising stock: kits are exploded over the whole order, places are chosen, and everything is promised in one act or
 * nothing is, unless the channel's policy lets an order have a part, go beyond the shelf, or claim goods on order.
 */
import type { ConnectionId } from '#domain/brand.ts';
import { explode, totals } from '#domain/kit.ts';
import type { ReserveStock } from '#domain/messages.ts';
import type { PromisedLine } from '#domain/order.ts';
import type { Draft } from '../append.ts';
import { changed, partsOf, tenantIn, type GoodsCase } from './goods-case.ts';
import { claimIncoming, claimsOf, unclaim } from './goods-claim.ts';
import { lentTo, takeOver } from './goods-holds.ts';
import { find, promise } from './goods-promise.ts';
import { withLots } from './goods-lots.ts';
import { rulesOf } from './goods-sources.ts';
import { fromSuppliers, promiseTheirs } from './goods-suppliers.ts';
import { follow } from './handler.ts';

export function reserve(c: GoodsCase, data: ReserveStock['data']): Draft[] {
  const { d, batch } = c;
  const { orderId, lines, key, round } = data;
  const theirs = fromSuppliers(c, explode(lines, partsOf(tenantIn(c))), data.except);
  const demands = theirs.rest;
  const skus = [...totals(demands).keys()];
  const before = claimsOf(c, orderId, skus);
  unclaim(c, orderId, skus);
  const whole = { ...data, channel: data.channel ?? '*', demands, skus };
  const lent = lentTo(c, whole);
  const wish = { ...whole, demands: lent.rest };
  const found = lent.rest.length === 0 ? { promised: [], short: [], why: [] } : find(c, wish);
  const why = [...lent.why, ...theirs.why, ...found.why];
  const partly = lent.lines.length > 0 && rulesOf(c, wish).partial;
  if (theirs.short.length > 0 || (found.promised.length === 0 && found.short.length > 0 && !partly)) {
    const claimed = theirs.short.length > 0 ? {} : claimIncoming(c, wish, found.short);
    const after = claimsOf(c, orderId, skus);
    return [
      follow(d, 0, {
        type: 'StockRefused', key, data: { orderId, short: [...theirs.short, ...found.short], round, why, ...claimed },
      }, batch.now),
      // Claimed once more as before is no change, else two waiting orders would wake each other for ever.
      ...changed(c, skus.filter((sku) => before.get(sku) !== after.get(sku))),
    ];
  }
  const picks = withLots(c, whole.channel, demands, { held: lent.lines, found: found.promised });
  const freed = takeOver(c, orderId, demands, lent);
  const beyond = promise(c, { id: orderId, kind: 'order' }, demands, found.promised);
  promiseTheirs(c, orderId, theirs.lines);
  const promised = [...picks.lines, ...theirs.lines];
  const t = tenantIn(c);
  const connections = Object.fromEntries(t.locations.flatMap((l) =>
    l.connection && promised.some((p) => p.location === l.location) ? [[l.location, l.connection as ConnectionId]] : []));
  const told = [...why, ...picks.told];
  const said = { orderId, lines: promised, connections, round, why: told, ...(beyond > 0 && { beyond }) };
  return [
    follow(d, 0, { type: 'StockReserved', data: said, key }, batch.now),
    ...expiry(c, data, promised),
    ...changed(c, [...skus, ...freed]),
  ];
}

/** An order that cannot go on yet keeps its promise for as long as the policy of its channel says; a paid one for ever. */
function expiry(c: GoodsCase, { orderId, round, waitsFor, channel }: ReserveStock['data'], promised: readonly PromisedLine[]): Draft[] {
  if (!waitsFor || promised.length === 0) return [];
  const t = tenantIn(c);
  const minutes = { ...(t.policies.get('reservation|*') as object), ...(t.policies.get(`reservation|${channel}`) as object) } as
    Partial<Record<`${typeof waitsFor}Minutes`, number>>;
  const wait = minutes[`${waitsFor}Minutes`];
  if (wait === undefined) return [];
  return [follow(c.d, 7, {
    type: 'AwaitExpiry', data: { orderId, round, because: waitsFor, minutes: wait }, key: `${orderId}:${round}`, wait: wait * 60,
    subject: `order:${orderId}/expires:${round}`,
  }, c.batch.now)];
}
