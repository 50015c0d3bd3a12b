/** Register days, and what was rung up on each. Everything of a day stands on the shard of its subject. */
import type { RegisterPlace, RegisterRecord, ZReport } from '#domain/register-day.ts';
import { encode } from '#domain/wire.ts';
import type { Queryable } from './query.ts';

export interface DayAt { readonly tenant: string; readonly shard: number; readonly dayId: string }
export interface RegisterDayRow {
  readonly day_id: string;
  readonly connection: string;
  readonly store: string;
  readonly register: string;
  readonly date: string;
  readonly currency: string;
  readonly reports: readonly unknown[];
  readonly parts: number;
  readonly variance: string | null;
  readonly correlation: string;
}
const DAY = `d.day_id, d.connection, d.store, d.register, d.date, d.currency, d.reports, d.parts, d.variance, d.correlation`;

/** Held until the commit: tickets of a day are taken one after the other. */
export async function openDay(db: Queryable, at: DayAt, place: RegisterPlace, correlation: string): Promise<RegisterDayRow> {
  await db.query({
    name: 'register-day-open',
    text: `
      insert into register_day as d (tenant, shard, day_id, connection, store, register, date, currency, correlation)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    values: [at.tenant, at.shard, at.dayId, place.connection, place.store, place.register, place.date, place.currency, correlation],
  });
  return (await heldDay(db, at))!;
}
export async function heldDay(db: Queryable, at: DayAt): Promise<RegisterDayRow | undefined> {
  const { rows } = await db.query<RegisterDayRow>({
    name: 'register-day-held',
    text: `select ${DAY} from register_day d where d.tenant = $1 and d.shard = $2 and d.day_id = $3 for update`,
    values: [at.tenant, at.shard, at.dayId],
  });
  return rows[0];
}

/** False when it is here already. */
export async function saveRecord(db: Queryable, at: DayAt, r: RegisterRecord): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'register-record-save',
    text: `
      insert into register_record as r (tenant, shard, day_id, external, kind, at, takings)
      values ($1, $2, $3, $4, $5, $6, $7::jsonb) on conflict do nothing`,
    values: [at.tenant, at.shard, at.dayId, r.external, r.kind, r.at, encode(r.takings)],
  });
  return rowCount === 1;
}

export interface RecordRow {
  readonly external: string;
  readonly kind: 'ticket' | 'drawer';
  readonly at: Temporal.Instant;
  readonly takings: unknown;
  readonly part: number | null;
}
export async function recordsOf(db: Queryable, at: DayAt): Promise<RecordRow[]> {
  const { rows } = await db.query<RecordRow>({
    name: 'register-records',
    text: `
      select r.external, r.kind, r.at, r.takings, r.part from register_record r
      where r.tenant = $1 and r.shard = $2 and r.day_id = $3 order by r.at, r.external`,
    values: [at.tenant, at.shard, at.dayId],
  });
  return rows;
}

/** `part`: the entry that has its cash over or short; absent, none yet. */
export type StoredReport = ZReport & { readonly part?: number };
export async function saveReports(db: Queryable, at: DayAt, reports: readonly StoredReport[]): Promise<void> {
  await db.query({
    name: 'register-reports',
    text: `update register_day d set reports = $4::jsonb, changed = now() where d.tenant = $1 and d.shard = $2 and d.day_id = $3`,
    values: [at.tenant, at.shard, at.dayId, encode(reports)],
  });
}
export async function noteVariance(db: Queryable, at: DayAt, variance: string | null): Promise<void> {
  await db.query({
    name: 'register-variance',
    text: `update register_day d set variance = $4 where d.tenant = $1 and d.shard = $2 and d.day_id = $3`,
    values: [at.tenant, at.shard, at.dayId, variance],
  });
}
/** These belong to this entry. */
export async function takePart(db: Queryable, at: DayAt, part: number, externals: readonly string[]): Promise<void> {
  await db.query({
    name: 'register-records-part',
    text: `
      update register_record r set part = $4 where r.tenant = $1 and r.shard = $2 and r.day_id = $3 and r.part is null
        and r.external = any($5::text[])`,
    values: [at.tenant, at.shard, at.dayId, part, externals],
  });
  await db.query({
    name: 'register-day-part',
    text: `update register_day d set parts = $4 + 1, changed = now() where d.tenant = $1 and d.shard = $2 and d.day_id = $3`,
    values: [at.tenant, at.shard, at.dayId, part],
  });
}

export interface RegisterDayListRow extends RegisterDayRow {
  readonly tickets: number;
  readonly waiting: number;
}
export async function listRegisterDays(
  db: Queryable, tenant: string,
  of: { connection: string | null; store: string | null; from: string | null; to: string | null;
    variance: boolean; id: string | null; after: string | null;
    limit: number },
): Promise<RegisterDayListRow[]> {
  const { rows } = await db.query<RegisterDayListRow>({
    name: 'register-days-list',
    text: `
      select ${DAY}, coalesce(x.tickets, 0)::int as tickets, coalesce(x.waiting, 0)::int as waiting
      from register_day d
      left join lateral (
        select count(*) filter (where r.kind = 'ticket') as tickets, count(*) filter (where r.part is null) as waiting
        from register_record r where r.tenant = d.tenant and r.shard = d.shard and r.day_id = d.day_id) x on true
      where d.tenant = $1 and ($2::text is null or d.connection = $2) and ($3::text is null or d.store = $3)
        and ($4::date is null or d.date >= $4) and ($5::date is null or d.date <= $5) and (not $6 or d.variance is not null)
        and ($9::text is null or d.day_id = $9)
        and ($7::text is null or (d.date, d.day_id) < (select b.date,
          b.day_id from register_day b where b.tenant = $1 and b.day_id = $7))
      order by d.date desc, d.day_id desc limit $8`,
    values: [tenant, of.connection, of.store, of.from, of.to, of.variance, of.after, of.limit, of.id],
  });
  return rows;
}
