/**
 * Goods that Tryton put on its shelf when they came back, and that turned out not to be for sale: an internal shipment from
 * the warehouse's storage to where the books keep what is lost or wasted, walked to done. Its reference is our key.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { dateIn } from '#domain/time.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Receipt, Write } from '../contract.ts';
import * as books from './books.ts';
import { contested, keyed, only, type Keyed } from './keys.ts';
import { rows, rpc, step, type TrytonPort } from './rpc.ts';
import type { Settings } from './settings.ts';
import { date, Id } from './values.ts';

type Wish = WishOf<'RecordErpSpoilage'>;
const MODEL = 'stock.shipment.internal';
const Internal = z.object({ id: Id, number: z.string().nullable(), state: z.string() });
type Internal = z.output<typeof Internal>;

export const recordErpSpoilage: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const shipment = await only(port, byKey(key), () => valuesOf(port, wish, key));
    return receiptOf(await contested('internal shipments', () => walk(port, shipment, wish)));
  },
  async find(port, _wish, key) {
    const found = await keyed(port, byKey(key));
    return found?.state === 'done' ? receiptOf(found) : undefined;
  },
};
const byKey = (key: string): Keyed<Internal> =>
  ({ model: MODEL, word: 'internal shipments', domain: [['reference', '=', key]], early: ['draft'], row: Internal });
const receiptOf = ({ id, number }: Internal): Receipt => ({ external: String(id) as ExternalId, ...(number && { number }) });

async function valuesOf(port: TrytonPort, wish: Wish, key: string): Promise<object> {
  const [company, place, waste] = [await books.company(port), await books.warehouseOf(port, wish.location), await books.wasteOf(port)];
  const way = { from_location: place.storage_location, to_location: waste, company };
  const moves = await Promise.all(wish.lines.map(async ({ sku, quantity }) => {
    const product = await books.productOf(port, sku);
    return { ...way, product: product.id, uom: product.unit, quantity };
  }));
  return { ...way, reference: key, effective_date: date(dayOf(port, wish)), moves: [['create', moves]] };
}
/** Not after today: Tryton asks about goods that move tomorrow. */
function dayOf(port: TrytonPort, { at }: Wish): string {
  const [found, today] = [dateIn(at, port.settings.timeZone), dateIn(port.now, port.settings.timeZone)];
  return found < today ? found : today;
}

/** One step and a look, from whatever state a crash left it in. */
async function walk(port: TrytonPort, from: Internal, wish: Wish): Promise<Internal> {
  let now = from;
  for (let steps = 0; now.state !== 'done'; steps += 1) {
    if (now.state === 'cancelled') throw stop.refused('ErpRejected', `internal shipment ${now.id} was cancelled in Tryton`);
    if (steps > 6) throw stop.refused('ErpRejected', `Tryton leaves internal shipment ${now.id} in ${now.state}`);
    if (now.state === 'waiting') await assign(port, now, wish);
    else await step(port, MODEL, now.state === 'assigned' ? 'done' : 'wait', [now.id]);
    [now] = await rows(port, MODEL, [from.id], Internal) as [Internal];
  }
  return now;
}
async function assign(port: TrytonPort, { id }: Internal, { location, lines }: Wish): Promise<void> {
  if (await rpc(port, { method: `model.${MODEL}.assign_try`, params: [[id]], write: true }, z.boolean())) return;
  await step(port, MODEL, 'wait', [id]); // Frees what a part of it was assigned.
  if (port.settings.shortStock === 'force') return step(port, MODEL, 'assign_force', [id]);
  const what = lines.map((l) => `${l.quantity} × ${l.sku}`).join(', ');
  throw stop.refused('StockNegative', `Tryton has less on the shelf at ${location} than was found damaged there: ${what}`);
}
