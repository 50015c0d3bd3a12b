/** The ledger: entries, their postings and the balances they move, written together or not at all. */
import { shardOf } from '#domain/shard.ts';
import { gathered } from './gather.ts';
import { probing, shardsOf, type Queryable } from './query.ts';

export interface EntryLine {
  readonly account: string;
  readonly unit: string;
  /** Debit positive, credit negative. */
  readonly amount: bigint;
  /** Where not all dimensions of the entry stand on it. */
  readonly dimensions?: Readonly<Record<string, string>>;
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
  /** Class of document; money only. */
  readonly kind?: string;
  /** The document's own day, when its entry stands in a later month. */
  readonly documentDate?: string;
  readonly number?: string;
  /** The entry it takes back. */
  readonly reverses?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Goods live with their SKU. */
export const skuShard = (tenant: string, sku: string): number => shardOf(tenant, `stock:${sku}`);

/** Posts entries; answers the ids of those whose key was new. */
export const postEntries = async (db: Queryable, entries: readonly NewEntry[]): Promise<string[]> =>
  (entries.length === 0 ? [] : posted(db, entries));

/**
 * Posts entries with their postings and moves balances; answers the ids of those whose key was new. The check on
 * stock accounts refuses what would go below zero (23514). Four statements sent together: a later one finds only
 * what an earlier one really inserted. Balance rows are made empty first, in one order, because a check is tried
 * on the row proposed for insert even when it would only update. `lateral (… offset 0)` keeps each look-up a probe of
 * the key: as plain joins they read the whole shard of a hot item again for every batch.
 */
async function postAll(db: Queryable, entries: readonly NewEntry[]): Promise<Set<string>> {
  const ids = entries.map((e) => e.id);
  const shards = shardsOf(entries);
  const [inserted] = await Promise.all([
    db.query<{ id: string }>({
      name: 'entry-insert',
      text: `
        insert into entry as e (tenant, shard, id, book, key, date, at, memo, document, legal_entity, lines, cause, correlation,
          kind, document_date, number, reverses, dimensions)
        select r.tenant, l.shard, r.id, r.book, r.key, r.date, r.at, r.memo, r.document, r."legalEntity", r.lines, r.cause,
               r.correlation, r.kind, r."documentDate", r.number, r.reverses, r.dimensions
        from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, id uuid, book text, key text, date date,
          at timestamptz, memo text, document text, "legalEntity" text, lines jsonb, cause uuid, correlation uuid,
          kind text, "documentDate" date, number text, reverses uuid, dimensions jsonb)
        join shard_head l on l.shard = r.shard where l.shard = any($1::smallint[])
        on conflict (tenant, shard, key) do nothing returning e.id`,
      values: [shards, toJson(entries)],
    }),
    db.query(probing({
      name: 'posting-insert',
      text: `
        insert into posting as p (tenant, shard, entry, ordinal, account, unit, amount)
        select x.tenant, x.shard, x.id, n, l->>'account', l->>'unit', (l->>'amount')::bigint
        from unnest($2::smallint[], $3::uuid[], $4::text[]) as u (shard, id, tenant)
        cross join lateral (select e.tenant, e.shard, e.id, e.lines from entry e
          where e.shard = any($1::smallint[]) and e.shard = u.shard and e.tenant = u.tenant and e.id = u.id offset 0) x
        cross join lateral jsonb_array_elements(x.lines) with ordinality as t (l, n)`,
      values: [shards, entries.map((e) => e.shard), ids, entries.map((e) => e.tenant)],
    })),
    db.query(probing({
      name: 'balance-make',
      text: `
        insert into balance as b (tenant, shard, account, unit, amount)
        select distinct x.tenant, x.shard, x.account, x.unit, 0 from unnest($2::smallint[], $3::uuid[], $4::text[]) as u (shard, id, tenant)
        cross join lateral (select p.tenant, p.shard, p.account, p.unit from posting p
          where p.shard = any($1::smallint[]) and p.shard = u.shard and p.tenant = u.tenant and p.entry = u.id offset 0) x
        order by x.shard, x.tenant, x.account, x.unit
        on conflict do nothing`,
      values: [shards, entries.map((e) => e.shard), ids, entries.map((e) => e.tenant)],
    })),
    db.query(probing({
      name: 'balance-move',
      text: `
        update balance b set amount = b.amount + m.amount
        from (select x.shard, x.tenant, x.account, x.unit, sum(x.amount)::bigint as amount
              from unnest($2::smallint[], $3::uuid[], $4::text[]) as u (shard, id, tenant)
              cross join lateral (select p.shard, p.tenant, p.account, p.unit, p.amount from posting p
                where p.shard = any($1::smallint[]) and p.shard = u.shard and p.tenant = u.tenant and p.entry = u.id offset 0) x
              group by x.shard, x.tenant, x.account, x.unit order by x.shard, x.tenant, x.account, x.unit) m
        where b.shard = any($1::smallint[]) and b.shard = m.shard and b.tenant = m.tenant and b.account = m.account
          and b.unit = m.unit`,
      values: [shards, entries.map((e) => e.shard), ids, entries.map((e) => e.tenant)],
    })),
  ]);
  return new Set(inserted.rows.map((r) => r.id));
}
/** What the documents of a batch post is posted together. */
const posted = gathered(async (db, all: readonly (readonly NewEntry[])[]): Promise<string[][]> => {
  const fresh = await postAll(db, all.flat());
  return all.map((entries) => entries.flatMap((e) => (fresh.has(e.id) ? [e.id] : [])));
});

const toJson = (value: unknown): string => JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v));

