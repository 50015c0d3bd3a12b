/** One SKU for people: who holds it, what each channel was told, and what happened to it in the order it was known. */
import { skuShard } from './ledger.ts';
import type { Queryable } from './query.ts';
import { holderShard } from './stock-reservation.ts';

export interface HolderRow {
  readonly holder: string;
  readonly number: string | null;
  readonly channel: string | null;
  readonly stage: string | null;
  readonly location: string;
  readonly kind: string;
  readonly units: number;
  readonly missing: number;
}
/** Orders and holds that have units of it, the most first. */
export async function holdersOf(db: Queryable, tenant: string, sku: string, limit: number): Promise<HolderRow[]> {
  const { rows } = await db.query<HolderRow>({
    name: 'report-holders',
    text: `
      select r.order_id as holder, coalesce(o.number, h.reference) as number, coalesce(o.channel, h.channel) as channel, o.stage,
             r.location, r.kind, sum(r.reserved)::int as units, sum(r.missing)::int as missing
      from reservation r
      left join order_view o on o.tenant = r.tenant and o.shard = r.shard and o.order_id = r.order_id
      left join stock_hold h on h.tenant = r.tenant and h.shard = r.shard and h.hold_id = r.order_id
      where r.tenant = $1 and r.sku = $2 and r.reserved > 0
      group by 1, 2, 3, 4, 5, 6 order by units desc, holder limit $3`,
    values: [tenant, sku, limit],
  });
  return rows;
}

export interface ClaimantRow {
  readonly number: string | null;
  readonly location: string;
  readonly quantity: number;
  readonly allotted: number;
  readonly moving: number;
  readonly asked: Temporal.Instant;
}
/** Orders that wait for goods of it, who asked first first. */
export async function claimantsOf(db: Queryable, tenant: string, sku: string, limit: number): Promise<ClaimantRow[]> {
  const { rows } = await db.query<ClaimantRow>({
    name: 'report-claimants',
    text: `
      select o.number, c.location, c.quantity, c.allotted, c.moving, c.asked from stock_claim c
      left join order_view o on o.tenant = c.tenant and o.order_id = c.order_id
      where c.shard = $2 and c.tenant = $1 and c.sku = $3 and c.quantity > 0 order by c.asked, c.order_id limit $4`,
    values: [tenant, skuShard(tenant, sku), sku, limit],
  });
  return rows;
}

export interface ToldStateRow {
  readonly connection: string;
  readonly item: string;
  readonly wanted: number | null;
  readonly wanted_at: Temporal.Instant | null;
  readonly risk: { readonly score: number; readonly why: string } | null;
  readonly acknowledged: number | null;
  /** When it was told that goods leave. */
  readonly shown_lead: string | null;
  readonly acknowledged_at: Temporal.Instant | null;
  /** Of the last wish that is not answered: Ready, Queued, Claimed, Parked; null when nothing is open. */
  readonly state: string | null;
  readonly why: string | null;
  readonly due: Temporal.Instant | null;
  readonly attempts: number | null;
}
export async function toldState(db: Queryable, tenant: string, sku: string): Promise<ToldStateRow[]> {
  const { rows } = await db.query<ToldStateRow>({
    name: 'report-told',
    text: `
      select s.connection, s.item, s.wanted, s.wanted_at, s.risk, s.acknowledged, s.shown_lead, s.acknowledged_at,
             d.state::text, d.due, d.attempts, d.fault->>'detail' as why
      from stock_told s left join lateral (
        select x.state, x.due, x.attempts, x.fault from delivery x
        where x.shard = $2 and x.tenant = s.tenant and x.handler = 'connection:' || s.connection
          and x.subject = 'stock:' || s.sku || '/' || s.connection || '/' || s.item
          and x.state in ('Ready', 'Queued', 'Claimed', 'Parked')
        order by x.message desc limit 1) d on true
      where s.shard = $2 and s.tenant = $1 and s.sku = $3 order by s.connection, s.item`,
    values: [tenant, skuShard(tenant, sku), sku],
  });
  return rows;
}

export interface EventRow {
  /** When we knew. */
  readonly known: Temporal.Instant;
  /** When it happened, by the clock of whoever said so. */
  readonly at: Temporal.Instant;
  readonly what: string;
  readonly channel: string | null;
  readonly order: string | null;
  readonly number: string | null;
  readonly data: unknown;
}
/** What channels were told of an item and what they answered. */
export async function tellings(db: Queryable, tenant: string, sku: string, window: Window): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>({
    name: 'report-tellings',
    text: `
      select m.seen as known, m.at, m.type as what, coalesce(m.data->>'to', m.data->>'by') as channel, null as order, null as number, m.data
      from message m
      where m.shard = $2 and m.tenant = $1 and m.type in ('PublishStock', 'StockPublished') and m.data->>'sku' = $3
        and m.subject like $4 and m.seen between $5 and $6
      order by m.position limit $7`,
    values: [tenant, skuShard(tenant, sku), sku, `stock:${escaped(sku)}/%`, window.from, window.until, window.limit],
  });
  return rows;
}
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

