/** Writing to the log: drafts become messages with a shard, an id, a digest, and deliveries for who owes work. */
import type { PoolClient } from 'pg';
import { EVENTS } from '#domain/event.ts';
import { shardOf } from '#domain/shard.ts';
import { encode } from '#domain/wire.ts';
import * as store from '#store/message.ts';
import { saveLinks, saveReferences } from '#store/link.ts';
import { oweSubscribers } from '#store/subscription.ts';
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
export const append = (tx: PoolClient, drafts: readonly Draft[], spread = false): Promise<Set<number>> =>
  appendPrepared(tx, drafts.map(prepare), spread);

/**
 * Appends; call it last in its transaction. A draft whose key is already there has no effect. `spread`: shard by
 * shard in ascending order, for a distributed database. Answers the shards that got new work.
 * @throws KeyReused when a key is there with other content: that is not a duplicate, and somebody must look.
 */
export async function appendPrepared(tx: PoolClient, prepared: readonly Prepared[], spread = false): Promise<Set<number>> {
  const shards = Map.groupBy(prepared, (x) => x.message.shard);
  const groups = spread ? [...shards].sort(([a], [b]) => a - b).map(([, mine]) => mine) : prepared.length > 0 ? [prepared] : [];
  for (const group of groups) await appendTogether(tx, group);
  await tie(tx, prepared.map((x) => x.draft));
  return new Set(shards.keys());
}

/** Sent as one: the deliveries look for themselves which messages were new. */
async function appendTogether(tx: PoolClient, group: readonly Prepared[]): Promise<void> {
  const placed = store.place(group.map((x) => x.message));
  const deliveries = group.flatMap(({ draft, settled }, i) => routesOf(draft.type, draft.data).map((r) => ({
    ...r, of: placed[i]!, wait: draft.wait ?? 0, ...(settled.has(r.handler) && { settled: settled.get(r.handler)! }),
  })));
  const told = placed.filter((p) => Object.hasOwn(EVENTS, p.item.type));
  const [, stored] = await Promise.all([
    store.advanceHeads(tx, group.map((x) => x.message)),
    store.insertMessages(tx, placed),
    deliveries.length > 0 ? store.insertDeliveries(tx, deliveries) : undefined,
    told.length > 0 ? oweSubscribers(tx, told) : undefined,
  ]);
  if (stored.length < group.length) await compare(tx, group, stored);
}

function storyOf(draft: Draft, subject: string): string {
  if (subject.startsWith('order:')) return orderStory(draft.tenant, subject.slice('order:'.length).split('/')[0]!);
  if (draft.correlation) return draft.correlation;
  throw new TypeError(`${draft.type} has no correlation`);
}

export class KeyReused extends Error {}
/** What was handled before it was stored had been stored by somebody else meanwhile: nothing of this transaction counts. */
export class KnownAlready extends Error {}

async function compare(
  tx: PoolClient, prepared: readonly Prepared[], stored: readonly store.StoredMessage[],
): Promise<void> {
  const fresh = new Set(stored.map((m) => m.id));
  const old = prepared.filter((x) => !fresh.has(x.message.id));
  if (old.some((x) => x.settled.size > 0)) throw new KnownAlready('a message that was handled ahead turned out to be known');
  const repeated = old.map((x) => x.message);
  const known = new Map((await store.digestsOf(tx, repeated)).map((k) => [`${k.tenant} ${k.key}`, k]));
  for (const m of repeated) {
    const before = known.get(`${m.tenant} ${m.key}`);
    if (before && before.digest !== m.digest)
      throw new KeyReused(`${m.type} with key ${m.key} is already there with other content (message ${before.id})`);
  }
}

async function tie(tx: PoolClient, drafts: readonly Draft[]): Promise<void> {
  const links = drafts.flatMap(({ tenant, links: of = [] }) => of.map((l) => ({ tenant, ...l })));
  const references = drafts.flatMap((d) => (d.references ?? []).filter((r) => r.reference).map((r) => {
    const subject = d.subject ?? subjectOf(d.data);
    return { tenant: d.tenant, own: subject, correlation: storyOf(d, subject), ...r };
  }));
  await Promise.all([
    links.length > 0 && saveLinks(tx, links), references.length > 0 && saveReferences(tx, references),
  ]);
}
