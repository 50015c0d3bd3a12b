/** The order projection: rows to read. Quantities only grow here by what the facts say; the laws are checks. */
import { shardOf } from '#domain/shard.ts';
import { probing, shardsOf, type Queryable } from './query.ts';

const shard = (tenant: string, orderId: string): number => shardOf(tenant, `order:${orderId}`);

export interface OrderRow {
  readonly tenant: string;
  readonly orderId: string;
  readonly channel: string;
  readonly external: string;
  readonly number: string;
  readonly placedAt: string;
  readonly currency: string;
  readonly total: string;
  readonly document: string;
  readonly correlation: string;
  readonly cancelledAt: string | null;
}
export async function saveOrder(db: Queryable, o: OrderRow): Promise<void> {
  await db.query({
    name: 'order-save',
    text: `
      insert into order_view as o (tenant, shard, order_id, channel, external, number, placed_at, currency, total, document,
        correlation, cancelled_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict (tenant, shard, order_id) do update set total = excluded.total, document = excluded.document,
        cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at), changed = excluded.changed`,
    values: [o.tenant, shard(o.tenant, o.orderId), o.orderId, o.channel, o.external, o.number, o.placedAt, o.currency,
      o.total, o.document, o.correlation, o.cancelledAt],
  });
}

/** Orders as last seen, by id; those that nobody knows are left out. */
export async function orderDocuments(db: Queryable, tenant: string, ids: readonly string[]): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let from = 0; from < ids.length; from += 1000) {
    const some = ids.slice(from, from + 1000);
    const { rows } = await db.query<{ order_id: string; document: unknown }>({
      name: 'order-documents',
      text: `select o.order_id, o.document from order_view o
             where o.tenant = $1 and o.shard = any($2::smallint[]) and o.order_id = any($3::text[])`,
      values: [tenant, [...new Set(some.map((id) => shard(tenant, id)))], some],
    });
    for (const row of rows) found.set(row.order_id, row.document);
  }
  return found;
}

export interface LineRow {
  readonly line_id: string; readonly title: string; readonly ordered: number; readonly cancelled: number;
  /** Left with the order itself, over the counter. */
  readonly shipped?: number;
}
export async function saveLines(db: Queryable, at: { tenant: string; orderId: string }, lines: readonly LineRow[]): Promise<void> {
  await db.query({
    name: 'order-lines-save',
    text: `
      insert into order_line_view as l (tenant, shard, order_id, line_id, title, ordered, cancelled, shipped)
      select o.tenant, o.shard, o.order_id, r.line_id, r.title, r.ordered, r.cancelled, coalesce(r.shipped, 0)
      from order_view o cross join jsonb_to_recordset($4::jsonb) as r (line_id text, title text, ordered int, cancelled int, shipped int)
      where o.shard = $2 and o.tenant = $1 and o.order_id = $3
      on conflict (tenant, shard, order_id, line_id) do update set ordered = excluded.ordered,
        cancelled = least(greatest(l.cancelled, excluded.cancelled), excluded.ordered - l.shipped)`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, JSON.stringify(lines)],
  });
}

export type Quantity = 'delivered' | 'reserved' | 'released' | 'shipped' | 'cancelled' | 'refunded' | 'returned';
const ADD: Record<Quantity, string> = {
  reserved: 'reserved = greatest(0, l.reserved + r.quantity)',
  released: 'released = greatest(0, l.released + r.quantity)',
  // What left is no longer cancelled, whatever was said before.
  shipped: 'shipped = least(l.ordered, l.shipped + r.quantity), ' +
    'cancelled = least(l.cancelled, l.ordered - least(l.ordered, l.shipped + r.quantity))',
  cancelled: 'cancelled = least(l.ordered - l.shipped, greatest(l.cancelled, l.cancelled + r.quantity))',
  delivered: 'delivered = least(l.shipped, l.delivered + r.quantity)',
  refunded: 'refunded = l.refunded + r.quantity',
  returned: 'returned = least(l.shipped, l.returned + r.quantity)',
};
/** Adds to one quantity of lines; negative for what is given back. */
export async function addQuantities(
  db: Queryable, at: { tenant: string; orderId: string }, what: Quantity,
  lines: readonly { lineId: string; quantity: number; sku?: string }[],
): Promise<void> {
  await db.query({
    name: `order-lines-${what}`,
    text: `
      update order_line_view l set ${ADD[what]}, sku = coalesce(r.sku, l.sku)
      from (select x."lineId", sum(x.quantity)::int as quantity, max(x.sku) as sku
            from jsonb_to_recordset($4::jsonb) as x ("lineId" text, quantity int, sku text) group by x."lineId") r
      where l.shard = $2 and l.tenant = $1 and l.order_id = $3 and l.line_id = r."lineId"`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, JSON.stringify(lines)],
  });
}

