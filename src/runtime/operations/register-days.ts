/** Register days as finance sees them: what each register took, whether its Z agrees, and in which entries it stands. */
import { addedUp, type Taking, type ZReport } from '#domain/register-day.ts';
import { shardOf } from '#domain/shard.ts';
import { toDecimal } from '#domain/measure.ts';
import { revive } from '#domain/wire.ts';
import * as store from '#store/register.ts';
import type { Platform } from '../platform.ts';
import { notFound } from './operation.ts';

export interface RegisterDayItem {
  readonly id: string; readonly connection: string; readonly store: string; readonly register: string; readonly date: string;
  readonly currency: string;
  /** `open`: no Z yet. `closing`: tickets are waited for. */
  readonly state: 'open' | 'closing' | 'closed';
  readonly tickets: number;
  /** The Z's, and its supplements. */
  readonly entries: number; readonly waiting: number; readonly variance: string | null; readonly correlation: string;
}
export interface RegisterDayFilter {
  readonly connection?: string | undefined; readonly store?: string | undefined; readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly variance?: boolean | undefined; readonly after?: string | undefined; readonly limit: number;
}
const itemOf = (r: store.RegisterDayListRow): RegisterDayItem => ({
  id: r.day_id, connection: r.connection, store: r.store, register: r.register, date: r.date, currency: r.currency, tickets: r.tickets,
  entries: r.parts, waiting: r.waiting, variance: r.variance, correlation: r.correlation,
  state: r.parts > 0 ? 'closed' : r.reports.length > 0 ? 'closing' : 'open',
});
export async function listRegisterDays(p: Pick<Platform, 'pool'>, tenant: string, f: RegisterDayFilter): Promise<RegisterDayItem[]> {
  const rows = await store.listRegisterDays(p.pool, tenant, {
    connection: f.connection ?? null, store: f.store ?? null, from: f.from ?? null, to: f.to ?? null,
      variance: f.variance ?? false, id: null,
    after: f.after ?? null, limit: f.limit,
  });
  return rows.map(itemOf);
}

export interface TakingItem {
  readonly kind: string; readonly of: string | null; readonly method: string | null; readonly amount: string;
}
export interface ShownRegisterDay extends RegisterDayItem {
  readonly takings: readonly TakingItem[];
  readonly reports: readonly { readonly number: string; readonly at: string; readonly tickets: number | null; readonly sales: string | null;
    readonly tax: string | null; readonly over: string | null }[];
  readonly records: readonly { readonly ticket: string; readonly kind: string; readonly at: string; readonly part: number | null;
    readonly takings: readonly TakingItem[] }[];
}
/** @throws Refusal NotFound. */
export async function registerDay(p: Pick<Platform, 'pool'>, tenant: string, id: string): Promise<ShownRegisterDay> {
  const [row] = await store.listRegisterDays(p.pool, tenant,
    { connection: null, store: null, from: null, to: null, variance: false, id, after: null, limit: 1 });
  if (!row) throw notFound(`There is no register day ${id}; threadline register-days lists them.`);
  const records = await store.recordsOf(p.pool, { tenant, shard: shardOf(tenant, `register:${id}`), dayId: id });
  const reports = revive<ZReport[]>(row.reports);
  const read = records.map((r) => ({ ...r, takings: revive<Taking[]>(r.takings) }));
  return {
    ...itemOf(row), takings: addedUp(read.flatMap((r) => r.takings)).map(takingItem),
    reports: reports.map((z) => ({ number: z.external, at: z.at, tickets: z.tickets ?? null, sales: z.sales ? toDecimal(z.sales) : null,
      tax: z.tax ? toDecimal(z.tax) : null, over: z.over ? toDecimal(z.over) : null })),
    records: read.map((r) => ({ ticket: r.external, kind: r.kind, at: r.at.toString(), part: r.part,
      takings: r.takings.map(takingItem) })),
  };
}
const takingItem = (t: Taking): TakingItem => ({ kind: t.kind, of: t.of ?? null, method: t.method ?? null,
  amount: toDecimal(t.amount) });
