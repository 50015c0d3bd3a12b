/** Which items a channel lists, what it should be told, and what it has acknowledged. Lives with the SKU. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';

export interface Listing { readonly tenant: string; readonly connection: string; readonly item: string; readonly sku: string }
export interface ListingRow {
  readonly connection: string;
  readonly item: string;
  readonly wanted: number | null;
  readonly acknowledged: number | null;
}

export async function list(db: Queryable, l: Listing): Promise<void> {
  await db.query({
    name: 'told-list',
    text: `insert into stock_told as s (tenant, shard, connection, item, sku) values ($1, $2, $3, $4, $5)
           on conflict (tenant, shard, connection, item) do nothing`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.connection, l.item, l.sku],
  });
}
export async function listings(db: Queryable, tenant: string, sku: string): Promise<ListingRow[]> {
  const { rows } = await db.query<ListingRow>({
    name: 'told-listings',
    text: `select s.connection, s.item, s.wanted, s.acknowledged from stock_told s
           where s.shard = $2 and s.tenant = $1 and s.sku = $3 order by s.connection, s.item`,
    values: [tenant, skuShard(tenant, sku), sku],
  });
  return rows;
}
export async function want(db: Queryable, l: Listing, quantity: number): Promise<void> {
  await db.query({
    name: 'told-want',
    text: `update stock_told s set wanted = $5 where s.shard = $2 and s.tenant = $1 and s.connection = $3 and s.item = $4`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.connection, l.item, quantity],
  });
}
export async function acknowledge(db: Queryable, l: Listing, quantity: number): Promise<void> {
  await db.query({
    name: 'told-acknowledge',
    text: `update stock_told s set acknowledged = $5, acknowledged_at = now()
           where s.shard = $2 and s.tenant = $1 and s.connection = $3 and s.item = $4`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.connection, l.item, quantity],
  });
}

/** Orders that stopped for want of this SKU, oldest first: they were promised the next ones. */
export async function ordersWaitingFor(db: Queryable, tenant: string, sku: string): Promise<string[]> {
  const { rows } = await db.query<{ order_id: string }>({
    name: 'told-waiting',
    text: `
      select distinct o.order_id, o.placed_at from order_line_view l
      join order_view o on o.tenant = l.tenant and o.shard = l.shard and o.order_id = l.order_id
      where l.tenant = $1 and l.sku = $2 and l.ordered > l.reserved + l.shipped + l.cancelled and o.cancelled_at is null
      order by o.placed_at limit 50`,
    values: [tenant, sku],
  });
  return rows.map((r) => r.order_id);
}
