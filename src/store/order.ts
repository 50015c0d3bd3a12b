/**
 * The order projection: rows to read. Quantities only grow here by what the facts say; the laws are checks. What many
 * orders of a batch have to say at once is one statement (gather.ts); of one order only one of a kind is said at a time.
 */
import { shardOf } from '#domain/shard.ts';
import { gathered } from './gather.ts';
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
export const saveOrder = gathered(async (db, orders: readonly OrderRow[]) => {
  const rows = orders.map((o) => ({ ...o, shard: shard(o.tenant, o.orderId) }));
  await db.query(probing({
    name: 'order-save',
    text: `
      insert into order_view as o (tenant, shard, order_id, channel, external, number, placed_at, currency, total, document,
        correlation, cancelled_at)
      select r.tenant, h.shard, r."orderId", r.channel, r.external, r.number, r."placedAt", r.currency, r.total, r.document,
        r.correlation, r."cancelledAt"
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, "orderId" text, channel text, external text,
        number text, "placedAt" timestamptz, currency text, total bigint, document jsonb, correlation uuid, "cancelledAt" timestamptz)
      join shard_head h on h.shard = r.shard where h.shard = any($1::smallint[])
      on conflict (tenant, shard, order_id) do update set total = excluded.total, document = excluded.document,
        cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at), changed = excluded.changed`,
    values: [shardsOf(rows), `[${rows.map(withDocument).join(',')}]`],
  }));
});
/** The document is JSON already, and is not written a second time. */
const withDocument = ({ document, ...row }: { readonly document: string }): string =>
  `${JSON.stringify(row).slice(0, -1)},"document":${document}}`;

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
interface OrderAt { readonly tenant: string; readonly orderId: string }
const linesSaved = gathered(async (db, orders: readonly (OrderAt & { readonly lines: readonly LineRow[] })[]) => {
  const rows = orders.flatMap(({ lines, ...o }) => lines.map((l) => ({ ...o, ...l, shard: shard(o.tenant, o.orderId) })));
  await db.query(probing({
    name: 'order-lines-save',
    text: `
      insert into order_line_view as l (tenant, shard, order_id, line_id, title, ordered, cancelled, shipped)
      select o.tenant, o.shard, o.order_id, r.line_id, r.title, r.ordered, r.cancelled, coalesce(r.shipped, 0)
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, "orderId" text, line_id text, title text, ordered int,
        cancelled int, shipped int)
      join order_view o on o.shard = any($1::smallint[]) and o.shard = r.shard and o.tenant = r.tenant and o.order_id = r."orderId"
      on conflict (tenant, shard, order_id, line_id) do update set ordered = excluded.ordered,
        cancelled = least(greatest(l.cancelled, excluded.cancelled), excluded.ordered - l.shipped)`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
});
export const saveLines = (db: Queryable, at: OrderAt, lines: readonly LineRow[]): Promise<void> => linesSaved(db, { ...at, lines });

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
interface Added { readonly lineId: string; readonly quantity: number; readonly sku?: string }
const added = (what: Quantity) => gathered(async (db, orders: readonly (OrderAt & { readonly lines: readonly Added[] })[]) => {
  const rows = orders.flatMap(({ lines, ...o }) => lines.map((l) => ({ ...o, ...l, shard: shard(o.tenant, o.orderId) })));
  if (rows.length > 0) await db.query(probing({
    name: `order-lines-${what}`,
    text: `
      update order_line_view l set ${ADD[what]}, sku = coalesce(r.sku, l.sku)
      from (select x.shard, x.tenant, x."orderId", x."lineId", sum(x.quantity)::int as quantity, max(x.sku) as sku
            from jsonb_to_recordset($2::jsonb) as x (shard smallint, tenant text, "orderId" text, "lineId" text, quantity int, sku text)
            group by 1, 2, 3, 4 order by 1, 2, 3, 4) r
      where l.shard = any($1::smallint[]) and l.shard = r.shard and l.tenant = r.tenant and l.order_id = r."orderId"
        and l.line_id = r."lineId"`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
});
const ADDED: Readonly<Record<Quantity, ReturnType<typeof added>>> = {
  delivered: added('delivered'), reserved: added('reserved'), released: added('released'), shipped: added('shipped'),
  cancelled: added('cancelled'), refunded: added('refunded'), returned: added('returned'),
};
/** Adds to one quantity of lines; negative for what is given back. With a SKU, that is what the line is from now on. */
export const addQuantities = (db: Queryable, at: OrderAt, what: Quantity, lines: readonly Added[]): Promise<void> =>
  ADDED[what](db, { ...at, lines });

/** The word people use, for lists; it never goes back to an earlier one. */
const STAGES = ['placed', 'validated', 'short', 'reserved', 'in ERP', 'released', 'ready to collect', 'shipped', 'invoiced',
  'delivered', 'cancelled'];
interface Advanced extends OrderAt { readonly stage: string; readonly erpOrder?: string; readonly cancelledAt?: string }
const advanced = gathered(async (db, orders: readonly Advanced[]) => {
  const rows = orders.map((o) => ({ ...o, shard: shard(o.tenant, o.orderId) }));
  await db.query(probing({
    name: 'order-stage',
    text: `
      update order_view o set erp_order = coalesce(r."erpOrder", o.erp_order), cancelled_at = coalesce(o.cancelled_at, r."cancelledAt"),
        stage = ($3::text[])[greatest(array_position($3::text[], o.stage), array_position($3::text[], r.stage))]
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, "orderId" text, stage text, "erpOrder" text,
        "cancelledAt" timestamptz)
      where o.shard = any($1::smallint[]) and o.shard = r.shard and o.tenant = r.tenant and o.order_id = r."orderId"`,
    values: [shardsOf(rows), JSON.stringify(rows), STAGES],
  }));
});
export const advance = (
  db: Queryable, at: OrderAt, stage: string, more: { erpOrder?: string; cancelledAt?: string } = {},
): Promise<void> => advanced(db, { ...at, stage, ...more });

interface ShipmentRow extends OrderAt {
  readonly shipmentId: string; readonly location: string; readonly at: string; readonly document: string;
}
export const saveShipment = gathered(async (db, shipments: readonly ShipmentRow[]) => {
  const rows = shipments.map((s) => ({ ...s, shard: shard(s.tenant, s.orderId) }));
  await db.query(probing({
    name: 'shipment-save',
    text: `
      insert into shipment_view as s (tenant, shard, shipment_id, order_id, location, shipped_at, document)
      select r.tenant, h.shard, r."shipmentId", r."orderId", r.location, r.at, r.document
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, "shipmentId" text, "orderId" text, location text,
        at timestamptz, document jsonb)
      join shard_head h on h.shard = r.shard where h.shard = any($1::smallint[]) on conflict do nothing`,
    values: [shardsOf(rows), `[${rows.map(withDocument).join(',')}]`],
  }));
});

interface Noted { readonly recordedAt?: string; readonly reportedAt?: string; readonly invoice?: string }
const noted = gathered(async (db, shipments: readonly (OrderAt & Noted & { readonly shipmentId: string })[]) => {
  const rows = shipments.map((s) => ({ ...s, shard: shard(s.tenant, s.orderId) }));
  await db.query(probing({
    name: 'shipment-note',
    text: `
      update shipment_view s set recorded_at = coalesce(s.recorded_at, r."recordedAt"),
        reported_at = coalesce(s.reported_at, r."reportedAt"), invoice = coalesce(s.invoice, r.invoice)
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, "shipmentId" text, "recordedAt" timestamptz,
        "reportedAt" timestamptz, invoice text)
      where s.shard = any($1::smallint[]) and s.shard = r.shard and s.tenant = r.tenant and s.shipment_id = r."shipmentId"`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
});
export const noteShipment = (db: Queryable, at: OrderAt & { readonly shipmentId: string }, seen: Noted): Promise<void> =>
  noted(db, { ...at, ...seen });
