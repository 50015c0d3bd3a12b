/** What orders and holds have been promised: rows beside the order, many in one statement. */
import { shardOf } from '#domain/shard.ts';
import { probing, shardsOf, type Queryable } from './query.ts';

export interface Reservation {
  readonly tenant: string;
  readonly order_id: string;
  readonly line_id: string;
  /** What lies on the shelf: a component, when the line is a kit. */
  readonly sku: string;
  readonly line_sku: string | null;
  /** Eaches of it in one unit of the line. */
  readonly per: number;
  readonly location: string;
  readonly reserved: number;
  readonly taken: number;
  /** Of the reserved, what a picker did not find. */
  readonly missing: number;
  readonly kind: 'order' | 'hold';
  /** The day on which the order counts against the place's capacity, where it has one. */
  readonly given_day: string | null;
}

/** Reservations live with their order or hold. */
export const holderShard = (tenant: string, id: string): number =>
  shardOf(tenant, id.startsWith('hold-') ? `hold:${id}` : `order:${id}`);

export async function reservationsOf(
  db: Queryable, shards: readonly number[], tenants: readonly string[], holders: readonly string[],
): Promise<Reservation[]> {
  const { rows } = await db.query<Reservation>({
    name: 'reservation-of',
    text: `
      select r.tenant, r.order_id, r.line_id, r.sku, r.line_sku, r.per, r.location, r.reserved, r.taken, r.missing, r.kind,
             r.given_day::text as given_day
      from reservation r
      where r.shard = any($1::smallint[]) and r.tenant = any($2::text[]) and r.order_id = any($3::text[])
      order by r.tenant, r.order_id, r.sku, r.location, r.line_id`,
    values: [shards, tenants, holders],
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
  readonly per?: number;
  readonly lineSku?: string;
  readonly kind?: 'order' | 'hold';
  readonly givenDay?: string;
}

/**
 * Adds to what is held (`reserved`) and was taken; negative gives back, and below zero is refused (23514). A promise is
 * one statement, a probe of the key per row. What gives back updates rows that are made empty first: a check is tried
 * on the row proposed for insert even when it would only update.
 */
export async function moveReservations(db: Queryable, moves: readonly ReservationMove[]): Promise<void> {
  const rows = summed(moves);
  const adding = rows.filter((r) => r.reserved >= 0 && r.missing >= 0);
  const giving = rows.filter((r) => !adding.includes(r));
  await Promise.all([
    ...(adding.length > 0 ? [add(db, adding)] : []),
    ...(giving.length > 0 ? [add(db, giving.map((r) => ({ ...r, reserved: 0, taken: 0, missing: 0 }))), give(db, giving)] : []),
  ]);
}

type Summed = ReturnType<typeof summed>[number];
async function add(db: Queryable, rows: readonly Summed[]): Promise<void> {
  await db.query({
    name: 'reservation-add',
    text: `
      insert into reservation as r (tenant, shard, order_id, line_id, sku, location, reserved, taken, missing, per, line_sku, kind,
        given_day)
      select m.tenant, l.shard, m."orderId", m."lineId", m.sku, m.location, m.reserved, m.taken, m.missing, m.per, m."lineSku", m.kind,
             m."givenDay"
      from jsonb_to_recordset($2::jsonb) as m (shard smallint, tenant text, "orderId" text, "lineId" text, sku text, location text,
        reserved int, taken int, missing int, per int, "lineSku" text, kind text, "givenDay" date)
      join shard_head l on l.shard = m.shard where l.shard = any($1::smallint[])
      order by l.shard, m.tenant, m."orderId", m."lineId", m.sku, m.location
      on conflict (tenant, shard, order_id, line_id, sku, location) do update set reserved = r.reserved + excluded.reserved,
        taken = r.taken + excluded.taken, missing = r.missing + excluded.missing,
        given_day = coalesce(excluded.given_day, r.given_day)`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  });
}
async function give(db: Queryable, rows: readonly Summed[]): Promise<void> {
  await db.query(probing({
    name: 'reservation-give',
    text: `
      update reservation r set reserved = r.reserved + m.reserved, taken = r.taken + m.taken,
        missing = greatest(0, r.missing + m.missing)
      from jsonb_to_recordset($2::jsonb) as m (shard smallint, tenant text, "orderId" text, "lineId" text, sku text,
        location text, reserved int, taken int, missing int)
      where r.shard = any($1::smallint[]) and r.shard = m.shard and r.tenant = m.tenant and r.order_id = m."orderId"
        and r.line_id = m."lineId" and r.sku = m.sku and r.location = m.location`,
    values: [shardsOf(rows), JSON.stringify(rows)],
  }));
}

/** An update touches a row once: what falls on one row is added up before. */
function summed(moves: readonly ReservationMove[]) {
  const rows = Map.groupBy(moves, (m) => JSON.stringify([m.tenant, m.orderId, m.lineId, m.sku, m.location]));
  return [...rows.values()].map((some) => {
    const sum = (of: (m: ReservationMove) => number) => some.reduce((n, m) => n + of(m), 0);
    const last = <K extends 'per' | 'lineSku' | 'kind' | 'givenDay'>(field: K) => some.findLast((m) => m[field] !== undefined)?.[field];
    return {
      ...some[0]!, shard: holderShard(some[0]!.tenant, some[0]!.orderId),
      reserved: sum((m) => m.reserved), taken: sum((m) => m.taken), missing: sum((m) => m.missing ?? 0),
      per: last('per') ?? 1, lineSku: last('lineSku') ?? null, kind: last('kind') ?? 'order', givenDay: last('givenDay') ?? null,
    };
  });
}

export interface HoldRow {
  readonly tenant: string;
  readonly holdId: string;
  readonly reference: string;
  readonly channel: string;
  readonly made: string;
  readonly until: string;
}
export async function saveHold(db: Queryable, h: HoldRow): Promise<void> {
  await db.query({
    name: 'hold-save',
    text: `insert into stock_hold as h (tenant, shard, hold_id, reference, channel, made, until) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (tenant, shard, hold_id) do nothing`,
    values: [h.tenant, holderShard(h.tenant, h.holdId), h.holdId, h.reference, h.channel, h.made, h.until],
  });
}
export interface HoldEnd { readonly holdId: string; readonly ended: 'released' | 'expired' | 'taken'; readonly by?: string }
export async function endHold(db: Queryable, tenant: string, { holdId, ended, by }: HoldEnd): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'hold-end',
    text: `update stock_hold h set ended = $4, taken_by = $5
           where h.shard = $2 and h.tenant = $1 and h.hold_id = $3 and h.ended is null`,
    values: [tenant, holderShard(tenant, holdId), holdId, ended, by ?? null],
  });
  return rowCount === 1;
}
export interface LockedHold extends Pick<Hold, 'hold_id' | 'reference' | 'until'> { readonly tenant: string }
/**
 * Locks holds before anything of them is read, and answers those that have not ended: an order that takes one over and
 * the timer that ends it come one after the other.
 */
