/** Figures of the first page: how long things take against their targets, what is in flight, what partners miss. */
import { z } from 'zod';
import { toDecimal } from '#domain/measure.ts';
import type { Platform } from '#runtime/platform.ts';
import { figureHistory, STEPS, TARGETS, type Step } from '#runtime/operations/figures.ts';
import * as store from '#store/list-figures.ts';
import { openWishes, type OpenWishRow } from '#store/list-traffic.ts';
import { answers, iso, type Api } from '../api.ts';
import { FigureHistory, FiguresSchema, ImpactItem } from '../schemas-console.ts';
import { slaFor } from './work.ts';

type Figures = z.infer<typeof FiguresSchema>;
/** An answer is kept for twenty times what it cost, within bounds: a small log is looked at often, a large one never all the time. */
const KEPT_TIMES = 20;
const [LEAST_MS, MOST_MS] = [1000, 60_000];

export const figureRoutes = async (app: Api): Promise<void> => {
  const kept = new Map<string, { until: number; value: Promise<Measured> }>();
  /** A day of the log is read by one at a time, however many look on. */
  const measure = (reads: Platform, tenant: string): Promise<Measured> => {
    const before = kept.get(tenant);
    if (before && Date.now() < before.until) return before.value;
    const began = Date.now();
    const value = readMeasured(reads, tenant);
    const mine = { until: Infinity, value };
    kept.set(tenant, mine);
    value.then(() => {
      mine.until = Date.now() + Math.min(MOST_MS, Math.max(LEAST_MS, KEPT_TIMES * (Date.now() - began)));
    }, () => kept.delete(tenant));
    return value;
  };
  app.get('/v1/figures', {
    schema: { summary: 'How long things take, hour by hour', tags: ['Now'], response: answers(FiguresSchema) },
  }, async ({ caller: { tenant }, reads }) => {
    const [day, open] = await Promise.all([measure(reads, tenant), readOpen(reads, tenant)]);
    return { ...day, ...open };
  });
  app.get('/v1/figures/history', {
    schema: {
      summary: 'The same over an hour, a week, a month or a quarter', tags: ['Now'], response: answers(FigureHistory),
      querystring: z.object({ range: z.enum(['hour', 'week', 'month', 'quarter']).default('week') }),
    },
  }, ({ query: { range }, caller, reads }) => figureHistory(reads, caller.tenant, range));
  app.get('/v1/connections/impact', {
    schema: {
      summary: 'What partners were not told yet, in words', tags: ['Partners'],
      response: answers(z.object({ items: z.array(ImpactItem) })),
    },
  }, async ({ caller, reads }) => ({ items: (await openWishes(reads.pool, caller.tenant)).map(impact) }));
};

type Open = Pick<Figures, 'inFlight' | 'ages'>;
type Measured = Omit<Figures, keyof Open>;

async function readMeasured({ pool }: Platform, tenant: string): Promise<Measured> {
  const step = (name: Step) => store.stepTimes(pool, tenant, { from: STEPS[name][0], to: STEPS[name][1], target: TARGETS[name] });
  const [erp, stock, shipped, refused, orders, payouts] = await Promise.all([
    step('orderToErp'),
    step('stockToChannel'),
    step('shipmentToChannel'),
    store.messagesByHour(pool, tenant, 'StockRefused'), store.messagesByHour(pool, tenant, 'OrderPlaced'),
    store.payoutCoverage(pool, tenant),
  ]);
  return {
    orderToErp: measured(erp, TARGETS.orderToErp), stockToChannel: measured(stock, TARGETS.stockToChannel),
    shipmentToChannel: measured(shipped, TARGETS.shipmentToChannel), refusedStock: counted(refused),
    orders: counted(orders), payouts: { count: payouts.payouts, explained: payouts.clean, lines: payouts.lines },
  };
}

/** Of unfinished work only, so it is read each time and agrees with the worklist. */
async function readOpen(reads: Platform, tenant: string): Promise<Open> {
  const { pool } = reads;
  const [flight, ages] = await Promise.all([store.inFlight(pool, tenant), store.exceptionAges(pool, tenant, slaFor(reads, tenant))]);
  return {
    inFlight: {
      orders: flight.reduce((n, f) => n + f.orders, 0),
      value: flight.map((f) => ({ currency: f.currency, amount: toDecimal({ count: f.total, unit: f.currency }) })),
    },
    ages: ages.map((a) => ({ ...a, bucket: a.bucket as Figures['ages'][number]['bucket'] })),
  };
}

