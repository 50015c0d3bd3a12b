/** A local handler: works on a batch of deliveries inside the batch's transaction. */
import type { PoolClient } from 'pg';
import { Stopped, type Fault } from '#domain/fault.ts';
import type { Claimed, Leases } from '#store/delivery.ts';
import type { Draft } from '../append.ts';
import type { Platform } from '../platform.ts';

export interface Batch {
  readonly platform: Platform;
  readonly tx: PoolClient;
  /** The shards whose work this batch may do. */
  readonly leases: Leases;
  readonly now: string;
  /** A look at what would be, after the fact: nothing is written, and what followed in truth is not looked at. */
  readonly whatIf?: boolean;
}
/** What handling one delivery gave: messages to append, or why it stopped (and then nothing of it is kept). */
export type Result = { readonly drafts: readonly Draft[] } | { readonly fault: Fault };
export type LocalHandler = (batch: Batch, deliveries: readonly Claimed[]) => Promise<readonly Result[]>;

/** A draft that follows from a delivery: its key is the cause, the handler and a number. */
export function follow(
  d: Claimed, ordinal: number, out: { type: string; data: unknown; subject?: string; key?: string; wait?: number; at?: string },
  now: string,
): Draft {
  const key = out.key ?? (out.data as { key?: string }).key ?? `${d.id}:${d.handler}:${ordinal}`;
  // A worklist item of its own: it waits for a person beside its subject, and holds no other item back.
  const subject = out.type === 'RaiseException' ? `${d.subject.split('/')[0]}/exception:${key}` : out.subject;
  return {
    tenant: d.tenant, type: out.type, data: out.data, key: `${out.type}:${key}`, cause: d.id, correlation: d.correlation,
    at: out.at ?? now, ...(subject && { subject }), ...(out.wait && { wait: out.wait }),
  };
}

/**
 * Deliveries of a call have different subjects, so they may be worked on side by side: on the batch's one connection
 * their statements go out together, and a round trip is paid once for all instead of once for each.
 */
export const sideBySide = (
  deliveries: readonly Claimed[], work: (d: Claimed) => Promise<readonly Draft[]>,
): Promise<Result[]> => Promise.all(deliveries.map(async (d): Promise<Result> => {
  try {
    return { drafts: await work(d) };
  } catch (error) {
    if (error instanceof Stopped) return { fault: error.fault };
    throw error;
  }
}));
