/**
 * Makes the checkout ready: installs exactly what the lock file names, once.
 *
 * Plain JavaScript for the machine's own Node (20 or newer), because the Node that runs the platform
 * (26, a development dependency) is itself part of what is installed here.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
export const node = `${root}node_modules/.bin/node${windows ? '.cmd' : ''}`;
const stamp = `${root}node_modules/.threadline-installed`;

export function install() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    stop(`Node ${process.versions.node} is too old: install Node 20 or newer and try again.`);
  const wanted = createHash('sha256').update(readFileSync(`${root}package-lock.json`)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(node)) return;
  process.stderr.write('Installing dependencies (once, about half a minute) …\n');
  const npm = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  if (npm.status !== 0) stop('npm ci failed; its message is above. Check the network or registry and try again.');
  if (!existsSync(node)) stop('node_modules/.bin/node is missing: allow the install script of the "node" package.');
  mkdirSync(`${root}node_modules`, { recursive: true });
  writeFileSync(stamp, wanted);
}

function stop(sentence) {
  process.stderr.write(`threadline: ${sentence}\n`);
  process.exit(1);
}
