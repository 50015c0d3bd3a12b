/** What the money ledger reads to post a document: all in the shard of the order. */
import { gathered, inOrder } from './gather.ts';
import { probing, shardsOf, type Queryable } from './query.ts';

interface OrderIn { readonly shard: number; readonly tenant: string; readonly orderId: string }
/** An order as last seen; undefined when it is not projected yet. */
export const orderDocument = gathered(async (db, orders: readonly OrderIn[]): Promise<unknown[]> => {
  const { rows } = await db.query<{ n: number; document: unknown }>(probing({
    name: 'books-order',
    text: `
      select u.n::int as n, o.document
      from unnest($2::smallint[], $3::text[], $4::text[]) with ordinality as u (shard, tenant, id, n)
      cross join lateral (select v.document from order_view v
        where v.shard = any($1::smallint[]) and v.shard = u.shard and v.tenant = u.tenant and v.order_id = u.id offset 0) o`,
    values: [shardsOf(orders), orders.map((o) => o.shard), orders.map((o) => o.tenant), orders.map((o) => o.orderId)],
  }));
  return inOrder(rows, orders).map((row) => row?.document);
});

interface InvoicedIn { readonly shard: number; readonly tenant: string; readonly document: string; readonly before?: string }
/** Minor units that earlier invoices of the order add up to. `before`: as it was when that message came. */
export const invoicedBefore = gathered(async (db, orders: readonly InvoicedIn[]): Promise<bigint[]> => {
  const { rows } = await db.query<{ n: number; total: bigint }>(probing({
    name: 'books-invoiced',
    text: `
      select u.n::int as n, t.total
      from unnest($2::smallint[], $3::text[], $4::text[], $5::uuid[]) with ordinality as u (shard, tenant, document, before, n)
      cross join lateral (
        select coalesce(sum((m.data->'amounts'->'total'->>'count')::bigint), 0)::bigint as total
        from entry e join message m on m.shard = e.shard and m.tenant = e.tenant and m.id = e.cause
        where e.shard = any($1::smallint[]) and e.shard = u.shard and e.tenant = u.tenant and e.document = u.document and e.book = 'money'
          and m.type = 'InvoiceIssued' and (u.before is null or m.id < u.before)) t`,
    values: [shardsOf(orders), orders.map((o) => o.shard), orders.map((o) => o.tenant), orders.map((o) => o.document),
      orders.map((o) => o.before ?? null)],
  }));
  return inOrder(rows, orders).map((row) => row?.total ?? 0n);
});

export async function refundOf(
  db: Queryable, shard: number, of: { tenant: string; correlation: string; external: string },
): Promise<unknown> {
  const { rows } = await db.query<{ refund: unknown }>({
    name: 'books-refund',
    text: `
      select m.data->'refund' as refund from message m
      where m.shard = $1 and m.tenant = $2 and m.correlation = $3
        and m.type = 'RefundRecorded' and m.data->'refund'->>'external' = $4
      limit 1`,
    values: [shard, of.tenant, of.correlation, of.external],
  });
  return rows[0]?.refund;
}

interface ShipmentIn { readonly shard: number; readonly tenant: string; readonly shipmentId: string }
/** The place a shipment left. */
export const shippedFrom = gathered(async (db, shipments: readonly ShipmentIn[]): Promise<(string | undefined)[]> => {
  const { rows } = await db.query<{ n: number; location: string }>(probing({
    name: 'books-shipped-from',
    text: `
      select u.n::int as n, s.location
      from unnest($2::smallint[], $3::text[], $4::text[]) with ordinality as u (shard, tenant, id, n)
      cross join lateral (select v.location from shipment_view v
        where v.shard = any($1::smallint[]) and v.shard = u.shard and v.tenant = u.tenant and v.shipment_id = u.id offset 0) s`,
    values: [shardsOf(shipments), shipments.map((s) => s.shard), shipments.map((s) => s.tenant), shipments.map((s) => s.shipmentId)],
  }));
  return inOrder(rows, shipments).map((row) => row?.location);
});
