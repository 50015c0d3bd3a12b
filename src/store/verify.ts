/**
 * The laws as questions to a live database: how many rows are there, and which of them break the law.
 *
 * Each is one pass over its tables, which sorts and hashes on disk when it must: asked for a range of shards at
 * a time it took three times as long, because the rows of all shards lie mixed in time. Reads over many shards
 * are not one snapshot, so whoever reports a difference asks again first (runtime/operations/verify.ts).
 */
import type { Queryable } from './query.ts';

export interface Check {
  /** Of DESIGN.md part 3. */
  readonly law: number;
  /** What holds, as a sentence. */
  readonly says: string;
  readonly name: string;
  /** Selects `n`, the number of rows the law is about. */
  readonly looked: string;
  /** Selects `what` (which thing) and `detail` (what is wrong with it, in words). */
  readonly broken: string;
  /** A table of the runtime's that `broken` gets as jsonb. */
  readonly given?: keyof Tables;
}
/** Handlers and answers are written down once, in the runtime. */
export interface Tables {
  /** Message type → handler; `{to}` and `{connection}` stand for what the data says. */
  readonly routes: readonly { readonly type: string; readonly handler: string }[];
  /** Wish type → the fact that answers it. */
  readonly answers: readonly { readonly wish: string; readonly fact: string }[];
}
export interface Violation {
  readonly what: string;
  readonly detail: string;
}
/** So many of a kind say what is wrong; more would only be long. */
export const MOST = 50;

export async function lookedAt(db: Queryable, { name, looked: text }: Check): Promise<number> {
  const { rows } = await db.query<{ n: bigint }>({ name: `verify-${name}-looked`, text, values: [] });
  return Number(rows[0]?.n ?? 0);
}

export async function violationsOf(db: Queryable, check: Check, tables: Tables): Promise<Violation[]> {
  const { name, broken, given } = check;
  const text = `${broken} limit ${MOST}`;
  const values = given ? [JSON.stringify(tables[given])] : [];
  const { rows } = await db.query<Violation>({ name: `verify-${name}`, text, values });
  return rows;
}

/** Types of messages there are, for the question who owes work on them. */
export async function typesInLog(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ type: string }>({
    name: 'verify-types', text: 'select distinct m.type from message m order by m.type', values: [],
  });
  return rows.map((r) => r.type);
}

/** No time limit and more memory for sorting, until the end of the transaction. */
export async function takeTime(db: Queryable): Promise<void> {
  await db.query({ text: `set local statement_timeout = 0`, values: [] });
  await db.query({ text: `set local work_mem = '64MB'`, values: [] });
}

export interface SampledParty {
  readonly tenant: string;
  readonly party: string;
  readonly correlation: string;
  readonly wrapped_key: Buffer;
  readonly body: Buffer;
}
/** Some people of the vault who were not forgotten: the newest, and others from anywhere. */
export async function someParties(db: Queryable, limit: number): Promise<SampledParty[]> {
  const { rows } = await db.query<SampledParty>({
    name: 'verify-parties',
    text: `
      select v.tenant, v.party, v.correlation, v.wrapped_key, v.body from vault_party v
      where v.forgotten_at is null and v.body is not null
      order by (v.changed > now() - interval '1 hour') desc, md5(v.party) limit $1`,
    values: [limit],
  });
  return rows;
}

/** Messages of a story that have one of some words in them. */
export async function messagesWith(
  db: Queryable, tenant: string, correlation: string, words: readonly string[],
): Promise<{ id: string; type: string }[]> {
  const { rows } = await db.query<{ id: string; type: string }>({
    name: 'verify-words',
    text: `
      select m.id, m.type from message m
      where m.tenant = $1 and m.correlation = $2
        and exists (select from unnest($3::text[]) as w (word) where position(w.word in lower(m.data::text)) > 0)
      order by m.seen limit 5`,
    values: [tenant, correlation, words],
  });
  return rows;
}
