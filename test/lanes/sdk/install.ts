/**
 * Installs npm packages of others once, at exact versions, in a cache folder of the user: they are wanted by
 * one lane and nobody else, and are no dependency of this project.
 *
 * A set of versions has a folder of its own, which appears under its name only when npm has finished, so
 * that a run that was cut short leaves nothing that looks installed.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Versions = Readonly<Record<string, string>>;

/** The folder whose node_modules holds them, or the sentence that says why there is none. */
export async function installed(lane: string, versions: Versions): Promise<{ folder: string } | { missing: string }> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'threadline', lane);
  const digest = createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 12);
  const folder = join(cache, digest);
  if (existsSync(folder)) return { folder };
  await mkdir(cache, { recursive: true });
  const attempt = await mkdtemp(join(cache, 'attempt-'));
  try {
    const manifest = { name: `threadline-lane-${lane}`, private: true, dependencies: versions };
    await writeFile(join(attempt, 'package.json'), JSON.stringify(manifest, undefined, 2));
    await npmInstall(attempt);
    await rename(attempt, folder);
    return { folder };
  } catch (error) {
    await rm(attempt, { recursive: true, force: true });
    // Another run may have won the race for the name; what it installed is as good as ours.
    if (existsSync(folder)) return { folder };
    const [[name, version] = ['nothing', ''], ...others] = Object.entries(versions);
    const rest = others.length > 0 ? ` and ${others.length} more` : '';
    return { missing: `npm could not install ${name} ${version}${rest}: ${reasonOf(error)}` };
  }
}

async function npmInstall(folder: string): Promise<void> {
  const run = promisify(execFile);
  const windows = process.platform === 'win32';
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  // Without a network it is to say so soon.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=3000'];
  await run(windows ? 'npm.cmd' : 'npm', ['install', '--prefix', folder, ...quiet, ...patience], {
    cwd: folder, timeout: 300_000, shell: windows,
  });
}

/** npm's own word for it (ECONNREFUSED, ETARGET) says more than "Command failed". */
function reasonOf(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  return /^npm error code (\S+)/m.exec(stderr)?.[1] ?? message.split('\n')[0]!;
}
