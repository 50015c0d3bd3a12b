/** `migrate` and `doctor`: the schema, and whether everything is well. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openPlatform } from '#runtime/open.ts';
import { examine, examineMachine } from '#runtime/operations/doctor.ts';
import { fail, ok, warn, type Symptom } from '#runtime/operations/symptom.ts';
import { control } from '#store/postgres/connect.ts';
import { startEmbedded, type Embedded } from '#store/postgres/embedded.ts';
import { migrate, pendingMigrations, type Migration } from '#store/postgres/migrate.ts';
import { logger } from './logger.ts';
import { paint, plural, table } from './print.ts';
import { sentence } from './problem.ts';
import { print, type Globals } from './session.ts';
import type { Terminal } from './terminal.ts';

export function registerDatabase(program: Command, t: Terminal): void {
  program.command('migrate').description('bring the database to the schema of this release')
    .action(async (_options, self: Command) => migrateNow(self.optsWithGlobals<Globals>(), t));
  program.command('doctor').description('check configuration, credentials, clocks and work, and say what to do')
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<Globals>();
      const symptoms = await look(options);
      print(t, options, { data: symptoms, text: spoken(symptoms, t), bad: symptoms.some((s) => s.state === 'fail') });
    });
}

async function migrateNow(options: Globals, t: Terminal): Promise<void> {
  const applied = await withDatabase(options, (url) => migrate(url));
  const text = applied.length === 0 ? 'The schema is up to date.\n'
    : `Applied ${plural(applied.length, 'migration')}:\n${applied.map((m) => `  ${nameOf(m)}\n`).join('')}`;
  print(t, options, { data: applied.map(({ version, name }) => ({ version, name })), text });
}
const nameOf = ({ version, name }: Migration): string =>
  `${String(version).padStart(4, '0')} ${name.replaceAll('_', ' ')}`;

async function withDatabase<T>({ database, data }: Globals, work: (url: string) => Promise<T>): Promise<T> {
  let embedded: Embedded | undefined;
  if (!database) embedded = await startEmbedded({ directory: join(data, 'postgres') });
  try {
    return await work(database ?? embedded!.url);
  } finally {
    await embedded?.stop();
  }
}

/** A database that cannot be opened is a finding, not the end. */
async function look(options: Globals): Promise<Symptom[]> {
  const machine = await examineMachine(options.data);
  if (!options.database && !existsSync(join(options.data, 'postgres')))
    return [...machine, warn('database', `none yet in ${options.data}`, 'threadline start, or threadline migrate')];
  try {
    return [...machine, ...(await withDatabase(options, (url) => behind(url, options)))];
  } catch (error) {
    return [...machine, fail('database', sentence(error), 'Correct that first: nothing works without it.')];
  }
}

async function behind(url: string, { data }: Globals): Promise<Symptom[]> {
  const schema = await schemaOf(url);
  if (schema.state !== 'ok') return [schema];
  const log = logger();
  if (!process.env['LOG_LEVEL']) log.level = 'fatal';
  const opened = await openPlatform({
    directory: data, databaseUrl: url, log, application: 'doctor', poolSize: 6,
    allowPrivateHosts: process.env['THREADLINE_ALLOW_PRIVATE_HOSTS'] === '1',
  });
  try {
    return [schema, ...(await examine(opened.platform))];
  } finally {
    await opened.close();
  }
}

async function schemaOf(url: string): Promise<Symptom> {
  const client = await control(url, { application: 'threadline doctor' });
  try {
    const missing = await pendingMigrations(client);
    return missing.length === 0
      ? ok('schema', 'up to date')
      : fail(
          'schema',
          `${plural(missing.length, 'migration')} missing: ${missing.map(nameOf).join(', ')}`,
          'threadline migrate',
        );
  } finally {
    await client.end();
  }
}

const MARK = { ok: ['green', '✓'], warn: ['yellow', '!'], fail: ['red', '✗'] } as const;
function spoken(symptoms: readonly Symptom[], t: Terminal): string {
  const rows = symptoms.flatMap((s) => {
    const [color, mark] = MARK[s.state];
    return [
      [paint(t, color, mark), s.what, s.says],
      ...(s.fix && s.state !== 'ok' ? [['', '', paint(t, 'dim', `→ ${s.fix}`)]] : []),
    ];
  });
  const count = (state: Symptom['state']) => symptoms.filter((s) => s.state === state).length;
  const verdict = count('fail') > 0 ? `${plural(count('fail'), 'thing')} must be mended.`
    : count('warn') > 0 ? `It works; ${plural(count('warn'), 'thing')} to look at.` : 'All is well.';
  return `${table(rows, t)}\n${verdict}\n`;
}
