/**
 * What feeds that tell a few items a document said lately, per connection and place. All of a place is weighed behind the
 * lock of its `feed_mass` row: by the worker of its shard, and by the person who decides.
 */
import { skuShard } from './ledger.ts';
import { shardsOf, type Queryable } from './query.ts';

export interface FeedPlace {
  readonly tenant: string;
  readonly shard: number;
  readonly connection: string;
  readonly location: string;
}
const placed = (p: FeedPlace) => [p.shard, p.tenant, p.connection, p.location];

export interface MassRow {
  readonly mass: string | null;
  readonly state: 'none' | 'open' | 'believed' | 'dropped';
  readonly changed: Temporal.Instant;
}
/** Undefined when nothing was ever weighed there: `makeMass` first. */
export async function lockMass(db: Queryable, p: FeedPlace): Promise<MassRow | undefined> {
  const { rows } = await db.query<MassRow>({
    name: 'feed-mass-lock',
    text: `select f.mass, f.state, f.changed from feed_mass f
           where f.shard = $1 and f.tenant = $2 and f.connection = $3 and f.location = $4 for update`,
    values: placed(p),
  });
  return rows[0];
}
export async function makeMass(db: Queryable, p: FeedPlace, now: string): Promise<void> {
  await db.query({
    name: 'feed-mass-make',
    text: `insert into feed_mass as f (shard, tenant, connection, location, state, changed) values ($1, $2, $3, $4, 'none', $5)
           on conflict do nothing`,
    values: [...placed(p), now],
  });
}
export async function saveMass(db: Queryable, p: FeedPlace, m: Omit<MassRow, 'changed'> & { changed: string }): Promise<void> {
  await db.query({
    name: 'feed-mass-save',
    text: `update feed_mass f set mass = $5, state = $6, changed = $7
           where f.shard = $1 and f.tenant = $2 and f.connection = $3 and f.location = $4`,
    values: [...placed(p), m.mass, m.state, m.changed],
  });
}

export interface WordRow {
  readonly sku: string;
  readonly before: number;
  readonly said: number;
  readonly fate: 'applied' | 'held' | 'decided';
  readonly mass: string | null;
  readonly as_of: Temporal.Instant;
  readonly heard: Temporal.Instant;
  readonly lots: unknown;
}
/** What was said of some items, if it was since `since` or is held. */
export async function wordsOf(db: Queryable, p: FeedPlace, skus: readonly string[], since: string): Promise<WordRow[]> {
  const { rows } = await db.query<WordRow>({
    name: 'feed-word-of',
    text: `
      select w.sku, w.before, w.said, w.fate, w.mass, w.as_of, w.heard, w.lots from feed_word w
      where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4 and w.sku = any($5::text[])
        and (w.heard > $6 or w.fate = 'held')`,
    values: [...placed(p), skus, since],
  });
  return rows;
}
/** What was said of the other items since `since`. */
export async function tallyBeside(
  db: Queryable, p: FeedPlace, skus: readonly string[], since: string,
): Promise<{ known: number; zero: number; jump: number }> {
  const { rows } = await db.query<{ known: number; zero: number; jump: number }>({
    name: 'feed-word-tally',
    text: `
      select count(*)::int as known, count(*) filter (where w.doubt = 'zero')::int as zero,
             count(*) filter (where w.doubt = 'jump')::int as jump
      from feed_word w
      where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4 and w.heard > $6
        and w.sku <> all($5::text[])`,
    values: [...placed(p), skus, since],
  });
  return rows[0]!;
}

export interface NewWord {
  readonly sku: string;
  readonly before: number;
  readonly said: number;
  readonly lots?: unknown;
  readonly asOf: string;
  readonly doubt: 'zero' | 'jump' | null;
  readonly fate: 'applied' | 'held';
  readonly mass: string | null;
}
/** What is too old to speak for or against anything goes. */
export async function saveWords(
  db: Queryable, p: FeedPlace, words: readonly NewWord[], heard: { now: string; since: string },
): Promise<void> {
  // Sent together they run one after the other.
  const forgotten = db.query({
    name: 'feed-word-forget',
    text: `delete from feed_word w where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4
             and w.heard <= $5 and (w.mass is null or w.fate = 'decided')`,
    values: [...placed(p), heard.since],
  });
  const saved = db.query({
    name: 'feed-word-save',
    text: `
      insert into feed_word as w (shard, tenant, connection, location, heard, sku, before, said, lots, as_of, doubt, fate, mass)
      select $1::smallint, $2::text, $3::text, $4::text, $5::timestamptz, n.sku, n.before, n.said, n.lots, n."asOf", n.doubt,
             n.fate, n.mass
      from jsonb_to_recordset($6::jsonb) as n (
        sku text, before int, said int, lots jsonb, "asOf" timestamptz, doubt text, fate text, mass uuid)
      on conflict (tenant, shard, connection, location, sku) do update set heard = excluded.heard, before = excluded.before,
        said = excluded.said, lots = excluded.lots, as_of = excluded.as_of, doubt = excluded.doubt, fate = excluded.fate,
        mass = excluded.mass`,
    values: [...placed(p), heard.now, JSON.stringify(words)],
  });
  await Promise.all([forgotten, saved]);
}

