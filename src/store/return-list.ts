/** Returns for screens: a page, one with its goods and money; by our id, or any number somebody has. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

export interface ReturnListRow {
  readonly return_id: string;
  readonly order_id: string;
  readonly order_number: string | null;
  readonly channel: string | null;
  readonly connection: string;
  readonly external: string;
  readonly number: string;
  readonly stage: string;
  readonly resolution: string;
  readonly exchange: string | null;
  readonly announced: readonly { readonly lineId?: string; readonly sku?: string; readonly quantity: number; readonly reason?: string }[];
  readonly reason: string | null;
  readonly opened_at: Temporal.Instant;
  readonly correlation: string;
}
export interface ReturnFilter {
  readonly order?: string | undefined;
  readonly stage?: string | undefined;
  readonly connection?: string | undefined;
  readonly after?: { readonly openedAt: string; readonly id: string } | undefined;
  readonly limit: number;
}
/** Lines that are told by the order's line only are named by its item. */
const ANNOUNCED = `(
               select coalesce(jsonb_agg(x.line || coalesce((
                 select jsonb_build_object('sku', l.sku) from order_line_view l
                 where l.tenant = v.tenant and l.shard = v.shard and l.order_id = v.order_id and l.line_id = x.line->>'lineId'
                   and l.sku is not null and x.line->>'sku' is null), '{}') order by x.n), '[]')
               from jsonb_array_elements(v.announced) with ordinality x (line, n)) as announced`;
const COLUMNS = `v.return_id, v.order_id, o.number as order_number, o.channel, v.connection, v.external, v.number, v.stage, v.resolution,
             v.exchange, ${ANNOUNCED}, v.reason, v.opened_at, v.correlation`;
const ORDER = `left join order_view o on o.tenant = v.tenant and o.shard = v.shard and o.order_id = v.order_id`;

export async function listReturns(db: Queryable, tenant: string, f: ReturnFilter): Promise<ReturnListRow[]> {
  const { rows } = await db.query<ReturnListRow>({
    name: 'list-returns',
    text: `
      select ${COLUMNS} from return_view v ${ORDER}
      where v.tenant = $1 and ($2::text is null or v.order_id = $2) and ($3::text is null or v.stage = $3)
        and ($4::text is null or v.connection = $4)
        and ($5::timestamptz is null or (v.opened_at <= $5 and (v.opened_at < $5 or v.return_id > $6)))
      order by v.opened_at desc, v.return_id limit $7`,
    values: [tenant, f.order ?? null, f.stage ?? null, f.connection ?? null, f.after?.openedAt ?? null, f.after?.id ?? null, f.limit],
  });
  return rows;
}

/** By our id, or the number somebody has for it; more than one when several partners use the same. */
export async function findReturns(db: Queryable, tenant: string, name: string): Promise<ReturnListRow[]> {
  const { rows } = await db.query<ReturnListRow>({
    name: 'find-returns',
    text: `select ${COLUMNS} from return_view v ${ORDER}
           where v.tenant = $1 and (v.return_id = $2 or v.external = $2 or v.number = $2) order by v.opened_at desc limit 10`,
    values: [tenant, name],
  });
  return rows;
}

export interface ReturnedRow {
  readonly line_id: string;
  readonly sku: string;
  readonly location: string;
  readonly received: number;
  readonly resaleable: number;
  readonly damaged: number;
  readonly destroyed: number;
}
export async function returnedGoods(db: Queryable, tenant: string, orderId: string): Promise<ReturnedRow[]> {
  const { rows } = await db.query<ReturnedRow>({
    name: 'list-returned-goods',
    text: `select l.line_id, l.sku, l.location, l.received, l.resaleable, l.damaged, l.destroyed from return_line_view l
           where l.tenant = $1 and l.shard = $2 and l.order_id = $3 order by l.line_id, l.location`,
    values: [tenant, shardOf(tenant, `order:${orderId}`), orderId],
  });
  return rows;
}

export interface RefundRow { readonly refund: unknown; readonly at: Temporal.Instant; readonly memo: string | null }
/** Refunds of an order as they were recorded, with the credit memo of each. */
export async function refundsOf(db: Queryable, tenant: string, orderId: string, correlation: string): Promise<RefundRow[]> {
  const { rows } = await db.query<RefundRow>({
    name: 'list-refunds',
    text: `
      select m.data->'refund' as refund, m.at, (
        select coalesce(c.data->>'number', c.data->>'external') from message c
        where c.tenant = m.tenant and c.shard = m.shard and c.correlation = m.correlation and c.type = 'CreditMemoIssued'
          and c.data->>'refund' = m.data->'refund'->>'external' limit 1) as memo
      from message m
      where m.tenant = $1 and m.shard = $2 and m.correlation = $3 and m.type = 'RefundRecorded' order by m.position`,
    values: [tenant, shardOf(tenant, `order:${orderId}`), correlation],
  });
  return rows;
}

/** Of some orders, those that sent what is named: by line and item together where that finds any, else by either. */
export async function ordersThatSent(
  db: Queryable, tenant: string, orders: readonly string[], named: { lineIds: readonly string[]; skus: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.query<{ order_id: string; hits: number }>({
    name: 'orders-that-sent',
    text: `
      select l.order_id, max((l.line_id = any($4::text[]))::int + (l.sku = any($5::text[]))::int)::int as hits from order_line_view l
      where l.tenant = $1 and l.shard = any($2::smallint[]) and l.order_id = any($3::text[]) and l.shipped > 0
        and (l.line_id = any($4::text[]) or l.sku = any($5::text[]))
      group by l.order_id order by l.order_id`,
    values: [tenant, orders.map((id) => shardOf(tenant, `order:${id}`)), orders, named.lineIds, named.skus],
  });
  const most = Math.max(0, ...rows.map((r) => r.hits));
  return rows.filter((r) => r.hits === most).map((r) => r.order_id);
}
