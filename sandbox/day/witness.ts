/**
 * What partners can swear to: every write they applied, in their own books. Nothing may stand there twice, whatever
 * was retried, repeated, killed or cut off in between.
 */
import type { Applied } from '../twin.ts';
import type { Cast } from './cast.ts';

export interface Testimony {
  readonly partner: string;
  readonly writes: number;
  /** What one of our wishes did more than once. */
  readonly twice: readonly string[];
}

/** States are set again and again, and a subscription is renewed when it is gone: those are no documents. */
const MAY_REPEAT = new Set([
  'inventorySetQuantities', 'patchListingsItem', 'webhookSubscriptionCreate', 'webhookSubscriptionDelete',
  'createDestination', 'createSubscription',
]);

export function testimonies(cast: Cast): Testimony[] {
  return cast.twins.map(({ name, twin }) => ({ partner: name, writes: twin.applied.length, twice: repeated(twin.applied) }));
}

function repeated(applied: readonly Applied[]): string[] {
  const seen = new Map<string, number>();
  for (const { operation, key } of applied) {
    if (key === undefined || MAY_REPEAT.has(operation)) continue;
    const name = `${operation} ${key}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return [...seen].filter(([, n]) => n > 1).map(([name, n]) => `${name} (${n} times)`);
}
