/**
 * How far a poll has come: `since|seen|page`. `since` is the time from which things are asked for, `page` Square's cursor
 * within that answer, `seen` the latest time so far; it becomes `since` when the last page is read, less an overlap,
 * because what Square lists may lag behind what it did.
 */
import type { Timestamp } from '#domain/brand.ts';
import { after, timestamp } from '#domain/time.ts';
import type { Cursor } from '#connectors/contract.ts';

const OVERLAP_SECONDS = 300;

export interface At {
  readonly since: string | undefined;
  readonly seen: string | undefined;
  readonly page: string | undefined;
}

export function cursorIn(cursor: Cursor | undefined, from: string | undefined): At {
  const [since, seen, page] = (cursor ?? '').split('|');
  return { since: since || from, seen: seen || undefined, page: page || undefined };
}

export function nextCursor(at: At, times: readonly string[], page: string | undefined): Cursor {
  const seen = [at.seen, ...times.map((t) => timestamp(t))].filter((t) => t !== undefined).sort().at(-1);
  if (page) return `${at.since ?? ''}|${seen ?? ''}|${page}`;
  return `${seen ? after(seen as Timestamp, -OVERLAP_SECONDS) : (at.since ?? '')}||`;
}