/** The word people use, for lists; it never goes back to an earlier one. */
const STAGES = ['placed', 'validated', 'short', 'reserved', 'in ERP', 'released', 'ready to collect', 'shipped', 'invoiced',
  'delivered', 'cancelled'];
export async function advance(
  db: Queryable, at: { tenant: string; orderId: string }, stage: string, more: { erpOrder?: string; cancelledAt?: string } = {},
): Promise<void> {
  await db.query({
    name: 'order-stage',
    text: `
      update order_view o set erp_order = coalesce($6, o.erp_order), cancelled_at = coalesce(o.cancelled_at, $7),
        stage = ($5::text[])[greatest(array_position($5::text[], o.stage), array_position($5::text[], $4))]
      where o.shard = $2 and o.tenant = $1 and o.order_id = $3`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, stage, STAGES, more.erpOrder ?? null, more.cancelledAt ?? null],
  });
}

export interface PromisedRow {
  readonly tenant: string;
  readonly orderId: string;
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
}
/** What many orders were promised (or, with zero, what their lines are), in one statement. */
export async function addPromised(db: Queryable, lines: readonly PromisedRow[]): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((l) => ({ ...l, shard: shard(l.tenant, l.orderId) }));
  await db.query(probing({
    name: 'order-lines-promised',
    text: `
      update order_line_view l set reserved = greatest(0, l.reserved + r.quantity), sku = r.sku
      from (
        select p.shard, p.tenant, p."orderId", p."lineId", max(p.sku) as sku, sum(p.quantity)::int as quantity
        from jsonb_to_recordset($2::jsonb) as p (shard smallint, tenant text, "orderId" text, "lineId" text, sku text, quantity int)
        group by 1, 2, 3, 4 order by 1, 2, 3, 4) r
      where l.shard = any($1::smallint[]) and l.shard = r.shard and l.tenant = r.tenant and l.order_id = r."orderId"
        and l.line_id = r."lineId"`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
}
/** Moves many orders to one stage, in one statement; none goes back to an earlier one. */
export async function advanceAll(db: Queryable, orders: readonly { tenant: string; orderId: string }[], stage: string): Promise<void> {
  if (orders.length === 0) return;
  const rows = orders.map((o) => ({ ...o, shard: shard(o.tenant, o.orderId) }));
  await db.query(probing({
    name: 'order-stages',
    text: `
      update order_view o set
        stage = ($4::text[])[greatest(array_position($4::text[], o.stage), array_position($4::text[], $3))]
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, "orderId" text)
      where o.shard = any($1::smallint[]) and o.shard = r.shard and o.tenant = r.tenant and o.order_id = r."orderId"`,
    values: [shardsOf(rows), JSON.stringify(rows), stage, STAGES],
  }));
}

export async function saveShipment(
  db: Queryable, s: { tenant: string; shipmentId: string; orderId: string; location: string; at: string; document: string },
): Promise<void> {
  await db.query({
    name: 'shipment-save',
    text: `
      insert into shipment_view as s (tenant, shard, shipment_id, order_id, location, shipped_at, document)
      values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    values: [s.tenant, shard(s.tenant, s.orderId), s.shipmentId, s.orderId, s.location, s.at, s.document],
  });
}
export async function noteShipment(
  db: Queryable, s: { tenant: string; orderId: string; shipmentId: string },
  seen: { recordedAt?: string; reportedAt?: string; invoice?: string },
): Promise<void> {
  await db.query({
    name: 'shipment-note',
    text: `
      update shipment_view s set recorded_at = coalesce(s.recorded_at, $4), reported_at = coalesce(s.reported_at, $5),
        invoice = coalesce(s.invoice, $6)
      where s.shard = $2 and s.tenant = $1 and s.shipment_id = $3`,
    values: [s.tenant, shard(s.tenant, s.orderId), s.shipmentId, seen.recordedAt ?? null, seen.reportedAt ?? null,
      seen.invoice ?? null],
  });
}
