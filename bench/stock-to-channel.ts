/** From a change of stock in the log to the channel's acknowledgement in the log: 200 SKUs, eight channels, steady changes. */
import { ground } from './ground.ts';
import type { Row } from './row.ts';
import { count, idle, trading } from './shops.ts';

const SKUS = 200;
const PER_SECOND = 20;

export async function stockToChannel(seconds: number): Promise<Row[]> {
  const g = await ground();
  try {
    const { skus, worker } = await trading(g, SKUS);
    const began = new Date().toISOString();
    const changes = Math.max(3, seconds) * PER_SECOND;
    for (let n = 0; n < changes; n += 1) {
      await count(g, { [skus[(n * 7) % SKUS]!]: 50 - (n % 40) }, new Date().toISOString());
      worker.wake();
      await new Promise((resolve) => setTimeout(resolve, 1000 / PER_SECOND));
    }
    await idle(g);
    await worker.stop();
    const { rows } = await g.opened.platform.pool.query<{ seconds: number }>(`
      select extract(epoch from p.seen - c.seen)::float8 as seconds from message c
      join message p on p.tenant = c.tenant and p.shard = c.shard and p.type = 'StockPublished' and p.data->>'sku' = c.data->>'sku'
        and p.seen >= c.seen and (p.data->>'quantity')::int = (c.data->>'onHand')::int
      where c.type = 'StockCounted' and c.seen >= $1 order by 1`, [began]);
    const at = (q: number): number => rows[Math.min(rows.length - 1, Math.floor(rows.length * q))]?.seconds ?? Infinity;
    return [{
      name: 'stock change to channel, p95', value: at(0.95) * 1000, unit: 'ms', target: '< 2,000 ms',
      note: `${changes} changes to 8 channels, ${rows.length} acknowledged, p50 ${Math.round(at(0.5) * 1000)} ms, p99 ${Math.round(at(0.99) * 1000)} ms`,
    }];
  } finally {
    await g.close();
  }
}
