/**
 * Makes the data directory, or makes sure that the one there is of this PostgreSQL.
 *
 * `initdb` works under another name and the result is renamed, so that a kill or a full disk in between
 * never leaves half a database that looks whole.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannotReach, command, environment, handOver } from './account.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { syncDirectory } from './place.ts';
import type { Place } from './place.ts';
import { DatabaseProblem, fileProblem, outputProblem } from './problem.ts';

export function initialise(place: Place, { initdb }: Binaries, account: Account, durable: boolean) {
  const passwordFile = join(place.directory, 'password.new');
  try {
    rmSync(place.unfinished, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    mkdirSync(place.unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, `${place.record.password}\n`, { mode: 0o600 });
    handOver(place.unfinished, account);
    handOver(passwordFile, account);
    const { status, stdout, stderr, error } = spawnSync(...command(account, initdb, [
      '-D', place.unfinished, '-U', 'threadline', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8',
      '--locale=C.UTF-8', '--data-checksums', ...(durable ? [] : ['--no-sync']),
    ]), { ...account.ids, cwd: '/', env: environment(), encoding: 'utf8' });
    if (error) throw (error as NodeJS.ErrnoException).code === 'EACCES' ? cannotReach(initdb) : error;
    if (status !== 0) throw refusal(`${stdout}\n${stderr}`, place, account);
    renameSync(place.unfinished, place.data);
    if (durable) syncDirectory(place.directory);
  } catch (error) {
    rmSync(place.unfinished, { recursive: true, force: true });
    throw fileProblem(error, place.directory);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

export function refuseOtherMajor({ data }: Place, { major }: Binaries) {
  const found = Number.parseInt(readVersion(data), 10);
  if (found === major) return;
  throw new DatabaseProblem(Number.isNaN(found)
    ? `${data} is not a PostgreSQL data directory: move it away, or choose another directory for the database.`
    : `The database in ${data} is of PostgreSQL ${found} and this release brings ${major}: dump it with ` +
      `PostgreSQL ${found} and load it into a new directory, or go back to the release that made it.`);
}

function refusal(output: string, place: Place, { wrap, ids }: Account) {
  const standIn = ids.uid !== undefined || wrap.length > 0;
  if (standIn && /Permission denied/.test(output)) return cannotReach(place.directory);
  return outputProblem(output, place.directory);
}

function readVersion(data: string): string {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw fileProblem(error, data);
  }
}
