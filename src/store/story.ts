/**
 * Any number anybody has → its story, and the rows a story is told from. Found by indexes that name the
 * story, so a story among a million reads as fast as one among ten; none of this is on the hot path.
 */
import { SHARDS } from '#domain/shard.ts';
import { findReference } from './link.ts';
import type { Queryable } from './query.ts';
import { storyOrder, storyPayout } from './story-parts.ts';

export interface FoundStory {
  /** As it is written down, folded: lower case, without spaces. */
  readonly reference: string;
  /** 'order', 'tracking', 'erp order', 'invoice', 'payout', … */
  readonly kind: string;
  /** 'order:ord-…', 'payout:pay-…'. */
  readonly own: string;
  readonly connection: string;
  readonly correlation: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Ids of fulfillments and shipments begin with their order's id. */
const ORDER = /^ord-[0-9a-z]+/;
const PAYOUT = /^pay-[0-9a-z]+/;

/** The stories a number belongs to: usually one; several when two partners use it; none when nobody does. */
export async function findStories(db: Queryable, tenant: string, reference: string): Promise<FoundStory[]> {
  const text = reference.trim().toLowerCase();
  if (text === '') return [];
  // Shopify's '#1001' is '1001' when somebody reads it out.
  const alike = text.startsWith('#') ? text.slice(1) : `#${text}`;
  const named = await findReference(db, tenant, text);
  const found = named.length > 0 ? named : await findReference(db, tenant, alike);
  if (found.length > 0)
    return found.map(({ reference: as, kind, own, connection, correlation }) =>
      ({ reference: as, kind, own, connection, correlation }));
  return ownIds(db, tenant, text);
}

async function ownIds(db: Queryable, tenant: string, text: string): Promise<FoundStory[]> {
  const order = ORDER.exec(text)?.[0];
  const payout = PAYOUT.exec(text)?.[0];
  if (order) return story(text, 'order', `order:${order}`, await orderRow(db, tenant, order));
  if (payout) return story(text, 'payout', `payout:${payout}`, await storyPayout(db, tenant, payout));
  return UUID.test(text) ? byUuid(db, tenant, text) : [];
}

const story = (
  reference: string, kind: string, own: string, row: { connection: string; correlation: string } | undefined,
): FoundStory[] => (row ? [{ reference, kind, own, connection: row.connection, correlation: row.correlation }] : []);

async function orderRow(db: Queryable, tenant: string, orderId: string) {
  const row = await storyOrder(db, tenant, orderId);
  return row && { connection: row.channel, correlation: row.correlation };
}

/** A correlation, a message or a ledger entry: an auditor copies any of them. */
async function byUuid(db: Queryable, tenant: string, id: string): Promise<FoundStory[]> {
  const values = [tenant, id, ALL_SHARDS];
  const { rows } = await db.query<Omit<FoundStory, 'reference'>>({
    name: 'story-by-uuid',
    text: `
      (select 'story' as kind, m.subject as own, coalesce(m.connection, '') as connection, m.correlation from message m
        where m.tenant = $1 and m.correlation = $2::uuid order by m.type = 'PartnerSpoke', m.seen, m.id limit 1)
      union all
      (select 'message', m.subject, coalesce(m.connection, ''), m.correlation from message m
        where m.tenant = $1 and m.shard = any($3::smallint[]) and m.id = $2::uuid)
      union all
      (select 'ledger entry', e.document, '', e.correlation from entry e
        where e.tenant = $1 and e.shard = any($3::smallint[]) and e.id = $2::uuid)`,
    values,
  });
  return rows.slice(0, 1).map((row) => ({ reference: id, ...row }));
}
const ALL_SHARDS = [...Array(SHARDS).keys()];

export interface StoryMessageRow {
  readonly shard: number;
  readonly position: bigint;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
  readonly key: string;
  readonly cause: string | null;
  readonly correlation: string;
  readonly connection: string | null;
  readonly at: Temporal.Instant;
  readonly seen: Temporal.Instant;
}

/** In the order they were heard: what a message caused was always heard after it. Ids break ties within a commit. */
export async function storyMessages(
  db: Queryable, tenant: string, correlation: string, limit: number,
): Promise<StoryMessageRow[]> {
  const { rows } = await db.query<StoryMessageRow>({
    name: 'story-messages',
    text: `
      select m.shard, m.position, m.id, m.type, m.subject, m.data, m.key, m.cause, m.correlation, m.connection, m.at,
             m.seen
      from message m where m.tenant = $1 and m.correlation = $2 order by m.seen, m.id limit $3`,
    values: [tenant, correlation, limit],
  });
  return rows;
}

/** Messages by id, wherever they live: documents of partners that a story's facts were read from. */
export async function messagesById(db: Queryable, tenant: string, ids: readonly string[]): Promise<StoryMessageRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<StoryMessageRow>({
    name: 'story-messages-by-id',
    text: `
      select m.shard, m.position, m.id, m.type, m.subject, m.data, m.key, m.cause, m.correlation, m.connection, m.at,
             m.seen
      from message m where m.tenant = $1 and m.shard = any($2::smallint[]) and m.id = any($3::uuid[])`,
    values: [tenant, ALL_SHARDS, ids],
  });
  return rows;
}

export interface StoryDeliveryRow {
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
  readonly state: 'Ready' | 'Queued' | 'Claimed' | 'Parked';
  readonly due: Temporal.Instant;
  readonly attempts: number;
  readonly fault: { readonly kind: string; readonly detail: string } | null;
  readonly exception: string | null;
  readonly owner: string | null;
  readonly assignee: string | null;
  readonly waits_on: string | null;
  readonly changed: Temporal.Instant;
}
/** What is not finished: who still owes work, and why it stopped. */
export async function storyOpenWork(db: Queryable, tenant: string, correlation: string): Promise<StoryDeliveryRow[]> {
  const { rows } = await db.query<StoryDeliveryRow>({
    name: 'story-open-work',
    text: `
      select d.shard, d.message, d.handler, d.state, d.due, d.attempts, d.fault, d.exception, d.owner, d.assignee,
             d.waits_on, d.changed
      from delivery d where d.tenant = $1 and d.correlation = $2 and d.state in ('Ready', 'Queued', 'Claimed', 'Parked')
      order by d.state = 'Parked' desc, d.changed, d.message, d.handler`,
    values: [tenant, correlation],
  });
  return rows;
}
