/**
 * Local handlers: claim, decide and complete in one transaction, over as many shards as have work, so a batch
 * costs one commit and a killed worker leaves no trace of it.
 *
 * A batch that fails is tried again in halves until the bad item stands alone; that one is parked as a
 * defect of ours, the others succeed.
 */
import type { Fault } from '#domain/fault.ts';
import { EXCEPTIONS } from '#domain/exception.ts';
import { complete, holdLeases, setBack, type Claimed, type Leases } from '#store/delivery.ts';
import { claimLocal } from '#store/delivery-claim.ts';
import { transaction } from '#store/query.ts';
import { appendPrepared, type Draft, type Prepared } from './append.ts';
import { Course } from './course.ts';
import type { Batch } from './handlers/handler.ts';
import { isPassing, Lost, now, stoppedDelivery } from './moment.ts';
import type { Platform } from './platform.ts';
import type { Tracer } from './trace.ts';

/** What came of a batch of local work. */
export interface Worked { readonly done: number; readonly more: boolean }

/** Works one batch of local deliveries. @throws when the database is gone; everything is then undone. */
export async function workLocally(p: Platform, leases: Leases, limit: number): Promise<Worked> {
  let follow = true;
  for (let size = limit; ;) {
    try {
      return await transaction(p.engine, async (tx) => {
        const batch: Batch = { platform: p, tx, leases, now: now() };
        const claimed = await claimLocal(tx, leases, size);
        const drafts = await decide(batch, claimed, { drafts: [], follow });
        await conclude(batch, drafts);
        return { done: claimed.length, more: claimed.length >= size };
      });
    } catch (error) {
      if (isPassing(error)) throw error;
      p.log.warn({ size, follow, error: (error as Error).message }, 'a batch failed; trying a smaller one');
      if (follow) follow = false;
      else if (size === 1) return parkDefect(p, leases, error as Error);
      else size = Math.max(1, Math.floor(size / 2));
    }
  }
}

/** Handles what was claimed and what follows from it and from `more.drafts`; answers every message to append. */
export async function decide(
  batch: Batch, claimed: readonly Claimed[], more: { readonly drafts: readonly Draft[]; readonly follow: boolean },
): Promise<Prepared[]> {
  const { tx, leases } = batch;
  const started = Date.now();
  const course = new Course(batch, claimed);
  const all = await course.run(more.drafts, more.follow);
  const { done, stopped } = course;
  const [finished] = await Promise.all([
    done.length > 0 ? complete(tx, leases, done, 'Ready') : 0,
    stopped.length > 0 && setBack(tx, leases, stopped.map(({ d, fault }) => stoppedDelivery(d, fault)), 'Ready'),
  ]);
  if (finished < done.length) throw new Lost();
  batch.platform.count('threadline_deliveries_total', { where: 'local', outcome: 'done' }, done.length);
  if (batch.platform.tracer) tell(batch.platform.tracer, [...done, ...followed(all)], started);
  return all;
}

type Handled = Pick<Claimed, 'correlation' | 'handler' | 'type'>;
const followed = (all: readonly Prepared[]): Handled[] => all.flatMap(({ message: { correlation, type }, settled }) =>
  [...settled.keys()].map((handler) => ({ correlation, handler, type })));

/** A span a story: a batch works for many. */
function tell(tracer: Tracer, done: readonly Handled[], started: number): void {
  for (const [correlation, mine] of Map.groupBy(done, (d) => d.correlation))
    tracer.told({
      name: 'local', correlation, started,
      attributes: {
        deliveries: mine.length, handlers: [...new Set(mine.map((d) => d.handler))].join(' '),
        messages: [...new Set(mine.map((d) => d.type))].join(' '),
      },
    });
}

/** Writes what follows. Work that was done ahead in a shard needs its lease as much as work that was claimed there. */
export async function conclude(batch: Batch, all: readonly Prepared[]): Promise<ReadonlySet<number>> {
  if (all.length === 0) return new Set();
  const ahead = new Set(all.filter((x) => x.settled.size > 0).map((x) => x.message.shard));
  const leases = new Map([...batch.leases].filter(([shard]) => ahead.has(shard)));
  const [held, woken] = await Promise.all([
    leases.size > 0 ? holdLeases(batch.tx, leases) : 0, appendPrepared(batch.tx, all, batch.platform.distributed),
  ]);
  if (held < leases.size) throw new Lost();
  return woken;
}

async function parkDefect(p: Platform, leases: Leases, error: Error): Promise<Worked> {
  const fault: Fault = { kind: 'Refused', exception: 'Defect', detail: error.message };
  const done = await transaction(p.engine, async (tx) => {
    const [d] = await claimLocal(tx, leases, 1);
    if (!d) return 0;
    p.log.error({ type: d.type, handler: d.handler, correlation: d.correlation, stack: error.stack }, 'a defect parked a delivery');
    return setBack(tx, leases, [{
      shard: d.shard, tenant: d.tenant, message: d.message, handler: d.handler, state: 'Parked', due: now(), spend: true,
      fault: JSON.stringify(fault), exception: 'Defect', owner: EXCEPTIONS.Defect.owner, waitsOn: undefined,
    }], 'Ready');
  });
  return { done, more: true };
}
