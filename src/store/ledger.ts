/** The ledger: entries, their postings and the balances they move, written together or not at all. */
import { shardOf } from '#domain/shard.ts';
import { shardsOf, type Queryable } from './query.ts';

export interface EntryLine {
  readonly account: string;
  readonly unit: string;
  /** Debit positive, credit negative. */
  readonly amount: bigint;
}
export interface NewEntry {
  readonly tenant: string;
  readonly shard: number;
  readonly id: string;
  readonly book: 'goods' | 'money';
  readonly key: string;
  readonly date: string;
  readonly at: string;
  readonly memo: string;
  readonly document: string;
  readonly legalEntity: string;
  readonly lines: readonly EntryLine[];
  readonly cause: string;
  readonly correlation: string;
}

/** Goods live with their SKU. */
export const skuShard = (tenant: string, sku: string): number => shardOf(tenant, `stock:${sku}`);

/**
 * Posts entries with their postings and moves balances; answers the ids of those whose key was new. The check on
 * stock accounts refuses what would go below zero (23514). Four statements sent together: a later one finds only
 * what an earlier one really inserted. Balance rows are made empty first, in one order, because a check is tried
 * on the row proposed for insert even when it would only update.
 */
export async function postEntries(db: Queryable, entries: readonly NewEntry[]): Promise<string[]> {
  if (entries.length === 0) return [];
  const ids = entries.map((e) => e.id);
  const shards = shardsOf(entries);
  const [inserted] = await Promise.all([
    db.query<{ id: string }>({
      name: 'entry-insert',
      text: `
        insert into entry as e (tenant, shard, id, book, key, date, at, memo, document, legal_entity, lines, cause, correlation)
        select r.tenant, l.shard, r.id, r.book, r.key, r.date, r.at, r.memo, r.document, r."legalEntity", r.lines, r.cause,
               r.correlation
        from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, id uuid, book text, key text, date date,
          at timestamptz, memo text, document text, "legalEntity" text, lines jsonb, cause uuid, correlation uuid)
        join shard_head l on l.shard = r.shard where l.shard = any($1::smallint[])
        on conflict (tenant, shard, key) do nothing returning e.id`,
      values: [shards, toJson(entries)],
    }),
    db.query({
      name: 'posting-insert',
      text: `
        insert into posting as p (tenant, shard, entry, ordinal, account, unit, amount)
        select e.tenant, e.shard, e.id, n, l->>'account', l->>'unit', (l->>'amount')::bigint
        from unnest($2::smallint[], $3::uuid[], $4::text[]) as u (shard, id, tenant)
        join entry e on e.shard = u.shard and e.tenant = u.tenant and e.id = u.id
        cross join lateral jsonb_array_elements(e.lines) with ordinality as t (l, n)
        where e.shard = any($1::smallint[])`,
      values: [shards, entries.map((e) => e.shard), ids, entries.map((e) => e.tenant)],
    }),
    db.query({
      name: 'balance-make',
      text: `
        insert into balance as b (tenant, shard, account, unit, amount)
        select distinct p.tenant, p.shard, p.account, p.unit, 0 from unnest($2::smallint[], $3::uuid[], $4::text[]) as u (shard, id, tenant)
        join posting p on p.shard = u.shard and p.tenant = u.tenant and p.entry = u.id
        where p.shard = any($1::smallint[]) order by p.shard, p.tenant, p.account, p.unit
        on conflict do nothing`,
      values: [shards, entries.map((e) => e.shard), ids, entries.map((e) => e.tenant)],
    }),
    db.query({
      name: 'balance-move',
      text: `
        update balance b set amount = b.amount + m.amount
        from (select p.shard, p.tenant, p.account, p.unit, sum(p.amount)::bigint as amount
              from unnest($2::smallint[], $3::uuid[], $4::text[]) as u (shard, id, tenant)
              join posting p on p.shard = u.shard and p.tenant = u.tenant and p.entry = u.id
              where p.shard = any($1::smallint[]) group by p.shard, p.tenant, p.account, p.unit
              order by p.shard, p.tenant, p.account, p.unit) m
        where b.shard = any($1::smallint[]) and b.shard = m.shard and b.tenant = m.tenant and b.account = m.account
          and b.unit = m.unit`,
      values: [shards, entries.map((e) => e.shard), ids, entries.map((e) => e.tenant)],
    }),
  ]);
  return inserted.rows.map((r) => r.id);
}

const toJson = (value: unknown): string => JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v));

export interface Balance {
  readonly account: string;
  readonly unit: string;
  readonly amount: bigint;
}

