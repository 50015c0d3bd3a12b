/** Everything about items that goes into what may be sold: balances, counts, goods on order, doubts. */
import type { Queryable } from './query.ts';

/** Items of a tenant, and the shards they live in. */
interface Of { readonly shards: readonly number[]; readonly tenant: string; readonly skus: readonly string[] }

export interface BalanceRow { readonly sku: string; readonly account: string; readonly amount: bigint }
export async function balancesOf(db: Queryable, { shards, tenant, skus }: Of): Promise<BalanceRow[]> {
  const { rows } = await db.query<BalanceRow>({
    name: 'position-balances',
    text: `
      select b.unit as sku, b.account, b.amount from balance b
      where b.shard = any($1::smallint[]) and b.tenant = $2 and b.unit = any($3::text[])
        and (b.account like 'stock:%' or b.account like 'goods:owed:%')`,
    values: [shards, tenant, skus],
  });
  return rows;
}

export interface CountedRow { readonly sku: string; readonly location: string; readonly as_of: Temporal.Instant }
export async function countedOf(db: Queryable, { shards, tenant, skus }: Of): Promise<CountedRow[]> {
  const { rows } = await db.query<CountedRow>({
    name: 'position-counts',
    text: `
      select c.sku, c.location, c.as_of from stock_count c
      where c.shard = any($1::smallint[]) and c.tenant = $2 and c.sku = any($3::text[])`,
    values: [shards, tenant, skus],
  });
  return rows;
}

export interface IncomingRow {
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
  readonly expected: string | null;
}
export async function incomingOf(db: Queryable, { shards, tenant, skus }: Of): Promise<IncomingRow[]> {
  const { rows } = await db.query<IncomingRow>({
    name: 'position-incoming',
    text: `
      select i.sku, i.location, i.quantity, i.expected::text as expected from stock_incoming i
      where i.shard = any($1::smallint[]) and i.tenant = $2 and i.sku = any($3::text[]) and i.quantity > 0`,
    values: [shards, tenant, skus],
  });
  return rows;
}

export interface DoubtRow {
  readonly sku: string;
  readonly location: string;
  readonly score: number;
  readonly step: string;
  readonly units: number;
}
export async function doubtsOf(db: Queryable, { shards, tenant, skus }: Of): Promise<DoubtRow[]> {
  const { rows } = await db.query<DoubtRow>({
    name: 'position-doubts',
    text: `
      select d.sku, d.location, d.score, d.step, d.units from stock_doubt d
      where d.shard = any($1::smallint[]) and d.tenant = $2 and d.sku = any($3::text[])`,
    values: [shards, tenant, skus],
  });
  return rows;
}

/** Every SKU that has a stock account, in pages; for filling a cache. */
export async function stockedSkus(db: Queryable, tenant: string, after: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ sku: string }>({
    name: 'position-skus',
    text: `
      select distinct b.unit as sku from balance b
      where b.tenant = $1 and b.unit > $2 and b.account like 'stock:%' order by b.unit limit $3`,
    values: [tenant, after, limit],
  });
  return rows.map((r) => r.sku);
}

export interface Head { readonly shard: number; readonly position: bigint }
/** How far each shard's log has come; tells in one look which shards have news. */
export async function headsOf(db: Queryable): Promise<Head[]> {
  const { rows } = await db.query<Head>({
    name: 'position-heads', text: 'select h.shard, h.position from shard_head h', values: [],
  });
  return rows;
}
/** Whose availability changed after these positions: one look over all shards that have news. */
export async function changedAfter(db: Queryable, heads: readonly Head[]): Promise<{ tenant: string; sku: string }[]> {
  const { rows } = await db.query<{ tenant: string; sku: string }>({
    name: 'position-changed',
    text: `
      select distinct n.tenant, n.sku from unnest($1::smallint[], $2::bigint[]) as h (shard, position)
      cross join lateral (
        select m.tenant, m.data->>'sku' as sku from message m
        where m.shard = h.shard and m.position > h.position and m.type = 'AvailabilityChanged' offset 0) n`,
    values: [heads.map((h) => h.shard), heads.map((h) => h.position)],
  });
  return rows;
}
