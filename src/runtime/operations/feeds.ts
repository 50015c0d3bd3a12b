/**
 * What a person decides about a feed that nobody believed: it is true, it is wrong, or what was applied of it before it was
 * seen goes back. A mass that was told word by word is decided whole, behind the lock its words are weighed behind.
 */
import type { PoolClient } from 'pg';
import type { CountedItem, FeedGivenUp, FeedSuspected } from '#domain/messages.ts';
import type { Sku, Timestamp } from '#domain/brand.ts';
import { timestamp } from '#domain/time.ts';
import * as words from '#store/feed-word.ts';
import { markSettled, type OpenDelivery } from '#store/operate.ts';
import { append } from '../append.ts';
import { now } from '../moment.ts';
import type { Platform } from '../platform.ts';

type Suspected = FeedSuspected['data'];
const placeOf = (d: OpenDelivery): words.FeedPlace => {
  const { connection, location } = d.data as Suspected;
  return { tenant: d.tenant, shard: d.shard, connection, location };
};
const says = (tx: PoolClient, d: OpenDelivery, type: string, data: object) => append(tx, [{
  tenant: d.tenant, type, data, key: `${type}:${d.id}`, cause: d.id, at: now(), subject: d.subject, correlation: d.correlation,
}]);

/** A person's word that a feed nobody believed is true: it is applied under that word, and the doubt is settled. */
export async function approveFeed(tx: PoolClient, d: OpenDelivery): Promise<void> {
  const { detail: _detail, mass, ...data } = d.data as Suspected;
  const items = mass ? await believed(tx, d, mass) : data.items;
  await says(tx, d, 'FeedApproved', { ...data, items });
  await markSettled(tx, { ...d });
}

async function believed(tx: PoolClient, d: OpenDelivery, mass: string): Promise<CountedItem[]> {
  const place = placeOf(d);
  await words.lockMass(tx, place);
  const held = (await words.wordsIn(tx, place, mass)).filter((w) => w.fate === 'held');
  await words.decideWords(tx, place, mass, true);
  await words.saveMass(tx, place, { mass, state: 'believed', changed: now() });
  return held.map((w) => ({
    sku: w.sku as Sku, onHand: w.said, asOf: at(w.as_of), ...(w.lots ? { lots: w.lots as NonNullable<CountedItem['lots']> } : {}),
  }));
}

/** What had been applied of a mass is offered for putting back, as an item of its own. Answers whether anything was. */
export async function giveUpFeed(tx: PoolClient, d: OpenDelivery): Promise<void> {
  const { mass, connection, location, asOf } = d.data as Suspected;
  if (!mass) return;
  const place = placeOf(d);
  const row = await words.lockMass(tx, place);
  const early = (await words.wordsIn(tx, place, mass)).filter((w) => w.fate === 'applied');
  await words.decideWords(tx, place, mass, false);
  if (row?.mass === mass) await words.saveMass(tx, place, { mass, state: 'dropped', changed: now() });
  if (early.length === 0) return;
  // As of when we heard: what stood in the books then is what left since is taken off of.
  const items = early.map((w) => ({
    sku: w.sku as Sku, onHand: w.before, applied: w.said,
    asOf: Temporal.Instant.compare(w.as_of, w.heard) > 0 ? at(w.as_of) : at(w.heard),
  }));
  const data: FeedGivenUp['data'] = { connection, location, asOf, items };
  await append(tx, [{
    tenant: d.tenant, type: 'FeedGivenUp', data, key: `FeedGivenUp:${d.id}`, cause: d.id, at: now(),
    subject: `${d.subject}/given-up`, correlation: d.correlation,
  }]);
}

/** Items go back to what they had been, unless they were counted anew meanwhile. */
export async function restoreCounts(tx: PoolClient, d: OpenDelivery): Promise<void> {
  await says(tx, d, 'CountsRestored', d.data as FeedGivenUp['data']);
  await markSettled(tx, { ...d });
}

const at = (t: Temporal.Instant): Timestamp => timestamp(t.toString());

export interface HeldCount {
  readonly connection: string;
  readonly location: string;
  readonly sku: string;
  /** What had been there, and what was told. */
  readonly before: number;
  readonly said: number;
  /** `applied`: before the mass it belongs to was seen. */
  readonly fate: 'held' | 'applied';
  readonly asOf: Temporal.Instant;
  readonly heard: Temporal.Instant;
}
export const MOST_HELD = 2000;
/** Counts of masses that wait for a person, of all items or of one. */
export const heldCounts = async (p: Platform, tenant: string, sku?: string): Promise<HeldCount[]> =>
  (await words.heldWords(p.pool, tenant, { sku, limit: MOST_HELD })).map((w) => ({
    connection: w.connection, location: w.location, sku: w.sku, before: w.before, said: w.said,
    fate: w.fate === 'held' ? 'held' : 'applied', asOf: w.as_of, heard: w.heard,
  }));
