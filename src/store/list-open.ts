/** Work under way: what somebody owes, what is due when, and what stands behind another. Reads unfinished rows only. */
import type { Queryable } from './query.ts';

export interface OpenRow {
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
  readonly subject: string;
  readonly state: 'Ready' | 'Queued' | 'Claimed';
  readonly lane: string;
  readonly attempts: number;
  readonly due: Temporal.Instant;
  readonly changed: Temporal.Instant;
  readonly correlation: string;
  readonly type: string;
  readonly data: unknown;
  readonly why: string | null;
  readonly number: string | null;
}
export interface OpenFilter {
  readonly handlers?: readonly string[] | undefined;
  readonly lane?: string | undefined;
  readonly after?: { readonly due: string; readonly shard: number; readonly message: string; readonly handler: string } | undefined;
  readonly limit: number;
}
/** What is due first comes first. */
export async function listOpen(db: Queryable, tenant: string, f: OpenFilter): Promise<OpenRow[]> {
  const { rows } = await db.query<OpenRow>({
    name: 'list-open',
    text: `
      select d.shard, d.message, d.handler, d.subject, d.state, d.lane, d.attempts, d.due, d.changed, d.correlation, m.type, m.data,
             d.fault->>'detail' as why, o.number
      from delivery d join message m on m.shard = d.shard and m.tenant = d.tenant and m.position = d.message
        left join order_view o on o.tenant = d.tenant and o.shard = d.shard and d.subject like 'order:%'
          and o.order_id = split_part(substr(d.subject, 7), '/', 1)
      where d.tenant = $1 and d.state in ('Ready', 'Queued', 'Claimed') and ($2::text[] is null or d.handler = any($2))
        and ($3::text is null or d.lane = $3)
        and ($4::timestamptz is null or (d.due, d.shard, d.message, d.handler) > ($4, $5::smallint, $6::bigint, $7::text))
      order by d.due, d.shard, d.message, d.handler limit $8`,
    values: [tenant, f.handlers ?? null, f.lane ?? null,
      ...(f.after ? [f.after.due, f.after.shard, f.after.message, f.after.handler] : [null, null, null, null]), f.limit],
  });
  return rows;
}
