/** Asks for availability at a steady rate, whatever the answers take: `node availability-load.ts URL KEY SECONDS RATE SKUS`. */
import { Pool } from 'undici';

const [address, key, seconds, rate, skus] = process.argv.slice(2);
const CONNECTIONS = 16;
const pool = new Pool(address!, { connections: CONNECTIONS, pipelining: 4 });
const times: number[] = [];
let failed = 0;
let asked = 0;
const headers = { authorization: `Bearer ${key}` };

/** `due`: when it should have been sent; time spent waiting for a turn counts. */
async function one(due: number, count: boolean): Promise<void> {
  const answer = await pool.request({ path: `/v1/availability?sku=SKU-${asked++ % Number(skus)}&channel=shop-1`, method: 'GET', headers });
  await answer.body.dump();
  if (!count) return;
  if (answer.statusCode === 200) times.push(performance.now() - due);
  else {
    failed += 1;
    if (failed === 1) process.stderr.write(`answered ${answer.statusCode}\n`);
  }
}

async function run(length: number, count: boolean): Promise<void> {
  const begun = performance.now();
  const flying: Promise<void>[] = [];
  for (let n = 0; n < length * Number(rate);) {
    const should = Math.floor(((performance.now() - begun) / 1000) * Number(rate));
    for (; n < should; n += 1) flying.push(one(begun + (n / Number(rate)) * 1000, count).catch(() => { failed += 1; }));
    await new Promise((resolve) => { setTimeout(resolve, 1); });
  }
  await Promise.all(flying);
}
await run(1.5, false);
const started = performance.now();
await run(Number(seconds), true);
const took = (performance.now() - started) / 1000;
times.sort((a, b) => a - b);
const at = (q: number): number => times[Math.floor(times.length * q)] ?? 0;
process.stdout.write(JSON.stringify({ perSecond: times.length / took, p50: at(0.5), p99: at(0.99), failed }));
await pool.close();
