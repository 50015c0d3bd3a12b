/**
 * One turn of the engine for a group of shards, in one transaction: what partners answered is written down, due
 * local work is done with all that follows from it, and what is now due at partners is claimed. On one
 * PostgreSQL a group is half of all shards, so a turn carries the work of many orders for the price of a few
 * statements (153 statements an order became 20); on a distributed one a group is one shard.
 */
import type { Claimed, Leases } from '#store/delivery.ts';
import { claimLocal, claimOutside } from '#store/delivery-claim.ts';
import { transaction, type Queryable } from '#store/query.ts';
import type { Batch } from './handlers/handler.ts';
import { conclude, decide, workLocally } from './local.ts';
import { isPassing, Lost, now } from './moment.ts';
import { finish, settle, type Outcome } from './outside.ts';
import type { Platform } from './platform.ts';

export interface Errand {
  readonly handler: string;
  readonly shards: readonly number[];
  readonly limit: number;
}
export interface TurnPlan {
  /** Everything of the group that is ours. */
  readonly leases: Leases;
  readonly outcomes: readonly Outcome[];
  /** Shards with local work that is due. */
  readonly local: readonly number[];
  readonly errands: readonly Errand[];
}
export interface Turned {
  /** Claimed for partners, one list an errand: to be carried out now. */
  readonly claimed: readonly (readonly Claimed[])[];
}

const BATCH = 200;

/** @throws what is passing, and then nothing was done: try the same plan again. */
export async function turn(p: Platform, plan: TurnPlan): Promise<Turned> {
  try {
    return await transaction(p.engine, async (tx) => {
      const batch: Batch = { platform: p, tx, leases: plan.leases, now: now() };
      const [drafts, claimed] = await Promise.all([
        settle(batch, plan.outcomes),
        plan.local.length > 0 ? claimLocal(tx, part(plan.leases, plan.local), BATCH) : [],
      ]);
      await conclude(batch, await decide(batch, claimed, { drafts, follow: true }));
      return { claimed: await take(plan, tx) };
    });
  } catch (error) {
    if (isPassing(error) && !(error instanceof Lost)) throw error;
    p.count('threadline_turns_apart_total', {});
    p.log.warn({ error: (error as Error).message }, 'a turn failed; its parts are done one by one');
    return apart(p, plan);
  }
}

/** The same in pieces, each of which isolates what is wrong in it. What is claimed is not acted on before the next turn. */
async function apart(p: Platform, plan: TurnPlan): Promise<Turned> {
  if (plan.outcomes.length > 0) await finish(p, plan.leases, plan.outcomes);
  try {
    if (plan.local.length > 0) await workLocally(p, part(plan.leases, plan.local), BATCH);
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
  return { claimed: [] };
}

const take = (plan: TurnPlan, tx: Queryable): Promise<Claimed[][]> =>
  Promise.all(plan.errands.map(({ handler, shards, limit }) => claimOutside(tx, part(plan.leases, shards), handler, limit)));

const part = (leases: Leases, shards: readonly number[]): Leases =>
  new Map(shards.flatMap((shard) => (leases.has(shard) ? [[shard, leases.get(shard)!] as const] : [])));
