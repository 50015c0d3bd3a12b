/** Webhook to durable answer: signed bodies of 1.2 KB over HTTP, the load in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildApi } from '#api/server.ts';
import { ground } from './ground.ts';
import { rawInserts } from './raw.ts';
import type { Row } from './row.ts';

export async function intake(seconds: number): Promise<Row[]> {
  const g = await ground();
  try {
    const before = await rawInserts(g.owner, seconds);
    const app = await buildApi(g.opened.platform, { intake: g.intake, meter: g.opened.meter });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as { port: number };
    const script = fileURLToPath(new URL('./load.ts', import.meta.url));
    const load = spawn(process.execPath, [script, `http://127.0.0.1:${port}/hooks/shop`, 'bench', String(seconds)],
      { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    load.stdout.on('data', (chunk: Buffer) => { text += chunk; });
    await once(load, 'exit');
    const seen = JSON.parse(text) as { perSecond: number; p50: number; p99: number; failed: number };
    await app.close();
    const after = await rawInserts(g.owner, seconds);
    const raw = (before.perSecond + after.perSecond) / 2;
    return [{
      name: 'webhook to durable answer', value: seen.perSecond, unit: '/s', raw, ratio: seen.perSecond / raw,
      target: '≥ 0.8 of raw inserts',
      note: `p50 ${seen.p50.toFixed(1)} ms, p99 ${seen.p99.toFixed(1)} ms at full load, ${seen.failed} failed`,
    }];
  } finally {
    await g.close();
  }
}
