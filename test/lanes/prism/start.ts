/** Starts Prism with documents that lie beside the checkout; stops with the test. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installed } from '../sdk/install.ts';

const VERSION = '5.14.2';
const BOOT_SECONDS = 60;

export interface RealPrism {
  readonly url: string;
  /** How many operations it has read from the documents. */
  readonly operations: number;
  stop(): Promise<void>;
}

/** `missing` says in one sentence why there is none. */
export async function startPrism(documents: readonly URL[]): Promise<RealPrism | { missing: string }> {
  const paths = documents.map((d) => fileURLToPath(d));
  const absent = paths.find((path) => !existsSync(path));
  if (absent !== undefined) return { missing: `the partner's documents are not beside the checkout: no ${absent}` };
  const prism = await installed('prism', { '@stoplight/prism-cli': VERSION });
  if ('missing' in prism) return prism;
  const child = fork(fileURLToPath(new URL('mock.ts', import.meta.url)), [prism.folder, ...paths], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const ended = new Promise<undefined>((resolve) => child.once('exit', () => resolve(undefined)));
  const ready = new Promise<Omit<RealPrism, 'stop'>>((resolve) =>
    child.once('message', (message) => resolve(message as Omit<RealPrism, 'stop'>)));
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, BOOT_SECONDS * 1000, undefined).unref());
  const up = await Promise.race([ready, ended, late]);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  if (up) return { ...up, stop };
  await stop();
  throw new Error(`Prism did not start within ${BOOT_SECONDS} s; it last said:\n${said}`);
}
