/**
 * Local handlers: claim, decide and complete in one transaction per shard, so a batch costs one commit and a
 * killed worker leaves no trace of it.
 *
 * A batch that fails is tried again in halves until the bad item stands alone; that one is parked as a
 * defect of ours, the others succeed.
 */
import type { PoolClient } from 'pg';
import type { Fault } from '#domain/fault.ts';
import { EXCEPTIONS } from '#domain/exception.ts';
import { verdict } from '#domain/retry.ts';
import type { Timestamp } from '#domain/brand.ts';
import { fromEpoch } from '#domain/time.ts';
import { claim, complete, setBack, type Claimed, type StoppedDelivery } from '#store/delivery.ts';
import { transaction } from '#store/query.ts';
import { append, type Draft } from './append.ts';
import { handlerFor } from './handlers/all.ts';
import type { Batch, LocalHandler, Result } from './handlers/handler.ts';
import type { Platform } from './platform.ts';

export interface Held {
  readonly shard: number;
  readonly epoch: bigint;
}
export interface Worked {
  readonly done: number;
  /** Shards that got new work. */
  readonly woken: ReadonlySet<number>;
  /** Probably more is waiting. */
  readonly more: boolean;
}

export const now = (): Timestamp => fromEpoch(Date.now());

/** Works one batch of a shard's local deliveries. @throws when the database is gone; everything is then undone. */
export async function workLocally(p: Platform, held: Held, limit: number): Promise<Worked> {
  for (let size = limit; ; size = Math.max(1, Math.floor(size / 2))) {
    try {
      return await transaction(p.pool, (tx) => oneBatch(p, tx, held, size));
    } catch (error) {
      if (isPassing(error)) throw error;
      p.log.warn({ shard: held.shard, size, error: (error as Error).message }, 'a batch failed; trying a smaller one');
      if (size === 1) return parkDefect(p, held, error as Error);
    }
  }
}

/** Errors of the database that are about the moment, not about the item. */
export function isPassing(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['40P01', '40001', '55P03', '57014'].includes(code) || /^(08|57P|53)/.test(code) ||
    /ECONN|terminated|not queryable|timeout exceeded/i.test((error as Error).message ?? '');
}

async function oneBatch(p: Platform, tx: PoolClient, { shard, epoch }: Held, limit: number): Promise<Worked> {
  const deliveries = await claim(tx, shard, epoch, { outside: false, limit });
  if (deliveries.length === 0) return { done: 0, woken: new Set(), more: false };
  const batch: Batch = { platform: p, tx, shard, now: now() };
  const done: Claimed[] = [];
  const stopped: { d: Claimed; fault: Fault }[] = [];
  const drafts: Draft[] = [];
  for (const [handler, group] of byHandler(deliveries)) {
    const results = await handler(batch, group);
    group.forEach((d, i) => {
      const result: Result | undefined = results[i];
      if (!result) throw new TypeError(`${d.handler} gave no result for ${d.type}`);
      if ('fault' in result) return void stopped.push({ d, fault: result.fault });
      done.push(d);
      drafts.push(...result.drafts);
    });
  }
  if (done.length > 0 && (await complete(tx, shard, epoch, done)) < done.length)
    throw Object.assign(new Error(`shard ${shard} belongs to somebody else now`), { code: '57P01' });
  if (stopped.length > 0) await setBack(tx, shard, epoch, stopped.map(({ d, fault }) => stoppedDelivery(d, fault)));
  const woken = drafts.length > 0 ? await append(tx, drafts) : new Set<number>();
  p.count('threadline_deliveries_total', { where: 'local', outcome: 'done' }, done.length);
  return { done: done.length + stopped.length, woken, more: deliveries.length >= limit };
}

/** Goods go last: they lock rows that other shards' batches want too, so they hold them for the shortest time. */
function byHandler(deliveries: readonly Claimed[]): [LocalHandler, Claimed[]][] {
  const groups = new Map<LocalHandler, Claimed[]>();
  for (const d of deliveries) {
    const handler = handlerFor(d.handler);
    groups.set(handler, [...(groups.get(handler) ?? []), d]);
  }
  return [...groups].sort(([, a], [, b]) => Number(a[0]!.handler === 'ledger:goods') - Number(b[0]!.handler === 'ledger:goods'));
}

export function stoppedDelivery(d: Claimed, fault: Fault): StoppedDelivery {
  const v = verdict(fault, d.attempts, now(), Math.random());
  const base = { tenant: d.tenant, message: d.message, handler: d.handler, fault: JSON.stringify(fault) };
  if (v.state === 'Ready')
    return { ...base, state: 'Ready', due: v.due, spend: v.spend, exception: undefined, owner: undefined, waitsOn: undefined };
  return { ...base, state: 'Parked', due: now(), spend: true, exception: v.exception, owner: v.owner, waitsOn: v.waitsOn };
}

async function parkDefect(p: Platform, { shard, epoch }: Held, error: Error): Promise<Worked> {
  const fault: Fault = { kind: 'Refused', exception: 'Defect', detail: error.message };
  const done = await transaction(p.pool, async (tx) => {
    const [d] = await claim(tx, shard, epoch, { outside: false, limit: 1 });
    if (!d) return 0;
    p.log.error({ type: d.type, handler: d.handler, correlation: d.correlation, stack: error.stack }, 'a defect parked a delivery');
    return setBack(tx, shard, epoch, [{
      tenant: d.tenant, message: d.message, handler: d.handler, state: 'Parked', due: now(), spend: true,
      fault: JSON.stringify(fault), exception: 'Defect', owner: EXCEPTIONS.Defect.owner, waitsOn: undefined,
    }]);
  });
  return { done, woken: new Set(), more: true };
}
