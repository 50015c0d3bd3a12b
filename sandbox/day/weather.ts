/**
 * The faults of one twin with a switch beside them: while a storm lasts, every call that can show its kind shows it.
 * A scene needs an hour of 429s, not a chance of one.
 */
import { seededFaults, type FaultKind, type FaultLevel, type Faults } from '../faults.ts';

export interface Weather extends Faults {
  /** Every call that is able to shows this kind from now on; `undefined` ends it. */
  storm(kind: FaultKind | undefined): void;
  /** Faults shown so far, ordered, stormy and seeded ones together. */
  count(): number;
}

export function weather(seed: number, level: FaultLevel): Weather {
  const faults = seededFaults(seed, level);
  let raging: FaultKind | undefined;
  let stormy = 0;
  return {
    get level() { return faults.level; },
    set level(now: FaultLevel) { faults.level = now; },
    done: faults.done,
    order: faults.order,
    next(operation, able) {
      if (!raging || (able && !able.includes(raging))) return faults.next(operation, able);
      stormy += 1;
      return raging;
    },
    storm: (kind) => void (raging = kind),
    count: () => stormy + [...faults.done.values()].reduce((sum, n) => sum + n, 0),
  };
}
