/** Messages of a span of time, page by page in the order they were heard: what a candidate is run over. */
import type { Claimed } from './delivery.ts';
import type { Queryable } from './query.ts';

export interface PastMessage extends Claimed { readonly seen: Temporal.Instant }
export interface Span {
  readonly types: readonly string[];
  /** Of messages that came from a partner; null: of all. */
  readonly connection: string | null;
  /** RFC 3339: heard at or after, heard before. */
  readonly from: string;
  readonly to: string;
}
/** Where a page ended; the next one begins behind it. */
export interface Place { readonly seen: string; readonly id: string }

export async function pastMessages(
  db: Queryable, tenant: string, s: Span & { readonly after: Place | null; readonly limit: number },
): Promise<PastMessage[]> {
  const { rows } = await db.query<PastMessage>({
    name: 'backtest-messages',
    text: `
      select m.shard, m.tenant, m.position as message, '' as handler, m.subject, 1 as attempts, 'normal' as lane, m.id, m.type, m.data,
             m.key, m.correlation, m.connection, m.at, m.seen
      from message m
      where m.type = any($2::text[]) and m.tenant = $1 and m.seen >= $4::timestamptz and m.seen < $5::timestamptz
        and ($3::text is null or m.connection = $3) and ($6::timestamptz is null or (m.seen, m.id) > ($6::timestamptz, $7::uuid))
      order by m.seen, m.id limit $8`,
    values: [tenant, s.types, s.connection, s.from, s.to, s.after?.seen ?? null, s.after?.id ?? null, s.limit],
  });
  return rows;
}
export async function countPast(db: Queryable, tenant: string, s: Span): Promise<number> {
  const { rows } = await db.query<{ n: number }>({
    name: 'backtest-count',
    text: `
      select count(*)::int as n from message m
      where m.type = any($2::text[]) and m.tenant = $1 and m.seen >= $4::timestamptz and m.seen < $5::timestamptz
        and ($3::text is null or m.connection = $3)`,
    values: [tenant, s.types, s.connection, s.from, s.to],
  });
  return rows[0]!.n;
}
