/**
 * A real Tryton 6.0 of our own beside a test: activated and seeded once into a template, then copied for every start,
 * which takes two seconds. Nothing outside the temporary folder is touched. Every step has a time limit and says that it
 * begins: on a slow machine a silent lane cannot be told from one that hangs.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrytonWorld } from '#sandbox/tryton/world.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { PYTHON, say } from './install.ts';

const MODULES = ['company', 'party', 'product', 'stock', 'sale', 'account', 'account_invoice', 'account_invoice_stock',
  'stock_package_shipping'];
const modulesOf = (world: TrytonWorld): readonly string[] => (world.lots ? [...MODULES, 'stock_lot'] : MODULES);
/** PostgreSQL takes two minutes for the longest on two idle cores. */
const LONGEST_STEP_MS = 400_000;
const seedScript = new URL('seed.py', import.meta.url).pathname;

export interface RealTryton {
  readonly url: string;
  stop(): Promise<void>;
}
export interface RealOptions {
  readonly world: TrytonWorld;
  readonly backend?: 'sqlite' | 'postgresql';
  /** Seconds a session may idle before posting asks for a new login. */
  readonly sessionTimeout?: number;
}

export async function startRealTryton(options: RealOptions): Promise<RealTryton> {
  const { world, backend = 'sqlite', sessionTimeout = 300 } = options;
  const template = templateFolder(world, backend);
  const folder = mkdtempSync(join(tmpdir(), 'threadline-tryton-'));
  const cluster = backend === 'postgresql' ? await startCluster(template) : undefined;
  if (!existsSync(join(template, 'ready'))) await makeTemplate(template, world, cluster);
  const uri = cluster ? cluster.uri : 'sqlite://';
  if (cluster) await cluster.restore(world.database);
  else cpSync(join(template, 'db'), join(folder, 'db'), { recursive: true });
  const port = await freePort();
  const conf = configure(folder, { uri, port, sessionTimeout });
  const log = openSync(join(folder, 'trytond.log'), 'a');
  const child = spawn(PYTHON, ['/usr/bin/trytond', '-c', conf, '-d', world.database], { stdio: ['ignore', log, log] });
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(url, child);
  } catch (error) {
    await stop(child, cluster);
    const said = readFileSync(join(folder, 'trytond.log'), 'utf8').slice(-2000);
    throw new Error(`${(error as Error).message}\n${said}`, { cause: error });
  }
  return {
    url,
    async stop() {
      await stop(child, cluster);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The template's name follows from everything that makes it, so that a changed seed is a new one. */
function templateFolder(world: TrytonWorld, backend: string): string {
  const digest = createHash('sha256').update(
    JSON.stringify([world, modulesOf(world), backend]),
  ).update(readFileSync(seedScript));
  return join(tmpdir(), `threadline-tryton-template-${process.getuid?.() ?? 0}-${digest.digest('hex').slice(0, 12)}`);
}

async function makeTemplate(template: string, world: TrytonWorld, cluster: Cluster | undefined): Promise<void> {
  say(`seeding a Tryton on ${cluster ? 'PostgreSQL, some minutes' : 'SQLite, half a minute'} (once)`);
  rmSync(join(template, 'db'), { recursive: true, force: true });
  mkdirSync(join(template, 'db'), { recursive: true });
  const uri = cluster ? cluster.uri : 'sqlite://';
  const conf = configure(template, { uri, port: 0, sessionTimeout: 300 });
  const password = join(template, 'admin-password');
  writeFileSync(
    password, `${createHash('sha256').update(template).digest('base64url').slice(0, 16)}-7q`, { mode: 0o600 },
  );
  if (cluster) await cluster.create(world.database);
  else writeFileSync(join(template, 'db', `${world.database}.sqlite`), '');
  await run(['/usr/bin/trytond-admin', '-c', conf, '-d', world.database, '-u', ...modulesOf(world), '--activate-dependencies',
    '--email', 'admin@example.invalid'], { TRYTONPASSFILE: password });
  const database = cluster ? `${uri}${world.database}` : `sqlite:///${world.database}`;
  await run([seedScript, conf, database], {}, JSON.stringify(world));
  rmSync(password);
  await cluster?.freeze(world.database);
  writeFileSync(join(template, 'ready'), '');
}

interface Place { readonly uri: string; readonly port: number; readonly sessionTimeout: number }
function configure(folder: string, { uri, port, sessionTimeout }: Place): string {
  mkdirSync(join(folder, 'db'), { recursive: true });
  const file = join(folder, 'trytond.conf');
  writeFileSync(file, [
    '[database]', `uri = ${uri}`, `path = ${join(folder, 'db')}`, 'list = False',
    '[web]', `listen = 127.0.0.1:${port}`, '[session]', `timeout = ${sessionTimeout}`, '',
  ].join('\n'));
  return file;
}

function run(args: readonly string[], env: Record<string, string>, input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, ['-W', 'ignore', ...args], {
      env: { ...process.env, ...env }, timeout: LONGEST_STEP_MS, killSignal: 'SIGKILL',
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${args[0]} ended with ${signal ?? code}: ${said.slice(-2000)}`));
    });
    child.stdin.end(input);
  });
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const body = JSON.stringify({ id: 0, method: 'common.server.version', params: [] });
  for (const end = performance.now() + 60_000; performance.now() < end;) {
    if (child.exitCode !== null) throw new Error(`trytond ended with ${child.exitCode}`);
    const there = await fetch(url, {
      method: 'POST', body, headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(10_000),
    }).then((response) => response.ok, () => false);
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('trytond did not answer within 60 s');
}
async function stop(child: ChildProcess, cluster: Cluster | undefined): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
  await cluster?.stop();
}
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
