/** Documents that were read already: found again by partner, topic and time, to be read once more. */
import type { Queryable } from './query.ts';

export interface ReadRow {
  readonly shard: number;
  readonly message: bigint;
  readonly id: string;
  readonly subject: string;
  readonly data: {
    readonly topic: string; readonly reference: string; readonly transport: string; readonly payload: string; readonly digest: string;
  };
  readonly key: string;
  readonly correlation: string;
  readonly at: Temporal.Instant;
  readonly seen: Temporal.Instant;
  /** The raw words are still there. */
  readonly kept: boolean;
}
export interface ReadFilter {
  readonly connection: string;
  readonly topic: string | null;
  /** RFC 3339: heard at or after, heard before. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}
/** As they came in. What a replay wrote itself is not replayed, and what stopped is retried instead. */
export async function documentsRead(db: Queryable, tenant: string, f: ReadFilter): Promise<ReadRow[]> {
  const { rows } = await db.query<ReadRow>({
    name: 'replay-documents',
    text: `
      select m.shard, m.position as message, m.id, m.subject, m.data, m.key, m.correlation, m.at, m.seen,
             coalesce(p.body is not null, false) as kept
      from message m
        join delivery d on d.tenant = m.tenant and d.shard = m.shard and d.message = m.position
          and d.handler = 'intake:' || $2 and d.state = 'Done'
        left join raw_payload p on p.tenant = m.tenant and p.shard = m.shard and p.id = (m.data->>'payload')::uuid
      where m.tenant = $1 and m.type = 'PartnerSpoke' and m.connection = $2 and m.cause is null
        and m.seen >= $4::timestamptz and m.seen < $5::timestamptz and ($3::text is null or m.data->>'topic' = $3)
      order by m.seen, m.shard, m.position limit $6`,
    values: [tenant, f.connection, f.topic, f.from, f.to, f.limit],
  });
  return rows;
}
