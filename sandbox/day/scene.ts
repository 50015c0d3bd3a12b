/**
 * A scene: something that goes wrong in retail on an ordinary day, played on top of the traffic. It tells itself in
 * one line as it happens, and says at the end whether it ended as it must.
 */
import type { Day } from './day.ts';

export interface Scene {
  readonly number: number;
  readonly name: string;
  /** When on the day it begins, 0 to 1; 'closing': after the traffic, when everything is quiet. */
  readonly at: number | 'closing';
  /** Once, before the day begins. */
  readonly prepare?: (day: Day) => Promise<void> | void;
  readonly play: (day: Day, tell: (line: string) => void) => Promise<void>;
  /** Why it did not end as it must; undefined when it did. Asked when everything is quiet. */
  readonly check: (day: Day) => Promise<string | undefined>;
}
/** A scene of the trading day that cannot be played yet, and what it waits for. */
export interface Unplayable {
  readonly number: number;
  readonly name: string;
  readonly why: string;
}

/** Collects what is wrong; a scene that found nothing passed. */
export class Findings {
  private readonly found: string[] = [];
  /** `given` must equal `wanted`. */
  equal(what: string, given: unknown, wanted: unknown): this {
    const [a, b] = [text(given), text(wanted)];
    if (a !== b) this.found.push(`${what}: ${a}, not ${b}`);
    return this;
  }
  /** `holds` must be true. */
  that(holds: boolean, otherwise: string): this {
    if (!holds) this.found.push(otherwise);
    return this;
  }
  verdict(): string | undefined {
    return this.found.length > 0 ? this.found.join('; ') : undefined;
  }
}
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (typeof v === 'bigint' ? v.toString() : v)) ?? 'nothing';