const measured = (rows: readonly store.StepRow[], targetSeconds: number): Figures['orderToErp'] => {
  const all = rows.find((r) => r.hour === null);
  return {
    count: all?.count ?? 0, p95Seconds: all && all.count > 0 ? all.p95 : null, inTime: all?.in_time ?? 0, targetSeconds,
    hours: rows.flatMap((r) => (r.hour ? [{ at: iso(r.hour), value: r.p95, count: r.count }] : [])),
  };
};
const counted = (rows: readonly store.HourRow[]): Figures['orders'] => ({
  count: rows.reduce((n, r) => n + r.count, 0),
  hours: rows.map((r) => ({ at: iso(r.hour), value: r.count, count: r.count })),
});

/** What it means for the business that a partner has not been told, by the wish. */
const MEANS: Readonly<Record<string, (n: number) => string>> = {
  PublishStock: (n) => `${n} stock ${n === 1 ? 'update' : 'updates'} not shown to buyers`,
  CreateErpOrder: (n) => `${n} ${n === 1 ? 'order' : 'orders'} not in the books`,
  AmendErpOrder: (n) => `${n} changed ${n === 1 ? 'order' : 'orders'} old in the books`,
  CancelErpOrder: (n) => `${n} cancelled ${n === 1 ? 'order' : 'orders'} still open in the books`,
  RecordErpShipment: (n) => `${n} ${n === 1 ? 'shipment' : 'shipments'} not in the books`,
  IssueInvoice: (n) => `${n} ${n === 1 ? 'invoice' : 'invoices'} not issued`,
  IssueCreditMemo: (n) => `${n} credit ${n === 1 ? 'memo' : 'memos'} not issued`,
  RecordErpReturn: (n) => `${n} ${n === 1 ? 'return' : 'returns'} not in the books`,
  RecordErpSpoilage: (n) => `${n} ${n === 1 ? 'finding' : 'findings'} of damage not in the books`,
  PostJournal: (n) => `${n} ${n === 1 ? 'journal' : 'journals'} not posted`,
  RequestFulfillment: (n) => `${n} ${n === 1 ? 'order' : 'orders'} not at the warehouse`,
  CancelFulfillment: (n) => `${n} ${n === 1 ? 'recall' : 'recalls'} not at the warehouse`,
  ReportShipment: (n) => `${n} ${n === 1 ? 'buyer' : 'buyers'} not told of ${n === 1 ? 'a shipment' : 'shipments'}`,
  ReportTracking: (n) => `${n} ${n === 1 ? 'buyer has' : 'buyers have'} an old tracking number`,
  ReportPickupReady: (n) => `${n} ${n === 1 ? 'buyer' : 'buyers'} not told that a pickup is ready`,
  ReportHold: (n) => `${n} ${n === 1 ? 'hold' : 'holds'} not told to the channel`,
  AnswerRecall: (n) => `${n} ${n === 1 ? 'recall' : 'recalls'} not answered`,
  AnswerReturn: (n) => `${n} ${n === 1 ? 'buyer waits' : 'buyers wait'} for an answer to a return`,
  RefundReturn: (n) => `${n} ${n === 1 ? 'buyer waits' : 'buyers wait'} for money back`,
  CancelChannelLines: (n) => `${n} partial ${n === 1 ? 'cancellation' : 'cancellations'} not told to the channel`,
  CancelChannelOrder: (n) => `${n} ${n === 1 ? 'cancellation' : 'cancellations'} not told to the channel`,
};
const impact = (w: OpenWishRow): z.infer<typeof ImpactItem> => ({
  connection: w.connection, type: w.type, state: w.state as 'waiting' | 'stopped', count: w.count, subjects: w.subjects,
  oldest: iso(w.oldest), says: MEANS[w.type]?.(w.count) ?? `${w.count} × ${w.type}`,
});
