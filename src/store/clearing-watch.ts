/** Exceptions about clearing accounts that are on the worklist. */
import type { Queryable } from './query.ts';

export interface WatchedRow { readonly shard: number; readonly message: bigint; readonly handler: string; readonly subject: string }
export async function clearingWorries(db: Queryable, tenant: string): Promise<WatchedRow[]> {
  const { rows } = await db.query<WatchedRow>({
    name: 'clearing-worries',
    text: `
      select d.shard, d.message, d.handler, d.subject from delivery d
      where d.tenant = $1 and d.state in ('Parked', 'Ready', 'Claimed', 'Queued') and d.handler = 'policy:exceptions'
        and d.subject like 'clearing:%'`,
    values: [tenant],
  });
  return rows;
}
