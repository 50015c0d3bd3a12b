/** Signed webhooks as fast as they are answered: `node load.ts URL SECRET SECONDS`; prints what it saw as JSON. */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';

const [address, secret, seconds] = process.argv.slice(2);
const url = new URL(address!);
const CONNECTIONS = 64;
const pool = new Pool(url.origin, { connections: CONNECTIONS });
const times: number[] = [];
let failed = 0;
let n = 0;

async function one(): Promise<void> {
  const body = JSON.stringify({
    order: `L-${process.pid}-${(n += 1)}`, at: '2026-11-21T08:00:00Z', currency: 'EUR',
    lines: [{ id: '1', sku: 'SKU-1', quantity: 1, net: '10.00' }], note: 'x'.repeat(1050),
  });
  const started = performance.now();
  const answer = await pool.request({
    path: url.pathname, method: 'POST', body,
    headers: { 'content-type': 'application/json', 'x-simulated-topic': 'order',
      'x-simulated-hmac': createHmac('sha256', secret!).update(body).digest('base64') },
  });
  await answer.body.dump();
  if (answer.statusCode >= 300) failed += 1;
  else times.push(performance.now() - started);
}

const warmUp = performance.now() + 500;
const run = async (end: number) => {
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => { while (performance.now() < end) await one(); }));
};
await run(warmUp);
times.length = 0;
const started = performance.now();
await run(started + Number(seconds) * 1000);
const took = (performance.now() - started) / 1000;
times.sort((a, b) => a - b);
const at = (q: number) => times[Math.floor(times.length * q)] ?? 0;
process.stdout.write(JSON.stringify({ perSecond: times.length / took, p50: at(0.5), p99: at(0.99), failed }));
await pool.close();
