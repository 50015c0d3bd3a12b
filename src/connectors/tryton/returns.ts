/**
 * Goods that came back, as their own document: a sale of negative quantities at the prices of the first one, as Tryton's
 * own "return" makes it, and its return shipment walked to done. A return without a sale would be asked about, and one that
 * names the first sale's lines would count as goods sent. Money is given back by the credit memo alone, whenever it comes.
 */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import type { WishOf } from '#domain/messages.ts';
import { stop } from '#domain/fault.ts';
import { dateIn } from '#domain/time.ts';
import type { Receipt, Write } from '../contract.ts';
import * as books from './books.ts';
import { contested, keyed, only } from './keys.ts';
import { NOTE } from './lines.ts';
import { lotsNamed } from './lots.ts';
import { keyedSale } from './orders.ts';
import { rows, step, write, type TrytonPort } from './rpc.ts';
import { drive, idOf, linesOf, saleOf, type Sale } from './sales.ts';
import type { Settings } from './settings.ts';
import { date, decimal, Id, Ids } from './values.ts';

type Wish = WishOf<'RecordErpReturn'>;
export const recordErpReturn: Write<Settings, Wish> = {
  async apply(port, wish, key) {
    const sale = await saleOf(port, idOf(wish.erpOrder));
    const lines = await goodsOf(port, sale, wish);
    if (lines.length === 0)
      throw stop.refused('ErpRejected', `nothing of return ${wish.receipt} is goods in Tryton: ${wish.lines.map((l) => l.sku).join(', ')}`);
    const back = await only(port, returnKey(sale, key), () => returnValues(port, { sale, wish, key, lines }));
    return receiptOf(await receive(port, await contested('returns', () => drive(port, back)), wish));
  },
  async find(port, wish, key) {
    const sale = await saleOf(port, idOf(wish.erpOrder));
    const back = await keyed(port, returnKey(sale, key));
    const taken = back ? await rows(port, MODEL, back.shipment_returns, Back) : [];
    return taken.length > 0 && taken.every((r) => r.state === 'done') ? receiptOf(taken) : undefined;
  },
};
const returnKey = (sale: Sale, key: string) => keyedSale(sale.reference ?? `sale ${sale.id}`, key);

const MODEL = 'stock.shipment.out.return';
const Back = z.object({ id: Id, number: z.string().nullable(), state: z.string() });
type Back = z.output<typeof Back>;
const receiptOf = ([first, ...more]: readonly Back[]): Receipt => ({
  external: String(first!.id) as ExternalId, ...(first!.number && { number: first!.number }),
  ...(more.length > 0 && { references: more.map((r) => ['return receipt', r.number ?? String(r.id)] as const) }),
});

/** Goods only: a service does not come back. At the price of the sale's own line, or none when it is gone from it. */
async function goodsOf(port: TrytonPort, sale: Sale, { lines }: Wish): Promise<object[]> {
  const sold = new Map((await linesOf(port, sale)).toReversed().map((l) => [l.note, l.unit_price]));
  const goods = await Promise.all(lines.map(async (l) => {
    const product = await books.productOf(port, l.sku);
    const note = NOTE.line(l.lineId);
    const price = decimal(sold.get(note) ?? '0');
    return !product.isGoods ? [] : partsOf(port, l).map(({ quantity, lot }) => ({
      type: 'line', product: product.id, unit: product.unit, quantity: -quantity, note, unit_price: price,
      description: lot ? `${l.sku}${LOT}${lot}` : l.sku,
    }));
  }));
  return goods.flat();
}
/** What is set apart moves by itself, and each lot does; what is set apart is of one lot or of none that is told. */
function partsOf({ settings }: TrytonPort, l: Wish['lines'][number]): { quantity: number; lot?: string }[] {
  const spoiled = l.spoiled ?? 0;
  const lots = settings.lots ? (l.lots ?? []).map((x) => ({ ...x })) : [];
  const apart = lots.findLast((x) => x.quantity >= spoiled);
  if (apart) apart.quantity -= spoiled;
  let open = l.quantity - spoiled;
  const good = lots.flatMap(({ lot, quantity }) => {
    const n = Math.min(open, quantity);
    open -= n;
    return n > 0 ? [{ quantity: n, lot }] : [];
  });
  const rest = open > 0 ? [{ quantity: open }] : [];
  return [...good, ...rest, ...(spoiled > 0 ? [{ quantity: spoiled, ...(apart && { lot: apart.lot }) }] : [])];
}
/** Between the item and its lot, where Tryton shows the line. */
const LOT = ', lot ';

