/**
 * Counts that come a few items a document, weighed beside what was said of the place's other items within the window.
 * While nothing speaks against them they are applied. Once too many fell to zero or jumped, what does so is held, under
 * one exception a mass; what was applied before is named in it. A later word that is sound takes a held one's place.
 */
import { doubtOf, FEED_DEFAULTS, judge, massWords, tallied, type FeedItem, type FeedPolicy, type Judged } from '#domain/stock-feed.ts';
import type { CountedItem, FeedSuspected, ItemsCounted } from '#domain/messages.ts';
import type { Claimed } from '#store/delivery.ts';
import * as store from '#store/feed-word.ts';
import { markSettled } from '#store/operate.ts';
import type { Draft } from '../append.ts';
import { derivedUuid } from '../identity.ts';
import { policyOf, tenantOf } from '../platform.ts';
import { physicalAt } from './goods-stock.ts';
import type { Batch } from './handler.ts';

/** The exception waits so long for company, so that it names what came in the same moment. */
const GATHER_SECONDS = 1;
const NAMED = 20;

interface Weighing {
  readonly batch: Batch;
  readonly d: Claimed;
  readonly place: store.FeedPlace;
  readonly policy: FeedPolicy;
  readonly since: string;
  readonly mass: store.MassRow;
}
const placeOf = (d: Claimed): store.FeedPlace => {
  const { connection, location } = d.data as ItemsCounted['data'];
  return { tenant: d.tenant, shard: d.shard, connection, location };
};
const policyFor = ({ platform }: Batch, d: Claimed): FeedPolicy =>
  policyOf(tenantOf(platform, d.tenant), 'feed', (d.data as ItemsCounted['data']).connection, FEED_DEFAULTS);

export async function weigh(batch: Batch, d: Claimed): Promise<Draft[]> {
  const { items, location } = d.data as ItemsCounted['data'];
  const place = placeOf(d);
  const policy = policyFor(batch, d);
  const since = Temporal.Instant.from(batch.now).subtract({ minutes: policy.windowMinutes });
  const { mass, words, books, others } = await beside(batch, place, { items, location, since: since.toString() });
  // A person has just said that this feed is true.
  if (mass.state === 'believed' && Temporal.Instant.compare(mass.changed, since) > 0) return countsOf(d, items);
  const w: Weighing = { batch, d, place, policy, mass, since: since.toString() };
  // What says again what was applied already speaks neither for nor against more than it did.
  const again = words.filter((o) => o.fate === 'applied' && items.some((x) => x.sku === o.sku && x.onHand === o.said));
  const fresh = items.filter((x) => !again.some((o) => o.sku === x.sku));
  const earlier = new Map(words.filter((o) => o.fate === 'applied').map((o) => [o.sku, o.before]));
  const told = fresh.map((x) => ({ ...x, now: x.onHand, before: earlier.get(x.sku) ?? books.get(x.sku) ?? 0 }));
  const judged = judge(told, tallied(again.map((o) => ({ sku: o.sku, before: o.before, now: o.said })), policy, others), policy);
  const held = new Set(judged.held.map((x) => x.sku));
  const drafts = held.size > 0 ? await hold(w, judged) : [];
  await remember(w, told, held);
  const touched = [...(held.size > 0 ? [massIn(w)] : []), ...words.flatMap((o) => (o.fate === 'held' && o.mass ? [o.mass] : []))];
  for (const each of new Set(touched)) await retell(w, each);
  return [...drafts, ...countsOf(d, items.filter((x) => !held.has(x.sku)))];
}

interface Asked { readonly items: readonly CountedItem[]; readonly location: string; readonly since: string }
/** Behind the lock of the place: sent together, the statements run one after the other. */
async function beside({ tx, now }: Batch, place: store.FeedPlace, { items, location, since }: Asked) {
  const skus = items.map((x) => x.sku);
  const ask = () => Promise.all([
    store.lockMass(tx, place), store.wordsOf(tx, place, skus, since), store.tallyBeside(tx, place, skus, since),
    store.booksOf(tx, place.tenant, { skus, accounts: physicalAt(location) }),
  ]);
  let [mass, words, others, books] = await ask();
  if (!mass) {
    await store.makeMass(tx, place, now);
    [mass, words, others, books] = await ask();
  }
  return { mass: mass!, words, others, books };
}

/** The one that is open, or a new one that this word begins. */
const massIn = ({ d, mass }: Weighing): string =>
  (mass.state === 'open' && mass.mass ? mass.mass : derivedUuid(d.tenant, 'mass', d.id));

