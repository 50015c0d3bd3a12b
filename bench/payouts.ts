/**
 * Payouts of a hundred thousand lines as providers export them, from the file to a balanced journal, each read as a
 * stream. Memory is this process's, bench included.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFile } from '#runtime/operations/ingest.ts';
import { explainPayout } from '#runtime/operations/payouts.ts';
import { PIECE } from '#runtime/pieces.ts';
import { startWorker } from '#runtime/worker.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import { writePayout } from './payout-file.ts';
import type { Row } from './row.ts';

const LINES = Number(process.env['THREADLINE_BENCH_PAYOUT_LINES'] ?? 100_000);
const MEGABYTE = 1 << 20;

export async function payout(connector: string): Promise<Row[]> {
  const g = await ground();
  const folder = mkdtempSync(join(tmpdir(), 'threadline-payouts-'));
  const worker = startWorker(g.opened.platform, { controlUrl: g.opened.url, intake: g.intake });
  try {
    g.wake = () => worker.wake();
    return [await measured(g, connector, join(folder, `${connector}.csv`))];
  } finally {
    await worker.stop();
    await g.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(g: Ground, connector: string, file: string): Promise<Row> {
  const { total, bytes } = writePayout(file, connector, LINES);
  let peak = 0;
  const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 20);
  const started = performance.now();
  const id = await booked(g, connector, file);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const x = await explainPayout(g.opened.platform, TENANT, id);
  if (BigInt(x.sum.replace('.', '')) !== total || x.lines !== LINES || x.suspense !== '0.00')
    throw new Error(`${connector}: the payout came out as ${x.sum} of ${x.lines} lines, ${x.suspense} in suspense`);
  return {
    name: `payout of ${connector}, ${LINES.toLocaleString('en')} lines`, value: seconds, unit: 's', target: '< 10 s in < 400 MB',
    note: `${(bytes / MEGABYTE).toFixed(0)} MB, ${x.sum} USD, ${x.journal.length} journals; at most ` +
      `${(peak / MEGABYTE).toFixed(0)} MB of memory`,
  };
}

/** Hands it over and waits for its journal. */
async function booked({ opened: { platform }, intake }: Ground, connector: string, file: string): Promise<string> {
  const pieces = () => createReadStream(file, { highWaterMark: PIECE });
  const body = Buffer.from((await pieces()[Symbol.asyncIterator]().next()).value as Uint8Array);
  await ingestFile(platform, intake, { tenant: TENANT, who: 'bench' } as never, { connection: connector, topic: 'settlement', body, pieces });
  for (;;) {
    const { rows } = await platform.pool.query<{ payout_id: string }>(
      `select p.payout_id from payout_view p where p.connection = $1
       and exists (select from entry e where e.document = 'payout:' || p.payout_id)`, [connector]);
    if (rows[0]) return rows[0].payout_id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
