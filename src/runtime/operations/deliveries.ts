/**
 * What a person can do with work that stopped: try it again, give it up, give it to somebody, look at it later.
 */
import type { PoolClient } from 'pg';
import type { Write } from '#connectors/contract.ts';
import * as store from '#store/operate.ts';
import type { DeliveryKey, OpenDelivery } from '#store/operate.ts';
import { append } from '../append.ts';
import { newId } from '../identity.ts';
import { now } from '../moment.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { approveFeed, giveUpFeed, restoreCounts } from './feeds.ts';
import { audited, conflict, invalid, notFound, type Act } from './operation.ts';

export type { DeliveryKey };

/** `137-4211-connection:erp-1`: how people and addresses name a delivery. */
export const nameOf = (d: Omit<DeliveryKey, 'tenant'>): string => `${d.shard}-${d.message}-${d.handler}`;
export function parseName(tenant: string, name: string): DeliveryKey {
  const [, shard, message, handler] = /^(\d{1,3})-(\d{1,18})-([a-z]+:.+)$/.exec(name) ?? [];
  if (!shard || !message || !handler || Number(shard) > 255)
    throw invalid(`${name} names no delivery: they look like 137-4211-connection:erp and stand in the worklist.`);
  return { tenant, shard: Number(shard), message: BigInt(message), handler };
}

/** Exceptions of orders that are settled by asking for stock once more. */
const ASKED_AGAIN = new Set(['StockShort', 'NoLocationForOrder']);
/** Whether trying it again can help: a raised exception is no work, but a word that something must be settled elsewhere. */
export const canBeRetried = (handler: string, kind: string): boolean => handler !== 'policy:exceptions' || ASKED_AGAIN.has(kind);

/** `again`: it is due now. `asked`: the order asks for its stock again; the exception closes when it gets it. */
export type Retried = 'again' | 'asked';

/**
 * Makes a stopped delivery due. A partner is asked for the key first wherever it can be; where it cannot, a
 * retry is the person's word that nothing was applied.
 */
export async function retryDelivery(p: Platform, act: Act, at: DeliveryKey): Promise<Retried> {
  return audited(p, act, async (tx) => {
    const d = await stopped(tx, at);
    const result = d.handler === 'policy:exceptions' ? await askAgain(tx, act, d)
      : d.type in DECIDED ? await decide(tx, d) : await again(p, tx, d);
    return { result, what: 'delivery.retry', before: summary(d), after: { state: result } };
  });
}

async function again(p: Platform, tx: PoolClient, d: OpenDelivery): Promise<Retried> {
  await store.makeReady(tx, d.shard, [{ ...d, attempts: attemptsFor(p, d) }]);
  return 'again';
}

const attemptsFor = (p: Platform, d: Pick<OpenDelivery, 'tenant' | 'handler' | 'type'>): number => {
  const c = tenantOf(p, d.tenant).connections.get(d.handler.slice(d.handler.indexOf(':') + 1));
  const writes = c?.connector.can.writes as Record<string, Write<never, never>> | undefined;
  return writes?.[d.type]?.find ? 1 : 0;
};

/** A raised exception is not work: handling it again would only raise it again. */
async function askAgain(tx: PoolClient, act: Act, d: OpenDelivery): Promise<Retried> {
  const { orderId, kind } = d.data as { orderId?: string; kind: string };
  if (!orderId || !ASKED_AGAIN.has(kind))
    throw conflict(
      `${kind} is settled where it arose and then closes by itself: there is nothing to try again here. ` +
        'Drop it, with the reason, when it was settled in another way.',
    );
  await append(tx, [
    {
      tenant: act.tenant, type: 'StockArrived', data: { orderId }, key: `StockArrived:${orderId}:${newId()}`,
      cause: d.id, at: now(),
    },
  ]);
  return 'asked';
}

/** What is decided about the feed of a suspected count, by the message that waits. */
const DECIDED: Readonly<Record<string, (tx: PoolClient, d: OpenDelivery) => Promise<void>>> =
  { FeedSuspected: approveFeed, FeedGivenUp: restoreCounts };
async function decide(tx: PoolClient, d: OpenDelivery): Promise<Retried> {
  await DECIDED[d.type]?.(tx, d);
  return 'again';
}

/** Which wishes of an order stand for something that is undone when they are given up. */
const ABANDONED = new Set([
  'ValidateOrder', 'ReserveStock', 'CreateErpOrder', 'AmendErpOrder', 'CancelErpOrder', 'RecordErpShipment',
  'IssueInvoice', 'IssueCreditMemo', 'RequestFulfillment', 'CancelFulfillment', 'ReportShipment', 'CancelChannelOrder',
  'RefundReturn', 'RecordErpReturn', 'RecordErpSpoilage', 'AnswerReturn', 'CancelChannelLines', 'ReportPickupReady', 'ReportTracking',
  'ReportHold',
]);

