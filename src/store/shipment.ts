/** Where shipments are. A later word replaces an earlier one; the workflow has said before which is the later. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

const shard = (tenant: string, orderId: string): number => shardOf(tenant, `order:${orderId}`);
interface At { readonly tenant: string; readonly orderId: string; readonly shipmentId: string }

/** Which shipment of an order a parcel belongs to. */
export async function shipmentOfParcel(
  db: Queryable, at: { tenant: string; orderId: string; tracking: string },
): Promise<string | undefined> {
  const { rows } = await db.query<{ shipment_id: string }>({
    name: 'shipment-of-parcel',
    text: `select s.shipment_id from shipment_view s
           where s.shard = $2 and s.tenant = $1 and s.order_id = $3
             and s.document->'parcels' @> jsonb_build_array(jsonb_build_object('tracking', $4::text))
           order by s.shipped_at desc limit 1`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, at.tracking],
  });
  return rows[0]?.shipment_id;
}

export async function noteParcel(db: Queryable, at: At, p: { tracking: string; word: string; at: string }): Promise<void> {
  await db.query({
    name: 'shipment-parcel',
    text: `update shipment_view s
           set parcels = s.parcels || jsonb_build_object($4::text, jsonb_build_object('word', $5::text, 'at', $6::text))
           where s.shard = $2 and s.tenant = $1 and s.shipment_id = $3
             and coalesce(s.parcels->$4->>'word', '') <> 'delivered'`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.shipmentId, p.tracking, p.word, p.at],
  });
}
export async function noteDelivered(db: Queryable, at: At, when: string): Promise<void> {
  await db.query({
    name: 'shipment-delivered',
    text: `update shipment_view s set delivered_at = coalesce(s.delivered_at, $4::timestamptz)
           where s.shard = $2 and s.tenant = $1 and s.shipment_id = $3`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.shipmentId, when],
  });
}
/** It travels under other numbers. */
export async function renumber(db: Queryable, at: At, parcels: string): Promise<void> {
  await db.query({
    name: 'shipment-renumber',
    text: `update shipment_view s set document = jsonb_set(s.document, '{parcels}', $4::jsonb)
           where s.shard = $2 and s.tenant = $1 and s.shipment_id = $3`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.shipmentId, parcels],
  });
}

/** What waits to be told to the channel of an order goes ahead of what other orders have to say. */
export async function hastenReports(db: Queryable, at: { tenant: string; orderId: string; seconds: number }): Promise<void> {
  await db.query({
    name: 'shipment-hasten',
    text: `update delivery d set rank = d.rank - make_interval(secs => $4::float8)
           from message m
           where d.shard = $2 and m.shard = $2 and m.position = d.message and m.tenant = d.tenant and m.type = 'ReportShipment'
             and d.tenant = $1 and d.subject = $3 and starts_with(d.handler, 'connection:') and d.state in ('Ready', 'Queued')`,
    values: [at.tenant, shard(at.tenant, at.orderId), `order:${at.orderId}`, at.seconds],
  });
}

/** What was last said of a part of an order at its channel: undefined when nothing was, null when it is in nobody's way. */
export async function partLastSaid(
  db: Queryable, of: { readonly tenant: string; readonly correlation: string; readonly orderId: string; readonly part: string },
): Promise<unknown> {
  const { rows } = await db.query<{ part: unknown }>({
    name: 'placement-part-last',
    text: `
      select (select p.value from jsonb_array_elements(m.data->'parts') p where p.value->>'external' = $4 limit 1) as part
      from message m
      where m.shard = $5 and m.tenant = $1 and m.correlation = $2 and m.subject = 'order:' || $3::text and m.type = 'PlacementSeen'
        and coalesce(m.data->>'only', $4) = $4
      order by m.position desc limit 1`,
    values: [of.tenant, of.correlation, of.orderId, of.part, shardOf(of.tenant, `order:${of.orderId}`)],
  });
  return rows[0]?.part;
}
