/**
 * Whether a feed of counts can be believed. A feed that suddenly says zero for many items, or moves many of them by
 * a lot, is more often a fault of the sender than an empty or overflowing warehouse: a person looks at it first.
 */
import { amountOf, type Amount } from './stock-policy.ts';

/** The policy `feed` of a connection, or `*`. */
export interface FeedPolicy {
  /** Feeds about fewer items that had stock are believed. */
  readonly fewest: number;
  /** More than this share of the items that had stock fall to zero. */
  readonly zeroShare: Amount;
  /** More than this share jump: by at least `jumpUnits`, to or from at least `jumpTimes` as many. */
  readonly jumpShare: Amount;
  readonly jumpTimes: number;
  readonly jumpUnits: number;
}
export const FEED_DEFAULTS: FeedPolicy = { fewest: 10, zeroShare: '30%', jumpShare: '50%', jumpTimes: 5, jumpUnits: 20 };

export interface FeedItem {
  readonly sku: string;
  readonly before: number;
  readonly now: number;
}
/** What is suspicious, in words; undefined when nothing is. */
export function suspicion(items: readonly FeedItem[], policy: FeedPolicy): string | undefined {
  const known = items.filter((x) => x.before > 0);
  if (known.length < Math.max(1, policy.fewest)) return undefined;
  const zeros = known.filter((x) => x.now <= 0);
  if (zeros.length > amountOf(policy.zeroShare, known.length))
    return `${zeros.length} of ${known.length} items that had stock fall to zero at once (${some(zeros)})`;
  const jumps = known.filter((x) => x.now > 0 && jumped(x, policy));
  if (jumps.length > amountOf(policy.jumpShare, known.length))
    return `${jumps.length} of ${known.length} items jump at once (${some(jumps)})`;
  return undefined;
}

const jumped = ({ before, now }: FeedItem, { jumpTimes, jumpUnits }: FeedPolicy): boolean =>
  Math.abs(now - before) >= jumpUnits && (now >= before * jumpTimes || before >= now * jumpTimes);

const some = (items: readonly FeedItem[]): string =>
  items.slice(0, 3).map((x) => `${x.sku} ${x.before} → ${x.now}`).join(', ') + (items.length > 3 ? ', …' : '');
