/**
 * On hand as Tryton has it, by warehouse, and setting it by a count.
 *
 * On hand is what lies in storage or on the dock waiting to leave; what was returned and not put away is not counted.
 * A count is absolute, but Tryton notes what it expected when the count is written and moves the difference when it is
 * confirmed: a sale shipped in between would be counted twice. So it is written again right before it is confirmed.
 */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import { dateIn, timestamp } from '#domain/time.ts';
import type { WishOf } from '#domain/messages.ts';
import type { News, Page, Poll, PolledDocument, Receipt, Write } from '../contract.ts';
import { parseJson, read } from '../parse.ts';
import * as books from './books.ts';
import { create, find, rpc, step, write, type TrytonPort } from './rpc.ts';
import type { Settings } from './settings.ts';
import { date, Id } from './values.ts';

const PAGE = 500;
const Level = z.object({ id: Id, code: z.string().nullable(), quantity: z.number() });

/** What a document of the stock poll says. */
const Count = z.object({
  warehouse: z.string().min(1), asOf: z.string(),
  items: z.array(z.object({ product: z.string().min(1), quantity: z.number().int() })),
});
export function newsOfCount(body: Uint8Array): News[] {
  const count = read(Count, parseJson(body));
  // Tryton may go below zero; nobody can have less than nothing to sell.
  const items = count.items.map(({ product, quantity }) =>
    ({ item: brand<never>(product), statedSku: product, onHand: Math.max(0, quantity) }));
  return [{ said: 'stock', location: brand(count.warehouse), asOf: timestamp(count.asOf), items }];
}

/** The cursor is the last product id of the round; an empty one starts a new round. */
export const stockPoll: Poll<Settings> = {
  name: 'stock', everySeconds: 600, transport: 'poll',
  async page(port, since): Promise<Page> {
    const after = Number(since ?? 0);
    const domain = [['id', '>', after], ['code', '!=', null], ['type', '=', 'goods']];
    const products = await find(port, { model: 'product.product', domain, limit: PAGE }, z.object({ id: Id }));
    const ids = products.map((p) => p.id);
    const more = ids.length === PAGE;
    if (ids.length === 0) return { documents: [], next: '', more: false };
    const documents: PolledDocument[] = [];
    for (const place of await books.warehouses(port))
      if (place.code) documents.push(await counted(port, place, ids));
    return { documents, next: more ? String(ids.at(-1)) : '', more };
  },
};
async function counted(port: TrytonPort, place: books.Warehouse, ids: readonly number[]): Promise<PolledDocument> {
  const levels = await levelsAt(port, [place.storage_location, place.output_location], ids);
  const items = levels.flatMap((l) => (l.code ? [{ product: l.code, quantity: l.quantity }] : []));
  const body = JSON.stringify({ warehouse: place.code, asOf: port.now, items });
  return { topic: 'stock', reference: `stock/${place.code}/${ids[0]}`, body };
}
const levelsAt = (port: TrytonPort, locations: readonly number[], ids: readonly number[]) => rpc(port, {
  method: 'model.product.product.read', params: [ids, ['code', 'quantity']], context: { locations, with_childs: true },
}, z.array(Level));

type Wish = WishOf<'PublishStock'>;
export const publishStock: Write<Settings, Wish> = {
  async apply(port, wish) {
    const at = await placed(port, wish);
    if (at.onHand !== wish.quantity) await count(port, wish, at);
    const now = await placed(port, wish);
    if (now.onHand === wish.quantity) return receiptOf(wish, now.place);
    throw stop.unavailable(`stock of ${wish.item} moves in Tryton while it is counted`);
  },
  async find(port, wish) {
    const { place, onHand } = await placed(port, wish);
    return onHand === wish.quantity ? receiptOf(wish, place) : undefined;
  },
};
const receiptOf = (wish: Wish, place: books.Warehouse): Receipt =>
  ({ external: brand(`${wish.item}@${place.code ?? place.id}`) });

interface Placed {
  readonly place: books.Warehouse;
  readonly product: number;
  readonly onHand: number;
  readonly onDock: number;
}
async function placed(port: TrytonPort, { item, externalLocation }: Wish): Promise<Placed> {
  const place = await books.warehouse(port, externalLocation ?? port.settings.warehouse);
  const { id: product } = await books.product(port, item);
  const at = async (location: number) => (await levelsAt(port, [location], [product]))[0]?.quantity ?? 0;
  const [onShelf, onDock] = [await at(place.storage_location), await at(place.output_location)];
  return { place, product, onHand: onShelf + onDock, onDock };
}
async function count(port: TrytonPort, wish: Wish, { place, product, onDock }: Placed): Promise<void> {
  const quantity = wish.quantity - onDock;
  if (quantity < 0)
    throw stop.refused('StockNegative', `${onDock} of ${wish.item} wait on the dock of ${place.code}: more than that`);
  const today = date(dateIn(port.now, port.settings.timeZone));
  const id = await create(port, 'stock.inventory', {
    company: await books.company(port), location: place.storage_location, date: today, empty_quantity: 'keep',
    lines: [['create', [{ product, quantity }]]],
  });
  await write(port, 'stock.inventory', [id], { empty_quantity: 'keep' });
  await step(port, 'stock.inventory', 'confirm', [id]);
}