/** Locks the stock rows of one SKU, in the order of their accounts, and answers them. */
export async function lockStock(db: Queryable, tenant: string, sku: string): Promise<Balance[]> {
  const { rows } = await db.query<Balance>({
    name: 'balance-lock',
    text: `
      select b.account, b.unit, b.amount from balance b
      where b.shard = $1 and b.tenant = $2 and b.unit = $3 and b.account like 'stock:%' order by b.account for update`,
    values: [skuShard(tenant, sku), tenant, sku],
  });
  return rows;
}

export async function stockOf(db: Queryable, tenant: string, sku: string): Promise<Balance[]> {
  const { rows } = await db.query<Balance>({
    name: 'balance-stock',
    text: `
      select b.account, b.unit, b.amount from balance b
      where b.shard = $1 and b.tenant = $2 and b.unit = $3 and b.account like 'stock:%' order by b.account`,
    values: [skuShard(tenant, sku), tenant, sku],
  });
  return rows;
}

export interface CountRow {
  readonly location: string;
  readonly as_of: Temporal.Instant;
  readonly missing: number;
}
export async function countsOf(db: Queryable, tenant: string, sku: string): Promise<CountRow[]> {
  const { rows } = await db.query<CountRow>({
    name: 'count-of',
    text: `select c.location, c.as_of, c.missing from stock_count c where c.shard = $1 and c.tenant = $2 and c.sku = $3`,
    values: [skuShard(tenant, sku), tenant, sku],
  });
  return rows;
}
export async function saveCount(
  db: Queryable, c: { tenant: string; location: string; sku: string; asOf: string; missing: number },
): Promise<void> {
  await db.query({
    name: 'count-save',
    text: `insert into stock_count as c (tenant, shard, location, sku, as_of, missing) values ($1, $2, $3, $4, $5, $6)
           on conflict (tenant, shard, location, sku) do update set as_of = excluded.as_of, missing = excluded.missing`,
    values: [c.tenant, skuShard(c.tenant, c.sku), c.location, c.sku, c.asOf, c.missing],
  });
}
/** Units that left a location after a moment, as the partners dated them. */
export async function shippedSince(db: Queryable, at: { tenant: string; sku: string; location: string; since: string }): Promise<number> {
  const { rows } = await db.query<{ units: bigint }>({
    name: 'ledger-shipped-since',
    text: `
      select coalesce(-sum(p.amount), 0)::bigint as units from posting p
      join entry e on e.shard = $1 and e.tenant = p.tenant and e.id = p.entry
      where p.shard = $1 and p.tenant = $2 and p.unit = $3 and p.account = any($4::text[]) and e.memo = 'shipped' and e.at > $5`,
    values: [skuShard(at.tenant, at.sku), at.tenant, at.sku,
      [`stock:${at.location}:on_hand`, `stock:${at.location}:reserved`], at.since],
  });
  return Number(rows[0]?.units ?? 0n);
}

export interface Reservation {
  readonly order_id: string;
  readonly line_id: string;
  readonly sku: string;
  readonly location: string;
  readonly reserved: number;
  readonly taken: number;
  /** Of the reserved, what a picker did not find. */
  readonly missing: number;
}

export async function reservationsOf(db: Queryable, tenant: string, orderId: string): Promise<Reservation[]> {
  const { rows } = await db.query<Reservation>({
    name: 'reservation-of',
    text: `
      select r.order_id, r.line_id, r.sku, r.location, r.reserved, r.taken, r.missing from reservation r
      where r.shard = $1 and r.tenant = $2 and r.order_id = $3 order by r.sku, r.location, r.line_id`,
    values: [shardOf(tenant, `order:${orderId}`), tenant, orderId],
  });
  return rows;
}

export interface ReservationMove {
  readonly tenant: string;
  readonly orderId: string;
  readonly lineId: string;
  readonly sku: string;
  readonly location: string;
  readonly reserved: number;
  readonly taken: number;
  readonly missing?: number;
}

/** Adds to what an order holds (`reserved`) and has taken; negative gives back, and below zero is refused (23514). */
export async function moveReservation(db: Queryable, r: ReservationMove): Promise<void> {
  const shard = shardOf(r.tenant, `order:${r.orderId}`);
  await db.query({
    name: 'reservation-make',
    text: `
      insert into reservation as r (tenant, shard, order_id, line_id, sku, location, reserved)
      values ($1, $2, $3, $4, $5, $6, 0) on conflict do nothing`,
    values: [r.tenant, shard, r.orderId, r.lineId, r.sku, r.location],
  });
  await db.query({
    name: 'reservation-move',
    text: `
      update reservation r set reserved = r.reserved + $6, taken = r.taken + $7,
        missing = greatest(0, r.missing + $8)
      where r.shard = $2 and r.tenant = $1 and r.order_id = $3 and r.line_id = $4 and r.location = $5`,
    values: [r.tenant, shard, r.orderId, r.lineId, r.location, r.reserved, r.taken, r.missing ?? 0],
  });
}
