/** What channels are yet to be told, and the budget it is told within. */
import type { Queryable } from './query.ts';

export interface BacklogRow {
  readonly connection: string;
  readonly sku: string;
  readonly quantity: number;
  readonly shown: number | null;
  readonly since: Temporal.Instant;
  readonly risk: { readonly score: number; readonly coverDays?: number; readonly why: string } | null;
}
/** What waits to be told, riskiest first. */
export async function backlogOf(db: Queryable, tenant: string, connection: string, limit: number): Promise<BacklogRow[]> {
  const { rows } = await db.query<BacklogRow>({
    name: 'report-backlog',
    text: `
      select s.connection, s.sku, s.wanted as quantity, s.acknowledged as shown, s.wanted_at as since, s.risk from stock_told s
      where s.tenant = $1 and s.connection = $2 and s.wanted is not null and s.wanted is distinct from s.acknowledged
      order by (s.risk->>'score')::float8 desc nulls last, s.wanted_at limit $3`,
    values: [tenant, connection, limit],
  });
  return rows;
}
export interface BacklogCount {
  readonly connection: string;
  readonly waiting: number;
  readonly too_high: number;
  /** Of what waits, items that at their pace sell out within a day. */
  readonly fast: number;
  readonly parked: number;
}
export async function backlogCounts(db: Queryable, tenant: string): Promise<BacklogCount[]> {
  const { rows } = await db.query<BacklogCount>({
    name: 'report-backlogs',
    text: `
      select s.connection, count(*)::int as waiting, count(*) filter (where s.wanted < s.acknowledged)::int as too_high,
             count(*) filter (where p.per_day > 0 and s.wanted <= p.per_day)::int as fast,
             count(*) filter (where exists (
               select from delivery d where d.shard = s.shard and d.tenant = s.tenant and d.handler = 'connection:' || s.connection
                 and d.subject = 'stock:' || s.sku || '/' || s.connection || '/' || s.item and d.state = 'Parked'))::int as parked
      from stock_told s left join stock_pace p on p.shard = s.shard and p.tenant = s.tenant and p.sku = s.sku
      where s.tenant = $1 and s.wanted is not null and s.wanted is distinct from s.acknowledged
      group by s.connection`,
    values: [tenant],
  });
  return rows;
}
export interface BudgetLeft {
  readonly per_second: number;
  readonly capacity: number;
  /** Points that are there now. */
  readonly there: number;
  readonly blocked_seconds: number;
}
/** The budget a connection's numbers are told within, as it was learnt; undefined before its first call. */
export async function budgetOf(
  db: Queryable, at: { tenant: string; connection: string; bucket: string },
): Promise<BudgetLeft | undefined> {
  const { rows } = await db.query<BudgetLeft>({
    name: 'report-budget',
    text: `
      select b.per_second, b.capacity, least(b.capacity, b.tokens + b.per_second * extract(epoch from now() - b.changed))::float8 as there,
             greatest(0, extract(epoch from b.blocked_until - now()), extract(epoch from k.open_until - now()))::float8 as blocked_seconds
      from budget b left join breaker k on k.tenant = b.tenant and k.connection = b.connection
      where b.tenant = $1 and b.connection = $2 and b.bucket = $3`,
    values: [at.tenant, at.connection, at.bucket],
  });
  return rows[0];
}
/** What is owed to a connection, by kind of wish, and in how many seconds the last of it may be tried. */
export async function owedTo(
  db: Queryable, tenant: string, connection: string,
): Promise<{ type: string; count: number; last_seconds: number }[]> {
  const { rows } = await db.query<{ type: string; count: number; last_seconds: number }>({
    name: 'report-owed',
    text: `
      select m.type, count(*)::int as count, greatest(0, extract(epoch from max(d.due) filter (where d.state = 'Ready') - now()))::float8
             as last_seconds
      from delivery d join message m on m.shard = d.shard and m.tenant = d.tenant and m.position = d.message
      where d.tenant = $1 and d.handler = 'connection:' || $2::text and d.state in ('Ready', 'Queued', 'Claimed') group by 1`,
    values: [tenant, connection],
  });
  return rows;
}
