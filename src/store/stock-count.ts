/** Counts of items at locations, and what came and went since the moment of one. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';

export interface CountRow {
  readonly tenant: string;
  readonly sku: string;
  readonly location: string;
  readonly as_of: Temporal.Instant;
  readonly missing: number;
  /** Of the last count that named lots. */
  readonly by_lot: Temporal.Instant | null;
}
export async function countsOf(
  db: Queryable, shards: readonly number[], tenants: readonly string[], skus: readonly string[],
): Promise<CountRow[]> {
  const { rows } = await db.query<CountRow>({
    name: 'count-of',
    text: `select c.tenant, c.sku, c.location, c.as_of, c.missing, c.by_lot from stock_count c
           where c.shard = any($1::smallint[]) and c.tenant = any($2::text[]) and c.sku = any($3::text[])`,
    values: [shards, tenants, skus],
  });
  return rows;
}
export interface StockRow { readonly tenant: string; readonly account: string; readonly unit: string; readonly amount: bigint }
/**
 * The accounts of items, read once more behind their lock: a row that somebody made while we waited for it is not in what
 * the locking statement saw when it began.
 */
export async function stockRows(
  db: Queryable, shards: readonly number[], of: Readonly<Record<'tenants' | 'skus' | 'more', readonly string[]>>,
): Promise<StockRow[]> {
  const { rows } = await db.query<StockRow>({
    name: 'count-stock-rows',
    text: `
      select b.tenant, b.account, b.unit, b.amount from balance b
      where b.shard = any($1::smallint[]) and b.tenant = any($2::text[]) and b.unit = any($3::text[])
        and (b.account like 'stock:%' or b.account like 'goods:owed:%' or b.account like 'goods:early:%' or b.account = any($4::text[]))`,
    values: [shards, of.tenants, of.skus, of.more],
  });
  return rows;
}

export interface CountWrite {
  readonly tenant: string;
  readonly location: string;
  readonly sku: string;
  readonly asOf: string;
  readonly missing: number;
  readonly byLot?: string | undefined;
}
export async function saveCount(db: Queryable, c: CountWrite): Promise<void> {
  await db.query({
    name: 'count-save',
    text: `insert into stock_count as c (tenant, shard, location, sku, as_of, missing, by_lot) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (tenant, shard, location, sku) do update
           set as_of = excluded.as_of, missing = excluded.missing, by_lot = excluded.by_lot`,
    values: [c.tenant, skuShard(c.tenant, c.sku), c.location, c.sku, c.asOf, c.missing, c.byLot ?? null],
  });
}
/** Units that left a location after a moment, less those that came, as the partners dated them. */
export async function leftSince(
  db: Queryable, at: { tenant: string; sku: string; since: string; accounts: readonly string[]; memos: readonly string[] },
): Promise<number> {
  const { rows } = await db.query<{ units: bigint }>({
    name: 'count-left-since',
    text: `
      select coalesce(-sum(p.amount), 0)::bigint as units from posting p
      join entry e on e.shard = $1 and e.tenant = p.tenant and e.id = p.entry
      where p.shard = $1 and p.tenant = $2 and p.unit = $3 and p.account = any($4::text[]) and e.memo = any($5::text[]) and e.at > $6`,
    values: [skuShard(at.tenant, at.sku), at.tenant, at.sku, at.accounts, at.memos, at.since],
  });
  return Number(rows[0]?.units ?? 0n);
}

/** What is physically there by the books, per item of a location: over all shards, for a feed that is looked at whole. */
export async function bookStock(db: Queryable, tenant: string, accounts: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ sku: string; units: bigint }>({
    name: 'count-book-stock',
    text: `select b.unit as sku, sum(b.amount)::bigint as units from balance b
           where b.tenant = $1 and b.account = any($2::text[]) group by b.unit`,
    values: [tenant, accounts],
  });
  return new Map(rows.map((r) => [r.sku, Number(r.units)]));
}