const Incoming = z.object({ incoming_moves: Ids });
const Came = z.object({ id: Id, product: Id, origin: z.string().nullable(), lot: Id.nullable() });
const Line = z.object({ id: Id, description: z.string().nullable() });
/** The moves of goods that come in take the lots that their lines say. */
async function nameLots(port: TrytonPort, back: number): Promise<void> {
  if (!port.settings.lots) return;
  const [{ incoming_moves: ids } = { incoming_moves: [] }] = await rows(port, MODEL, [back], Incoming);
  const moves = (await rows(port, 'stock.move', ids, Came)).filter((m) => m.lot === null && m.origin?.startsWith('sale.line,'));
  const lineOf = (m: z.output<typeof Came>) => Number(m.origin!.split(',')[1]);
  const lines = new Map((await rows(port, 'sale.line', moves.map(lineOf), Line)).map((l) => [l.id, l.description ?? '']));
  for (const m of moves) {
    const number = lines.get(lineOf(m))?.split(LOT)[1];
    if (!number) continue;
    const lots = await lotsNamed(port, m.product, [number]);
    await write(port, 'stock.move', [m.id], { lot: lots.get(number) });
  }
}

interface Returned { readonly sale: Sale; readonly wish: Wish; readonly key: string; readonly lines: readonly object[] }
async function returnValues(port: TrytonPort, { sale, wish, key, lines }: Returned): Promise<object> {
  const [party, place] = [await books.customer(port), await books.warehouseOf(port, wish.location)];
  const wanted = returnKey(sale, key).domain as [string, string, string][];
  return {
    company: await books.company(port), currency: await currencyOf(port, sale), party: party.id,
    invoice_address: party.address, shipment_address: party.address, warehouse: place.id,
    invoice_method: 'manual', shipment_method: 'order', origin: `sale.sale,${sale.id}`,
    sale_date: date(dayOf(port, wish)), lines: [['create', lines]],
    ...Object.fromEntries(wanted.map(([field, , value]) => [field, value])),
  };
}
const Priced = z.object({ currency: Id });
const currencyOf = async (port: TrytonPort, { id }: Sale): Promise<number> => (await rows(port, 'sale.sale', [id], Priced))[0]!.currency;
/** Not after today: Tryton asks about goods that come tomorrow. */
function dayOf(port: TrytonPort, { at }: Wish): string {
  const [came, today] = [dateIn(at, port.settings.timeZone), dateIn(port.now, port.settings.timeZone)];
  return came < today ? came : today;
}

const Moves = z.object({ inventory_moves: Ids });
const Move = z.object({ id: Id, product: Id, quantity: z.number(), to_location: Id });
/** Damaged goods are not put on the shelf: their moves end where the books keep what is lost or wasted. */
async function setApart(port: TrytonPort, back: number, { lines }: Wish): Promise<void> {
  const spoiled = lines.filter((l) => (l.spoiled ?? 0) > 0);
  if (spoiled.length === 0) return;
  const place = await books.wasteOf(port);
  const [{ inventory_moves: ids } = { inventory_moves: [] }] = await rows(port, MODEL, [back], Moves);
  const moves = await rows(port, 'stock.move', ids, Move);
  for (const l of spoiled) {
    const { id: product } = await books.productOf(port, l.sku);
    const mine = moves.filter((m) => m.product === product && m.quantity === l.spoiled);
    const at = moves.indexOf((mine.find((m) => m.to_location === place) ?? mine[0])!);
    if (at < 0) throw stop.refused('ErpRejected', `Tryton plans no move of ${l.spoiled} × ${l.sku} that could be set apart`);
    const [move] = moves.splice(at, 1);
    if (move!.to_location !== place) await write(port, 'stock.move', [move!.id], { to_location: place });
  }
}

const NEXT: Readonly<Record<string, string>> = { draft: 'receive', received: 'done' };
/** One step and a look, from whatever state a crash left it in. */
async function receive(port: TrytonPort, back: Sale, wish: Wish): Promise<Back[]> {
  const taken = await rows(port, MODEL, back.shipment_returns, Back);
  if (taken.length === 0) throw stop.refused('ErpRejected', `Tryton plans no return shipment for sale ${back.id}`);
  return Promise.all(taken.map(async (from) => {
    let now = from;
    if (now.state === 'draft') await write(port, MODEL, [now.id], { effective_date: date(dayOf(port, wish)) });
    for (let next = NEXT[now.state]; next; next = NEXT[now.state]) {
      const before = now.state;
      if (next === 'receive') await nameLots(port, now.id);
      if (next === 'done') await setApart(port, now.id, wish);
      await step(port, MODEL, next, [now.id]);
      [now] = await rows(port, MODEL, [from.id], Back) as [Back];
      if (now.state === before) throw stop.refused('ErpRejected', `Tryton left return ${now.id} in ${before}`);
    }
    if (now.state !== 'done') throw stop.refused('ErpRejected', `return ${now.id} of ${wish.receipt} was ${now.state} in Tryton`);
    return now;
  }));
}
