/** Reservations that are out of step with their orders, holds or the ledger. None of it is on the hot path. */
import type { Queryable } from './query.ts';

export interface OrphanRow {
  readonly order_id: string;
  readonly number: string;
  readonly line_id: string;
  readonly line_sku: string;
  readonly location: string;
  /** In units of the order's line. */
  readonly units: number;
  readonly why: string;
}
/**
 * Held for lines that want nothing more, where nobody is at work on the order. What a warehouse was asked to give back is
 * its own until it answers: it may ship it yet.
 */
export async function orphans(db: Queryable, tenant: string): Promise<OrphanRow[]> {
  const { rows } = await db.query<OrphanRow>({
    name: 'repair-orphans',
    text: `
      select r.order_id, o.number, r.line_id, coalesce(r.line_sku, r.sku) as line_sku, r.location,
             min(r.reserved / r.per)::int as units,
             case when o.cancelled_at is not null then 'the order was cancelled'
                  else 'everything of the line is shipped or cancelled' end as why
      from reservation r
      join order_view o on o.tenant = r.tenant and o.shard = r.shard and o.order_id = r.order_id
      join order_line_view l on l.tenant = r.tenant and l.shard = r.shard and l.order_id = r.order_id and l.line_id = r.line_id
      where r.tenant = $1 and r.reserved > 0 and r.kind = 'order'
        and (o.cancelled_at is not null or l.shipped + l.cancelled >= l.ordered)
        and not exists (
          select from delivery d where d.tenant = r.tenant and d.shard = r.shard and d.subject = 'order:' || r.order_id
            and d.state in ('Ready', 'Queued', 'Claimed'))
        and not exists (
          select from workflow_state w, jsonb_array_elements(w.state->'requests') q, jsonb_array_elements(q->'open') u
          where w.tenant = r.tenant and w.shard = r.shard and w.workflow = 'workflow:order-to-cash' and w.key = 'order:' || r.order_id
            and q->>'recall' <> 'no' and q->>'location' = r.location and u->>'lineId' = r.line_id)
      group by r.order_id, o.number, r.line_id, coalesce(r.line_sku, r.sku), r.location, o.cancelled_at
      having min(r.reserved / r.per) > 0 order by o.number, r.line_id`,
    values: [tenant],
  });
  return rows;
}

/** Holds whose time is over and that still have units. */
export async function overdueHolds(db: Queryable, tenant: string): Promise<{ hold_id: string; reference: string; units: number }[]> {
  const { rows } = await db.query<{ hold_id: string; reference: string; units: number }>({
    name: 'repair-holds',
    text: `
      select h.hold_id, h.reference, sum(r.reserved)::int as units from stock_hold h
      join reservation r on r.tenant = h.tenant and r.shard = h.shard and r.order_id = h.hold_id and r.reserved > 0
      where h.tenant = $1 and (h.ended is not null or h.until < now() - interval '1 minute')
      group by h.hold_id, h.reference order by h.hold_id`,
    values: [tenant],
  });
  return rows;
}

export interface DriftedRow {
  readonly sku: string;
  readonly location: string;
  readonly kind: 'order' | 'hold';
  readonly held: number;
  readonly ledger: number;
}
/** What orders and holds have, and what the ledger holds for them, where the two differ; of one SKU, or of all. */
export async function drifted(db: Queryable, tenant: string, sku: string | null): Promise<DriftedRow[]> {
  const { rows } = await db.query<DriftedRow>({
    name: 'repair-drifted',
    text: `
      select coalesce(r.sku, b.unit) as sku, coalesce(r.location, b.location) as location, coalesce(r.kind, b.kind) as kind,
             coalesce(r.held, 0)::int as held, coalesce(b.held, 0)::int as ledger
      from (
        select a.sku, a.location, a.kind, sum(a.held) as held from (
          select x.sku, x.location, x.kind, x.reserved as held from reservation x where x.tenant = $1
          union all
          select c.sku, c.location, 'hold', c.allotted from stock_claim c where c.tenant = $1) a
        where $2::text is null or a.sku = $2 group by a.sku, a.location, a.kind) r
      full join (
        select y.unit, k.kind, substr(y.account, 7, length(y.account) - 7 - length(k.name)) as location, sum(y.amount) as held
        from balance y join (values ('order', 'reserved'), ('hold', 'held')) as k (kind, name) on y.account like 'stock:%:' || k.name
        where y.tenant = $1 and ($2::text is null or y.unit = $2)
        group by y.unit, k.kind, y.account, k.name) b on b.unit = r.sku and b.location = r.location and b.kind = r.kind
      where coalesce(r.held, 0) <> coalesce(b.held, 0) order by 1, 2, 3`,
    values: [tenant, sku],
  });
  return rows;
}
