/** How many documents of a partner came how far, hour by hour and kind by kind; and which did not. */
import type { Queryable } from './query.ts';

export interface HeardHour {
  readonly hour: Temporal.Instant;
  readonly kind: string;
  readonly received: number;
  readonly accepted: number;
  readonly posted: number;
  /** References of those that are not accepted or not posted: the first of them. */
  readonly missing: readonly string[];
}
interface Span { readonly connection: string; readonly from: string; readonly to: string }

/**
 * Received is stored; accepted was read; posted is accepted with nothing left open of the facts it said. Facts name the
 * document as their cause.
 */
export async function heardByHour(db: Queryable, tenant: string, s: Span & { facts: readonly string[] }): Promise<HeardHour[]> {
  const { rows } = await db.query<HeardHour>({
    name: 'census-heard',
    text: `
      with heard as materialized (
        select m.id, date_trunc('hour', m.seen) as hour, m.data->>'topic' as kind, m.data->>'reference' as reference,
               d.state in ('Done', 'Dropped') as accepted
        from message m
          join delivery d on d.tenant = m.tenant and d.shard = m.shard and d.message = m.position and d.handler = 'intake:' || $2
        where m.type = 'PartnerSpoke' and m.tenant = $1 and m.connection = $2 and m.seen >= $3::timestamptz and m.seen < $4::timestamptz),
      open as materialized (
        select distinct f.cause from message f
        join delivery d on d.tenant = f.tenant and d.shard = f.shard and d.message = f.position and d.state not in ('Done', 'Dropped')
        where f.type = any($5::text[]) and f.tenant = $1 and f.connection = $2 and f.seen >= $3::timestamptz and f.cause is not null)
      select h.hour, h.kind, count(*)::int as received, (count(*) filter (where h.accepted))::int as accepted,
             (count(*) filter (where h.accepted and o.cause is null))::int as posted,
             coalesce((array_agg(distinct h.reference) filter (where not h.accepted or o.cause is not null))[1:20], '{}') as missing
      from heard h left join open o on o.cause = h.id
      group by h.hour, h.kind order by h.hour desc, h.kind limit 1000`,
    values: [tenant, s.connection, s.from, s.to, s.facts],
  });
  return rows;
}

export interface ToldHour {
  readonly hour: Temporal.Instant;
  readonly kind: string;
  readonly asked: number;
  readonly acknowledged: number;
  readonly missing: readonly string[];
}
/** Wishes to a partner: acknowledged once it answered that it is done. What was not needed any more is not asked. */
export async function toldByHour(db: Queryable, tenant: string, s: Span & { wishes: readonly string[] }): Promise<ToldHour[]> {
  const { rows } = await db.query<ToldHour>({
    name: 'census-told',
    text: `
      select date_trunc('hour', m.seen) as hour, m.type as kind, count(*)::int as asked,
             (count(*) filter (where d.state = 'Done'))::int as acknowledged,
             coalesce((array_agg(distinct m.subject) filter (where d.state <> 'Done'))[1:20], '{}') as missing
      from message m
        join delivery d on d.tenant = m.tenant and d.shard = m.shard and d.message = m.position and d.handler = 'connection:' || $2
      where m.type = any($5::text[]) and m.tenant = $1 and m.seen >= $3::timestamptz and m.seen < $4::timestamptz and m.data->>'to' = $2
        and d.state <> 'Dropped'
      group by 1, 2 order by 1 desc, 2 limit 1000`,
    values: [tenant, s.connection, s.from, s.to, s.wishes],
  });
  return rows;
}

/** What was heard in a story: documents of these topics, and whether an order was read from any. */
export interface HeardStory { readonly topics: readonly string[]; readonly order: boolean }
/** Of stories of documents, those in which the partner was heard. */
export async function heardIn(
  db: Queryable, of: { readonly tenant: string; readonly connection: string }, correlations: readonly string[],
): Promise<ReadonlyMap<string, HeardStory>> {
  const { rows } = await db.query<HeardStory & { readonly correlation: string }>({
    name: 'census-known',
    text: `select m.correlation, bool_or(m.type = 'OrderSeen') as order,
             coalesce(array_agg(distinct m.data->>'topic') filter (where m.type = 'PartnerSpoke'), '{}') as topics
           from message m
           where m.correlation = any($2::uuid[]) and m.tenant = $1 and m.type in ('PartnerSpoke', 'OrderSeen') and m.connection = $3
           group by m.correlation`,
    values: [of.tenant, correlations, of.connection],
  });
  return new Map(rows.map((r) => [r.correlation, r]));
}
