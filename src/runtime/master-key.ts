/**
 * Where the master key is: in the environment (THREADLINE_MASTER_KEY, base64 of 32 bytes), or in a file that only its
 * owner may read, made on the first start.
 *
 * It is replaced in three steps, each of which may be the last that happens: the successor is written beside it, the
 * tenants' keys are wrapped anew in one commit (operations/rotate-key.ts), the successor takes its name. Whoever starts
 * in between has both and opens what is there.
 */
import { createHash } from 'node:crypto';
import {
  closeSync, copyFileSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from '#store/postgres/place.ts';
import { newKey, type MasterKeys } from './vault.ts';

export interface Succession { readonly current: Buffer; readonly next: Buffer }
type Environment = Readonly<Record<string, string | undefined>>;
export const KEY_NAME = 'THREADLINE_MASTER_KEY';
export const NEXT_NAME = 'THREADLINE_MASTER_KEY_NEXT';
export const nextFile = (file: string): string => `${file}.next`;

/** Says which key it is and gives nothing of it away. */
export const fingerprint = (key: Buffer): string =>
  createHash('sha256').update('threadline master key').update(key).digest('hex').slice(0, 8);

export function masterKeys(file: string, environment: Environment = process.env): MasterKeys {
  const given = environment[KEY_NAME];
  if (given) {
    const next = environment[NEXT_NAME];
    return { current: fromEnvironment(KEY_NAME, given), next: next ? fromEnvironment(NEXT_NAME, next) : undefined };
  }
  if (!existsSync(file)) write(file, newKey());
  return { current: fromFile(file), next: existsSync(nextFile(file)) ? fromFile(nextFile(file)) : undefined };
}

/** The file's keys with a successor: the one that an earlier attempt left, or a new one. */
export function prepareSuccessor(file: string): Succession {
  if (!existsSync(nextFile(file))) write(nextFile(file), newKey());
  return { current: fromFile(file), next: fromFile(nextFile(file)) };
}

/** The successor takes over; the old key stays beside it for backups of before. Answers where. */
export function finishSuccession(file: string): string {
  const kept = `${file}.${fingerprint(fromFile(file))}`;
  copyFileSync(file, kept);
  sync(kept);
  renameSync(nextFile(file), file);
  syncDirectory(dirname(file));
  return kept;
}

function fromEnvironment(name: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new Error(`${name} must be the base64 of exactly 32 bytes.`);
  return key;
}

function fromFile(file: string): Buffer {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new Error(`The master key ${file} is readable by others: chmod 600 it, then start again.`);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== 32) throw new Error(`The master key ${file} is not the base64 of 32 bytes: restore it from a backup.`);
  return key;
}

/** Whole or not at all, and never over another: of two processes that make it at once one does. */
function write(file: string, key: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  const handle = openSync(part, 'w', 0o600);
  writeSync(handle, key.toString('base64'));
  closeSync(handle);
  sync(part);
  try {
    linkSync(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(part);
  }
  syncDirectory(dirname(file));
}

function sync(file: string): void {
  const handle = openSync(file, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
