/** Orders through the whole thread: webhook, reservation, ERP, warehouse, shipment, invoice, channel; twins included. */
import { append } from '#runtime/append.ts';
import { derivedUuid } from '#runtime/identity.ts';
import { tenantOf } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { transaction } from '#store/query.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import type { Row } from './row.ts';

const ORDERS = Number(process.env['THREADLINE_BENCH_ORDERS'] ?? 1000);

export async function orders(): Promise<Row[]> {
  const g = await ground();
  try {
    await stock(g);
    const worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
    g.wake = () => worker.wake();
    const started = performance.now();
    const shipping = ship(g);
    await Promise.all(Array.from({ length: ORDERS }, (_, n) => place(g, n)));
    await shipping;
    await finished(g);
    const took = (performance.now() - started) / 1000;
    await worker.stop();
    const twice = g.twin.applied.length - new Set(g.twin.applied.map((a) => `${a.operation} ${a.key}`)).size;
    const { rows } = await g.opened.platform.pool.query<{ n: number }>('select count(*)::int as n from message');
    return [{ name: 'orders through the whole thread', value: ORDERS / took, unit: 'orders/s', target: '≥ 200 orders/s',
      note: `${ORDERS} orders, ${rows[0]!.n} messages, ${g.twin.applied.length} partner writes, ${twice} of them twice` }];
  } finally {
    await g.close();
  }
}

async function stock(g: Ground): Promise<void> {
  const at = '2026-11-21T06:00:00.000Z';
  await transaction(g.opened.platform.pool, (tx) => append(tx, Array.from({ length: 200 }, (_, i) => ({
    tenant: TENANT, type: 'StockCounted', data: { connection: 'wms', location: 'BER', sku: `SKU-${i}`, onHand: 100_000, asOf: at },
    key: `count:${i}`, at, correlation: derivedUuid(TENANT, 'stock', `SKU-${i}`),
  }))));
}

async function hear(g: Ground, connection: string, reference: string, body: object): Promise<void> {
  const c = tenantOf(g.opened.platform, TENANT).connections.get(connection)!;
  await g.intake.accept({ c, transport: 'webhook', topic: 'said', reference, headers: {}, body: Buffer.from(JSON.stringify(body)) });
}

const place = (g: Ground, n: number): Promise<void> => hear(g, 'shop', `orders/B-${n}`, {
  order: `B-${n}`, at: '2026-11-21T08:00:00Z', currency: 'EUR',
  lines: [
    { id: '1', sku: `SKU-${n % 200}`, quantity: 1, net: '10.00' },
    { id: '2', sku: `SKU-${(n * 7) % 200}`, quantity: 2, net: '25.00' },
  ],
});

interface Asked {
  readonly fulfillmentId: string;
  readonly lines: readonly { readonly lineId: string; readonly sku: string; readonly quantity: number }[];
}
/** The warehouse: ships what it is asked for, as it sees it. It looks at what is new only: what is measured is not the looking. */
async function ship(g: Ground): Promise<void> {
  const shipped = new Set<string>();
  for (let from = '-infinity'; shipped.size < ORDERS;) {
    const { rows } = await g.opened.platform.pool.query<{ f: Asked; next: string }>(
      `select data->'fulfillment' as f, (seen - interval '3 seconds')::text as next from message
       where type = 'RequestFulfillment' and tenant = $1 and seen > $2::timestamptz order by seen`, [TENANT, from]);
    from = rows.at(-1)?.next ?? from;
    const fresh = rows.filter((r) => !shipped.has(r.f.fulfillmentId));
    for (const { f } of fresh) shipped.add(f.fulfillmentId);
    await Promise.all(fresh.map(({ f }) => hear(g, 'wms', `shipments/${f.fulfillmentId}`, {
      order: f.fulfillmentId, fulfillment: f.fulfillmentId, shipment: `P-${f.fulfillmentId}`, at: '2026-11-21T10:00:00Z',
      tracking: `T-${f.fulfillmentId}`,
      shipped: f.lines.map((l) => ({ line: l.lineId, sku: l.sku, quantity: l.quantity })),
    })));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Every order shipped and invoiced, nothing open: found by a probe, and counted once at the end. */
async function finished(g: Ground): Promise<void> {
  const { pool } = g.opened.platform;
  for (;;) {
    const { rows: [open] } = await pool.query<{ any: boolean }>(
      `select exists (select from delivery where state in ('Ready', 'Queued', 'Claimed') and due <= now()) as any`);
    if (!open!.any) {
      const { rows: [told] } = await pool.query<{ n: number }>(`select count(*)::int as n from message where type = 'InvoiceIssued' and tenant = $1`, [TENANT]);
      if (told!.n >= ORDERS) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
