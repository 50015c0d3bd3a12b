/**
 * Sharing the 256 shards among the workers that are alive. Owning is a session lock on one dedicated
 * connection: a killed worker's locks are free at once. A hung one stops beating; the others end its session
 * and raise the epoch, so that it cannot write when it wakes.
 */
import type { Client } from 'pg';
import { SHARDS } from '#domain/shard.ts';
import { reclaim } from '#store/delivery.ts';
import * as store from '#store/ownership.ts';
import type { Platform } from './platform.ts';

export const HUNG_SECONDS = 6;

export interface Ownership {
  /** Shard → epoch. */
  readonly held: ReadonlyMap<number, bigint>;
  /** Beats, cuts off the hung, takes or gives back shards. Call about once a second. */
  balance(): Promise<void>;
  release(): Promise<void>;
}

export function makeOwnership(p: Platform, control: Client, worker: string): Ownership {
  const held = new Map<number, bigint>();
  const take = async (wanted: number): Promise<void> => {
    // All of the others are tried: who tries a few of them hardly ever meets the last ones that a killed worker left.
    const others = [...Array(SHARDS).keys()].filter((s) => !held.has(s)).sort(() => Math.random() - 0.5);
    const locked = await store.tryLockShards(control, others, wanted);
    try {
      const epochs = await store.takeLeases(p.pool, locked, worker);
      if (p.distributed) for (const shard of locked) await reclaim(p.engine, [shard]);
      else await reclaim(p.engine, locked);
      for (const [shard, epoch] of epochs) held.set(shard, epoch);
    } catch (error) {
      // Locked, but not among what is worked on: they would be nobody's for as long as we live.
      await store.unlockShards(control, locked);
      throw error;
    }
  };
  return {
    held,
    async balance() {
      await store.beat(control, worker);
      for (const hung of await store.cutOffHung(control, HUNG_SECONDS)) p.log.warn({ worker: hung }, 'a hung worker was cut off');
      const share = Math.ceil(SHARDS / (await store.liveWorkers(control, HUNG_SECONDS)));
      if (held.size > share) {
        const surplus = [...held.keys()].slice(share);
        for (const shard of surplus) held.delete(shard);
        await store.unlockShards(control, surplus);
      } else if (held.size < share) await take(share - held.size);
    },
    async release() {
      const all = [...held.keys()];
      held.clear();
      await store.unlockShards(control, all);
      await store.leave(control, worker);
    },
  };
}
