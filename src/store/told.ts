/** Which items a channel lists, what it should be told, and what it has acknowledged. Lives with the SKU. */
import { HELD, leased, type Finished, type Leases } from './delivery.ts';
import { skuShard } from './ledger.ts';
import { gathered, inOrder } from './gather.ts';
import { probing, shardsOf, type Queryable } from './query.ts';

export interface Listing { readonly tenant: string; readonly connection: string; readonly item: string; readonly sku: string }
export interface ListingRow {
  readonly connection: string;
  readonly item: string;
  readonly wanted: number | null;
  readonly acknowledged: number | null;
  /** When it was to be told, and was told, that goods leave; in words. */
  readonly wanted_lead: string | null;
  readonly shown_lead: string | null;
  readonly acknowledged_at: Temporal.Instant | null;
  /** What the channel sold that we had not heard of when it answered "stale", and from when on it is heard. */
  readonly sold_there: number;
  readonly sold_since: Temporal.Instant | null;
  readonly look_at: Temporal.Instant | null;
}

interface Item { readonly tenant: string; readonly sku: string }
const placed = <I extends Item>(items: readonly I[]) => items.map((i) => ({ ...i, shard: skuShard(i.tenant, i.sku) }));
const asked = (items: readonly (Item & { readonly shard: number })[]): unknown[] =>
  [shardsOf(items), items.map((i) => i.shard), items.map((i) => i.tenant), items.map((i) => i.sku)];

export async function list(db: Queryable, l: Listing): Promise<void> {
  await db.query({
    name: 'told-list',
    text: `insert into stock_told as s (tenant, shard, connection, item, sku) values ($1, $2, $3, $4, $5)
           on conflict (tenant, shard, connection, item) do nothing`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.connection, l.item, l.sku],
  });
}
/** Where an item is listed, and what it shows there. */
export const listings = gathered(async (db, all: readonly Item[]): Promise<ListingRow[][]> => {
  const items = placed(all);
  const { rows } = await db.query<ListingRow & { n: number }>(probing({
    name: 'told-listings',
    text: `
      select u.n::int as n, s.connection, s.item, s.wanted, s.acknowledged, s.wanted_lead, s.shown_lead,
        s.acknowledged_at, s.sold_there, s.sold_since, s.look_at
      from unnest($2::smallint[], $3::text[], $4::text[]) with ordinality as u (shard, tenant, sku, n)
      cross join lateral (select * from stock_told x
        where x.shard = any($1::smallint[]) and x.shard = u.shard and x.tenant = u.tenant and x.sku = u.sku offset 0) s
      order by u.n, s.connection, s.item`,
    values: asked(items),
  }));
  const found = Map.groupBy(rows, (r) => r.n);
  return items.map((_, i) => found.get(i + 1) ?? []);
});

