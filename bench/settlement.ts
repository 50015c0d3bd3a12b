/**
 * Settlements of a marketplace, from the file to a balanced journal: a hundred thousand lines and a million, streamed from
 * the payload store to the ledger, while orders go on coming in. The raw limit is PostgreSQL's own COPY of the same file
 * into a bare table. Memory is this process's, bench included.
 */
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { explainPayout, findPayout } from '#runtime/operations/payouts.ts';
import { PIECE } from '#runtime/pieces.ts';
import { tenantOf } from '#runtime/platform.ts';
import { startWorker } from '#runtime/worker.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import { alone } from './alone.ts';
import { SHAPES } from './payout-file.ts';
import type { Row } from './row.ts';
import { writeSettlement, type Written } from './settlement-file.ts';

const SIZES = (process.env['THREADLINE_BENCH_LINES'] ?? '100000,1000000').split(',').map(Number);
const TARGETS: Readonly<Record<number, string>> = { 100_000: '< 10 s in < 400 MB', 1_000_000: '< 120 s in < 400 MB' };
const MEGABYTE = 1 << 20;

export async function settlement(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const lines of SIZES) rows.push(...await alone({ module: 'settlement', name: 'measured' }, lines));
  for (const connector of Object.keys(SHAPES)) rows.push(...await alone({ module: 'payouts', name: 'payout' }, connector));
  return rows;
}

export async function measured(lines: number): Promise<Row[]> {
  const g = await ground();
  const folder = mkdtempSync(join(tmpdir(), 'threadline-settlement-'));
  const worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
  try {
    g.wake = () => worker.wake();
    const file = join(folder, 'settlement.txt');
    const id = `7${String(lines).padStart(10, '0')}`;
    const written = writeSettlement(file, id, lines);
    const raw = await copied(g, file);
    const calm = await probing(g, 'calm', async () => new Promise((resolve) => setTimeout(resolve, 3000)));
    let seconds = 0;
    const busy = await probing(g, 'busy', async () => { seconds = await booked(g, file, id); });
    const note = await proof(g, id, { lines, written, peak: busy.peak });
    const took = (n: { waits: readonly number[] }, at: number) => n.waits.toSorted((a, b) => a - b)[Math.floor(n.waits.length * at)] ?? 0;
    return [
      { name: `settlement of ${lines.toLocaleString('en')} lines`, value: seconds, unit: 's', raw, ratio: seconds / raw,
        target: TARGETS[lines] ?? 'none', note },
      { name: '  an order heard meanwhile, median', value: took(busy, 0.5), unit: 'ms', raw: took(calm, 0.5),
        ratio: took(busy, 0.5) / took(calm, 0.5), target: 'undisturbed',
        note: `raw: the same with no settlement; 99 of 100 in ${took(busy, 0.99).toFixed(0)} ms, before in ${took(calm, 0.99).toFixed(0)} ms` },
    ];
  } finally {
    await worker.stop();
    await g.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds PostgreSQL needs to take the file in by itself. */
async function copied(g: Ground, file: string): Promise<number> {
  const names = readFileSync(file, 'utf8').slice(0, 1000).split('\n')[0]!.split('\t');
  await g.owner.query(`create table bench_copy (${names.map((n) => `"${n}" text`).join(', ')})`);
  const started = performance.now();
  await g.owner.query(`copy bench_copy from '${file}' with (format csv, delimiter E'\\t', header true)`);
  const took = (performance.now() - started) / 1000;
  await g.owner.query('drop table bench_copy');
  return took;
}

/** Seconds from handing the file over to its journal. */
async function booked(g: Ground, file: string, id: string): Promise<number> {
  const { platform } = g.opened;
  const started = performance.now();
  const pieces = () => createReadStream(file, { highWaterMark: PIECE });
  const body = Buffer.from((await pieces()[Symbol.asyncIterator]().next()).value as Uint8Array);
  await ingestFile(platform, g.intake, { tenant: TENANT, who: 'bench' } as never, { connection: 'amazon', topic: 'settlement', body, pieces });
  for (;;) {
    const { rows } = await platform.pool.query<{ done: boolean }>(
      `select exists (select from entry e join payout_view p on e.document = 'payout:' || p.payout_id where p.external = $1) as done`, [id]);
    if (rows[0]!.done) return (performance.now() - started) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One order after the other while something goes on: how long until each is known, and the memory meanwhile. */
async function probing(g: Ground, name: string, work: () => Promise<unknown>): Promise<{ waits: number[]; peak: number }> {
  const c = tenantOf(g.opened.platform, TENANT).connections.get('shop')!;
  const waits: number[] = [];
  let peak = 0;
  const over = new AbortController();
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20);
  const asking = (async () => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      const order = `${name}-${n}`;
      const started = performance.now();
      await g.intake.accept({ c, transport: 'webhook', topic: 'said', reference: `orders/${order}`, headers: {}, body: Buffer.from(
        JSON.stringify({ order, at: '2026-11-21T08:00:00Z', currency: 'EUR', lines: [{ id: '1', sku: 'SKU-1', quantity: 1, net: '10.00' }] })) });
      await known(g, order);
      waits.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await work();
  over.abort();
  await asking;
  clearInterval(watch);
  return { waits, peak };
}

async function known(g: Ground, order: string): Promise<void> {
  for (;;) {
    const { rows } = await g.opened.platform.pool.query(`select from order_view o where o.external = $1`, [order]);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** Nothing is measured that is not right: the sum to the cent, every line, journals that balance. */
async function proof(g: Ground, id: string, { lines, written, peak }: { lines: number; written: Written; peak: number }): Promise<string> {
  const { platform } = g.opened;
  const started = performance.now();
  const explained = await explainPayout(platform, TENANT, await findPayout(platform, TENANT, id));
  const took = ((performance.now() - started) / 1000).toFixed(1);
  const cents = BigInt(explained.sum.replace('.', ''));
  if (cents !== written.total || explained.lines !== lines)
    throw new Error(`the settlement came out as ${explained.sum} of ${explained.lines} lines`);
  return `${(written.bytes / MEGABYTE).toFixed(0)} MB, ${explained.sum} USD, ${explained.journal.length} journals; at most ` +
    `${(peak / MEGABYTE).toFixed(0)} MB of memory; ${(explained.matched.orders + explained.openOrders).toLocaleString('en')} orders ` +
    `matched in ${took} s when asked`;
}
