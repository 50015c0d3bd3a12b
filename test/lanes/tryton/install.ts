/**
 * Whether Tryton is on this machine; installed from Debian only when THREADLINE_APT=1 asks for it.
 *
 * A package mirror that cannot be reached is no fault of ours: then there is no Tryton, and one line says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's own interpreter: another one on PATH does not see Debian's packages. */
export const PYTHON = '/usr/bin/python3';
const script = new URL('install.sh', import.meta.url).pathname;
const LONGEST_INSTALL_MS = 200_000;
/** Why it failed, for the other files of the same run: a mirror that does not answer is tried once. */
const failed = join(tmpdir(), `threadline-tryton-missing-${process.ppid}`);

/** Said at once: the test runner passes on what goes to standard error while the file still runs. */
export const say = (what: string): void => void process.stderr.write(`# tryton lane: ${what}\n`);

const installed = (): boolean => existsSync('/usr/bin/trytond-admin') && spawnSync(
  PYTHON, ['-c', 'import proteus, trytond.modules.stock_package_shipping, trytond.modules.stock_lot, trytond.modules.sale'], { timeout: 60_000 },
).status === 0;

/** One line saying why there is no Tryton here, or undefined when there is one. */
export function missingTryton(): string | undefined {
  const why = whyMissing();
  if (why) say(`not run: ${why}`);
  return why;
}

function whyMissing(): string | undefined {
  if (installed()) return undefined;
  if (process.env['THREADLINE_APT'] !== '1')
    return `no Tryton 6.0 on this machine: run ${script} as root, or set THREADLINE_APT=1`;
  if (existsSync(failed)) return readFileSync(failed, 'utf8');
  say('installing Tryton 6.0 from Debian (once, a quarter of a minute and more)');
  const { status, stderr, error } = spawnSync(script, {
    encoding: 'utf8', timeout: LONGEST_INSTALL_MS, stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status === 0 && installed()) return undefined;
  const why = `installing Tryton failed: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? `status ${status}`}`;
  writeFileSync(failed, why);
  return why;
}
