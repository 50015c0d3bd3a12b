/**
 * Lots that a buyer sends back: a resaleable unit comes back into its lot. A number that the order was not sent is told to a
 * person, as a wrong one of a shipment is; the goods are where they are all the same. Where nobody said which lots the order
 * was sent, there is nothing to hold it against.
 */
import { lotAt, OUTSIDE } from '#domain/goods.ts';
import { sayLots, type LotUnits } from '#domain/lot.ts';
import type { GoodsRestocked } from '#domain/messages.ts';
import { lotsOfOrder } from '#store/stock-lot.ts';
import type { Claimed } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import { complain, type GoodsCase } from './goods-case.ts';
import { countedSince } from './goods-lots-out.ts';
import type { Stock } from './goods-stock.ts';
import type { Batch } from './handler.ts';

interface Back { readonly location: string; readonly at: string; readonly resaleable: boolean }

export function lotsBack(c: GoodsCase, back: Back, lots: readonly LotUnits[]): Draft[] {
  return lots.flatMap((l) => {
    if (back.resaleable) comesBack(c, back, l);
    return unsent(c, back, l);
  });
}

function comesBack(c: GoodsCase, { location, at }: Back, { sku, lot, quantity, expires }: LotUnits): void {
  const { d, stock } = c;
  // The lots were counted after it: it lies among them already.
  if (countedSince(c, { location, sku }, at)) return;
  const until = expires ?? stock.lots.of(d.tenant, sku).find((l) => l.lot === lot && l.expires)?.expires;
  stock.lots.name({ tenant: d.tenant, sku, location, lot, expires: until ?? null });
  stock.move(d, [{ sku, from: OUTSIDE.lots, to: lotAt(location, lot), quantity }], 'lot restocked');
}

function unsent(c: GoodsCase, { location }: Back, { sku, lot, quantity }: LotUnits): Draft[] {
  const sent = (c.stock.lots.sent.get(c.d) ?? []).filter((l) => l.sku === sku);
  const out = sent.filter((l) => l.lot === lot).reduce((n, l) => n + l.sent - l.back, 0);
  if (sent.length === 0 || out >= quantity) return [];
  const detail = `${location} took back ${quantity} of ${sku}, lot or serial ${lot}; of that number the order has ${Math.max(0, out)} ` +
    `(it was sent ${sayLots(sent.map((l) => ({ lot: l.lot, quantity: l.sent })))})`;
  return [complain(c, 'SerialMismatch', `serial:${c.d.id}:${sku}:${lot}`, detail)];
}

/** Reads what the orders were sent by lot; only where a return names lots. */
export async function readLotsSent(batch: Batch, stock: Stock, coming: readonly Claimed[]): Promise<void> {
  for (const d of coming) {
    const { lines } = d.data as GoodsRestocked['data'];
    if (lines.some((l) => l.lots)) stock.lots.sent.set(d, await lotsOfOrder(batch.tx, d));
  }
}
