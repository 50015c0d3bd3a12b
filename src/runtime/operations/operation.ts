/**
 * What every operation of a person has in common: who does it and why, a refusal in one sentence, and the
 * audit entry, in one commit with the change: there is no change without an entry, and no entry without one.
 */
import type { PoolClient } from 'pg';
import { writeAudit } from '#store/audit.ts';
import { transaction } from '#store/query.ts';
import type { Platform } from '../platform.ts';

export interface Act {
  readonly tenant: string;
  /** 'cli:anna', 'user:anna@example.com', 'key:ci'. */
  readonly who: string;
  readonly why?: string | undefined;
}

/** What was asked cannot be done. The message is one sentence that says what to do instead. */
export class Refusal extends Error {
  /** NotFound: there is no such thing. Conflict: not in its present state. Invalid: not with these words. */
  readonly reason: 'NotFound' | 'Conflict' | 'Invalid';
  constructor(reason: Refusal['reason'], message: string) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
export const notFound = (message: string) => new Refusal('NotFound', message);
export const conflict = (message: string) => new Refusal('Conflict', message);
export const invalid = (message: string) => new Refusal('Invalid', message);

export interface Changed<T> {
  readonly result: T;
  /** 'delivery.retry', and what it was before and is now; never a secret. */
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Runs a change in one transaction and writes who made it. */
export async function audited<T>(p: Platform, act: Act, change: (tx: PoolClient) => Promise<Changed<T>>): Promise<T> {
  return transaction(p.pool, async (tx) => {
    const { result, what, before, after } = await change(tx);
    await writeAudit(tx, { tenant: act.tenant, who: act.who, what, before, after, why: act.why ?? null });
    return result;
  });
}
