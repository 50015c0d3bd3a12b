/** What a channel sold by itself: units its answer lacked, and how many of them we have heard of since. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';
import type { Listing } from './told.ts';

/** What the channel lacks against what it had acknowledged; zero when all of it has been heard of. */
export async function saveSoldThere(
  db: Queryable, l: Listing, sold: { units: number; since: string | null; lookAt: string | null },
): Promise<void> {
  await db.query({
    name: 'told-sold-there',
    text: `update stock_told s set sold_there = $5, sold_since = $6, look_at = $7
           where s.shard = $2 and s.tenant = $1 and s.connection = $3 and s.item = $4`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.connection, l.item, sold.units, sold.since, sold.lookAt],
  });
}

/**
 * From when on what a channel shows is what it acknowledged at a moment: since it was wished, because between the wish and
 * the answer to it nothing was sold, or the answer would have been another. (The answer is written down later than sales.)
 */
export async function shownFrom(db: Queryable, l: Listing, acknowledged: string): Promise<string> {
  const { rows } = await db.query<{ at: Temporal.Instant }>({
    name: 'told-shown-from',
    text: `
      select coalesce(w.at, m.at) as at from message m
      left join message w on w.id = m.cause and w.tenant = m.tenant and w.shard = m.shard
      where m.type = 'StockPublished' and m.tenant = $1 and m.shard = $2 and m.subject = $3
        and m.seen between $4::timestamptz - interval '1 minute' and $4
      order by m.seen desc, m.position desc limit 1`,
    values: [l.tenant, skuShard(l.tenant, l.sku), `stock:${l.sku}/${l.connection}/${l.item}`, acknowledged],
  });
  return rows[0]?.at.toString() ?? acknowledged;
}

/**
 * Units of a channel's orders for a SKU, placed after a moment, that we have heard of; cancelled ones too, for they were
 * sold. A line that was cancelled before anybody validated it has the channel's word for its SKU only. What is held for an
 * order that is not paid yet counts (news-pending.ts). What is known to be of another listing of the SKU there is that one's.
 * Asked only after a stale answer.
 */
export async function heardSince(
  db: Queryable, at: Listing & { since: string },
): Promise<number> {
  const { rows } = await db.query<{ units: bigint }>({
    name: 'told-heard',
    text: `
      select coalesce(sum(l.ordered), 0)::bigint + (
        select coalesce(sum(r.reserved), 0) from stock_hold h
        join reservation r on r.tenant = h.tenant and r.shard = h.shard and r.order_id = h.hold_id and r.sku = $2
        where h.tenant = $1 and h.channel = $3 and h.made > $4 and h.ended is null and starts_with(h.hold_id, 'pending-'))::bigint as units
      from order_view o
      join order_line_view l on l.tenant = o.tenant and l.shard = o.shard and l.order_id = o.order_id
      where o.tenant = $1 and o.channel = $3 and o.placed_at > $4 and (l.sku = $2 or (l.sku is null and exists (
        select from jsonb_array_elements(o.document->'lines') x where x->>'lineId' = l.line_id and x->>'statedSku' = $2)))
        and not exists (
          select from jsonb_array_elements(o.document->'lines') x
          join stock_told other on other.item = x->>'item' and other.item <> $5 and other.shard = $6 and other.tenant = o.tenant
            and other.connection = o.channel and other.sku = $2
          where x->>'lineId' = l.line_id)`,
    values: [at.tenant, at.sku, at.connection, at.since, at.item, skuShard(at.tenant, at.sku)],
  });
  return Number(rows[0]?.units ?? 0n);
}
