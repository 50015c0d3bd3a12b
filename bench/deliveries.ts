/** Keyed deliveries with database-only handlers: the backlog of a burst, drained in order per subject. */
import { append } from '#runtime/append.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { startWorker } from '#runtime/worker.ts';
import { transaction } from '#store/query.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import { rawJobs } from './raw.ts';
import type { Row } from './row.ts';

export async function deliveries(seconds: number): Promise<Row[]> {
  const g = await ground();
  try {
    const before = await rawJobs(g.owner, seconds);
    await enqueue(g, 20_000);
    const worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
    while (worker.shards() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const started = performance.now();
    const done = await drained(g);
    const took = (performance.now() - started) / 1000;
    await worker.stop();
    const after = await rawJobs(g.owner, seconds);
    const raw = (before.perSecond + after.perSecond) / 2;
    return [{ name: 'keyed deliveries, database-only handlers', value: done / took, unit: '/s', raw, ratio: done / took / raw,
      target: '≥ raw one-commit limit', note: `${done} deliveries of 2,000 subjects, order kept` }];
  } finally {
    await g.close();
  }
}

/** Refunds of orders nobody has shown yet: the order book folds each into its state and waits. */
async function enqueue(g: Ground, count: number): Promise<void> {
  const money = (n: string) => ({ count: n, unit: 'EUR' });
  for (let from = 0; from < count; from += 500)
    await transaction(g.opened.platform.pool, (tx) => append(tx, Array.from({ length: 500 }, (_, i) => {
      const n = from + i;
      const orderId = orderIdOf(TENANT, 'shop', String(n % 2000));
      const refund = { external: `r-${n}`, at: '2026-11-21T08:00:00.000Z', lines: [], shipping: money('0'), shippingTax: money('0'),
        adjustment: money('100'), tenders: [] };
      return { tenant: TENANT, type: 'RefundSeen', data: { orderId, refund }, key: `bench:${n}`, at: refund.at };
    })));
}

/** The look at what is open is a probe of an index: counting would be a load of its own. */
async function drained(g: Ground): Promise<number> {
  const { pool } = g.opened.platform;
  for (;;) {
    const { rows } = await pool.query<{ open: boolean }>(
      `select exists (select from delivery where state in ('Ready', 'Queued', 'Claimed', 'Parked')) as open`);
    if (!rows[0]!.open) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rows } = await pool.query<{ done: number }>(`select count(*)::int as done from delivery where state = 'Done'`);
  return rows[0]!.done;
}
