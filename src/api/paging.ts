/** Cursors: the place after a row, as text that means nothing to the caller and is checked when it comes back. */
import { z } from 'zod';
import { problem } from './problem.ts';

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(500).optional().meta({ description: '`next` of the page before' }),
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
