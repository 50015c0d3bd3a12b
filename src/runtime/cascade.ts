/**
 * What follows from a message for the same subject is often local too: the order book says OrderPlaced, the
 * workflow asks for validation, that asks for stock. Such chains are followed inside the transaction that
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

/** The deliveries among new drafts that may be handled right now. Also answers the prepared drafts. */
export async function nextWave(
  batch: Batch, drafts: readonly Draft[], claimed: ReadonlySet<string>, stopped: ReadonlySet<string>,
): Promise<{ prepared: Prepared[]; wave: Wave }> {
  const prepared = drafts.map(prepare);
  const here = prepared.filter((x) => x.message.shard === batch.shard && !x.draft.wait);
  const known = here.length > 0 ? await digestsOf(batch.tx, batch.shard, here.map((x) => x.message)) : [];
  const old = new Set(known.map((k) => `${k.tenant} ${k.key}`));
  const seen = new Set<string>();
  const candidates = here.flatMap((x) => {
    const key = `${x.message.tenant} ${x.message.key}`;
    if (old.has(key) || seen.has(key)) return [];
    seen.add(key);
    return routesOf(x.draft.type, x.draft.data).filter((r) => !r.outside).map((r) => ({ x, d: delivery(x, r.handler, r.lane) }));
  });
  const open = candidates.length > 0 ? await openOf(batch.tx, batch.shard, candidates.map((c) => c.d)) : [];
  const blocked = new Set(open.filter((o) => !claimed.has(`${o.message} ${o.handler} ${o.tenant}`)).map(name));
  const free = candidates.filter(({ d }) => !blocked.has(name(d)) && !stopped.has(name(d)));
  return { prepared, wave: { deliveries: free.map((c) => c.d), of: new Map(free.map((c) => [c.d, c.x])) } };
}

function delivery({ message, draft }: Prepared, handler: string, lane: string): Claimed {
  return {
    tenant: message.tenant, message: 0n, handler, subject: message.subject, attempts: 1, lane, id: message.id,
    type: message.type, data: draft.data, key: message.key, correlation: message.correlation,
    connection: message.connection ?? null, at: Temporal.Instant.from(message.at),
  };
}
