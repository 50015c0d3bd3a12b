/** Documents whose month is closed: parked, each with the month it waits for. */
import type { Queryable } from './query.ts';

export interface LateRow {
  readonly shard: number;
  readonly message: bigint;
  readonly handler: string;
  readonly type: string;
  readonly subject: string;
  readonly waits_on: string;
  readonly detail: string;
  readonly since: Temporal.Instant;
  readonly correlation: string;
}
export async function parkedLate(db: Queryable, tenant: string): Promise<LateRow[]> {
  const { rows } = await db.query<LateRow>({
    name: 'late-parked',
    text: `
      select d.shard, d.message, d.handler, m.type, d.subject, d.waits_on, d.fault->>'detail' as detail, d.changed as since, d.correlation
      from delivery d join message m on m.shard = d.shard and m.position = d.message and m.tenant = d.tenant
      where d.tenant = $1 and d.state = 'Parked' and d.exception = 'PeriodClosed' and d.waits_on like 'period:%'
      order by d.changed, d.shard, d.message limit 1000`,
    values: [tenant],
  });
  return rows;
}
