/**
 * What follows from a message is often local too: the order book says OrderPlaced, the workflow asks for
 * validation, that asks for stock. Such chains are followed inside the transaction that
 * started them, wave by wave, so an order costs one commit from the webhook to its partner wishes and not six.
 * (6 transactions from `OrderSeen` to `CreateErpOrder` became 1: docs/adr/0003.)
 *
 * Nothing is overtaken: a message whose subject has open work for its handler is left to the worklist.
 * Everything is written at the end, handled deliveries as Done, so the log reads as if each had been claimed.
 */
import type { Claimed } from '#store/delivery.ts';
import { openOf } from '#store/delivery.ts';
import { digestsOf } from '#store/message.ts';
import { prepare, type Draft, type Prepared } from './append.ts';
import type { Batch } from './handlers/handler.ts';
import { routesOf } from './routes.ts';

export interface Wave {
  readonly deliveries: readonly Claimed[];
  /** The message each delivery belongs to; settled when it is handled. */
  readonly of: ReadonlyMap<Claimed, Prepared>;
}
/** Chains longer than this go on in the next batch; a loop of ours would otherwise never commit. */
export const LONGEST = 24;

const name = (d: { tenant: string; handler: string; subject: string }): string => `${d.tenant} ${d.handler} ${d.subject}`;

const keyOf = ({ tenant, key }: { tenant: string; key: string }): string => `${tenant} ${key}`;
/** A delivery that is stored. */
export const placeOf = (d: { shard: number; tenant: string; message: bigint; handler: string }): string =>
  `${d.shard} ${d.message} ${d.handler} ${d.tenant}`;

/** The deliveries among new drafts that may be handled right now. Also answers the prepared drafts. */
export async function nextWave(
  batch: Batch, drafts: readonly Draft[], claimed: ReadonlySet<string>, stopped: ReadonlySet<string>,
): Promise<{ prepared: Prepared[]; wave: Wave }> {
  const prepared = drafts.map(prepare);
  const seen = new Set<string>();
  const candidates = prepared.flatMap((x) => {
    if (x.draft.wait || !batch.leases.has(x.message.shard)) return [];
    const routes = routesOf(x.draft.type, x.draft.data).filter((r) => !r.outside);
    if (routes.length === 0 || seen.has(keyOf(x.message))) return [];
    seen.add(keyOf(x.message));
    return routes.map((r) => ({ x, d: delivery(x, r.handler, r.lane) }));
  });
  if (candidates.length === 0) return { prepared, wave: { deliveries: [], of: new Map() } };
  const [known, open] = await Promise.all([
    digestsOf(batch.tx, [...new Set(candidates.map((c) => c.x.message))]), openOf(batch.tx, candidates.map((c) => c.d), claimed.size + 1),
  ]);
  const old = new Set(known.map(keyOf));
  const blocked = new Set(open.filter((o) => !claimed.has(placeOf(o))).map(name));
  const free = candidates.filter(({ x, d }) => !old.has(keyOf(x.message)) && !blocked.has(name(d)) && !stopped.has(name(d)));
  return { prepared, wave: { deliveries: free.map((c) => c.d), of: new Map(free.map((c) => [c.d, c.x])) } };
}

/** A delivery that is handled before it is stored. */
export function delivery({ message, draft }: Prepared, handler: string, lane: string): Claimed {
  return {
    shard: message.shard, tenant: message.tenant, message: 0n, handler, subject: message.subject, attempts: 1, lane, id: message.id,
    type: message.type, data: draft.data, key: message.key, correlation: message.correlation,
    connection: message.connection ?? null, at: Temporal.Instant.from(message.at),
  };
}
