/** Now, and what is only about now: errors that pass, work that is put off, shards that somebody else has. */
import type { Timestamp } from '#domain/brand.ts';
import type { Fault } from '#domain/fault.ts';
import { verdict } from '#domain/retry.ts';
import { fromEpoch } from '#domain/time.ts';
import type { Claimed, StoppedDelivery } from '#store/delivery.ts';

export const now = (): Timestamp => fromEpoch(Date.now());

/** Errors of the database that are about the moment, not about the item. */
export function isPassing(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['40P01', '40001', '55P03', '57014'].includes(code) || /^(08|57P|53)/.test(code) ||
    /ECONN|terminated|not queryable|timeout exceeded/i.test((error as Error).message ?? '');
}

/** Somebody else owns a shard, or has a delivery, now: nothing of this batch may be kept. */
export class Lost extends Error {
  readonly code = '57P01';
  constructor() {
    super('a shard belongs to somebody else now');
  }
}

/** How a fault leaves its delivery: due again later, or parked with an owner. */
export function stoppedDelivery(d: Claimed, fault: Fault): StoppedDelivery {
  const v = verdict(fault, d.attempts, now(), Math.random());
  const base = { shard: d.shard, tenant: d.tenant, message: d.message, handler: d.handler, fault: JSON.stringify(fault) };
  if (v.state === 'Ready')
    return { ...base, state: 'Ready', due: v.due, spend: v.spend, exception: undefined, owner: undefined, waitsOn: undefined };
  return { ...base, state: 'Parked', due: now(), spend: true, exception: v.exception, owner: v.owner, waitsOn: v.waitsOn };
}
