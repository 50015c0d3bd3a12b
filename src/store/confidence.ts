/** How far positions are believed: what speaks for and against them, and the step each place and doubted item stands on. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';

export interface ConfidenceRow {
  readonly location: string;
  readonly score: number;
  readonly step: string;
  readonly reasons: readonly { readonly points: number; readonly what: string }[];
  readonly since: Temporal.Instant;
  readonly looked: Temporal.Instant;
}
export async function confidenceRows(db: Queryable, tenant: string): Promise<ConfidenceRow[]> {
  const { rows } = await db.query<ConfidenceRow>({
    name: 'confidence-all',
    text: `select c.location, c.score, c.step, c.reasons, c.since, c.looked from location_confidence c where c.tenant = $1`,
    values: [tenant],
  });
  return rows;
}
export async function saveConfidence(
  db: Queryable, c: { tenant: string; location: string; score: number; step: string; reasons: unknown; at: string },
): Promise<void> {
  await db.query({
    name: 'confidence-save',
    text: `
      insert into location_confidence as c (tenant, location, score, step, reasons, since, looked)
      values ($1, $2, $3, $4, $5, $6, $6)
      on conflict (tenant, location) do update set score = excluded.score, step = excluded.step, reasons = excluded.reasons,
        since = case when c.step = excluded.step then c.since else excluded.since end, looked = excluded.looked`,
    values: [c.tenant, c.location, c.score, c.step, JSON.stringify(c.reasons), c.at],
  });
}

/** When each location last said what is there. */
export async function lastFeeds(db: Queryable, tenant: string): Promise<{ location: string; at: Temporal.Instant }[]> {
  const { rows } = await db.query<{ location: string; at: Temporal.Instant }>({
    name: 'confidence-feeds',
    text: `select c.location, max(c.as_of) as at from stock_count c where c.tenant = $1 group by c.location`,
    values: [tenant],
  });
  return rows;
}
/** Units that lie at each location. */
export async function unitsAt(db: Queryable, tenant: string): Promise<{ location: string; units: number }[]> {
  const { rows } = await db.query<{ location: string; units: number }>({
    name: 'confidence-units',
    text: `
      select regexp_replace(b.account, '^stock:(.*):(on_hand|reserved|held)$', '\\1') as location, sum(b.amount)::int as units
      from balance b where b.tenant = $1 and b.account ~ '^stock:.*:(on_hand|reserved|held)$' group by 1`,
    values: [tenant],
  });
  return rows;
}

export interface DriftRow { readonly location: string; readonly sku: string; readonly units: number }
/** What counts put right since an entry id (ids grow with time). The first count of an item is not a correction. */
export async function driftSince(db: Queryable, tenant: string, since: string): Promise<DriftRow[]> {
  const { rows } = await db.query<DriftRow>({
    name: 'confidence-drift',
    text: `
      select regexp_replace(o.account, '^stock:(.*):[a-z_]+$', '\\1') as location, p.unit as sku, sum(abs(p.amount))::int as units
      from posting p
      join posting o on o.tenant = p.tenant and o.shard = p.shard and o.entry = p.entry and o.account like 'stock:%'
      where p.tenant = $1 and p.account = 'goods:variance' and p.entry > $2
        and exists (
          select from posting q where q.tenant = p.tenant and q.shard = p.shard and q.account = o.account and q.unit = p.unit
            and q.entry < p.entry)
      group by 1, 2`,
    values: [tenant, since],
  });
  return rows;
}

/** What waits at connections: for a mapping, in quarantine, or simply to be worked on. */
export async function waitingAt(
  db: Queryable, tenant: string,
): Promise<{ connection: string; unmapped: number; quarantined: number; unprocessed: number }[]> {
  const { rows } = await db.query<{ connection: string; unmapped: number; quarantined: number; unprocessed: number }>({
    name: 'confidence-waiting',
    text: `
      select case when d.handler = 'policy:feeds' then split_part(split_part(d.subject, ':', 2), '/', 1)
                  else split_part(d.handler, ':', 2) end as connection,
             count(*) filter (where d.state = 'Parked' and d.waits_on is not null)::int as unmapped,
             count(*) filter (where d.state = 'Parked' and d.exception = 'MassZeroStock')::int as quarantined,
             count(*) filter (where d.state in ('Ready', 'Queued') and d.changed < now() - interval '1 minute')::int as unprocessed
      from delivery d
      where d.tenant = $1 and d.state in ('Ready', 'Queued', 'Parked')
        and (starts_with(d.handler, 'intake:') or d.handler = 'policy:feeds')
      group by 1`,
    values: [tenant],
  });
  return rows;
}

