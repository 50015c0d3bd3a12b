/** One hot SKU that eight channels sell at once: promises a second through the log, the ledger and all that follows; oversold must be 0. */
import { append } from '#runtime/append.ts';
import { orderIdOf } from '#runtime/identity.ts';
import { startWorker } from '#runtime/worker.ts';
import { transaction } from '#store/query.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import { rawJobs } from './raw.ts';
import type { Row } from './row.ts';
import { count, idle, openShops, SHOPS } from './shops.ts';

const ORDERS = Number(process.env['THREADLINE_BENCH_RESERVATIONS'] ?? 10_000);
const UNITS = Math.floor(ORDERS * 0.9);
const HOT = 'SKU-0';

export async function reservations(seconds: number): Promise<Row[]> {
  const g = await ground();
  try {
    await openShops(g, [HOT]);
    await count(g, { [HOT]: UNITS }, '2026-11-21T06:00:00.000Z');
    let worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
    await idle(g);
    await worker.stop();
    await wish(g);
    const before = await rawJobs(g.owner, seconds);
    worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
    while (worker.shards() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const started = performance.now();
    while (await open(g)) await new Promise((resolve) => setTimeout(resolve, 25));
    const took = (performance.now() - started) / 1000;
    await idle(g);
    await worker.stop();
    const { rows: [r] } = await g.opened.platform.pool.query<{ promised: number; free: number; refused: number; wrong: number }>(`
      select (select coalesce(sum(reserved), 0) from reservation where sku = $1)::int as promised,
             (select sum(amount) from balance where unit = $1 and account = 'stock:BER:on_hand')::int as free,
             (select count(*) from message where type = 'StockRefused')::int as refused,
             (select count(*) from stock_told where sku = $1 and acknowledged is distinct from 0)::int as wrong`, [HOT]);
    const raw = (before.perSecond + (await rawJobs(g.owner, seconds)).perSecond) / 2;
    return [{
      name: 'reservations on one hot SKU, 8 channels', value: ORDERS / took, unit: '/s', raw, ratio: ORDERS / took / raw,
      target: '≥ 2,000/s, oversold 0',
      note: `${r!.promised} promised of ${UNITS}, ${r!.refused} refused, oversold ${Math.max(0, r!.promised - UNITS)}, ${r!.free} left; ` +
        `${r!.wrong} of ${SHOPS.length} shops show another number than 0 afterwards`,
    }];
  } finally {
    await g.close();
  }
}

async function wish(g: Ground): Promise<void> {
  for (let from = 0; from < ORDERS; from += 500)
    await transaction(g.opened.platform.pool, (tx) => append(tx, Array.from({ length: Math.min(500, ORDERS - from) }, (_, i) => {
      const n = from + i;
      const channel = SHOPS[n % SHOPS.length]!;
      const orderId = orderIdOf(TENANT, channel, String(n));
      const key = `reserve:${orderId}:1`;
      const data = { key, orderId, lines: [{ lineId: '1', sku: HOT, quantity: 1 }], round: 1, channel };
      return { tenant: TENANT, type: 'ReserveStock', data, key: `ReserveStock:${key}`, at: '2026-11-21T08:00:00.000Z' };
    })));
}
/** Looked for by the index: counting what is left would take from what is measured. */
async function open(g: Ground): Promise<boolean> {
  const { rows } = await g.opened.platform.pool.query(`
    select from generate_series(0, 255) as s (shard) cross join lateral (
      select from delivery d where d.shard = s.shard and d.tenant = $1 and d.handler = 'ledger:goods'
        and d.state in ('Ready', 'Queued', 'Claimed', 'Parked') limit 1) d limit 1`, [TENANT]);
  return rows.length > 0;
}
