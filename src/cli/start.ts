/** `start`: everything in one process. `api` and `worker`: the roles apart, for many machines. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Command } from 'commander';
import type { FastifyInstance } from 'fastify';
import { buildApi } from '#api/server.ts';
import { ensureConsole } from '#api/console.ts';
import { createSignInLink } from '#api/access.ts';
import { makeIntake, type Intake } from '#runtime/intake.ts';
import { openPlatform, type Opened } from '#runtime/open.ts';
import { ensureSchedules } from '#runtime/schedule.ts';
import { startWorker, type Worker } from '#runtime/worker.ts';
import { logger } from './logger.ts';

export interface RunOptions {
  readonly database?: string;
  readonly data: string;
  readonly port?: string;
  readonly host: string;
}
interface Role { readonly api: boolean; readonly worker: boolean }
export interface Running {
  readonly opened: Opened;
  readonly intake: Intake;
  readonly worker: Worker | undefined;
  readonly url: string | undefined;
  stop(): Promise<void>;
}

export const DEFAULT_PORT = 4400;

export function registerStart(program: Command): void {
  const command = (name: string, what: string, role: Role) =>
    program.command(name).description(what)
      .option('--port <port>', `port of the API and the console (default: ${DEFAULT_PORT}, or the next free one)`)
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .action(async (_options, self: Command) => serve(self.optsWithGlobals<RunOptions>(), role));
  command('start', 'everything in one process: database, API, console, workers', { api: true, worker: true });
  command('api', 'the HTTP API and intake only', { api: true, worker: false });
  command('worker', 'a worker only; start as many as needed', { api: false, worker: true });
}

async function serve(options: RunOptions, role: Role): Promise<void> {
  const running = await run(options, role);
  const stop = onlyOnce(async () => {
    process.stderr.write('\nStopping …\n');
    await running.stop();
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  if (!role.api) return void process.stdout.write(`Worker ${running.worker!.name} is at work. Ctrl-C stops it.\n`);
  const link = await createSignInLink(running.opened.platform, running.url!);
  const configured = [...running.opened.platform.tenants.values()].some((t) => t.connections.size > 0);
  process.stdout.write(`Threadline runs. Open ${link} (it signs you in, once, within the hour)` +
    `${configured ? '.' : ' and try `npm run demo`, which trades a day on twins of the partners.'}\n`);
}

/** Opens the platform and starts the roles. Used by `start` and by the demo. */
export async function run(options: RunOptions, role: Role): Promise<Running> {
  const door = role.api ? await chooseDoor(options) : undefined;
  const log = logger();
  const databaseUrl = options.database ?? process.env['DATABASE_URL'];
  const fresh = !databaseUrl && !existsSync(options.data);
  if (fresh) process.stderr.write('Making the database (once, a few seconds) …\n');
  const opened = await openPlatform({
    directory: options.data, databaseUrl, log, application: role.worker ? 'worker' : 'api',
    allowPrivateHosts: process.env['THREADLINE_ALLOW_PRIVATE_HOSTS'] === '1',
  });
  const { platform } = opened;
  let worker: Worker | undefined;
  let app: FastifyInstance | undefined;
  const intake = makeIntake(platform, () => worker?.wake());
  const stop = async () => {
    await app?.close();
    await worker?.stop();
    await opened.close();
  };
  try {
    if (role.worker) {
      await ensureSchedules(platform);
      worker = startWorker(platform, { controlUrl: process.env['DATABASE_CONTROL_URL'] ?? opened.url, intake });
    }
    if (!door) return { opened, intake, worker, url: undefined, stop };
    app = await apiFor(opened, { intake, worker });
    await door.leave();
    await app.listen({ port: door.port, host: options.host });
    return { opened, intake, worker, url: `http://${shown(options.host)}:${door.port}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function apiFor(
  opened: Opened, with_: { intake: Intake; worker: Worker | undefined },
): Promise<FastifyInstance> {
  const consoleFolder = await ensureConsole();
  return buildApi(opened.platform, {
    intake: with_.intake, meter: opened.meter, ...(with_.worker && { worker: with_.worker }), ...(consoleFolder && { consoleFolder }),
    ...(process.env['THREADLINE_TRUST_PROXY'] && { trustProxy: process.env['THREADLINE_TRUST_PROXY'] }),
  });
}

/** Who listens on every address is opened on this one. */
const shown = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;

/** A port that is held for us until the API takes it. */
interface Door { readonly port: number; leave(): Promise<void> }

/** Before anything is started, so that a wrong port costs nothing and nobody else who starts now takes ours. */
async function chooseDoor({ port, host }: RunOptions): Promise<Door> {
  if (port !== undefined) {
    const wanted = Number(port);
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) throw new Error(`--port ${port} is not a port number.`);
    const door = wanted === 0 ? undefined : await hold(wanted, host);
    if (door) return door;
    if (wanted !== 0) throw new Error(`Port ${wanted} is taken: stop what uses it, or choose another with --port.`);
  }
  for (let candidate = DEFAULT_PORT; candidate < DEFAULT_PORT + 50; candidate += 1) {
    const door = await hold(candidate, host);
    if (door) return door;
  }
  throw new Error(`No free port between ${DEFAULT_PORT} and ${DEFAULT_PORT + 50}: choose one with --port.`);
}

/** Undefined when somebody has it. */
async function hold(port: number, host: string): Promise<Door | undefined> {
  const holder = createServer();
  holder.listen(port, host);
  try {
    await once(holder, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return undefined;
    if (code === 'EACCES')
      throw new Error(`Port ${port} is not for this user: choose one above 1023 with --port.`, { cause: error });
    throw new Error(`--host ${host} is no address of this machine.`, { cause: error });
  }
  holder.unref();
  return { port, leave: async () => {
    holder.close();
    await once(holder, 'close');
  } };
}

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
