/**
 * Goods of an order that came back: into inspection first, and out of it to the shelf, aside, or away. What lies in
 * inspection or is damaged cannot be sold. A kit comes back as its parts.
 */
import { OUTSIDE, stockAccount } from '#domain/goods.ts';
import type { GoodsRestocked, GoodsReturned } from '#domain/messages.ts';
import type { Draft } from '../append.ts';
import { arriving, changed, countedBefore, piecesFor, tenantIn, type GoodsCase } from './goods-case.ts';
import { lotsBack } from './goods-lots-back.ts';
import type { Movement } from './goods-stock.ts';

export function returned(c: GoodsCase, { location, lines }: GoodsReturned['data']): Draft[] {
  for (const { sku, quantity } of pieces(c, lines))
    c.stock.move(c.d, [{ sku, from: OUTSIDE.returned, to: stockAccount(location, 'inspection'), quantity }], 'returned');
  return [];
}

export function restocked(c: GoodsCase, { location, lines, at }: GoodsRestocked['data']): Draft[] {
  const from = stockAccount(location, 'inspection');
  const touched: string[] = [];
  const drafts: Draft[] = [];
  for (const { disposition, lots = [], ...line } of lines) {
    for (const { sku, quantity } of pieces(c, [line])) {
      const place = { location, sku };
      c.stock.move(c.d, TO[disposition](c, from, place, quantity), disposition === 'resaleable' ? 'restocked' : disposition);
      if (disposition !== 'resaleable') continue;
      touched.push(sku);
      // A count after it was put on the shelf has it already.
      countedBefore(c, place, -quantity, at);
    }
    drafts.push(...lotsBack(c, { location, at, resaleable: disposition === 'resaleable' }, lots));
  }
  return [...changed(c, touched), ...drafts];
}

type Move = (c: GoodsCase, from: string, at: { readonly location: string; readonly sku: string }, quantity: number) => Movement[];
const TO: Readonly<Record<GoodsRestocked['data']['lines'][number]['disposition'], Move>> = {
  resaleable: (c, from, at, quantity) => arriving(c, from, at, quantity),
  damaged: (_c, from, { location, sku }, quantity) => [{ sku, from, to: stockAccount(location, 'damaged'), quantity }],
  destroyed: (_c, from, { sku }, quantity) => [{ sku, from, to: OUTSIDE.lost, quantity }],
};

const pieces = (c: GoodsCase, lines: readonly { readonly sku: string; readonly quantity: number }[]) => lines.flatMap((line) =>
  piecesFor(tenantIn(c), line.sku).map(({ sku, per }) => ({ sku: sku as string, quantity: line.quantity * per })));
