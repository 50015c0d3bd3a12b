/**
 * What to tell a channel first, and what it may have sold that we have not heard of. Pure.
 *
 * Publishing is a race against sales: the number to send first is the one whose lateness costs most. Speed of sale
 * comes from how fast what is free goes down, smoothed over a day; days of cover from that; a channel that fines for
 * cancelling counts more. The outcome is a head start in seconds, so that the worklist itself keeps the order and
 * nothing waits for ever.
 */
import type { LocalDate } from './brand.ts';
import type { Sellable } from './sellable.ts';

const DAY_SECONDS = 86_400;
/** The riskiest goes before everything else of the last hour. */
export const LONGEST_HEAD = 3600;

/** How fast an item sells, as last looked at. */
export interface Pace {
  /** Units that could be sold then. */
  readonly free: number;
  readonly perDay: number;
  /** Epoch seconds. */
  readonly at: number;
}

/** The pace after another look: what went is counted, what came in is not a negative sale. */
export function paced(before: Pace | undefined, free: number, at: number): Pace {
  if (!before) return { free, perDay: 0, at };
  const passed = Math.max(0, at - before.at) / DAY_SECONDS;
  return { free, perDay: before.perDay * Math.exp(-passed) + Math.max(0, before.free - free), at };
}

export interface RiskInput {
  readonly quantity: number;
  /** What the channel shows; undefined: it was never told. */
  readonly shown: number | undefined;
  readonly perDay: number;
  /** How much a cancelled order costs at this channel; 1 is ordinary. */
  readonly penalty: number;
}
export interface Risk {
  /** 0 to 1. */
  readonly score: number;
  /** Days until what the channel may sell is gone at this pace; undefined: it does not sell. */
  readonly coverDays: number | undefined;
  readonly why: string;
}

/** What it costs to leave the channel's present number standing. */
export function riskOf({ quantity, shown, perDay, penalty }: RiskInput): Risk {
  const coverDays = perDay > 0 ? quantity / perDay : undefined;
  const cover = coverDays === undefined ? 'does not sell now' : `${oneDecimal(coverDays)} days of cover at ${oneDecimal(perDay)} a day`;
  const urgency = coverDays === undefined ? 0.2 : 1 / (1 + coverDays);
  const [direction, way] = directionOf(quantity, shown);
  const score = Math.min(1, direction * urgency * weight(penalty));
  return { score, coverDays, why: `${way}; ${cover}${penalty === 1 ? '' : `; a broken promise costs ${penalty}×`}` };
}

/** A number that is too high sells what is not there; one that is too low only sells less. */
function directionOf(quantity: number, shown: number | undefined): readonly [number, string] {
  if (shown === undefined) return [0.5, `never told; ${quantity} to show`];
  if (quantity >= shown) return [0.25, `shows ${shown}, may sell ${quantity}`];
  return quantity === 0 ? [1, `shows ${shown}, nothing is left`] : [0.75, `shows ${shown}, only ${quantity} left`];
}
const weight = (penalty: number): number => Math.max(0.1, Math.min(4, penalty));
const oneDecimal = (n: number): string => (Math.round(n * 10) / 10).toString();

/** Seconds of head start among everything that waits for a partner. */
export const headOf = (risk: Pick<Risk, 'score'>): number => Math.round(risk.score * LONGEST_HEAD);

/**
 * A channel answered that it has another number than it had acknowledged: what it lacks, it sold. What of that our own
 * book has heard of since is in our number already; the rest is not, and is taken off until it is heard.
 */
export const unheardOf = (soldThere: number, heardSince: number): number => Math.max(0, soldThere - Math.max(0, heardSince));

/** What a bucket of a partner's budget holds, and what is asked of it. */
export interface Drain {
  /** Calls to come, and the points of each; what else is drawn from the bucket counts in calls of its own. */
  readonly points: number;
  /** Points that are there now, and the most there can be: what is there need not be waited for. */
  readonly there: number;
  readonly capacity: number;
  readonly perSecond: number;
  /** The partner asked for so many seconds, or does not answer. */
  readonly blockedFor: number;
  /** The last of them is not tried before: a single call may have been asked to wait. */
  readonly notBefore: number;
}
/** Seconds until a backlog is gone. A closed bucket fills, but never beyond its brim. */
export function drainSeconds({ points, there, capacity, perSecond, blockedFor, notBefore }: Drain): number {
  if (points <= 0) return 0;
  const closed = Math.max(0, blockedFor);
  const rate = Math.max(perSecond, 0.000_1);
  const atOnce = Math.min(Math.max(capacity, there), there + rate * closed);
  return Math.max(closed + Math.max(0, points - atOnce) / rate, notBefore);
}

/** When what is sold leaves: days to dispatch, and from which day on when none of it is here yet. */
export interface Lead { readonly days: number; readonly from?: LocalDate }
const NOBODY_KNOWS = '9999-12-31';
/** Undefined: as usual, nothing needs to be said. */
export function leadOf(s: Pick<Sellable, 'leadDays' | 'now' | 'later' | 'laterFrom'>): Lead | undefined {
  const { leadDays: days, now, later, laterFrom } = s;
  const from = now === 0 && later > 0 && laterFrom !== undefined && laterFrom !== NOBODY_KNOWS ? laterFrom : undefined;
  return days === 0 && from === undefined ? undefined : { days, ...(from !== undefined && { from: from as LocalDate }) };
}
/** `2 days from 2026-12-01`: how it is kept and compared. */
export const sayLead = (lead: Lead | undefined): string | null =>
  (lead ? `${lead.days} days${lead.from ? ` from ${lead.from}` : ''}` : null);
