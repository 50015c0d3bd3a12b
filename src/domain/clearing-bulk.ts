/**
 * What registers took by card is posted a day at a time, and their acquirer pays it out without naming a ticket. So the two
 * are held against each other in bulk: what was taken first is paid first, and what is left stands with its day.
 */
import type { OnClearing } from './clearing.ts';

type Item = Pick<OnClearing, 'kind' | 'name' | 'unit' | 'posted' | 'settled' | 'since'>;
const isTaking = (x: Item): boolean => x.kind === 'document' && x.name.startsWith('register:');
const isPaidInBulk = (x: Item): boolean => x.kind === 'line' && x.name === '';

/** The same items without what cleared; a day that is paid in part keeps the rest. */
export function inBulk<T extends Item>(items: readonly T[]): T[] {
  const changed = new Map<T, T>();
  for (const own of Map.groupBy(items.filter((x) => isTaking(x) || isPaidInBulk(x)), (x) => x.unit).values())
    for (const [before, after] of held(own)) changed.set(before, after);
  return items.map((x) => changed.get(x) ?? x).filter((x) => x.posted !== x.settled);
}

/** Days that gave back more than they took are paid out as less: they count as paid. */
function held<T extends Item>(own: readonly T[]): (readonly [T, T])[] {
  const open = (x: T) => x.posted - x.settled;
  const owed = own.filter((x) => isTaking(x) && open(x) > 0n).toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  const paid = own.filter((x) => !owed.includes(x));
  let left = -paid.reduce((n, x) => n + open(x), 0n);
  if (left <= 0n || owed.length === 0) return [];
  const moved = owed.map((x) => {
    const part = left < open(x) ? left : open(x);
    left -= part;
    return [x, { ...x, settled: x.settled + part }] as const;
  });
  const rest = paid.map((x, i) => [x, { ...x, settled: i === paid.length - 1 ? x.posted + left : x.posted }] as const);
  return [...moved, ...rest];
}
