/**
 * Lists for screens, newest first, page by page: a page continues after the last row of the one before, so a
 * row that comes in meanwhile moves nothing. They look over all shards through an index that begins with tenant.
 */
import type { Queryable } from './query.ts';

export interface OrderListRow {
  readonly order_id: string;
  readonly number: string;
  readonly channel: string;
  readonly external: string;
  readonly placed_at: Temporal.Instant;
  readonly currency: string;
  readonly total: bigint;
  readonly stage: string;
  readonly erp_order: string | null;
  readonly cancelled_at: Temporal.Instant | null;
  readonly correlation: string;
}
export interface OrderFilter {
  readonly channel?: string | undefined;
  readonly stage?: string | undefined;
  /** RFC 3339; placed at or after, placed before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** On which somebody still owes work. */
  readonly open?: boolean | undefined;
  readonly after?: { readonly placedAt: string; readonly id: string } | undefined;
  readonly limit: number;
}
export async function listOrders(db: Queryable, tenant: string, f: OrderFilter): Promise<OrderListRow[]> {
  const { rows } = await db.query<OrderListRow>({
    name: 'list-orders',
    text: `
      select o.order_id, o.number, o.channel, o.external, o.placed_at, o.currency, o.total, o.stage, o.erp_order,
             o.cancelled_at, o.correlation
      from order_view o
      where o.tenant = $1 and ($2::text is null or o.channel = $2) and ($3::text is null or o.stage = $3)
        and ($4::timestamptz is null or o.placed_at >= $4) and ($5::timestamptz is null or o.placed_at < $5)
        and ($6::timestamptz is null or (o.placed_at <= $6 and (o.placed_at < $6 or o.order_id > $7)))
        and (not $9 or o.order_id in (
          select substr(d.subject, 7) from delivery d
          where d.tenant = $1 and d.state in ('Ready', 'Queued', 'Claimed', 'Parked') and d.subject like 'order:%'))
      order by o.placed_at desc, o.order_id limit $8`,
    values: [tenant, f.channel ?? null, f.stage ?? null, f.from ?? null, f.to ?? null, f.after?.placedAt ?? null,
      f.after?.id ?? null, f.limit, f.open ?? false],
  });
  return rows;
}

/** The canonical order, as jsonb keeps it: no personal data, parties are ids. */
export async function orderDocument(
  db: Queryable, at: { tenant: string; shard: number; orderId: string },
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await db.query<{ document: Record<string, unknown> }>({
    name: 'list-order-document',
    text: 'select o.document from order_view o where o.shard = $2 and o.tenant = $1 and o.order_id = $3',
    values: [at.tenant, at.shard, at.orderId],
  });
  return rows[0]?.document;
}

export interface ShipmentListRow {
  readonly shipment_id: string;
  readonly order_id: string;
  readonly location: string;
  readonly shipped_at: Temporal.Instant;
  readonly lines: readonly { readonly lineId: string; readonly sku: string; readonly quantity: number }[];
  readonly parcels: readonly { readonly carrier: string; readonly tracking: string }[];
  readonly recorded_at: Temporal.Instant | null;
  readonly reported_at: Temporal.Instant | null;
  readonly invoice: string | null;
}
export interface ShipmentFilter {
  readonly order?: string | undefined;
  readonly location?: string | undefined;
  /** RFC 3339; shipped at or after, shipped before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Who has not been told of it yet. */
  readonly untold?: 'erp' | 'channel' | undefined;
  readonly after?: { readonly shippedAt: string; readonly id: string } | undefined;
  readonly limit: number;
}
export async function listShipments(db: Queryable, tenant: string, f: ShipmentFilter): Promise<ShipmentListRow[]> {
  const { rows } = await db.query<ShipmentListRow>({
    name: 'list-shipments',
    text: `
      select s.shipment_id, s.order_id, s.location, s.shipped_at, coalesce(s.document->'lines', '[]') as lines,
             coalesce(s.document->'parcels', '[]') as parcels, s.recorded_at, s.reported_at, s.invoice
      from shipment_view s
      where s.tenant = $1 and ($2::text is null or s.order_id = $2) and ($3::text is null or s.location = $3)
        and ($4::timestamptz is null or (s.shipped_at <= $4 and (s.shipped_at < $4 or s.shipment_id > $5)))
        and ($7::timestamptz is null or s.shipped_at >= $7) and ($8::timestamptz is null or s.shipped_at < $8)
        and ($9::text is null or ($9 = 'erp' and s.recorded_at is null) or ($9 = 'channel' and s.reported_at is null))
      order by s.shipped_at desc, s.shipment_id limit $6`,
    values: [tenant, f.order ?? null, f.location ?? null, f.after?.shippedAt ?? null, f.after?.id ?? null, f.limit,
      f.from ?? null, f.to ?? null, f.untold ?? null],
  });
  return rows;
}

export interface AuditRow {
  readonly position: bigint;
  readonly at: Temporal.Instant;
  readonly who: string;
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly why: string | null;
}
export async function listAudit(
  db: Queryable, tenant: string,
  f: {
    what?: string | undefined; who?: string | undefined; from?: string | undefined; to?: string | undefined;
    before?: string | undefined; limit: number;
  },
): Promise<AuditRow[]> {
  const { rows } = await db.query<AuditRow>({
    name: 'list-audit',
    text: `
      select a.position, a.at, a.who, a.what, a.before, a.after, a.why from audit a
      where a.tenant = $1 and ($2::text is null or a.what = $2) and ($3::bigint is null or a.position < $3)
        and ($5::text is null or position(lower($5) in lower(a.who)) > 0)
        and ($6::timestamptz is null or a.at >= $6) and ($7::timestamptz is null or a.at < $7)
      order by a.position desc limit $4`,
    values: [tenant, f.what ?? null, f.before ?? null, f.limit, f.who ?? null, f.from ?? null, f.to ?? null],
  });
  return rows;
}
