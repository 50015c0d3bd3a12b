/** Stock for screens: what is where, what is promised, and what each channel was told. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';

export interface StockRow {
  readonly sku: string;
  readonly title: string | null;
  /** On hand and not promised. */
  readonly free: bigint;
  readonly reserved: bigint;
  /** For somebody until a time. */
  readonly held: bigint;
  /** Free units by location. */
  readonly places: Readonly<Record<string, number>>;
}
/** Nothing is free; some is promised; some channel has not been told of what it should show. */
export const STOCK_STATES = ['none free', 'reserved', 'untold'] as const;
/** SKUs that have a stock account, by name. */
export async function listStock(
  db: Queryable, tenant: string, f: {
    after?: string | undefined; search?: string | undefined; only?: (typeof STOCK_STATES)[number] | undefined; limit: number;
  },
): Promise<StockRow[]> {
  const { rows } = await db.query<StockRow>({
    name: 'list-stock',
    text: `
      select b.unit as sku, p.title,
             coalesce(sum(b.amount) filter (where b.account like '%:on_hand'), 0)::bigint as free,
             coalesce(sum(b.amount) filter (where b.account like '%:reserved'), 0)::bigint as reserved,
             coalesce(sum(b.amount) filter (where b.account like '%:held'), 0)::bigint as held,
             coalesce(jsonb_object_agg(split_part(b.account, ':', 2), b.amount) filter (where b.account like '%:on_hand'), '{}') as places
      from balance b left join product p on p.tenant = b.tenant and p.sku = b.unit
      where b.tenant = $1 and b.account like 'stock:%' and ($2::text is null or b.unit > $2)
        and ($4::text is null or b.unit ilike '%' || $4 || '%' or p.title ilike '%' || $4 || '%')
        and ($5::text is distinct from 'untold' or b.unit in (
          select s.sku from stock_told s where s.tenant = $1 and s.wanted is distinct from s.acknowledged))
      group by b.unit, p.title
      having ($5::text is distinct from 'none free' or coalesce(sum(b.amount) filter (where b.account like '%:on_hand'), 0) <= 0)
        and ($5::text is distinct from 'reserved' or coalesce(sum(b.amount) filter (where b.account like '%:reserved'), 0) > 0)
      order by b.unit limit $3`,
    values: [tenant, f.after ?? null, f.limit, f.search?.replace(/[\\%_]/g, '\\$&') ?? null, f.only ?? null],
  });
  return rows;
}

export interface ToldRow {
  readonly connection: string;
  readonly item: string;
  readonly wanted: number | null;
  readonly acknowledged: number | null;
  readonly acknowledged_at: Temporal.Instant | null;
}
export async function toldOf(db: Queryable, tenant: string, sku: string): Promise<ToldRow[]> {
  const { rows } = await db.query<ToldRow>({
    name: 'list-told',
    text: `
      select s.connection, s.item, s.wanted, s.acknowledged, s.acknowledged_at from stock_told s
      where s.shard = $2 and s.tenant = $1 and s.sku = $3 order by s.connection, s.item`,
    values: [tenant, skuShard(tenant, sku), sku],
  });
  return rows;
}

export interface MovementRow {
  readonly at: Temporal.Instant;
  readonly memo: string;
  readonly document: string;
  readonly correlation: string;
  readonly lines: readonly { readonly account: string; readonly amount: string | number }[];
}
/** The last movements of a SKU, newest first. */
export async function movementsOf(db: Queryable, tenant: string, sku: string, limit: number): Promise<MovementRow[]> {
  const { rows } = await db.query<MovementRow>({
    name: 'list-movements',
    text: `
      select e.at, e.memo, e.document, e.correlation, e.lines from entry e
      where e.shard = $2 and e.tenant = $1 and e.book = 'goods' and e.id in (
        select p.entry from posting p where p.shard = $2 and p.tenant = $1 and p.unit = $3)
      order by e.id desc limit $4`,
    values: [tenant, skuShard(tenant, sku), sku, limit],
  });
  return rows;
}
