/** Lists of the console among 1,000,000 orders: first page, filtered, and deep within, through the API. */
import { createApiKey } from '#api/access.ts';
import { buildApi } from '#api/server.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import type { Row } from './row.ts';

const ORDERS = 1_000_000;
const AT_ONCE = 50_000;
const TIMES = 20;
/** A year of orders of eight channels; one in ten thousand is short of stock, one in five thousand not finished, the first of them long ago. */
const FILL = [
  `insert into order_view (tenant, shard, order_id, channel, external, number, placed_at, currency, total, document, erp_order, stage, correlation)
   select $1, n % 256, 'ord-' || lpad(n::text, 13, '0'), 'shop-' || n % 8, n::text, '#' || n, now() - n * interval '31 seconds', 'EUR', 1990, '{}',
     'SO' || n, case when n % 10000 = 7 then 'short' when n % 5000 = 3 then 'in ERP' when n % 50 = 1 then 'cancelled' else 'invoiced' end, gen_random_uuid()
   from generate_series($2::int, $3::int) n`,
  `insert into shipment_view (tenant, shard, shipment_id, order_id, location, shipped_at, document, recorded_at, reported_at, invoice)
   select $1, n % 256, 'shp-' || n, 'ord-' || lpad(n::text, 13, '0'), 'L' || n % 20, now() - n * interval '31 seconds',
     '{"parcels":[],"lines":[]}', now(), now(), 'INV' || n from generate_series($2::int, $3::int) n`,
  `insert into return_view (tenant, shard, return_id, order_id, connection, external, number, stage, opened_at, correlation)
   select $1, n % 256, 'ret-' || n, 'ord-' || lpad(n::text, 13, '0'), 'shop-' || n % 8, 'R' || n, 'R' || n,
     case when n % 5000 = 1 then 'requested' else 'closed' end, now() - n * interval '31 seconds', gen_random_uuid()
   from generate_series($2::int, $3::int, 5) n`,
];
const HALF_A_YEAR_MS = ORDERS * 15_500;
const LISTS: readonly (readonly [what: string, address: () => string])[] = [
  ['orders', () => '/v1/orders?limit=50'],
  ['orders, and how many there are', () => '/v1/orders?limit=50&total=true'],
  ['orders of a channel', () => '/v1/orders?channel=shop-3&limit=50'],
  ['orders short of stock', () => '/v1/orders?stage=short&limit=50'],
  ['orders in the ERP of a channel', () => '/v1/orders?channel=shop-3&stage=in%20ERP&limit=50'],
  ['orders of half a year ago', () => `/v1/orders?to=${new Date(Date.now() - HALF_A_YEAR_MS).toISOString()}&limit=50`],
  ['shipments', () => '/v1/shipments?limit=50'],
  ['shipments of a location', () => '/v1/shipments?location=L7&limit=50'],
  ['returns', () => '/v1/returns?limit=50'],
  ['returns that were asked for', () => '/v1/returns?stage=requested&limit=50'],
];

export async function lists(): Promise<Row[]> {
  const g = await ground();
  try {
    for (const text of FILL)
      for (let n = 0; n < ORDERS; n += AT_ONCE) await g.owner.query(text, [TENANT, n + 1, n + AT_ONCE]);
    for (const table of ['order_view', 'shipment_view', 'return_view']) await g.owner.query(`analyze ${table}`);
    return await measured(g);
  } finally {
    await g.close();
  }
}

async function measured(g: Ground): Promise<Row[]> {
  const { key } = await createApiKey(g.opened.platform, { name: 'bench', role: 'viewer', by: 'bench' });
  const app = await buildApi(g.opened.platform, { intake: g.intake, meter: g.opened.meter });
  const rows: Row[] = [];
  for (const [what, address] of LISTS) {
    const times: number[] = [];
    await page(app, address(), key);
    for (let n = 0; n < TIMES; n += 1) times.push(await page(app, address(), key));
    const p95 = times.sort((a, b) => a - b)[Math.floor(TIMES * 0.95) - 1]!;
    rows.push({ name: `a page of ${what}, p95`, value: p95, unit: 'ms', target: '< 200 ms among 1,000,000' });
  }
  await app.close();
  return rows;
}

type App = Awaited<ReturnType<typeof buildApi>>;
async function page(app: App, url: string, key: string): Promise<number> {
  const before = performance.now();
  const answer = await app.inject({ url, headers: { authorization: `Bearer ${key}` } });
  const { items } = answer.json<{ items: unknown[] }>();
  if (answer.statusCode !== 200 || items.length !== 50) throw new Error(`${url}: ${answer.statusCode}, ${items?.length} rows`);
  return performance.now() - before;
}
