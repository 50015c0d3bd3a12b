/** Writing to the log: drafts become messages with a shard, an id, a digest, and deliveries for who owes work. */
import type { PoolClient } from 'pg';
import { shardOf } from '#domain/shard.ts';
import { encode } from '#domain/wire.ts';
import * as store from '#store/message.ts';
import { saveLink, saveReference } from '#store/link.ts';
import { digestOf, newId, orderStory } from './identity.ts';
import { routesOf } from './routes.ts';

export interface Draft {
  readonly tenant: string;
  readonly type: string;
  readonly data: unknown;
  /** 'order:…' and so on; follows from the data unless given. */
  readonly subject?: string;
  /** Identity of the fact or wish. Derived messages are numbered after their cause. */
  readonly key: string;
  readonly cause?: string;
  /** Follows from the order unless given. */
  readonly correlation?: string;
  readonly connection?: string;
  readonly mapping?: number;
  readonly at: string;
  /** What makes two of one key the same, when that is not the data: the digest of the raw bytes. */
  readonly digest?: string;
  /** Seconds until its deliveries are due: a timer. */
  readonly wait?: number;
  /** Ids of partners that come with it. */
  readonly links?: readonly { connection: string; kind: string; external: string; own: string }[];
  /** Numbers people may have for its story. */
  readonly references?: readonly { reference: string; kind: string; connection: string }[];
}

/** What a message is about: `order:ord-…`, `payout:pay-…`, `stock:SKU`, `journal:…`. */
export function subjectOf(data: unknown): string {
  const d = data as { order?: { orderId?: string }; orderId?: string; payoutId?: string; sku?: string; entry?: string };
  const orderId = d.orderId ?? d.order?.orderId;
  if (orderId) return `order:${orderId}`;
  if (d.payoutId) return `payout:${d.payoutId}`;
  if (d.sku) return `stock:${d.sku}`;
  if (d.entry) return `journal:${d.entry}`;
  throw new TypeError('a message without a subject');
}

/** A draft with its shard, id and digest: what will be stored. */
export interface Prepared {
  readonly draft: Draft;
  readonly message: store.NewMessage;
  /** Handlers that were already served in this transaction, and what came of it. */
  readonly settled: Map<string, store.Settled>;
}

export function prepare(draft: Draft): Prepared {
  const { tenant, type, key, cause, connection, mapping, at } = draft;
  const subject = draft.subject ?? subjectOf(draft.data);
  const data = encode(draft.data);
  return { draft, settled: new Map(), message: {
    tenant, type, subject, data, key, cause, connection, mapping, at, shard: shardOf(tenant, subject), id: newId(),
    digest: draft.digest ?? digestOf(type, data), correlation: storyOf(draft, subject),
  } };
}

/** Appends drafts; see `appendPrepared`. */
export const append = (tx: PoolClient, drafts: readonly Draft[]): Promise<Set<number>> =>
  appendPrepared(tx, drafts.map(prepare));

/**
 * Appends shard by shard in ascending order; call it last in its transaction. A draft whose key is already
 * there has no effect. Answers the shards that got new work.
 * @throws KeyReused when a key is there with other content: that is not a duplicate, and somebody must look.
 */
export async function appendPrepared(tx: PoolClient, prepared: readonly Prepared[]): Promise<Set<number>> {
  const shards = Map.groupBy(prepared, (x) => x.message.shard);
  for (const shard of [...shards.keys()].sort((a, b) => a - b)) {
    const mine = shards.get(shard)!;
    const messages = mine.map((x) => x.message);
    await store.advanceHead(tx, shard, messages.length);
    const stored = await store.insertMessages(tx, shard, messages);
    if (stored.length < messages.length) await compare(tx, shard, mine, stored);
    const byId = new Map(mine.map((x) => [x.message.id, x]));
    const deliveries = stored.flatMap(({ position, id }) => {
      const { draft, settled } = byId.get(id)!;
      return routesOf(draft.type, draft.data).map((r) =>
        ({ ...r, position, wait: draft.wait ?? 0, ...(settled.has(r.handler) && { settled: settled.get(r.handler)! }) }));
    });
    if (deliveries.length > 0) await store.insertDeliveries(tx, shard, deliveries);
  }
  for (const { draft } of prepared) await tie(tx, draft);
  return new Set(shards.keys());
}

function storyOf(draft: Draft, subject: string): string {
  if (subject.startsWith('order:')) return orderStory(draft.tenant, subject.slice('order:'.length).split('/')[0]!);
  if (draft.correlation) return draft.correlation;
  throw new TypeError(`${draft.type} has no correlation`);
}

export class KeyReused extends Error {}

async function compare(
  tx: PoolClient, shard: number, prepared: readonly Prepared[], stored: readonly store.StoredMessage[],
): Promise<void> {
  const fresh = new Set(stored.map((s) => s.id));
  const old = prepared.filter((x) => !fresh.has(x.message.id));
  if (old.some((x) => x.settled.size > 0)) throw new Error('a message that was handled ahead turned out to be known');
  const repeated = old.map((x) => x.message);
  const known = await store.digestsOf(tx, shard, repeated);
  for (const m of repeated) {
    const before = known.find((k) => k.tenant === m.tenant && k.key === m.key);
    if (before && before.digest !== m.digest)
      throw new KeyReused(`${m.type} with key ${m.key} is already there with other content (message ${before.id})`);
  }
}

async function tie(tx: PoolClient, draft: Draft): Promise<void> {
  const subject = draft.subject ?? subjectOf(draft.data);
  const { tenant } = draft;
  for (const link of draft.links ?? []) await saveLink(tx, { tenant, ...link });
  for (const r of draft.references ?? [])
    if (r.reference) await saveReference(tx, { tenant, own: subject, correlation: storyOf(draft, subject), ...r });
}