export interface Wanted { readonly quantity: number; readonly lead: string | null; readonly at: string; readonly risk: object }
/** What the next wish says. Null wishes nothing any more: the number is derived anew. */
const wanting = gathered(async (db, all: readonly (Listing & { readonly wanted: Wanted | null })[]) => {
  const rows = placed(all).map(({ wanted, ...l }) => ({ ...l, ...wanted }));
  await db.query(probing({
    name: 'told-want',
    text: `
      update stock_told s set wanted = r.quantity, wanted_at = r.at, risk = r.risk, wanted_lead = r.lead
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, connection text, item text, quantity int, at timestamptz,
        risk jsonb, lead text)
      where s.shard = any($1::smallint[]) and s.shard = r.shard and s.tenant = r.tenant and s.connection = r.connection
        and s.item = r.item`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
});
export const want = (db: Queryable, { tenant, connection, item, sku }: Listing, wanted: Wanted | null): Promise<void> =>
  wanting(db, { tenant, connection, item, sku, wanted });

/** Without a lead (undefined) what it shows of that stays. */
export async function acknowledge(db: Queryable, l: Listing, told: { quantity: number; lead: string | null | undefined }): Promise<void> {
  await db.query({
    name: 'told-acknowledge',
    text: `update stock_told s set acknowledged = $5, acknowledged_at = now(), shown_lead = case when $7 then $6 else s.shown_lead end
           where s.shard = $2 and s.tenant = $1 and s.connection = $3 and s.item = $4`,
    values: [l.tenant, skuShard(l.tenant, l.sku), l.connection, l.item, told.quantity, told.lead ?? null, told.lead !== undefined],
  });
}

/** Units of orders that passed validation and have no answer about their stock yet. */
export async function pendingOf(db: Queryable, tenant: string, skus: readonly string[]): Promise<{ sku: string; units: number }[]> {
  const { rows } = await db.query<{ sku: string; units: number }>({
    name: 'told-pending',
    text: `
      select l.sku, sum(l.ordered - l.reserved - l.shipped - l.cancelled)::int as units from order_line_view l
      join order_view o on o.tenant = l.tenant and o.shard = l.shard and o.order_id = l.order_id
      where l.tenant = $1 and l.sku = any($2::text[]) and l.ordered > l.reserved + l.shipped + l.cancelled
        and o.stage in ('placed', 'validated') and o.cancelled_at is null
      group by l.sku`,
    values: [tenant, skus],
  });
  return rows;
}

/**
 * Orders that stopped for want of this SKU, oldest first: they were promised the next ones. What a register handed over,
 * a marketplace ships itself or is downloaded waits for nothing.
 */
export const ordersWaitingFor = gathered(async (db, items: readonly Item[]): Promise<string[][]> => {
  const { rows } = await db.query<{ n: number; order_id: string }>({
    name: 'told-waiting',
    text: `
      select u.n::int as n, o.order_id
      from unnest($1::text[], $2::text[]) with ordinality as u (tenant, sku, n)
      cross join lateral (
        select distinct o.order_id, o.placed_at
        from (select w.tenant, w.shard, w.order_id, w.line_id from order_line_view w
              where w.tenant = u.tenant and w.sku = u.sku and w.ordered > w.reserved + w.shipped + w.cancelled offset 0) l
        cross join lateral (select v.order_id, v.placed_at, v.document from order_view v
              where v.tenant = l.tenant and v.shard = l.shard and v.order_id = l.order_id and v.cancelled_at is null offset 0) o
        where exists (select from jsonb_array_elements(o.document->'lines') x where x->>'lineId' = l.line_id
            and x->>'fulfillment' not in ('counter', 'digital', 'marketplace-fulfilled'))
        order by o.placed_at limit 50) o
      order by u.n, o.placed_at`,
    values: [items.map((i) => i.tenant), items.map((i) => i.sku)],
  });
  const found = Map.groupBy(rows, (r) => r.n);
  return items.map((_, i) => (found.get(i + 1) ?? []).map((r) => r.order_id));
});

/** A wish to tell an item: what it is about, and to whom it goes. */
interface Wish { readonly tenant: string; readonly sku: string; readonly subject: string; readonly handler: string }
/**
 * A newer wish for an item replaces older ones that were not sent: they are dropped with the reason. What a worker has
 * in its hands, or may have written without hearing so, is left: it is looked up before anything else is said. Only the
 * last fault is kept, so one that was tried more than once may hide an earlier attempt that was applied.
 * Answers how many of them are still on their way.
 */
export const supersede = gathered(async (db, all: readonly (Wish & { readonly why: string })[]): Promise<number[]> => {
  const wishes = placed(all);
  const { rows } = await db.query<{ n: number; left: number }>(probing({
    name: 'told-supersede',
    text: `
      with open as materialized (
        select u.n, d.message
        from unnest($2::smallint[], $3::text[], $4::text[], $5::text[]) with ordinality as u (shard, tenant, handler, subject, n)
        cross join lateral (select x.message from delivery x
          where x.shard = any($1::smallint[]) and x.shard = u.shard and x.tenant = u.tenant and x.handler = u.handler
            and x.subject = u.subject and x.state in ('Ready', 'Queued', 'Claimed', 'Parked') offset 0) d),
      dropped as (
        update delivery d set state = 'Dropped', fault = u.fault::jsonb, exception = null, owner = null, waits_on = null, changed = now()
        from unnest($2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[])
          with ordinality as u (shard, tenant, handler, subject, fault, n)
        where d.shard = any($1::smallint[]) and d.shard = u.shard and d.tenant = u.tenant and d.handler = u.handler
          and d.subject = u.subject and d.state in ('Ready', 'Queued', 'Parked')
          and (d.attempts = 0 or d.fault->>'kind' = 'Refused'
            or d.attempts = 1 and coalesce(d.fault->>'kind', 'Unknown') not in ('Unknown', 'Throttled'))
        returning u.n, d.message)
      select o.n::int as n, (count(*) - (select count(*) from dropped x where x.n = o.n))::int as left from open o group by o.n`,
    values: [shardsOf(wishes), wishes.map((w) => w.shard), wishes.map((w) => w.tenant), wishes.map((w) => w.handler),
      wishes.map((w) => w.subject), wishes.map((w) => JSON.stringify({ kind: 'Replaced', detail: w.why }))],
  }));
  return inOrder(rows, wishes).map((row) => row?.left ?? 0);
});

/** Whether a wish for an item is still on its way, or waits for a person. */
export const isOnItsWay = gathered(async (db, all: readonly Wish[]): Promise<boolean[]> => {
  const wishes = placed(all);
  const { rows } = await db.query<{ n: number }>(probing({
    name: 'told-on-its-way',
    text: `
      select u.n::int as n
      from unnest($2::smallint[], $3::text[], $4::text[], $5::text[]) with ordinality as u (shard, tenant, handler, subject, n)
      cross join lateral (select from delivery d
        where d.shard = any($1::smallint[]) and d.shard = u.shard and d.tenant = u.tenant and d.handler = u.handler
          and d.subject = u.subject and d.state in ('Ready', 'Queued', 'Claimed', 'Parked') limit 1) open`,
    values: [shardsOf(wishes), wishes.map((w) => w.shard), wishes.map((w) => w.tenant), wishes.map((w) => w.handler),
      wishes.map((w) => w.subject)],
  }));
  return inOrder(rows, wishes).map((row) => row !== undefined);
});

export type Superseded = Finished & { readonly why: string };
/** Gives up wishes that a worker holds and that say what no longer counts; the next of each subject steps forward. */
export async function dropClaimed(db: Queryable, leases: Leases, items: readonly Superseded[]): Promise<number> {
  const { rows } = await db.query<{ dropped: number }>(probing({
    name: 'delivery-drop-claimed',
    text: `
      ${HELD},
      dropped as (
        update delivery d set state = 'Dropped', fault = jsonb_build_object('kind', 'Replaced', 'detail', t.why), changed = now()
        from held join jsonb_to_recordset($3::jsonb) as t (shard smallint, tenant text, message bigint, handler text, why text)
          on t.shard = held.shard
        where d.shard = any($1::smallint[]) and d.shard = t.shard and d.tenant = t.tenant and d.message = t.message
          and d.handler = t.handler and d.state = 'Claimed'
        returning d.shard, d.tenant, d.handler, d.subject),
      next as (
        update delivery d set state = 'Ready', due = now()
        from (select distinct shard, tenant, handler, subject from dropped) f cross join lateral (
          select q.message from delivery q
          where q.shard = any($1::smallint[]) and q.shard = f.shard and q.tenant = f.tenant and q.handler = f.handler
            and q.subject = f.subject and q.state = 'Queued'
          order by q.message limit 1) following
        where d.shard = any($1::smallint[]) and d.shard = f.shard and d.tenant = f.tenant and d.handler = f.handler
          and d.message = following.message
        returning d.message)
      select (select count(*) from dropped)::int as dropped, (select count(*) from next)::int as next`,
    values: [...leased(leases, shardsOf(items)), JSON.stringify(items.map(({ shard, tenant, message, handler, why }) =>
      ({ shard, tenant, message: String(message), handler, why })))],
  }));
  return rows[0]?.dropped ?? 0;
}

/** What one item should say now, right before it is said. */
export const listing = gathered(async (db, all: readonly Listing[]): Promise<(ListingRow | undefined)[]> => {
  const items = placed(all);
  const { rows } = await db.query<ListingRow & { n: number }>(probing({
    name: 'told-listing',
    text: `
      select u.n::int as n, s.connection, s.item, s.wanted, s.acknowledged, s.wanted_lead, s.shown_lead,
        s.acknowledged_at, s.sold_there, s.sold_since, s.look_at
      from unnest($2::smallint[], $3::text[], $4::text[], $5::text[]) with ordinality as u (shard, tenant, connection, item, n)
      cross join lateral (select * from stock_told x
        where x.shard = any($1::smallint[]) and x.shard = u.shard and x.tenant = u.tenant and x.connection = u.connection
          and x.item = u.item offset 0) s`,
    values: [shardsOf(items), items.map((i) => i.shard), items.map((i) => i.tenant), items.map((i) => i.connection),
      items.map((i) => i.item)],
  }));
  return inOrder(rows, items);
});

export interface PaceRow { readonly free: number; readonly per_day: number; readonly at: Temporal.Instant }
export const paceOf = gathered(async (db, all: readonly Item[]): Promise<(PaceRow | undefined)[]> => {
  const items = placed(all);
  const { rows } = await db.query<PaceRow & { n: number }>(probing({
    name: 'told-pace',
    text: `
      select u.n::int as n, r.free, r.per_day, r.at
      from unnest($2::smallint[], $3::text[], $4::text[]) with ordinality as u (shard, tenant, sku, n)
      cross join lateral (select p.free, p.per_day, p.at from stock_pace p
        where p.shard = any($1::smallint[]) and p.shard = u.shard and p.tenant = u.tenant and p.sku = u.sku offset 0) r`,
    values: asked(items),
  }));
  return inOrder(rows, items);
});
export const savePace = gathered(async (
  db, all: readonly (Item & { readonly free: number; readonly perDay: number; readonly at: string })[],
) => {
  // Of an item that was looked at twice, the later look.
  const rows = [...new Map(placed(all).map((r) => [`${r.tenant} ${r.sku}`, r])).values()];
  await db.query(probing({
    name: 'told-pace-save',
    text: `
      insert into stock_pace as p (tenant, shard, sku, free, per_day, at)
      select r.tenant, h.shard, r.sku, r.free, r."perDay", r.at
      from jsonb_to_recordset($2::jsonb) as r (shard smallint, tenant text, sku text, free int, "perDay" float8, at timestamptz)
      join shard_head h on h.shard = r.shard where h.shard = any($1::smallint[])
      on conflict (tenant, shard, sku) do update set free = excluded.free, per_day = excluded.per_day, at = excluded.at`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
});
