/** The return projection: rows to read, in the shard of the order. A stage only goes forward. */
import { shardOf } from '#domain/shard.ts';
import type { Queryable } from './query.ts';

const shard = (tenant: string, orderId: string): number => shardOf(tenant, `order:${orderId}`);

/** From first to last; a later word never makes an earlier stage of it. */
export const RETURN_STAGES = ['requested', 'authorised', 'on its way', 'received', 'inspected', 'cancelled', 'declined', 'closed'] as const;
export type ReturnStage = (typeof RETURN_STAGES)[number];

export interface ReturnRow {
  readonly tenant: string;
  readonly orderId: string;
  readonly returnId: string;
  readonly connection: string;
  readonly external: string;
  readonly number: string;
  readonly stage: ReturnStage;
  readonly resolution: string | null;
  readonly exchange: string | null;
  readonly announced: string;
  readonly reason: string | null;
  readonly openedAt: string;
  readonly correlation: string;
}
/** The first sight of a return, or another: what is said later of its lines and resolution counts. */
export async function saveReturn(db: Queryable, r: ReturnRow): Promise<void> {
  await db.query({
    name: 'return-save',
    text: `
      insert into return_view as v (tenant, shard, return_id, order_id, connection, external, number, stage, resolution, exchange,
        announced, reason, opened_at, correlation)
      values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, 'refund'), $10, $11, $12, $13, $14)
      on conflict (order_id, return_id, tenant, shard) do update set
        stage = ($15::text[])[greatest(array_position($15::text[], v.stage), array_position($15::text[], excluded.stage))],
        resolution = coalesce($9, v.resolution), exchange = coalesce(excluded.exchange, v.exchange), number = excluded.number,
        announced = case when excluded.announced = '[]' then v.announced else excluded.announced end,
        reason = coalesce(excluded.reason, v.reason), changed = excluded.changed`,
    values: [r.tenant, shard(r.tenant, r.orderId), r.returnId, r.orderId, r.connection, r.external, r.number, r.stage, r.resolution,
      r.exchange, r.announced, r.reason, r.openedAt, r.correlation, RETURN_STAGES],
  });
}

/** Moves returns of an order forward: one of them, or all that are not over. */
export async function advanceReturns(
  db: Queryable, at: { tenant: string; orderId: string; returnId?: string },
  now: { stage: ReturnStage; reason?: string; exchange?: string; resolution?: string },
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'return-advance',
    text: `
      update return_view v set reason = coalesce($6, v.reason), exchange = coalesce($7, v.exchange),
        resolution = coalesce($9, v.resolution), changed = now(),
        stage = ($8::text[])[greatest(array_position($8::text[], v.stage), array_position($8::text[], $5))]
      where v.shard = $2 and v.tenant = $1 and v.order_id = $3
        and (v.return_id = $4 or ($4::text is null and v.stage not in ('cancelled', 'declined', 'closed')))`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, at.returnId ?? null, now.stage, now.reason ?? null,
      now.exchange ?? null, RETURN_STAGES, now.resolution ?? null],
  });
  return rowCount ?? 0;
}

interface At { readonly tenant: string; readonly orderId: string; readonly location: string }
export interface ReturnLineRow { readonly lineId: string; readonly sku: string; readonly quantity: number }
/** Adds to what came back to a place. */
export async function addReturned(db: Queryable, at: At & { readonly at: string }, lines: readonly ReturnLineRow[]): Promise<void> {
  await db.query({
    name: 'return-lines-add',
    text: `
      insert into return_line_view as l (tenant, shard, order_id, line_id, location, sku, received, at)
      select $1, $2, $3, r."lineId", $4, max(r.sku), sum(r.quantity), $5
      from jsonb_to_recordset($6::jsonb) as r ("lineId" text, sku text, quantity int)
      group by r."lineId" order by r."lineId"
      on conflict (order_id, line_id, location, tenant, shard) do update set received = l.received + excluded.received`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, at.location, at.at, JSON.stringify(lines)],
  });
}
/** Adds to what was found of it: it came before. */
export async function addFound(
  db: Queryable, at: At, lines: readonly (ReturnLineRow & { readonly disposition: 'resaleable' | 'damaged' | 'destroyed' })[],
): Promise<void> {
  const rows = lines.map(({ lineId, disposition, quantity }) =>
    ({ lineId, resaleable: 0, damaged: 0, destroyed: 0, [disposition]: quantity }));
  await db.query({
    name: 'return-lines-found',
    text: `
      update return_line_view l set resaleable = l.resaleable + r.resaleable, damaged = l.damaged + r.damaged,
        destroyed = l.destroyed + r.destroyed
      from (
        select x."lineId", sum(x.resaleable)::int as resaleable, sum(x.damaged)::int as damaged, sum(x.destroyed)::int as destroyed
        from jsonb_to_recordset($5::jsonb) as x ("lineId" text, resaleable int, damaged int, destroyed int) group by 1) r
      where l.shard = $2 and l.tenant = $1 and l.order_id = $3 and l.location = $4 and l.line_id = r."lineId"`,
    values: [at.tenant, shard(at.tenant, at.orderId), at.orderId, at.location, JSON.stringify(rows)],
  });
}

