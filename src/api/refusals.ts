/**
 * What is turned away at the door leaves only a number: who was meant, why, in which hour. Counted in memory and
 * written at most once a second, so that a flood of bad requests costs the database nothing.
 */
import { DEFAULT_TENANT } from '#runtime/open.ts';
import type { Platform } from '#runtime/platform.ts';
import { countRefusals, type Refused } from '#store/list-partners.ts';

export type RefusalReason = 'unknown connection' | 'wrong signature' | 'too large' | 'too many';

export interface Refusals {
  count(connection: string, reason: RefusalReason): void;
  /** Writes what was counted; for tests and the end. */
  flush(): Promise<void>;
}

const FLUSH_MS = 1000;

export function makeRefusals(p: Platform): Refusals {
  let counted = new Map<string, Refused>();
  let timer: NodeJS.Timeout | undefined;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const rows = [...counted.values()];
    counted = new Map();
    if (rows.length === 0) return;
    await countRefusals(p.pool, rows).catch((error: Error) =>
      p.log.warn({ error: error.message, refused: rows.length }, 'refused requests could not be counted'));
  };
  return {
    flush,
    count(connection, reason) {
      p.count('threadline_intake_total', { connection, outcome: reason });
      const key = `${connection} ${reason}`;
      const before = counted.get(key);
      counted.set(key, { tenant: DEFAULT_TENANT, connection, reason, count: (before?.count ?? 0) + 1 });
      timer ??= setTimeout(() => void flush(), FLUSH_MS).unref();
    },
  };
}

/** Callers whose requests were turned away too often lately; the map is empty on a good day. */
export function makeBan(most: number, windowMs: number) {
  const strikes = new Map<string, { count: number; until: number }>();
  return {
    strike(caller: string): void {
      const now = Date.now();
      const before = strikes.get(caller);
      if (strikes.size > 10_000) strikes.clear();
      if (!before || before.until < now) strikes.set(caller, { count: 1, until: now + windowMs });
      else before.count += 1;
    },
    /** Seconds to wait, or 0. */
    waits(caller: string): number {
      const found = strikes.size > 0 ? strikes.get(caller) : undefined;
      if (!found || found.count < most) return 0;
      return Math.max(0, Math.ceil((found.until - Date.now()) / 1000));
    },
  };
}
