/**
 * The faults of one twin with a switch beside them: while a storm lasts, every call that can show its kind shows it.
 * A scene needs an hour of 429s, not a chance of one.
 */
import { mulberry32, seededFaults, type FaultKind, type FaultLevel, type Faults } from '../faults.ts';

export interface Weather extends Faults {
  /** Every call that is able to shows this kind from now on; `undefined` ends it. */
  storm(kind: FaultKind | undefined): void;
  /** Faults shown so far, ordered, stormy and seeded ones together. */
  count(): number;
}

/**
 * Fair until its level is raised. `share` is for partners where one document is a dozen calls: each call then has only
 * a part of the chance, so that a document meets about as many faults as elsewhere.
 */
export function weather(seed: number, share = 1): Weather {
  const faults = seededFaults(seed);
  const random = mulberry32(seed + 1);
  let level: FaultLevel = 'none';
  let raging: FaultKind | undefined;
  let stormy = 0;
  return {
    get level() { return level; },
    set level(now: FaultLevel) { level = now; },
    done: faults.done,
    order: faults.order,
    next(operation, able) {
      if (raging && (!able || able.includes(raging))) {
        stormy += 1;
        return raging;
      }
      faults.level = random() < share ? level : 'none';
      return faults.next(operation, able);
    },
    storm: (kind) => void (raging = kind),
    count: () => stormy + [...faults.done.values()].reduce((sum, n) => sum + n, 0),
  };
}
