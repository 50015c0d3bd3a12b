/** Tryton's catalogue by its change feed: 6.0 has no webhooks, and `write_date` is empty until the first change. */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { after } from '#domain/time.ts';
import type { Timestamp } from '#domain/brand.ts';
import type { News, Page, Poll } from '../contract.ts';
import { parseJson, read } from '../parse.ts';
import { find } from './rpc.ts';
import type { Settings } from './settings.ts';
import { Flag, Id, moment, Moment } from './values.ts';

const PAGE = 200;
/** A transaction shows itself when it ends and is dated when it began. */
const OVERLAP_SECONDS = 300;
const Row = z.object({
  id: Id, code: z.string().nullable(), name: z.string().nullable(), active: Flag.nullable(),
  create_date: Moment, write_date: Moment.nullable(),
});
const Product = z.object({ product: z.string().min(1), name: z.string(), active: z.boolean() });
type Product = z.output<typeof Product>;

export const newsOfProduct = (body: Uint8Array): News[] => {
  const { product, name, active } = read(Product, parseJson(body));
  if (!active) return [{ said: 'nothing', why: `${product} is no longer active in Tryton` }];
  return [{ said: 'product', item: brand(product), statedSku: product, title: name }];
};

const START = '1970-01-01T00:00:00.000Z';
/** `since` and the id of the last row within it: rows of one instant may not fit on a page. */
export const productPoll: Poll<Settings> = {
  name: 'products', everySeconds: 300, transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const [since = START, last = '0', newest = since] = (cursor ?? '').split(' ').filter((part) => part !== '');
    const from = moment(since);
    const changed = ['OR', ['write_date', '>=', from], [['write_date', '=', null], ['create_date', '>=', from]]];
    const domain = [['id', '>', Number(last)], ['code', '!=', null], changed];
    const rows = await find(port, { model: 'product.product', domain, limit: PAGE }, Row);
    const seen = rows.map((r) => r.write_date ?? r.create_date).reduce((a, b) => (a > b ? a : b), newest);
    const documents = rows.flatMap(({ code, name, active }) => (code ? [{
      topic: 'product', reference: `product/${code}`,
      body: JSON.stringify({ product: code, name: name ?? code, active: active !== false } satisfies Product),
    }] : []));
    const more = rows.length === PAGE;
    const next = more ? `${since} ${rows.at(-1)!.id} ${seen}` : overlapped(seen);
    return { documents, next, more };
  },
};
const overlapped = (seen: string): string => (seen === START ? START : after(seen as Timestamp, -OVERLAP_SECONDS));