export interface Balance {
  readonly account: string;
  readonly unit: string;
  readonly amount: bigint;
}

/** `more` names accounts beside those of places: lots, transfers. */
export interface StockRow extends Balance { readonly tenant: string }

/** Stands for an item that has no stock account yet, so that there is a row to lock. */
const HEAD = 'goods:head';
export interface ItemAt { readonly shard: number; readonly tenant: string; readonly sku: string }

/**
 * Makes the heads of items that have none, and answers which it made. Without them a promise and the first count of
 * its item would find nothing to wait for, pass each other unseen, and the order would wait for goods that lie there.
 */
export async function makeHeads(db: Queryable, items: readonly ItemAt[]): Promise<Omit<ItemAt, 'shard'>[]> {
  const { rows } = await db.query<Omit<ItemAt, 'shard'>>({
    name: 'balance-heads',
    text: `
      insert into balance as b (tenant, shard, account, unit, amount)
      select u.tenant, l.shard, '${HEAD}', u.sku, 0
      from unnest($2::smallint[], $3::text[], $4::text[]) as u (shard, tenant, sku)
      join shard_head l on l.shard = u.shard where l.shard = any($1::smallint[])
      order by l.shard, u.tenant, u.sku on conflict do nothing
      returning b.tenant, b.unit as sku`,
    values: [shardsOf(items), items.map((i) => i.shard), items.map((i) => i.tenant), items.map((i) => i.sku)],
  });
  return rows;
}

/** Locks the stock rows of items, in one order everywhere (shard, tenant, item, account), and answers them. */
export async function lockStock(
  db: Queryable, shards: readonly number[], of: Readonly<Record<'tenants' | 'skus' | 'more', readonly string[]>>,
): Promise<StockRow[]> {
  const { rows } = await db.query<StockRow>({
    name: 'balance-lock',
    text: `
      select b.tenant, b.account, b.unit, b.amount from balance b
      where b.shard = any($1::smallint[]) and b.tenant = any($2::text[]) and b.unit = any($3::text[])
        and (b.account like 'stock:%' or b.account like 'goods:owed:%' or b.account like 'goods:early:%' or b.account = any($4::text[]))
      order by b.shard, b.tenant, b.unit, b.account for update`,
    values: [shards, of.tenants, of.skus, [HEAD, ...of.more]],
  });
  return rows;
}

export async function stockOf(db: Queryable, tenant: string, sku: string): Promise<Balance[]> {
  const { rows } = await db.query<Balance>({
    name: 'balance-stock',
    text: `
      select b.account, b.unit, b.amount from balance b
      where b.shard = $1 and b.tenant = $2 and b.unit = $3
        and (b.account like 'stock:%' or b.account like 'goods:owed:%') order by b.account`,
    values: [skuShard(tenant, sku), tenant, sku],
  });
  return rows;
}
