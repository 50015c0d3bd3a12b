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
import { appendPrepared, prepare, type Draft, type Prepared } from './append.ts';
import { LONGEST, nextWave } from './cascade.ts';
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
  let follow = true;
  for (let size = limit; ;) {
    try {
      return await transaction(p.pool, (tx) => oneBatch(p, tx, held, { limit: size, follow }));
    } catch (error) {
      if (isPassing(error)) throw error;
      p.log.warn({ shard: held.shard, size, follow, error: (error as Error).message }, 'a batch failed; trying a smaller one');
      if (follow) follow = false;
      else if (size === 1) return parkDefect(p, held, error as Error);
      else size = Math.max(1, Math.floor(size / 2));
    }
  }
}

/** Errors of the database that are about the moment, not about the item. */
export function isPassing(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['40P01', '40001', '55P03', '57014'].includes(code) || /^(08|57P|53)/.test(code) ||
    /ECONN|terminated|not queryable|timeout exceeded/i.test((error as Error).message ?? '');
}

async function oneBatch(
  p: Platform, tx: PoolClient, { shard, epoch }: Held, { limit, follow }: { limit: number; follow: boolean },
): Promise<Worked> {
  const claimed = await claim(tx, shard, epoch, { outside: false, limit });
  if (claimed.length === 0) return { done: 0, woken: new Set(), more: false };
  const batch: Batch = { platform: p, tx, shard, now: now() };
  const first = await handle(batch, claimed, new Set());
  const all = await followUp(batch, claimed, first, follow);
  if (first.done.length > 0 && (await complete(tx, shard, epoch, first.done)) < first.done.length)
    throw Object.assign(new Error(`shard ${shard} belongs to somebody else now`), { code: '57P01' });
  if (first.stopped.length > 0) await setBack(tx, shard, epoch, first.stopped.map(({ d, fault }) => stoppedDelivery(d, fault)));
  const woken = all.length > 0 ? await appendPrepared(tx, all) : new Set<number>();
  p.count('threadline_deliveries_total', { where: 'local', outcome: 'done' }, first.done.length);
  return { done: claimed.length, woken, more: claimed.length >= limit };
}

/** Handles what follows from the batch in the same shard, wave by wave; answers every message to append. */
async function followUp(batch: Batch, claimed: readonly Claimed[], first: Handled, follow: boolean): Promise<Prepared[]> {
  const all: Prepared[] = [];
  const ours = new Set(claimed.map((d) => `${d.message} ${d.handler} ${d.tenant}`));
  const stopped = new Set(first.stopped.map(({ d }) => `${d.tenant} ${d.handler} ${d.subject}`));
  let { drafts } = first;
  for (let depth = 0; drafts.length > 0; depth += 1) {
    if (!follow || depth === LONGEST) return [...all, ...drafts.map(prepare)];
    const { prepared, wave } = await nextWave(batch, drafts, ours, stopped);
    all.push(...prepared);
    if (wave.deliveries.length === 0) break;
    const handled = await handle(batch, wave.deliveries, stopped);
    for (const d of handled.done) wave.of.get(d)!.settled.set(d.handler, { state: 'Done', attempts: 1 });
    for (const { d, fault } of handled.stopped) {
      const { state, due, exception, owner, waitsOn } = stoppedDelivery(d, fault);
      wave.of.get(d)!.settled.set(d.handler, { state, due, attempts: 1, fault, exception, owner, waitsOn });
    }
    batch.platform.count('threadline_deliveries_total', { where: 'local', outcome: 'followed' }, handled.done.length);
    drafts = handled.drafts;
  }
  return all;
}

interface Handled {
  readonly done: readonly Claimed[];
  readonly stopped: readonly { d: Claimed; fault: Fault }[];
  readonly drafts: readonly Draft[];
}

/** Serves deliveries handler by handler. One that comes after a stopped one of its subject waits behind it. */
async function handle(batch: Batch, deliveries: readonly Claimed[], behind: Set<string>): Promise<Handled> {
  const done: Claimed[] = [];
  const stopped: { d: Claimed; fault: Fault }[] = [];
  const drafts: Draft[] = [];
  for (const [handler, group] of byHandler(deliveries))
    for (const turn of turns(group)) {
      const waiting = turn.filter((d) => behind.has(`${d.tenant} ${d.handler} ${d.subject}`));
      for (const d of waiting) stopped.push({ d, fault: { kind: 'Throttled', until: now(), detail: 'behind an earlier one' } });
      const free = turn.filter((d) => !waiting.includes(d));
      const results = free.length > 0 ? await handler(batch, free) : [];
      free.forEach((d, i) => {
        const result: Result | undefined = results[i];
        if (!result) throw new TypeError(`${d.handler} gave no result for ${d.type}`);
        if ('fault' in result) {
          stopped.push({ d, fault: result.fault });
          behind.add(`${d.tenant} ${d.handler} ${d.subject}`);
          return;
        }
        done.push(d);
        drafts.push(...result.drafts);
      });
    }
  return { done, stopped, drafts };
}

/** One delivery of a subject and handler at a time: the first of each, then the second of each, and so on. */
function turns(group: readonly Claimed[]): Claimed[][] {
  const rounds: Claimed[][] = [];
  const count = new Map<string, number>();
  for (const d of group) {
    const key = `${d.tenant} ${d.handler} ${d.subject}`;
    const n = count.get(key) ?? 0;
    count.set(key, n + 1);
    (rounds[n] ??= []).push(d);
  }
  return rounds;
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
