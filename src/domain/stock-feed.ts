/**
 * Whether a feed of counts can be believed. A feed that suddenly says zero for many items, or moves many of them by
 * a lot, is more often a fault of the sender than an empty or overflowing warehouse: a person looks at it first.
 *
 * A full feed is looked at whole. One that tells an item a document is looked at over a window: what was said of other
 * items of the place lately, and what had been there before the first word of it.
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
  /** Documents about a few items each are looked at together when they come within so many minutes; 0: each on its own. */
  readonly windowMinutes: number;
}
export const FEED_DEFAULTS: FeedPolicy =
  { fewest: 10, zeroShare: '30%', jumpShare: '50%', jumpTimes: 5, jumpUnits: 20, windowMinutes: 15 };

export interface FeedItem {
  readonly sku: string;
  readonly before: number;
  readonly now: number;
}
/** What speaks against a word. */
export type Doubt = 'zero' | 'jump';
/** Items that had stock, and how many of them fell to zero or jumped. */
export interface Tally extends Readonly<Record<Doubt, number>> { readonly known: number }
export const NOTHING_TOLD: Tally = { known: 0, zero: 0, jump: 0 };

export function doubtOf({ before, now }: FeedItem, { jumpTimes, jumpUnits }: FeedPolicy): Doubt | undefined {
  if (before <= 0) return undefined;
  if (now <= 0) return 'zero';
  return Math.abs(now - before) >= jumpUnits && (now >= before * jumpTimes || before >= now * jumpTimes) ? 'jump' : undefined;
}

/** With what was told of others. */
export function tallied(items: readonly FeedItem[], policy: FeedPolicy, others: Tally = NOTHING_TOLD): Tally {
  const doubts = items.map((x) => doubtOf(x, policy));
  const of = (doubt: Doubt) => others[doubt] + doubts.filter((x) => x === doubt).length;
  return { known: others.known + items.filter((x) => x.before > 0).length, zero: of('zero'), jump: of('jump') };
}

/** What too many of them did. */
function massesOf(t: Tally, policy: FeedPolicy): readonly Doubt[] {
  if (!canBeJudged(t.known, policy)) return [];
  const share = { zero: policy.zeroShare, jump: policy.jumpShare };
  return (['zero', 'jump'] as const).filter((doubt) => t[doubt] > amountOf(share[doubt], t.known));
}
/** Whether a document says enough of what had stock to be looked at alone. */
export const canBeJudged = (known: number, { fewest }: FeedPolicy): boolean => known >= Math.max(1, fewest);

const DID: Readonly<Record<Doubt, string>> = { zero: 'items that had stock fall to zero', jump: 'items jump' };

/** What is suspicious about a feed that is looked at whole, in words; undefined when nothing is. */
export function suspicion(items: readonly FeedItem[], policy: FeedPolicy): string | undefined {
  const tally = tallied(items, policy);
  const [mass] = massesOf(tally, policy);
  if (!mass) return undefined;
  return `${tally[mass]} of ${tally.known} ${DID[mass]} at once (${some(items.filter((x) => doubtOf(x, policy) === mass), 3)})`;
}

export interface Judged {
  /** What too many did within the window; what is told now and did it too waits for a person. */
  readonly masses: readonly Doubt[];
  readonly held: readonly FeedItem[];
  readonly believed: readonly FeedItem[];
  readonly tally: Tally;
}
/** What is told now, beside what was said of other items within the window. */
export function judge(told: readonly FeedItem[], others: Tally, policy: FeedPolicy): Judged {
  const tally = tallied(told, policy, others);
  const masses = massesOf(tally, policy);
  const isPart = (x: FeedItem) => masses.some((mass) => mass === doubtOf(x, policy));
  return { masses, tally, held: told.filter(isPart), believed: told.filter((x) => !isPart(x)) };
}

export interface Held {
  readonly minutes: number;
  /** How many, and the first of them. */
  readonly held: number;
  readonly applied: number;
  readonly someHeld: readonly FeedItem[];
  readonly someApplied: readonly FeedItem[];
}
/** A mass that was told word by word, for the person who decides. */
export function massWords({ minutes, held, applied, someHeld, someApplied }: Held): string {
  const early = applied === 0 ? '' : `; ${applied} ${applied === 1 ? 'was' : 'were'} applied before it was seen ` +
    `(${listed(someApplied, applied)}): dropping it offers to put them back`;
  const all = [...someHeld, ...someApplied];
  const did = all.every((x) => x.now <= 0) ? 'fall to zero' : all.some((x) => x.now <= 0) ? 'fall to zero or jump' : 'jump';
  return `${held + applied} items that had stock ${did}, told in a row of documents within ${minutes} minutes of each other; ` +
    `${held} ${held === 1 ? 'is' : 'are'} held (${listed(someHeld, held)})${early}`;
}

const some = (items: readonly FeedItem[], most: number): string => listed(items.slice(0, most), items.length);
const listed = (items: readonly FeedItem[], of: number): string =>
  items.map((x) => `${x.sku} ${x.before} → ${x.now}`).join(', ') + (of > items.length ? ', …' : '');
