/**
 * How far a poll has come: `since|seen|page`. `since` is the time from which things are asked for, `page` the place
 * within that answer, `seen` the latest time on the pages so far; it becomes `since` when the last page is read.
 *
 * Shopify's times have whole seconds and its search lags behind a little, so each round starts some time before the
 * last thing that was seen. What is unchanged has the same text and is not stored again.
 */
import { after } from '#domain/time.ts';
import type { Timestamp } from '#domain/brand.ts';
import type { Cursor } from '../contract.ts';

const OVERLAP_SECONDS = 120;

export interface At {
  readonly since: string | undefined;
  readonly seen: string | undefined;
  readonly page: string | undefined;
}
export interface Info {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

export function cursorIn(cursor: Cursor | undefined): At {
  const [since, seen, page] = (cursor ?? '').split('|');
  return { since: since || undefined, seen: seen || undefined, page: page || undefined };
}

/** Where the next call goes on, given the latest time on this page. */
export function nextCursor(at: At, latest: Timestamp | undefined, info: Info): Cursor {
  const seen = [at.seen, latest].filter((t) => t !== undefined).sort().at(-1);
  if (info.hasNextPage) return `${at.since ?? ''}|${seen ?? ''}|${info.endCursor ?? ''}`;
  return seen ? after(seen as Timestamp, -OVERLAP_SECONDS) : (at.since ?? '');
}
