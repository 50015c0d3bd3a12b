/**
 * The figures of the first page over time. The clock measures what the log says, hour by hour and day by day, and keeps
 * the points: a chart of a month reads thirty rows, and goes on where the log was thinned.
 */
import * as store from '#store/figure-point.ts';
import { ensureSchedule } from '#store/flow.ts';
import { exceptionAges, payoutCoverage } from '#store/list-figures.ts';
import { messageMinutes, stepMinutes } from '#store/list-steps.ts';
import { policyOf, tenantOf, type Platform } from '../platform.ts';
import { slaOf, type SlaPolicy } from '#domain/exception-sla.ts';

/** Seconds within which each step is in time: an order is in the ERP in a minute, a sale is seen everywhere in one. */
export const TARGETS = { orderToErp: 60, stockToChannel: 60, shipmentToChannel: 900 } as const;
export const STEPS = {
  orderToErp: ['OrderPlaced', 'ErpOrderCreated'], stockToChannel: ['PublishStock', 'StockPublished'],
  shipmentToChannel: ['ShipmentDispatched', 'ShipmentReported'],
} as const;
export const COUNTED = { refusedStock: 'StockRefused', orders: 'OrderPlaced' } as const;
export type Step = keyof typeof STEPS;
export type Figure = Step | keyof typeof COUNTED | 'payouts' | 'exceptions';
export const FIGURES: readonly Figure[] = [...(Object.keys(STEPS) as Step[]), 'refusedStock', 'orders', 'payouts', 'exceptions'];

/** How often it is measured; each minute as long as nothing is older than an hour, so that whoever begins sees lines soon. */
const FIGURES_SECONDS = 900;
export const FIRST_FIGURES_SECONDS = 60;
/** How far back the first look goes, and how long points are kept: a quarter by hour, two years by day. */
const FIRST_DAYS = 31;
const KEPT = { hour: 92, day: 750 } as const;
const HOUR_S = 3600;

/** Measures again from the day of the last point on, so that no hour is left half; what is too old goes. */
export async function measureFigures(p: Platform, tenant: string): Promise<void> {
  const now = Temporal.Now.instant();
  const until = await store.measuredUntil(p.pool, tenant);
  const since = sinceWhen(until, now);
  const save = async (figure: Figure, points: readonly store.Measured[]) =>
    store.savePoints(p.pool, tenant, figure, points.map((x) => ({ ...x, at: String(x.at) })));
  // One after the other: it is nobody's hurry.
  for (const [figure, [from, to]] of Object.entries(STEPS) as [Step, readonly [string, string]][])
    await save(figure, await store.stepPoints(p.pool, tenant, { from, to, target: TARGETS[figure], since }));
  for (const [figure, type] of Object.entries(COUNTED) as [keyof typeof COUNTED, string][])
    await save(figure, await store.messagePoints(p.pool, tenant, { type, since }));
  await saveStanding(p, tenant, now);
  await store.expirePoints(p.pool, KEPT);
  const young = until === null || Temporal.Instant.compare(until, startOf(now, HOUR_S)) >= 0;
  await ensureSchedule(p.flow, { tenant, name: 'figures', everySeconds: young ? FIRST_FIGURES_SECONDS : FIGURES_SECONDS });
}

/** What stands now rather than happened: written into the present hour and day, the last look counts. */
async function saveStanding(p: Platform, tenant: string, now: Temporal.Instant): Promise<void> {
  const [payouts, ages] = await Promise.all([
    payoutCoverage(p.pool, tenant), exceptionAges(p.pool, tenant, slaOf(policyOf<SlaPolicy>(tenantOf(p, tenant), 'sla', '*', {}))),
  ]);
  const stopped = ages.reduce((n, a) => n + a.count, 0);
  const overdue = ages.reduce((n, a) => n + a.overdue, 0);
  const share = payouts.payouts > 0 ? (100 * payouts.clean) / payouts.payouts : 100;
  const at = [['hour', String(startOf(now, HOUR_S))], ['day', String(startOf(now, 24 * HOUR_S))]] as const;
  await store.savePoints(p.pool, tenant, 'payouts', at.map(([grain, start]) =>
    ({ grain, at: start, value: share, count: payouts.payouts, in_time: payouts.clean })));
  await store.savePoints(p.pool, tenant, 'exceptions', at.map(([grain, start]) =>
    ({ grain, at: start, value: stopped, count: stopped, in_time: stopped - overdue })));
}

const startOf = (at: Temporal.Instant, seconds: number): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(at.epochMilliseconds / 1000 / seconds) * seconds * 1000);
const sinceWhen = (last: Temporal.Instant | null, now: Temporal.Instant): string =>
  String(startOf(last ?? now.subtract({ hours: 24 * FIRST_DAYS }), 24 * HOUR_S));

export type Range = 'hour' | 'week' | 'month' | 'quarter';
const RANGES: Readonly<Record<Exclude<Range, 'hour'>, { readonly days: number; readonly grain: store.Grain }>> = {
  week: { days: 7, grain: 'hour' }, month: { days: 31, grain: 'day' }, quarter: { days: 92, grain: 'day' },
};
/** The last hour, minute by minute, as the log has it. */
async function lastHour(p: Platform, tenant: string): Promise<readonly (store.PointRow & { readonly figure: Figure })[]> {
  const named = <F extends Figure>(figure: F, rows: readonly store.PointRow[]) => rows.map((r) => ({ ...r, figure }));
  const [steps, counts] = await Promise.all([
    Promise.all((Object.keys(STEPS) as Step[]).map(async (figure) => {
      const [from, to] = STEPS[figure];
      return named(figure, await stepMinutes(p.pool, tenant, { from, to, target: TARGETS[figure] }));
    })),
    Promise.all((Object.keys(COUNTED) as (keyof typeof COUNTED)[]).map(async (figure) =>
      named(figure, await messageMinutes(p.pool, tenant, COUNTED[figure])))),
  ]);
  return [...steps, ...counts].flat();
}

export interface Series {
  readonly points: { readonly at: string; readonly value: number; readonly count: number }[];
  readonly count: number;
  readonly inTime: number;
}
/** What was measured over a range, by figure. */
export async function figureHistory(p: Platform, tenant: string, range: Range): Promise<History> {
  if (range === 'hour') return historyOf('minute', await lastHour(p, tenant));
  const { days, grain } = RANGES[range];
  const since = String(startOf(Temporal.Now.instant().subtract({ hours: 24 * days }), 24 * HOUR_S));
  return historyOf(grain, await store.pointsSince(p.pool, tenant, { grain, since }));
}
type History = { readonly grain: store.Grain | 'minute' } & Record<Figure, Series>;
function historyOf(grain: History['grain'], rows: readonly (store.PointRow & { readonly figure: string })[]): History {
  const by = Map.groupBy(rows, (r) => r.figure);
  const series = Object.fromEntries(FIGURES.map((figure) => [figure, seriesOf(by.get(figure) ?? [])]));
  return { grain, ...series } as History;
}
const seriesOf = (rows: readonly store.PointRow[]): Series => ({
  points: rows.map((r) => ({ at: String(r.at), value: r.value, count: r.count })),
  count: rows.reduce((n, r) => n + r.count, 0), inTime: rows.reduce((n, r) => n + r.in_time, 0),
});
