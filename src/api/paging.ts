/** Cursors: the place after a row, as text that means nothing to the caller and is checked when it comes back. */
import { z } from 'zod';
import type { Platform } from '#runtime/platform.ts';
import { countRows, type Queryable } from '#store/query.ts';
import { problem } from './problem.ts';

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(500).optional().meta({ description: '`next` of the page before' }),
  total: z.stringbool().default(false).meta({ description: 'Also how many there are in all, counted from `after` on' }),
};

const write = (place: readonly unknown[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws Problem when it is not one of ours. */
export function readCursor<T>(shape: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw problem.invalid('querystring/after: is not the next of a page of this list');
  }
}

/** A page of rows that were asked for with one more than fits: the one more says that there is a next page. */
export function page<Row, Item>(
  rows: readonly Row[], limit: number,
  { item, place }: { item: (row: Row) => Item; place: (row: Row) => readonly unknown[] },
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last !== undefined ? write(place(last)) : null };
}

interface Listed<Row, Item> { readonly item: (row: Row) => Item; readonly place: (row: Row) => readonly unknown[] }
/** A page of a list, and with `total` how many rows there are in all: both by the one statement. */
export async function counted<Row, Item>(
  db: Queryable, { limit, total }: { limit: number; total: boolean },
  list: (db: Queryable, limit: number) => Promise<readonly Row[]>, how: Listed<Row, Item>,
): Promise<{ items: Item[]; next: string | null; total?: number }> {
  const [rows, all] = await Promise.all([list(db, limit + 1), total ? countRows(db, list) : undefined]);
  return { ...page(rows, limit, how), ...(all !== undefined && { total: all }) };
}

/** The platform, asking what is given: for a list that takes all of it. */
export const asking = (p: Platform, db: Queryable): Platform =>
  Object.create(p, { pool: { value: db, enumerable: true } }) as Platform;

/** A place in a list by time and id. */
export const byTime = z.tuple([z.string().refine(isInstant), z.string().max(200)]);
function isInstant(text: string): boolean {
  try {
    return Boolean(Temporal.Instant.from(text));
  } catch {
    return false;
  }
}
export const byDay = z.tuple([z.iso.date(), z.string().max(200)]);
