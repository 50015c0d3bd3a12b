/**
 * How far the positions of a location are believed: 100 less what speaks against them, each reason in words. The score
 * moves a ladder full → buffer → floor → pause that shows less to channels and gives it back later than it took it
 * (hysteresis), so that a feed that comes and goes does not make listings flicker. Pure; nothing happens where no
 * policy `confidence` says how often a feed should come.
 */
import type { ConfidenceStep } from './sellable.ts';

/** The value of the policy `confidence` for one location or `*`. */
export interface ConfidencePolicy {
  /** How often the location's feed should come; 0: nobody expects one, and the ladder stays at full. */
  readonly everySeconds: number;
  /** Below these scores the steps begin. */
  readonly buffer: number;
  readonly floor: number;
  readonly pause: number;
  /** A step is left only when the score is this much above where it began. */
  readonly margin: number;
}
export const CONFIDENCE_DEFAULTS: ConfidencePolicy = { everySeconds: 0, buffer: 75, floor: 50, pause: 25, margin: 10 };

export interface Evidence {
  /** Since the location last said what is there; undefined: it never did. */
  readonly feedAgeSeconds: number | undefined;
  /** Units that counts of the last week put right, and units counted there. */
  readonly drift: { readonly units: number; readonly of: number };
  /** Documents of the location's partner that wait for a mapping. */
  readonly unmapped: number;
  /** A feed of it stands in quarantine. */
  readonly quarantined: number;
  /** Documents and orders that were received and not worked on yet. */
  readonly unprocessed: number;
}
export interface Reason { readonly points: number; readonly what: string }
export interface Confidence { readonly score: number; readonly reasons: readonly Reason[] }

export function confidenceOf(e: Evidence, policy: ConfidencePolicy): Confidence {
  const reasons = [age(e, policy), drift(e), unmapped(e), quarantined(e), unprocessed(e)].filter((r) => r.points > 0);
  return { score: Math.max(0, 100 - reasons.reduce((n, r) => n + r.points, 0)), reasons };
}

/** One missed feed is nothing; each further one costs 20 points. */
function age({ feedAgeSeconds }: Evidence, { everySeconds }: ConfidencePolicy): Reason {
  if (everySeconds <= 0) return { points: 0, what: 'no feed is expected' };
  if (feedAgeSeconds === undefined) return { points: 100, what: 'no feed ever came' };
  const missed = feedAgeSeconds / everySeconds - 1;
  return { points: Math.min(100, Math.max(0, Math.round(20 * (missed - 0.5)))),
    what: `last feed ${spanOf(feedAgeSeconds)} ago, expected every ${spanOf(everySeconds)}` };
}
function drift({ drift: { units, of } }: Evidence): Reason {
  const share = of > 0 ? units / of : 0;
  return { points: Math.min(40, Math.round(200 * share)), what: `counts of the last week put ${units} of ${of} units right` };
}
const unmapped = (e: Evidence): Reason =>
  ({ points: Math.min(20, 2 * e.unmapped), what: `${e.unmapped} documents wait for a mapping` });
const quarantined = (e: Evidence): Reason =>
  ({ points: e.quarantined > 0 ? 40 : 0, what: `${e.quarantined} feeds are held for a person` });
const unprocessed = (e: Evidence): Reason =>
  ({ points: Math.min(30, Math.floor(e.unprocessed / 10)), what: `${e.unprocessed} documents and orders are not worked on yet` });

const LADDER: readonly ConfidenceStep[] = ['full', 'buffer', 'floor', 'pause'];

/** Down at once as far as the score says; up one step at a time, and only well above the line. */
export function stepAfter(before: ConfidenceStep, score: number, policy: ConfidencePolicy): ConfidenceStep {
  if (policy.everySeconds <= 0) return 'full';
  const line = { full: 101, buffer: policy.buffer, floor: policy.floor, pause: policy.pause };
  const down = LADDER.findLast((step) => step === 'full' || score < line[step])!;
  const at = LADDER.indexOf(before);
  if (LADDER.indexOf(down) >= at) return down;
  return score >= line[before] + policy.margin ? LADDER[at - 1]! : before;
}

/** Of several places: one that is paused sells nothing, the worst of the others speaks for the rest. */
export function stepOver(steps: readonly ConfidenceStep[]): ConfidenceStep {
  const open = steps.filter((s) => s !== 'pause');
  if (open.length === 0) return steps.length === 0 ? 'full' : 'pause';
  return LADDER[Math.max(...open.map((s) => LADDER.indexOf(s)))]!;
}

function spanOf(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
