/** What a story is about, row by row: order, quantities, shipments, payout, ledger entries, what partners call them. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface StoryOrderRow {
  readonly order_id: string;
  readonly channel: string;
  readonly external: string;
  readonly number: string;
  readonly placed_at: Temporal.Instant;
  readonly currency: string;
  readonly total: bigint;
  readonly erp_order: string | null;
  readonly cancelled_at: Temporal.Instant | null;
  readonly ship_by: string | null;
  readonly stage: string;
  readonly correlation: string;
}
export async function storyOrder(db: Queryable, tenant: string, orderId: string): Promise<StoryOrderRow | undefined> {
  const { rows } = await db.query<StoryOrderRow>({
    name: 'story-order',
    text: `
      select o.order_id, o.channel, o.external, o.number, o.placed_at, o.currency, o.total, o.erp_order, o.cancelled_at,
             o.document->>'shipBy' as ship_by, o.stage, o.correlation
      from order_view o where o.shard = $2 and o.tenant = $1 and o.order_id = $3`,
    values: [tenant, shardOf(tenant, `order:${orderId}`), orderId],
  });
  return rows[0];
}

export interface StoryLineRow {
  readonly line_id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly ordered: number;
  readonly cancelled: number;
  readonly reserved: number;
  readonly released: number;
  readonly shipped: number;
  readonly delivered: number;
  readonly returned: number;
  readonly refunded: number;
}
export async function storyLines(db: Queryable, tenant: string, orderId: string): Promise<StoryLineRow[]> {
  const { rows } = await db.query<StoryLineRow>({
    name: 'story-lines',
    text: `
      select l.line_id, l.sku, l.title, l.ordered, l.cancelled, l.reserved, l.released, l.shipped, l.delivered,
             l.returned, l.refunded
      from order_line_view l where l.shard = $2 and l.tenant = $1 and l.order_id = $3 order by l.line_id`,
    values: [tenant, shardOf(tenant, `order:${orderId}`), orderId],
  });
  return rows;
}

export interface StoryShipmentRow {
  readonly shipment_id: string;
  readonly location: string;
  readonly shipped_at: Temporal.Instant;
  readonly parcels: readonly { readonly carrier: string; readonly tracking: string }[];
  readonly recorded_at: Temporal.Instant | null;
  readonly reported_at: Temporal.Instant | null;
  readonly invoice: string | null;
}
export async function storyShipments(db: Queryable, tenant: string, orderId: string): Promise<StoryShipmentRow[]> {
  const { rows } = await db.query<StoryShipmentRow>({
    name: 'story-shipments',
    text: `
      select s.shipment_id, s.location, s.shipped_at, coalesce(s.document->'parcels', '[]') as parcels, s.recorded_at,
             s.reported_at, s.invoice
      from shipment_view s where s.shard = $2 and s.tenant = $1 and s.order_id = $3
      order by s.shipped_at, s.shipment_id`,
    values: [tenant, shardOf(tenant, `order:${orderId}`), orderId],
  });
  return rows;
}

export interface StoryPayoutRow {
  readonly payout_id: string;
  readonly connection: string;
  readonly external: string;
  readonly currency: string;
  readonly net: bigint;
  readonly deposit_date: string;
  readonly line_count: number;
  readonly explained: bigint;
  readonly suspense: bigint;
  readonly correlation: string;
}
export async function storyPayout(
  db: Queryable, tenant: string, payoutId: string,
): Promise<StoryPayoutRow | undefined> {
  const { rows } = await db.query<StoryPayoutRow>({
    name: 'story-payout',
    text: `
      select p.payout_id, p.connection, p.external, p.currency, p.net, p.deposit_date, p.line_count, p.explained,
             p.suspense, p.correlation
      from payout_view p where p.shard = $2 and p.tenant = $1 and p.payout_id = $3`,
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId],
  });
  return rows[0];
}

export interface PayoutClassRow { readonly class: string; readonly count: number; readonly amount: bigint }
/** What a payout is made of: a hundred thousand lines in as many rows as it has classes. */
export async function payoutClasses(db: Queryable, tenant: string, payoutId: string): Promise<PayoutClassRow[]> {
  const { rows } = await db.query<PayoutClassRow>({
    name: 'story-payout-classes',
    text: `
      select l.class, count(*)::int as count, sum(l.amount)::bigint as amount from payout_line l
      where l.shard = $2 and l.tenant = $1 and l.payout_id = $3 group by l.class order by sum(l.amount) desc, l.class`,
    values: [tenant, shardOf(tenant, `payout:${payoutId}`), payoutId],
  });
  return rows;
}

export interface StoryEntryRow {
  readonly id: string;
  readonly book: 'goods' | 'money';
  readonly date: string;
  readonly at: Temporal.Instant;
  readonly memo: string;
  readonly document: string;
  readonly legal_entity: string;
  /** Integers as jsonb has them: numbers or text. */
  readonly lines: readonly { readonly account: string; readonly unit: string; readonly amount: string | number }[];
  readonly cause: string;
}
export async function storyEntries(db: Queryable, tenant: string, correlation: string): Promise<StoryEntryRow[]> {
  const { rows } = await db.query<StoryEntryRow>({
    name: 'story-entries',
    text: `
      select e.id, e.book, e.date, e.at, e.memo, e.document, e.legal_entity, e.lines, e.cause from entry e
      where e.tenant = $1 and e.correlation = $2 order by e.posted_at, e.id`,
    values: [tenant, correlation],
  });
  return rows;
}

export interface StoryPayoutLineRow {
  readonly payout_id: string;
  readonly external: string;
  readonly connection: string;
  readonly currency: string;
  readonly deposit_date: string;
  readonly ordinal: number;
  readonly class: string;
  readonly code: string;
  readonly amount: bigint;
}
/** Payout lines that name an order. */
export async function payoutLinesOf(db: Queryable, tenant: string, orderId: string): Promise<StoryPayoutLineRow[]> {
  const { rows } = await db.query<StoryPayoutLineRow>({
    name: 'story-payout-lines',
    text: `
      select l.payout_id, p.external, p.connection, p.currency, p.deposit_date, l.ordinal, l.class, l.code, l.amount
      from payout_line l join payout_view p on p.tenant = l.tenant and p.shard = l.shard and p.payout_id = l.payout_id
      where l.tenant = $1 and l.order_id = $2 order by p.deposit_date, l.payout_id, l.ordinal`,
    values: [tenant, orderId],
  });
  return rows;
}

export interface StoryLinkRow { readonly connection: string; readonly kind: string; readonly external: string }
/** What partners call the things of a story. */
export async function linksOf(db: Queryable, tenant: string, owns: readonly string[]): Promise<StoryLinkRow[]> {
  const { rows } = await db.query<StoryLinkRow>({
    name: 'story-links',
    text: `select l.connection, l.kind, l.external from link l
           where l.tenant = $1 and l.own = any($2::text[]) order by l.kind, l.external, l.connection`,
    values: [tenant, owns],
  });
  return rows;
}
