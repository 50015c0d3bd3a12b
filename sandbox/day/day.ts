/** One trading day: who plays, the retailer, what can be seen, and what is said while it goes on. */
import type { FaultLevel } from '../faults.ts';
import { mulberry32 } from '../faults.ts';
import type { Cast } from './cast.ts';
import type { Look } from './look.ts';
import type { Retailer } from './retailer.ts';

export interface Plan {
  readonly orders: number;
  readonly seed: number;
  readonly faults: FaultLevel;
}
export interface Day {
  readonly plan: Plan;
  readonly cast: Cast;
  readonly retailer: Retailer;
  readonly look: Look;
  /** By the clock of `performance`. */
  readonly begun: number;
  /** A line for people. */
  readonly tell: (line: string) => void;
  /** Every order that somebody placed, on any channel. */
  readonly book: OrderNote[];
}
/** What the day remembers of an order it placed, to hold the platform's account against it. */
export interface OrderNote {
  readonly channel: string;
  readonly external: string;
  readonly number: string;
  /** Units the buyer must get in the end, by our SKU. */
  readonly due: Readonly<Record<string, number>>;
  /** The channel's total, in its own words; undefined when it never was placed. */
  readonly total?: string;
  /** Closed without a shipment: cancelled before anything left. */
  readonly cancelled?: boolean;
  /** Never an order for us: gone before it was paid. */
  readonly never?: boolean;
  /** Who follows it: a scene's number, or nothing for ordinary traffic. */
  readonly scene?: number;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class TooLate extends Error {}

/** Looks again and again until there is something. @throws TooLate in words. */
export async function until<T>(
  what: string, find: () => Promise<T | undefined | false> | T | undefined | false, seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  // The database may be restarting while somebody looks: a complaint counts only when time is up.
  let complaint = '';
  for (;;) {
    try {
      const found = await find();
      if (found !== undefined && found !== false) return found;
      complaint = '';
    } catch (error) {
      complaint = ` (${(error as Error).message})`;
    }
    if (performance.now() > end) throw new TooLate(`${what} did not come about in ${seconds} s${complaint}`);
    await pause(250);
  }
}

/** A generator of its own for each use, so that one scene more does not change the orders of the next. */
export const chance = (seed: number, use: string): (() => number) =>
  mulberry32([...use].reduce((sum, c) => Math.imul(sum, 31) + c.charCodeAt(0), seed));