/** Words of the window that were applied before the mass was seen become part of it. */
export async function joinEarlier(
  db: Queryable, p: FeedPlace, m: { mass: string; doubts: readonly string[]; since: string },
): Promise<void> {
  await db.query({
    name: 'feed-word-join',
    text: `update feed_word w set mass = $5::uuid
           where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4
             and w.heard > $7 and w.doubt = any($6::text[]) and w.fate = 'applied' and w.mass is null`,
    values: [...placed(p), m.mass, m.doubts, m.since],
  });
}
/** The words of a mass, the earliest first. */
export async function wordsIn(db: Queryable, p: FeedPlace, mass: string): Promise<WordRow[]> {
  const { rows } = await db.query<WordRow>({
    name: 'feed-word-in',
    text: `select w.sku, w.before, w.said, w.fate, w.mass, w.as_of, w.heard, w.lots from feed_word w
           where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4 and w.mass = $5
           order by w.heard, w.sku`,
    values: [...placed(p), mass],
  });
  return rows;
}
export interface MassPart extends Pick<WordRow, 'sku' | 'before' | 'said' | 'fate'> { readonly of: number }
/** The first words of a mass, by what became of them, and how many there are of each. */
export async function massInShort(db: Queryable, p: FeedPlace, mass: string, most: number): Promise<MassPart[]> {
  const { rows } = await db.query<MassPart>({
    name: 'feed-word-short',
    text: `
      select x.sku, x.before, x.said, x.fate, x.of from (
        select w.sku, w.before, w.said, w.fate, w.heard, count(*) over (partition by w.fate)::int as of,
               row_number() over (partition by w.fate order by w.heard, w.sku) as nth
        from feed_word w
        where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4 and w.mass = $5) x
      where x.nth <= $6 order by x.heard, x.sku`,
    values: [...placed(p), mass, most],
  });
  return rows;
}
/** A person has decided. Believed: the place begins anew. Dropped: its words still speak against what comes next. */
export async function decideWords(db: Queryable, p: FeedPlace, mass: string, believed: boolean): Promise<void> {
  if (believed)
    await db.query({
      name: 'feed-word-believe',
      text: `delete from feed_word w where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4
               and (w.mass = $5 or w.mass is null)`,
      values: [...placed(p), mass],
    });
  else
    await db.query({
      name: 'feed-word-drop',
      text: `update feed_word w set fate = 'decided'
             where w.shard = $1 and w.tenant = $2 and w.connection = $3 and w.location = $4 and w.mass = $5`,
      values: [...placed(p), mass],
    });
}

/** The exception of a mass, unless somebody has it in hand at this moment. */
export async function exceptionOf(db: Queryable, p: FeedPlace, mass: string): Promise<bigint | undefined> {
  const { rows } = await db.query<{ message: bigint }>({
    name: 'feed-mass-exception',
    text: `
      select d.message from delivery d
      where d.shard = $1 and d.tenant = $2 and d.handler = 'policy:feeds'
        and d.subject = 'feed:' || $3::text || ':' || $4::text || '/' || $5::text and d.state = 'Parked'
      order by d.message limit 1 for update skip locked`,
    values: [...placed(p), mass],
  });
  return rows[0]?.message;
}
export async function reword(db: Queryable, p: FeedPlace, message: bigint, detail: string): Promise<void> {
  await db.query({
    name: 'feed-mass-reword',
    text: `update delivery d set fault = jsonb_set(d.fault, '{detail}', to_jsonb($4::text))
           where d.shard = $1 and d.tenant = $2 and d.message = $3 and d.handler = 'policy:feeds' and d.state = 'Parked'`,
    values: [p.shard, p.tenant, message, detail],
  });
}

/** What is physically at a place of some items, by the books. */
export async function booksOf(
  db: Queryable, tenant: string, of: { skus: readonly string[]; accounts: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ sku: string; units: number }>({
    name: 'feed-books',
    text: `select b.unit as sku, sum(b.amount)::int as units from balance b
           where b.shard = any($1::smallint[]) and b.tenant = $2 and b.unit = any($3::text[]) and b.account = any($4::text[])
           group by b.unit`,
    values: [shardsOf(of.skus.map((sku) => ({ shard: skuShard(tenant, sku) }))), tenant, of.skus, of.accounts],
  });
  return new Map(rows.map((r) => [r.sku, r.units]));
}

export interface HeldRow extends WordRow { readonly connection: string; readonly location: string }
/** Everything of masses that wait for a person, of all places or of one item: held, or applied before they were seen. */
export async function heldWords(db: Queryable, tenant: string, of: { sku?: string | undefined; limit: number }): Promise<HeldRow[]> {
  const { rows } = await db.query<HeldRow>({
    name: 'feed-word-held',
    text: `
      select w.connection, w.location, w.sku, w.before, w.said, w.fate, w.mass, w.as_of, w.heard, null as lots from feed_word w
      where w.tenant = $1 and w.mass is not null and w.fate <> 'decided' and ($2::text is null or w.sku = $2)
      order by w.connection, w.location, w.mass, w.heard, w.sku limit $3`,
    values: [tenant, of.sku ?? null, of.limit],
  });
  return rows;
}