export interface Window { readonly from: string; readonly until: string; readonly limit: number }
export interface LedgerEvent {
  readonly known: Temporal.Instant;
  readonly at: Temporal.Instant;
  readonly memo: string;
  readonly document: string;
  /** What it did to the units promised to nobody. */
  readonly free: number;
}
/** What happened to the units of an item, in the order it was posted. */
export async function ledgerEvents(db: Queryable, tenant: string, sku: string, window: Window): Promise<LedgerEvent[]> {
  const { rows } = await db.query<LedgerEvent>({
    name: 'report-ledger',
    text: `
      select e.posted_at as known, e.at, e.memo, e.document,
             coalesce(sum(p.amount) filter (where p.account like 'stock:%:on_hand'), 0)::int as free
      from posting p
      join entry e on e.shard = p.shard and e.tenant = p.tenant and e.id = p.entry
      where p.shard = $2 and p.tenant = $1 and p.unit = $3 and e.posted_at between $4 and $5
      group by e.id, e.posted_at, e.at, e.memo, e.document order by e.id limit $6`,
    values: [tenant, skuShard(tenant, sku), sku, window.from, window.until, window.limit],
  });
  return rows;
}
/** Units promised to nobody at a moment, as they were known then. */
export async function freeAt(db: Queryable, tenant: string, sku: string, moment: string): Promise<number> {
  const { rows } = await db.query<{ free: number }>({
    name: 'report-free',
    text: `
      select coalesce(sum(p.amount), 0)::int as free from posting p
      join entry e on e.shard = p.shard and e.tenant = p.tenant and e.id = p.entry
      where p.shard = $2 and p.tenant = $1 and p.unit = $3 and p.account like 'stock:%:on_hand' and e.posted_at <= $4`,
    values: [tenant, skuShard(tenant, sku), sku, moment],
  });
  return rows[0]?.free ?? 0;
}

export interface SoldRow {
  readonly order_id: string;
  readonly number: string;
  readonly channel: string;
  readonly placed_at: Temporal.Instant;
  readonly heard: Temporal.Instant;
  readonly stage: string;
  readonly sku: string;
  readonly ordered: number;
  readonly reserved: number;
  readonly shipped: number;
  readonly cancelled: number;
}
const SOLD = `
      select o.order_id, o.number, o.channel, o.placed_at, min(m.seen) as heard, o.stage, l.sku, sum(l.ordered)::int as ordered,
             sum(l.reserved)::int as reserved, sum(l.shipped)::int as shipped, sum(l.cancelled)::int as cancelled
      from order_line_view l
      join order_view o on o.tenant = l.tenant and o.shard = l.shard and o.order_id = l.order_id
      join message m on m.tenant = o.tenant and m.shard = o.shard and m.subject = 'order:' || o.order_id and m.type = 'OrderPlaced'`;
/** Orders for an item that were heard within a window. */
export async function salesOf(db: Queryable, tenant: string, sku: string, window: Window): Promise<SoldRow[]> {
  const { rows } = await db.query<SoldRow>({
    name: 'report-sales',
    text: `${SOLD}
      where l.tenant = $1 and l.sku = $2 and m.seen between $3 and $4
      group by o.order_id, o.number, o.channel, o.placed_at, o.stage, l.sku order by heard limit $5`,
    values: [tenant, sku, window.from, window.until, window.limit],
  });
  return rows;
}
/** Numbers and channels of orders, by our ids. */
export async function ordersNamed(
  db: Queryable, tenant: string, ids: readonly string[],
): Promise<{ order_id: string; number: string; channel: string }[]> {
  const { rows } = await db.query<{ order_id: string; number: string; channel: string }>({
    name: 'report-orders',
    text: `select o.order_id, o.number, o.channel from order_view o
           where o.shard = any($2::smallint[]) and o.tenant = $1 and o.order_id = any($3::text[])`,
    values: [tenant, [...new Set(ids.map((id) => holderShard(tenant, id)))], ids],
  });
  return rows;
}
/** The items of one order. */
export async function orderItems(db: Queryable, tenant: string, orderId: string): Promise<SoldRow[]> {
  const { rows } = await db.query<SoldRow>({
    name: 'report-order',
    text: `${SOLD}
      where o.shard = $3 and o.tenant = $1 and o.order_id = $2 and l.sku is not null
      group by o.order_id, o.number, o.channel, o.placed_at, o.stage, l.sku order by l.sku limit 50`,
    values: [tenant, orderId, holderShard(tenant, orderId)],
  });
  return rows;
}
/** When an order was first told that there is too little, or that a picker did not find it. */
export async function refusalOf(
  db: Queryable, tenant: string, orderId: string,
): Promise<{ seen: Temporal.Instant; type: string; data: unknown }[]> {
  const { rows } = await db.query<{ seen: Temporal.Instant; type: string; data: unknown }>({
    name: 'report-refusal',
    text: `
      select m.seen, m.type, m.data from message m
      where m.shard = $3 and m.tenant = $1 and m.subject = 'order:' || $2
        and m.type in ('StockRefused', 'FulfillmentShorted', 'CancelChannelOrder')
      order by m.seen limit 20`,
    values: [tenant, orderId, holderShard(tenant, orderId)],
  });
  return rows;
}

/** What a channel had last said it shows before a moment. */
export async function shownBefore(
  db: Queryable, tenant: string, at: { sku: string; connection: string; moment: string },
): Promise<{ quantity: number; seen: Temporal.Instant } | undefined> {
  const { rows } = await db.query<{ quantity: number; seen: Temporal.Instant }>({
    name: 'report-shown',
    text: `
      select (m.data->>'quantity')::int as quantity, m.seen from message m
      where m.shard = $2 and m.tenant = $1 and m.type = 'StockPublished' and m.subject like $3 and m.data->>'by' = $4 and m.seen <= $5
      order by m.position desc limit 1`,
    values: [tenant, skuShard(tenant, at.sku), `stock:${escaped(at.sku)}/${escaped(at.connection)}/%`, at.connection, at.moment],
  });
  return rows[0];
}