export interface Dropped {
  /** The order's workflow was told and undoes what stood on the wish. */
  readonly undone: boolean;
}
/** Gives a delivery up. The next one of its subject steps forward. */
export async function dropDelivery(
  p: Platform, act: Act & { readonly why: string }, at: DeliveryKey,
): Promise<Dropped> {
  const reason = act.why.trim();
  if (!reason) throw invalid('Dropping needs a reason: it is the only trace of why the work was never done.');
  return audited(p, act, async (tx) => {
    const d = await stopped(tx, at);
    if (!(await store.markDropped(tx, at))) throw conflict(`${nameOf(at)} has just been taken by a worker.`);
    const undone = await abandon(tx, d, reason);
    if (d.type === 'FeedSuspected') await giveUpFeed(tx, d);
    return { result: { undone }, what: 'delivery.drop', before: summary(d), after: { state: 'Dropped', undone } };
  });
}

async function abandon(tx: PoolClient, d: OpenDelivery, reason: string): Promise<boolean> {
  const { orderId, order, key } = d.data as { orderId?: string; order?: { orderId: string }; key?: string };
  const id = orderId ?? order?.orderId;
  if (!id || !ABANDONED.has(d.type)) return false;
  await append(tx, [{
    tenant: d.tenant, type: 'WishAbandoned', data: { orderId: id, wish: d.type, reason, ...(key && { key }) },
    key: `WishAbandoned:${d.id}`, cause: d.id, at: now(),
  }]);
  return true;
}

/** To one person of the role that owns it; null gives it back to all of them. */
export async function assignDelivery(p: Platform, act: Act, at: DeliveryKey, assignee: string | null): Promise<void> {
  const name = assignee?.trim() || null;
  if (assignee !== null && !name) throw invalid('Say to whom: a name or an address.');
  await audited(p, act, async (tx) => {
    const d = await parked(tx, at);
    await store.markAssigned(tx, at, name);
    return {
      result: undefined, what: 'delivery.assign', before: { ...summary(d), assignee: d.assignee },
      after: { assignee: name },
    };
  });
}

/** Out of sight until then; it stays parked and is not tried meanwhile. */
export async function snoozeDelivery(p: Platform, act: Act, at: DeliveryKey, until: string): Promise<void> {
  let time: Temporal.Instant;
  try {
    time = Temporal.Instant.from(until);
  } catch {
    throw invalid(`${until} is not a time: write it like 2026-11-30T09:00:00Z.`);
  }
  if (Temporal.Instant.compare(time, Temporal.Now.instant()) <= 0) throw invalid(`${until} is over already.`);
  await audited(p, act, async (tx) => {
    const d = await parked(tx, at);
    await store.markSnoozed(tx, at, time.toString());
    return { result: undefined, what: 'delivery.snooze', before: summary(d), after: { until: time.toString() } };
  });
}

export interface Which {
  readonly exception?: string | undefined;
  readonly connection?: string | undefined;
  readonly owner?: string | undefined;
}
/** Tries everything again that was stopped by one exception, waits for one connection, or is one role's. */
export async function retryWhere(p: Platform, act: Act, which: Which): Promise<number> {
  const { exception, owner, connection } = which;
  if (!exception && !owner && !connection) throw invalid('Say which ones: an exception, a connection or an owner.');
  return audited(p, act, async (tx) => {
    const handlers = connection ? [`connection:${connection}`, `intake:${connection}`] : undefined;
    let result = 0;
    for (let found = 1; found > 0; result += found) {
      const parked = await store.parkedWhere(tx, act.tenant, { exception, owner, handlers });
      const feeds = parked.filter((d) => d.type in DECIDED);
      for (const d of feeds) await decide(tx, (await store.lockDelivery(tx, d))!);
      const work = parked.filter((d) => !feeds.includes(d));
      found = feeds.length + await readyAll(tx, work.map((d) => ({ ...d, attempts: attemptsFor(p, d) })));
    }
    return { result, what: 'delivery.retry-all', before: which, after: { retried: result } };
  });
}

/** Shard by shard, in ascending order, as every transaction that touches several does. */
export async function readyAll(
  tx: PoolClient, items: readonly (DeliveryKey & { readonly attempts: number })[], wait = 0,
): Promise<number> {
  const shards = Map.groupBy(items, (d) => d.shard);
  let count = 0;
  for (const shard of [...shards.keys()].sort((a, b) => a - b))
    count += await store.makeReady(tx, shard, shards.get(shard)!.map(({ tenant, message, handler, attempts }) =>
      ({ tenant, message, handler, attempts })), wait);
  return count;
}

async function stopped(tx: PoolClient, at: DeliveryKey): Promise<OpenDelivery> {
  const d = await store.lockDelivery(tx, at);
  if (!d) throw notFound(`There is no delivery ${nameOf(at)}.`);
  if (d.state === 'Parked' || d.state === 'Ready') return d;
  throw conflict(`${nameOf(at)} is ${WORDS[d.state] ?? d.state}: only what has stopped can be changed.`);
}
const WORDS: Readonly<Record<string, string>> = {
  Done: 'done already', Dropped: 'dropped already', Claimed: 'being worked on just now',
  Queued: 'waiting behind an earlier one of its subject',
};

async function parked(tx: PoolClient, at: DeliveryKey): Promise<OpenDelivery> {
  const d = await stopped(tx, at);
  if (d.state !== 'Parked') throw conflict(`${nameOf(at)} waits for its time, not for a person.`);
  return d;
}

const summary = (d: OpenDelivery) => ({
  delivery: nameOf(d), type: d.type, subject: d.subject, state: d.state, exception: d.exception,
  attempts: d.attempts,
});
