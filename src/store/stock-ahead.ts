/** Goods on order, claims of orders on them, how long goods have lain, and what a place was given on a day. */
import { shardOf } from '#domain/shard.ts';
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';

export interface IncomingRow {
  readonly tenant: string;
  readonly sku: string;
  readonly location: string;
  readonly document: string;
  readonly quantity: number;
  readonly expected: string | null;
  readonly said_at: string;
}
/** Documents that said anything of an item, soonest first; the items' balances are locked before. */
export async function incomingOf(
  db: Queryable, shards: readonly number[], tenants: readonly string[], skus: readonly string[],
): Promise<IncomingRow[]> {
  const { rows } = await db.query<IncomingRow>({
    name: 'ahead-incoming',
    text: `
      select i.tenant, i.sku, i.location, i.document, i.quantity, i.expected::text as expected, i.said_at::text as said_at
      from stock_incoming i where i.shard = any($1::smallint[]) and i.tenant = any($2::text[]) and i.sku = any($3::text[])
      order by i.expected nulls last, i.document`,
    values: [shards, tenants, skus],
  });
  return rows;
}
export async function saveIncoming(db: Queryable, i: IncomingRow): Promise<void> {
  await db.query({
    name: 'ahead-incoming-save',
    text: `
      insert into stock_incoming as i (tenant, shard, sku, location, document, quantity, expected, said_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      on conflict (tenant, shard, sku, location, document) do update set quantity = excluded.quantity,
        expected = excluded.expected, said_at = excluded.said_at`,
    values: [i.tenant, skuShard(i.tenant, i.sku), i.sku, i.location, i.document, i.quantity, i.expected, i.said_at],
  });
}

export interface ClaimRow {
  readonly tenant: string;
  readonly sku: string;
  readonly location: string;
  readonly order_id: string;
  /** All it claims: `allotted` is here and kept for it, `moving` is on its way from another place, the rest is on order. */
  readonly quantity: number;
  readonly allotted: number;
  readonly moving: number;
  readonly asked: string;
}
/** Who asked first comes first. */
export async function claimsOf(
  db: Queryable, shards: readonly number[], tenants: readonly string[], skus: readonly string[],
): Promise<ClaimRow[]> {
  const { rows } = await db.query<ClaimRow>({
    name: 'ahead-claims',
    text: `
      select c.tenant, c.sku, c.location, c.order_id, c.quantity, c.allotted, c.moving,
             c.asked::text as asked
      from stock_claim c
      where c.shard = any($1::smallint[]) and c.tenant = any($2::text[]) and c.sku = any($3::text[]) and c.quantity > 0
      order by c.asked, c.order_id`,
    values: [shards, tenants, skus],
  });
  return rows;
}
export async function saveClaim(db: Queryable, c: ClaimRow): Promise<void> {
  await db.query({
    name: 'ahead-claim-save',
    text: `
      insert into stock_claim as c (tenant, shard, sku, location, order_id, quantity, allotted, moving, asked)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (tenant, shard, sku, location, order_id) do update set quantity = excluded.quantity,
        allotted = excluded.allotted, moving = excluded.moving, asked = excluded.asked`,
    values: [c.tenant, skuShard(c.tenant, c.sku), c.sku, c.location, c.order_id, c.quantity, c.allotted, c.moving, c.asked],
  });
}

export interface SinceRow { readonly tenant: string; readonly sku: string; readonly location: string; readonly since: string }
export async function sinceOf(
  db: Queryable, shards: readonly number[], tenants: readonly string[], skus: readonly string[],
): Promise<SinceRow[]> {
  const { rows } = await db.query<SinceRow>({
    name: 'ahead-since',
    text: `select s.tenant, s.sku, s.location, s.since::text as since from stock_since s
           where s.shard = any($1::smallint[]) and s.tenant = any($2::text[]) and s.sku = any($3::text[])`,
    values: [shards, tenants, skus],
  });
  return rows;
}
export async function saveSince(db: Queryable, s: SinceRow): Promise<void> {
  await db.query({
    name: 'ahead-since-save',
    text: `insert into stock_since as s (tenant, shard, sku, location, since) values ($1, $2, $3, $4, $5)
           on conflict (tenant, shard, sku, location) do update set since = excluded.since`,
    values: [s.tenant, skuShard(s.tenant, s.sku), s.sku, s.location, s.since],
  });
}

/** All places of a tenant count their day in one shard, so that a batch reads them with one statement. */
const loadShard = (tenant: string): number => shardOf(tenant, 'locations');
export async function loadsOf(db: Queryable, tenant: string, day: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ location: string; orders: number }>({
    name: 'ahead-loads',
    text: 'select l.location, l.orders from location_load l where l.shard = $1 and l.tenant = $2 and l.day = $3',
    values: [loadShard(tenant), tenant, day],
  });
  return new Map(rows.map((r) => [r.location, r.orders]));
}
export interface LoadChange {
  readonly tenant: string; readonly location: string; readonly day: string;
  /** Within the capacity; negative gives back. */
  readonly orders: number;
  /** Beyond it, if need be. */
  readonly forced: number;
  readonly capacity: number;
}
/** Gives a place more or fewer orders of a day; false when that would be more than it can take. */
export async function changeLoad(db: Queryable, c: LoadChange): Promise<boolean> {
  const values = [c.tenant, loadShard(c.tenant), c.location, c.day];
  await db.query({
    name: 'ahead-load-make',
    text: `insert into location_load as l (tenant, shard, location, day) values ($1, $2, $3, $4) on conflict do nothing`, values,
  });
  const { rowCount } = await db.query({
    name: 'ahead-load-change',
    text: `update location_load l set orders = greatest(0, l.orders + $5 + $6)
           where l.tenant = $1 and l.shard = $2 and l.location = $3 and l.day = $4 and ($5 <= 0 or l.orders + $5 <= $7)`,
    values: [...values, c.orders, c.forced, c.capacity],
  });
  return rowCount === 1;
}
