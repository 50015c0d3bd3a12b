/**
 * Installs the real Vendure once, in a cache folder of the user and not in this checkout: it is 170 MB
 * of somebody else's dependencies, pinned apart from ours, and only this lane wants it.
 *
 * The folder appears under its final name only when npm has finished, so a run that was cut short
 * leaves nothing that looks installed.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const VENDURE_VERSION = '3.7.3';

const MANIFEST = {
  name: 'threadline-lane-vendure',
  private: true,
  dependencies: { '@vendure/core': VENDURE_VERSION, 'sql.js': '1.13.0' },
  // A dependency of @vendure/core asks for ^10.3.2 of this one, which the registries we saw do not carry.
  overrides: { '@graphql-tools/batch-execute': '10.2.0' },
};

/** The folder whose node_modules holds Vendure, or the sentence that says why there is none. */
export async function installVendure(): Promise<{ folder: string } | { missing: string }> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'threadline');
  const folder = join(cache, `vendure-${VENDURE_VERSION}`);
  if (existsSync(join(folder, 'node_modules/@vendure/core/package.json'))) return { folder };
  await mkdir(cache, { recursive: true });
  const attempt = await mkdtemp(join(cache, 'vendure-attempt-'));
  try {
    await writeFile(join(attempt, 'package.json'), JSON.stringify(MANIFEST, undefined, 2));
    await npmInstall(attempt);
    await rename(attempt, folder);
    return { folder };
  } catch (error) {
    await rm(attempt, { recursive: true, force: true });
    // Another run may have won the race for the name; what it installed is as good as ours.
    if (existsSync(folder)) return { folder };
    return { missing: `Vendure ${VENDURE_VERSION} could not be installed from npm: ${firstLine(error)}` };
  }
}

async function npmInstall(folder: string): Promise<void> {
  const run = promisify(execFile);
  const windows = process.platform === 'win32';
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  // Without a network it is to say so soon.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=3000'];
  process.stderr.write(`# vendure lane: installing Vendure ${VENDURE_VERSION} from npm (once, half a minute and more)\n`);
  await run(windows ? 'npm.cmd' : 'npm', ['install', ...quiet, ...patience], {
    cwd: folder, timeout: 240_000, shell: windows,
  });
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
