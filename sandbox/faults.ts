/**
 * How a twin misbehaves. Each call of a partner's operation asks `next(operation)` once and acts on the
 * answer, so a seeded plan replays exactly and a test can order one fault for one call.
 *
 * The kinds are what real partners were seen to do; a twin ignores the kinds its partner cannot show.
 */
export const FAULT_KINDS = [
  'duplicate', //         a notification, file or row is sent twice
  'reorder', //           a notification is held back behind the next one
  'delay', //             the answer takes long (a second or so), then is right
  'throttle', //          429 or the partner's own word for it, with its headers; nothing applied
  'error', //             500; nothing applied
  'timeout-after-apply', // applied, then the connection is cut without an answer
  'partial', //           one item of a batch is refused, the others are applied
  'drift', //             an unknown field, or an enumeration word nobody has documented
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];
export type FaultLevel = 'none' | 'mild' | 'harsh';

/** Chance of each kind at each call, by level. Harsh is far beyond what partners do on a bad day. */
const RATES: Record<FaultLevel, Partial<Record<FaultKind, number>>> = {
  none: {},
  mild: { duplicate: 0.02, reorder: 0.01, delay: 0.02, throttle: 0.01, error: 0.01, 'timeout-after-apply': 0.005 },
  harsh: {
    duplicate: 0.1, reorder: 0.06, delay: 0.04, throttle: 0.05, error: 0.06, 'timeout-after-apply': 0.04,
    partial: 0.03, drift: 0.02,
  },
};

export interface Faults {
  /** The fault for this call, or undefined. Ordered faults come first, then the seeded chance. */
  next(operation: string, able?: readonly FaultKind[]): FaultKind | undefined;
  /** Orders `kind` for the next `count` calls of `operation` ('*' is any). */
  order(operation: string, kind: FaultKind, count?: number): void;
  level: FaultLevel;
  /** What was done so far, by `operation kind`. */
  readonly done: ReadonlyMap<string, number>;
}

export function seededFaults(seed: number, level: FaultLevel = 'none'): Faults {
  const random = mulberry32(seed);
  const ordered: { operation: string; kind: FaultKind; count: number }[] = [];
  const done = new Map<string, number>();
  const faults: Faults = {
    level,
    done,
    order: (operation, kind, count = 1) => void ordered.push({ operation, kind, count }),
    next(operation, able = FAULT_KINDS) {
      const kind = fromOrder(operation, able) ?? byChance(able);
      if (kind) done.set(`${operation} ${kind}`, (done.get(`${operation} ${kind}`) ?? 0) + 1);
      return kind;
    },
  };
  function fromOrder(operation: string, able: readonly FaultKind[]): FaultKind | undefined {
    const found = ordered.find((o) => o.count > 0 && able.includes(o.kind) && [operation, '*'].includes(o.operation));
    if (!found) return undefined;
    found.count -= 1;
    return found.kind;
  }
  function byChance(able: readonly FaultKind[]): FaultKind | undefined {
    const dice = random();
    let edge = 0;
    for (const kind of able) {
      edge += RATES[faults.level][kind] ?? 0;
      if (dice < edge) return kind;
    }
    return undefined;
  }
  return faults;
}

/** A small seeded generator (mulberry32), enough for a sandbox: the same seed is the same day. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
