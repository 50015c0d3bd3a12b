/** What the money ledger reads to post a document: all in the shard of the order. */
import type { Queryable } from './query.ts';

export async function orderDocument(db: Queryable, shard: number, of: { tenant: string; orderId: string }): Promise<unknown> {
  const { rows } = await db.query<{ document: unknown }>({
    name: 'books-order',
    text: 'select o.document from order_view o where o.shard = $1 and o.tenant = $2 and o.order_id = $3',
    values: [shard, of.tenant, of.orderId],
  });
  return rows[0]?.document;
}

/** Minor units that earlier invoices of the order add up to. */
/** `before`: as it was when that message came. */
export async function invoicedBefore(
  db: Queryable, shard: number, of: { tenant: string; document: string; before?: string },
): Promise<bigint> {
  const { rows } = await db.query<{ total: bigint }>({
    name: 'books-invoiced',
    text: `
      select coalesce(sum((m.data->'amounts'->'total'->>'count')::bigint), 0)::bigint as total
      from entry e join message m on m.shard = $1 and m.tenant = e.tenant and m.id = e.cause
      where e.shard = $1 and e.tenant = $2 and e.document = $3 and e.book = 'money' and m.type = 'InvoiceIssued'
        and ($4::uuid is null or m.id < $4)`,
    values: [shard, of.tenant, of.document, of.before ?? null],
  });
  return rows[0]!.total;
}

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

export async function shippedFrom(
  db: Queryable, shard: number, of: { tenant: string; shipmentId: string },
): Promise<string | undefined> {
  const { rows } = await db.query<{ location: string }>({
    name: 'books-shipped-from',
    text: 'select s.location from shipment_view s where s.shard = $1 and s.tenant = $2 and s.shipment_id = $3',
    values: [shard, of.tenant, of.shipmentId],
  });
  return rows[0]?.location;
}
