/** Starts the real Vendure for a lane: install once, boot in a fresh folder, stop with the test. */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installVendure } from './install.ts';

export interface RealVendure {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly webhookSecret: string;
  stop(): Promise<void>;
}
const BOOT_SECONDS = 120;

/** `webhook` is where it posts its events. The answer `missing` says in one sentence why there is no shop. */
export async function startVendure(webhook?: string): Promise<RealVendure | { missing: string }> {
  const installed = await installVendure();
  if ('missing' in installed) return installed;
  const folder = await mkdtemp(join(tmpdir(), 'vendure-lane-'));
  const [password, webhookSecret] = [randomBytes(12).toString('hex'), randomBytes(24).toString('hex')];
  const port = await freePort();
  const child = fork(fileURLToPath(new URL('shop.ts', import.meta.url)), [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      ...process.env, DO_NOT_TRACK: '1', VENDURE_DISABLE_TELEMETRY: 'true', VENDURE_MODULES: installed.folder,
      VENDURE_FOLDER: folder, VENDURE_PORT: String(port), VENDURE_PASSWORD: password,
      VENDURE_WEBHOOK_SECRET: webhookSecret, ...(webhook && { VENDURE_WEBHOOK: webhook }),
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const gone = await Promise.race([ended.then(() => true), wait(5000)]);
    if (gone !== true) child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const ready = new Promise<true>((resolve) => child.once('message', () => resolve(true)));
  const up = await Promise.race([ready, ended, wait(BOOT_SECONDS * 1000)]);
  if (up === true) return { url: `http://127.0.0.1:${port}`, user: 'superadmin', password, webhookSecret, stop };
  await stop();
  throw new Error(`Vendure did not start within ${BOOT_SECONDS} s; it last said:\n${said}`);
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
