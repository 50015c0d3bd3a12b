/** Reads for the terminal and for `doctor`: unfinished deliveries of any kind, clocks and versions. */
import type { Queryable } from './query.ts';

export interface ListedDelivery {
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
  readonly state: string;
  readonly type: string;
  readonly subject: string;
  readonly attempts: number;
  readonly due: Temporal.Instant;
  readonly changed: Temporal.Instant;
  readonly exception: string | null;
  readonly owner: string | null;
  readonly assignee: string | null;
  readonly detail: string | null;
}
export interface DeliveryFilter {
  readonly states: readonly string[];
  readonly exception?: string | undefined;
  readonly owner?: string | undefined;
  readonly handlers?: readonly string[] | undefined;
  readonly limit: number;
}
export async function listDeliveries(db: Queryable, tenant: string, f: DeliveryFilter): Promise<ListedDelivery[]> {
  const { rows } = await db.query<ListedDelivery>({
    name: 'operate-deliveries',
    text: `
      select d.shard, d.message, d.handler, d.state::text, m.type, d.subject, d.attempts, d.due, d.changed, d.exception,
             d.owner, d.assignee, d.fault->>'detail' as detail
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.tenant = $1 and d.state = any($2::delivery_state[]) and ($3::text is null or d.exception = $3)
        and ($4::text is null or d.owner = $4) and ($5::text[] is null or d.handler = any($5))
      order by d.changed, d.shard, d.message, d.handler limit $6`,
    values: [tenant, f.states, f.exception ?? null, f.owner ?? null, f.handlers ?? null, f.limit],
  });
  return rows;
}

export interface ServerFacts {
  /** 180004 is 18.4. */
  readonly version: number;
  readonly at: Temporal.Instant;
  readonly durable: boolean;
}
export async function serverFacts(db: Queryable): Promise<ServerFacts> {
  const { rows } = await db.query<ServerFacts>({
    name: 'operate-server',
    text: `select current_setting('server_version_num')::int as version, clock_timestamp() as at,
                  current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as durable`,
    values: [],
  });
  return rows[0]!;
}

export interface LateWork { readonly handler: string; readonly count: number; readonly seconds: number }
/** Work that is due, was not taken for a while, and whose connection would take it. */
export async function lateWork(db: Queryable, seconds: number): Promise<LateWork[]> {
  const { rows } = await db.query<LateWork>({
    name: 'operate-late',
    text: `
      select d.handler, count(*)::int as count, max(extract(epoch from now() - d.due))::float8 as seconds
      from delivery d
      left join connection c on d.outside and c.tenant = d.tenant and c.connection = split_part(d.handler, ':', 2)
      where d.state = 'Ready' and d.due < now() - make_interval(secs => $1) and coalesce(c.state = 'active', true)
      group by d.handler order by seconds desc`,
    values: [seconds],
  });
  return rows;
}
