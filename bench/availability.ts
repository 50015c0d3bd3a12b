/** Availability from memory over HTTP at 2,000 requests a second, the load in a process of its own, while stock changes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createApiKey } from '#api/access.ts';
import { buildApi } from '#api/server.ts';
import { availabilityOf } from '#runtime/availability.ts';
import { ground, TENANT, type Ground } from './ground.ts';
import type { Row } from './row.ts';
import { count, idle, trading } from './shops.ts';

const SKUS = 200;
const PER_SECOND = 2000;

export async function availability(seconds: number): Promise<Row[]> {
  const g = await ground();
  try {
    const { skus, worker } = await trading(g, SKUS);
    const { key } = await createApiKey(g.opened.platform, { name: 'bench', role: 'viewer', by: 'bench' });
    const app = await buildApi(g.opened.platform, { intake: g.intake, meter: g.opened.meter });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as { port: number };
    const script = fileURLToPath(new URL('./availability-load.ts', import.meta.url));
    // A small young generation for the load alone: it collects in a millisecond, so that its own pauses are not counted as answers.
    const load = spawn(process.execPath,
      ['--max-semi-space-size=2', script, `http://127.0.0.1:${port}`, key, ...[seconds, PER_SECOND, SKUS].map(String)],
      { stdio: ['ignore', 'pipe', 'inherit'] });
    const changing = setInterval(() => void count(g, { 'SKU-1': 50 + (Date.now() % 50) }, new Date().toISOString()), 500);
    let text = '';
    load.stdout.on('data', (chunk: Buffer) => { text += chunk; });
    await once(load, 'exit');
    clearInterval(changing);
    const seen = JSON.parse(text) as { perSecond: number; p50: number; p99: number; failed: number };
    const memory = await fromMemory(g, skus);
    await app.close();
    await idle(g);
    await worker.stop();
    return [{
      name: 'availability reads, p99', value: seen.p99, unit: 'ms', target: '< 10 ms at 2,000/s',
      note: `${Math.round(seen.perSecond)} answered a second of ${PER_SECOND} asked, p50 ${seen.p50.toFixed(1)} ms, ${seen.failed} failed`,
    }, {
      name: 'availability from memory, in process, p99', value: memory.p99, unit: 'ms', target: '< 10 ms',
      note: `${Math.round(memory.perSecond).toLocaleString('en-US')} a second of one process`,
    }];
  } finally {
    await g.close();
  }
}

/** What the cache itself takes, without HTTP around it. */
async function fromMemory(g: Ground, skus: readonly string[]): Promise<{ p99: number; perSecond: number }> {
  const cache = availabilityOf(g.opened.platform);
  const times: number[] = [];
  const started = performance.now();
  for (let n = 0; n < 20_000; n += 1) {
    const before = performance.now();
    await cache.numbers(TENANT, [skus[n % skus.length]!], 'shop-1');
    times.push(performance.now() - before);
  }
  const took = (performance.now() - started) / 1000;
  return { p99: times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!, perSecond: times.length / took };
}