export async function lockHolds(
  db: Queryable, shards: readonly number[], tenants: readonly string[], ids: readonly string[],
): Promise<LockedHold[]> {
  const { rows } = await db.query<LockedHold & { ended: string | null }>({
    name: 'hold-lock',
    text: `
      select h.tenant, h.hold_id, h.reference, h.until, h.ended from stock_hold h
      where h.shard = any($1::smallint[]) and h.tenant = any($2::text[]) and h.hold_id = any($3::text[])
      order by h.shard, h.tenant, h.hold_id for update`,
    values: [shards, tenants, ids],
  });
  return rows.filter((h) => h.ended === null);
}
export interface Hold {
  readonly hold_id: string;
  readonly reference: string;
  readonly channel: string;
  readonly made: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly ended: 'released' | 'expired' | 'taken' | null;
  /** The order that took it over. */
  readonly taken_by: string | null;
}
export async function holdOf(db: Queryable, tenant: string, holdId: string): Promise<Hold | undefined> {
  const { rows } = await db.query<Hold>({
    name: 'hold-of',
    text: `select h.hold_id, h.reference, h.channel, h.made, h.until, h.ended, h.taken_by from stock_hold h
           where h.shard = $2 and h.tenant = $1 and h.hold_id = $3`,
    values: [tenant, holderShard(tenant, holdId), holdId],
  });
  return rows[0];
}

/** Whether anything was heard of an order: that it was placed, or cancelled before it was. */
export async function orderHeard(db: Queryable, of: { tenant: string; orderId: string; story: string }): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'hold-order-heard',
    text: `select from message m where m.shard = $1 and m.tenant = $2 and m.correlation = $3 and m.subject = 'order:' || $4::text
             and m.type in ('OrderSeen', 'CancellationSeen') limit 1`,
    values: [holderShard(of.tenant, of.orderId), of.tenant, of.story, of.orderId],
  });
  return (rowCount ?? 0) > 0;
}
