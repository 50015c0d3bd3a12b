/**
 * A worker in a process of its own, to be killed. Run as a program it is that process; imported, it starts one.
 * The same loop as in the main process: they share the shards between them.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import pino from 'pino';
import { makeIntake } from '#runtime/intake.ts';
import { openPlatform } from '#runtime/open.ts';
import { startWorker } from '#runtime/worker.ts';

export interface SecondWorker {
  readonly name: string;
  readonly pid: number;
  /** No farewell: SIGKILL. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSecondWorker(url: string, directory: string, name: string): Promise<SecondWorker> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', import.meta.filename, directory, name], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DATABASE_URL: url },
  });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout!, 'data'), gone.then(() => { throw new Error(`worker ${name} did not start`); })]);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (alive(child)) child.kill(signal);
    await gone;
  };
  return { name, pid: child.pid!, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

const alive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function work(): Promise<void> {
  const [directory, name] = process.argv.slice(2) as [string, string];
  const url = process.env['DATABASE_URL']!;
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' }, pino.destination(2));
  const opened = await openPlatform({
    directory, databaseUrl: url, application: name, allowPrivateHosts: true, poolSize: 8, log,
  });
  const intake = makeIntake(opened.platform, () => worker.wake());
  const worker = startWorker(opened.platform, { controlUrl: url, intake, name });
  process.stdout.write('ready\n');
  const parent = process.ppid;
  const orphaned = setInterval(() => { if (process.ppid !== parent) process.exit(1); }, 1000);
  process.on('SIGTERM', () => void worker.stop().then(() => opened.close()).then(() => {
    clearInterval(orphaned);
    process.exit(0);
  }));
}

if (import.meta.main) await work();
