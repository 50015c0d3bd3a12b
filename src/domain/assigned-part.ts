/**
 * Where a channel has each part of an order sent from, and whether that says somebody moved it. A channel routes an order
 * itself when it is placed, into one part or several; what it says later of the same units is somebody's decision.
 */
import type { ExternalId, Timestamp } from './brand.ts';
import { secondsBetween } from './time.ts';

export interface AssignedPart {
  readonly part: ExternalId;
  readonly place: ExternalId;
  readonly lines: readonly ExternalId[];
  readonly made: Timestamp;
}
export interface SeenPart extends AssignedPart { readonly seen: Timestamp }

/** Parts that were made within so many seconds of each other come of one routing. */
const TOGETHER_SECONDS = 10;

/** The place that units were moved to since they were seen last, by what is shown of the order at a time; none: as it was. */
export function movedSince(known: readonly SeenPart[], shown: readonly AssignedPart[], at: Timestamp): ExternalId | undefined {
  const before = known.filter((k) => k.seen <= at);
  return shown.findLast((now) => {
    const same = known.find((k) => k.part === now.part);
    if (same) return same.seen <= at && same.place !== now.place;
    const from = before.filter((k) => k.lines.some((line) => now.lines.includes(line)));
    return from.length > 0 && from.every((k) => k.place !== now.place && secondsBetween(k.made, now.made) > TOGETHER_SECONDS);
  })?.place;
}