async function hold(w: Weighing, { held, masses, tally }: Judged): Promise<Draft[]> {
  const { batch, d, place, since } = w;
  const mass = massIn(w);
  await store.joinEarlier(batch.tx, place, { mass, doubts: masses, since });
  if (mass === w.mass.mass) return [];
  await store.saveMass(batch.tx, place, { mass, state: 'open', changed: batch.now });
  const { items, ...feed } = d.data as ItemsCounted['data'];
  const of = new Set(held.map((x) => x.sku));
  const detail = `${feed.connection} about ${feed.location}: ` + masses.map((doubt) => `${tally[doubt]} of ${tally.known} items that had ` +
    `stock ${doubt === 'zero' ? 'fall to zero' : 'jump'}`).join(', ') + ', one document after another';
  const data: FeedSuspected['data'] = { ...feed, detail, mass, items: items.filter((x) => of.has(x.sku)) };
  return [{
    tenant: d.tenant, type: 'FeedSuspected', data, key: `FeedSuspected:${mass}`, subject: `${d.subject}/${mass}`, cause: d.id,
    connection: feed.connection, at: batch.now, correlation: d.correlation, wait: GATHER_SECONDS,
  }];
}

type Told = FeedItem & CountedItem;
async function remember(w: Weighing, told: readonly Told[], held: ReadonlySet<string>): Promise<void> {
  const { asOf } = w.d.data as ItemsCounted['data'];
  const words = told.filter((x) => x.before > 0).map((x): store.NewWord => ({
    sku: x.sku, before: x.before, said: x.now, lots: x.lots ?? null, asOf: x.asOf ?? asOf, doubt: doubtOf(x, w.policy) ?? null,
    ...(held.has(x.sku) ? { fate: 'held', mass: massIn(w) } : { fate: 'applied', mass: null }),
  }));
  await store.saveWords(w.batch.tx, w.place, words, { now: w.batch.now, since: w.since });
}

/** The exception of a mass says what is in it now; one that holds nothing any more is settled. */
async function retell({ batch, place, policy }: Weighing, mass: string): Promise<void> {
  const message = await store.exceptionOf(batch.tx, place, mass);
  if (message === undefined) return;
  const detail = await told(batch, place, { mass, policy });
  if (detail) return store.reword(batch.tx, place, message, detail);
  await close(batch, place, mass);
  await markSettled(batch.tx, { ...place, message, handler: 'policy:feeds' });
}

/** What a mass holds, in words; undefined when nothing is left of it. */
export async function massNow(batch: Batch, d: Claimed, mass: string): Promise<string | undefined> {
  const place = placeOf(d);
  await store.lockMass(batch.tx, place);
  const detail = await told(batch, place, { mass, policy: policyFor(batch, d) });
  if (!detail) await close(batch, place, mass);
  return detail;
}
/** Nothing of it is held any more: what comes next begins another. */
async function close({ tx, now }: Batch, place: store.FeedPlace, mass: string): Promise<void> {
  const row = await store.lockMass(tx, place);
  if (row?.mass === mass) await store.saveMass(tx, place, { mass: null, state: 'none', changed: now });
  await store.decideWords(tx, place, mass, false);
}
async function told(
  { tx }: Batch, place: store.FeedPlace, { mass, policy }: { mass: string; policy: FeedPolicy },
): Promise<string | undefined> {
  const parts = await store.massInShort(tx, place, mass, NAMED);
  const of = (fate: string) => parts.filter((x) => x.fate === fate);
  const [held, applied] = [of('held'), of('applied')];
  if (held.length === 0) return undefined;
  const item = ({ sku, before, said }: store.MassPart): FeedItem => ({ sku, before, now: said });
  return `${place.connection} about ${place.location}: ` + massWords({
    minutes: policy.windowMinutes, held: held[0]!.of, applied: applied[0]?.of ?? 0,
    someHeld: held.map(item), someApplied: applied.map(item),
  });
}

/** Items as counts, each in the order of its shelf. */
export function countsOf(d: Claimed, items: readonly CountedItem[]): Draft[] {
  const { connection, location, asOf: whole } = d.data as ItemsCounted['data'];
  return items.map(({ sku, onHand, lots, asOf = whole }) => ({
    tenant: d.tenant, type: 'StockCounted', data: { connection, location, asOf, sku, onHand, ...(lots && { lots }) }, connection,
    cause: d.id, at: asOf, key: `StockCounted:${location}:${sku}:${asOf}:${onHand}`, subject: `stock:${sku}/at/${location}`,
    correlation: derivedUuid(d.tenant, 'stock', sku),
  }));
}
