/**
 * What the planner knows of young tables. Until the first analyse (the database does it by itself after about a
 * minute, and then as tables grow by a tenth) it guesses, and under a burst of orders it then reads a whole backlog
 * where one row is wanted. So whoever writes looks to it: each time the log is four times as long, up to a size where the
 * database's own pace is enough.
 */
import type { Queryable } from './query.ts';

const ENOUGH = 1_000_000;
const FIRST = 300;

/** How long the log is, about: the heads of the shards. */
export async function logLength(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ length: bigint }>({
    name: 'statistics-length', text: 'select coalesce(sum(h.position), 0)::bigint as length from shard_head h', values: [],
  });
  return Number(rows[0]!.length);
}

/** Analyses if the log is four times as long as `before`; answers the length at the last analyse. */
export async function keepStatistics(db: Queryable, before: number): Promise<number> {
  const length = await logLength(db);
  if (length < Math.max(FIRST, 4 * before) || before > ENOUGH) return before;
  await db.query({
    text: `analyze message, delivery, workflow_state, link, reference, raw_payload, entry, posting, balance, reservation,
             order_view, order_line_view, shipment_view, stock_told, shard_head, shard_lease`,
    values: [],
  });
  return length;
}
