/** Lots: until when each is good, and how much of it the ledger has at a place. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';

export interface LotRow {
  readonly tenant: string;
  readonly sku: string;
  readonly location: string;
  readonly lot: string;
  readonly expires: string | null;
  readonly units: number;
}
/** Every lot that was ever named at a place, also those of which nothing is left; behind the lock of the item's stock rows. */
export async function lotsOf(
  db: Queryable, shards: readonly number[], tenants: readonly string[], skus: readonly string[],
): Promise<LotRow[]> {
  const { rows } = await db.query<LotRow>({
    name: 'lot-of',
    text: `
      select s.tenant, s.sku, s.location, s.lot, s.expires::text as expires, coalesce(b.amount, 0)::int as units
      from stock_lot s
      left join balance b on b.shard = s.shard and b.tenant = s.tenant and b.unit = s.sku
        and b.account = 'lot:' || s.location || ':' || s.lot
      where s.shard = any($1::smallint[]) and s.tenant = any($2::text[]) and s.sku = any($3::text[])
      order by s.tenant, s.sku, s.location, s.expires nulls last, s.lot`,
    values: [shards, tenants, skus],
  });
  return rows;
}

/** Who says nothing of its end leaves what was said before. */
export async function saveLot(db: Queryable, l: Omit<LotRow, 'units'>): Promise<void> {
  await db.query({
    name: 'lot-save',
    text: `
      insert into stock_lot as s (tenant, shard, sku, location, lot, expires) values ($1, $2, $3, $4, $5, $6)
      on conflict (tenant, shard, sku, location, lot) do update set expires = coalesce(excluded.expires, s.expires)`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.sku, l.location, l.lot, l.expires],
  });
}

/** Units that left each account since a moment, less those that came; by account. */
export async function lotsLeftSince(
  db: Queryable, at: { tenant: string; sku: string; since: string; accounts: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ account: string; units: number }>({
    name: 'lot-left-since',
    text: `
      select p.account, (-sum(p.amount))::int as units from posting p
      join entry e on e.shard = $1 and e.tenant = p.tenant and e.id = p.entry
      where p.shard = $1 and p.tenant = $2 and p.unit = $3 and p.account = any($4::text[]) and e.memo <> 'lot counted' and e.at > $5
      group by p.account`,
    values: [skuShard(at.tenant, at.sku), at.tenant, at.sku, at.accounts, at.since],
  });
  return new Map(rows.map((r) => [r.account, r.units]));
}

export interface LotOut { readonly sku: string; readonly lot: string; readonly sent: number; readonly back: number }
/** What an order was sent by lot, as far as shipments said, and what came back of it before a delivery's message. */
export async function lotsOfOrder(
  db: Queryable, of: { tenant: string; shard: number; correlation: string; id: string },
): Promise<LotOut[]> {
  const { rows } = await db.query<LotOut>({
    name: 'lot-of-order',
    text: `
      select l.lot->>'sku' as sku, l.lot->>'lot' as lot,
             coalesce(sum((l.lot->>'quantity')::int) filter (where m.type = 'ShipmentDispatched'), 0)::int as sent,
             coalesce(sum((l.lot->>'quantity')::int) filter (where m.type = 'GoodsRestocked'), 0)::int as back
      from message m
      cross join lateral (
        select jsonb_path_query(m.data, '$.shipment.lines[*].lots[*]') union all select jsonb_path_query(m.data, '$.lines[*].lots[*]')
      ) l (lot)
      where m.shard = $1 and m.tenant = $2 and m.correlation = $3 and m.id <> $4 and m.type in ('ShipmentDispatched', 'GoodsRestocked')
      group by 1, 2 order by 1, 2`,
    values: [of.shard, of.tenant, of.correlation, of.id],
  });
  return rows;
}
