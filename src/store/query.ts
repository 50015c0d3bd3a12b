/** What statements run on: a pool, a client, or a client inside a transaction. */
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

export interface Queryable {
  query<R extends QueryResultRow = QueryResultRow>(statement: QueryConfig): Promise<QueryResult<R>>;
}

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. On a pipelined pool
 * `begin` travels with the first statement, and statements that are sent together cost one round trip.
 */
export async function transaction<T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    const begun = client.query('begin');
    begun.catch(() => {}); // The first statement fails with it.
    const result = await work(client);
    await begun;
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('a failed transaction was about to be committed');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => { broken = true; });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The same of one moment, in which nothing can be written. */
export const readOnly = <T>(pool: Pool, work: (tx: PoolClient) => Promise<T>): Promise<T> => transaction(pool, async (tx) => {
  await tx.query('set transaction isolation level repeatable read, read only');
  return work(tx);
});

/** Beyond that a list is not counted to its end. */
export const MOST_COUNTED = 2_000_000;
/**
 * How many rows a list has in all: its own statement, counted, so that a number and the list behind it can never differ.
 * `list` is given what it asks and how many rows at most.
 */
export async function countRows(db: Queryable, list: (counting: Queryable, limit: number) => Promise<unknown>): Promise<number> {
  let counted: number | undefined;
  const counting: Queryable = {
    async query<R extends QueryResultRow>({ name, text, values }: QueryConfig) {
      // What is asked about the rows once they are there is not asked: there are none.
      if (counted !== undefined) return { rows: [] as R[] } as QueryResult<R>;
      counted = 0;
      const { rows } = await db.query<{ n: number }>({
        name: `${name}:count`, text: 'select count(*)::int as n from (' + text + ') listed', values: values ?? [],
      });
      counted = rows[0]?.n ?? 0;
      return { rows: [] as R[] } as QueryResult<R>;
    },
  };
  await list(counting, MOST_COUNTED);
  return counted ?? 0;
}

/** The shards that a statement names, ascending: writers of the same rows must come to them in one order. */
export const shardsOf = (items: readonly { readonly shard: number }[]): number[] =>
  [...new Set(items.map((x) => x.shard))].sort((a, b) => a - b);

/**
 * A statement that probes by rows which name their shards, `x.shard = any($1) and x.shard = row.shard`. The list is for a
 * distributed database, which wants the statement itself to name its one shard; on several shards at once PostgreSQL
 * sorts the list again for every probe (four hundred probes: 11 ms with it, 1.2 ms without), so it is not looked at there.
 * (A parameter that stands nowhere would have no type.)
 */
export function probing(statement: QueryConfig & { readonly name: string }): QueryConfig {
  const shards = statement.values?.[0] as readonly number[];
  if (shards.length <= 1) return statement;
  const text = shorter.get(statement.name) ?? statement.text.replaceAll(LISTED, '$$1::smallint[] is not null and ');
  shorter.set(statement.name, text);
  return { ...statement, name: `${statement.name}:many`, text };
}
const LISTED = /\b(\w+)\.shard = any\(\$1::smallint\[\]\)\s+and (?=\1\.shard = \w+\.shard)/g;
const shorter = new Map<string, string>();
