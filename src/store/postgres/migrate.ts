/**
 * Brings a database to the schema of this release: numbered plain SQL files, forward only.
 *
 * Each file is one transaction, sent statement by statement (a distributed PostgreSQL wants that), and is
 * recorded in the same transaction. An advisory lock lets any number of processes start at once: one
 * works, the others wait and find it done. A file that was applied is history: changing it is refused. At the end
 * stand the walls (walls.ts). Only the owner of the tables can migrate; others find it done or are told.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { control } from './connect.ts';
import { DatabaseProblem } from './problem.ts';
import { Unclosed, splitStatements } from './statements.ts';
import type { Statement } from './statements.ts';
import { raiseWalls, wallsFit } from './walls.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /** Its first line is `-- breaking`: workers of the release before must not run on its schema. */
  readonly breaking: boolean;
}
interface MigrationFile extends Migration {
  readonly file: string;
  readonly sql: string;
}
interface AppliedRow {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

export const MIGRATIONS = fileURLToPath(new URL('../../../sql/migrations', import.meta.url));

// Any number that no other advisory lock of ours uses; this is 'thread' in ASCII.
const LOCK = 0x74_68_72_65_61_64n;
const FILE = /^(\d{4})_([a-z0-9_]+)\.sql$/;
const TRANSACTION = /^(begin|commit|rollback|end|abort|savepoint|start\s+transaction|prepare\s+transaction)\b/i;

/** Applies what is missing and returns it. A client handed over is in no transaction and has no statement timeout. */
export async function migrate(target: string | Client, folder = MIGRATIONS): Promise<readonly Migration[]> {
  const files = readMigrations(folder);
  if (target instanceof Client) return underLock(target, files);
  const client = await control(target, { application: 'threadline migrate' });
  try {
    return await underLock(client, files);
  } finally {
    await client.end();
  }
}

/** What `migrate` would apply; changes nothing. */
export async function pendingMigrations(client: Client, folder = MIGRATIONS): Promise<readonly Migration[]> {
  return missing(readMigrations(folder), (await begun(client)) ? await appliedRows(client) : []).map(publicPart);
}

async function begun(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ at: string | null }>(`select to_regclass('schema_migration') as at`);
  return Boolean(rows[0]?.at);
}

/** The application's own user finds the schema made and cannot change it. */
async function refuseStranger(client: Client, todo: readonly MigrationFile[]): Promise<void> {
  const { rows } = await client.query<{ owner: boolean }>(`
    select pg_has_role(current_user, c.relowner, 'member') as owner from pg_class c
    where c.oid = 'schema_migration'::regclass`);
  if (rows[0]?.owner) return;
  throw new DatabaseProblem(`The database lacks ${todo[0]!.file} and this user may not change its schema: run ` +
    'threadline migrate as the user that owns it.');
}

/** The migrations of a folder in order; other files in it (a `.test.sql`, a README) are not looked at. */
export function readMigrations(folder: string): readonly MigrationFile[] {
  const files: MigrationFile[] = [];
  for (const file of readdirSync(folder).sort()) {
    const [, version, name] = FILE.exec(file) ?? [];
    if (!version || !name) continue;
    // A checkout on Windows has other line ends; that is not a change.
    const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    const last = files.at(-1);
    if (last?.version === Number(version))
      throw new DatabaseProblem(`${last.file} and ${file} have the same number: give the newer one the next free.`);
    files.push({
      version: Number(version), name, file, sql,
      checksum: createHash('sha256').update(sql).digest('hex'),
      breaking: /^--\s*breaking\b/.test(sql),
    });
  }
  return files;
}

async function underLock(client: Client, files: readonly MigrationFile[]): Promise<readonly Migration[]> {
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  try {
    const fresh = !(await begun(client));
    if (fresh) await client.query(`create table if not exists schema_migration (
      version integer primary key, name text not null, checksum text not null,
      applied_at timestamptz not null default now())`);
    const todo = missing(files, fresh ? [] : await appliedRows(client));
    if (todo.length > 0 && !fresh) await refuseStranger(client, todo);
    for (const file of todo) await apply(client, file);
    if (!(await wallsFit(client))) await raiseWalls(client);
    return todo.map(publicPart);
  } finally {
    // If the connection is gone, so is the lock; the error that counts is the one before.
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {});
  }
}

const publicPart = ({ version, name, checksum, breaking }: MigrationFile): Migration =>
  ({ version, name, checksum, breaking });

const appliedRows = async (client: Client): Promise<readonly AppliedRow[]> =>
  (await client.query<AppliedRow>('select version, name, checksum from schema_migration order by version')).rows;

/** The files still to apply, after making sure that what was applied is the beginning of what we have. */
function missing(files: readonly MigrationFile[], applied: readonly AppliedRow[]): readonly MigrationFile[] {
  const byVersion = new Map(files.map((file) => [file.version, file]));
  for (const row of applied) {
    const file = byVersion.get(row.version);
    const label = `${String(row.version).padStart(4, '0')}_${row.name}`;
    if (!file)
      throw new DatabaseProblem(`The database has migration ${label}, which this release does not know: it is newer ` +
        'than this release. Start the release that made it, or a later one.');
    if (file.checksum !== row.checksum)
      throw new DatabaseProblem(`${file.file} was changed after it was applied as ${label}: put the file back as it ` +
        'was and write the change as a new migration.');
  }
  const latest = applied.at(-1)?.version ?? 0;
  const known = new Set(applied.map((row) => row.version));
  const todo = files.filter((file) => !known.has(file.version));
  const late = todo.find((file) => file.version < latest);
  if (late)
    throw new DatabaseProblem(`${late.file} comes before migration ${latest}, which is applied already: give it a ` +
      `number above ${latest}.`);
  return todo;
}

async function apply(client: Client, file: MigrationFile) {
  const statements = split(file);
  let line = 0;
  await client.query('begin');
  try {
    for (const statement of statements) {
      line = statement.line;
      await client.query(statement.text);
    }
    line = 0;
    await client.query('insert into schema_migration (version, name, checksum) values ($1, $2, $3)',
      [file.version, file.name, file.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    const at = `${file.file}${line ? `, statement at line ${line}` : ''}`;
    throw new DatabaseProblem(`${at}: ${(error as Error).message}. ` +
      'Nothing of this file was applied; correct it and migrate again.', { cause: error });
  }
}

function split({ file, sql }: MigrationFile): readonly Statement[] {
  try {
    const statements = splitStatements(sql);
    const own = statements.find((statement) => TRANSACTION.test(statement.text));
    if (!own) return statements;
    throw new DatabaseProblem(`${file}, line ${own.line}: a migration is one transaction already; take ` +
      `"${own.text.slice(0, 20)}" out.`);
  } catch (error) {
    if (!(error instanceof Unclosed)) throw error;
    throw new DatabaseProblem(`${file}, line ${error.line}: ${error.message}.`, { cause: error });
  }
}