export interface ItemDoubt extends DriftRow { readonly score: number; readonly step: string }
export async function doubtRows(db: Queryable, tenant: string): Promise<ItemDoubt[]> {
  const { rows } = await db.query<ItemDoubt>({
    name: 'confidence-doubts',
    text: `select d.location, d.sku, d.units, d.score, d.step from stock_doubt d where d.tenant = $1`,
    values: [tenant],
  });
  return rows;
}
export async function saveDoubt(db: Queryable, tenant: string, d: ItemDoubt): Promise<void> {
  await db.query({
    name: 'confidence-doubt-save',
    text: `
      insert into stock_doubt as d (tenant, shard, location, sku, units, score, step, looked)
      values ($1, $2, $3, $4, $5, $6, $7, now())
      on conflict (tenant, shard, location, sku) do update set units = excluded.units, score = excluded.score,
        step = excluded.step, looked = excluded.looked`,
    values: [tenant, skuShard(tenant, d.sku), d.location, d.sku, d.units, d.score, d.step],
  });
}
export async function clearDoubt(db: Queryable, tenant: string, at: { location: string; sku: string }): Promise<void> {
  await db.query({
    name: 'confidence-doubt-clear',
    text: `delete from stock_doubt d where d.shard = $1 and d.tenant = $2 and d.location = $3 and d.sku = $4`,
    values: [skuShard(tenant, at.sku), tenant, at.location, at.sku],
  });
}
/** Units of an item that lie at a location. */
export async function unitsOf(db: Queryable, tenant: string, at: { location: string; sku: string }): Promise<number> {
  const { rows } = await db.query<{ units: number }>({
    name: 'confidence-units-of',
    text: `select coalesce(sum(b.amount), 0)::int as units from balance b
           where b.shard = $1 and b.tenant = $2 and b.unit = $3 and b.account = any($4::text[])`,
    values: [skuShard(tenant, at.sku), tenant, at.sku,
      ['on_hand', 'reserved', 'held'].map((kind) => `stock:${at.location}:${kind}`)],
  });
  return rows[0]?.units ?? 0;
}

/** Listed SKUs whose number is to be derived again: of some locations, or all; in pages by name. */
export async function listedSkus(
  db: Queryable, tenant: string, of: { locations: readonly string[] | null; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ sku: string }>({
    name: 'confidence-listed',
    text: `
      select distinct s.sku from stock_told s
      where s.tenant = $1 and s.sku > $3 and ($2::text[] is null or exists (
        select from stock_count c where c.tenant = s.tenant and c.shard = s.shard and c.sku = s.sku and c.location = any($2)))
      order by s.sku limit $4`,
    values: [tenant, of.locations, of.after, of.limit],
  });
  return rows.map((r) => r.sku);
}
/** Listed SKUs that a channel does not show as wanted, although nothing is on its way to it. */
export async function leftBehind(db: Queryable, tenant: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sku: string }>({
    name: 'confidence-behind',
    text: `
      select distinct s.sku from stock_told s
      where s.tenant = $1 and s.wanted is distinct from s.acknowledged and s.wanted_at < now() - interval '20 seconds'
        and not exists (
          select from delivery d where d.shard = s.shard and d.tenant = s.tenant and d.handler = 'connection:' || s.connection
            and d.subject = 'stock:' || s.sku || '/' || s.connection || '/' || s.item
            and d.state in ('Ready', 'Queued', 'Claimed', 'Parked'))
      limit $2`,
    values: [tenant, limit],
  });
  return rows.map((r) => r.sku);
}
/**
 * Listed SKUs whose time to look again has come; and those of which a channel sold what nobody had heard of, when one of its
 * orders was cancelled a moment ago: that moves no stock, but the sale was heard.
 */
export async function dueToLook(db: Queryable, tenant: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sku: string }>({
    name: 'confidence-due',
    text: `
      select distinct s.sku from stock_told s where s.tenant = $1 and s.look_at is not null and (s.look_at <= now() or exists (
        select from order_view o join order_line_view l on l.tenant = o.tenant and l.shard = o.shard and l.order_id = o.order_id
        where o.tenant = s.tenant and o.channel = s.connection and o.placed_at > s.sold_since
          and o.changed > now() - interval '15 seconds' and l.cancelled > 0 and (l.sku = s.sku or l.sku is null)))
      limit $2`,
    values: [tenant, limit],
  });
  return rows.map((r) => r.sku);
}
/**
 * Items that an order was refused a moment ago although some are free: the goods came while the order was being refused,
 * and neither saw the other.
 */
export async function missedEachOther(db: Queryable, tenant: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sku: string }>({
    name: 'confidence-missed',
    text: `
      select distinct l.sku from order_line_view l
      join order_view o on o.tenant = l.tenant and o.shard = l.shard and o.order_id = l.order_id
      where l.tenant = $1 and l.sku is not null and l.ordered > l.reserved + l.shipped + l.cancelled
        and o.stage = 'short' and o.cancelled_at is null and o.changed > now() - interval '40 seconds'
        and exists (
          select from balance b where b.tenant = l.tenant and b.unit = l.sku and b.account like 'stock:%:on_hand' and b.amount > 0)
      limit $2`,
    values: [tenant, limit],
  });
  return rows.map((r) => r.sku);
}
