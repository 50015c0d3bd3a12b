/**
 * A count says what was physically there at its moment; what left since is not there any more, what came since is.
 * The difference to the books is a variance. Promises stand: a count below what is promised takes the free stock to
 * zero and asks for a recount. An older count than the last one says nothing.
 */
import type { Sku } from '#domain/brand.ts';
import { OUTSIDE, stockAccount } from '#domain/goods.ts';
import type { StockCounted } from '#domain/messages.ts';
import type { Draft } from '../append.ts';
import { arriving, calmed, changed, complain, onHand, recountOf, type GoodsCase } from './goods-case.ts';
import { lotsCounted } from './goods-lots.ts';
import { physicalAt } from './goods-stock.ts';

export function count(c: GoodsCase, data: StockCounted['data']): Draft[] {
  const { location, sku, onHand: counted, asOf } = data;
  const { d, stock } = c;
  const last = stock.counted(d.tenant, location, sku);
  if (last && Temporal.Instant.compare(asOf, last.asOf) < 0) return [];
  // This count is the recount; when as many are missing still, it asks anew.
  if (last && last.missing > 0) calmed(c, data, last.asOf);
  lotsCounted(c, data);
  const missing = stockAccount(location, 'missing');
  stock.move(d, [{ sku, from: missing, to: OUTSIDE.variance, quantity: stock.at(d.tenant, missing, sku) }], 'counted');
  const free = stock.at(d.tenant, onHand(location), sku);
  const books = physicalAt(location).reduce((n, account) => n + stock.at(d.tenant, account, sku), 0);
  const difference = counted - stock.leftSince(d, location, sku, asOf) - books;
  const moved = Math.max(difference, -free);
  stock.remember(d.tenant, location, sku, { asOf, missing: moved - difference, byLot: data.lots ? asOf : last?.byLot });
  stock.move(d, moved > 0 ? arriving(c, OUTSIDE.variance, { location, sku }, moved)
    : [{ sku, from: onHand(location), to: OUTSIDE.variance, quantity: -moved }], 'counted');
  const first = last === undefined;
  const drafts = moved === 0 && !first && !data.lots ? [] : changed(c, [sku as Sku]);
  if (moved === difference) return drafts;
  const detail = `${location} counted ${counted} of ${sku}; ${moved - difference} more are promised to orders`;
  return [...drafts, complain(c, 'StockNegative', recountOf(location, sku, asOf), detail)];
}
