/** Which versions of the class tables read a payout: the reader's own, and what people decided for single codes. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface PayoutVersions {
  /** Of the reader's own table; null of a payout that was told before versions were kept. */
  readonly reader: number | null;
  readonly decided: readonly { readonly code: string; readonly class: string; readonly version: number; readonly lines: number }[];
}
export async function payoutVersions(db: Queryable, tenant: string, payoutId: string): Promise<PayoutVersions> {
  const shard = shardOf(tenant, `payout:${payoutId}`);
  const [{ rows: readers }, { rows: decided }] = await Promise.all([
    db.query<{ reader: number | null }>({
      name: 'payout-read-by',
      text: `
        select m.mapping as reader from message m
        where m.shard = $2 and m.tenant = $1 and m.subject = 'payout:' || $3::text and m.type = 'PayoutReceived'
        order by m.position limit 1`,
      values: [tenant, shard, payoutId],
    }),
    db.query<PayoutVersions['decided'][number]>({
      name: 'payout-decided-by',
      text: `
        select l.code, l.class, l.mapping as version, count(*)::int as lines from payout_line l
        where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 and l.mapping is not null
        group by l.code, l.class, l.mapping order by l.mapping, l.code limit 500`,
      values: [tenant, shard, payoutId],
    }),
  ]);
  return { reader: readers[0]?.reader ?? null, decided };
}
